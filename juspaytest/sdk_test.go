package juspaytest_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

const customerID = "cust_00000001"

// newClient returns a server with one customer, and a client of it.
func newClient(t *testing.T, opts ...juspay.Option) (*juspaytest.Server, *juspay.Client) {
	t.Helper()
	s := juspaytest.NewServer()
	t.Cleanup(s.Close)
	c := s.Client(opts...)
	_, err := c.Customers.Create(t.Context(), &juspay.CustomerCreateParams{ObjectReferenceID: customerID, MobileNumber: "9999999999"})
	require.NoError(t, err)
	return s, c
}

func newCard(number string) juspay.NewCard {
	return juspay.NewCard{Number: juspay.Secret(number), Expiry: juspay.Expiry{Month: 12, Year: 2045}, SecurityCode: "123"}
}

func newOrder(id string) *juspay.OrderCreateParams {
	return &juspay.OrderCreateParams{OrderID: id, Amount: "250.50", CustomerID: customerID, ReturnURL: "https://shop.example/return"}
}

// pay starts a payment for a new order and has the payer approve it.
func pay(t *testing.T, s *juspaytest.Server, c *juspay.Client, p *juspay.TxnCreateParams) (*juspay.Txn, *juspay.Order) {
	t.Helper()
	txn, err := c.Txns.Create(t.Context(), p)
	require.NoError(t, err)
	if txn.Status == juspay.StatusPendingVBV {
		back, err := s.Approve(txn.RedirectURL())
		require.NoError(t, err)
		result, err := juspay.VerifyReturn(back.Query(), s.ResponseKey)
		require.NoError(t, err)
		require.Equal(t, txn.OrderID, result.OrderID)
	}
	order, err := c.Orders.Get(t.Context(), txn.OrderID, nil)
	require.NoError(t, err)
	return txn, order
}

func TestClientPaysWithEverySource(t *testing.T) {
	t.Parallel()
	s, c := newClient(t)
	add := func(number string) string {
		card, err := c.Cards.Add(t.Context(), &juspay.CardAddParams{CustomerID: customerID, Card: &juspay.CardDetails{Number: juspay.Secret(number), Expiry: juspay.Expiry{Month: 12, Year: 2045}}})
		require.NoError(t, err)
		return card.CardToken
	}
	tokenized, err := c.Cards.Tokenize(t.Context(), &juspay.CardTokenizeParams{Card: juspay.CardDetails{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 45}, SecurityCode: "123"}})
	require.NoError(t, err)
	sources := map[string]*juspay.TxnCreateParams{
		"newcard":    {Source: newCard(juspaytest.CardVisa)},
		"saved":      {Source: juspay.SavedCard{Token: add(juspaytest.CardTokenized)}},
		"tokenized":  {Source: juspay.SavedCard{Token: tokenized.Token}},
		"moto":       {Source: newCard(juspaytest.CardVisa), AuthType: juspay.AuthMOTO},
		"collect":    {Source: juspay.UPICollect{VPA: "somebody@upi"}},
		"intent":     {Source: juspay.UPIIntent{}},
		"netbanking": {Source: juspay.NetBanking{}, PaymentMethod: "NB_HDFC"},
		"wallet":     {Source: juspay.Wallet{}, PaymentMethod: "PAYTM"},
		"linked":     {Source: juspay.Wallet{DirectToken: "x"}, PaymentMethod: "PAYTM"},
		"other":      {Source: juspay.OtherSource{PaymentMethodType: "CASH"}, PaymentMethod: "CASH"},
	}
	for id, p := range sources {
		p.Order = newOrder(id)
		_, order := pay(t, s, c, p)
		require.Equal(t, juspay.StatusCharged, order.Status, id)
		require.True(t, order.Amount.Equal("250.50"), id)
		if id == "saved" {
			require.True(t, bool(order.Card.UsingToken))
			require.Equal(t, "ACTIVE", order.Card.Token.TokenizationStatus)
		}
	}
}

func TestClientTakesOneTimePasswords(t *testing.T) {
	t.Parallel()
	_, c := newClient(t)
	txn, err := c.Txns.Create(t.Context(), &juspay.TxnCreateParams{Order: newOrder("otp"), Source: newCard(juspaytest.CardVisa), AuthType: juspay.AuthOTP})
	require.NoError(t, err)
	challenge := txn.Payment.OTPChallenge()
	require.NotNil(t, challenge)
	again, err := c.Txns.ResendOTP(t.Context(), challenge.ID, challenge.ChallengeID)
	require.NoError(t, err)
	require.Equal(t, juspay.Int(2), again.TimesOTPSent)
	wrong, err := c.Txns.SubmitOTP(t.Context(), challenge.ID, &juspay.OTPSubmitParams{ChallengeID: challenge.ChallengeID, OTP: "000001"})
	require.NoError(t, err)
	require.Equal(t, juspay.StatusAuthorizationFailed, wrong.Status)
	require.True(t, bool(wrong.Payment.OTPChallenge().SubmitOTPAllowed))
	right, err := c.Txns.SubmitOTP(t.Context(), challenge.ID, &juspay.OTPSubmitParams{ChallengeID: challenge.ChallengeID, OTP: juspaytest.OTP})
	require.NoError(t, err)
	require.Equal(t, juspay.StatusCharged, right.Status)
}

func TestClientCapturesVoidsAndRefunds(t *testing.T) {
	t.Parallel()
	s, c := newClient(t)
	txn, order := pay(t, s, c, &juspay.TxnCreateParams{Order: newOrder("a"), Source: newCard(juspaytest.CardVisa), PreAuth: true})
	require.Equal(t, juspay.StatusAuthorized, order.Status)
	order, err := c.Txns.Capture(t.Context(), txn.TxnUUID, nil)
	require.NoError(t, err)
	require.Equal(t, juspay.StatusCharged, order.Status)
	_, err = c.Txns.Void(t.Context(), txn.TxnUUID)
	require.ErrorIs(t, err, juspay.ErrInvalidRequest)

	order, err = c.Orders.Refund(t.Context(), "a", &juspay.RefundParams{UniqueRequestID: "rf1", Amount: "50"})
	require.NoError(t, err)
	require.Equal(t, juspay.RefundPending, order.FindRefund("rf1").Status)
	one, err := c.Txns.Refund(t.Context(), &juspay.TxnRefundParams{TxnID: txn.TxnID, UniqueRequestID: "rf2", Amount: "60"})
	require.NoError(t, err)
	require.Equal(t, juspay.RefundPending, one.Status)
	_, err = c.Orders.Refund(t.Context(), "a", &juspay.RefundParams{UniqueRequestID: "rf3", Amount: "60"})
	require.ErrorIs(t, err, juspay.ErrDuplicateCall, "the same amount within five seconds")
	s.Advance(time.Hour)
	order, err = c.Orders.Get(t.Context(), "a", nil)
	require.NoError(t, err)
	require.Equal(t, juspay.RefundSuccess, order.FindRefund("rf2").Status)
}

func TestClientReadsEveryOtherAnswer(t *testing.T) {
	t.Parallel()
	s, c := newClient(t)
	ctx := t.Context()
	customer, err := c.Customers.Get(ctx, customerID, &juspay.CustomerGetParams{GetClientAuthToken: true})
	require.NoError(t, err)
	require.WithinDuration(t, s.Now().Add(15*time.Minute), customer.Juspay.ClientAuthTokenExpiry.Time, 0)
	customer, err = c.Customers.Update(ctx, customer.ID, &juspay.CustomerUpdateParams{FirstName: "Asha"})
	require.NoError(t, err)
	require.Equal(t, "Asha", customer.FirstName)
	require.False(t, customer.LastUpdated.IsZero(), "an offset without a colon is read")
	customer, err = c.Customers.Ensure(ctx, &juspay.CustomerCreateParams{ObjectReferenceID: customerID, MobileNumber: "1"})
	require.NoError(t, err)
	require.Equal(t, "9999999999", customer.MobileNumber)

	added, err := c.Cards.Add(ctx, &juspay.CardAddParams{CustomerID: customerID, Card: &juspay.CardDetails{Number: juspaytest.CardTokenized, Expiry: juspay.Expiry{Month: 1, Year: 45}}})
	require.NoError(t, err)
	cards, err := c.Cards.List(ctx, customerID, &juspay.CardListParams{CheckCVVLessSupport: true})
	require.NoError(t, err)
	require.Equal(t, added.CardReference, cards.Cards[0].CardReference)
	require.NotEmpty(t, cards.Cards[0].Token.PAR)
	_, err = c.Cards.Update(ctx, &juspay.CardUpdateParams{CardToken: added.CardToken, Nickname: "mine"})
	require.NoError(t, err)
	info, err := c.Cards.Info(ctx, "424242", &juspay.CardInfoParams{CheckDirectOTPSupport: true})
	require.NoError(t, err)
	require.Equal(t, "VISA", info.Brand)
	bins, err := c.Cards.EligibleBINs(ctx, juspay.AuthOTP)
	require.NoError(t, err)
	require.Contains(t, bins.BINs, "424242")

	held, err := c.Vault.Get(ctx, &juspay.VaultCardParams{CardReference: added.CardReference, CustomerID: customerID})
	require.NoError(t, err)
	_, order := pay(t, s, c, &juspay.TxnCreateParams{Order: newOrder("vault"), Source: held.NetworkToken(), PaymentMethod: juspay.PaymentMethodVisa})
	require.Equal(t, juspay.StatusCharged, order.Status, "%s", order.Response.Body)
	require.True(t, bool(order.Card.UsingToken))
	print, err := c.Vault.Fingerprint(ctx, &juspay.CardFingerprintParams{CardNumber: juspaytest.CardTokenized})
	require.NoError(t, err)
	require.Equal(t, added.CardFingerprint, print.CardFingerprint)

	deleted, err := c.Cards.Delete(ctx, added.CardToken)
	require.NoError(t, err)
	require.True(t, bool(deleted.Deleted))

	_, err = c.Orders.Create(ctx, newOrder("b"))
	require.NoError(t, err)
	order, err = c.Orders.Update(ctx, "b", &juspay.OrderUpdateParams{Amount: "99"})
	require.NoError(t, err)
	require.True(t, order.Amount.Equal("99"))
	fulfilled, err := c.Orders.Fulfil(ctx, "b", &juspay.FulfillmentParams{FulfillmentStatus: "SUCCESS"})
	require.NoError(t, err)
	require.Len(t, fulfilled.Commands, 1)
	session, err := c.Sessions.Create(ctx, &juspay.SessionCreateParams{OrderID: "c", Amount: "10", CustomerID: customerID, PaymentPageClientID: "shop", Action: "paymentPage"})
	require.NoError(t, err)
	require.Contains(t, string(session.SDKPayload), `"clientAuthToken"`)

	methods, err := c.Merchants.PaymentMethods(ctx, &juspay.MerchantPaymentMethodsParams{AddOutage: true})
	require.NoError(t, err)
	require.NotEmpty(t, methods.Outage)
	wallets, err := c.Customers.Wallets(ctx, customerID)
	require.NoError(t, err)
	require.Equal(t, juspay.Int(1), wallets.Total)
	_, _ = pay(t, s, c, &juspay.TxnCreateParams{Order: newOrder("d"), Source: juspay.UPICollect{VPA: "somebody@upi"}})
	saved, err := c.Customers.PaymentMethods(ctx, customerID, &juspay.SavedPaymentMethodsParams{PaymentMethods: []string{"UPI_COLLECT"}})
	require.NoError(t, err)
	require.Equal(t, "somebody@upi", saved.UPICollect[0].VPA)
}

func TestClientNamesWhatWentWrong(t *testing.T) {
	t.Parallel()
	s, c := newClient(t, juspay.WithMaxRetries(0))
	ctx := t.Context()
	_, err := c.Customers.Create(ctx, &juspay.CustomerCreateParams{ObjectReferenceID: customerID, MobileNumber: "1"})
	require.ErrorIs(t, err, juspay.ErrAlreadyExists)
	_, err = c.Orders.Get(ctx, "nowhere", nil)
	require.ErrorIs(t, err, juspay.ErrNotFound)
	_, err = c.Orders.Get(ctx, "nowhere", nil, juspay.WithCredentials("other", s.MerchantID))
	require.ErrorIs(t, err, juspay.ErrUnauthorized)
	_, err = c.Txns.Create(ctx, &juspay.TxnCreateParams{OrderID: "nowhere", Source: newCard(juspaytest.CardVisa)})
	require.ErrorIs(t, err, juspay.ErrNotFound)

	s.Inject(
		juspaytest.Fault{Route: "POST /orders", Status: 429, Header: http.Header{"Retry-After": {"1"}}},
		juspaytest.Fault{Route: "POST /txns", Cut: true, AfterEffect: true},
		juspaytest.Fault{Route: "GET /orders/{order_id}", Cut: true},
		juspaytest.Fault{Route: "GET /orders/{order_id}", Body: "<html>"},
		juspaytest.Fault{Route: "GET /orders/{order_id}", Truncate: true},
	)
	_, err = c.Orders.Create(ctx, newOrder("a"))
	require.ErrorIs(t, err, juspay.ErrRateLimited)
	_, err = c.Txns.Create(ctx, &juspay.TxnCreateParams{Order: newOrder("a"), Source: newCard(juspaytest.CardVisa), AuthType: juspay.AuthMOTO})
	require.ErrorIs(t, err, juspay.ErrOutcomeUnknown)
	_, err = c.Orders.Get(ctx, "a", nil)
	require.ErrorIs(t, err, juspay.ErrConnection)
	_, err = c.Orders.Get(ctx, "a", nil)
	require.ErrorIs(t, err, juspay.ErrDecode)
	_, err = c.Orders.Get(ctx, "a", nil)
	require.Error(t, err)
	order, err := c.Orders.Get(ctx, "a", nil)
	require.NoError(t, err)
	require.Equal(t, juspay.StatusCharged, order.Status, "the lost answer was a payment")
}

func TestClientSpeaksTheEncryptedMode(t *testing.T) {
	t.Parallel()
	s := juspaytest.NewServer()
	t.Cleanup(s.Close)
	keys, err := s.Keys()
	require.NoError(t, err)
	encryption, err := juspay.ParseEncryptionKeys(keys.ID, keys.MerchantPrivate, keys.JuspayPublic)
	require.NoError(t, err)
	c := s.Client(juspay.WithEncryption(encryption))

	_, err = c.Orders.Create(t.Context(), newOrder("a"))
	require.NoError(t, err)
	_, order := pay(t, s, c, &juspay.TxnCreateParams{OrderID: "a", Source: newCard(juspaytest.CardVisa), RedirectAfterPayment: true})
	require.Equal(t, juspay.StatusCharged, order.Status)
	order, err = c.Orders.Refund(t.Context(), "a", &juspay.RefundParams{UniqueRequestID: "rf1", Amount: "50"})
	require.NoError(t, err)
	require.NotNil(t, order.FindRefund("rf1"))
	_, err = c.Orders.Refund(t.Context(), "a", &juspay.RefundParams{UniqueRequestID: "rf1", Amount: "50"})
	require.ErrorIs(t, err, juspay.ErrDuplicateCall, "failures come in clear")

	var routes []string
	for _, r := range s.Requests() {
		routes = append(routes, r.Route)
	}
	require.Equal(t, []string{"POST /v4/orders", "POST /v4/txns", "POST /v4/order-status", "POST /v4/orders/{order_id}/refunds"}, routes[:4])

	t.Run("webhooks", func(t *testing.T) {
		require.NoError(t, s.EncryptWebhooks(true))
		var mu sync.Mutex
		var names []juspay.EventName
		handler := juspay.NewWebhookHandler("hook", "word", func(_ context.Context, e *juspay.Event) error {
			mu.Lock()
			defer mu.Unlock()
			names = append(names, e.Name)
			require.True(t, e.Order.Amount.Equal("250.50"))
			require.Empty(t, e.Order.MaximumEligibleRefundAmount, "FILTERED")
			return nil
		}, juspay.WithWebhookKeys(encryption))
		receiver := httptest.NewServer(handler)
		t.Cleanup(receiver.Close)
		s.SetWebhook(receiver.URL, "hook", "word")
		pay(t, s, c, &juspay.TxnCreateParams{Order: newOrder("b"), Source: newCard(juspaytest.CardVisa)})
		require.NoError(t, s.Flush(t.Context()))
		mu.Lock()
		defer mu.Unlock()
		require.Equal(t, []juspay.EventName{juspay.EventTxnCreated, juspay.EventOrderSucceeded}, names)
	})

	t.Run("card values encrypted one by one", func(t *testing.T) {
		block, _ := pem.Decode(keys.JuspayPublic)
		public, err := x509.ParsePKIXPublicKey(block.Bytes)
		require.NoError(t, err)
		encrypt := func(value string) juspay.Secret {
			text, err := rsa.EncryptPKCS1v15(rand.Reader, public.(*rsa.PublicKey), []byte(value))
			require.NoError(t, err)
			return juspay.Secret("enc-" + base64.StdEncoding.EncodeToString(text))
		}
		_, order := pay(t, s, c, &juspay.TxnCreateParams{Order: newOrder("e"), PaymentMethod: juspay.PaymentMethodVisa, Source: juspay.EncryptedCard{
			Number: encrypt(juspaytest.CardVisa), ExpMonth: encrypt("12"), ExpYear: encrypt("45"), SecurityCode: encrypt("123"), CardEncodingVersion: "2021-01-21",
		}})
		require.Equal(t, "4242", order.Card.LastFourDigits)
	})
}

func BenchmarkCreateOrder(b *testing.B) {
	s := juspaytest.NewServer()
	defer s.Close()
	c := s.Client()
	for i := 0; b.Loop(); i++ {
		if _, err := c.Orders.Create(b.Context(), newOrder(fmt.Sprint(i))); err != nil {
			b.Fatal(err)
		}
	}
}
