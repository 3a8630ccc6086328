package juspaytest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// today is where the clocks of these tests stand.
var today = time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)

func newServer(t *testing.T, opts ...Option) *Server {
	t.Helper()
	s := NewServer(append([]Option{WithStart(today)}, opts...)...)
	t.Cleanup(s.Close)
	return s
}

// got is an answer as the wire carried it.
type got struct {
	status int
	header http.Header
	body   string
	t      testing.TB
	tree   any // the body, where it was parsed before
}

// at walks into the JSON body: at("card", "token", "par").
func (g got) at(path ...any) any {
	g.t.Helper()
	v := g.tree
	if v == nil {
		v = g.parse()
	}
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, is := v.(map[string]any)
			require.True(g.t, is, "no object at %v in %s", path, g.body)
			v = object[step]
		case int:
			list, is := v.([]any)
			require.True(g.t, is && step < len(list), "no list at %v in %s", path, g.body)
			v = list[step]
		}
	}
	return v
}

func (g got) parse() (tree any) {
	g.t.Helper()
	decoder := json.NewDecoder(strings.NewReader(g.body))
	decoder.UseNumber()
	require.NoError(g.t, decoder.Decode(&tree), g.body)
	return tree
}

func (g got) text(path ...any) string {
	g.t.Helper()
	v, is := g.at(path...).(string)
	require.True(g.t, is, "no string at %v in %s", path, g.body)
	return v
}

// ask sends a request the way any client would: form-encoded, with the
// documented headers.
func ask(t testing.TB, s *Server, route string, form ...string) got {
	t.Helper()
	return send(t, s, route, pairs(form...).Encode())
}

func pairs(form ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Add(form[i], form[i+1])
	}
	return v
}

// send sets the documented headers; header, name by name, goes before them, and
// an empty value takes one away.
func send(t testing.TB, s *Server, route, body string, header ...string) got {
	t.Helper()
	method, path, _ := strings.Cut(route, " ")
	address := s.URL + path
	if method == http.MethodGet && body != "" {
		address, body = address+"?"+body, ""
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	r.SetBasicAuth(s.APIKey, "")
	r.Header.Set("version", "2018-10-25")
	r.Header.Set("x-merchantid", s.MerchantID)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	resp, err := s.client.Do(r)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return got{status: resp.StatusCode, header: resp.Header, body: string(text), t: t}
}

func TestSavedCardPaysAnOrder(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	ask(t, s, "POST /customers", "object_reference_id", "cust_00000001", "mobile_number", "9999999999")
	ask(t, s, "POST /card/add", "merchant_id", s.MerchantID, "customer_id", "cust_00000001", "card_number", CardTokenized, "card_exp_year", "2030", "card_exp_month", "12")
	cards := ask(t, s, "GET /cards", "customer_id", "cust_00000001")
	ask(t, s, "POST /orders", "order_id", "ord_1001", "amount", "250.50", "customer_id", "cust_00000001", "return_url", "https://shop.example/return")

	txn := ask(t, s, "POST /txns", "order_id", "ord_1001", "merchant_id", s.MerchantID, "payment_method_type", "CARD",
		"card_token", cards.text("cards", 0, "card_token"), "redirect_after_payment", "true", "format", "json")
	require.Equal(t, "PENDING_VBV", txn.text("status"))

	back, err := s.Approve(txn.text("payment", "authentication", "url"))
	require.NoError(t, err)
	require.Equal(t, "CHARGED", back.Query().Get("status"))

	order := ask(t, s, "GET /orders/ORD_1001") // ids do not know case
	require.Equal(t, "CHARGED", order.text("status"))
	require.Equal(t, json.Number("250.5"), order.at("amount"))
	require.Equal(t, true, order.at("card", "using_token"))
	require.Equal(t, cards.text("cards", 0, "token", "par"), order.text("card", "token", "par"))
}
