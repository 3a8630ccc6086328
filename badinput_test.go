package juspay

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// assertRefusedHere holds a call to: a ParamError with this field, no result, and
// nothing sent.
func assertRefusedHere(t *testing.T, field string, call invocation, ctx context.Context, opts ...Option) {
	t.Helper()
	client, mock := newMocked(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(200, `{"status":"NEW"}`))
	result, err := call.on(ctx, client, opts...)
	assert.Nil(t, result)
	var refused *ParamError
	if assert.ErrorAs(t, err, &refused, "%s was let through", call.method) {
		assert.Equal(t, field, refused.Field, "%s: %v", call.method, err)
		assert.NotEmpty(t, refused.Reason)
		assert.Equal(t, "juspay: "+refused.Field+": "+refused.Reason, err.Error())
	}
	assertIs(t, err, ErrInvalidParams)
	assert.Zero(t, mock.GetTotalCallCount(), "something was sent")
}

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, key, merchant string
		opt                 Option
		field               string
	}{
		{"no key", "", "acme", nil, "APIKey"},
		{"a key with a newline", "key\n", "acme", nil, "APIKey"},
		{"a key with a colon", "key:secret", "acme", nil, "APIKey"},
		{"a key with a space behind", "key ", "acme", nil, "APIKey"},
		{"no merchant id", "key", "", nil, "MerchantID"},
		{"a merchant id with a line break", "key", "ac\r\nme", nil, "MerchantID"},
		{"a merchant id with a space before", "key", " acme", nil, "MerchantID"},

		{"no base URL", "key", "acme", WithBaseURL(""), "BaseURL"},
		{"plain http to the world", "key", "acme", WithBaseURL("http://api.juspay.in"), "BaseURL"},
		{"plain http to a private network", "key", "acme", WithBaseURL("http://10.0.0.1"), "BaseURL"},
		{"plain http to any address", "key", "acme", WithBaseURL("http://0.0.0.0:80"), "BaseURL"},
		{"plain http to a name that begins like loopback", "key", "acme", WithBaseURL("http://127.0.0.1.example.com"), "BaseURL"},
		{"plain http to a name that begins like localhost", "key", "acme", WithBaseURL("http://localhost.example.com"), "BaseURL"},
		{"plain http to a short form of an address", "key", "acme", WithBaseURL("http://127.1"), "BaseURL"},
		{"plain http to a number", "key", "acme", WithBaseURL("http://2130706433"), "BaseURL"},
		{"plain http to a host behind a user", "key", "acme", WithBaseURL("http://localhost@example.com"), "BaseURL"},
		{"userinfo", "key", "acme", WithBaseURL("https://user:pass@api.juspay.in"), "BaseURL"},
		{"an empty user", "key", "acme", WithBaseURL("https://@api.juspay.in"), "BaseURL"},
		{"a query", "key", "acme", WithBaseURL("https://api.juspay.in/?a=b"), "BaseURL"},
		{"an empty query", "key", "acme", WithBaseURL("https://api.juspay.in/?"), "BaseURL"},
		{"a fragment", "key", "acme", WithBaseURL("https://api.juspay.in/#a"), "BaseURL"},
		{"an empty fragment", "key", "acme", WithBaseURL("https://api.juspay.in/#"), "BaseURL"},
		{"a relative URL", "key", "acme", WithBaseURL("/orders"), "BaseURL"},
		{"no scheme", "key", "acme", WithBaseURL("api.juspay.in"), "BaseURL"},
		{"no scheme but a port", "key", "acme", WithBaseURL("api.juspay.in:443"), "BaseURL"},
		{"no host", "key", "acme", WithBaseURL("https:///path"), "BaseURL"},
		{"a port without a host", "key", "acme", WithBaseURL("https://:443"), "BaseURL"},
		{"an opaque URL", "key", "acme", WithBaseURL("https:api.juspay.in"), "BaseURL"},
		{"another scheme", "key", "acme", WithBaseURL("ftp://api.juspay.in"), "BaseURL"},
		{"a file", "key", "acme", WithBaseURL("file:///etc/hosts"), "BaseURL"},
		{"a port that is none", "key", "acme", WithBaseURL("https://api.juspay.in:https"), "BaseURL"},
		{"a control character", "key", "acme", WithBaseURL("https://api.juspay.in/\n"), "BaseURL"},
		{"a space in the host", "key", "acme", WithBaseURL("https://api juspay.in"), "BaseURL"},
		{"a path that is not escaped", "key", "acme", WithBaseURL("https://api.juspay.in/%zz"), "BaseURL"},

		{"nil HTTP client", "key", "acme", WithHTTPClient(nil), "HTTPClient"},
		{"nil middleware", "key", "acme", WithMiddleware(nil), "Middleware"},
		{"nil middleware among others", "key", "acme", WithMiddleware(func(rt http.RoundTripper) http.RoundTripper { return rt }, nil), "Middleware"},
		{"a negative timeout", "key", "acme", WithTimeout(-time.Second), "Timeout"},
		{"a negative timeout of attempts", "key", "acme", WithAttemptTimeout(-time.Second), "AttemptTimeout"},
		{"negative retries", "key", "acme", WithMaxRetries(-1), "MaxRetries"},
		{"no bytes of an answer", "key", "acme", WithMaxResponseBytes(0), "MaxResponseBytes"},
		{"no version", "key", "acme", WithAPIVersion(""), "APIVersion"},
		{"a version that is no date", "key", "acme", WithAPIVersion("2018-13-25"), "APIVersion"},
		{"a version with more behind it", "key", "acme", WithAPIVersion("2018-10-25\r\nA: b"), "APIVersion"},
		{"no routing id", "key", "acme", WithRoutingID(""), "RoutingID"},
		{"a routing id with a line break", "key", "acme", WithRoutingID("a\r\nb"), "RoutingID"},
		{"no header", "key", "acme", WithHeader("", "x"), "Header"},
		{"a header with a space", "key", "acme", WithHeader("a b", "x"), "Header"},
		{"a header with a colon", "key", "acme", WithHeader("a:", "x"), "Header"},
		{"a header with a line break", "key", "acme", WithHeader("x-a", "x\r\nb: c"), "Header"},
		{"the Authorization header", "key", "acme", WithHeader("authorization", "Basic x"), "Header"},
		{"the merchant's header", "key", "acme", WithHeader("x-merchantid", "x"), "Header"},
		{"the routing header", "key", "acme", WithHeader("X-Routing-ID", "x"), "Header"},
		{"the version header", "key", "acme", WithHeader("VERSION", "x"), "Header"},
		{"the content type", "key", "acme", WithHeader("content-type", "x"), "Header"},
		{"the content length", "key", "acme", WithHeader("Content-Length", "1"), "Header"},
		{"the transfer encoding", "key", "acme", WithHeader("Transfer-Encoding", "chunked"), "Header"},
		{"the host", "key", "acme", WithHeader("Host", "example.com"), "Header"},
		{"credentials without a key", "key", "acme", WithCredentials("", "acme"), "APIKey"},
		{"credentials without a merchant", "key", "acme", WithCredentials("key", ""), "MerchantID"},
		{"a schedule of nothing", "key", "acme", WithPollSchedule(), "PollSchedule"},
		{"a schedule without pauses", "key", "acme", WithPollSchedule(time.Second, 0), "PollSchedule"},
		{"a negative pool", "key", "acme", WithPool(Pool{MaxConns: -1}), "Pool"},
		{"a negative timeout of the pool", "key", "acme", WithPool(Pool{TLSTimeout: -1}), "Pool"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var opts []Option
			if test.opt != nil {
				opts = append(opts, test.opt)
				assertRefusedHere(t, test.field, callNamed(t, "Orders.Get"), t.Context(), test.opt)
			}
			client, err := NewClient(test.key, test.merchant, opts...)
			assert.Nil(t, client)
			var refused *ParamError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, test.field, refused.Field)
			assertIs(t, err, ErrInvalidParams)
		})
	}
	client, err := NewClient("key", "acme", nil)
	assert.Nil(t, client)
	assert.EqualError(t, err, "juspay: Option: must not be nil")
}

func TestNewClientTakesLoopbackAndHTTPS(t *testing.T) {
	t.Parallel()
	for given, sent := range map[string]string{
		ProductionURL: "https://api.juspay.in/orders/o", SandboxURL: "https://sandbox.juspay.in/orders/o", "HTTPS://API.example": "https://API.example/orders/o",
		GlobalProductionURL: "https://api.juspay.io/orders/o", GlobalSandboxURL: "https://api.sandbox.juspay.io/orders/o", EUSandboxURL: "https://sandbox.juspay.io/orders/o",
		"https://smartgateway.hdfcbank.com/": "https://smartgateway.hdfcbank.com/orders/o", "https://example.com:8443/a//": "https://example.com:8443/a/orders/o",
		"http://localhost": "http://localhost/orders/o", "http://localhost:8080/": "http://localhost:8080/orders/o",
		"http://127.0.0.1:1": "http://127.0.0.1:1/orders/o", "http://127.8.9.1": "http://127.8.9.1/orders/o", "http://[::1]:8080": "http://[::1]:8080/orders/o",
		"http://[::ffff:127.0.0.1]": "http://[::ffff:127.0.0.1]/orders/o",
	} {
		client, mock := newMocked(t, WithBaseURL(given))
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			assert.Equal(t, sent, r.URL.String())
			assert.Equal(t, r.URL.Host, r.Host)
			return httpmock.NewStringResponse(200, "{}"), nil
		})
		_, err := client.Orders.Get(t.Context(), "o", nil)
		assert.NoError(t, err, given)
		assert.Equal(t, 1, mock.GetTotalCallCount(), given)
	}
}

// Methods whose params may be nil; all others refuse that.
var mayBeNil = map[string]bool{
	"Customers.Get": true, "Cards.List": true, "Cards.Info": true, "Txns.Capture": true, "Orders.Get": true, "Merchants.PaymentMethods": true,
}

func TestNilParamsAreRefusedOrNone(t *testing.T) {
	t.Parallel()
	for _, call := range everyCall() {
		for n, arg := range call.args {
			if reflect.TypeOf(arg).Kind() != reflect.Pointer {
				continue
			}
			typedNil := reflect.Zero(reflect.TypeOf(arg)).Interface()
			if !mayBeNil[call.method] {
				assertRefusedHere(t, "params", call.with(n, nil), t.Context())
				assertRefusedHere(t, "params", call.with(n, typedNil), t.Context())
				continue
			}
			client, mock := newMocked(t)
			mock.RegisterNoResponder(httpmock.NewStringResponder(200, "{}"))
			_, err := call.with(n, typedNil).on(t.Context(), client)
			assert.NoError(t, err, call.method)
		}
	}
}

func TestEveryCallRefusesANilContextAndNilOptions(t *testing.T) {
	t.Parallel()
	for _, call := range everyCall() {
		assertRefusedHere(t, "ctx", call, nil)
		assertRefusedHere(t, "Option", call, t.Context(), nil)
		assertRefusedHere(t, "MaxRetries", call, t.Context(), WithTimeout(time.Second), WithMaxRetries(-1))
		assertRefusedHere(t, "Pool", call, t.Context(), WithPool(Pool{}))
	}
}

// Ids become one segment of a path; those that could not, or that would name
// another path, are refused.
func TestIDsInPathsAreRefused(t *testing.T) {
	t.Parallel()
	fields := map[string][]string{ // in the order of the arguments
		"Customers.Get": {"customerID"}, "Customers.Update": {"customerID"}, "Customers.PaymentMethods": {"customerID"}, "Customers.Wallets": {"customerID"},
		"Cards.Info": {"bin"}, "Txns.SubmitOTP": {"id"}, "Txns.ResendOTP": {"id", "challengeID"}, "Txns.Capture": {"txnUUID"}, "Txns.Void": {"txnUUID"},
		"Orders.Get": {"orderID"}, "Orders.Update": {"orderID"}, "Orders.Refund": {"orderID"}, "Orders.Fulfil": {"orderID"}, "Orders.Wait": {"orderID"},
	}
	for method, names := range fields {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			for n, name := range names {
				for _, id := range []string{"", ".", "..", "a\nb", "a\x00", "\x7f", "a\r\nX-Evil: 1"} {
					assertRefusedHere(t, name, callNamed(t, method).with(n, id), t.Context())
				}
			}
		})
	}
	for _, method := range []string{"Orders.Get", "Orders.Refund"} { // the twin's path has no id, its claims do
		for _, id := range []string{"", ".", "..", "a\nb"} {
			assertRefusedHere(t, "orderID", callNamed(t, method).with(0, id), t.Context(), WithEncryption(testKeys(t)))
		}
	}
	assertRefusedHere(t, "RoutingID", callNamed(t, "Orders.Get").with(0, " ord1001"), t.Context())
	assertRefusedHere(t, "merchantID", callNamed(t, "Merchants.PaymentMethods"), t.Context(), WithCredentials("key", ".."))
}

func TestArgumentsAreRequired(t *testing.T) {
	t.Parallel()
	assertRefusedHere(t, "customerID", callNamed(t, "Cards.List").with(0, ""), t.Context())
	assertRefusedHere(t, "cardToken", callNamed(t, "Cards.Delete").with(0, ""), t.Context())
	assertRefusedHere(t, "authType", callNamed(t, "Cards.EligibleBINs").with(0, AuthType("")), t.Context())
}

func TestBadParamsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	card := func(expiry Expiry) *CardDetails { return &CardDetails{Number: "4242424242424242", Expiry: expiry} }
	pay := func(source PaymentSource) invocation { return paying(&TxnCreateParams{OrderID: "o", Source: source}) }
	tests := []struct {
		name, field string
		call        invocation
	}{
		{"a customer without a reference", "ObjectReferenceID", invocation{"Customers.Create", []any{&CustomerCreateParams{MobileNumber: "9"}}}},
		{"a customer without a number", "MobileNumber", invocation{"Customers.Create", []any{&CustomerCreateParams{ObjectReferenceID: "c"}}}},
		{"a customer to ensure without a reference", "ObjectReferenceID", invocation{"Customers.Ensure", []any{&CustomerCreateParams{MobileNumber: "9"}}}},
		{"an update of nothing", "CustomerUpdateParams", invocation{"Customers.Update", []any{"c", &CustomerUpdateParams{}}}},

		{"neither card nor token", "CardToken", invocation{"Cards.Add", []any{&CardAddParams{CustomerID: "c"}}}},
		{"card and token", "CardToken", invocation{"Cards.Add", []any{&CardAddParams{CustomerID: "c", Card: card(Expiry{6, 30}), CardToken: "t"}}}},
		{"a card without a customer", "CustomerID", invocation{"Cards.Add", []any{&CardAddParams{CardToken: "t"}}}},
		{"month 13 to the locker", "Card.Expiry", invocation{"Cards.Add", []any{&CardAddParams{CustomerID: "c", Card: card(Expiry{13, 30})}}}},
		{"month 0 to the tokenizer", "Card.Expiry", invocation{"Cards.Tokenize", []any{&CardTokenizeParams{Card: *card(Expiry{0, 30})}}}},
		{"a card to tokenize without a number", "Card.Number", invocation{"Cards.Tokenize", []any{&CardTokenizeParams{Card: CardDetails{Expiry: Expiry{6, 30}}}}}},
		{"a card to update without a token", "CardToken", invocation{"Cards.Update", []any{&CardUpdateParams{Nickname: "n"}}}},

		{"neither order id nor order", "OrderID", paying(&TxnCreateParams{Source: SavedCard{Token: "t"}})},
		{"order id and order", "OrderID", paying(&TxnCreateParams{OrderID: "o", Order: &OrderCreateParams{OrderID: "o", Amount: "1"}, Source: SavedCard{Token: "t"}})},
		{"no source", "Source", pay(nil)},
		{"a nil new card", "Source", pay((*NewCard)(nil))},
		{"a nil saved card", "Source", pay((*SavedCard)(nil))},
		{"a nil network token", "Source", pay((*NetworkToken)(nil))},
		{"a nil UPI request", "Source", pay((*UPICollect)(nil))},
		{"a nil UPI app", "Source", pay((*UPIIntent)(nil))},
		{"a nil bank", "Source", pay((*NetBanking)(nil))},
		{"a nil wallet", "Source", pay((*Wallet)(nil))},
		{"a nil mandate", "Source", pay((*MandateExecution)(nil))},
		{"a nil encrypted card", "Source", pay((*EncryptedCard)(nil))},
		{"a nil other source", "Source", pay((*OtherSource)(nil))},
		{"a card without a number", "Source.Number", pay(NewCard{Expiry: Expiry{6, 30}})},
		{"a saved card without a token", "Source.Token", pay(&SavedCard{})},
		{"a network token without a cryptogram", "Source.Cryptogram", pay(NetworkToken{Number: "4", Expiry: Expiry{6, 30}})},
		{"an order in the same call without an id", "Order.OrderID", paying(&TxnCreateParams{Order: &OrderCreateParams{Amount: "1"}, Source: SavedCard{Token: "t"}})},
		{"an order in the same call of 1e3", "Order.Amount", paying(&TxnCreateParams{Order: &OrderCreateParams{OrderID: "o", Amount: "1e3"}, Source: SavedCard{Token: "t"}})},
		{"a challenge without an id", "ChallengeID", invocation{"Txns.SubmitOTP", []any{"id", &OTPSubmitParams{OTP: "1"}}}},
		{"a challenge without an answer", "OTP", invocation{"Txns.SubmitOTP", []any{"id", &OTPSubmitParams{ChallengeID: "c"}}}},
		{"a refund of no payment", "TxnID", invocation{"Txns.Refund", []any{&TxnRefundParams{UniqueRequestID: "r", Amount: "1"}}}},
		{"a refund without an id", "UniqueRequestID", invocation{"Txns.Refund", []any{&TxnRefundParams{TxnID: "t", Amount: "1"}}}},

		{"an order without an id", "OrderID", invocation{"Orders.Create", []any{&OrderCreateParams{Amount: "1"}}}},
		{"an update without a change", "OrderUpdateParams", invocation{"Orders.Update", []any{"o", &OrderUpdateParams{CustomerID: "c"}}}},
		{"a refund of an order without an id", "UniqueRequestID", invocation{"Orders.Refund", []any{"o", &RefundParams{Amount: "1"}}}},
		{"a refund of an order without an amount", "Amount", invocation{"Orders.Refund", []any{"o", &RefundParams{UniqueRequestID: "r"}}}},
		{"a refund of nothing", "Amount", invocation{"Orders.Refund", []any{"o", &RefundParams{UniqueRequestID: "r", Amount: "0.00"}}}},
		{"a fulfilment without a status", "FulfillmentStatus", invocation{"Orders.Fulfil", []any{"o", &FulfillmentParams{}}}},
		{"a session without a client", "PaymentPageClientID", invocation{"Sessions.Create", []any{&SessionCreateParams{OrderID: "o", Amount: "1"}}}},
		{"a fingerprint of nothing", "CardToken", invocation{"Vault.Fingerprint", []any{&CardFingerprintParams{}}}},
		{"a fingerprint of two", "CardToken", invocation{"Vault.Fingerprint", []any{&CardFingerprintParams{CardNumber: "4", CardToken: "t"}}}},

		{"an extra that a field sets", "Extra", invocation{"Orders.Create", []any{&OrderCreateParams{OrderID: "o", Amount: "1", Extra: url.Values{"amount": {"2"}}}}}},
		{"an extra without a name", "Extra", invocation{"Orders.Get", []any{"o", &OrderGetParams{Extra: url.Values{"": {"2"}}}}}},
		{"an extra in JSON that a field sets", "Extra", invocation{"Sessions.Create", []any{&SessionCreateParams{
			OrderID: "o", Amount: "1", PaymentPageClientID: "c", Extra: url.Values{"amount": {"2"}},
		}}}},
		{"an extra in JSON of two values", "Extra", invocation{"Sessions.Create", []any{&SessionCreateParams{
			OrderID: "o", Amount: "1", PaymentPageClientID: "c", Extra: url.Values{"new": {"1", "2"}},
		}}}},
		{"an extra merchant to a card", "Extra", invocation{"Cards.Add", []any{&CardAddParams{CustomerID: "c", CardToken: "t", Extra: url.Values{"merchant_id": {"m"}}}}}},
		{"an extra merchant to a tokenizer", "Extra", invocation{"Cards.Tokenize", []any{&CardTokenizeParams{Card: *card(Expiry{6, 30}), Extra: url.Values{"merchant_id": {"m"}}}}}},
		{"an extra customer to a list", "Extra", invocation{"Cards.List", []any{"c", &CardListParams{Extra: url.Values{"customer_id": {"d"}}}}}},
		{"an extra merchant to a transaction", "Extra", paying(&TxnCreateParams{OrderID: "o", Source: SavedCard{Token: "t"}, Extra: url.Values{"merchant_id": {"m"}}})},
		{"an extra format", "Extra", paying(&TxnCreateParams{OrderID: "o", Source: SavedCard{Token: "t"}, Extra: url.Values{"format": {"html"}}})},
		{"an extra method type", "Extra", paying(&TxnCreateParams{OrderID: "o", Source: SavedCard{Token: "t"}, Extra: url.Values{"payment_method_type": {"NB"}}})},
		{"an extra card number", "Extra", paying(&TxnCreateParams{OrderID: "o", Source: NewCard{Number: "4", Expiry: Expiry{6, 30}}, Extra: url.Values{"card_number": {"5"}}})},
		{"an extra of the order", "Extra", paying(&TxnCreateParams{
			Order: &OrderCreateParams{OrderID: "o", Amount: "1"}, Source: SavedCard{Token: "t"}, Extra: url.Values{"order.amount": {"2"}},
		})},
		{"metadata without a name", "Metadata", invocation{"Orders.Create", []any{&OrderCreateParams{OrderID: "o", Amount: "1", Metadata: map[string]string{"": "x"}}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assertRefusedHere(t, test.field, test.call, t.Context())
		})
	}
}

func TestBadAmountsAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	for _, amount := range []Amount{"1e3", "-1", "+1", "1.2345", "1,000", "1.", ".5", "01", " 1", "1 ", "0x1", "NaN", "∞", "१", AmountFromMinor(-1, 2), AmountFromMinor(1, 4)} {
		for _, call := range []invocation{
			{"Orders.Create", []any{&OrderCreateParams{OrderID: "o", Amount: amount}}},
			{"Orders.Update", []any{"o", &OrderUpdateParams{Amount: amount}}},
			{"Orders.Refund", []any{"o", &RefundParams{UniqueRequestID: "r", Amount: amount}}},
			{"Txns.Refund", []any{&TxnRefundParams{UniqueRequestID: "r", TxnID: "t", Amount: amount}}},
			{"Txns.Capture", []any{"u", &CaptureParams{Amount: amount}}},
			{"Sessions.Create", []any{&SessionCreateParams{OrderID: "o", Amount: amount, PaymentPageClientID: "c"}}},
			{"Vault.AltID", []any{&AltIDParams{CardData: "d", Amount: amount, Currency: "INR", CorrelationID: "c", KeyID: "k"}}},
		} {
			assertRefusedHere(t, "Amount", call, t.Context())
		}
	}
	for _, call := range []invocation{
		{"Orders.Create", []any{&OrderCreateParams{OrderID: "o"}}},
		{"Orders.Refund", []any{"o", &RefundParams{UniqueRequestID: "r"}}},
		{"Txns.Refund", []any{&TxnRefundParams{UniqueRequestID: "r", TxnID: "t"}}},
		{"Sessions.Create", []any{&SessionCreateParams{OrderID: "o", PaymentPageClientID: "c"}}},
	} {
		assertRefusedHere(t, "Amount", call, t.Context())
	}
}

func TestBadExpiriesAreRefusedAndGoodOnesTravelAsEachEndpointWants(t *testing.T) {
	t.Parallel()
	for _, expiry := range []Expiry{{}, {Month: 13, Year: 30}, {Month: 0, Year: 30}, {Month: -1, Year: 30}, {Month: 1, Year: 0}, {Month: 1, Year: 100}, {Month: 1, Year: 1999}, {Month: 1, Year: 2100}, {Month: 1, Year: -30}} {
		assertRefusedHere(t, "Source.Expiry", paying(&TxnCreateParams{OrderID: "o", Source: NewCard{Number: "4", Expiry: expiry}}), t.Context())
		assertRefusedHere(t, "Source.Expiry", paying(&TxnCreateParams{OrderID: "o", Source: &NetworkToken{Number: "4", Cryptogram: "c", Expiry: expiry}}), t.Context())
		assertRefusedHere(t, "Card.Expiry", invocation{"Cards.Add", []any{&CardAddParams{CustomerID: "c", Card: &CardDetails{Number: "4", Expiry: expiry}}}}, t.Context())
	}
	for expiry, want := range map[Expiry][3]string{
		{1, 1}: {"01", "01", "2001"}, {9, 30}: {"09", "30", "2030"}, {12, 2030}: {"12", "30", "2030"}, {12, 2099}: {"12", "99", "2099"}, {7, 2000}: {"07", "00", "2000"},
	} {
		txn, locker := sent(t, NewCard{Number: "4", Expiry: expiry}), sent(t, &CardAddParams{CustomerID: "c", Card: &CardDetails{Number: "4", Expiry: expiry}})
		assert.Equal(t, want, [3]string{txn.Get("card_exp_month"), txn.Get("card_exp_year"), locker.Get("card_exp_year")}, expiry)
		assert.Equal(t, want[0], locker.Get("card_exp_month"))
	}
}

// The message of a refusal names the field, and never what was in it.
func TestRefusalsHereDoNotRepeatTheValue(t *testing.T) {
	t.Parallel()
	client, _ := newMocked(t)
	const planted = "4111111111111111"
	for _, call := range []invocation{
		{"Orders.Create", []any{&OrderCreateParams{OrderID: "o", Amount: planted + "e3"}}},
		{"Orders.Get", []any{planted + "\n", nil}},
		paying(&TxnCreateParams{OrderID: "o", Source: OtherSource{PaymentMethodType: "X", Params: url.Values{"a": {planted, planted}}}}),
		paying(&TxnCreateParams{OrderID: "o", Source: NewCard{Number: planted, Expiry: Expiry{13, 30}}}),
	} {
		_, err := call.on(t.Context(), client)
		require.ErrorIs(t, err, ErrInvalidParams)
		assert.False(t, strings.Contains(err.Error(), planted), err)
	}
	_, err := NewClient("key\n"+planted, "acme")
	assert.NotContains(t, err.Error(), planted)
	_, err = NewClient("key", "acme", WithBaseURL("http://user:"+planted+"@example.com"))
	assert.NotContains(t, err.Error(), planted)
}
