package main

import (
	"log/slog"
	"os"
)

func Example() {
	run(os.Stdout, func(_ []string, a slog.Attr) slog.Attr {
		switch a.Key {
		case slog.TimeKey, "duration", "request_id":
			return slog.Attr{} // another one each time
		}
		return a
	})
	// Output:
	// level=DEBUG msg="juspay call" route="POST /orders" attempt=1 status=200
	// level=WARN msg="juspay call failed" route="GET /orders/{order_id}" attempt=1 status=503
	// level=DEBUG msg="juspay call" route="GET /orders/{order_id}" attempt=2 status=200
	// map[GET /orders/{order_id}:2 POST /orders:1]
}
