package juspaytest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shape writes the keys and JSON types of a body, so that it can be compared
// with that of a sample: {card_token:string cards:[{…}]}.
func shape(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case json.Number, float64:
		return "number"
	case string:
		return "string"
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return "[" + shape(v[0]) + "]"
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+":"+shape(v[name]))
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	return fmt.Sprintf("%T", v)
}

func shapeOf(t *testing.T, sample string) string {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(sample), &v))
	return shape(v)
}

func TestBodiesHaveTheSamplesKeysAndTypes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		do     func(s shop) got
		sample string
		only   []any // where in the answer, "" for the whole
	}{
		{"customer", func(s shop) got {
			return s.ask("GET /customers/"+customerRef, "options.get_client_auth_token", "true")
		}, `{"id":"cst_x","object":"customer","object_reference_id":"x","mobile_number":"","mobile_country_code":"","email_address":"","first_name":"","last_name":"",
			"date_created":"2020-03-17T14:16:31Z","last_updated":"2020-03-17T14:16:31Z","juspay":{"client_auth_token":"tkn_x","client_auth_token_expiry":"x"}}`, nil},
		{"tokenize", func(s shop) got { return s.tokenize() }, `{"token":"ctkn_x"}`, nil},
		{"add card", func(s shop) got {
			return s.ask("POST /cards", "merchant_id", s.MerchantID, "customer_id", customerRef, "card_token", s.tokenize().text("token"))
		}, `{"card_token":"x","card_reference":"x","card_fingerprint":"x"}`, nil},
		{"list cards, plain", func(s shop) got { s.stored(CardVisa); return s.ask("GET /cards", "customer_id", customerRef) },
			`{"customer_id":"x","merchantId":"x","cards":[{"card_token":"","card_reference":"","card_number":"","card_isin":"","card_exp_year":"","card_exp_month":"","card_type":"","card_issuer":"","card_brand":"",
			"nickname":"","name_on_card":"","expired":false,"card_fingerprint":"","juspay_bank_code":"","card_sub_type":"","card_issuer_country":"","tokenize_support":true,"provider_category":"VAULT","provider":"JUSPAY"}]}`, nil},
		{"list cards, tokenized", func(s shop) got { s.stored(CardTokenized); return s.ask("GET /card/list", "customer_id", customerRef) },
			`{"card_reference":"","card_fingerprint":"","card_isin":"","last_four_digits":"","expiry_year":"","expiry_month":"","par":"","tokenization_status":"ACTIVE"}`, []any{"cards", 0, "token"}},
		{"update card", func(s shop) got {
			return s.ask("POST /card/update", "card_token", s.stored(CardVisa), "nickname", "my card")
		}, `{"card_token":"","user_message":"","status":"SUCCESS"}`, nil},
		{"delete card, with a slash", func(s shop) got { return s.ask("POST /card/delete/", "card_token", s.stored(CardVisa)) },
			`{"card_token":"","card_reference":"","deleted":true}`, nil},
		{"card info", func(s shop) got {
			return s.ask("GET /cardbins/424242424", "merchant_id", s.MerchantID, "options.check_mandate_support", "true", "options.check_direct_otp_support", "true",
				"options.check_tokenize_support", "true", "options.check_atm_pin_auth_support", "true", "options.check_cvv_less_support", "true")
		}, `{"id":"","object":"cardbin","brand":"","bank":"","juspay_bank_code":"","country":"","country_code":"","type":"","extended_card_type":"","card_sub_type":"","card_sub_type_category":"",
			"mandate_support":true,"direct_otp_support":true,"tokenize_support":true,"atm_pin_auth_support":false,"cvv_less_support":true,"cvv_less_supported_gateways":[""]}`, nil},
		{"card info without key", func(s shop) got { return send(s.t, s.Server, "GET /cardbins/424242", "", "Authorization", "") },
			`{"id":"","object":"cardbin","brand":"","bank":"","country":"","type":"","card_sub_type":""}`, nil},
		{"eligible BINs", func(s shop) got { return s.ask("GET /v2/bins/eligibility", "auth_type", "OTP") }, `{"bins":[""]}`, nil},
		{"order", func(s shop) got { return s.order("o", "1", "options.get_client_auth_token", "true") },
			`{"id":"","order_id":"","merchant_id":"","status":"NEW","status_id":10,"amount":1,"currency":"","amount_refunded":0,"refunded":false,"date_created":"","payment_links":{"web":"","mobile":"","iframe":""},
			"customer_id":"","customer_email":"","customer_phone":"","return_url":"","product_id":"","udf1":"","udf2":"","udf3":"","udf4":"","udf5":"","udf6":"","udf7":"","udf8":"","udf9":"","udf10":"",
			"juspay":{"client_auth_token":"","client_auth_token_expiry":""}}`, nil},
		{"transaction", func(s shop) got { s.order("o", "1"); return s.ask("POST /txns", s.newCard("o", CardVisa)...) },
			`{"order_id":"","txn_id":"","txn_uuid":"","status":"PENDING_VBV","payment":{"authentication":{"method":"GET","url":""}},"offer_details":{"offers":[]},"merchant_return_url":""}`, nil},
		{"one-time password", func(s shop) got {
			s.order("o", "1")
			return s.ask("POST /txns", s.newCard("o", CardVisa, "auth_type", "OTP")...)
		}, `{"method":"POST","url":"","params":{"id":"","challenge_id":"","auth_type":"OTP","card_isin":"","card_issuer_bank_name":"","submit_otp_allowed":true,"resend_otp_allowed":true,"fallback_url":"",
			"times_otp_sent":1,"max_otp_send_limit":3,"current_attempt":1,"max_attempts":3}}`, []any{"payment", "authentication"}},
		{"card of an order", func(s shop) got { s.order("o", "1"); s.pay("o", CardVisa); return s.ask("GET /orders/o") },
			`{"last_four_digits":"","card_isin":"","expiry_month":"","expiry_year":"","name_on_card":"","card_issuer":"","card_brand":"","card_type":"","extended_card_type":"","card_sub_type":"","card_reference":"",
			"card_fingerprint":"","card_issuer_country":"","juspay_bank_code":"","using_saved_card":false,"saved_to_locker":false,"tokenization_user_consent":false,"using_token":false}`, []any{"card"}},
		{"gateway's answer", func(s shop) got {
			s.order("o", "1")
			s.pay("o", CardVisa)
			return s.ask("GET /orders/o", "options.add_full_gateway_response", "true")
		}, `{"resp_code":"","resp_message":"","rrn":"","epg_txn_id":"","auth_id_code":"","txn_id":"","created":"","gateway_response":{"status":"","txnid":""}}`, []any{"payment_gateway_response"}},
		{"transaction detail", func(s shop) got {
			s.order("o", "1")
			s.pay("o", CardVisa)
			return s.ask("GET /order/status", "order_id", "O")
		},
			`{"txn_id":"","order_id":"","txn_uuid":"","status":"CHARGED","gateway":"","gateway_id":100,"currency":"","txn_amount":1,"net_amount":1,"surcharge_amount":null,"tax_amount":null,"offer_deduction_amount":null,
			"express_checkout":false,"redirect":true,"error_code":null,"error_message":"","created":"","last_updated":"","txn_object_type":""}`, []any{"txn_detail"}},
		{"session", func(s shop) got {
			return s.json("POST /session", `{"order_id":"o","amount":"1.00","customer_id":"`+customerRef+`","payment_page_client_id":"c","action":"paymentPage"}`)
		}, `{"status":"NEW","id":"","order_id":"","payment_links":{"web":"","expiry":"","deep_link":null},"order_expiry":"","sdk_payload":{"requestId":"","service":"","expiry":"","currTime":"","xRoutingId":"",
			"payload":{"clientId":"","amount":"1.00","merchantId":"","clientAuthToken":"","clientAuthTokenExpiry":"","environment":"","action":"","customerId":"","currency":"","customerPhone":"","customerEmail":"","orderId":"","returnUrl":"","description":""}}}`, nil},
		{"fulfilment", func(s shop) got {
			s.order("o", "1")
			return s.ask("POST /orders/o/fulfillment", "fulfillment_status", "SUCCESS")
		},
			`{"status":"","merchant_id":"","order_id":"","commands":[{"status":"","command":"","date_created":"","metadata":{"fulfillment_id":"","fulfillment_time":"","number":""}}]}`, nil},
		{"wallets", func(s shop) got { return s.ask("GET /customers/" + customerRef + "/wallets") },
			`{"object":"list","list":[{"id":"","object":"","wallet":"","gateway_reference_id":null,"linked":false,"last_refreshed":"","metadata":{"mobile_number":""}}],"count":1,"offset":0,"total":1}`, nil},
		{"payment methods", func(s shop) got { return s.ask("GET /merchants/sandbox/paymentmethods", "options.add_outage", "true") },
			`{"payment_methods":[{"payment_method_type":"","payment_method":"","description":""}],"merchant_configs":{},"outage":[{"stage":"","status":"","payment_method":"","payment_method_type":"","description":"","juspay_bank_code":""}]}`, nil},
		{"fingerprint", func(s shop) got {
			return s.json("POST /v2/card/fingerprint", `{"card_number":"`+CardVisa+`","is_token":false}`)
		}, `{"card_fingerprint":"","par":""}`, nil},
		{"token and cryptogram", func(s shop) got { return s.vault("get") },
			`{"reference":"","fingerprint":"","customer_id":"","network":"","card_type":"","sub_type":null,"name_on_card":"","nickname":null,"issuer":"","issuer_country_code":null,"eci":"","token_requestor_id":"",
			"token_details":{"status":"","first_six":"","last_four":"","exp_month":"","exp_year":"","provider":"","provider_category":""},"authentication_details":{"cryptogram":"","token":""},"card_details":{"last_four":"","par":"","exp_month":"","exp_year":""}}`, nil},
		{"vault delete", func(s shop) got { return s.vault("delete") }, `{"status":"SUCCESS"}`, nil},
		{"EMI plans", func(s shop) got {
			return s.ask("POST /v2/emi/plans", "order_amount", "3000", "merchant_id", s.MerchantID)
		},
			`{"cart_amount":"","emi_plans":{"STANDARD_EMI":{"CREDIT":{"payment_method":"","payment_method_type":"","issuers":[{"emi_bank":"","juspay_bank_code":"","tenures":[{"tenure":3,"interest_rate":"","monthly_payment":"","total_amount":""}]}]}},"LOW_COST_EMI":null,"NO_COST_EMI":null}}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.ask("POST /customers/"+customerRef, "first_name", "A", "last_name", "B")
			g := tt.do(s)
			require.Equal(t, 200, g.status, g.body)
			require.Equal(t, shapeOf(t, tt.sample), shape(g.at(tt.only...)))
		})
	}
}

func (s shop) vault(verb string) got {
	s.stored(CardTokenized)
	reference := s.ask("GET /cards", "customer_id", customerRef).text("cards", 0, "card_reference")
	return s.json("POST /v4/card/"+verb, `{"card_reference":"`+reference+`","customer_id":"`+customerRef+`"}`)
}

func TestTokenFromTheVaultPays(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	v := s.vault("get")
	s.order("ord_1", "10")
	s.pay("ord_1", v.text("authentication_details", "token"), "card_exp_month", v.text("token_details", "exp_month"), "card_exp_year", v.text("token_details", "exp_year"),
		"tavv", v.text("authentication_details", "cryptogram"), "token.par", v.text("card_details", "par"))
	order := s.ask("GET /orders/ord_1")
	require.Equal(t, "CHARGED", order.text("status"))
	require.Equal(t, true, order.at("card", "using_token"))
	require.Equal(t, "0055", order.text("card", "last_four_digits"), "the card's own, not the token's")
	require.Equal(t, v.text("card_details", "par"), order.text("card", "token", "par"))
}

func TestVersionChangesShapes(t *testing.T) {
	t.Parallel()
	for version, old := range map[string]bool{"": true, "2016-10-27": true, "2018-10-25": false, "2024-01-01": false} {
		s := newShop(t)
		g := send(t, s.Server, "POST /orders", pairs("order_id", "o", "amount", "1").Encode(), "version", version)
		if old {
			require.Equal(t, shapeOf(t, `{"status":"CREATED","status_id":1,"id":"","order_id":"","payment_links":{"web":"","mobile":"","iframe":""}}`), shape(g.at()), version)
		} else {
			require.Equal(t, "NEW", g.text("status"), version)
		}
		require.Equal(t, old, send(t, s.Server, "GET /orders/o", "", "version", version).text("status") == "CREATED", version)
	}
}

func TestQuirksShowTheOtherSide(t *testing.T) {
	t.Parallel()
	paidByToken := func(s shop) got {
		s.order("o", "1")
		g := s.ask("POST /txns", append(s.savedCard(s.stored(CardTokenized)), "order_id", "o", "merchant_id", s.MerchantID)...)
		_, err := s.Approve(g.text("payment", "authentication", "url"))
		require.NoError(s.t, err)
		return s.ask("GET /orders/o")
	}
	partly := func(s shop) got {
		s.order("o", "100", "metadata.txns.auto_capture", "false")
		s.ask("POST /v2/txns/"+s.pay("o", CardVisa).text("txn_uuid")+"/capture", "amount", "60", "idempotence_key", "k")
		return s.ask("GET /orders/o")
	}
	repeat := func(s shop) got {
		s.order("o", "1")
		return s.order("O", "2.50")
	}
	refunded := func(s shop) got {
		s.order("ord_1", "10", "metadata.a", "b")
		s.pay("ord_1", CardVisa)
		return s.refund("rf_1", "4")
	}
	list := func(s shop) got { s.stored(CardVisa); return s.ask("GET /cards", "customer_id", customerRef) }
	tests := []struct {
		name          string
		quirk         Quirk
		do            func(shop) got
		without, with string
	}{
		{"using_token", UsingTokenAsText, paidByToken, `{"card":{"using_token":true}}`, `{"card":{"using_token":"true"}}`},
		{"amounts", AmountsAsText, func(s shop) got { return s.order("o", "2") }, `{"amount":2,"amount_refunded":0}`, `{"amount":"2.0","amount_refunded":"0.0"}`},
		{"repeated order", RepeatedOrderUpdates, repeat, `{"order_id":"o","amount":1}`, `{"order_id":"o","amount":2.5}`},
		{"mask", CardMaskWithBIN, list, `{}`, `{}`},
		{"customer id", CustomerIDName, func(s shop) got { return s.ask("GET /customers/" + customerRef) }, `{"customer_id":null}`, `{"id":null,"last_updated":null}`},
		{"effective amount", EffectiveAmountNetOfRefunds, refunded, `{"effective_amount":10}`, `{"effective_amount":6}`},
		{"status id", StatusIDAsText, refunded, `{"status_id":21}`, `{"status_id":"21"}`},
		{"metadata", MetadataAsText, refunded, `{"metadata":{"a":"b"}}`, `{"metadata":"{\"a\":\"b\"}"}`},
		{"part of an order", PartialChargeAsList, partly, `{"txn_list":null}`, `{"txn_id":null,"txn_uuid":null,"card":null,"status":"PARTIAL_CHARGED"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			plain, quirky := tt.do(newShop(t)), tt.do(newShop(t, WithQuirks(tt.quirk)))
			requireWithin(t, tt.without, plain)
			requireWithin(t, tt.with, quirky)
			require.NotEqual(t, plain.body, quirky.body)
		})
	}
	require.Equal(t, "XXXX-XXXXXXXX-4242", list(newShop(t)).text("cards", 0, "card_number"))
	require.Equal(t, "4242-XXXXXXXX-4242", list(newShop(t, WithQuirks(CardMaskWithBIN))).text("cards", 0, "card_number"))
	require.Len(t, partly(newShop(t, WithQuirks(PartialChargeAsList))).at("txn_list"), 1)
}

func TestCustomersAreFoundByEitherId(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	g := s.ask("POST /customers", "object_reference_id", "a+b/c@example.com", "mobile_number", "1", "options.get_client_auth_token", "true")
	require.Equal(t, "2026-05-01T10:15:00Z", g.text("juspay", "client_auth_token_expiry"))
	for _, id := range []string{g.text("id"), "a+b%2Fc@example.com"} {
		require.Equal(t, g.text("id"), s.ask("GET /customers/"+id).text("id"))
	}
	s.Advance(time.Hour)
	updated := s.ask("POST /customers/"+g.text("id"), "first_name", "Asha")
	require.Equal(t, []any{"Asha", "1", "2026-05-01T11:00:00+0000"}, []any{updated.at("first_name"), updated.at("mobile_number"), updated.at("last_updated")})
}

func TestClientTokenOpensItsOwnCustomerOnly(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.ask("POST /customers", "object_reference_id", "cust_00000002", "mobile_number", "1")
	mine := s.order("mine", "1", "customer_email", "a@example.com", "options.get_client_auth_token", "true").text("juspay", "client_auth_token")
	s.ask("POST /orders", "order_id", "theirs", "amount", "1", "customer_id", "cust_00000002")
	read := func(id string) got {
		return send(t, s.Server, "GET /orders/"+id, "client_auth_token="+mine, "Authorization", "")
	}
	require.Equal(t, "", read("mine").text("customer_email"), "blanked for who comes without the key")
	require.Equal(t, 404, read("theirs").status)
	s.Advance(15 * time.Minute)
	require.Equal(t, 401, read("mine").status)
}

func TestLockerKeepsCards(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.stored(CardVisa)
	first := s.ask("GET /cards", "customer_id", customerRef)
	require.Equal(t, 200, s.ask("POST /card/update", "card_token", token, "customer_id", customerRef, "nickname", "for trips").status)
	s.Advance(time.Hour)
	s.stored(CardVisa)
	second := s.ask("GET /cards", "customer_id", customerRef)
	require.Len(t, second.at("cards"), 2)
	require.Equal(t, "for trips", second.text("cards", 0, "nickname"))
	require.NotEqual(t, first.text("cards", 0, "card_token"), second.text("cards", 0, "card_token"), "tokens come and go")
	require.Equal(t, first.text("cards", 0, "card_reference"), second.text("cards", 0, "card_reference"), "references stay")
	require.Equal(t, second.text("cards", 0, "card_fingerprint"), second.text("cards", 1, "card_fingerprint"), "one number, one fingerprint")
	require.NotEqual(t, second.text("cards", 0, "card_reference"), second.text("cards", 1, "card_reference"))

	require.Equal(t, 200, s.ask("POST /card/delete", "card_token", second.text("cards", 0, "card_token")).status)
	require.Equal(t, 400, s.ask("POST /card/delete", "card_token", second.text("cards", 0, "card_token")).status)
	require.Len(t, s.ask("GET /cards", "customer_id", customerRef).at("cards"), 1)
}

func TestOrderUpdates(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("o", "100", "udf1", "a")
	g := s.ask("POST /orders/o", "amount", "90", "udf1", "b", "customer_id", "someone else")
	requireWithin(t, `{"amount":90,"effective_amount":90,"udf1":"b","customer_id":"`+customerRef+`"}`, g)
	s.pay("o", CardVisa)
	require.Equal(t, "INVALID_ACTION", s.ask("POST /orders/o", "amount", "80").text("error_info", "code"))
	require.Equal(t, 200, s.ask("POST /orders/o", "udf2", "c").status)
	require.Equal(t, json.Number("90"), s.ask("GET /orders/o").at("amount"))
}

func TestSessionLinksToTheOrderThatExists(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.order("o", "100").text("id")
	g := s.json("POST /session", `{"order_id":"o","amount":"1.00","payment_page_client_id":"c"}`)
	require.Equal(t, []any{id, "100.00"}, []any{g.at("id"), g.at("sdk_payload", "payload", "amount")})

	back, err := s.Approve(g.text("payment_links", "web"))
	require.NoError(t, err)
	require.Equal(t, "CHARGED", back.Query().Get("status"))
	_, err = s.Approve(g.text("payment_links", "web"))
	require.Error(t, err, "an order is paid once")
}
