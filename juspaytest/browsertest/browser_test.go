// Package browsertest drives juspaytest's bank page in a real browser.
package browsertest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// newBrowser starts Chromium with a telephone's window. In CI it must be there.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no browser: CI must install chromium")
		}
		t.Skip("no browser on this machine: install chromium to drive the bank page")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(360, 640),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("proxy-server", "direct://"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return ctx
}

// merchant is a shop whose return handler checks what the payer brings.
type merchant struct {
	*juspaytest.Server
	client  *juspay.Client
	site    *httptest.Server
	returns chan url.Values
}

func newMerchant(t *testing.T, opts ...juspaytest.Option) *merchant {
	t.Helper()
	m := &merchant{Server: juspaytest.NewServer(opts...), returns: make(chan url.Values, 1)}
	t.Cleanup(m.Close)
	m.client = m.Client()
	m.site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/return" || r.ParseForm() != nil {
			http.NotFound(w, r)
			return
		}
		result, err := juspay.VerifyReturn(r.Form, m.ResponseKey)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><title>shop</title><p id="result">` + string(result.Status) + `</p>`))
		m.returns <- r.Form
	}))
	t.Cleanup(m.site.Close)
	return m
}

func (m *merchant) order(t *testing.T, id string) *juspay.Order {
	t.Helper()
	o, err := m.client.Orders.Create(t.Context(), &juspay.OrderCreateParams{OrderID: id, Amount: "250.50", ReturnURL: m.site.URL + "/return"})
	require.NoError(t, err)
	return o
}

func (m *merchant) status(t *testing.T, id string) juspay.Status {
	t.Helper()
	o, err := m.client.Orders.Get(t.Context(), id, nil)
	require.NoError(t, err)
	return o.Status
}

const (
	approve  = chromedp.ID("approve")
	decline  = chromedp.ID("decline")
	walkAway = chromedp.ID("walk_away")
)

func TestBankPage(t *testing.T) {
	browser := newBrowser(t)
	tests := []struct {
		name   string
		button chromedp.ID
		status juspay.Status
		opts   []juspaytest.Option
	}{
		{"approve", approve, juspay.StatusCharged, nil},
		{"decline", decline, juspay.StatusAuthenticationFailed, nil},
		{"walk away", walkAway, juspay.StatusPendingVBV, nil},
		{"approve, and back by POST", approve, juspay.StatusCharged, []juspaytest.Option{juspaytest.WithQuirks(juspaytest.ReturnByPost)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMerchant(t, tt.opts...)
			m.order(t, "ord_1")
			txn, err := m.client.Txns.Create(t.Context(), &juspay.TxnCreateParams{
				OrderID: "ord_1", RedirectAfterPayment: true,
				Source: juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2045}, SecurityCode: "123"},
			})
			require.NoError(t, err)

			require.NoError(t, chromedp.Do(browser, chromedp.Navigate(txn.RedirectURL())))
			page, err := chromedp.Run(browser, chromedp.Text(chromedp.CSS("main")))
			require.NoError(t, err)
			overflow, err := chromedp.Run(browser, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > window.innerWidth`))
			require.NoError(t, err)
			result := answer(t, browser, tt.button)
			require.Contains(t, page, "INR 250.50")
			require.Contains(t, page, "ord_1")
			require.Contains(t, page, "VISA 4242")
			require.NotContains(t, page, juspaytest.CardVisa)
			require.False(t, overflow, "a telephone must not scroll sideways")
			require.Equal(t, string(tt.status), result)
			require.Equal(t, "ord_1", (<-m.returns).Get("order_id"))
			require.Equal(t, tt.status, m.status(t, "ord_1"))
		})
	}
}

func TestPaymentLink(t *testing.T) {
	browser := newBrowser(t)
	m := newMerchant(t)
	link := m.order(t, "ord_1").PaymentLinks.Web
	choose := func() {
		t.Helper()
		require.NoError(t, chromedp.Do(browser, chromedp.Click(chromedp.CSS("button")), chromedp.WaitVisible(approve)))
	}
	require.NoError(t, chromedp.Do(browser, chromedp.Navigate(link), chromedp.SetValue(chromedp.CSS(`select[name="card"]`), juspaytest.CardDeclined)))
	choose()
	require.Equal(t, string(juspay.StatusAuthorizationFailed), answer(t, browser, approve))
	<-m.returns

	require.NoError(t, chromedp.Do(browser, chromedp.Navigate(link)))
	choose()
	require.Equal(t, string(juspay.StatusCharged), answer(t, browser, approve))
	require.Equal(t, juspay.StatusCharged, m.status(t, "ord_1"))

	require.NoError(t, chromedp.Do(browser, chromedp.Navigate(link)))
	after, err := chromedp.Run(browser, chromedp.Text(chromedp.CSS("main")))
	require.NoError(t, err)
	require.Contains(t, after, "This order cannot be paid: CHARGED")
}

// answer presses a button of the bank page and reads what the shop shows then.
func answer(t *testing.T, browser context.Context, button chromedp.ID) string {
	t.Helper()
	require.NoError(t, chromedp.Do(browser, chromedp.Click(button), chromedp.WaitVisible(chromedp.ID("result"))))
	result, err := chromedp.Run(browser, chromedp.Text(chromedp.ID("result")))
	require.NoError(t, err)
	return result
}
