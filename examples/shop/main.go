// Shop is a small web shop that takes card payments: catalogue, checkout with
// new and saved cards, receipt, refunds, webhooks, and a page that shows what
// travelled between shop and Juspay.
//
//	go run ./examples/shop
//
// It brings its own Juspay, in memory (package juspaytest), so no account is
// needed and no money moves. With these set it talks to Juspay's sandbox:
//
//	JUSPAY_API_KEY           the API key from the dashboard
//	JUSPAY_MERCHANT_ID       the merchant id
//	JUSPAY_RESPONSE_KEY      the Response Key that signs the payer's return
//	JUSPAY_WEBHOOK_USERNAME  the credentials of webhooks; without them every
//	JUSPAY_WEBHOOK_PASSWORD  webhook is refused
//	JUSPAY_BASE_URL          another address than the sandbox's
//
// Orders are kept in memory: everything else is meant to be copied.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "shop:", err)
		os.Exit(1)
	}
}

// run serves the shop until the context ends.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	cfg, err := readConfig(args, getenv, out)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cfg.addr)
	if err != nil {
		return err
	}
	s, err := newShop(cfg.at(listener.Addr()), slog.Default())
	if err != nil {
		_ = listener.Close()
		return err
	}
	defer s.close()
	_, _ = fmt.Fprintf(out, "The shop is open at %s, on %s. Close it with Ctrl-C.\n", s.url, s.counterpart())
	return serve(ctx, listener, s)
}

// serve ends gracefully: requests under way may finish, for a payment among
// them is better finished than cut.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      pageTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), pageTimeout)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return err
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
