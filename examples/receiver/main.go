// Receiver takes Juspay's webhooks in one process, and fulfils each order once.
// For replicas that share a database see examples/webhook.
//
//	go run ./examples/receiver
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// shop is what the merchant knows of its orders.
type shop struct {
	client *juspay.Client
	prices map[string]juspay.Amount
	ship   func(orderID string) error // a conditional update: it ships once
}

// handle is called by one delivery at a time for each event. What it returns as
// an error is delivered again.
func (s *shop) handle(ctx context.Context, event *juspay.Event) error {
	if event.Order == nil || event.Name != juspay.EventOrderSucceeded {
		return nil
	}
	s.client.Orders.Notify(event.Order.OrderID) // wakes a page that waits
	order, err := s.client.Orders.Get(ctx, event.Order.OrderID, nil)
	if err != nil {
		return err
	}
	if err := order.ConfirmPaid(event.Order.OrderID, s.prices[order.OrderID], "INR"); err != nil {
		return err
	}
	return s.ship(order.OrderID)
}

func main() {
	server := juspaytest.NewServer()
	defer server.Close()
	ctx := context.Background()
	s := &shop{client: server.Client(), prices: map[string]juspay.Amount{"shop1001": "250.50"}}
	s.ship = func(orderID string) error { fmt.Println("ship", orderID); return nil }

	mux := http.NewServeMux()
	mux.Handle("/juspay", juspay.NewWebhookHandler("hook", "a password", s.handle, // credentials: dashboard, Settings, Webhooks
		juspay.WithDeduplication(juspay.NewMemoryDeduplicator(100_000))))
	web := httptest.NewServer(mux)
	defer web.Close()

	// The rest stands in for the world: a payer pays, and Juspay delivers twice.
	server.SetWebhook(web.URL+"/juspay", "hook", "a password")
	txn, err := s.client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: "shop1001", Amount: "250.50", Currency: "INR"},
		Source:               juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	check(err)
	_, err = server.Approve(txn.RedirectURL())
	check(err)
	check(server.Flush(ctx))
	events := server.Events()
	check(server.Deliver(ctx, events[len(events)-1].ID))
	fmt.Println(len(events), "events, the last one delivered twice")
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
