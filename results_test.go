package juspay

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answers are the fixtures, and the result that each is decoded into.
var answers = map[string]func() any{
	"customer.json":                 func() any { return new(Customer) },
	"customer_v3.2.json":            func() any { return new(Customer) },
	"card_tokenized.json":           func() any { return new(CardTokenized) },
	"card_added.json":               func() any { return new(CardAdded) },
	"card_list.json":                func() any { return new(CardList) },
	"card_list_full.json":           func() any { return new(CardList) },
	"card_updated.json":             func() any { return new(CardUpdated) },
	"card_deleted.json":             func() any { return new(CardDeleted) },
	"card_info.json":                func() any { return new(CardInfo) },
	"card_info_old.json":            func() any { return new(CardInfo) },
	"bins.json":                     func() any { return new(BINList) },
	"txn_redirect.json":             func() any { return new(Txn) },
	"txn_full.json":                 func() any { return new(Txn) },
	"txn_otp.json":                  func() any { return new(Txn) },
	"otp_challenge.json":            func() any { return new(OTPChallenge) },
	"otp_result.json":               func() any { return new(OTPResult) },
	"order.json":                    func() any { return new(Order) },
	"order_token.json":              func() any { return new(Order) },
	"order_created_old.json":        func() any { return new(Order) },
	"order_full.json":               func() any { return new(Order) },
	"refund.json":                   func() any { return new(Refund) },
	"fulfillment.json":              func() any { return new(Fulfillment) },
	"session.json":                  func() any { return new(Session) },
	"saved_payment_methods.json":    func() any { return new(SavedPaymentMethods) },
	"wallets.json":                  func() any { return new(WalletList) },
	"merchant_payment_methods.json": func() any { return new(MerchantPaymentMethods) },
	"card_fingerprint.json":         func() any { return new(CardFingerprint) },
	"vault_card.json":               func() any { return new(VaultCard) },
	"vault_card_deleted.json":       func() any { return new(VaultCardDeleted) },
	"token_generated.json":          func() any { return new(TokenGenerated) },
	"alt_id.json":                   func() any { return new(AltID) },
}

func readAnswer(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "answers", name))
	require.NoError(t, err)
	return body
}

// decodeAnswer decodes as a call does.
func decodeAnswer[T any](t *testing.T, body []byte, result T) T {
	t.Helper()
	require.NoError(t, decode(body, result), "%s", body)
	return result
}

func answer[T any](t *testing.T, name string) *T {
	t.Helper()
	return decodeAnswer(t, readAnswer(t, name), new(T))
}

func TestEveryDocumentedKeyHasAField(t *testing.T) {
	t.Parallel()
	for name, result := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := result()
			if other, ok := target.(targeter); ok {
				target = other.target()
			}
			decoder := json.NewDecoder(bytes.NewReader(readAnswer(t, name)))
			decoder.DisallowUnknownFields()
			assert.NoError(t, decoder.Decode(target))
		})
	}
}

func TestEveryFieldIsReadFromSomeAnswer(t *testing.T) {
	t.Parallel()
	filled := map[string]bool{}
	for name, result := range answers {
		noteFields(filled, reflect.ValueOf(decodeAnswer(t, readAnswer(t, name), result())))
	}
	for _, field := range slices.Sorted(maps.Keys(filled)) {
		assert.True(t, filled[field], "%s stayed empty in every answer", field)
	}
	assert.Greater(t, len(filled), 400)
}

// noteFields walks all fields of all types that v leads to, and notes which of
// them were ever filled.
func noteFields(filled map[string]bool, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			noteFields(filled, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			noteFields(filled, v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Time]() {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.Name == "Response" {
				continue
			}
			name := v.Type().Name() + "." + field.Name
			filled[name] = filled[name] || !v.Field(i).IsZero()
			noteFields(filled, v.Field(i))
		}
	}
}

// Every value of every answer, however deep, may be null: the rest is read all
// the same.
func TestNullAnywhereCostsThatFieldAlone(t *testing.T) {
	t.Parallel()
	for name, result := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var document map[string]any
			decoder := json.NewDecoder(bytes.NewReader(readAnswer(t, name)))
			decoder.UseNumber()
			require.NoError(t, decoder.Decode(&document))
			fields := func() map[string]json.RawMessage {
				body, err := json.Marshal(document)
				require.NoError(t, err)
				return topLevel(t, decodeAnswer(t, body, result()))
			}
			whole := fields()
			withNulls(document, func(path string) {
				holed := fields()
				var lost []string
				for key := range whole {
					if !bytes.Equal(whole[key], holed[key]) {
						lost = append(lost, key)
					}
				}
				assert.LessOrEqual(t, len(lost), 1, "null in %s changed %v", path, lost)
			})
		})
	}
}

func topLevel(t *testing.T, result any) map[string]json.RawMessage {
	t.Helper()
	text, err := json.Marshal(result)
	require.NoError(t, err)
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &fields))
	return fields
}

// withNulls calls f once for each value of document, that value being null
// meanwhile.
func withNulls(document any, f func(path string)) {
	switch document := document.(type) {
	case map[string]any:
		for key, value := range document {
			withNulls(value, func(path string) { f(key + "." + path) })
			document[key] = nil
			f(key)
			document[key] = value
		}
	case []any:
		for i, value := range document {
			withNulls(value, f)
			document[i] = nil
			f("[]")
			document[i] = value
		}
	}
}

func utc(year int, month time.Month, day, hour, minute, second int) Time {
	return Time{time.Date(year, month, day, hour, minute, second, 0, time.UTC)}
}

func yes() *Bool { v := Bool(true); return &v }
func no() *Bool  { v := Bool(false); return &v }

func TestCustomerIsReadWhole(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &Customer{
		ID: "cst_ab12cd34ef56gh78", Object: "customer", ObjectReferenceID: "customer@example.com",
		MobileNumber: "9876543210", MobileCountryCode: "91", EmailAddress: "customer@example.com",
		FirstName: "Asha", LastName: "Rao",
		DateCreated: utc(2020, 3, 17, 14, 16, 31), LastUpdated: utc(2020, 3, 18, 9, 0, 0),
		Juspay: &ClientAuth{
			ClientAuthToken:       "tkn_0123456789abcdef0123456789abcdef",
			ClientAuthTokenExpiry: utc(2020, 3, 17, 14, 31, 31),
		},
	}, answer[Customer](t, "customer.json"))
}

func TestCustomerIsReadUnderTheNamesOfVersion32(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &Customer{
		ID: "cth_6MXbUUSECcxrswgT", Object: "customer", ObjectReferenceID: "cust_123489",
		DateCreated: utc(2020, 3, 17, 14, 16, 31), LastUpdated: utc(2020, 3, 18, 9, 0, 0),
	}, answer[Customer](t, "customer_v3.2.json"))
}

func TestCardListIsReadWhole(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &CardList{
		CustomerID: "cth_6MXbUUSECcxrswgT", MerchantID: "paypal",
		Cards: []StoredCard{{
			CardToken: "tkn_d5de7e878465407a9a8ad8d71b58923e", CardReference: "d1714874aa102eb8bc933b8f26992225",
			CardNumber: "XXXX-XXXXXXXX-9454", CardISIN: "123456", CardExpYear: "2025", CardExpMonth: "02",
			CardType: "DEBIT", CardIssuer: "HDFC Bank", CardBrand: "MASTERCARD", NameOnCard: "Imdad",
			CardFingerprint: "4ip95rsikuprlcojscp3p0b7pq", JuspayBankCode: "JP_HDFC", CardSubType: "NA",
			CardIssuerCountry: "INDIA", ProviderCategory: "VAULT", Provider: "JUSPAY",
		}},
	}, answer[CardList](t, "card_list.json"))
}

func TestFlagsNotAskedForDifferFromNo(t *testing.T) {
	t.Parallel()
	stored := answer[CardList](t, "card_list_full.json").Cards[0]
	assert.Equal(t, yes(), stored.MandateSupport)
	assert.Equal(t, no(), stored.DirectOTPSupport)
	assert.Equal(t, yes(), stored.Token.CVVLessSupport)
	assert.True(t, bool(stored.Expired))
	assert.Nil(t, answer[CardList](t, "card_list.json").Cards[0].MandateSupport)

	assert.Equal(t, no(), answer[CardInfo](t, "card_info.json").ATMPINAuthSupport)
	assert.Equal(t, yes(), answer[CardInfo](t, "card_info.json").TokenizeSupport)
	assert.Nil(t, answer[CardInfo](t, "card_info_old.json").TokenizeSupport)
}

func TestTxnKeepsTheURLToTheLetter(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &Txn{
		OrderID: "ord1001", TxnID: "acme-ord1001-1", Status: StatusPendingVBV,
		Payment: &Payment{Authentication: &Authentication{
			Method: "GET", URL: "https://api.juspay.in/pay/start/guest/8646a7a029974fa99995fec00340a507?a%3Db%26c%3Dd",
		}},
	}, answer[Txn](t, "txn_redirect.json"))
}

func TestAuthenticationParamsKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	txn := answer[Txn](t, "txn_full.json")
	assert.Equal(t, map[string]any{
		"PaReq": "eJxV", "attempt": json.Number("1"), "amount": json.Number("250.50"),
		"nested": map[string]any{"n": json.Number("12345678901234567890")},
	}, txn.Payment.Authentication.Params)
	assert.Equal(t, "POST", txn.Payment.Authentication.Method)
	assert.JSONEq(t, `{"scheme": "upi", "uri_params": {"pa": "shop@bank"}}`, string(txn.Payment.SDKParams))
	assert.Equal(t, Amount("200"), txn.OfferDetails.Offers[0].Benefits[0].CalculationInfo.MaxAmount)
}

func TestAuthenticationOfAnyShapeCostsNothingElse(t *testing.T) {
	t.Parallel()
	for _, authentication := range []string{
		`null`, `"text"`, `[]`, `7`, `{}`, `{"params": "text"}`, `{"params": []}`, `{"method": 1, "url": {}, "params": null}`,
	} {
		body := `{"order_id": "ord1001", "payment": {"authentication": ` + authentication + `}, "status": "CHARGED"}`
		txn := decodeAnswer(t, []byte(body), new(Txn))
		assert.Equal(t, StatusCharged, txn.Status, authentication)
		assert.Empty(t, txn.RedirectURL(), authentication)
		assert.Nil(t, txn.Payment.OTPChallenge(), authentication)
	}
}

func TestRedirectURL(t *testing.T) {
	t.Parallel()
	location := http.Header{"Location": {"https://bank.example/start"}}
	at := func(url string) *Payment { return &Payment{Authentication: &Authentication{URL: url}} }
	tests := []struct {
		name string
		txn  *Txn
		want string
	}{
		{"the authentication's URL", &Txn{Payment: at("https://api.example/pay")}, "https://api.example/pay"},
		{"the Location of a 302", &Txn{Response: &Response{StatusCode: 302, Header: location}}, "https://bank.example/start"},
		{"the URL before the Location", &Txn{Payment: at("https://api.example/pay"), Response: &Response{StatusCode: 302, Header: location}}, "https://api.example/pay"},
		{"no Location of a 200", &Txn{Response: &Response{StatusCode: 200, Header: location}}, ""},
		{"an empty payment", &Txn{Payment: &Payment{}}, ""},
		{"an empty URL", &Txn{Payment: at("")}, ""},
		{"an empty transaction", &Txn{}, ""},
		{"no transaction", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.txn.RedirectURL())
		})
	}
}

func TestOTPChallengeIsFoundInTheTransaction(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &OTPChallenge{
		ID: "mozExampleUuid000001", ChallengeID: "ch_0123456789", AuthType: "OTP",
		CardISIN: "424242", CardIssuerBankName: "Example Bank", SubmitOTPAllowed: true, ResendOTPAllowed: true,
		FallbackURL: "https://api.juspay.in/v2/pay/start/acme/mozExampleUuid000001",
	}, answer[Txn](t, "txn_otp.json").Payment.OTPChallenge())
	assert.Nil(t, answer[Txn](t, "txn_redirect.json").Payment.OTPChallenge(), "a redirect is no challenge")
	assert.Nil(t, answer[Txn](t, "txn_full.json").Payment.OTPChallenge(), "a form post is no challenge")
	assert.Nil(t, (*Payment)(nil).OTPChallenge())
}

func TestOTPChallengeOfAResendIsReadWhole(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &OTPChallenge{
		ID: "mozExampleUuid000001", ChallengeID: "ch_9876543210", AuthType: "OTP",
		CardISIN: "424242", CardIssuerBankName: "Example Bank", SubmitOTPAllowed: true, ResendOTPAllowed: true,
		FallbackURL:  "https://api.juspay.in/v2/pay/start/acme/mozExampleUuid000001",
		TimesOTPSent: 2, MaxOTPSendLimit: 3, CurrentAttempt: 1, MaxAttempts: 3,
	}, answer[OTPChallenge](t, "otp_challenge.json"))
}

func TestFailedOTPIsAResultWithAnotherTry(t *testing.T) {
	t.Parallel()
	result := answer[OTPResult](t, "otp_result.json")
	assert.Equal(t, StatusAuthorizationFailed, result.Status)
	assert.Equal(t, "Wrong OTP", result.RespMessage)
	assert.Equal(t, "4242", result.PaymentInfo.Card.LastFourDigits)
	assert.Equal(t, "BAD_OTP", result.PaymentGatewayResponse.RespCode)
	assert.Equal(t, "ch_0123456789", result.Payment.OTPChallenge().ChallengeID)
	assert.True(t, bool(result.Payment.OTPChallenge().SubmitOTPAllowed))
}

func TestOrderIsReadWhole(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &Order{
		ID: "ordeh_0123456789abcdef", OrderID: "ord1001", MerchantID: "acme",
		Status: StatusCharged, StatusID: 21,
		Amount: "250.5", Currency: "INR", EffectiveAmount: "250.5", AmountRefunded: "50", MaximumEligibleRefundAmount: "200.5",
		DateCreated: utc(2024, 5, 1, 10, 0, 0),
		CustomerID:  "cust_00000001", CustomerEmail: "a@example.com", CustomerPhone: "9999999999",
		ReturnURL: "https://shop.example/return",
		PaymentLinks: &PaymentLinks{
			Web: "https://api.example/orders/ordeh_0/payment-page", Mobile: "https://api.example/m", Iframe: "https://api.example/i",
		},
		TxnID: "acme-ord1001-1", TxnUUID: "mozExampleUuid000001",
		PaymentMethodType: "CARD", PaymentMethod: "VISA", AuthType: "THREE_DS", GatewayID: 23,
		Offers: []Offer{}, Metadata: json.RawMessage(`{"JUSPAY:gateway_reference_id":"x"}`),
		Card: &OrderCard{
			LastFourDigits: "1111", CardISIN: "411111", ExpiryMonth: "12", ExpiryYear: "2030", NameOnCard: "A B", CardIssuer: "Bank",
			CardBrand: "VISA", CardType: "CREDIT", CardReference: "r", CardFingerprint: "f", UsingSavedCard: true, UsingToken: true,
			Token: &TokenBlock{
				CardReference: "r2", LastFourDigits: "2222", CardFingerprint: "f", CardISIN: "400000",
				ExpiryYear: "2031", ExpiryMonth: "01", PAR: "P", TokenizationStatus: "ACTIVE",
			},
		},
		TxnDetail: &TxnDetail{
			TxnID: "acme-ord1001-1", OrderID: "ord1001", TxnUUID: "mozExampleUuid000001", Status: StatusCharged,
			Gateway: "RAZORPAY", GatewayID: 23, TxnAmount: "250.5", NetAmount: "250.5", Currency: "INR",
			Redirect: true, Created: utc(2024, 5, 1, 10, 0, 30),
		},
		PaymentGatewayResponse: &PaymentGatewayResponse{
			RespCode: "SUCCESS", RespMessage: "SUCCESS", RRN: "156555", EPGTxnID: "pay_X", AuthIDCode: "156555",
			TxnID: "acme-ord1001-1", Created: utc(2024, 5, 1, 10, 1, 0),
		},
		Refunds: []Refund{{
			UniqueRequestID: "rf1001a", Amount: "50", Status: RefundPending, Created: utc(2024, 5, 2, 9, 0, 0),
			InitiatedBy: "API", RefundSource: "RAZORPAY", RefundType: "STANDARD",
		}},
	}, answer[Order](t, "order.json"))
}

func TestOrderOfATokenPaymentReadsUsingTokenAsText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &OrderCard{
		ExpiryYear: "2023", ExpiryMonth: "06", NameOnCard: "test", CardIssuer: "Axis Bank", LastFourDigits: "5449",
		UsingSavedCard: true, CardFingerprint: "41d30s3jus955dj9yyhe5is91", CardISIN: "526731", CardType: "DEBIT",
		CardBrand: "MASTERCARD", UsingToken: true,
		Token: &TokenBlock{
			CardReference: "77efb38f3721930e60dby754865619", LastFourDigits: "5449", CardFingerprint: "41d30s3jus955dj9yyhe5is91",
			CardISIN: "525876", ExpiryYear: "2023", ExpiryMonth: "06", PAR: "6fgd63jus955dj9yyheg4gh6", TokenizationStatus: "SUCCESS",
		},
	}, answer[Order](t, "order_token.json").Card)
}

func TestOrderOfAnOldVersionIsPending(t *testing.T) {
	t.Parallel()
	order := answer[Order](t, "order_created_old.json")
	assert.Equal(t, StatusCreated, order.Status)
	assert.True(t, order.Status.Pending())
	assert.Equal(t, Int(1), order.StatusID)
	assert.Equal(t, "https://api.juspay.in/merchant/ipay/ordeh_0", order.PaymentLinks.Iframe)
}

func TestEveryKnownWobbleOfAnOrderDecodes(t *testing.T) {
	t.Parallel()
	order := answer[Order](t, "order_wobbly.json")
	assert.Equal(t, &Order{
		OrderID: "ord1001", Status: "SOMETHING_NEW", StatusID: -1, Amount: "2.0", Refunded: true, Conflicted: true,
		CustomerPhone: "FILTERED", GatewayID: 23,
		UPI:      &UPI{PayerAppName: "some app"},
		Metadata: json.RawMessage(`"{\"a\":1}"`),
		Risk:     &Risk{Flagged: true},
		Card:     &OrderCard{UsingToken: true},
		TxnDetail: &TxnDetail{
			IsCVVLessTxn: true, TxnAmount: "2.00",
			TxnAmountBreakup: []AmountBreakup{
				{Name: "BASE", Amount: "2", SNo: 1, Method: "ADD"}, {Name: "TAX", Amount: "0.10", SNo: 2, Method: "ADD"},
			},
		},
		PaymentGatewayResponse: &PaymentGatewayResponse{GatewayResponse: json.RawMessage(`"raw text"`)},
		Refunds:                []Refund{{UniqueRequestID: "rf1", Amount: "1.50", Status: "COMPLETED", ErrorCode: "processed"}},
		Mandate:                &Mandate{StartDate: utc(2024, 5, 1, 10, 0, 0), EndDate: utc(2025, 5, 1, 10, 0, 0), MaxAmount: "100"},
		DateCreated:            utc(2024, 5, 1, 10, 0, 0),
		LastUpdated:            utc(2024, 5, 1, 10, 0, 0),
		OrderExpiry:            utc(2024, 5, 8, 10, 0, 0),
		TxnList: []Order{{
			TxnID: "acme-ord1001-1", Refunds: []Refund{{UniqueRequestID: "rf2", Amount: "1", Status: RefundSuccess}},
		}},
	}, order)
	assert.True(t, order.Status.Pending(), "an unknown status is pending")
	assert.True(t, order.Refunds[0].Status.Pending(), "an unknown refund status is pending")
}

// No value of another type than documented costs more than itself.
func TestOrderOfOtherTypesKeepsWhatItCan(t *testing.T) {
	t.Parallel()
	order := decodeAnswer(t, []byte(`{
		"order_id": 1001, "customer_phone": 9999999999, "udf1": true, "gateway_payload": {"a": 1}, "auth_type": 1.50,
		"card": {"card_isin": 411111, "expiry_year": 2030, "token": {"par": 7}},
		"payment_gateway_response": {"rrn": 156555, "resp_code": 0},
		"refunds": [{"unique_request_id": 12, "id": 5, "status": "PENDING", "amount": {}}],
		"upi": "", "offers": {}, "mandate": [], "txn_list": "none", "next_action": "WAIT", "split_settlement_response": 1,
		"status_id": {}, "refunded": [], "date_created": 5.5, "status": "CHARGED", "amount": 10
	}`), new(Order))
	assert.Equal(t, &Order{
		OrderID: "1001", CustomerPhone: "9999999999", UDF1: "true", GatewayPayload: `{"a": 1}`, AuthType: "1.50",
		Card:                   &OrderCard{CardISIN: "411111", ExpiryYear: "2030", Token: &TokenBlock{PAR: "7"}},
		PaymentGatewayResponse: &PaymentGatewayResponse{RRN: "156555", RespCode: "0"},
		Refunds:                []Refund{{UniqueRequestID: "12", ID: "5", Status: RefundPending}},
		UPI:                    &UPI{}, Mandate: &Mandate{}, SplitSettlementResponse: &SplitSettlement{},
		Status: StatusCharged, Amount: "10",
	}, order)

	customer := decodeAnswer(t, []byte(`{"customer_id": 77, "mobile_number": 9876543210, "juspay": "", "first_name": "Asha"}`), new(Customer))
	assert.Equal(t, &Customer{ID: "77", MobileNumber: "9876543210", FirstName: "Asha", Juspay: &ClientAuth{}}, customer)
}

func TestFindRefundLooksAtIDsAndIntoTransactions(t *testing.T) {
	t.Parallel()
	order := answer[Order](t, "order_wobbly.json")
	assert.Same(t, &order.Refunds[0], order.FindRefund("rf1"))
	assert.Same(t, &order.TxnList[0].Refunds[0], order.FindRefund("rf2"))
	assert.Nil(t, order.FindRefund("rf3"))
	assert.Nil(t, (&Order{Refunds: []Refund{{}}}).FindRefund(""), "no id finds no refund, not the first without one")
	assert.Nil(t, (*Order)(nil).FindRefund("rf1"))
}

func TestRefundOfATransactionIsReadWhole(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &Refund{
		UniqueRequestID: "rf1001a", TxnID: "acme-ord1001-1", OrderID: "ord1001", Amount: "100", Currency: "INR",
		Status: RefundPending, RefundType: RefundTypeInstant, RefundSource: "YESBANK_VISADIRECT", Gateway: "MORPHEUS",
		InitiatedBy: "API", ARN: "74332745093014901234567", Created: utc(2024, 5, 2, 9, 0, 0),
	}, answer[Refund](t, "refund.json"))
}

func TestSessionPayloadIsUntouched(t *testing.T) {
	t.Parallel()
	session := answer[Session](t, "session.json")
	var document map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(readAnswer(t, "session.json"), &document))
	assert.Equal(t, string(document["sdk_payload"]), string(session.SDKPayload))
	assert.Equal(t, utc(2024, 9, 4, 6, 11, 16), session.PaymentLinks.Expiry)
	assert.Equal(t, StatusNew, session.Status)
}

func TestSavedPaymentMethodsAreTypedAndRaw(t *testing.T) {
	t.Parallel()
	saved := answer[SavedPaymentMethods](t, "saved_payment_methods.json")
	assert.Equal(t, []SavedVPA{{VPA: "asha@bank", Count: 3, LastUsed: utc(2024, 5, 1, 10, 0, 0)}}, saved.UPICollect)
	assert.JSONEq(t, `[{"wallet": "PAYTM", "linked": true}]`, string(saved.PaymentMethodDetails["WALLET"]))
	assert.Equal(t, []string{"NB"}, saved.UnsupportedPaymentMethods)
}

func TestOutageIsReadUnderBothNames(t *testing.T) {
	t.Parallel()
	plural := answer[MerchantPaymentMethods](t, "merchant_payment_methods.json")
	require.Len(t, plural.Outage, 1)
	assert.Equal(t, "app", plural.Outage[0].SubDetails[0].UPIApp)
	singular := decodeAnswer(t, []byte(`{"outage": [{"stage": "Merchant", "status": "DOWN"}]}`), new(MerchantPaymentMethods))
	assert.Equal(t, []Outage{{Stage: "Merchant", Status: "DOWN"}}, singular.Outage)
}

func TestVaultCardBecomesTheSourceOfAPayment(t *testing.T) {
	t.Parallel()
	card := answer[VaultCard](t, "vault_card.json")
	assert.Equal(t, NetworkToken{
		Number: "4895370012347777", Expiry: Expiry{Month: 9, Year: 2031}, Cryptogram: "AgAAAAAAAIR8CQrXcIhbQAAAAAA=",
		NameOnCard: "Asha Rao", RequestorID: "40010075001", PAR: "V001PAR", CardLastFour: "1111", ECI: "07",
		Provider: "VISA", ProviderCategory: "NETWORK_TOKEN",
	}, card.NetworkToken())
	assert.Equal(t, "31", sent(t, card.NetworkToken()).Get("card_exp_year"))
	_, err := encode((&VaultCard{}).NetworkToken())
	assert.ErrorIs(t, err, ErrInvalidParams, "a card without a token pays nothing")
}

func TestAltIDDetailsAreReadFromAnOpenedPayload(t *testing.T) {
	t.Parallel()
	var details AltIDDetails
	require.NoError(t, json.Unmarshal([]byte(`{"altId":"4895370012347777","expMonth":"09","expYear":"2031","par":"V001PAR","tavv":"AgAA="}`), &details))
	assert.Equal(t, AltIDDetails{AltID: "4895370012347777", ExpMonth: "09", ExpYear: "2031", PAR: "V001PAR", TAVV: "AgAA="}, details)
}

// Field names are the wire's, in Go's case: a tag on the wrong field would be
// read into the wrong place without a sound.
func TestResultFieldsAreNamedAfterTheWire(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	for _, result := range answers {
		checkNames(t, seen, reflect.TypeOf(result()))
	}
	checkNames(t, seen, reflect.TypeFor[AltIDDetails]())
	assert.Greater(t, len(seen), 50)
}

func checkNames(t *testing.T, seen map[reflect.Type]bool, typ reflect.Type) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice:
		checkNames(t, seen, typ.Elem())
	case reflect.Struct:
		if seen[typ] || typ == reflect.TypeFor[Time]() || typ == reflect.TypeFor[Response]() {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			field := typ.Field(i)
			if tag := field.Tag.Get("json"); tag != "-" {
				assert.Equal(t, goName(tag), field.Name, "%s: tag %q", typ, tag)
			}
			checkNames(t, seen, field.Type)
		}
	}
}

// goName turns a wire name into Go's case.
func goName(wire string) string {
	if irregular := map[string]string{
		"merchantId": "MerchantID", "pares_status": "PaResStatus", "sno": "SNo", "emandate_payment_methods": "EMandatePaymentMethods",
		"is_cvv_less_txn": "IsCVVLessTxn", "payment_link_qr": "PaymentLinkQR", "base64_encoded_qr": "Base64EncodedQR",
	}[wire]; irregular != "" {
		return irregular
	}
	var words []string
	for _, word := range strings.Split(wire, "_") {
		start := 0
		for i, c := range word { // camelCase, in the vault's answers
			if i > 0 && c >= 'A' && c <= 'Z' {
				words = append(words, word[start:i])
				start = i
			}
		}
		words = append(words, word[start:])
	}
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
		if upper := strings.ToUpper(word); slices.Contains(initialisms, upper) {
			words[i] = upper
		} else if s, plural := strings.CutSuffix(upper, "S"); plural && slices.Contains(initialisms, s) {
			words[i] = s + "s"
		}
	}
	return strings.Join(words, "")
}

var initialisms = []string{
	"ID", "ISIN", "UUID", "URL", "EPG", "RRN", "VPA", "PAR", "ARN", "ECI", "CAVV", "XID", "CRID", "OTP", "CVV", "ATM", "PIN", "PG", "UPI", "EMI",
	"SDK", "PKI", "EBS", "BIN", "TPV", "TAVV", "UDF1", "UDF2", "UDF3", "UDF4", "UDF5", "UDF6", "UDF7", "UDF8", "UDF9", "UDF10",
}
