package juspaytest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The bodies of Juspay's card page, word for word.
const (
	bodyNoCardNumber = `{"error_message":"Card number is required.","status":"invalid_request_error","error_code":"missing_card_number","error_info":{"user_message":"Please enter a valid card number.","fields":[{"field_name":"card_number","reason":"Missing field."}],"developer_message":"Missing card number.","code":"MISSING_MANDATORY_PARAMETER","category":"USER_ERROR"}}`
	bodyBadRequest   = `{"error_message":"Bad request.","status":"ERROR","error_code":"Bad request.","error_info":{"user_message":"Bad request.","fields":[{"field_name":"merchant_id","reason":"Field required but not passed."}],"developer_message":"Failed while parsing your request.","code":"MISSING_MANDATORY_PARAMETER","category":"USER_ERROR"}}`
	bodyNoGateway    = `{"error_message":"Can't find a suitable gateway to process the transaction","status":"Bad Request","error_code":"invalid_request_error","error_info":{"user_message":"Gateway not found to process the transaction request.","developer_message":"No functional gateways supporting this transaction.","code":"GATEWAY_NOT_FOUND","category":"CONFIG_ERROR"}}`
	bodyNoPromptPay  = `{"error_message":"Can't find a suitable gateway to process the transaction","status":"Bad Request","error_code":"invalid_request_error","error_info":{"user_message":"Gateway not found to process the transaction request.","developer_message":"No functional gateways supporting PROMPTPAY payment method.","code":"GATEWAY_NOT_FOUND","category":"CONFIG_ERROR"}}`
	bodyNoOrderID    = `{"error_message":"[order id] cannot be null","status":"invalid_request_error","error_code":"blank","error_info":{"user_message":"Cannot process your request. Please contact support team for assistance.","fields":[{"field_name":"order_id","reason":"Missing field."}],"developer_message":"Missing order id. Please pass order_id or order payload.","code":"MISSING_MANDATORY_PARAMETER","category":"USER_ERROR"}}`
	bodyUnknownOrder = `{"status":"NOT_FOUND","error_info":{"user_message":"Order Not Found","fields":[{"field_name":"order_id","reason":"Invalid order_id."}],"developer_message":"order not found. please pass a valid order_id for the given merchant.","code":"RESOURCE_NOT_FOUND","category":"USER_ERROR"},"status_id":40}`
	bodyNoMonth      = `{"error_message":"Missing card expiry month","status":"invalid_request_error","error_code":"missing_card_exp_month","error_info":{"user_message":"Please enter valid card expiry month.","fields":[{"field_name":"card_exp_month","reason":"Missing field."}],"developer_message":"Missing card expiry month. Card expiry month is mandatory for this card brand.","code":"MISSING_MANDATORY_PARAMETER","category":"USER_ERROR"}}`
	bodyBadNumber    = `{"error_message":"Card number is invalid.","status":"invalid_request_error","error_code":"invalid_card_number","error_info":{"user_message":"Cannot process your request. Please contact support team for assistance.","fields":[{"field_name":"card_number","reason":"Invalid value."}],"developer_message":"Invalid card number. Card number should contain only digits and should pass luhn check.","code":"INVALID_INPUT","category":"USER_ERROR"}}`
	bodyBadMonth     = `{"error_message":"Invalid expiry month.","status":"invalid_request_error","error_code":"invalid_expiry_month","error_info":{"user_message":"Please enter valid card expiry month.","fields":[{"field_name":"card_exp_month","reason":"Invalid value."}],"developer_message":"Invalid card expiry month. Expiry month cannot be greater than 12 and less than 1","code":"INVALID_INPUT","category":"USER_ERROR"}}`
	bodyExpired      = `{"error_message":"Card already expired.","status":"invalid_request_error","error_code":"card_expired","error_info":{"user_message":"Card expired.","developer_message":"Card expired. Card expiry year/month cannot be less than current year/month.","code":"INVALID_INPUT","category":"USER_ERROR"}}`
	bodyNoMethodType = `{"error_message":"Payment method type cannot be null","status":"invalid_request_error","error_code":"missing_payment_method_type","error_info":{"user_message":"Please pass payment method type in the request.","fields":[{"field_name":"payment_method_type","reason":"Missing field."}],"developer_message":"Missing payment method type in the request. Payment method type is a mandatory parametere.","code":"MISSING_MANDATORY_PARAMETER","category":"USER_ERROR"}}`
	bodyNoMethod     = `{"error_message":"Payment method cannot be null","status":"invalid_request_error","error_code":"missing_payment_method","error_info":{"user_message":"Cannot process your request. Please contact support team for assistance.","fields":[{"field_name":"payment_method","reason":"Missing field."}],"developer_message":"Missing payment method. Payment method is required for provided payment method type.","code":"MISSING_MANDATORY_PARAMETER","category":"USER_ERROR"}}`
	bodyTimedOut     = `{"status":"error","error_message":"Order timed out","error_code":"invalid_request"}`
	bodyDuplicate    = `{"status_id":40,"status":"DUPLICATE_ORDER_ID","error_message":"Order already exists with the given order_id"}`
)

func TestTransactionErrorsAreWordForWord(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		opts  []Option
		order []string      // besides the usual
		wait  time.Duration // before the payment
		form  []string      // what the payment says differently; "" leaves a parameter out
		body  string
	}{
		{name: "no card number", form: []string{"card_number", ""}, body: bodyNoCardNumber},
		{name: "no merchant id", form: []string{"merchant_id", ""}, body: bodyBadRequest},
		{name: "no expiry year blames merchant_id", form: []string{"card_exp_year", ""}, body: bodyBadRequest},
		{name: "no CVV looks like a missing gateway", form: []string{"card_security_code", ""}, body: bodyNoGateway},
		{name: "currency not configured", order: []string{"currency", "XXX"}, body: bodyNoGateway},
		{name: "currency not configured, by option", opts: []Option{WithCurrencies("SGD")}, body: bodyNoGateway},
		{name: "payment method type not configured", form: []string{"payment_method_type", "RTP", "payment_method", "PROMPTPAY"}, body: bodyNoPromptPay},
		{name: "no order id", form: []string{"order_id", ""}, body: bodyNoOrderID},
		{name: "unknown order", form: []string{"order_id", "nowhere"}, body: bodyUnknownOrder},
		{name: "another merchant's id", form: []string{"merchant_id", "other"}, body: bodyUnknownOrder},
		{name: "no expiry month", form: []string{"card_exp_month", ""}, body: bodyNoMonth},
		{name: "card number with a letter", form: []string{"card_number", "424242424242424x"}, body: bodyBadNumber},
		{name: "card number that fails Luhn", form: []string{"card_number", "4242424242424241"}, body: bodyBadNumber},
		{name: "month 13", form: []string{"card_exp_month", "13"}, body: bodyBadMonth},
		{name: "month 0", form: []string{"card_exp_month", "00"}, body: bodyBadMonth},
		{name: "last month's card", form: []string{"card_exp_month", "04", "card_exp_year", "26"}, body: bodyExpired},
		{name: "expiry year in four digits is read too", form: []string{"card_exp_year", "2020"}, body: bodyExpired},
		{name: "no payment method type", form: []string{"payment_method_type", ""}, body: bodyNoMethodType},
		{name: "no payment method for net banking", form: []string{"payment_method_type", "NB", "payment_method", ""}, body: bodyNoMethod},
		{name: "no payment method for a card, where it is wanted", opts: []Option{WithQuirks(PaymentMethodRequired)}, form: []string{"payment_method", ""}, body: bodyNoMethod},
		{name: "lapsed order", wait: 24 * time.Hour, body: bodyTimedOut},
		{name: "order lapsed by its own limit", order: []string{"metadata.expiryInMins", "10"}, wait: 10 * time.Minute, body: bodyTimedOut},
		{name: "used order id in one call", form: []string{"order_id", "", "order.order_id", "ord_1", "order.amount", "1"}, body: bodyDuplicate},
		{name: "MOTO without a gateway has no error_info", order: []string{"currency", "XXX"}, form: []string{"auth_type", "MOTO"},
			body: `{"status":"Bad Request","error_code":"invalid_request_error","error_message":"Can't find a suitable gateway to process the transaction"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, tt.opts...)
			s.order("ord_1", "100.00", tt.order...)
			s.Advance(tt.wait)
			g := s.ask("POST /txns", s.newCard("ord_1", CardVisa, tt.form...)...)
			require.Equal(t, 400, g.status)
			require.JSONEq(t, tt.body, g.body)
			require.Equal(t, "NEW", s.status("ord_1"), "a refused payment must leave nothing behind")
		})
	}
}

func TestErrorsOfOtherEndpoints(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		opts   []Option
		do     func(s shop) got
		status int
		body   string // fields that must be there, as they are here
	}{
		{"wrong key", nil, func(s shop) got {
			return send(s.t, s.Server, "GET /customers/"+customerRef, "", "Authorization", "Basic d3Jvbmc6")
		}, 401,
			`{"status":"error","error_code":"access_denied","error_info":{"code":"UNAUTHORIZED","category":"USER_ERROR"}}`},
		{"wrong key, older body", []Option{WithQuirks(OldUnauthorizedBody)}, func(s shop) got { return send(s.t, s.Server, "GET /cards", "", "Authorization", "") }, 401,
			`{"status":"error","error_code":"access_denied","error_message":"Invalid Authentication"}`},
		{"wrong key where none is needed", nil, func(s shop) got { return send(s.t, s.Server, "POST /txns", "", "Authorization", "Basic d3Jvbmc6") }, 401,
			`{"error_code":"access_denied"}`},
		{"no Basic scheme", nil, func(s shop) got { return send(s.t, s.Server, "GET /cards", "", "Authorization", "Bearer "+s.APIKey) }, 401, `{"error_code":"access_denied"}`},
		{"merchant id in other letters", nil, func(s shop) got { return send(s.t, s.Server, "GET /cards", "", "x-merchantid", "SANDBOX") }, 401, `{"error_code":"access_denied"}`},
		{"caller's address not allowed", []Option{WithAllowedIPs("192.0.2.1")}, func(s shop) got { return s.ask("GET /cards") }, 403,
			`{"error":true,"error_message":"Internal Server error.","user_message":"Bad Origin.","error_info":{"code":"BAD_ORIGIN","category":"USER_ERROR","developer_message":"IP Verification Failed"}}`},

		{"customer exists", nil, func(s shop) got {
			return s.ask("POST /customers", "object_reference_id", customerRef, "mobile_number", "1")
		}, 400,
			`{"status":"invalid_request_error","error_code":"unique","error_message":"Customer with given object reference id already exist for your account.","error_info":{"code":"ALREADY_EXISTS","category":"USER_ERROR"}}`},
		{"empty mobile number", nil, func(s shop) got {
			return s.ask("POST /customers", "object_reference_id", "cust_00000002", "mobile_number", "")
		}, 400,
			`{"status":"Invalid Request","error_code":"Invalid Request","error_message":"Wrong value in mobile_number","error_info":{"code":"INVALID_INPUT","category":"USER_ERROR","fields":[{"field_name":"mobile_number","reason":"Invalid value."}]}}`},
		{"empty mobile number in an update", nil, func(s shop) got { return s.ask("POST /customers/"+customerRef, "mobile_number", "") }, 400,
			`{"error_message":"Wrong value in mobile_number"}`},
		{"reference under eight characters", nil, func(s shop) got {
			return s.ask("POST /customers", "object_reference_id", "seven77", "mobile_number", "1")
		}, 400,
			`{"error_message":"Wrong value in object_reference_id"}`},
		{"mobile number with a plus", nil, func(s shop) got {
			return s.ask("POST /customers", "object_reference_id", "cust_00000002", "mobile_number", "+919999999999")
		}, 400,
			`{"error_message":"Wrong value in mobile_number"}`},
		{"local part ends with a dot", nil, func(s shop) got { return s.ask("POST /customers/"+customerRef, "email_address", "a.@example.com") }, 400,
			`{"error_message":"Wrong value in email_address"}`},
		{"name with a digit sign", nil, func(s shop) got { return s.ask("POST /customers/"+customerRef, "first_name", "A#B") }, 400,
			`{"error_message":"Wrong value in first_name"}`},
		{"no mobile number", nil, func(s shop) got { return s.ask("POST /customers", "object_reference_id", "cust_00000002") }, 400,
			`{"status":"Bad Request","error_code":"Mandatory fields are missing","error_message":"Mandatory fields are missing","error_info":{"fields":[{"field_name":"mobile_number","reason":"Missing field."}]}}`},
		{"unknown customer", nil, func(s shop) got { return s.ask("GET /customers/nobody") }, 404,
			`{"status":"invalid_request_error","error_code":"object_not_found","error_message":"Cannot find what you are looking for","error_info":{"code":"RESOURCE_NOT_FOUND","category":"USER_ERROR"}}`},

		{"tokenize: month 13", nil, func(s shop) got { return s.tokenize("card_exp_month", "13") }, 400,
			`{"status":"error","error_code":"invalidRange","error_message":"Card expiry month should be between 1 and 12","error_info":{"code":"INVALID_INPUT","category":"USER_ERROR","href":"NA","fields":[{"field_name":"card_exp_month","reason":"Invalid value."}]}}`},
		{"tokenize: expired", nil, func(s shop) got { return s.tokenize("card_exp_year", "2020") }, 400,
			`{"status":"error","error_code":"invalid","error_message":"Invalid card expiry year","error_info":{"fields":[{"field_name":"card_exp_year","reason":"Invalid value."}]}}`},
		{"tokenize: no CVV", nil, func(s shop) got { return s.tokenize("card_security_code", "") }, 400,
			`{"status":"error","error_code":"nullable","error_message":"Card security code should be present.","error_info":{"fields":[{"field_name":"card_security_code","reason":"Missing value."}]}}`},
		{"add: unknown customer", nil, func(s shop) got {
			return s.ask("POST /card/add", "merchant_id", s.MerchantID, "customer_id", "nobody", "card_number", CardVisa)
		}, 404, `{"error_code":"object_not_found"}`},
		{"add: Indian card", nil, func(s shop) got {
			return s.ask("POST /card/add", "merchant_id", s.MerchantID, "customer_id", customerRef, "card_number", CardRuPay, "card_exp_year", "2030", "card_exp_month", "1")
		}, 400, `{"error_info":{"code":"FEATURE_NOT_ENABLED"}}`},
		{"update: nothing to update", nil, func(s shop) got { return s.ask("POST /card/update", "card_token", s.stored(CardVisa)) }, 400,
			`{"error":true,"error_message":"BAD_REQUEST","user_message":"Nothing to update"}`},
		{"update: unknown token", nil, func(s shop) got { return s.ask("POST /card/update", "card_token", "tkn_x", "nickname", "mine") }, 400,
			`{"error":true,"error_message":"BAD_REQUEST","user_message":"Invalid card token"}`},
		{"update: another customer", nil, func(s shop) got {
			return s.ask("POST /card/update", "card_token", s.stored(CardVisa), "customer_id", "nobody", "nickname", "mine")
		}, 400, `{"error":true,"user_message":"Invalid customer id"}`},
		{"delete: unknown token", nil, func(s shop) got { return s.ask("POST /card/delete", "card_token", "tkn_x") }, 400,
			`{"status":"error","error_code":"invalid_request_error","error_message":"Could not locate a card with given token"}`},
		{"delete: lapsed token", nil, func(s shop) got {
			token := s.stored(CardVisa)
			s.Advance(15 * time.Minute)
			return s.ask("POST /card/delete", "card_token", token)
		}, 400, `{"error_info":{"code":"EXPIRED","category":"USER_ERROR"}}`},

		{"BIN of five digits", nil, func(s shop) got { return s.ask("GET /cardbins/42424") }, 400, `{"status":"invalid_request_error","error_code":"invalid"}`},
		{"unknown BIN", nil, func(s shop) got { return s.ask("GET /cardbins/999999") }, 404, `{"error_code":"object_not_found"}`},
		{"unknown merchant", nil, func(s shop) got { return s.ask("GET /merchants/nobody/paymentmethods") }, 400,
			`{"status":"invalid_request_error","error_code":"nullable","error_message":"[merchantAccount] cannot be null"}`},

		{"order without amount", nil, func(s shop) got { return s.ask("POST /orders", "order_id", "x") }, 400,
			`{"status":"Bad Request","error_code":"Mandatory fields are missing","error_message":"Mandatory fields are missing"}`},
		{"amount with four decimals", nil, func(s shop) got { return s.ask("POST /orders", "order_id", "x", "amount", "100.1532") }, 400, `{"error_message":"Amount is invalid."}`},
		{"return URL without scheme", nil, func(s shop) got {
			return s.ask("POST /orders", "order_id", "x", "amount", "1", "return_url", "shop.example/r")
		}, 400,
			`{"error_message":"Wrong value in return_url"}`},
		{"unknown order", nil, func(s shop) got { return s.ask("GET /orders/x") }, 404, bodyUnknownOrder},
		{"unknown order, elsewhere", []Option{WithQuirks(UnknownOrderIs400)}, func(s shop) got { return s.ask("GET /orders/x") }, 400, bodyUnknownOrder},
		{"repeated order, where it is refused", []Option{WithQuirks(RepeatedOrderRefused)}, func(s shop) got {
			s.order("x", "1")
			return s.ask("POST /orders", "order_id", "X", "amount", "1")
		}, 400, bodyDuplicate},
		{"unreadable form", nil, func(s shop) got { return send(s.t, s.Server, "POST /orders", "%zz=1") }, 400, bodyBadRequest},
		{"unreadable JSON", nil, func(s shop) got { return s.json("POST /orders", `{"order_id"`) }, 400, bodyBadRequest},
		{"JSON that is no object", nil, func(s shop) got { return s.json("POST /orders", `[1]`) }, 400, bodyBadRequest},
		{"form where JSON is wanted", nil, func(s shop) got { return s.ask("POST /session", "order_id", "x") }, 400, bodyBadRequest},

		{"session without client id", nil, func(s shop) got { return s.json("POST /session", `{"order_id":"x","amount":"1"}`) }, 400,
			`{"error_code":"PAYMENT_PAGE_CLIENT_ID_NOT_FOUND"}`},
		{"session without order id", nil, func(s shop) got { return s.json("POST /session", `{"amount":"1"}`) }, 400, `{"error_code":"mandatory.fields.missing"}`},
		{"session with a bad amount", nil, func(s shop) got {
			return s.json("POST /session", `{"order_id":"x","amount":"-1","payment_page_client_id":"c"}`)
		}, 400,
			`{"error_code":"invalid.amount"}`},
		{"managing nobody's methods", nil, func(s shop) got {
			return s.json("POST /session", `{"order_id":"x","payment_page_client_id":"c","action":"paymentManagement"}`)
		}, 400,
			`{"error_code":"CUSTOMER_ID_NOT_FOUND"}`},
		{"fingerprint of no card", nil, func(s shop) got { return s.json("POST /v2/card/fingerprint", `{"card_number":"1"}`) }, 400,
			`{"status":null,"error_info":{"code":"INVALID_REQUEST","category":"REQUEST_ERROR","fields":[{"field_name":"card_number","reason":"Luhn Check Failed."}]}}`},
		{"vault: card without token", nil, func(s shop) got {
			s.stored(CardVisa)
			reference := s.ask("GET /cards", "customer_id", customerRef).text("cards", 0, "card_reference")
			return s.json("POST /v4/card/get", `{"card_reference":"`+reference+`","customer_id":"`+customerRef+`"}`)
		}, 400, `{"status":"error","error_code":"invalid_request_error","error_message":"Could not locate a card with given token"}`},
		{"vault: delete what is not there", nil, func(s shop) got { return s.json("POST /v4/card/delete", `{"card_reference":"x","customer_id":"y"}`) }, 400,
			`{"error":true,"error_message":"INVALID_REQUEST","user_message":"card_reference or customer_id is invalid"}`},
		{"tokens for cards without keys", nil, func(s shop) got { return s.json("POST /get/altId", `{"cardData":"x"}`) }, 400,
			`{"error":true,"error_message":"BAD_REQUEST","user_message":"Contact juspay to register for ALT_ID"}`},
		{"UPI address without a handle", nil, func(s shop) got {
			s.order("x", "1")
			return s.ask("POST /txns", "merchant_id", s.MerchantID, "order_id", "x", "payment_method_type", "UPI", "payment_method", "UPI", "txn_type", "UPI_COLLECT", "upi_vpa", "nobody", "format", "json")
		}, 400, `{"error_code":"invalid_upi_vpa"}`},
		{"nickname with a sign", nil, func(s shop) got {
			return s.ask("POST /card/update", "card_token", s.stored(CardVisa), "nickname", "a#b")
		}, 400,
			`{"user_message":"Invalid nickname"}`},
		{"nothing to update in a customer", nil, func(s shop) got { return s.ask("POST /customers/"+customerRef, "unknown", "1") }, 400,
			`{"error_code":"Mandatory fields are missing"}`},
		{"saved methods of nobody", nil, func(s shop) got {
			return s.json("POST /customers/nobody/payment_methods", `{"payment_method":["CARD"]}`)
		}, 404,
			`{"error_code":"object_not_found"}`},
		{"encrypted call without keys", nil, func(s shop) got { return s.json("POST /v4/order-status", `{}`) }, 400, `{"error_info":{"code":"FEATURE_NOT_ENABLED"}}`},
		{"unknown mandate", nil, func(s shop) got {
			return s.ask("POST /txns", "merchant_id", s.MerchantID, "order.order_id", "x", "order.amount", "1", "mandate_id", "nope", "format", "json")
		}, 400, `{"status":"Invalid Request","error_code":"Invalid"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			// Made without newShop: a shop that nobody may call has no customers.
			s := shop{Server: newServer(t, tt.opts...), t: t}
			s.customers[customerRef] = &customer{id: customerRef, ref: customerRef}
			s.customerRefs[customerRef] = s.customers[customerRef]
			g := tt.do(s)
			require.Equal(t, tt.status, g.status, g.body)
			requireWithin(t, tt.body, g)
		})
	}
}

// requireWithin finds every field of want in the body, with want's value.
func requireWithin(t *testing.T, want string, g got) {
	t.Helper()
	contains(t, got{body: want, t: t}.at(), g.at(), g.body)
}

func contains(t *testing.T, want, have any, body string) {
	t.Helper()
	if object, is := want.(map[string]any); is {
		other, is := have.(map[string]any)
		require.True(t, is, body)
		for name, value := range object {
			contains(t, value, other[name], body)
		}
		return
	}
	require.Equal(t, want, have, body)
}

func (s shop) tokenize(more ...string) got {
	form := pairs("merchant_id", s.MerchantID, "card_number", CardVisa, "card_exp_month", "12", "card_exp_year", "2030", "card_security_code", "123")
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return send(s.t, s.Server, "POST /card/tokenize", form.Encode(), "Authorization", "")
}

func TestWrongPathHasNoBody(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, route := range []string{"GET /nowhere", "DELETE /orders/x", "POST /txns/x"} {
		r := s.ask(route)
		require.Equal(t, 404, r.status, route)
		require.Empty(t, r.body, route)
	}
}

func TestBodyOverTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	require.Equal(t, 413, s.ask("POST /orders", "order_id", string(make([]byte, maxBody))).status)
}
