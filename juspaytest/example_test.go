package juspaytest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func Example() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()

	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: "ord_1001", Amount: "250.50", ReturnURL: "https://shop.example/return"},
		Source:               juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2045}, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(txn.Status)

	back, err := server.Approve(txn.RedirectURL()) // the payer, at the bank
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := juspay.VerifyReturn(back.Query(), server.ResponseKey)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Host, result.OrderID, result.Status)
	// Output:
	// PENDING_VBV
	// shop.example ord_1001 CHARGED
}

func ExampleServer_Inject() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()

	// The order is made, but the answer gets lost.
	server.Inject(juspaytest.Fault{Route: "POST /txns", Cut: true, AfterEffect: true})
	_, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:    &juspay.OrderCreateParams{OrderID: "ord_1001", Amount: "10"},
		Source:   juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2045}, SecurityCode: "123"},
		AuthType: juspay.AuthMOTO,
	})
	fmt.Println("unknown:", errors.Is(err, juspay.ErrOutcomeUnknown))

	order, err := client.Orders.Get(ctx, "ord_1001", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("looked:", order.Status)
	// Output:
	// unknown: true
	// looked: CHARGED
}

func ExampleServer_Advance() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()

	_, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:    &juspay.OrderCreateParams{OrderID: "ord_1001", Amount: "10"},
		Source:   juspay.NewCard{Number: juspaytest.CardRefundFails, Expiry: juspay.Expiry{Month: 12, Year: 2045}, SecurityCode: "123"},
		AuthType: juspay.AuthMOTO,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	order, err := client.Orders.Refund(ctx, "ord_1001", &juspay.RefundParams{UniqueRequestID: "rf1001a", Amount: "10"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.FindRefund("rf1001a").Status)

	server.Advance(15 * time.Minute)
	if order, err = client.Orders.Get(ctx, "ord_1001", nil); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.FindRefund("rf1001a").Status)
	// Output:
	// PENDING
	// FAILURE
}

func ExampleServer_SetWebhook() {
	handler := juspay.NewWebhookHandler("hook", "password", func(_ context.Context, e *juspay.Event) error {
		fmt.Println(e.Name, e.Order.OrderID, e.Order.Status)
		return nil
	})
	shop := httptest.NewServer(handler)
	defer shop.Close()

	server := juspaytest.NewServer()
	defer server.Close()
	server.SetWebhook(shop.URL, "hook", "password")

	ctx := context.Background()
	_, err := server.Client().Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:    &juspay.OrderCreateParams{OrderID: "ord_1001", Amount: "10"},
		Source:   juspay.NewCard{Number: juspaytest.CardDeclined, Expiry: juspay.Expiry{Month: 12, Year: 2045}, SecurityCode: "123"},
		AuthType: juspay.AuthMOTO,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := server.Flush(ctx); err != nil {
		fmt.Println(err)
	}
	// Output:
	// TXN_CREATED ord_1001 PENDING_VBV
	// ORDER_FAILED ord_1001 AUTHORIZATION_FAILED
}

func ExampleSignReturn() {
	key := "EXAMPLE0RESPONSE0KEY0123456789AB"
	query := juspaytest.SignReturn(url.Values{"order_id": {"ord_1001"}, "status": {"CHARGED"}, "status_id": {"21"}}, key)
	fmt.Println(query.Encode())
	// Output: order_id=ord_1001&signature=nOgJGjXh%252FPNikLS4E6gQgzqAMwbo9eLnaPzAkB9U1ec%253D&signature_algorithm=HMAC-SHA256&status=CHARGED&status_id=21
}
