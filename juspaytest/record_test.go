package juspaytest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRequestsAreRecordedWithSecretsMasked(t *testing.T) {
	t.Parallel()
	const otp, cryptogram = "918273", "AJkBAAWYAQAAAAEAAAABAAAAAAA="
	s := newShop(t)
	token := s.stored(CardVisa)
	s.order("ord_1", "1")
	s.ask("POST /txns", s.newCard("ord_1", CardVisa, "card_security_code", "987", "tavv", cryptogram)...)
	s.ask("POST /txns", append(s.savedCard(token), "order_id", "ord_1", "merchant_id", s.MerchantID)...)
	s.ask("POST /v2/txns/moz/authenticate", "challenge_id", "ch_1", "answer.otp", otp)
	s.json("POST /v2/card/fingerprint", `{"card_number":"`+CardVisa+`","nested":[{"card_security_code":987,"cardNumber":"`+CardVisa+`"}]}`)
	s.json("POST /v2/card/fingerprint", `{"card_number":"`+CardVisa)
	s.ask("POST /orders", "order_id", "x", "udf1", CardVisa, "metadata", `{"card_number":"`+CardVisa+`"}`)
	s.ask("GET /orders/x", "client_auth_token", "tkn_secret")

	all := fmt.Sprintf("%+v", s.Requests())
	for _, r := range s.Requests() {
		all += fmt.Sprintf("%s %s %v %s\n", r.Method, r.Path, r.Header, r.Body)
	}
	for _, secret := range []string{CardVisa, "987", otp, cryptogram, "AJkBAAWYAQ", token, "tkn_secret", s.APIKey, basic(s.APIKey + ":")} {
		require.NotContains(t, all, secret)
	}
	txn := s.Requests()[3]
	require.Equal(t, []string{"POST", "/txns", "POST /txns"}, []string{txn.Method, txn.Path, txn.Route})
	require.Equal(t, 200, txn.Status)
	require.Equal(t, today, txn.Time)
	require.Equal(t, "[redacted]", txn.Form.Get("card_number"))
	require.Equal(t, "30", txn.Form.Get("card_exp_year"))
	require.Equal(t, "ord_1", txn.Form.Get("order_id"))
	require.Equal(t, s.MerchantID, txn.Header.Get("x-merchantid"))
	require.Contains(t, string(txn.Body), "card_exp_year=30&")
}

func TestRequestsAreCopies(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.Requests()[0]
	r.Form.Set("object_reference_id", "changed")
	r.Header.Set("version", "changed")
	r.Body[0] = '!'
	require.Equal(t, customerRef, s.Requests()[0].Form.Get("object_reference_id"))
	require.Equal(t, "2018-10-25", s.Requests()[0].Header.Get("version"))
	require.NotEqual(t, byte('!'), s.Requests()[0].Body[0])
}

func TestOnlyTheLastThousandRequestsAreKept(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for i := range maxRequests + 5 {
		s.ask(fmt.Sprintf("GET /orders/o%d", i))
	}
	requests := s.Requests()
	require.Len(t, requests, maxRequests)
	require.Equal(t, "/orders/o5", requests[0].Path)
	require.Equal(t, fmt.Sprintf("/orders/o%d", maxRequests+4), requests[maxRequests-1].Path)
	require.Equal(t, 404, requests[maxRequests-1].Status)
}

func TestLongBodiesAreNotKept(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, n := range []int{maxRecorded / 2, maxRecorded} {
		require.Equal(t, 200, s.ask("POST /orders", "order_id", "o", "amount", "1", "description", strings.Repeat("x", n)).status)
		last := s.Requests()[len(s.Requests())-1]
		require.Equal(t, n == maxRecorded, last.Body == nil && last.Form == nil)
	}
}

func TestRequestLogSeesEachRequest(t *testing.T) {
	t.Parallel()
	lines := make(chan Request, 10)
	s := newShop(t, WithRequestLog(func(r Request) { lines <- r }))
	s.ask("GET /nowhere")
	require.Equal(t, "POST /customers", (<-lines).Route)
	r := <-lines
	require.Equal(t, []any{"/nowhere", "", 404}, []any{r.Path, r.Route, r.Status})
}

func TestServerAndKeysPrintNoSecrets(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	keys := testKeys(t)
	text, err := json.Marshal([]any{s, keys})
	require.NoError(t, err)
	for _, secret := range []string{s.APIKey, s.ResponseKey, base64.StdEncoding.EncodeToString(keys.MerchantPrivate), base64.StdEncoding.EncodeToString(keys.JuspayPrivate)} {
		require.NotContains(t, string(text), secret)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		require.Equal(t, "juspaytest.Server("+s.URL+")", fmt.Sprintf(verb, s))
		require.False(t, strings.Contains(fmt.Sprintf(verb, keys), "PRIVATE"))
	}
}
