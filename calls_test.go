package juspay

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// invocation is a call by its name, for tests that walk all of them.
type invocation struct {
	method string // "Orders.Get"
	args   []any  // but for context and options
}

// on makes the call. A result that is a nil pointer comes back as nil.
func (i invocation) on(ctx context.Context, c *Client, opts ...Option) (any, error) {
	service, name, _ := strings.Cut(i.method, ".")
	method := reflect.ValueOf(c).Elem().FieldByName(service).MethodByName(name)
	in := []reflect.Value{orZero(ctx, reflect.TypeFor[context.Context]())}
	for n, arg := range i.args {
		in = append(in, orZero(arg, method.Type().In(n+1)))
	}
	out := method.CallSlice(append(in, reflect.ValueOf(opts)))
	err, _ := out[1].Interface().(error)
	if out[0].IsNil() {
		return nil, err
	}
	return out[0].Interface(), err
}

func orZero(v any, typ reflect.Type) reflect.Value {
	if v == nil {
		return reflect.Zero(typ)
	}
	return reflect.ValueOf(v)
}

// with returns the same call with another argument.
func (i invocation) with(n int, arg any) invocation {
	args := append([]any(nil), i.args...)
	args[n] = arg
	return invocation{i.method, args}
}

// everyCall returns one call of each method that sends something, all fine, made
// anew each time.
func everyCall() []invocation {
	card := CardDetails{Number: "4242424242424242", Expiry: Expiry{6, 2030}, SecurityCode: "808", NameOnCard: "Asha Rao"}
	return []invocation{
		{"Customers.Create", []any{&CustomerCreateParams{ObjectReferenceID: "customer@example.com", MobileNumber: "9876543210"}}},
		{"Customers.Get", []any{"customer@example.com", &CustomerGetParams{GetClientAuthToken: true}}},
		{"Customers.Update", []any{"customer@example.com", &CustomerUpdateParams{FirstName: "Asha"}}},
		{"Customers.Ensure", []any{&CustomerCreateParams{ObjectReferenceID: "customer@example.com", MobileNumber: "9876543210"}}},
		{"Customers.PaymentMethods", []any{"customer@example.com", &SavedPaymentMethodsParams{PaymentMethods: []string{"UPI_COLLECT"}, OrderID: "ord1001"}}},
		{"Customers.Wallets", []any{"customer@example.com"}},

		{"Cards.Tokenize", []any{&CardTokenizeParams{Card: card}}},
		{"Cards.Add", []any{&CardAddParams{CustomerID: "customer@example.com", Card: &card}}},
		{"Cards.List", []any{"customer@example.com", &CardListParams{CheckCVVLessSupport: true}}},
		{"Cards.Update", []any{&CardUpdateParams{CardToken: "tkn_1", Nickname: "work"}}},
		{"Cards.Delete", []any{"tkn_1"}},
		{"Cards.Info", []any{"424242424", &CardInfoParams{CheckMandateSupport: true}}},
		{"Cards.EligibleBINs", []any{AuthOTP}},

		{"Txns.Create", []any{&TxnCreateParams{
			Order:  &OrderCreateParams{OrderID: "ord1001", Amount: "250.50", Metadata: map[string]string{"a": "b"}},
			Source: &NewCard{Number: "4242424242424242", Expiry: Expiry{6, 30}, SecurityCode: "808"}, Offers: []string{"off_1"},
		}}},
		{"Txns.SubmitOTP", []any{"mozExampleUuid000001", &OTPSubmitParams{ChallengeID: "ch_0123456789", OTP: "123456"}}},
		{"Txns.ResendOTP", []any{"mozExampleUuid000001", "ch_0123456789"}},
		{"Txns.Capture", []any{"mozExampleUuid000001", &CaptureParams{Amount: "10.50", IdempotenceKey: "cap1"}}},
		{"Txns.Void", []any{"mozExampleUuid000001"}},
		{"Txns.Refund", []any{&TxnRefundParams{UniqueRequestID: "rf1001a", TxnID: "acme-ord1001-1", OrderID: "ord1001", Amount: "50"}}},

		{"Orders.Create", []any{&OrderCreateParams{OrderID: "ord1001", Amount: "250.50", Metadata: map[string]string{"a": "b"}}}},
		{"Orders.Get", []any{"ord1001", &OrderGetParams{AddFullGatewayResponse: true}}},
		{"Orders.Update", []any{"ord1001", &OrderUpdateParams{Amount: "90", BillingAddress: &Address{City: "Pune"}}}},
		{"Orders.Refund", []any{"ord1001", &RefundParams{UniqueRequestID: "rf1001a", Amount: "50"}}},
		{"Orders.Fulfil", []any{"ord1001", &FulfillmentParams{FulfillmentStatus: "SUCCESS"}}},
		{"Orders.Wait", []any{"ord1001"}},

		{"Sessions.Create", []any{&SessionCreateParams{OrderID: "ord1001", Amount: "250.50", PaymentPageClientID: "acme"}}},
		{"Merchants.PaymentMethods", []any{&MerchantPaymentMethodsParams{AddOutage: true}}},

		{"Vault.Fingerprint", []any{&CardFingerprintParams{CardNumber: "4242424242424242"}}},
		{"Vault.Get", []any{&VaultCardParams{CardReference: "ref1", CustomerID: "customer@example.com"}}},
		{"Vault.Delete", []any{&VaultCardDeleteParams{CardReference: "ref1", CustomerID: "customer@example.com"}}},
		{"Vault.GenerateToken", []any{&TokenGenerateParams{CardData: "a.b.c.d.e", ConsentID: "co1", CustomerID: "customer@example.com", AuthRefNo: "ar1"}}},
		{"Vault.AltID", []any{&AltIDParams{CardData: "a.b.c.d.e", Amount: "10.50", Currency: "INR", CorrelationID: "cr1", KeyID: "k1"}}},
	}
}

func TestEveryMethodIsAmongTheCalls(t *testing.T) {
	t.Parallel()
	var listed, methods []string
	for _, call := range everyCall() {
		listed = append(listed, call.method)
	}
	clients := reflect.TypeFor[Client]()
	for i := range clients.NumField() {
		if field := clients.Field(i); field.IsExported() {
			for m := range field.Type.NumMethod() {
				if method := field.Type.Method(m); method.Type.NumOut() == 2 {
					methods = append(methods, field.Name+"."+method.Name)
				}
			}
		}
	}
	assert.ElementsMatch(t, methods, listed)
}
