package juspay_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// A payment, from the order to the goods.
func Example() {
	server := juspaytest.NewServer() // Juspay, in memory
	defer server.Close()
	ctx, apiKey, merchantID, baseURL := context.Background(), server.APIKey, server.MerchantID, server.URL
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/pay", nil)

	client, err := juspay.NewClient(apiKey, merchantID, juspay.WithBaseURL(baseURL)) // juspay.SandboxURL
	if err != nil {
		log.Fatal(err)
	}
	order := &juspay.OrderCreateParams{OrderID: "shop1001", Amount: "250.50", Currency: "INR", ReturnURL: "https://shop.example/return"}
	card := juspay.NewCard{Number: "4242424242424242", Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"}
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{Order: order, Source: card, RedirectAfterPayment: true})
	if err != nil {
		log.Fatal(err)
	}
	http.Redirect(w, r, txn.RedirectURL(), http.StatusSeeOther) // to the bank, which sends the payer back to ReturnURL

	_, _ = server.Approve(w.Header().Get("Location")) // the payer agrees
	paid, err := client.Orders.Wait(ctx, order.OrderID)
	if err != nil {
		log.Fatal(err)
	}
	if err := paid.ConfirmPaid("shop1001", "250.50", "INR"); err != nil { // what your database says
		log.Fatal(err)
	}
	fmt.Println("ship", paid.OrderID, paid.Status)
	// Output: ship shop1001 CHARGED
}

// What an error says, and what to do about it.
func Example_errors() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()

	_, err := client.Orders.Get(ctx, "nosuchorder", nil)
	var refusal *juspay.Error
	switch {
	case err == nil:
		fmt.Println("there it is")
	case errors.Is(err, juspay.ErrOutcomeUnknown): // first: it may come together with any other
		fmt.Println("it may have happened: read the order before anything else")
	case errors.Is(err, juspay.ErrNotFound):
		fmt.Println("no such order")
	case errors.Is(err, juspay.ErrConnection), errors.Is(err, juspay.ErrServer), errors.Is(err, juspay.ErrRateLimited):
		fmt.Println("try again later")
	}
	if errors.As(err, &refusal) {
		fmt.Println(refusal.HTTPStatus, refusal.Status, refusal.Info.Code)
	}
	// Output:
	// no such order
	// 404 NOT_FOUND RESOURCE_NOT_FOUND
}

// A charge whose answer is lost is never sent again; the order tells.
func Example_outcomeUnknown() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()
	server.Inject(juspaytest.Fault{Route: "POST /txns", Cut: true, AfterEffect: true})

	payment := &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: "shop1002", Amount: "99.00", Currency: "INR"},
		Source:               juspay.NewCard{Number: "4242424242424242", Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		RedirectAfterPayment: true,
	}
	_, err := client.Txns.Create(ctx, payment)
	if errors.Is(err, juspay.ErrOutcomeUnknown) {
		order, err := client.Orders.Get(ctx, "shop1002", nil)
		switch {
		case errors.Is(err, juspay.ErrNotFound):
			fmt.Println("nothing arrived: pay again, with the same order id")
		case err == nil:
			fmt.Println("it happened:", order.OrderID, order.Status)
		}
	}
	// Output: it happened: shop1002 PENDING_VBV
}

// The payer's browser comes back with a signed query. It tells what to show; the
// order tells what to ship.
func ExampleVerifyReturn() {
	server := juspaytest.NewServer()
	defer server.Close()
	responseKey := server.ResponseKey // from the dashboard; not the API key

	returnPage := func(w http.ResponseWriter, r *http.Request) {
		returned, err := juspay.VerifyReturn(r.URL.Query(), responseKey)
		if err != nil {
			http.Error(w, "not from Juspay", http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, "order %s: %s", returned.OrderID, returned.Status)
	}

	query := juspaytest.SignReturn(map[string][]string{"order_id": {"shop1001"}, "status": {"CHARGED"}, "status_id": {"21"}}, responseKey)
	page := httptest.NewRecorder()
	returnPage(page, httptest.NewRequest(http.MethodGet, "/return?"+query.Encode(), nil))
	fmt.Println(page.Body)
	// Output: order shop1001: CHARGED
}

// Events are delivered again until they are answered with 200, which the handler
// does when the callback has returned nil.
func ExampleNewWebhookHandler() {
	server := juspaytest.NewServer()
	defer server.Close()
	client, ctx := server.Client(), context.Background()

	received := make(chan string, 10)
	handle := func(ctx context.Context, event *juspay.Event) error {
		if event.Name != juspay.EventOrderSucceeded {
			return nil
		}
		order, err := client.Orders.Get(ctx, event.Order.OrderID, nil) // an event is news, the order is the truth
		if err != nil {
			return err // 500: Juspay sends it again
		}
		received <- order.OrderID + " " + string(order.Status)
		return nil
	}
	webhooks := juspay.NewWebhookHandler("hook", "a password", handle,
		juspay.WithDeduplication(juspay.NewMemoryDeduplicator(10_000)))

	shop := httptest.NewServer(webhooks)
	defer shop.Close()
	server.SetWebhook(shop.URL, "hook", "a password")
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: "shop1003", Amount: "10.00", Currency: "INR"},
		Source:               juspay.NewCard{Number: "4242424242424242", Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := server.Approve(txn.RedirectURL()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-received)
	// Output: shop1003 CHARGED
}

// A card prints as nothing, and travels as it is.
func ExampleSecret() {
	card := juspay.NewCard{Number: "4242424242424242", Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"}
	fmt.Println(card.Number, card.SecurityCode, len(card.Number.Reveal()))
	// Output: [redacted] [redacted] 16
}
