package juspay

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var redirected = &Txn{
	OrderID: "ord1001", TxnID: "acme-ord1001-1", Status: StatusPendingVBV,
	Payment: &Payment{Authentication: &Authentication{
		Method: "GET", URL: "https://api.juspay.in/pay/start/guest/8646a7a029974fa99995fec00340a507?a%3Db%26c%3Dd",
	}},
}

func paying(p *TxnCreateParams) invocation { return invocation{"Txns.Create", []any{p}} }

var txnWires = []wire{
	{
		name: "txns create with a new card", row: txnsCreate, answer: "txn_redirect.json", want: redirected,
		invocation: paying(&TxnCreateParams{
			OrderID: "ord1001", PaymentMethod: PaymentMethodVisa, AuthType: AuthNoThreeDS, RedirectAfterPayment: true,
			Source: NewCard{
				Number: "485498988654599015", Expiry: Expiry{Month: 7, Year: 2024}, SecurityCode: "808", NameOnCard: "Name", SaveToLocker: true, Tokenize: true,
			},
		}),
	},
	{
		name: "txns create with a new card and no more", row: txnsCreate, answer: "txn_redirect.json", want: redirected,
		invocation: paying(&TxnCreateParams{OrderID: "ord1001", Source: &NewCard{Number: "4242424242424242", Expiry: Expiry{Month: 12, Year: 30}}}),
	},
	{
		name: "txns create with a saved card", row: txnsCreate, answer: "txn_redirect.json", want: redirected,
		invocation: paying(&TxnCreateParams{
			OrderID: "ord1001", RedirectAfterPayment: true,
			Source: SavedCard{Token: "tkn_d5de7e878465407a9a8ad8d71b58923e", SecurityCode: "111"},
		}),
	},
	{
		name: "txns create with a saved card and an order", row: txnsCreate, answer: "txn_with_order.json",
		invocation: paying(&TxnCreateParams{
			Order: &OrderCreateParams{
				OrderID: "ord1001", Amount: "250.50", Currency: "INR", CustomerID: "customer@example.com", ReturnURL: "https://shop.example/return",
				BillingAddress: &Address{FirstName: "Asha", City: "Pune"}, AutoCapture: newBool(false), AllowCardNoThreeDS: true, GetClientAuthToken: true,
				Metadata: map[string]string{"JUSPAY:gateway_reference_id": "hotel", "PAYTM:CUST_ID": "c 1"},
			},
			PaymentMethod: PaymentMethodVisa, AuthType: AuthNoThreeDS, RedirectAfterPayment: true,
			Source: SavedCard{Token: "tkn_4ce192bbc23f987568524f28159bfa3", SecurityCode: "808", SaveToLocker: true, Tokenize: true},
		}),
		want: &Txn{
			OrderID: "ord1001", TxnID: "acme-ord1001-1", TxnUUID: "eulExampleUuid000001", Status: StatusPendingVBV,
			Payment: &Payment{Authentication: &Authentication{
				Method: "POST", URL: "https://bank.example/acs",
				Params: map[string]any{"PaReq": "eJxV", "amount": json.Number("250.50")},
			}},
			OfferDetails:      &OfferDetails{Offers: []Offer{}},
			MerchantReturnURL: "https://shop.example/return",
			Juspay:            &ClientAuth{ClientAuthToken: "tkn_0123456789abcdef0123456789abcdef", ClientAuthTokenExpiry: utc(2024, 5, 1, 10, 15, 0)},
		},
	},
	{
		name: "txns create with a tokenized card", row: txnsCreate, answer: "txn_redirect.json", want: redirected,
		invocation: paying(&TxnCreateParams{OrderID: "ord1001", Source: &SavedCard{Token: "ctkn_exampleabcdefgh"}, CustomerID: "customer@example.com"}),
	},
	{
		name: "txns create to hold the money", row: txnsCreate, answer: "txn_redirect.json", want: redirected,
		invocation: paying(&TxnCreateParams{
			OrderID: "ord1001", PreAuth: true, AuthType: AuthThreeDS,
			Source:         SavedCard{Token: "tkn_1"},
			Authentication: json.RawMessage(`{"cavv":"AAAB+/=","eci":"05"}`), Authorization: json.RawMessage(`{"code": 7}`),
		}),
	},
	{
		name: "txns create without json is a redirect", row: txnsCreate, status: http.StatusFound,
		header: http.Header{"Location": {"https://api.juspay.in/pay/start/guest/8646a7a0?a%3Db"}}, want: &Txn{},
		invocation: paying(&TxnCreateParams{OrderID: "ord1001", Source: SavedCard{Token: "tkn_1"}}),
	},
	{
		name: "txns create with a network token by mail order", row: txnsCreate, answer: "txn_final.json",
		invocation: paying(&TxnCreateParams{
			OrderID: "ord1001", PaymentMethod: PaymentMethodVisa, AuthType: AuthMOTO,
			Source: NetworkToken{Number: "4895370012347777", Expiry: Expiry{Month: 9, Year: 2031}, Cryptogram: "AgAA+/8CQrXcIhbQAAAAAA=", ECI: "07", PAR: "V001PAR"},
		}),
		want: &Txn{OrderID: "ord1001", TxnID: "acme-ord1001-1", TxnUUID: "mozExampleUuid000001", Status: StatusCharged},
	},
	{
		name: "txns create with a one-time password", row: txnsCreate, answer: "txn_otp.json",
		invocation: paying(&TxnCreateParams{OrderID: "ord1001", AuthType: AuthOTP, GatewayID: 100, Source: SavedCard{Token: "tkn_1", SecurityCode: "123"}}),
		want: &Txn{
			OrderID: "ord1001", TxnID: "acme-ord1001-1", TxnUUID: "mozExampleUuid000001", Status: StatusPendingVBV,
			Payment: &Payment{Authentication: &Authentication{
				Method: "POST", URL: "https://api.juspay.in/v2/txns/mozExampleUuid000001/authenticate",
				Params: map[string]any{
					"id": "mozExampleUuid000001", "challenge_id": "ch_0123456789", "auth_type": "OTP", "card_isin": "424242",
					"card_issuer_bank_name": "Example Bank", "submit_otp_allowed": true, "resend_otp_allowed": true,
					"fallback_url": "https://api.juspay.in/v2/pay/start/acme/mozExampleUuid000001",
				},
			}},
		},
	},
	{
		name: "txns create with a mandate", row: txnsCreate, answer: "txn_final.json",
		invocation: paying(&TxnCreateParams{Order: &OrderCreateParams{OrderID: "ord1001", Amount: "100"}, Source: MandateExecution{MandateID: "md1"}}),
		want:       &Txn{OrderID: "ord1001", TxnID: "acme-ord1001-1", TxnUUID: "mozExampleUuid000001", Status: StatusCharged},
	},
	{
		name: "txns create with a UPI app", row: txnsCreate, answer: "txn_upi.json",
		invocation: paying(&TxnCreateParams{OrderID: "ord1001", Source: UPIIntent{App: "com.example.upi"}}),
		want: &Txn{
			OrderID: "ord1001", TxnID: "acme-ord1001-1", Status: StatusPendingVBV,
			Payment: &Payment{SDKParams: json.RawMessage(`{"scheme": "upi", "uri_params": {"pa": "shop@bank"}}`)},
		},
	},

	{
		name: "txns submit otp", row: txnsSubmitOTP, answer: "otp_result.json",
		invocation: invocation{"Txns.SubmitOTP", []any{"mozExampleUuid000001", &OTPSubmitParams{ChallengeID: "ch_0123456789", OTP: "123456", CustomerID: "customer@example.com"}}},
		want: &OTPResult{
			ID: "txn_0123456789", OrderID: "ord1001", TxnID: "acme-ord1001-1", Status: StatusAuthorizationFailed, Gateway: "RAZORPAY",
			Created: utc(2024, 5, 1, 10, 0, 30), RespCode: "BAD_OTP", RespMessage: "Wrong OTP",
			PaymentInfo: &PaymentInfo{PaymentMethodType: "CARD", PaymentMethod: "VISA", Card: &OrderCard{LastFourDigits: "4242"}},
			PaymentGatewayResponse: &PaymentGatewayResponse{
				Created: utc(2024, 5, 1, 10, 1, 0), TxnID: "acme-ord1001-1", AuthIDCode: "NA", RespCode: "BAD_OTP", RespMessage: "Wrong OTP",
				GatewayResponseMap: json.RawMessage(`{"code": 7}`),
			},
			Refunds: []Refund{{UniqueRequestID: "rf1", Amount: "1", Status: RefundPending}},
			Payment: &Payment{
				Authentication: &Authentication{
					Method: "POST", URL: "https://api.juspay.in/v2/txns/mozExampleUuid000001/authenticate",
					Params: map[string]any{"id": "mozExampleUuid000001", "challenge_id": "ch_0123456789", "submit_otp_allowed": "true"},
				},
				SDKParams: json.RawMessage(`{}`),
			},
		},
	},
	{
		name: "txns resend otp", row: txnsResendOTP, answer: "otp_challenge.json",
		invocation: invocation{"Txns.ResendOTP", []any{"mozExampleUuid000001", "ch_9876543210"}},
		want: &OTPChallenge{
			ID: "mozExampleUuid000001", ChallengeID: "ch_9876543210", AuthType: "OTP", CardISIN: "424242", CardIssuerBankName: "Example Bank",
			SubmitOTPAllowed: true, ResendOTPAllowed: true, FallbackURL: "https://api.juspay.in/v2/pay/start/acme/mozExampleUuid000001",
			TimesOTPSent: 2, MaxOTPSendLimit: 3, CurrentAttempt: 1, MaxAttempts: 3,
		},
	},
	{
		name: "txns capture in full", row: txnsCapture, answer: "order_captured.json", want: capturedOrder,
		invocation: invocation{"Txns.Capture", []any{"mozExampleUuid000001", nil}},
	},
	{
		name: "txns capture a part", row: txnsCapture, answer: "order_captured.json", want: capturedOrder,
		invocation: invocation{"Txns.Capture", []any{"mozExampleUuid000001", &CaptureParams{
			Amount: "100.10", IdempotenceKey: "cap1", Metadata: json.RawMessage(`{"note":"x"}`), CustomerID: "customer@example.com",
		}}},
	},
	{
		name: "txns void", row: txnsVoid, answer: "order_voided.json",
		invocation: invocation{"Txns.Void", []any{"moz/Example"}},
		want:       &Order{OrderID: "ord1001", Status: StatusVoided, StatusID: 31, TxnUUID: "mozExampleUuid000001", Amount: "250.5"},
	},
	{
		name: "txns refund", row: txnsRefund, answer: "refund.json",
		invocation: invocation{"Txns.Refund", []any{&TxnRefundParams{UniqueRequestID: "rf1001a", TxnID: "acme-ord1001-1", Amount: "100.10", RefundType: RefundTypeInstant}}},
		want: &Refund{
			UniqueRequestID: "rf1001a", TxnID: "acme-ord1001-1", OrderID: "ord1001", Amount: "100", Currency: "INR", Status: RefundPending,
			RefundType: "INSTANT", RefundSource: "YESBANK_VISADIRECT", Gateway: "MORPHEUS", InitiatedBy: "API",
			ARN: "74332745093014901234567", Created: utc(2024, 5, 2, 9, 0, 0),
		},
	},
}

var capturedOrder = &Order{
	OrderID: "ord1001", Status: StatusCharged, StatusID: 21, TxnID: "acme-ord1001-1", TxnUUID: "mozExampleUuid000001", Amount: "250.5",
	Card:                   &OrderCard{LastFourDigits: "1111", UsingToken: true},
	PaymentGatewayResponse: &PaymentGatewayResponse{RespCode: "captured", EPGTxnID: "pay_X"},
}

func TestRedirectOfATransactionIsAResult(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t)
	mock.RegisterResponder("POST", ProductionURL+"/txns", func(*http.Request) (*http.Response, error) {
		res := httpmock.NewStringResponse(http.StatusFound, "<html>moved</html>")
		res.Header.Set("Location", "https://bank.example/start?a%3Db")
		return res, nil
	})
	txn, err := client.Txns.Create(t.Context(), &TxnCreateParams{OrderID: "ord1001", Source: SavedCard{Token: "tkn_1"}})
	require.NoError(t, err)
	assert.Equal(t, "https://bank.example/start?a%3Db", txn.RedirectURL())
	assert.Equal(t, 1, mock.GetTotalCallCount(), "it is not followed")
}

func TestEveryBrandTravels(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t)
	var sent []string
	mock.RegisterResponder("POST", ProductionURL+"/txns", func(r *http.Request) (*http.Response, error) {
		require.NoError(t, r.ParseForm())
		sent = append(sent, r.PostForm.Get("payment_method_type")+" "+r.PostForm.Get("payment_method"))
		return httpmock.NewStringResponse(200, `{"status": "PENDING_VBV"}`), nil
	})
	for _, brand := range []PaymentMethod{
		PaymentMethodSodexo, PaymentMethodMaster, PaymentMethodVisa, PaymentMethodRupay, PaymentMethodAmex, PaymentMethodDiscover, PaymentMethodDiners,
		PaymentMethodMaestro, PaymentMethodJCB, PaymentMethodBajaj, PaymentMethodKNET, PaymentMethodMada, PaymentMethodQPay, PaymentMethodQwikcilver, PaymentMethodUnionPay,
	} {
		_, err := client.Txns.Create(t.Context(), &TxnCreateParams{OrderID: "ord1001", PaymentMethod: brand, Source: SavedCard{Token: "tkn_1"}})
		require.NoError(t, err)
	}
	assert.Equal(t, []string{
		"CARD SODEXO", "CARD MASTER", "CARD VISA", "CARD RUPAY", "CARD AMEX", "CARD DISCOVER", "CARD DINERS", "CARD MAESTRO", "CARD JCB", "CARD BAJAJ",
		"CARD KNET", "CARD MADA", "CARD QPAY", "CARD QWIKCILVER", "CARD UNIONPAY",
	}, sent)
}
