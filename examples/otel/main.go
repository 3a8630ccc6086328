// Otel traces calls with OpenTelemetry: a span for each attempt, named after the
// route, without an id in it.
//
//	go run .
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func main() {
	exporter, err := stdouttrace.New(stdouttrace.WithPrettyPrint())
	if err == nil {
		err = run(context.Background(), sdktrace.WithSyncer(exporter))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "otel:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, option sdktrace.TracerProviderOption) error {
	provider := sdktrace.NewTracerProvider(option)
	defer func() { _ = provider.Shutdown(ctx) }()
	server := juspaytest.NewServer()
	defer server.Close()
	client := server.Client(juspay.WithMiddleware(Tracing(provider)))

	ctx, checkout := provider.Tracer("shop").Start(ctx, "checkout")
	defer checkout.End()
	_, err := client.Orders.Create(ctx, &juspay.OrderCreateParams{OrderID: "shop1001", Amount: "250.50", Currency: "INR"})
	if err != nil {
		return err
	}
	_, err = client.Orders.Get(ctx, "shop1001", nil)
	return err
}

// Tracing is otelhttp's transport. It is shown the route in place of the URL, or
// order and customer ids would end up in every span.
func Tracing(provider trace.TracerProvider) juspay.Middleware {
	return func(next http.RoundTripper) http.RoundTripper {
		type address struct{}
		inner := roundTripper(func(r *http.Request) (*http.Response, error) {
			real := r.Clone(r.Context())
			real.URL = r.Context().Value(address{}).(*url.URL)
			return next.RoundTrip(real)
		})
		traced := otelhttp.NewTransport(inner, otelhttp.WithTracerProvider(provider),
			otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return juspay.Route(r.Context()) }))
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			shown := r.Clone(context.WithValue(r.Context(), address{}, r.URL))
			_, path, _ := strings.Cut(juspay.Route(r.Context()), " ")
			shown.URL = &url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: path}
			return traced.RoundTrip(shown)
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
