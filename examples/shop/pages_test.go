package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

func TestEventDeliveredTwiceIsHandledOnce(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.buy("assam", juspaytest.CardVisa)
	v.settled()
	events := v.bank.Events()
	last := events[len(events)-1]
	require.Equal(t, "ORDER_SUCCEEDED", last.Name)
	reads := v.sent("GET /orders/{order_id}")

	assert.Equal(t, "/backstage", v.post("/backstage/events", "event", last.ID).location)
	assert.Equal(t, tally{Delivered: 2, Handled: 1}, v.shop.backstage.tally(last.ID))
	assert.Contains(t, v.get("/backstage").body, "delivered 2 ×, handled 1 ×")
	assert.Equal(t, reads, v.sent("GET /orders/{order_id}"))
	assert.Equal(t, 1, v.shop.orders.parcelsSent())
}

func TestEventComesAgainWhenTheOrderCannotBeRead(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	link := v.toBank(order, juspaytest.CardVisa)
	v.settled()
	v.bank.Inject(juspaytest.Fault{Route: "GET /orders/{order_id}", Status: http.StatusServiceUnavailable, Times: 3})
	_, err := v.bank.Approve(link)
	require.NoError(t, err)
	v.settled()
	require.Equal(t, phaseChecking, v.stored(order).Phase())
	v.post("/backstage/time", "for", "1m")
	assert.Equal(t, phasePaid, v.stored(order).Phase())
}

func TestWebhookOfAStrangerIsRefused(t *testing.T) {
	t.Parallel()
	v := visit(t)
	assert.Equal(t, http.StatusUnauthorized, v.post("/webhook", "a", "b").status)
	assert.Equal(t, http.StatusMethodNotAllowed, v.get("/webhook").status)
}

func TestOtherSitesCannotPost(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	for _, path := range []string{"/orders", order + "/pay", order + "/refunds", "/backstage/time", "/backstage/events", "/backstage/faults"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.shop.url+path, strings.NewReader("item=assam"))
		require.NoError(t, err)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		g := v.send(r)
		assert.Equal(t, http.StatusForbidden, g.status, path)
		assert.Contains(t, g.body, "That came from another site", path)
	}
}

func TestNoPageShowsASecret(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("darjeeling", juspaytest.CardVisa, "save", "yes", "cvv", "7391")
	till := v.get(v.choose("kulhad") + "/pay")
	v.ask(order, "100.00")
	v.settled()

	pages := []string{"/", "/orders", order, order + "/check", "/backstage", "/wire"}
	links := regexp.MustCompile(`/wire/\d+`).FindAllString(v.get("/wire").body, -1)
	require.Greater(t, len(links), 10)
	all := till.body
	for _, path := range append(pages, links...) {
		all += v.get(path).body
	}
	cards, err := v.shop.juspay.Cards.List(t.Context(), customerID, nil)
	require.NoError(t, err)
	for name, secret := range map[string]string{
		"card number": juspaytest.CardVisa, "CVV": "7391", "card token": cards.Cards[0].CardToken,
		"API key": v.bank.APIKey, "response key": v.bank.ResponseKey,
	} {
		assert.NotContains(t, all, secret, name)
	}
}

func TestWireShowsTheFlow(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	v.settled()
	page := v.get("/wire").body
	for _, text := range []string{"POST</span> <span class=\"path\">/txns", "POST</span> <span class=\"path\">/webhook", "GET</span> <span class=\"path\">/return", order, "ORDER_SUCCEEDED", masked, "CHARGED"} {
		assert.Contains(t, page, text)
	}
	assert.Contains(t, page, `http-equiv="refresh"`)
	assert.NotContains(t, v.get("/wire?still").body, `http-equiv="refresh"`)
	newest := v.get("/wire/1").body
	assert.Contains(t, newest, "POST /customers")
	assert.Contains(t, newest, "object_reference_id")
}

func TestPagesForbidScripts(t *testing.T) {
	t.Parallel()
	v := visit(t)
	resp, err := v.http.Get(v.shop.url + "/")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Contains(t, resp.Header.Get("Content-Security-Policy"), "default-src 'none'")
	assert.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
	style, err := v.http.Get(v.shop.url + "/style.css")
	require.NoError(t, err)
	require.NoError(t, style.Body.Close())
	assert.Equal(t, "text/css; charset=utf-8", style.Header.Get("Content-Type"))
	assert.Contains(t, v.get("/icon.svg").body, "<svg")
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	v := visit(t)
	for _, path := range []string{"/nowhere", "/orders/none", "/orders/none/pay", "/orders/none/check", "/wire/99", "/wire/x"} {
		g := v.get(path)
		assert.Equal(t, http.StatusNotFound, g.status, path)
		assert.Contains(t, g.body, "Nothing here", path)
	}
	assert.Equal(t, http.StatusNotFound, v.post("/orders", "item", "coffee").status)
	assert.Equal(t, http.StatusNotFound, v.post("/orders/none/pay", "with", newCard).status)
	assert.Equal(t, http.StatusNotFound, v.post("/backstage/faults", "fault", "x").status)
	assert.Equal(t, http.StatusNotFound, v.post("/backstage/events", "event", "x").status)
	assert.Equal(t, http.StatusBadRequest, v.post("/backstage/time", "for", "1000h").status)
}

func TestMishapsAreArmed(t *testing.T) {
	t.Parallel()
	v := visit(t)
	for _, f := range faults {
		g := v.post("/backstage/faults", "fault", f.ID)
		assert.Contains(t, v.get(g.location).body, "Ready: ", f.ID)
	}
}

// TestRealJuspay has the shop talk to a Juspay that is not its own, with what
// the environment says.
func TestRealJuspay(t *testing.T) {
	t.Parallel()
	bank := juspaytest.NewServer()
	t.Cleanup(bank.Close)
	cfg := config{apiKey: bank.APIKey, merchantID: bank.MerchantID, responseKey: bank.ResponseKey, baseURL: bank.URL}
	v := visitAt(t, cfg)
	v.bank = bank
	order, page := v.buy("assam", juspaytest.CardVisa)
	assert.Contains(t, page.body, "Thank you")
	assert.NotContains(t, v.get(order).body, "Backstage")
	assert.NotContains(t, v.get(v.choose("assam")+"/pay").body, "No card at hand?")
	assert.Equal(t, http.StatusNotFound, v.get("/backstage").status)
	assert.Equal(t, http.StatusUnauthorized, v.post("/webhook").status, "no credentials, no webhooks")
}

func TestWrongKeyIsTheShopsTrouble(t *testing.T) {
	t.Parallel()
	bank := juspaytest.NewServer()
	t.Cleanup(bank.Close)
	v := visitAt(t, config{apiKey: "wrong", merchantID: bank.MerchantID, responseKey: "x", baseURL: bank.URL})
	g := v.typeCard(v.choose("assam"), juspaytest.CardVisa)
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	assert.Contains(t, g.body, "The shop cannot reach its account")
}

func TestConfig(t *testing.T) {
	t.Parallel()
	read := func(environ map[string]string, args ...string) (config, error) {
		return readConfig(args, func(name string) string { return environ[name] }, io.Discard)
	}
	cfg, err := read(nil)
	require.NoError(t, err)
	assert.True(t, cfg.inMemory())
	assert.Equal(t, "localhost:8080", cfg.addr, "loopback by default")

	cfg, err = read(map[string]string{"JUSPAY_API_KEY": "k", "JUSPAY_MERCHANT_ID": "m", "JUSPAY_RESPONSE_KEY": "r"})
	require.NoError(t, err)
	assert.False(t, cfg.inMemory())
	assert.Equal(t, juspay.SandboxURL, cfg.baseURL)

	_, err = read(map[string]string{"JUSPAY_API_KEY": "k"})
	assert.ErrorContains(t, err, "set all of")
	_, err = read(nil, "stray")
	assert.ErrorContains(t, err, "unexpected argument")
}

func TestShopEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-addr", "localhost:0"}, func(string) string { return "" }, in)
		_ = in.Close()
	}()
	line := make([]byte, 200)
	n, err := out.Read(line)
	require.NoError(t, err)
	address := regexp.MustCompile(`http://localhost:\d+`).Find(line[:n])
	require.NotNil(t, address, string(line[:n]))
	resp, err := http.Get(string(address))
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.True(t, bytes.Contains(body, []byte("Kettle")))
	stop()
	assert.NoError(t, <-ended)
}

func TestRupees(t *testing.T) {
	t.Parallel()
	for amount, text := range map[juspay.Amount]string{
		"0": "₹0.00", "1499.5": "₹1,499.50", "420": "₹420.00", "123456.05": "₹1,23,456.05", "10000000": "₹1,00,00,000.00", "x": "₹–", "": "₹–",
	} {
		assert.Equal(t, text, rupees(amount))
	}
}

func TestVeil(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, value, shown string }{
		{"card_number", "4242424242424242", masked},
		{"note", "4242 4242 4242 4242", masked},
		{"card_security_code", "123", masked},
		{"cardSecurityCode", "123", masked},
		{"order.card_token", "tkn_x", masked},
		{"client_auth_token", "tkn_x", masked},
		{"tokenize", "true", "true"},
		{"otp", "123456", masked},
		{"order_id", "tea1", "tea1"},
		{"signature_algorithm", "HMAC-SHA256", "HMAC-SHA256"},
	} {
		assert.Equal(t, row.shown, veil(row.name, row.value), row.name)
	}
	assert.JSONEq(t, `{"a":[{"card_number":"`+masked+`","n":1.10}],"token":{"par":"P"}}`,
		maskJSON([]byte(`{"a":[{"card_number":"4","n":1.10}],"token":{"par":"P"}}`)))
	assert.Equal(t, "(no JSON)", maskJSON([]byte("<html>4242424242424242")))
}

func TestExplainSaysWhatAPersonUnderstands(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		juspay.ErrOutcomeUnknown, juspay.ErrUnauthorized, juspay.ErrServer, juspay.ErrConnection, juspay.ErrInvalidParams, errors.New("?"),
		&juspay.Error{HTTPStatus: 400, Code: "x"},
	} {
		text := explain(err)
		assert.NotContains(t, text, "juspay")
		assert.Regexp(t, `^[A-Z].*\.$`, text)
	}
	assert.Equal(t, "Invalid card.", explain(&juspay.Error{HTTPStatus: 400, UserMessage: "Invalid card."}))
	assert.Equal(t, "Try later.", explain(&juspay.Error{HTTPStatus: 400, Info: &juspay.ErrorInfo{UserMessage: "Try later."}}))
}

func TestWebhookWakesThePageThatWaits(t *testing.T) {
	t.Parallel()
	v := visit(t, func(s *shop) {
		s.juspay = s.backstage.Client(juspay.WithPollSchedule(time.Hour)) // nothing else ends the wait
		s.patience = 30 * time.Second
	})
	order := v.choose("assam")
	link := v.toBank(order, juspaytest.CardVisa)
	v.settled()
	reads := v.sent("GET /orders/{order_id}")
	begun, shown := time.Now(), make(chan got)
	go func() { shown <- v.get(order + "/check") }()
	require.Eventually(t, func() bool { return v.sent("GET /orders/{order_id}") > reads }, 10*time.Second, time.Millisecond)
	_, err := v.bank.Approve(link)
	require.NoError(t, err)
	assert.Equal(t, order, (<-shown).location)
	assert.Less(t, time.Since(begun), 15*time.Second)
	assert.Equal(t, phasePaid, v.stored(order).Phase())
}
