// Juspay-sandbox serves an in-memory Juspay for clients in any language: point
// their base URL at the address that it prints. Its clock is the machine's.
//
//	go run ./cmd/juspay-sandbox -addr 127.0.0.1:8600 -webhook http://127.0.0.1:3000/juspay -webhook-user hook -webhook-password secret
//
// Card numbers and what they do are in the documentation of package juspaytest.
// A payer is anybody who opens the bank page that a payment answers with, or
// a program that answers for him:
//
//	curl -d answer=approve http://127.0.0.1:8600/v2/pay/start/sandbox/moz…
//
// The other answers are decline and walk_away.
//
// Nothing is kept: when the program ends, so does its world.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/juspay-go/juspay/juspaytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "juspay-sandbox:", err)
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	addr, apiKey, merchantID, responseKey, returnURL string
	webhook, user, password                          string
	keysDir                                          string
	encryptWebhooks, remote, quiet                   bool
}

func parse(args []string, out io.Writer) (settings, error) {
	var f settings
	flags := flag.NewFlagSet("juspay-sandbox", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8600", "`host:port` to listen on; port 0 takes a free one")
	flags.BoolVar(&f.remote, "remote", false, "allow an address that other machines can reach")
	flags.StringVar(&f.apiKey, "api-key", "", "the merchant's API `key` (default: a new one)")
	flags.StringVar(&f.merchantID, "merchant", "sandbox", "the merchant's `id`")
	flags.StringVar(&f.responseKey, "response-key", "", "the `key` that signs returns (default: a new one)")
	flags.StringVar(&f.returnURL, "return", "", "`URL` for payers whose order names no return_url")
	flags.StringVar(&f.webhook, "webhook", "", "`URL` to post events to")
	flags.StringVar(&f.user, "webhook-user", "", "user `name` of the webhook's Basic auth")
	flags.StringVar(&f.password, "webhook-password", "", "`password` of the webhook's Basic auth")
	flags.StringVar(&f.keysDir, "keys", "", "`directory` for the encrypted mode's keys: read from it, or made and written to it")
	flags.BoolVar(&f.encryptWebhooks, "encrypt-webhooks", false, "send events as JWT; needs -keys")
	flags.BoolVar(&f.quiet, "quiet", false, "no request log")
	if err := flags.Parse(args); err != nil {
		return f, err
	}
	if flags.NArg() > 0 {
		return f, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if f.encryptWebhooks && f.keysDir == "" {
		return f, errors.New("-encrypt-webhooks needs -keys")
	}
	return f, f.checkAddr()
}

// checkAddr keeps the sandbox on this machine unless it is told otherwise:
// whoever reaches it is the merchant, and the payer too.
func (f *settings) checkAddr() error {
	host, port, err := net.SplitHostPort(f.addr)
	if err != nil {
		return err
	}
	if host == "" && !f.remote {
		host = "127.0.0.1" // ":8600" would mean every network there is
	}
	f.addr = net.JoinHostPort(host, port)
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && !f.remote {
		return fmt.Errorf("other machines can reach %s: add -remote if they shall", f.addr)
	}
	return nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	f, err := parse(args, out)
	if err != nil {
		return err
	}
	opts, err := f.options(out)
	if err != nil {
		return err
	}
	server, err := juspaytest.Start(opts...)
	if err != nil {
		return err
	}
	defer server.Close()
	server.SetWebhook(f.webhook, f.user, f.password)
	if err := f.encryption(server); err != nil {
		return err
	}
	introduce(out, server, f)
	<-ctx.Done()
	_, err = fmt.Fprintln(out, "stopped")
	return err
}

func (f *settings) options(out io.Writer) ([]juspaytest.Option, error) {
	opts := []juspaytest.Option{
		juspaytest.WithAddr(f.addr), juspaytest.WithRealTime(), juspaytest.WithMerchantID(f.merchantID),
	}
	if f.apiKey != "" {
		opts = append(opts, juspaytest.WithAPIKey(f.apiKey))
	}
	if f.responseKey != "" {
		opts = append(opts, juspaytest.WithResponseKey(f.responseKey))
	}
	if f.returnURL != "" {
		opts = append(opts, juspaytest.WithReturnURL(f.returnURL))
	}
	if !f.quiet {
		opts = append(opts, juspaytest.WithRequestLog(requestLog(out)))
	}
	keys, err := readKeys(f.keysDir)
	if keys != nil {
		opts = append(opts, juspaytest.WithKeys(*keys))
	}
	return opts, err
}

// encryption makes keys where none were found, and leaves them where the
// merchant's client can read them.
func (f *settings) encryption(server *juspaytest.Server) error {
	if f.keysDir == "" {
		return nil
	}
	keys, err := server.Keys()
	if err != nil {
		return err
	}
	if err := writeKeys(f.keysDir, keys); err != nil {
		return err
	}
	return server.EncryptWebhooks(f.encryptWebhooks)
}

func introduce(out io.Writer, server *juspaytest.Server, f settings) {
	_, _ = fmt.Fprintf(out, "URL           %s\nAPI key       %s\nmerchant id   %s\nresponse key  %s\n",
		server.URL, server.APIKey, server.MerchantID, server.ResponseKey)
	if f.keysDir != "" {
		_, _ = fmt.Fprintf(out, "keys          %s\n", filepath.Clean(f.keysDir))
	}
	if f.webhook != "" {
		_, _ = fmt.Fprintf(out, "webhook       %s\n", f.webhook)
	}
	_, _ = fmt.Fprint(out, "stop with Ctrl-C\n\n")
}
