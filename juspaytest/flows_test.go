package juspaytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCardsDoWhatTheirNamesSay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, number string
		form         []string
		at           map[time.Duration]string // the status after so much time, from the payer's answer on
	}{
		{"Visa", CardVisa, nil, map[time.Duration]string{0: "CHARGED"}},
		{"Visa debit", CardVisaDebit, nil, map[time.Duration]string{0: "CHARGED"}},
		{"Mastercard", CardMastercard, nil, map[time.Duration]string{0: "CHARGED"}},
		{"second Mastercard", CardMastercard2, nil, map[time.Duration]string{0: "CHARGED"}},
		{"American Express", CardAmex, nil, map[time.Duration]string{0: "CHARGED"}},
		{"RuPay", CardRuPay, nil, map[time.Duration]string{0: "CHARGED"}},
		{"declined", CardDeclined, nil, map[time.Duration]string{0: "AUTHORIZATION_FAILED"}},
		{"times out", CardTimesOut, nil, map[time.Duration]string{0: "AUTHORIZING", 14 * time.Minute: "AUTHORIZING", 15 * time.Minute: "AUTHORIZATION_FAILED"}},
		{"stays pending", CardStaysPending, nil, map[time.Duration]string{0: "AUTHORIZING", 24 * 365 * time.Hour: "AUTHORIZING"}},
		{"charged later", CardChargedLater, nil, map[time.Duration]string{0: "AUTHORIZING", 59 * time.Second: "AUTHORIZING", time.Minute: "CHARGED"}},
		{"late success", CardLateSuccess, nil, map[time.Duration]string{0: "AUTHORIZATION_FAILED", time.Minute: "CHARGED"}},
		{"pre-auth", CardVisa, []string{"pre_auth_enabled", "true"}, map[time.Duration]string{0: "AUTHORIZED", 7*24*time.Hour - 1: "AUTHORIZED", 7 * 24 * time.Hour: "VOIDED"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for after, want := range tt.at {
				s := newShop(t)
				s.order("ord_1", "99.99")
				s.pay("ord_1", tt.number, tt.form...)
				s.Advance(after)
				require.Equal(t, want, s.status("ord_1"), "after %v", after)
			}
		})
	}
}

func TestPayerAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer func(*Server, string) (*url.URL, error)
		status string
		id     string
	}{
		{"approves", (*Server).Approve, "CHARGED", "21"},
		{"declines", (*Server).Decline, "AUTHENTICATION_FAILED", "26"},
		{"walks away", (*Server).WalkAway, "PENDING_VBV", "23"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.order("ord_1", "10")
			txn := s.ask("POST /txns", s.newCard("ord_1", CardVisa)...)
			back, err := tt.answer(s.Server, txn.text("payment", "authentication", "url"))
			require.NoError(t, err)
			require.Equal(t, returnURL, "https://"+back.Host+back.Path)
			require.Equal(t, tt.status, back.Query().Get("status"))
			require.Equal(t, tt.id, back.Query().Get("status_id"))
			require.Equal(t, "ord_1", back.Query().Get("order_id"))
			require.Equal(t, tt.status, s.status("ord_1"))
			requireSigned(t, back.Query(), s.ResponseKey)

			s.Advance(patience)
			if tt.status == "PENDING_VBV" {
				require.Equal(t, "AUTHENTICATION_FAILED", s.status("ord_1"), "nobody waits for ever")
			} else {
				require.Equal(t, tt.status, s.status("ord_1"))
			}
		})
	}
}

// requireSigned checks a query as a handler sees it, by the documented steps
// and with none of the signer's code.
func requireSigned(t *testing.T, query url.Values, key string) {
	t.Helper()
	signature, err := url.PathUnescape(query.Get("signature"))
	require.NoError(t, err)
	rest := url.Values{}
	for name := range query {
		if !strings.HasPrefix(name, "signature") {
			rest[name] = query[name]
		}
	}
	// Encode sorts by key and escapes each part, which is the first pass for
	// keys that need no escaping.
	require.Equal(t, sign256(key, url.QueryEscape(rest.Encode())), signature)
}

func TestSecondAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "10")
	page := s.ask("POST /txns", s.newCard("ord_1", CardVisa)...).text("payment", "authentication", "url")
	_, err := s.Approve(page)
	require.NoError(t, err)
	back, err := s.Decline(page)
	require.NoError(t, err)
	require.Equal(t, "CHARGED", back.Query().Get("status"))
	require.Equal(t, "CHARGED", s.status("ord_1"))
}

func TestApproveRefusesForeignAddresses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, address := range []string{"", "::", "https://bank.example/pay", s.URL + "/v2/pay/start/sandbox/moz0"} {
		_, err := s.Approve(address)
		require.Error(t, err, address)
	}
}

func TestTwoAttemptsChargeOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "10")
	first := s.ask("POST /txns", s.newCard("ord_1", CardVisa)...)
	second := s.ask("POST /txns", s.newCard("ord_1", CardMastercard)...)
	for _, txn := range []got{second, first} {
		_, err := s.Approve(txn.text("payment", "authentication", "url"))
		require.NoError(t, err)
	}
	order := s.ask("GET /orders/ord_1")
	require.Equal(t, "CHARGED", order.text("status"))
	require.Equal(t, second.text("txn_id"), order.text("txn_id"))
	require.Equal(t, "AUTO_REFUNDED", s.ask("GET /orders/ord_1", "txn_uuid", first.text("txn_uuid")).text("status"))
	require.Equal(t, []string{"TXN_CREATED", "TXN_CREATED", "ORDER_SUCCEEDED", "AUTO_REFUND_SUCCEEDED"}, s.eventNames())

	again := s.ask("POST /txns", s.newCard("ord_1", CardVisa)...)
	require.Equal(t, "INVALID_ACTION", again.text("error_info", "code"))
}

func (s shop) eventNames() []string {
	var names []string
	for _, e := range s.Events() {
		names = append(names, e.Name)
	}
	return names
}

func TestOrderTakesTwentyFiveAttempts(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "10")
	for i := range maxAttempts {
		g := s.pay("ord_1", CardDeclined)
		require.Equal(t, fmt.Sprintf("sandbox-ord_1-%d", i+1), g.text("txn_id"))
	}
	g := s.ask("POST /txns", s.newCard("ord_1", CardVisa)...)
	require.Equal(t, 400, g.status)
	require.Equal(t, "INVALID_ACTION", g.text("error_info", "code"))
}

func TestSources(t *testing.T) {
	t.Parallel()
	orderFields := []string{"order.order_id", "ord_1", "order.amount", "10.00", "order.currency", "INR", "order.customer_id", customerRef, "order.return_url", returnURL}
	tests := []struct {
		name   string
		source func(s shop) []string
		at     string // status in the answer
		then   string // status once the payer has approved and a minute is over
		check  func(t *testing.T, s shop, txn, order got)
	}{
		{"new card", func(s shop) []string { return s.newCard("", CardVisa) }, "PENDING_VBV", "CHARGED", func(t *testing.T, s shop, _, order got) {
			require.Equal(t, []any{"VISA", "CARD", "THREE_DS"}, []any{order.at("payment_method"), order.at("payment_method_type"), order.at("auth_type")})
			require.Equal(t, []any{"4242", "424242", "12", "2030", false}, []any{order.at("card", "last_four_digits"), order.at("card", "card_isin"), order.at("card", "expiry_month"), order.at("card", "expiry_year"), order.at("card", "using_token")})
			require.Empty(t, s.ask("GET /cards", "customer_id", customerRef).at("cards"), "nobody asked to store it")
		}},
		{"new card, stored and tokenized", func(s shop) []string { return s.newCard("", CardVisa, "save_to_locker", "true", "tokenize", "true") }, "PENDING_VBV", "CHARGED", func(t *testing.T, s shop, _, order got) {
			require.Equal(t, true, order.at("card", "saved_to_locker"))
			require.Equal(t, true, order.at("card", "tokenization_user_consent"))
			require.Equal(t, "ACTIVE", order.at("card", "token_created", "tokenization_status"))
			cards := s.ask("GET /cards", "customer_id", customerRef)
			require.Equal(t, "NETWORK_TOKEN", cards.at("cards", 0, "provider_category"))
			require.NotNil(t, cards.at("cards", 0, "token", "par"))
		}},
		{"save_to_locker alone stores nothing", func(s shop) []string { return s.newCard("", CardVisa, "save_to_locker", "true") }, "PENDING_VBV", "CHARGED", func(t *testing.T, s shop, _, _ got) {
			require.Empty(t, s.ask("GET /cards", "customer_id", customerRef).at("cards"))
		}},
		{"tokenize alone stores nothing", func(s shop) []string { return s.newCard("", CardVisa, "tokenize", "true") }, "PENDING_VBV", "CHARGED", func(t *testing.T, s shop, _, _ got) {
			require.Empty(t, s.ask("GET /cards", "customer_id", customerRef).at("cards"))
		}},
		{"a failed payment stores nothing", func(s shop) []string {
			return s.newCard("", CardDeclined, "save_to_locker", "true", "tokenize", "true")
		}, "PENDING_VBV", "AUTHORIZATION_FAILED", func(t *testing.T, s shop, _, _ got) {
			require.Empty(t, s.ask("GET /cards", "customer_id", customerRef).at("cards"))
		}},
		{"saved Visa without CVV", func(s shop) []string { return s.savedCard(s.stored(CardVisa)) }, "PENDING_VBV", "CHARGED", func(t *testing.T, _ shop, _, order got) {
			require.Equal(t, true, order.at("card", "using_saved_card"))
		}},
		{"saved network token", func(s shop) []string { return s.savedCard(s.stored(CardTokenized)) }, "PENDING_VBV", "CHARGED", func(t *testing.T, s shop, _, order got) {
			stored := s.ask("GET /cards", "customer_id", customerRef)
			require.Equal(t, true, order.at("card", "using_token"))
			require.Equal(t, stored.at("cards", 0, "token"), order.at("card", "token"))
			require.NotEqual(t, order.at("card", "card_isin"), order.at("card", "token", "card_isin"))
		}},
		{"tokenized just now, no CVV", func(s shop) []string { return s.savedCard(s.tokenize().text("token")) }, "PENDING_VBV", "CHARGED", nil},
		{"MOTO", func(s shop) []string {
			return s.newCard("", CardVisa, "auth_type", "MOTO", "card_security_code", "", "tavv", "AJkBAAWYAQAAAAEAAAABAAAAAAA=")
		}, "CHARGED", "CHARGED", func(t *testing.T, _ shop, txn, _ got) {
			require.Contains(t, txn.text("payment", "authentication", "url"), "/v2/pay/finish/")
			require.Equal(t, returnURL, txn.text("merchant_return_url"))
		}},
		{"no 3DS where the order allows it", func(s shop) []string {
			return append(s.newCard("", CardVisa, "auth_type", "NO_THREE_DS"), "order.metadata.txns.allow_card_no_3ds", "true")
		}, "CHARGED", "CHARGED", nil},
		{"no 3DS where it does not", func(s shop) []string { return s.newCard("", CardVisa, "auth_type", "NO_THREE_DS") }, "PENDING_VBV", "CHARGED", nil},
		{"ATM PIN at the bank's own page", func(s shop) []string {
			return []string{"payment_method_type", "CARD", "payment_method", "ATM_CARD_BOB", "auth_type", "ATMPIN", "format", "json"}
		}, "PENDING_VBV", "CHARGED", nil},
		{"EMI", func(s shop) []string {
			return s.newCard("", CardVisa, "is_emi", "true", "emi_bank", "HDFC", "emi_tenure", "6", "emi_type", "STANDARD_EMI")
		}, "PENDING_VBV", "CHARGED", func(t *testing.T, _ shop, _, order got) {
			require.Equal(t, []any{"HDFC", json.Number("6")}, []any{order.at("emi_bank"), order.at("emi_tenure")})
		}},
		{"UPI collect", func(s shop) []string {
			return []string{"payment_method_type", "UPI", "payment_method", "UPI", "txn_type", "UPI_COLLECT", "upi_vpa", "somebody@upi", "format", "json"}
		}, "PENDING_VBV", "CHARGED", func(t *testing.T, s shop, _, order got) {
			require.Equal(t, "somebody@upi", order.text("upi", "payer_vpa"))
			saved := s.json("POST /customers/"+customerRef+"/payment_methods", `{"payment_method":["UPI_COLLECT","CARD","NB"]}`)
			require.Equal(t, "somebody@upi", saved.text("saved_payment_methods", "payment_method_details", "UPI_COLLECT", 0, "vpa"))
			require.Equal(t, []any{"NB"}, saved.at("unsupported_payment_methods"))
		}},
		{"UPI intent", func(s shop) []string {
			return []string{"payment_method_type", "UPI", "payment_method", "UPI", "txn_type", "UPI_PAY", "sdk_params", "true", "format", "json"}
		}, "PENDING_VBV", "CHARGED", func(t *testing.T, _ shop, txn, _ got) {
			require.Equal(t, "10.00", txn.text("payment", "sdk_params", "amount"))
		}},
		{"net banking", func(s shop) []string {
			return []string{"payment_method_type", "NB", "payment_method", "NB_HDFC", "format", "json"}
		}, "PENDING_VBV", "CHARGED", nil},
		{"wallet", func(s shop) []string {
			return []string{"payment_method_type", "WALLET", "payment_method", "PAYTM", "format", "json"}
		}, "PENDING_VBV", "CHARGED", nil},
		{"linked wallet", func(s shop) []string {
			return []string{"payment_method_type", "WALLET", "payment_method", "PAYTM", "direct_wallet_token", "x", "format", "json"}
		}, "CHARGED", "CHARGED", nil},
		{"whole order as JSON with dotted names", nil, "PENDING_VBV", "CHARGED", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			var txn got
			if tt.source == nil {
				txn = s.json("POST /txns", `{"merchant_id":"sandbox","payment_method_type":"CARD","card_number":"`+CardVisa+`","card_exp_month":"12","card_exp_year":30,
					"card_security_code":"123","format":"json","order":{"order_id":"ord_1","amount":10.00,"customer_id":"`+customerRef+`"}}`)
			} else {
				form := pairs(append(tt.source(s), orderFields...)...)
				form.Del("order_id")
				form.Set("merchant_id", s.MerchantID)
				txn = send(t, s.Server, "POST /txns", form.Encode())
			}
			require.Equal(t, 200, txn.status, txn.body)
			require.Equal(t, tt.at, txn.text("status"))
			if tt.at == "PENDING_VBV" {
				_, err := s.Approve(txn.text("payment", "authentication", "url"))
				require.NoError(t, err)
			}
			s.Advance(time.Minute)
			order := s.ask("GET /orders/ord_1")
			require.Equal(t, tt.then, order.text("status"), order.body)
			require.Equal(t, json.Number("10"), order.at("amount"))
			if tt.check != nil {
				tt.check(t, s, txn, order)
			}
		})
	}
}

func (s shop) savedCard(token string) []string {
	return []string{"payment_method_type", "CARD", "card_token", token, "redirect_after_payment", "true", "format", "json"}
}

func TestUPIAddressesThatAnswerByThemselves(t *testing.T) {
	t.Parallel()
	for vpa, want := range map[string]string{VPASuccess: "CHARGED", VPAFailure: "AUTHORIZATION_FAILED"} {
		s := newShop(t)
		s.order("ord_1", "10")
		g := s.ask("POST /txns", "order_id", "ord_1", "merchant_id", s.MerchantID, "payment_method_type", "UPI", "payment_method", "UPI",
			"txn_type", "UPI_COLLECT", "upi_vpa", vpa, "format", "json")
		require.Equal(t, "PENDING_VBV", g.text("status"))
		s.Advance(appDelay)
		require.Equal(t, want, s.status("ord_1"))
	}
}

func TestSavedCardThatNeedsItsCVV(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "10")
	form := append(s.savedCard(s.stored(CardAmex)), "order_id", "ord_1", "merchant_id", s.MerchantID)
	require.Equal(t, "GATEWAY_NOT_FOUND", s.ask("POST /txns", form...).text("error_info", "code"))
	require.Equal(t, "PENDING_VBV", s.ask("POST /txns", append(form, "card_security_code", "1234")...).text("status"))
}

func TestCardTokensLapseAfterFifteenMinutes(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{15*time.Minute - time.Second, 15 * time.Minute} {
		s := newShop(t)
		s.order("ord_1", "10")
		locker, typed := s.stored(CardVisa), s.tokenize().text("token")
		s.Advance(after)
		for _, token := range []string{locker, typed} {
			g := s.ask("POST /txns", append(s.savedCard(token), "order_id", "ord_1", "merchant_id", s.MerchantID)...)
			if after < tokenLife {
				require.Equal(t, 200, g.status, g.body)
			} else {
				require.Equal(t, "EXPIRED", g.text("error_info", "code"))
			}
		}
		fresh := s.ask("GET /cards", "customer_id", customerRef).text("cards", 0, "card_token")
		require.Equal(t, 200, s.ask("POST /txns", append(s.savedCard(fresh), "order_id", "ord_1", "merchant_id", s.MerchantID)...).status)
	}
}

func TestWithoutFormatJSONTheAnswerIsARedirect(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "10")
	g := s.ask("POST /txns", s.newCard("ord_1", CardVisa, "format", "")...)
	require.Equal(t, http.StatusFound, g.status)
	require.Empty(t, g.body)
	back, err := s.Approve(g.header.Get("Location"))
	require.NoError(t, err)
	require.Equal(t, "CHARGED", back.Query().Get("status"))
}

func TestOrderNamedInsideIsTheExistingOne(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "10")
	g := s.ask("POST /txns", s.newCard("", CardVisa, "order.order_id", "ORD_1")...)
	require.Equal(t, 200, g.status, g.body)
	require.Equal(t, "ord_1", g.text("order_id"))
}

func TestOneTimePassword(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T, number string) (shop, got, string) {
		t.Helper()
		s := newShop(t)
		s.order("ord_1", "10")
		g := s.ask("POST /txns", s.newCard("ord_1", number, "auth_type", "OTP")...)
		return s, g, "POST /v2/txns/" + g.text("txn_uuid") + "/authenticate"
	}
	t.Run("right password", func(t *testing.T) {
		t.Parallel()
		for number, otp := range map[string]string{CardVisa: OTP, CardHDFCVisa: "000000"} {
			s, g, path := start(t, number)
			require.Equal(t, "POST", g.text("payment", "authentication", "method"))
			require.Equal(t, "OTP", g.text("payment", "authentication", "params", "auth_type"))
			challenge := g.text("payment", "authentication", "params", "challenge_id")
			done := s.ask(path, "challenge_id", challenge, "answer.otp", otp)
			require.Equal(t, "CHARGED", done.text("status"))
			require.Equal(t, "CHARGED", s.status("ord_1"))
			require.Equal(t, 400, s.ask(path, "challenge_id", challenge, "answer.otp", otp).status)
		}
	})
	t.Run("auto_capture false only authorises", func(t *testing.T) {
		t.Parallel()
		s, g, path := start(t, CardVisa)
		s.ask(path, "challenge_id", g.text("payment", "authentication", "params", "challenge_id"), "answer.otp", OTP, "auto_capture", "false")
		require.Equal(t, "AUTHORIZED", s.status("ord_1"))
	})
	t.Run("wrong password is a 200, and three are the end", func(t *testing.T) {
		t.Parallel()
		s, g, path := start(t, CardVisa)
		challenge := g.text("payment", "authentication", "params", "challenge_id")
		for i := range maxSubmits {
			wrong := s.ask(path, "challenge_id", challenge, "answer.otp", "999999")
			require.Equal(t, 200, wrong.status)
			require.Equal(t, "AUTHORIZATION_FAILED", wrong.text("status"))
			last := i == maxSubmits-1
			require.Equal(t, !last, wrong.at("payment", "authentication", "params", "submit_otp_allowed"))
			require.Equal(t, map[bool]string{false: "PENDING_VBV", true: "AUTHORIZATION_FAILED"}[last], s.status("ord_1"))
		}
	})
	t.Run("resent three times in all", func(t *testing.T) {
		t.Parallel()
		s, g, path := start(t, CardVisa)
		path += "/" + g.text("payment", "authentication", "params", "challenge_id") + "/resend"
		for sent := 2; sent <= maxSends; sent++ {
			again := s.ask(path)
			require.Equal(t, json.Number(fmt.Sprint(sent)), again.at("times_otp_sent"))
			require.Equal(t, "OTP", again.text("auth_method"))
			require.Equal(t, sent < maxSends, again.at("resend_otp_allowed"))
		}
		require.JSONEq(t, `{"status":"Invalid Request","error_code":"max_limit_exceeded","error_message":"Max OTP send limit exceeded."}`, s.ask(path).body)
	})
	t.Run("wrong challenge", func(t *testing.T) {
		t.Parallel()
		s, _, path := start(t, CardVisa)
		for _, g := range []got{s.ask(path, "challenge_id", "ch_x", "answer.otp", OTP), s.ask(path + "/ch_x/resend")} {
			require.JSONEq(t, `{"status":"invalid_request_error","error_code":"invalid","error_message":"Invalid authentication account id."}`, g.body)
		}
	})
	t.Run("card that cannot goes to the bank page", func(t *testing.T) {
		t.Parallel()
		_, g, _ := start(t, CardVisaDebit)
		require.Equal(t, "GET", g.text("payment", "authentication", "method"))
	})
	t.Run("payer leaves for the bank page", func(t *testing.T) {
		t.Parallel()
		s, g, _ := start(t, CardVisa)
		_, err := s.Approve(g.text("payment", "authentication", "params", "fallback_url"))
		require.NoError(t, err)
		require.Equal(t, "CHARGED", s.status("ord_1"))
	})
}

func TestMandate(t *testing.T) {
	t.Parallel()
	register := func(t *testing.T, number string) (shop, got) {
		t.Helper()
		s := newShop(t)
		s.order("ord_1", "10", "options.create_mandate", "REQUIRED", "mandate.max_amount", "100", "mandate.frequency", "MONTHLY")
		s.pay("ord_1", number, "should_create_mandate", "true", "mandate_type", "MANDATE", "tokenize", "true", "save_to_locker", "true")
		return s, s.ask("GET /orders/ord_1")
	}
	s, order := register(t, CardMandate)
	require.Equal(t, "ACTIVE", order.text("mandate", "mandate_status"))
	require.Equal(t, []string{"TXN_CREATED", "MANDATE_CREATED", "ORDER_SUCCEEDED", "MANDATE_ACTIVATED"}, s.eventNames())

	debit := func(id, amount string) got {
		return s.ask("POST /txns", "merchant_id", s.MerchantID, "mandate_id", order.text("mandate", "mandate_id"), "format", "json",
			"order.order_id", id, "order.amount", amount, "order.customer_id", customerRef)
	}
	g := debit("ord_2", "60")
	require.Equal(t, "PENDING_VBV", g.text("status"))
	require.Contains(t, g.text("payment", "authentication", "url"), "/v2/pay/finish/")
	s.Advance(appDelay)
	require.Equal(t, "CHARGED", s.status("ord_2"))
	require.Equal(t, "Invalid", debit("ord_3", "100.01").text("error_code"))

	_, order = register(t, CardMandateFails)
	require.Equal(t, "CHARGED", order.text("status"))
	require.Equal(t, "FAILURE", order.text("mandate", "mandate_status"))
}
