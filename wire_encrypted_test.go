package juspay

import "net/url"

// Encrypted calls go without the API key: who sends them the signature proves.
var encryptedWires = []wire{
	{
		name: "encrypted txns create", row: txnsCreate, encrypted: true, answer: "txn_redirect.json", want: redirected,
		invocation: paying(&TxnCreateParams{
			OrderID: "ord1001", PaymentMethod: PaymentMethodVisa, RedirectAfterPayment: true,
			Source: NewCard{Number: "4242424242424242", Expiry: Expiry{Month: 7, Year: 2030}, SecurityCode: "808"},
		}),
	},
	{
		name: "encrypted orders create", row: ordersCreate, encrypted: true, answer: "order_new.json", want: newOrder,
		invocation: invocation{"Orders.Create", []any{&OrderCreateParams{
			OrderID: "ord1001", Amount: "250.50", CustomerID: "customer@example.com", Metadata: map[string]string{"JUSPAY:gateway_reference_id": "hotel"},
			GetClientAuthToken: true,
		}}},
	},
	{
		name: "encrypted orders get", row: ordersGet, encrypted: true, answer: "order_status.json", want: paidByToken,
		invocation: invocation{"Orders.Get", []any{"order1631087270", &OrderGetParams{AddFullGatewayResponse: true}}},
	},
	{
		name: "encrypted orders refund", row: ordersRefund, encrypted: true, answer: "order_refunded.json", want: refundedOrder,
		invocation: invocation{"Orders.Refund", []any{"ord/1001", &RefundParams{UniqueRequestID: "rf1001a", Amount: "100.10", Extra: url.Values{"new": {"1"}}}}},
	},
	{
		name: "encrypted sessions create", row: sessionsCreate, encrypted: true, answer: "session.json", want: openedSession,
		invocation: invocation{"Sessions.Create", []any{&SessionCreateParams{
			OrderID: "ord1001", Amount: "250.50", CustomerID: "customer@example.com", PaymentPageClientID: "acme",
		}}},
	},
}

// Options that change what travels.
var optionWires = []wire{
	{
		name: "another merchant for one call", row: cardsAdd, answer: "card_added.json", want: addedCard,
		invocation: invocation{"Cards.Add", []any{&CardAddParams{CustomerID: "cust_00000001", CardToken: "ctkn_exampleabcdefgh"}}},
		opts:       []Option{WithCredentials("OTHERKEY", "Other")},
	},
	{
		name: "another merchants payment methods", row: merchantsPaymentMethods, answer: "bins.json", want: &MerchantPaymentMethods{},
		invocation: invocation{"Merchants.PaymentMethods", []any{nil}},
		opts:       []Option{WithCredentials("OTHERKEY", "Other/Shop")},
	},
	{
		name: "another merchant encrypted", row: ordersGet, encrypted: true, answer: "order_status.json", want: paidByToken,
		invocation: invocation{"Orders.Get", []any{"order1631087270", nil}},
		opts:       []Option{WithCredentials("OTHERKEY", "Other")},
	},
	{
		name: "another version", row: ordersGet, answer: "order_status.json", want: paidByToken,
		invocation: invocation{"Orders.Get", []any{"order1631087270", nil}},
		opts:       []Option{WithAPIVersion("2024-01-01")},
	},
	{
		name: "another routing id and a header", row: ordersGet, answer: "order_status.json", want: paidByToken,
		invocation: invocation{"Orders.Get", []any{"order1631087270", nil}},
		opts:       []Option{WithRoutingID("cart-7"), WithHeader("x-request-id", "trace-1")},
	},
	{
		name: "another host with a path", row: cardsInfo, answer: "card_info_old.json", want: &CardInfo{ID: "405028", Object: "cardbin", Brand: "Master Card", Country: "India"},
		invocation: invocation{"Cards.Info", []any{"405028", nil}},
		opts:       []Option{WithBaseURL("https://smartgateway.example/juspay%2Fapi/v1/")},
	},
	{
		name: "a parameter yet unknown", row: customersGet, answer: "customer_v3.2.json", want: anyCustomer,
		invocation: invocation{"Customers.Get", []any{"cust_123489", &CustomerGetParams{Extra: url.Values{"options.new": {"a b", "c"}}}}},
	},
}
