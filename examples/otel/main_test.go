package main

import (
	"fmt"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

func TestSpansAreNamedByRouteAndHoldNoID(t *testing.T) {
	t.Parallel()
	recorder := tracetest.NewSpanRecorder()
	if err := run(t.Context(), sdktrace.WithSpanProcessor(recorder)); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, span := range recorder.Ended() {
		names = append(names, span.Name())
		for _, attribute := range span.Attributes() {
			if text := fmt.Sprint(attribute.Value.AsInterface()); strings.Contains(text, "shop1001") {
				t.Errorf("%s: %s holds an order's id: %s", span.Name(), attribute.Key, text)
			}
		}
	}
	if got, want := fmt.Sprint(names), "[POST /orders GET /orders/{order_id} checkout]"; got != want {
		t.Errorf("spans %s, not %s", got, want)
	}
}
