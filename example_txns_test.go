package juspay_test

import (
	"context"
	"fmt"
	"log"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// A card typed in, and the order made by the same call.
func ExampleTxns_Create() {
	server, client := sandbox()
	defer server.Close()

	txn, err := client.Txns.Create(context.Background(), &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: "shop1001", Amount: "250.50", Currency: "INR", ReturnURL: "https://shop.example/return"},
		Source:               juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(txn.OrderID, txn.Status, txn.RedirectURL() != "")
	// Output: shop1001 PENDING_VBV true
}

// A saved card, for an order that exists.
func ExampleTxns_Create_savedCard() {
	server, client := sandbox()
	defer server.Close()
	ctx := context.Background()
	order(client, "shop1001")

	list, err := client.Cards.List(ctx, "asha-0001", nil)
	if err != nil {
		log.Fatal(err)
	}
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		OrderID:              "shop1001",
		Source:               juspay.SavedCard{Token: list.Cards[0].CardToken, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(txn.OrderID, txn.Status)
	// Output: shop1001 PENDING_VBV
}

// Where the bank allows it, the payer types the one-time password into the shop.
func ExampleTxns_SubmitOTP() {
	server, client := sandbox()
	defer server.Close()
	challenge := asked(client, "shop1001") // a payment with AuthType juspay.AuthOTP

	result, err := client.Txns.SubmitOTP(context.Background(), challenge.ID, &juspay.OTPSubmitParams{ChallengeID: challenge.ChallengeID, OTP: juspaytest.OTP})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.OrderID, result.Status)
	// Output: shop1001 CHARGED
}

func ExampleTxns_ResendOTP() {
	server, client := sandbox()
	defer server.Close()
	challenge := asked(client, "shop1001")

	again, err := client.Txns.ResendOTP(context.Background(), challenge.ID, challenge.ChallengeID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("sent", again.TimesOTPSent, "of", again.MaxOTPSendLimit)
	// Output: sent 2 of 3
}

// All of the money that was held, as nil params say.
func ExampleTxns_Capture() {
	server, client := sandbox()
	defer server.Close()
	txn := held(server, client, "shop1001") // paid with PreAuth: AUTHORIZED

	order, err := client.Txns.Capture(context.Background(), txn.TxnUUID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.OrderID, order.Status)
	// Output: shop1001 CHARGED
}

func ExampleTxns_Void() {
	server, client := sandbox()
	defer server.Close()
	txn := held(server, client, "shop1001") // paid with PreAuth: AUTHORIZED

	order, err := client.Txns.Void(context.Background(), txn.TxnUUID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.OrderID, order.Status)
	// Output: shop1001 VOIDED
}

func ExampleTxns_Refund() {
	server, client := sandbox()
	defer server.Close()
	txn := paid(server, client, "shop1001")

	refund, err := client.Txns.Refund(context.Background(), &juspay.TxnRefundParams{
		OrderID: "shop1001", TxnID: txn.TxnID, UniqueRequestID: "refund1001", Amount: "50.00",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(refund.UniqueRequestID, refund.Status)
	// Output: refund1001 PENDING
}
