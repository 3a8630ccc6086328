package juspay_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func ExampleOrders_Create() {
	server, client := sandbox()
	defer server.Close()

	order, err := client.Orders.Create(context.Background(), &juspay.OrderCreateParams{
		OrderID:    "shop1001", // yours to choose, and what makes a repeat safe
		Amount:     "250.50",   // major units, exact
		Currency:   "INR",
		CustomerID: "asha-0001",
		ReturnURL:  "https://shop.example/return",
		Metadata:   map[string]string{"JUSPAY:gateway_reference_id": "shop"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.OrderID, order.Amount, order.Status)
	// Output: shop1001 250.5 NEW
}

func ExampleOrders_Get() {
	server, client := sandbox()
	defer server.Close()
	paid(server, client, "shop1001")

	order, err := client.Orders.Get(context.Background(), "shop1001", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.Status, order.Card.CardBrand, order.Card.LastFourDigits)
	// Output: CHARGED VISA 4242
}

func ExampleOrders_Update() {
	server, client := sandbox()
	defer server.Close()
	order(client, "shop1001")

	updated, err := client.Orders.Update(context.Background(), "shop1001", &juspay.OrderUpdateParams{Amount: "199.00"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(updated.Amount.Equal("199"))
	// Output: true
}

// Store the refund's id before asking for it; after a lost answer ask with the
// same one.
func ExampleOrders_Refund() {
	server, client := sandbox()
	defer server.Close()
	ctx := context.Background()
	paid(server, client, "shop1001")

	order, err := client.Orders.Refund(ctx, "shop1001", &juspay.RefundParams{UniqueRequestID: "refund1001", Amount: "50.00"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.FindRefund("refund1001").Status)

	server.Advance(24 * time.Hour) // refunds take their time
	order, err = client.Orders.Get(ctx, "shop1001", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.FindRefund("refund1001").Status, order.Status)
	// Output:
	// PENDING
	// SUCCESS CHARGED
}

func ExampleOrders_Fulfil() {
	server, client := sandbox()
	defer server.Close()
	paid(server, client, "shop1001")

	done, err := client.Orders.Fulfil(context.Background(), "shop1001", &juspay.FulfillmentParams{FulfillmentStatus: "SUCCESS"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(done.OrderID, done.Status)
	// Output: shop1001 SUCCESS
}

// A wait that ends first tells what was read last.
func ExampleOrders_Wait() {
	server, client := sandbox()
	defer server.Close()
	order(client, "shop1001")

	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	order, err := client.Orders.Wait(ctx, "shop1001")
	var pending *juspay.PendingError
	switch {
	case err == nil:
		fmt.Println("final:", order.Status)
	case errors.As(err, &pending) && pending.Order != nil:
		fmt.Println("not yet:", pending.Order.Status)
	default:
		log.Fatal(err)
	}
	// Output: not yet: NEW
}

// News from elsewhere, a webhook for one, wakes those who wait.
func ExampleOrders_Notify() {
	server, client := sandbox()
	defer server.Close()
	order(client, "shop1001")
	handle := func(_ context.Context, event *juspay.Event) error { // of a webhook handler
		client.Orders.Notify(event.Order.OrderID)
		return nil
	}

	waited := make(chan juspay.Status)
	go func() {
		order, err := client.Orders.Wait(context.Background(), "shop1001", juspay.WithPollSchedule(10*time.Millisecond, time.Hour))
		must(err)
		waited <- order.Status
	}()
	pay(server, client, &juspay.TxnCreateParams{OrderID: "shop1001", Source: juspay.UPICollect{VPA: "asha@bank"}})
	for {
		must(handle(context.Background(), &juspay.Event{Order: &juspay.Order{OrderID: "shop1001"}}))
		select {
		case status := <-waited:
			fmt.Println(status)
			return
		case <-time.After(10 * time.Millisecond): // it was not waiting yet
		}
	}
	// Output: CHARGED
}

// Ask this before anything is shipped, with what your database says.
func ExampleOrder_ConfirmPaid() {
	server, client := sandbox()
	defer server.Close()
	paid(server, client, "shop1001")

	order, err := client.Orders.Get(context.Background(), "shop1001", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.ConfirmPaid("shop1001", "250.50", "INR"))
	fmt.Println(order.ConfirmPaid("shop1001", "999.00", "INR"))
	// Output:
	// <nil>
	// juspay: not paid: the amount differs
}

func ExampleOrder_FindRefund() {
	order := &juspay.Order{Refunds: []juspay.Refund{{UniqueRequestID: "refund1001", Status: juspay.RefundPending}}}
	fmt.Println(order.FindRefund("refund1001").Status, order.FindRefund("refund1002") == nil)
	// Output: PENDING true
}

func ExampleNewRefundID() {
	id := juspay.NewRefundID() // store it, then refund with it
	fmt.Println(len(id))
	// Output: 20
}

// A refund whose answer is lost is repeated with the same id, and found.
func ExampleOrders_Refund_lostAnswer() {
	server, client := sandbox()
	defer server.Close()
	paid(server, client, "shop1001")
	server.Inject(juspaytest.Fault{Route: "POST /orders/{order_id}/refunds", Cut: true, AfterEffect: true})

	order, err := client.Orders.Refund(context.Background(), "shop1001", &juspay.RefundParams{UniqueRequestID: "refund1001", Amount: "50.00"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(order.Refunds), order.FindRefund("refund1001").Status)
	// Output: 1 PENDING
}
