package juspay_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// What merchants type must go on compiling: this file is a list of it, and most
// of it is checked by the compiler alone. Nothing here may be changed, only
// added to.

type ctx = context.Context

// The functions of the package, by their exact types.
var (
	_ func(apiKey, merchantID string, opts ...juspay.Option) (*juspay.Client, error) = juspay.NewClient

	_ func(url string) juspay.Option                = juspay.WithBaseURL
	_ func(c *http.Client) juspay.Option            = juspay.WithHTTPClient
	_ func(mw ...juspay.Middleware) juspay.Option   = juspay.WithMiddleware
	_ func(d time.Duration) juspay.Option           = juspay.WithTimeout
	_ func(n int) juspay.Option                     = juspay.WithMaxRetries
	_ func(l *slog.Logger) juspay.Option            = juspay.WithLogger
	_ func(date string) juspay.Option               = juspay.WithAPIVersion
	_ func(id string) juspay.Option                 = juspay.WithRoutingID
	_ func(key, value string) juspay.Option         = juspay.WithHeader
	_ func(apiKey, merchant string) juspay.Option   = juspay.WithCredentials
	_ func(k *juspay.EncryptionKeys) juspay.Option  = juspay.WithEncryption
	_ func(http.RoundTripper) http.RoundTripper     = juspay.Middleware(nil)
	_ func(s string) (juspay.Amount, error)         = juspay.ParseAmount
	_ func(minor int64, decimals int) juspay.Amount = juspay.AmountFromMinor
	_ func(body []byte) (*juspay.Event, error)      = juspay.ParseEvent

	_ func(username, password string, handle func(ctx, *juspay.Event) error, opts ...juspay.WebhookOption) http.Handler = juspay.NewWebhookHandler

	_ func(d juspay.Deduplicator) juspay.WebhookOption                           = juspay.WithDeduplication
	_ func(k *juspay.EncryptionKeys) juspay.WebhookOption                        = juspay.WithWebhookKeys
	_ func(params url.Values, responseKey string) (*juspay.Return, error)        = juspay.VerifyReturn
	_ func(keyID string, private, public []byte) (*juspay.EncryptionKeys, error) = juspay.ParseEncryptionKeys
	_ func(opts ...juspaytest.Option) *juspaytest.Server                         = juspaytest.NewServer
	_ func(*juspaytest.Server, ...juspay.Option) *juspay.Client                  = (*juspaytest.Server).Client
	_ func(*juspaytest.Server)                                                   = (*juspaytest.Server).Close
	_ func(*juspaytest.Server, time.Duration)                                    = (*juspaytest.Server).Advance
	_ func(_ *juspaytest.Server, url, username, password string)                 = (*juspaytest.Server).SetWebhook
	_ func(*juspaytest.Server, ...juspaytest.Fault)                              = (*juspaytest.Server).Inject
	_ func(*juspaytest.Server) []juspaytest.Request                              = (*juspaytest.Server).Requests
	_ juspay.Deduplicator                                                        = juspay.NewMemoryDeduplicator(1)
	_ interface{ Reveal() string }                                               = juspay.Secret("")
	_ interface {
		Minor(decimals int) (int64, error)
	} = juspay.Amount("")
	_ interface{ Equal(juspay.Amount) bool } = juspay.Amount("")
	_ interface {
		Paid() bool
		Failed() bool
		Pending() bool
		Terminal() bool
	} = juspay.Status("")
)

// The methods, as a client has them.
func typed(c *juspay.Client) {
	var (
		_ func(ctx, *juspay.CustomerCreateParams, ...juspay.Option) (*juspay.Customer, error)         = c.Customers.Create
		_ func(ctx, string, *juspay.CustomerGetParams, ...juspay.Option) (*juspay.Customer, error)    = c.Customers.Get
		_ func(ctx, string, *juspay.CustomerUpdateParams, ...juspay.Option) (*juspay.Customer, error) = c.Customers.Update
		_ func(ctx, *juspay.CustomerCreateParams, ...juspay.Option) (*juspay.Customer, error)         = c.Customers.Ensure

		_ func(ctx, *juspay.CardTokenizeParams, ...juspay.Option) (*juspay.CardTokenized, error) = c.Cards.Tokenize
		_ func(ctx, *juspay.CardAddParams, ...juspay.Option) (*juspay.CardAdded, error)          = c.Cards.Add
		_ func(ctx, string, *juspay.CardListParams, ...juspay.Option) (*juspay.CardList, error)  = c.Cards.List
		_ func(ctx, *juspay.CardUpdateParams, ...juspay.Option) (*juspay.CardUpdated, error)     = c.Cards.Update
		_ func(ctx, string, ...juspay.Option) (*juspay.CardDeleted, error)                       = c.Cards.Delete
		_ func(ctx, string, *juspay.CardInfoParams, ...juspay.Option) (*juspay.CardInfo, error)  = c.Cards.Info
		_ func(ctx, juspay.AuthType, ...juspay.Option) (*juspay.BINList, error)                  = c.Cards.EligibleBINs

		_ func(ctx, *juspay.TxnCreateParams, ...juspay.Option) (*juspay.Txn, error)               = c.Txns.Create
		_ func(ctx, string, *juspay.OTPSubmitParams, ...juspay.Option) (*juspay.OTPResult, error) = c.Txns.SubmitOTP
		_ func(_ ctx, id, challengeID string, _ ...juspay.Option) (*juspay.OTPChallenge, error)   = c.Txns.ResendOTP
		_ func(ctx, string, *juspay.CaptureParams, ...juspay.Option) (*juspay.Order, error)       = c.Txns.Capture
		_ func(ctx, string, ...juspay.Option) (*juspay.Order, error)                              = c.Txns.Void
		_ func(ctx, *juspay.TxnRefundParams, ...juspay.Option) (*juspay.Refund, error)            = c.Txns.Refund

		_ func(ctx, *juspay.OrderCreateParams, ...juspay.Option) (*juspay.Order, error)         = c.Orders.Create
		_ func(ctx, string, *juspay.OrderGetParams, ...juspay.Option) (*juspay.Order, error)    = c.Orders.Get
		_ func(ctx, string, *juspay.OrderUpdateParams, ...juspay.Option) (*juspay.Order, error) = c.Orders.Update
		_ func(ctx, string, *juspay.RefundParams, ...juspay.Option) (*juspay.Order, error)      = c.Orders.Refund
		_ func(ctx, string, ...juspay.Option) (*juspay.Order, error)                            = c.Orders.Wait

		_ func(ctx, *juspay.SessionCreateParams, ...juspay.Option) (*juspay.Session, error) = c.Sessions.Create

		_ func(*juspay.Order, string) *juspay.Refund = (*juspay.Order).FindRefund
		_ func(*juspay.Txn) string                   = (*juspay.Txn).RedirectURL
	)
}

// The sources, as values and as pointers.
var _ = []juspay.PaymentSource{
	juspay.NewCard{}, juspay.SavedCard{}, juspay.NetworkToken{}, juspay.UPICollect{}, juspay.UPIIntent{}, juspay.NetBanking{}, juspay.Wallet{}, juspay.OtherSource{},
	&juspay.NewCard{}, &juspay.SavedCard{}, &juspay.NetworkToken{}, &juspay.UPICollect{}, &juspay.UPIIntent{}, &juspay.NetBanking{}, &juspay.Wallet{}, &juspay.OtherSource{},
}

// The fields, and what can be assigned to them.
var (
	secret    juspay.Secret
	amount    juspay.Amount
	anyExpiry juspay.Expiry
	bool_     juspay.Bool
	int_      juspay.Int
	time_     juspay.Time
	extra     url.Values
	answer    *juspay.Response
	text      string

	_ = []any{
		juspay.Expiry{Month: 1, Year: 2030},
		juspay.Response{StatusCode: 200, Header: http.Header{}, RequestID: text, Body: []byte{}},

		juspay.CustomerCreateParams{
			ObjectReferenceID: text, MobileNumber: text, EmailAddress: text, FirstName: text, LastName: text, MobileCountryCode: text,
			GetClientAuthToken: true, Extra: extra,
		},
		juspay.CustomerGetParams{GetClientAuthToken: true, Extra: extra},
		juspay.CustomerUpdateParams{MobileNumber: text, EmailAddress: text, FirstName: text, LastName: text, MobileCountryCode: text, Extra: extra},
		juspay.Customer{
			ID: text, Object: text, ObjectReferenceID: text, MobileNumber: text, MobileCountryCode: text, EmailAddress: text, FirstName: text, LastName: text,
			DateCreated: time_, LastUpdated: time_, Juspay: &juspay.ClientAuth{ClientAuthToken: text, ClientAuthTokenExpiry: time_}, Response: answer,
		},

		juspay.CardAddParams{
			CustomerID: text, CustomerEmail: text, Card: &juspay.CardDetails{Number: secret, Expiry: anyExpiry, SecurityCode: secret, NameOnCard: text},
			CardToken: text, NameOnCard: text, Nickname: text, Extra: extra,
		},
		juspay.CardTokenizeParams{Card: juspay.CardDetails{}, Extra: extra},
		juspay.CardTokenized{Token: text, Response: answer},
		juspay.CardListParams{Extra: extra},
		juspay.CardUpdateParams{CardToken: text, CustomerID: text, Nickname: text, NameOnCard: text, Extra: extra},
		juspay.CardUpdated{Response: answer},
		juspay.CardDeleted{CardToken: text, CardReference: text, Deleted: bool_, Response: answer},
		juspay.CardAdded{CardToken: text, CardReference: text, CardFingerprint: text, Response: answer},
		juspay.CardInfoParams{Extra: extra},
		juspay.CardInfo{Response: answer},
		juspay.BINList{BINs: []string{text}, Response: answer},
		juspay.CardList{CustomerID: text, MerchantID: text, Cards: []juspay.StoredCard{}, Response: answer},
		juspay.StoredCard{
			CardToken: text, CardReference: text, CardNumber: text, CardISIN: text, CardExpYear: text, CardExpMonth: text, CardType: text, CardIssuer: text,
			CardBrand: text, Nickname: text, NameOnCard: text, CardFingerprint: text, JuspayBankCode: text, CardSubType: text, CardIssuerCountry: text,
			ProviderCategory: text, Provider: text, Expired: bool_, TokenizeSupport: bool_, Token: &juspay.TokenBlock{},
		},
		juspay.TokenBlock{
			CardReference: text, LastFourDigits: text, CardFingerprint: text, CardISIN: text, ExpiryYear: text, ExpiryMonth: text, PAR: text, TokenizationStatus: text,
		},

		juspay.TxnCreateParams{
			OrderID: text, Order: &juspay.OrderCreateParams{}, Source: juspay.NewCard{}, PaymentMethod: juspay.PaymentMethodVisa,
			AuthType: juspay.AuthThreeDS, RedirectAfterPayment: true, PreAuth: true, Extra: extra,
		},
		juspay.NewCard{Number: secret, Expiry: anyExpiry, SecurityCode: secret, NameOnCard: text, SaveToLocker: true, Tokenize: true},
		juspay.SavedCard{Token: text, SecurityCode: secret, SaveToLocker: true, Tokenize: true},
		juspay.NetworkToken{Number: secret, Expiry: anyExpiry, Cryptogram: secret},
		juspay.OTPSubmitParams{ChallengeID: text, OTP: secret, Extra: extra},
		juspay.OTPResult{Response: answer},
		juspay.OTPChallenge{Response: answer},
		juspay.CaptureParams{Extra: extra},
		juspay.TxnRefundParams{OrderID: text, TxnID: text, UniqueRequestID: text, Amount: amount, Extra: extra},
		juspay.Txn{
			OrderID: text, TxnID: text, TxnUUID: text, Status: juspay.StatusPendingVBV,
			Payment: &juspay.Payment{
				Authentication: &juspay.Authentication{Method: text, URL: text, Params: map[string]any{}}, SDKParams: json.RawMessage{},
			},
			Response: answer,
		},

		juspay.OrderCreateParams{
			OrderID: text, Amount: amount, Currency: text, CustomerID: text, CustomerEmail: text, CustomerPhone: text, ReturnURL: text, ProductID: text,
			Description: text, BillingAddress: &juspay.Address{}, ShippingAddress: &juspay.Address{}, Metadata: map[string]string{}, AutoCapture: new(bool),
			GetClientAuthToken: true, UDF1: text, UDF10: text, Extra: extra,
		},
		juspay.Address{
			FirstName: text, LastName: text, Line1: text, Line2: text, Line3: text, City: text, State: text, Country: text, PostalCode: text, Phone: text,
			CountryCodeISO: text,
		},
		juspay.OrderGetParams{CustomerID: text, AddFullGatewayResponse: true, Extra: extra},
		juspay.OrderUpdateParams{Amount: amount, BillingAddress: &juspay.Address{}, ShippingAddress: &juspay.Address{}, UDF1: text, Extra: extra},
		juspay.SessionCreateParams{OrderID: text, Amount: amount, CustomerID: text, PaymentPageClientID: text, Action: text, Extra: extra},
		juspay.Session{SDKPayload: json.RawMessage{}, Response: answer},
		juspay.Refund{UniqueRequestID: text, ID: text, Ref: text, Amount: amount, Status: juspay.RefundStatus(text), Response: answer},
		juspay.RefundParams{UniqueRequestID: text, Amount: amount, Extra: extra},
		juspay.Order{
			ID: text, OrderID: text, MerchantID: text, CustomerID: text, CustomerEmail: text, CustomerPhone: text, Currency: text, ReturnURL: text, TxnID: text,
			TxnUUID: text, Status: juspay.StatusNew, StatusID: int_, Amount: amount, AmountRefunded: amount, EffectiveAmount: amount,
			MaximumEligibleRefundAmount: amount, Refunded: bool_, DateCreated: time_, PaymentMethodType: text, PaymentMethod: text, AuthType: text,
			Card: &juspay.OrderCard{
				ExpiryYear: text, ExpiryMonth: text, LastFourDigits: text, CardISIN: text,
				UsingToken: bool_, UsingSavedCard: bool_, SavedToLocker: bool_, Token: &juspay.TokenBlock{},
			},
			TxnDetail: &juspay.TxnDetail{}, PaymentGatewayResponse: &juspay.PaymentGatewayResponse{RRN: text, EPGTxnID: text}, Refunds: []juspay.Refund{},
			PaymentLinks: &juspay.PaymentLinks{}, Juspay: &juspay.ClientAuth{}, PayerVPA: text, Response: answer,
		},

		&juspay.Error{
			HTTPStatus: 400, Status: text, StatusID: int_, Code: text, Message: text, UserMessage: text,
			Info: &juspay.ErrorInfo{
				Code: text, Category: text, UserMessage: text, DeveloperMessage: text, Href: text, RequestID: text,
				Fields: []juspay.FieldError{{FieldName: text, Reason: text}},
			},
			RequestID: text, Route: text, Response: answer,
		},
		&juspay.ParamError{Field: text, Reason: text},
		&juspay.ConnectionError{Route: text, Sent: true, Err: error(nil)},
		&juspay.PendingError{Order: &juspay.Order{}, Err: error(nil)},
		juspay.Event{ID: text, Name: juspay.EventOrderSucceeded, DateCreated: time_, Order: &juspay.Order{}, Content: json.RawMessage{}},
		juspay.Return{OrderID: text, Status: juspay.StatusCharged, StatusID: int_},

		juspaytest.Server{URL: text, APIKey: text, MerchantID: text, ResponseKey: text},
		juspaytest.Fault{Route: text, Status: 500, Header: http.Header{}, Body: text, Cut: true, Delay: time.Second, AfterEffect: true, Times: 1},
		juspaytest.Request{Method: text, Path: text, Header: http.Header{}, Form: url.Values{}, Body: []byte{}},
	}
)

// Errors that errors.As finds.
var _ = []error{&juspay.Error{}, &juspay.ParamError{}, &juspay.ConnectionError{}, &juspay.PendingError{}}

func TestClientHasItsServices(t *testing.T) {
	t.Parallel()
	c, err := juspay.NewClient("key", "acme")
	assert.NoError(t, err)
	assert.NotPanics(t, func() { typed(c) }) // method values of nil services would panic
	for i := range reflect.ValueOf(*c).NumField() {
		if field := reflect.TypeOf(*c).Field(i); field.IsExported() {
			assert.False(t, reflect.ValueOf(*c).Field(i).IsNil(), field.Name)
		}
	}
}

func TestNamesStandForWhatTheyStoodFor(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "https://api.juspay.in", juspay.ProductionURL)
	assert.Equal(t, "https://sandbox.juspay.in", juspay.SandboxURL)
	assert.Equal(t, []juspay.AuthType{"THREE_DS", "NO_THREE_DS", "OTP", "MOTO"},
		[]juspay.AuthType{juspay.AuthThreeDS, juspay.AuthNoThreeDS, juspay.AuthOTP, juspay.AuthMOTO})
	assert.Equal(t, []juspay.Status{"NEW", "CHARGED", "PENDING_VBV", "AUTHORIZATION_FAILED"},
		[]juspay.Status{juspay.StatusNew, juspay.StatusCharged, juspay.StatusPendingVBV, juspay.StatusAuthorizationFailed})
	assert.Equal(t, []juspay.EventName{"ORDER_SUCCEEDED", "ORDER_FAILED", "ORDER_REFUNDED"},
		[]juspay.EventName{juspay.EventOrderSucceeded, juspay.EventOrderFailed, juspay.EventOrderRefunded})
	assert.Equal(t, []juspay.PaymentMethod{
		"SODEXO", "MASTER", "VISA", "RUPAY", "AMEX", "DISCOVER", "DINERS", "MAESTRO", "JCB", "BAJAJ", "KNET", "MADA", "QPAY", "QWIKCILVER", "UNIONPAY",
	}, []juspay.PaymentMethod{
		juspay.PaymentMethodSodexo, juspay.PaymentMethodMaster, juspay.PaymentMethodVisa, juspay.PaymentMethodRupay, juspay.PaymentMethodAmex,
		juspay.PaymentMethodDiscover, juspay.PaymentMethodDiners, juspay.PaymentMethodMaestro, juspay.PaymentMethodJCB, juspay.PaymentMethodBajaj,
		juspay.PaymentMethodKNET, juspay.PaymentMethodMada, juspay.PaymentMethodQPay, juspay.PaymentMethodQwikcilver, juspay.PaymentMethodUnionPay,
	})
}

func TestSentinelsAreDistinct(t *testing.T) {
	t.Parallel()
	seen := map[error]bool{}
	for _, sentinel := range []error{
		juspay.ErrInvalidParams, juspay.ErrInvalidRequest, juspay.ErrUnauthorized, juspay.ErrForbidden, juspay.ErrNotFound, juspay.ErrAlreadyExists,
		juspay.ErrDuplicateCall, juspay.ErrRateLimited, juspay.ErrServer, juspay.ErrConnection, juspay.ErrOutcomeUnknown, juspay.ErrBadSignature, juspay.ErrDecode,
	} {
		assert.False(t, seen[sentinel], sentinel)
		assert.True(t, strings.HasPrefix(sentinel.Error(), "juspay: "), sentinel)
		seen[sentinel] = true
	}
}

// Values of results convert and have methods as their wire types would.
func TestResultTypesConvert(t *testing.T) {
	t.Parallel()
	assert.True(t, bool(juspay.Bool(true)))
	assert.Equal(t, 21, int(juspay.Int(21)))
	assert.Equal(t, 2030, juspay.Time{Time: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}.Year())
	assert.Equal(t, "4242", juspay.Secret("4242").Reveal())
	assert.Equal(t, juspay.Amount("250.50"), juspay.AmountFromMinor(25050, 2))
}

// Whatever a method takes by pointer to a struct has room for parameters yet
// unknown, and whatever one returns has the answer beside it, out of JSON.
func TestParamsHaveExtraAndResultsTheirResponse(t *testing.T) {
	t.Parallel()
	clients := reflect.TypeFor[juspay.Client]()
	methods := 0
	for i := range clients.NumField() {
		if !clients.Field(i).IsExported() {
			continue
		}
		service := clients.Field(i).Type
		for m := range service.NumMethod() {
			method := service.Method(m)
			if method.Type.NumOut() != 2 {
				continue
			}
			methods++
			name := clients.Field(i).Name + "." + method.Name
			result, found := method.Type.Out(0).Elem().FieldByName("Response")
			if assert.True(t, found, name) {
				assert.Equal(t, reflect.TypeFor[*juspay.Response](), result.Type, name)
				assert.Equal(t, "-", result.Tag.Get("json"), name)
			}
			for in := 2; in < method.Type.NumIn()-1; in++ {
				if params := method.Type.In(in); params.Kind() == reflect.Pointer {
					field, found := params.Elem().FieldByName("Extra")
					assert.True(t, found && field.Type == reflect.TypeFor[url.Values](), name)
				}
			}
		}
	}
	assert.Greater(t, methods, 25)
}
