// Logging counts and logs attempts with log/slog: routes, statuses and durations,
// never an id, a body or a secret.
//
//	go run ./examples/logging
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func main() {
	run(os.Stdout, nil)
}

func run(out io.Writer, replace func([]string, slog.Attr) slog.Attr) {
	server := juspaytest.NewServer()
	defer server.Close()
	logger := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: replace}))
	counts := map[string]int{} // a metrics library, elsewhere
	client := server.Client(juspay.WithLogger(logger), juspay.WithMiddleware(counting(counts)))

	ctx := context.Background()
	server.Inject(juspaytest.Fault{Route: "GET /orders/{order_id}", Status: http.StatusServiceUnavailable}) // is repeated
	_, err := client.Orders.Create(ctx, &juspay.OrderCreateParams{OrderID: "shop1001", Amount: "250.50", Currency: "INR"})
	if err == nil {
		_, err = client.Orders.Get(ctx, "shop1001", nil)
	}
	if err != nil {
		logger.Error("no order", "err", err) // errors are one line, and hold no secret either
	}
	fmt.Fprintln(out, counts)
}

// counting counts attempts by route. One call is one goroutine here; elsewhere a
// counter takes a lock.
func counting(counts map[string]int) juspay.Middleware {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			counts[juspay.Route(r.Context())]++
			return next.RoundTrip(r)
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
