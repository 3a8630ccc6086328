package juspaytest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// shop is a merchant with one customer, as most tests need him.
type shop struct {
	*Server
	t testing.TB
}

const (
	customerRef = "cust_00000001"
	returnURL   = "https://shop.example/return"
)

func newShop(t *testing.T, opts ...Option) shop {
	t.Helper()
	s := shop{Server: newServer(t, opts...), t: t}
	g := s.ask("POST /customers", "object_reference_id", customerRef, "mobile_number", "9999999999", "email_address", "a@example.com")
	require.Equal(t, 200, g.status, g.body)
	return s
}

func (s shop) ask(route string, form ...string) got {
	s.t.Helper()
	return ask(s.t, s.Server, route, form...)
}

// json asks with a JSON body.
func (s shop) json(route, body string) got {
	s.t.Helper()
	return send(s.t, s.Server, route, body, "Content-Type", "application/json")
}

func (s shop) order(id, amount string, form ...string) got {
	s.t.Helper()
	g := s.ask("POST /orders", append([]string{"order_id", id, "amount", amount, "customer_id", customerRef, "return_url", returnURL}, form...)...)
	require.Equal(s.t, 200, g.status, g.body)
	return g
}

// newCard are the parameters of a payment with a card typed in; more come after
// and win.
func (s shop) newCard(orderID, number string, more ...string) []string {
	form := pairs("order_id", orderID, "merchant_id", s.MerchantID, "payment_method_type", "CARD", "payment_method", "VISA",
		"card_number", number, "card_exp_month", "12", "card_exp_year", "30", "card_security_code", "123",
		"redirect_after_payment", "true", "format", "json")
	for i := 0; i+1 < len(more); i += 2 {
		if form.Set(more[i], more[i+1]); more[i+1] == "" {
			form.Del(more[i])
		}
	}
	var list []string
	for name := range form {
		list = append(list, name, form.Get(name))
	}
	return list
}

// pay starts a payment and has the payer approve it.
func (s shop) pay(orderID, number string, more ...string) got {
	s.t.Helper()
	g := s.ask("POST /txns", s.newCard(orderID, number, more...)...)
	require.Equal(s.t, 200, g.status, g.body)
	if g.text("status") == "PENDING_VBV" {
		_, err := s.Approve(g.text("payment", "authentication", "url"))
		require.NoError(s.t, err)
	}
	return g
}

func (s shop) status(orderID string) string {
	s.t.Helper()
	return s.ask("GET /orders/" + orderID).text("status")
}

// stored adds a card and returns its fresh token.
func (s shop) stored(number string) string {
	s.t.Helper()
	g := s.ask("POST /card/add", "merchant_id", s.MerchantID, "customer_id", customerRef,
		"card_number", number, "card_exp_year", "2030", "card_exp_month", "12", "name_on_card", "A B")
	require.Equal(s.t, 200, g.status, g.body)
	return g.text("card_token")
}
