package juspaytest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// visit opens a page, or presses a button of it when a form is given.
func (s shop) visit(address string, form ...string) got {
	s.t.Helper()
	method := http.MethodGet
	if len(form) > 0 {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(pairs(form...).Encode()))
	require.NoError(s.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.client.Do(r)
	require.NoError(s.t, err)
	text, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	require.NoError(s.t, resp.Body.Close())
	return got{status: resp.StatusCode, header: resp.Header, body: string(text), t: s.t}
}

func TestBankPageAnswersLikeTheMethods(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{approve: "CHARGED", decline: "AUTHENTICATION_FAILED", walkAway: "PENDING_VBV"} {
		s := newShop(t)
		s.order("ord_1", "250.50")
		address := s.ask("POST /txns", s.newCard("ord_1", CardVisa)...).text("payment", "authentication", "url")
		requests := len(s.Requests())

		page := s.visit(address)
		require.Equal(t, 200, page.status)
		for _, text := range []string{"INR 250.50", "ord_1", "VISA 4242", "Approve", "Decline", "Walk away"} {
			require.Contains(t, page.body, text)
		}
		require.NotContains(t, page.body, CardVisa)
		require.NotContains(t, page.body, "https://", "nothing is loaded from anywhere")
		require.Equal(t, 200, s.visit(address, "answer", "nonsense").status, "which is no answer")
		require.Equal(t, "PENDING_VBV", s.status("ord_1"))

		sent := s.visit(address, "answer", answer)
		require.Equal(t, http.StatusFound, sent.status)
		back, err := url.Parse(sent.header.Get("Location"))
		require.NoError(t, err)
		require.Equal(t, want, back.Query().Get("status"))
		requireSigned(t, back.Query(), s.ResponseKey)
		require.Equal(t, want, s.status("ord_1"))
		require.Len(t, s.Requests(), requests+2, "pages are no part of the API")

		if over := s.visit(address); want != "PENDING_VBV" {
			require.Contains(t, over.body, "This payment is over: "+want)
			require.NotContains(t, over.body, "<button")
		}
	}
}

func TestPaymentPageOffersCards(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	link := s.order("ord_1", "10").text("payment_links", "web")
	page := s.visit(link)
	require.Contains(t, page.body, `<option value="`+CardDeclined+`">`)
	require.Equal(t, 200, s.visit(link, "card", "4000000000000127").status, "which is not on the menu")
	bank := s.visit(link, "card", CardDeclined).header.Get("Location")
	require.Contains(t, s.visit(bank, "answer", approve).header.Get("Location"), "status=AUTHORIZATION_FAILED")
	s.visit(s.visit(link, "card", CardVisa).header.Get("Location"), "answer", approve)
	require.Equal(t, "CHARGED", s.status("ord_1"))
	require.Contains(t, s.visit(link).body, "This order cannot be paid: CHARGED")
	require.Equal(t, 200, s.visit(link, "card", CardVisa).status)
}

func TestPagesThatDoNotExist(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, path := range []string{"/v2/pay/start/sandbox/moz0", "/orders/ordeh_0/payment-page", "/merchant/ipay/x"} {
		require.Equal(t, 404, s.visit(s.URL+path).status, path)
	}
}

func TestReturnByPostHidesNothingInTheAddress(t *testing.T) {
	t.Parallel()
	s := newShop(t, WithQuirks(ReturnByPost))
	s.order("ord_1", "10")
	page := s.visit(s.ask("POST /txns", s.newCard("ord_1", CardVisa)...).text("payment", "authentication", "url"), "answer", approve)
	require.Equal(t, 200, page.status)
	require.Contains(t, page.body, `<form id="return" method="post" action="`+returnURL+`">`)
	require.Contains(t, page.body, `<input type="hidden" name="status" value="CHARGED">`)
}

func TestPagesEscapeWhatMerchantsWrite(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	link := s.order(`<script>alert(1)</script>`, "10").text("payment_links", "web")
	require.Contains(t, s.visit(link).body, "&lt;script&gt;")
	require.NotContains(t, s.visit(link).body, "<script>")
}
