package juspay_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func ExampleParseAmount() {
	amount, err := juspay.ParseAmount("250.50")
	fmt.Println(amount, err)
	_, err = juspay.ParseAmount("1e3")
	fmt.Println(errors.Is(err, juspay.ErrInvalidParams))
	// Output:
	// 250.50 <nil>
	// true
}

// From paise, as a database may hold them.
func ExampleAmountFromMinor() {
	fmt.Println(juspay.AmountFromMinor(25050, 2), juspay.AmountFromMinor(5, 2))
	// Output: 250.50 0.05
}

func ExampleAmount_Minor() {
	fmt.Println(juspay.Amount("250.5").Minor(2))
	// Output: 25050 <nil>
}

func ExampleAmount_Equal() {
	fmt.Println(juspay.Amount("250.5").Equal("250.50"), juspay.Amount("250.5").Equal("250.51"))
	// Output: true false
}

func ExampleSecret_Reveal() {
	number := juspay.Secret("4242424242424242")
	fmt.Println(number, number.Reveal()[12:])
	// Output: [redacted] 4242
}

func ExampleStatus_Paid() {
	fmt.Println(juspay.StatusCharged.Paid(), juspay.StatusAuthorized.Paid())
	// Output: true false
}

func ExampleStatus_Failed() {
	fmt.Println(juspay.StatusAuthorizationFailed.Failed(), juspay.StatusPendingVBV.Failed())
	// Output: true false
}

// A status that this version does not know is one to wait for.
func ExampleStatus_Pending() {
	fmt.Println(juspay.StatusPendingVBV.Pending(), juspay.Status("SOMETHING_NEW").Pending())
	// Output: true true
}

func ExampleStatus_Terminal() {
	fmt.Println(juspay.StatusCharged.Terminal(), juspay.StatusAuthorizing.Terminal())
	// Output: true false
}

func ExampleRefundStatus_Pending() {
	fmt.Println(juspay.RefundPending.Pending(), juspay.RefundSuccess.Pending())
	// Output: true false
}

func ExampleTxn_RedirectURL() {
	server, client := sandbox()
	defer server.Close()
	order(client, "shop1001")

	txn, err := client.Txns.Create(context.Background(), &juspay.TxnCreateParams{OrderID: "shop1001", Source: juspay.NetBanking{}, PaymentMethod: "NB_HDFC"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(txn.RedirectURL() != "") // send the payer there
	// Output: true
}

func ExamplePayment_OTPChallenge() {
	server, client := sandbox()
	defer server.Close()
	order(client, "shop1001")

	txn, err := client.Txns.Create(context.Background(), &juspay.TxnCreateParams{
		OrderID:  "shop1001",
		Source:   juspay.NewCard{Number: juspaytest.CardHDFCVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		AuthType: juspay.AuthOTP,
	})
	if err != nil {
		log.Fatal(err)
	}
	if challenge := txn.Payment.OTPChallenge(); challenge != nil && bool(challenge.SubmitOTPAllowed) {
		fmt.Println("ask for the one-time password of", challenge.CardIssuerBankName)
	} else {
		fmt.Println("send the payer to", txn.RedirectURL())
	}
	// Output: ask for the one-time password of HDFC Bank
}

func ExampleParseEvent() {
	event, err := juspay.ParseEvent([]byte(`{"id":"evt_1","event_name":"ORDER_SUCCEEDED","date_created":"2026-01-02T03:04:05Z","content":{"order":{"order_id":"shop1001","status":"CHARGED"}}}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(event.Name, event.Order.OrderID, event.Order.Status)
	// Output: ORDER_SUCCEEDED shop1001 CHARGED
}

// The key under which a store remembers what was handled.
func ExampleEvent_Key() {
	fmt.Println((&juspay.Event{ID: "evt_1"}).Key())
	// Output: evt_1
}

// Which refund an event is about, its envelope does not say: these may be it.
func ExampleEvent_Refunds() {
	event, err := juspay.ParseEvent([]byte(`{"id":"evt_2","event_name":"ORDER_REFUNDED","content":{"order":{"order_id":"shop1001","status":"CHARGED",` +
		`"refunds":[{"unique_request_id":"refund1","status":"SUCCESS"},{"unique_request_id":"refund2","status":"PENDING"}]}}}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, refund := range event.Refunds() {
		fmt.Println(refund.UniqueRequestID, refund.Status)
	}
	// Output: refund1 SUCCESS
}

func ExampleNewMemoryDeduplicator() {
	ctx := context.Background()
	seen := juspay.NewMemoryDeduplicator(10_000) // for one process; replicas share a store

	claim, err := seen.Claim(ctx, "evt_1")
	fmt.Println(claim.State == juspay.ClaimTaken, err)
	fmt.Println(seen.Release(ctx, claim, true))
	again, err := seen.Claim(ctx, "evt_1")
	fmt.Println(again.State == juspay.ClaimDone, err)
	// Output:
	// true <nil>
	// <nil>
	// true <nil>
}

// Calls go out as JWE over JWS, and only what Juspay signed is believed.
func ExampleParseEncryptionKeys() {
	server, client := sandbox()
	defer server.Close()
	pems, err := server.Keys() // elsewhere: your private key, and Juspay's public one from the dashboard
	if err != nil {
		log.Fatal(err)
	}

	keys, err := juspay.ParseEncryptionKeys(pems.ID, pems.MerchantPrivate, pems.JuspayPublic)
	if err != nil {
		log.Fatal(err)
	}
	order, err := client.Orders.Create(context.Background(), &juspay.OrderCreateParams{OrderID: "shop1001", Amount: "250.50"}, juspay.WithEncryption(keys))
	if err != nil {
		log.Fatal(err)
	}
	requests := server.Requests()
	fmt.Println(requests[len(requests)-1].Path, order.Status)
	// Output: /v4/orders NEW
}

func ExampleNewClient() {
	client, err := juspay.NewClient("the API key", "acme",
		juspay.WithBaseURL(juspay.SandboxURL),
		juspay.WithTimeout(20*time.Second),
		juspay.WithMaxRetries(1))
	fmt.Println(client, err)

	_, err = juspay.NewClient("", "acme")
	fmt.Println(err)
	// Output:
	// juspay.Client{sandbox.juspay.in} <nil>
	// juspay: APIKey: must be printable text without a colon
}

func ExampleClient_CloseIdleConnections() {
	client, err := juspay.NewClient("the API key", "acme")
	if err != nil {
		log.Fatal(err)
	}
	defer client.CloseIdleConnections() // where a program ends before its connections do
	fmt.Println(client)
	// Output: juspay.Client{api.juspay.in}
}

// One record an attempt, and nothing in it that is not on the list.
func ExampleWithLogger() {
	server, client := sandbox()
	defer server.Close()
	handler := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch a.Key {
		case slog.TimeKey, "duration", "request_id":
			return slog.Attr{} // another one each time
		}
		return a
	}})

	_, _ = client.Orders.Get(context.Background(), "nosuchorder", nil, juspay.WithLogger(slog.New(handler)))
	// Output: level=WARN msg="juspay call failed" route="GET /orders/{order_id}" attempt=1 status=404
}

// A middleware sees each attempt, before the API key is added.
func ExampleWithMiddleware() {
	server, client := sandbox()
	defer server.Close()
	count := 0
	counting := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			count++
			return next.RoundTrip(r)
		})
	}
	server.Inject(juspaytest.Fault{Route: "GET /customers/{customer_id}", Status: 503})

	_, err := client.Customers.Get(context.Background(), "asha-0001", nil, juspay.WithMiddleware(counting))
	fmt.Println(count, err)
	// Output: 2 <nil>
}

// Names for spans and metrics that hold no ids.
func ExampleRoute() {
	server, client := sandbox()
	defer server.Close()
	naming := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			fmt.Println(juspay.Route(r.Context()))
			return next.RoundTrip(r)
		})
	}

	_, err := client.Customers.Get(context.Background(), "asha-0001", nil, juspay.WithMiddleware(naming))
	fmt.Println(err)
	// Output:
	// GET /customers/{customer_id}
	// <nil>
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Many merchants, one client.
func ExampleWithCredentials() {
	server, client := sandbox()
	defer server.Close()

	_, err := client.Customers.Get(context.Background(), "asha-0001", nil, juspay.WithCredentials("another key", "another"))
	fmt.Println(errors.Is(err, juspay.ErrUnauthorized))
	// Output: true
}
