package juspay_test

import (
	"context"
	"log"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// What many Examples begin with.

// sandbox is Juspay in memory, with one customer, "asha-0001", who has a card
// saved.
func sandbox() (*juspaytest.Server, *juspay.Client) {
	server := juspaytest.NewServer()
	client := server.Client()
	_, err := client.Customers.Create(context.Background(), &juspay.CustomerCreateParams{
		ObjectReferenceID: "asha-0001", MobileNumber: "9988776655", FirstName: "Asha",
	})
	must(err)
	_, err = client.Cards.Add(context.Background(), &juspay.CardAddParams{
		CustomerID: "asha-0001", Nickname: "everyday card",
		Card: &juspay.CardDetails{Number: juspaytest.CardTokenized, Expiry: expiry, NameOnCard: "Asha Rao"},
	})
	must(err)
	return server, client
}

// order creates an order of asha's over INR 250.50.
func order(client *juspay.Client, orderID string, change ...func(*juspay.OrderCreateParams)) {
	p := &juspay.OrderCreateParams{OrderID: orderID, Amount: "250.50", Currency: "INR", CustomerID: "asha-0001"}
	for _, c := range change {
		c(p)
	}
	_, err := client.Orders.Create(context.Background(), p)
	must(err)
}

// paid creates an order and has it paid.
func paid(server *juspaytest.Server, client *juspay.Client, orderID string) *juspay.Txn {
	order(client, orderID)
	return pay(server, client, &juspay.TxnCreateParams{OrderID: orderID, Source: card, RedirectAfterPayment: true})
}

// held creates an order and has its money held.
func held(server *juspaytest.Server, client *juspay.Client, orderID string) *juspay.Txn {
	order(client, orderID)
	return pay(server, client, &juspay.TxnCreateParams{OrderID: orderID, Source: card, RedirectAfterPayment: true, PreAuth: true})
}

// asked starts a payment whose one-time password the payer types into the shop.
func asked(client *juspay.Client, orderID string) *juspay.OTPChallenge {
	order(client, orderID)
	source := juspay.NewCard{Number: juspaytest.CardHDFCVisa, Expiry: expiry, SecurityCode: "123"}
	txn, err := client.Txns.Create(context.Background(), &juspay.TxnCreateParams{OrderID: orderID, Source: source, AuthType: juspay.AuthOTP})
	must(err)
	return txn.Payment.OTPChallenge()
}

func pay(server *juspaytest.Server, client *juspay.Client, p *juspay.TxnCreateParams) *juspay.Txn {
	txn, err := client.Txns.Create(context.Background(), p)
	must(err)
	_, err = server.Approve(txn.RedirectURL())
	must(err)
	return txn
}

var (
	expiry = juspay.Expiry{Month: 12, Year: 2035}
	card   = juspay.NewCard{Number: juspaytest.CardVisa, Expiry: expiry, SecurityCode: "123"}
)

func must(err error) {
	if err != nil {
		log.Panic(err)
	}
}
