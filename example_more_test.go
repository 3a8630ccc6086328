package juspay_test

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log"

	"github.com/go-jose/go-jose/v4"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// Juspay's hosted page: hand SDKPayload to the front end, or the payer the link.
func ExampleSessions_Create() {
	server, client := sandbox()
	defer server.Close()

	session, err := client.Sessions.Create(context.Background(), &juspay.SessionCreateParams{
		OrderID: "shop1001", Amount: "250.50", Currency: "INR", CustomerID: "asha-0001",
		PaymentPageClientID: "shop", Action: "paymentPage", ReturnURL: "https://shop.example/return",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(session.Status, session.PaymentLinks.Web != "", len(session.SDKPayload) > 0)
	// Output: NEW true true
}

func ExampleMerchants_PaymentMethods() {
	server, client := sandbox()
	defer server.Close()

	methods, err := client.Merchants.PaymentMethods(context.Background(), &juspay.MerchantPaymentMethodsParams{AddOutage: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(methods.PaymentMethods[0].PaymentMethod)
	for _, outage := range methods.Outage {
		fmt.Println("in trouble:", outage.PaymentMethod, outage.Status)
	}
	// Output:
	// VISA
	// in trouble: NB_SBI FLUCTUATE
}

func ExampleVault_Fingerprint() {
	server, client := sandbox()
	defer server.Close()

	card, err := client.Vault.Fingerprint(context.Background(), &juspay.CardFingerprintParams{CardNumber: juspaytest.CardVisa})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(card.CardFingerprint != "", card.PAR != "")
	// Output: true true
}

// A network token and a cryptogram, to pay with at a gateway of your own.
func ExampleVault_Get() {
	server, client := sandbox()
	defer server.Close()

	card, err := client.Vault.Get(context.Background(), &juspay.VaultCardParams{CustomerID: "asha-0001", CardReference: reference(client)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(card.Network, card.CardDetails.LastFour, card.AuthenticationDetails.Cryptogram)
	// Output: VISA 0055 [redacted]
}

// What the vault returns is a source to pay with.
func ExampleVaultCard_NetworkToken() {
	server, client := sandbox()
	defer server.Close()
	ctx := context.Background()
	order(client, "shop1001")

	card, err := client.Vault.Get(ctx, &juspay.VaultCardParams{CustomerID: "asha-0001", CardReference: reference(client)})
	if err != nil {
		log.Fatal(err)
	}
	source := card.NetworkToken()
	source.SecurityCode = "123" // where the gateway asks for it
	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{
		OrderID: "shop1001", Source: source, PaymentMethod: juspay.PaymentMethod(card.Network), RedirectAfterPayment: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(txn.Status)
	// Output: PENDING_VBV
}

func ExampleVault_Delete() {
	server, client := sandbox()
	defer server.Close()

	deleted, err := client.Vault.Delete(context.Background(), &juspay.VaultCardDeleteParams{CustomerID: "asha-0001", CardReference: reference(client)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(deleted.Status)
	// Output: SUCCESS
}

// The card travels encrypted with Juspay's public key, the token comes back
// encrypted with yours.
func ExampleVault_GenerateToken() {
	server, client := sandbox()
	defer server.Close()
	cardData := sealCard(server, `{"cardNumber":"4242424242424242","expMonth":"12","expYear":"2035","cardSecurityCode":"123"}`)

	token, err := client.Vault.GenerateToken(context.Background(), &juspay.TokenGenerateParams{
		CardData: cardData, CustomerID: "asha-0001", ConsentID: "consent1", AuthRefNo: "auth1", Amount: "1.00", Currency: "INR",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.Status, token.Payload)
	// Output: SUCCESS [redacted]
}

// A stand-in for a guest's card, for one payment.
func ExampleVault_AltID() {
	server, client := sandbox()
	defer server.Close()
	cardData := sealCard(server, `{"cardNumber":"4242424242424242","expMonth":"12","expYear":"2035","cardSecurityCode":"123"}`)

	alt, err := client.Vault.AltID(context.Background(), &juspay.AltIDParams{
		CardData: cardData, Amount: "250.50", Currency: "INR", CorrelationID: "guest1", KeyID: "key1",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(alt.Status, alt.Payload.CardBrand)
	// Output: SUCCESS VISA
}

// reference names asha's card for good, where a card token would lapse.
func reference(client *juspay.Client) string {
	list, err := client.Cards.List(context.Background(), "asha-0001", nil)
	must(err)
	return list.Cards[0].CardReference
}

// sealCard encrypts a card for Juspay.
func sealCard(server *juspaytest.Server, card string) juspay.Secret {
	keys, err := server.Keys()
	must(err)
	block, _ := pem.Decode(keys.JuspayPublic)
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	must(err)
	encrypter, err := jose.NewEncrypter(jose.A128GCM, jose.Recipient{Algorithm: jose.RSA_OAEP_256, Key: public}, nil)
	must(err)
	sealed, err := encrypter.Encrypt([]byte(card))
	must(err)
	text, err := sealed.CompactSerialize()
	must(err)
	return juspay.Secret(text)
}
