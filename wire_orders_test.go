package juspay

import (
	"encoding/json"
	"time"
)

var newOrder = &Order{
	ID: "ordeh_0123456789abcdef", OrderID: "ord1001", MerchantID: "acme", Status: StatusNew, StatusID: 10,
	Amount: "250.5", Currency: "INR", AmountRefunded: "0", DateCreated: utc(2024, 5, 1, 10, 0, 0),
	CustomerID: "customer@example.com", ReturnURL: "https://shop.example/return", UDF1: "blue",
	PaymentLinks: &PaymentLinks{Web: "https://api.example/w", Mobile: "https://api.example/m", Iframe: "https://api.example/i"},
	Juspay:       &ClientAuth{ClientAuthToken: "tkn_0123456789abcdef0123456789abcdef", ClientAuthTokenExpiry: utc(2024, 5, 1, 10, 15, 0)},
}

var paidByToken = &Order{
	OrderID: "order1631087270", Status: StatusCharged, StatusID: 21, Amount: "1", PaymentMethodType: "CARD", PaymentMethod: "MASTERCARD",
	Card: &OrderCard{
		ExpiryYear: "2023", ExpiryMonth: "06", NameOnCard: "test", CardIssuer: "Axis Bank", LastFourDigits: "5449", UsingSavedCard: true,
		CardFingerprint: "41d30s3jus955dj9yyhe5is91", CardISIN: "526731", CardType: "DEBIT", CardBrand: "MASTERCARD", UsingToken: true,
		Token: &TokenBlock{
			CardReference: "77efb38f3721930e60dby754865619", LastFourDigits: "5449", CardFingerprint: "41d30s3jus955dj9yyhe5is91",
			CardISIN: "525876", ExpiryYear: "2023", ExpiryMonth: "06", PAR: "6fgd63jus955dj9yyheg4gh6", TokenizationStatus: "SUCCESS",
		},
	},
	PaymentGatewayResponse: &PaymentGatewayResponse{RespCode: "SUCCESS", GatewayResponse: json.RawMessage(`{"field": "value"}`)},
}

var refundedOrder = &Order{
	OrderID: "ord1001", Status: StatusCharged, StatusID: 21, Amount: "250.5", AmountRefunded: "150.1", MaximumEligibleRefundAmount: "100.4",
	Refunds: []Refund{
		{ID: "rfnd_1", UniqueRequestID: "rf1000z", Ref: "ref_1", Amount: "50", Status: RefundSuccess, SentToGateway: true, Created: utc(2024, 5, 1, 12, 0, 0)},
		{
			UniqueRequestID: "rf1001a", Amount: "100.1", Status: RefundPending, Created: utc(2024, 5, 2, 9, 0, 0),
			InitiatedBy: "API", RefundSource: "RAZORPAY", RefundType: "STANDARD",
		},
	},
}

var openedSession = &Session{
	ID: "ordeh_0123456789abcdef", OrderID: "ord1001", Status: StatusNew, OrderExpiry: utc(2024, 9, 4, 6, 11, 16),
	PaymentLinks: &PaymentLinks{
		Web: "https://api.juspay.in/orders/ordeh_0/payment-page", Mobile: "https://api.juspay.in/m", Iframe: "https://api.juspay.in/i",
		Expiry: utc(2024, 9, 4, 6, 11, 16), DeepLink: "upi://pay",
	},
	SDKPayload: json.RawMessage(`{
    "requestId": "9e4e4fcd48804b92", "service": "in.juspay.hyperpay",
    "payload": {"clientId": "acme", "amount": "10.0", "mandate.maxAmount": "300.00", "clientAuthToken": "tkn_0123456789abcdef"},
    "expiry": "2024-09-04T06:11:16Z"
  }`),
	PaymentLinkQR: "qr", Base64EncodedQR: "cXI=", Links: json.RawMessage(`{"a": "b"}`), PaymentGatewayResponse: json.RawMessage(`{"a": "b"}`),
}

var orderWires = []wire{
	{
		name: "orders create", row: ordersCreate, answer: "order_new.json", want: newOrder,
		invocation: invocation{"Orders.Create", []any{&OrderCreateParams{
			OrderID: "ord1001", Amount: "250.50", Currency: "INR", CustomerID: "customer@example.com", CustomerEmail: "customer@example.com", CustomerPhone: "9876543210",
			ReturnURL: "https://shop.example/return", ProductID: "p1", Description: "two books", UDF1: "blue", UDF10: "10",
			BillingAddress:  &Address{FirstName: "Asha", LastName: "Rao", Line1: "1 & 2, MG Road", City: "Pune", PostalCode: "411001", CountryCodeISO: "IND"},
			ShippingAddress: &Address{City: "पुणे"},
			AutoCapture:     newBool(false), GetClientAuthToken: true, Metadata: map[string]string{"JUSPAY:gateway_reference_id": "hotel"},
		}}},
	},
	{
		name: "orders create for a guest", row: ordersCreate, answer: "order_created_old.json",
		invocation: invocation{"Orders.Create", []any{&OrderCreateParams{OrderID: "ord1001", Amount: "1"}}},
		want: &Order{
			ID: "ordeh_0123456789abcdef", OrderID: "ord1001", Status: StatusCreated, StatusID: 1,
			PaymentLinks: &PaymentLinks{
				Web: "https://api.juspay.in/merchant/pay/ordeh_0", Mobile: "https://api.juspay.in/merchant/pay/ordeh_0?mobile=true", Iframe: "https://api.juspay.in/merchant/ipay/ordeh_0",
			},
		},
	},
	{
		name: "orders get", row: ordersGet, answer: "order_status.json", want: paidByToken,
		invocation: invocation{"Orders.Get", []any{"order1631087270", nil}},
	},
	{
		name: "orders get with options", row: ordersGet, answer: "order_status.json", want: paidByToken,
		invocation: invocation{"Orders.Get", []any{"a/b", &OrderGetParams{CustomerID: "customer@example.com", AddFullGatewayResponse: true, TxnUUID: "mozExampleUuid000001"}}},
	},
	{
		name: "orders wait", row: ordersGet, answer: "order_status.json", want: paidByToken,
		invocation: invocation{"Orders.Wait", []any{"order1631087270"}},
	},
	{
		name: "orders update", row: ordersUpdate, answer: "order_updated.json",
		invocation: invocation{"Orders.Update", []any{"ord1001", &OrderUpdateParams{Amount: "90", ShippingAddress: &Address{City: "Pune"}, UDF2: "red"}}},
		want:       &Order{OrderID: "ord1001", Status: StatusNew, StatusID: 10, Amount: "90", EffectiveAmount: "3", Offers: []Offer{}},
	},
	{
		name: "orders refund", row: ordersRefund, answer: "order_refunded.json", want: refundedOrder,
		invocation: invocation{"Orders.Refund", []any{"ord1001", &RefundParams{UniqueRequestID: "rf1001a", Amount: "100.10", CustomerID: "customer@example.com"}}},
	},
	{
		name: "orders fulfil", row: ordersFulfil, answer: "fulfilment_done.json",
		invocation: invocation{"Orders.Fulfil", []any{"ord1001", &FulfillmentParams{
			FulfillmentStatus: "SUCCESS", FulfillmentCommand: "NO_ACTION", FulfillmentTime: time.Date(2024, 7, 8, 22, 0, 33, 0, time.FixedZone("IST", 19800)),
		}}},
		want: &Fulfillment{
			Status: "SUCCESS", MerchantID: "acme", OrderID: "ord1001",
			Commands: []FulfillmentCommand{{Command: "NO_ACTION", Status: "SUCCESS", DateCreated: utc(2024, 7, 8, 16, 30, 33)}},
		},
	},

	{
		name: "sessions create", row: sessionsCreate, answer: "session.json", want: openedSession,
		invocation: invocation{"Sessions.Create", []any{&SessionCreateParams{
			OrderID: "ord1001", Amount: "250.50", CustomerID: "customer@example.com", PaymentPageClientID: "acme", AutoCapture: newBool(false),
			Metadata: map[string]string{"JUSPAY:gateway_reference_id": "hotel"}, SendMail: true,
		}}},
	},
	{
		name: "merchants payment methods", row: merchantsPaymentMethods, answer: "merchant_payment_methods.json",
		invocation: invocation{"Merchants.PaymentMethods", []any{&MerchantPaymentMethodsParams{AddOutage: true, CheckWalletDirectDebitSupport: true}}},
		want: &MerchantPaymentMethods{
			PaymentMethods: []MerchantPaymentMethod{{
				PaymentMethodType: "WALLET", PaymentMethod: "PAYTM", Description: "Paytm Wallet", JuspayBankCode: "JP_PAYTM",
				ReferenceIDData: json.RawMessage(`{"a": 1}`), SupportedReferenceIDs: []string{"DEFAULT"}, WalletDirectDebitSupport: yes(),
			}},
			EMandatePaymentMethods: []MerchantPaymentMethod{{PaymentMethodType: "NB", PaymentMethod: "JP_HDFC", Description: "HDFC Bank"}},
			TPVPaymentMethods:      []MerchantPaymentMethod{{PaymentMethodType: "NB", PaymentMethod: "JP_ICICI", Description: "ICICI Bank"}},
			Outage: []Outage{{
				Stage: "Global", Status: "FLUCTUATE", PaymentMethodType: "UPI", PaymentMethod: "UPI", Description: "UPI", IssuerName: "bank", JuspayBankCode: "JP_BANK",
				TxnType: "UPI_PAY", SubDetails: []OutageDetail{{Stage: "Global", Status: "DOWN", UPIHandle: "bank", UPIApp: "app"}},
			}},
			MerchantConfigs: json.RawMessage(`{"a": 1}`),
		},
	},
}
