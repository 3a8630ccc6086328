package juspay_test

import (
	"context"
	"fmt"
	"log"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// A token of fifteen minutes keeps the number out of what comes after.
func ExampleCards_Tokenize() {
	server, client := sandbox()
	defer server.Close()

	tokenized, err := client.Cards.Tokenize(context.Background(), &juspay.CardTokenizeParams{
		Card: juspay.CardDetails{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
	})
	if err != nil {
		log.Fatal(err)
	}
	added, err := client.Cards.Add(context.Background(), &juspay.CardAddParams{CustomerID: "asha-0001", CardToken: tokenized.Token})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(added.CardReference != "")
	// Output: true
}

// A raw card; its CVV is neither sent nor stored.
func ExampleCards_Add() {
	server, client := sandbox()
	defer server.Close()

	added, err := client.Cards.Add(context.Background(), &juspay.CardAddParams{
		CustomerID: "asha-0001",
		Card:       &juspay.CardDetails{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, NameOnCard: "Asha Rao"},
		Nickname:   "travel card",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(added.CardReference != "", added.CardFingerprint != "")
	// Output: true true
}

// List just before paying: the tokens live fifteen minutes.
func ExampleCards_List() {
	server, client := sandbox()
	defer server.Close()

	list, err := client.Cards.List(context.Background(), "asha-0001", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, card := range list.Cards {
		fmt.Println(card.Nickname, card.CardBrand, card.CardNumber, card.Token.TokenizationStatus)
	}
	// Output: everyday card VISA XXXX-XXXXXXXX-0055 ACTIVE
}

func ExampleCards_Update() {
	server, client := sandbox()
	defer server.Close()
	ctx := context.Background()

	list, err := client.Cards.List(ctx, "asha-0001", nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Cards.Update(ctx, &juspay.CardUpdateParams{CardToken: list.Cards[0].CardToken, CustomerID: "asha-0001", Nickname: "old card"}); err != nil {
		log.Fatal(err)
	}
	list, err = client.Cards.List(ctx, "asha-0001", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Cards[0].Nickname)
	// Output: old card
}

func ExampleCards_Delete() {
	server, client := sandbox()
	defer server.Close()
	ctx := context.Background()

	list, err := client.Cards.List(ctx, "asha-0001", nil)
	if err != nil {
		log.Fatal(err)
	}
	deleted, err := client.Cards.Delete(ctx, list.Cards[0].CardToken)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(deleted.Deleted)
	// Output: true
}

// The first nine digits of a number tell brand and bank before anything is paid.
func ExampleCards_Info() {
	server, client := sandbox()
	defer server.Close()

	info, err := client.Cards.Info(context.Background(), "401200000", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Brand, info.Bank)
	// Output: VISA HDFC Bank
}

func ExampleCards_EligibleBINs() {
	server, client := sandbox()
	defer server.Close()

	list, err := client.Cards.EligibleBINs(context.Background(), juspay.AuthOTP)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(list.BINs), list.BINs[0])
	// Output: 6 424242
}
