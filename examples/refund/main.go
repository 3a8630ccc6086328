// Refund gives money back although the answer is lost: once by the client's own
// repeat, and once, with repeats switched off, by the shop's.
//
//	go run ./examples/refund
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

const refunds = "POST /orders/{order_id}/refunds"

func main() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()
	charge(ctx, client, server, "shop1001")
	lost := juspaytest.Fault{Route: refunds, Cut: true, AfterEffect: true} // it happens, and nobody hears of it

	// Store the id, then refund with it, and with no other.
	first := &juspay.RefundParams{UniqueRequestID: "refund1001", Amount: "50.00"}
	server.Inject(lost)
	order, err := client.Orders.Refund(ctx, "shop1001", first)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("repeated and found:", order.FindRefund(first.UniqueRequestID).Status)

	second := &juspay.RefundParams{UniqueRequestID: "refund1002", Amount: "25.00"}
	server.Inject(lost)
	_, err = client.Orders.Refund(ctx, "shop1001", second, juspay.WithMaxRetries(0))
	fmt.Println("outcome unknown:", errors.Is(err, juspay.ErrOutcomeUnknown))
	order, err = client.Orders.Get(ctx, "shop1001", nil)
	if err != nil {
		log.Fatal(err)
	}
	if order.FindRefund(second.UniqueRequestID) == nil { // not there: the same id once more
		if _, err = client.Orders.Refund(ctx, "shop1001", second); err != nil {
			log.Fatal(err)
		}
	}

	server.Advance(24 * time.Hour) // they settle later; events tell, and so does the order
	if order, err = client.Orders.Get(ctx, "shop1001", nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(order.Refunds), "refunds,", order.AmountRefunded, "in all:", order.FindRefund("refund1001").Status, order.FindRefund("refund1002").Status)
}

func charge(ctx context.Context, client *juspay.Client, server *juspaytest.Server, orderID string) {
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: orderID, Amount: "250.50", Currency: "INR"},
		Source:               juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	if err == nil {
		_, err = server.Approve(txn.RedirectURL())
	}
	if err != nil {
		log.Fatal(err)
	}
}
