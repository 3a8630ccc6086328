// Preauth holds money when the order is placed and takes it when the goods leave:
// a part of it here. What is never taken is released.
//
//	go run ./examples/preauth
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func main() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()

	taken := hold(ctx, client, server, "shop1001")
	captured, err := client.Txns.Capture(ctx, taken.TxnUUID, &juspay.CaptureParams{Amount: "200.00", IdempotenceKey: "capture1001"})
	report(ctx, client, captured, err)

	released := hold(ctx, client, server, "shop1002")
	voided, err := client.Txns.Void(ctx, released.TxnUUID)
	report(ctx, client, voided, err)
}

// hold has the payer authorise INR 250.50, and returns the order that holds it.
func hold(ctx context.Context, client *juspay.Client, server *juspaytest.Server, orderID string) *juspay.Order {
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: orderID, Amount: "250.50", Currency: "INR", ReturnURL: "https://shop.example/return"},
		Source:               juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		PreAuth:              true,
		RedirectAfterPayment: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := server.Approve(txn.RedirectURL()); err != nil { // the payer, at the bank's page
		log.Fatal(err)
	}
	order, err := client.Orders.Wait(ctx, orderID) // AUTHORIZED ends a wait
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.OrderID, order.Status)
	return order
}

// report says how a capture or void ended. Neither is ever repeated by itself,
// and both may be under way still.
func report(ctx context.Context, client *juspay.Client, order *juspay.Order, err error) {
	if err != nil {
		log.Fatal(err) // on juspay.ErrOutcomeUnknown read the order first
	}
	order, err = client.Orders.Get(ctx, order.OrderID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.OrderID, order.Status)
}
