package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay/juspaytest"
)

// visitor is somebody at the shop, with a browser that follows no redirect by
// itself.
type visitor struct {
	t    *testing.T
	shop *shop
	bank *juspaytest.Server
	http *http.Client
}

// got is a page.
type got struct {
	status   int
	location string
	body     string
}

// visit opens a shop on a Juspay in memory, and lets somebody in.
func visit(t *testing.T, change ...func(*shop)) *visitor {
	t.Helper()
	return visitAt(t, config{}, change...)
}

func visitAt(t *testing.T, cfg config, change ...func(*shop)) *visitor {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	s, err := newShop(cfg.at(server.Listener.Addr()), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	s.patience = 200 * time.Millisecond
	for _, c := range change {
		c(s)
	}
	server.Config.Handler = s
	server.Start()
	t.Cleanup(func() {
		server.Close()
		s.close()
	})
	v := &visitor{t: t, shop: s, http: server.Client()}
	if s.backstage != nil {
		v.bank = s.backstage.Server
	}
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return v
}

func (v *visitor) send(r *http.Request) got {
	v.t.Helper()
	resp, err := v.http.Do(r)
	require.NoError(v.t, err)
	defer func() { require.NoError(v.t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(v.t, err)
	return got{resp.StatusCode, resp.Header.Get("Location"), string(body)}
}

// address completes a path; what is complete stays.
func (v *visitor) address(path string) string {
	if strings.HasPrefix(path, "/") {
		return v.shop.url + path
	}
	return path
}

func (v *visitor) get(path string) got {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.address(path), nil)
	require.NoError(v.t, err)
	return v.send(r)
}

func (v *visitor) post(path string, pairs ...string) got {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.address(path), strings.NewReader(form.Encode()))
	require.NoError(v.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(r)
}

// choose takes an item to the till and returns the order's page.
func (v *visitor) choose(item string) string {
	v.t.Helper()
	g := v.post("/orders", "item", item)
	require.Equal(v.t, http.StatusSeeOther, g.status, g.body)
	require.Regexp(v.t, `^/orders/tea[a-z0-9]{16}/pay$`, g.location)
	return strings.TrimSuffix(g.location, "/pay")
}

// typeCard is the form with a new card.
func (v *visitor) typeCard(order, number string, more ...string) got {
	v.t.Helper()
	return v.post(order+"/pay", append([]string{"with", "new", "number", number, "expiry", "12/30", "cvv", "123", "name", "Asha Rao"}, more...)...)
}

// toBank is a payment that goes on at the bank's page, whose address it returns.
func (v *visitor) toBank(order, number string, more ...string) string {
	v.t.Helper()
	g := v.typeCard(order, number, more...)
	require.Equal(v.t, http.StatusSeeOther, g.status, g.body)
	require.True(v.t, strings.HasPrefix(g.location, v.bank.URL), g.location)
	return g.location
}

// comeBack follows the bank's redirect to the order's page.
func (v *visitor) comeBack(order string, back *url.URL, err error) got {
	v.t.Helper()
	require.NoError(v.t, err)
	g := v.get(back.String())
	require.Equal(v.t, http.StatusSeeOther, g.status, g.body)
	require.Equal(v.t, order, g.location)
	return v.get(order)
}

// buy pays with a new card and comes back.
func (v *visitor) buy(item, number string, more ...string) (order string, page got) {
	v.t.Helper()
	order = v.choose(item)
	back, err := v.bank.Approve(v.toBank(order, number, more...))
	return order, v.comeBack(order, back, err)
}

func (v *visitor) stored(orderPage string) order {
	v.t.Helper()
	o, found := v.shop.orders.get(strings.TrimPrefix(orderPage, "/orders/"))
	require.True(v.t, found)
	return o
}

// sent counts the requests that reached Juspay on a route.
func (v *visitor) sent(route string) int {
	n := 0
	for _, r := range v.bank.Requests() {
		if r.Route == route {
			n++
		}
	}
	return n
}

// settled waits until every event was delivered.
func (v *visitor) settled() {
	v.t.Helper()
	require.NoError(v.t, v.bank.Flush(v.t.Context()))
}

var hidden = regexp.MustCompile(`name="(with|refund_id)" value="([^"]+)"`)

// hiddenField returns a hidden field of a form.
func hiddenField(page, name string) string {
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		if m[1] == name {
			return m[2]
		}
	}
	return ""
}

// fakeClock is the shop's clock, where a test moves it.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *fakeClock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
