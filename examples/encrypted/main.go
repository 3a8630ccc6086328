// Encrypted sends calls as JWE over JWS, with keys instead of an API key in the
// header, and takes encrypted webhooks.
//
//	go run ./examples/encrypted
package main

import (
	"context"
	"fmt"
	"log"
	"net/http/httptest"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func main() {
	server := juspaytest.NewServer()
	defer server.Close()
	ctx := context.Background()

	// At Juspay: the dashboard gives the key's id and Juspay's public key for your
	// public one. Keep the private one as you keep the API key.
	pems, err := server.Keys()
	check(err)
	keys, err := juspay.ParseEncryptionKeys(pems.ID, pems.MerchantPrivate, pems.JuspayPublic)
	check(err)
	client := server.Client(juspay.WithEncryption(keys)) // or for one call, as its last argument

	order, err := client.Orders.Create(ctx, &juspay.OrderCreateParams{OrderID: "shop1001", Amount: "250.50", Currency: "INR"})
	check(err)
	fmt.Println(order.OrderID, order.Status)
	order, err = client.Orders.Get(ctx, "shop1001", nil)
	check(err)
	fmt.Println(order.OrderID, order.Amount)
	for _, request := range server.Requests() {
		fmt.Println("sent:", request.Method, request.Path, "with an API key:", request.Header.Get("Authorization") != "")
	}

	// Webhooks that are not encrypted are refused, by the last option.
	received := make(chan juspay.EventName, 10)
	webhooks := juspay.NewWebhookHandler("hook", "a password", func(_ context.Context, event *juspay.Event) error {
		received <- event.Name
		return nil
	}, juspay.WithWebhookKeys(keys), juspay.RequireEncryption())
	web := httptest.NewServer(webhooks)
	defer web.Close()
	check(server.EncryptWebhooks(true))
	server.SetWebhook(web.URL, "hook", "a password")
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		OrderID: "shop1001", Source: juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
	})
	check(err)
	_, err = server.Approve(txn.RedirectURL())
	check(err)
	check(server.Flush(ctx))
	fmt.Println(<-received, <-received)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
