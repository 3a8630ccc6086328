// Savedcard stores a card by paying with it, and pays with the stored card the
// next time: the way that Indian cards are stored.
//
//	go run ./examples/savedcard
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

	const customer = "asha-0001" // your own id of the customer
	if _, err := client.Customers.Ensure(ctx, &juspay.CustomerCreateParams{ObjectReferenceID: customer, MobileNumber: "9988776655"}); err != nil {
		log.Fatal(err)
	}

	// The first time the card is typed in. Tokenize says that its holder agreed.
	pay(ctx, client, server, customer, "shop1001", juspay.NewCard{
		Number: juspaytest.CardHDFCVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123", NameOnCard: "Asha Rao",
		SaveToLocker: true, Tokenize: true,
	})

	// The next time it is chosen from a list.
	list, err := client.Cards.List(ctx, customer, nil)
	if err != nil {
		log.Fatal(err)
	}
	card := list.Cards[0]
	fmt.Println("saved:", card.CardBrand, card.CardNumber)
	pay(ctx, client, server, customer, "shop1002", juspay.SavedCard{Token: card.CardToken, SecurityCode: "123"})
}

func pay(ctx context.Context, client *juspay.Client, server *juspaytest.Server, customer, orderID string, source juspay.PaymentSource) {
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: orderID, Amount: "250.50", Currency: "INR", CustomerID: customer, ReturnURL: "https://shop.example/return"},
		Source:               source,
		RedirectAfterPayment: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := server.Approve(txn.RedirectURL()); err != nil { // the payer, at the bank's page
		log.Fatal(err)
	}
	order, err := client.Orders.Wait(ctx, orderID)
	if err != nil {
		log.Fatal(err)
	}
	if err := order.ConfirmPaid(orderID, "250.50", "INR"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.OrderID, order.Status, "with a saved card:", order.Card.UsingSavedCard)
}
