// Webhook receives Juspay's webhooks in as many replicas as there are, and
// processes each event exactly once, whatever is delivered twice and whoever
// dies in between. See store.go.
//
//	JUSPAY_WEBHOOK_USERNAME=… JUSPAY_WEBHOOK_PASSWORD=… go run . [-listen address] [-database file or URL]
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/juspay-go/juspay"
)

const (
	lease     = 5 * time.Minute     // far longer than the work of one event takes
	keptFor   = 30 * 24 * time.Hour // far longer than Juspay delivers an event again
	pathOfAll = "/juspay/webhook"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8090", "`address` to listen on")
	database := flag.String("database", "webhook.sqlite.db", "SQLite `file`, or postgres:// URL")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen, *database); err != nil {
		fmt.Fprintln(os.Stderr, "webhook:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, listen, database string) error {
	username, password := os.Getenv("JUSPAY_WEBHOOK_USERNAME"), os.Getenv("JUSPAY_WEBHOOK_PASSWORD")
	if username == "" || password == "" {
		return errors.New("set JUSPAY_WEBHOOK_USERNAME and JUSPAY_WEBHOOK_PASSWORD, as in the dashboard under Settings, Webhooks")
	}
	store, err := OpenStore(ctx, database, lease)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	if err := store.Forget(ctx, keptFor); err != nil {
		return err
	}

	mux := http.NewServeMux()
	mux.Handle(pathOfAll, Receiver(store, username, password, noteOrder))
	server := &http.Server{Addr: listen, Handler: mux, ReadTimeout: 10 * time.Second}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace) // events at work are finished first
	}()
	fmt.Printf("webhooks: http://%s%s\n", listen, pathOfAll)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// Receiver is the whole of it: one handler, one store, one transaction.
func Receiver(store *Store, username, password string, work func(context.Context, *sql.Tx, *juspay.Event) error) http.Handler {
	return juspay.NewWebhookHandler(username, password, func(ctx context.Context, event *juspay.Event) error {
		return store.Once(ctx, event, func(tx *sql.Tx) error { return work(ctx, tx, event) })
	}, juspay.WithDeduplication(store))
}

// noteOrder queues the order for a job that reads it from Juspay, compares what
// was paid, and fulfils: a webhook is a hint, not a proof.
func noteOrder(ctx context.Context, tx *sql.Tx, event *juspay.Event) error {
	if event.Order == nil {
		return nil // a mandate's, for one: of no concern here, and not to come again
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO orders_to_check (event_key, event_name, order_id) VALUES ($1, $2, $3)",
		event.Key(), string(event.Name), event.Order.OrderID)
	return err
}
