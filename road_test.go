package juspay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const anyOrderURL = ProductionURL + "/orders/ord1001"

// newServed returns a client of its own pool, and a server that it talks to.
func newServed(t *testing.T, handler http.HandlerFunc, opts ...Option) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := NewClient(testKey, testMerchant, append([]Option{WithBaseURL(server.URL)}, opts...)...)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func getOrder(t *testing.T, client *Client, opts ...Option) error {
	t.Helper()
	_, err := client.Orders.Get(t.Context(), "ord1001", nil, opts...)
	return err
}

// This test replaces http.DefaultTransport, and so runs before all parallel ones.
func TestMockOfTheDefaultTransportIsSeenByAClientThatWasGivenNone(t *testing.T) {
	before, err := NewClient(testKey, testMerchant)
	require.NoError(t, err)
	bare, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{}))
	require.NoError(t, err)
	shared, err := NewClient(testKey, testMerchant, WithHTTPClient(http.DefaultClient))
	require.NoError(t, err)

	httpmock.Activate(t)
	httpmock.RegisterResponder("GET", anyOrderURL, httpmock.NewStringResponder(200, "{}"))
	after, err := NewClient(testKey, testMerchant)
	require.NoError(t, err)
	for _, client := range []*Client{before, bare, shared, after} {
		assert.NoError(t, getOrder(t, client))
	}
	assert.Equal(t, 4, httpmock.GetTotalCallCount())

	httpmock.Deactivate()
	assert.Same(t, before.pool, before.transport(before.settings), "and no longer than it is there")
}

func TestMockOfAGivenClientIsSeenWheneverItComes(t *testing.T) {
	t.Parallel()
	given := &http.Client{Transport: failing(errors.New("the transport of before"))}
	client, err := NewClient(testKey, testMerchant, WithHTTPClient(given), WithMaxRetries(0))
	require.NoError(t, err)
	assert.ErrorContains(t, getOrder(t, client), "the transport of before")

	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", anyOrderURL, httpmock.NewStringResponder(200, "{}"))
	given.Transport = mock // as httpmock.ActivateNonDefault does
	assert.NoError(t, getOrder(t, client))

	one := &http.Client{Transport: failing(errors.New("the transport of one call"))}
	assert.ErrorContains(t, getOrder(t, client, WithHTTPClient(one)), "the transport of one call")
	assert.NoError(t, getOrder(t, client))
	assert.Equal(t, 2, mock.GetTotalCallCount())
}

func failing(err error) roundTripper {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func TestGivenClientIsUsedAndNeverChanged(t *testing.T) {
	t.Parallel()
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		res := httpmock.NewStringResponse(302, "")
		res.Header.Set("Location", "/elsewhere")
		return res, nil
	})
	jar := &countingJar{}
	redirects := 0
	given := &http.Client{
		Transport: mock, Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { redirects++; return nil },
	}
	before := *given
	client, err := NewClient(testKey, testMerchant, WithHTTPClient(given))
	require.NoError(t, err)
	_, err = client.Txns.Create(t.Context(), &TxnCreateParams{OrderID: "ord1001", Source: SavedCard{Token: "t"}})
	require.NoError(t, err)

	assert.Same(t, mock, given.Transport)
	assert.Same(t, jar, given.Jar)
	assert.Equal(t, before.Timeout, given.Timeout)
	assert.Equal(t, reflect.ValueOf(before.CheckRedirect).Pointer(), reflect.ValueOf(given.CheckRedirect).Pointer())
	assert.Equal(t, 1, jar.asked, "its cookies serve")
	assert.Zero(t, redirects, "its redirects do not")
	assert.Equal(t, 1, mock.GetTotalCallCount())
}

func TestCookiesOfAGivenClientComeAndGo(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	var sent []string
	rt := roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r.Header.Get("Cookie"))
		res := httpmock.NewStringResponse(200, "{}")
		res.Header = http.Header{"Set-Cookie": {"route=b; Path=/"}}
		return res, nil
	})
	client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: rt, Jar: jar}))
	require.NoError(t, err)
	require.NoError(t, getOrder(t, client))
	require.NoError(t, getOrder(t, client))
	assert.Equal(t, []string{"", "route=b"}, sent)
}

// What an http.Client would have made of it is an error too, and no panic.
func TestTransportThatAnswersNothing(t *testing.T) {
	t.Parallel()
	for name, res := range map[string]*http.Response{"no answer": nil, "no body": {StatusCode: 200}} {
		rt := roundTripper(func(*http.Request) (*http.Response, error) { return res, nil })
		client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: rt}), WithMaxRetries(0))
		require.NoError(t, err)
		_, err = client.Txns.Create(t.Context(), &TxnCreateParams{OrderID: "ord1001", Source: SavedCard{Token: "t"}})
		assert.ErrorIs(t, err, ErrOutcomeUnknown, name)
	}
}

type countingJar struct{ asked int }

func (j *countingJar) Cookies(*url.URL) []*http.Cookie   { j.asked++; return nil }
func (*countingJar) SetCookies(*url.URL, []*http.Cookie) {}

func TestTimeoutOfAGivenClientHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		waits := roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: waits, Timeout: 5 * time.Second}), WithMaxRetries(0))
		require.NoError(t, err)
		began := time.Now()
		err = getOrder(t, client)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorIs(t, err, ErrConnection)
		assert.Equal(t, 5*time.Second, time.Since(began))
	})
}

func TestOwnPoolKeepsItsConnections(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	connections := map[string]bool{}
	client := newServed(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		connections[r.RemoteAddr] = true
		mu.Unlock()
		_, _ = io.WriteString(w, `{"order_id":"ord1001"}`+strings.Repeat(" ", 100_000))
	})
	assert.Same(t, client.pool, client.transport(client.settings))
	for range 5 {
		require.NoError(t, getOrder(t, client))
	}
	mu.Lock()
	defer mu.Unlock()
	assert.Len(t, connections, 1, "bodies are read to their end")
}

func TestOwnPoolIsSizedAsAskedFor(t *testing.T) {
	t.Parallel()
	client, err := NewClient(testKey, testMerchant)
	require.NoError(t, err)
	assert.Equal(t, uint16(tls.VersionTLS12), client.pool.TLSClientConfig.MinVersion)
	assert.Equal(t, 512, client.pool.MaxIdleConnsPerHost)
	assert.Equal(t, 50*time.Second, client.pool.IdleConnTimeout)
	assert.Equal(t, 10*time.Second, client.pool.TLSHandshakeTimeout)
	assert.Zero(t, client.pool.MaxConnsPerHost)
	assert.Nil(t, client.pool.Proxy, "no environment is read")

	client, err = NewClient(testKey, testMerchant, WithPool(Pool{MaxConns: 1, MaxIdle: 2, IdleTimeout: 3, TLSTimeout: 4}))
	require.NoError(t, err)
	p := client.pool
	assert.Equal(t, []int{1, 2, 3, 4}, []int{p.MaxConnsPerHost, p.MaxIdleConnsPerHost, int(p.IdleConnTimeout), int(p.TLSHandshakeTimeout)})
}

func TestOwnPoolRefusesOldTLS(t *testing.T) {
	t.Parallel()
	for version, fine := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refusal is wanted
		server.StartTLS()
		t.Cleanup(server.Close)
		client, err := NewClient(testKey, testMerchant, WithBaseURL(server.URL), WithMaxRetries(0))
		require.NoError(t, err)
		t.Cleanup(client.CloseIdleConnections)
		client.pool.TLSClientConfig.RootCAs = x509.NewCertPool()
		client.pool.TLSClientConfig.RootCAs.AddCert(server.Certificate())
		err = getOrder(t, client)
		if fine {
			assert.NoError(t, err, tls.VersionName(version))
			continue
		}
		assert.ErrorContains(t, err, "protocol version", tls.VersionName(version))
		var lost *ConnectionError
		require.ErrorAs(t, err, &lost)
		assert.False(t, lost.Sent, "a handshake that failed sent nothing")
	}
}

// noting is a middleware that writes its name before and after.
func noting(notes *[]string, name string) Middleware {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			*notes = append(*notes, name+" in")
			res, err := next.RoundTrip(r)
			*notes = append(*notes, name+" out")
			return res, err
		})
	}
}

func TestMiddlewareStandsInTheOrderGivenTheClientsOutside(t *testing.T) {
	t.Parallel()
	var notes []string
	client, mock := newMocked(t, WithMiddleware(noting(&notes, "a"), noting(&notes, "b")), WithMiddleware(noting(&notes, "c")))
	mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
		notes = append(notes, "sent")
		return httpmock.NewStringResponse(200, "{}"), nil
	})
	require.NoError(t, getOrder(t, client, WithMiddleware(noting(&notes, "d")), WithMiddleware(noting(&notes, "e"))))
	assert.Equal(t, []string{"a in", "b in", "c in", "d in", "e in", "sent", "e out", "d out", "c out", "b out", "a out"}, notes)

	notes = nil
	require.NoError(t, getOrder(t, client))
	assert.Equal(t, []string{"a in", "b in", "c in", "sent", "c out", "b out", "a out"}, notes, "one call's middleware is gone with it")
}

func TestMiddlewareSeesEachAttemptAndChangesItsOwnAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		client, mock := newMocked(t, WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				seen = append(seen, r.Header.Get("X-Attempt")+" "+r.URL.RawQuery)
				r.Header.Set("X-Attempt", "changed")
				r.URL.RawQuery = "changed=1"
				return next.RoundTrip(r)
			})
		}))
		mock.RegisterNoResponder(httpmock.NewStringResponder(503, ""))
		assert.ErrorIs(t, getOrder(t, client, WithHeader("x-attempt", "mine")), ErrServer)
		assert.Equal(t, []string{"mine ", "mine ", "mine "}, seen)
	})
}

// What a middleware answers by itself is an answer like any other.
func TestMiddlewareMayAnswer(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t)
	order, err := client.Orders.Get(t.Context(), "ord1001", nil, WithMiddleware(func(http.RoundTripper) http.RoundTripper {
		return roundTripper(func(*http.Request) (*http.Response, error) {
			return httpmock.NewStringResponse(200, `{"status":"CHARGED"}`), nil
		})
	}))
	require.NoError(t, err)
	assert.Equal(t, StatusCharged, order.Status)
	assert.Zero(t, mock.GetTotalCallCount())
}

func TestMiddlewareSeesNoCredentials(t *testing.T) {
	t.Parallel()
	looks := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			res, err := next.RoundTrip(r)
			assert.Empty(t, r.Header.Values("Authorization"), "neither before nor after")
			assert.NotContains(t, fmt.Sprintf("%+v", r.Header), testKey)
			return res, err
		})
	}
	none := func(*settings) error { return nil }
	for _, given := range []struct{ client, call Option }{
		{WithMiddleware(looks), none}, {none, WithMiddleware(looks)}, {WithMiddleware(looks), WithMiddleware(looks)},
	} {
		client, mock := newMocked(t, given.client)
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			assert.Equal(t, testBasic, r.Header.Get("Authorization"))
			return httpmock.NewStringResponse(200, "{}"), nil
		})
		require.NoError(t, getOrder(t, client, given.call))
	}
}

func TestCredentialsDoNotFollowAMiddlewareElsewhere(t *testing.T) {
	t.Parallel()
	for name, rewrite := range map[string]func(*http.Request){
		"another host":   func(r *http.Request) { r.URL.Host = "evil.example" },
		"another port":   func(r *http.Request) { r.URL.Host += ":8443" },
		"another scheme": func(r *http.Request) { r.URL.Scheme = "http" },
	} {
		client, mock := newMocked(t)
		mock.RegisterNoResponder(httpmock.NewStringResponder(200, "{}"))
		_, err := client.Txns.Create(t.Context(), &TxnCreateParams{OrderID: "o", Source: SavedCard{Token: "t"}}, WithMaxRetries(0), WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				moved := r.Clone(r.Context())
				rewrite(moved)
				return next.RoundTrip(moved)
			})
		}))
		assertIs(t, err, ErrConnection)
		var lost *ConnectionError
		require.ErrorAs(t, err, &lost, name)
		assert.False(t, lost.Sent, name)
		assert.Zero(t, mock.GetTotalCallCount(), name)
	}
}

func TestErrorOfAnotherClientLosesItsURL(t *testing.T) {
	t.Parallel()
	wrapped := &url.Error{Op: "Get", URL: "https://api.juspay.in/orders/ord1001", Err: errors.New("cut")}
	client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: failing(wrapped)}), WithMaxRetries(0))
	require.NoError(t, err)
	err = getOrder(t, client)
	assert.ErrorContains(t, err, "cut")
	assert.NotContains(t, err.Error(), "ord1001")
}

func TestMiddlewareMayLeaveNoHeader(t *testing.T) {
	t.Parallel()
	bare := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			r.Header = nil
			return next.RoundTrip(r)
		})
	}
	client, mock := newMocked(t, WithMiddleware(bare))
	mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		assert.Equal(t, testBasic, r.Header.Get("Authorization"))
		return httpmock.NewStringResponse(200, "{}"), nil
	})
	require.NoError(t, getOrder(t, client))
}

func TestMiddlewareThatDropsTheContextSendsNothing(t *testing.T) {
	t.Parallel()
	drops := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			return next.RoundTrip(r.WithContext(context.Background()))
		})
	}
	client, mock := newMocked(t, WithMiddleware(drops), WithMaxRetries(0))
	err := getOrder(t, client)
	assertIs(t, err, ErrConnection)
	assert.EqualError(t, err, "juspay: GET /orders/{order_id}: no answer: a middleware dropped the request's context")
	assert.Zero(t, mock.GetTotalCallCount())
}

func TestMiddlewareThatMakesNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t, WithMiddleware(func(http.RoundTripper) http.RoundTripper { return nil }))
	mock.RegisterNoResponder(httpmock.NewStringResponder(200, "{}"))
	assert.NoError(t, getOrder(t, client))
}

func TestRedirectsAreNeverFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var requests atomic.Int32
		client := newServed(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			http.Redirect(w, r, "/stolen", status)
		}, WithMaxRetries(0))
		err := getOrder(t, client)
		var answer *Error
		require.ErrorAs(t, err, &answer)
		assert.Equal(t, status, answer.HTTPStatus)
		assertIs(t, err)

		_, err = client.Txns.Void(t.Context(), "moz1")
		assertIs(t, err, ErrOutcomeUnknown)

		txn, err := client.Txns.Create(t.Context(), &TxnCreateParams{OrderID: "o", Source: SavedCard{Token: "t"}})
		if status == http.StatusFound {
			require.NoError(t, err)
			assert.Equal(t, "/stolen", txn.RedirectURL())
		} else {
			assertIs(t, err, ErrOutcomeUnknown)
			assert.Nil(t, txn)
		}
		assert.Equal(t, int32(3), requests.Load(), "one request a call")
	}
}

func TestOptionsOfOneCallLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t, WithHeader("x-mine", "client"))
	var got []http.Header
	mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		h := r.Header.Clone()
		h["url"] = []string{r.URL.String()}
		got = append(got, h)
		if strings.HasPrefix(r.URL.Path, "/v4/") {
			return httpmock.NewStringResponse(400, ""), nil
		}
		return httpmock.NewStringResponse(200, "{}"), nil
	})
	ctx := t.Context()
	_, _ = client.Orders.Get(ctx, "ord1001", nil)
	_, _ = client.Orders.Get(ctx, "ord1001", nil, WithHeader("x-mine", "call"), WithHeader("x-other", "call"), WithAPIVersion("2024-01-01"), WithRoutingID("r"),
		WithCredentials("OTHERKEY", "other"), WithBaseURL("https://other.example"), WithEncryption(testKeys(t)), WithTimeout(time.Second), WithMaxRetries(0),
		WithMaxResponseBytes(1), WithPollSchedule(time.Second), WithLogger(nil))
	_, _ = client.Orders.Get(ctx, "ord1001", nil)
	require.Len(t, got, 3)
	assert.Equal(t, got[0], got[2])
	assert.Equal(t, []string{"call", "call", "2024-01-01", "r", "other", "", "https://other.example/v4/order-status"}, []string{
		got[1].Get("X-Mine"), got[1].Get("X-Other"), got[1].Get("Version"), got[1].Get("X-Routing-Id"), got[1].Get("X-Merchantid"), got[1].Get("Authorization"), got[1]["url"][0],
	})
	assert.Equal(t, "client", got[2].Get("X-Mine"))
	fresh, _ := newMocked(t, WithHeader("x-mine", "client"))
	assert.Equal(t, fresh.settings.timeout, client.settings.timeout)
	assert.Equal(t, fresh.settings.maxRetries, client.settings.maxRetries)
	assert.Equal(t, fresh.settings.maxBody, client.settings.maxBody)
	assert.Equal(t, fresh.settings.poll, client.settings.poll)
	assert.Nil(t, client.settings.keys)
}

// Whatever comes back, or does not: params are read and never written.
func TestParamsOfEveryCallStayAsTheyWere(t *testing.T) {
	t.Parallel()
	for name, responder := range map[string]httpmock.Responder{
		"an answer": httpmock.NewStringResponder(200, `{"status":"CHARGED"}`), "a refusal": httpmock.NewStringResponder(400, `{"error_message":"no"}`),
		"no answer": httpmock.NewErrorResponder(errors.New("cut")),
	} {
		fresh := everyCall()
		for i, call := range everyCall() {
			client, mock := newMocked(t, WithMaxRetries(0))
			mock.RegisterNoResponder(responder)
			if call.method != "Orders.Wait" { // which would wait for better answers
				_, _ = call.on(t.Context(), client, WithEncryption(testKeys(t)))
			} else if name == "no answer" {
				continue
			}
			_, _ = call.on(t.Context(), client)
			assert.Equal(t, fresh[i].args, call.args, call.method)
		}
	}
}

// The fault walk: whatever goes wrong, there is no result, the error says what it
// is, and only calls that change something say that their outcome is unknown.
func TestResultIsNilWheneverTheErrorIsNot(t *testing.T) {
	t.Parallel()
	cut := errors.New("connection reset")
	answering := func(status int, body string) http.RoundTripper {
		return roundTripper(func(*http.Request) (*http.Response, error) { return httpmock.NewStringResponse(status, body), nil })
	}
	cutBody := roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"status":`), iotestErr{cut})), ContentLength: 100}, nil
	})
	faults := []struct {
		name     string
		road     http.RoundTripper
		is       []error
		doubtful bool
	}{
		{"no answer", failing(cut), []error{ErrConnection}, true},
		{"an answer that is cut", cutBody, []error{ErrConnection}, true},
		{"an empty 200", answering(200, ""), []error{ErrDecode}, true},
		{"HTML with 200", answering(200, "<html>"), []error{ErrDecode}, true},
		{"null with 200", answering(200, "null"), []error{ErrDecode}, true},
		{"a list with 200", answering(200, "[]"), []error{ErrDecode}, true},
		{"half an object with 200", answering(200, `{"status":"CHARGED"`), []error{ErrDecode}, true},
		{"more after the object", answering(200, `{} {}`), []error{ErrDecode}, true},
		{"an empty 204", answering(204, ""), []error{ErrDecode}, true},
		{"500", answering(500, "{}"), []error{ErrServer}, true},
		{"502 in HTML", answering(502, "<html>"), []error{ErrServer}, true},
		{"401", answering(401, "{}"), []error{ErrUnauthorized}, false},
		{"429", answering(429, ""), []error{ErrRateLimited}, false},
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			for _, call := range everyCall() {
				if call.method == "Orders.Wait" { // survives most of these, and is tested where waits are
					continue
				}
				client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: fault.road}), WithMaxRetries(0))
				require.NoError(t, err)
				result, err := call.on(t.Context(), client)
				assert.Nil(t, result, call.method)
				is := fault.is
				if fault.doubtful && !readingMethods[call.method] {
					is = append([]error{ErrOutcomeUnknown}, is...)
				}
				assertIs(t, err, is...)
				assert.False(t, strings.ContainsAny(err.Error(), "\n\r"), err)
			}
		})
	}
}

// readingMethods are those whose endpoints change nothing.
var readingMethods = map[string]bool{
	"Customers.Get": true, "Customers.PaymentMethods": true, "Customers.Wallets": true, "Cards.List": true, "Cards.Info": true, "Cards.EligibleBINs": true,
	"Orders.Get": true, "Orders.Wait": true, "Merchants.PaymentMethods": true, "Vault.Fingerprint": true, "Vault.Get": true,
}

type iotestErr struct{ err error }

func (r iotestErr) Read([]byte) (int, error) { return 0, r.err }

func TestLongestAnswerIsReadAndALongerOneRefused(t *testing.T) {
	t.Parallel()
	const limit = 1000
	body := func(n int) string { return `{"order_id":"` + strings.Repeat("o", n-15) + `"}` }
	for _, chunked := range []bool{false, true} {
		for n, fine := range map[int]bool{limit - 1: true, limit: true, limit + 1: false, 100 * limit: false} {
			client := newServed(t, func(w http.ResponseWriter, _ *http.Request) {
				if !chunked {
					w.Header().Set("Content-Length", strconv.Itoa(n))
				}
				_, _ = io.WriteString(w, body(n)[:n/2])
				w.(http.Flusher).Flush()
				_, _ = io.WriteString(w, body(n)[n/2:])
			}, WithMaxResponseBytes(limit), WithMaxRetries(0))
			order, err := client.Orders.Get(t.Context(), "ord1001", nil)
			if fine {
				require.NoError(t, err)
				assert.Len(t, order.Response.Body, n)
				continue
			}
			assert.Nil(t, order)
			assertIs(t, err, ErrDecode)
			var tooLarge *BodyLimitError
			require.ErrorAs(t, err, &tooLarge)
			assert.Equal(t, int64(limit), tooLarge.Limit)
			assert.EqualError(t, err, "juspay: GET /orders/{order_id}: what came cannot be read: larger than 1000 bytes")

			_, err = client.Txns.Void(t.Context(), "moz1")
			assertIs(t, err, ErrDecode, ErrOutcomeUnknown)
		}
	}
}

func TestStatusOfARefusalIsKeptWhateverItsBody(t *testing.T) {
	t.Parallel()
	client := newServed(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, strings.Repeat("x", 5000))
	}, WithMaxResponseBytes(1000))
	err := getOrder(t, client)
	assertIs(t, err, ErrForbidden)

	cut := roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 404, Header: http.Header{}, Body: io.NopCloser(iotestErr{errors.New("cut")})}, nil
	})
	client, newErr := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: cut}))
	require.NoError(t, newErr)
	assertIs(t, getOrder(t, client), ErrNotFound)
}

// A length that a server claims is believed only as far as that is cheap.
func TestClaimedLengthCostsNothing(t *testing.T) {
	t.Parallel()
	huge := roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), ContentLength: 1 << 60}, nil
	})
	client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: huge}))
	require.NoError(t, err)
	order, err := client.Orders.Get(t.Context(), "ord1001", nil)
	require.NoError(t, err)
	assert.Less(t, cap(order.Response.Body), 1<<20)
}

func TestContextThatHasEndedSendsNothing(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, call := range everyCall() {
		client, mock := newMocked(t)
		result, err := call.on(ended, client)
		assert.Nil(t, result)
		assert.ErrorIs(t, err, context.Canceled, call.method)
		assert.NotErrorIs(t, err, ErrOutcomeUnknown, call.method)
		assert.Zero(t, mock.GetTotalCallCount())
	}
}

func TestOneClientServesManyAtOnce(t *testing.T) {
	t.Parallel()
	client := newServed(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		id := r.PostForm.Get("order_id")
		if id == "" {
			id = strings.TrimPrefix(r.URL.Path, "/orders/")
		}
		user, _, _ := r.BasicAuth()
		_, _ = fmt.Fprintf(w, `{"order_id":%q,"merchant_id":%q,"customer_id":%q,"udf1":%q}`, id, r.Header.Get("X-Merchantid"), r.Header.Get("X-Routing-Id"), user)
	}, WithMiddleware(func(next http.RoundTripper) http.RoundTripper { return next }))
	params := &OrderCreateParams{OrderID: "shared", Amount: "1", CustomerID: "shared", Metadata: map[string]string{"a": "b"}}
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			id := "ord" + strconv.Itoa(i)
			order, err := client.Orders.Get(t.Context(), id, nil, WithCredentials("KEY"+id, "merchant"+id))
			if assert.NoError(t, err) {
				assert.Equal(t, []string{id, "merchant" + id, id, "KEY" + id}, []string{order.OrderID, order.MerchantID, order.CustomerID, order.UDF1})
			}
			order, err = client.Orders.Create(t.Context(), params)
			if assert.NoError(t, err) {
				assert.Equal(t, []string{"shared", testMerchant, "shared", testKey}, []string{order.OrderID, order.MerchantID, order.CustomerID, order.UDF1})
			}
			assert.Equal(t, "juspay.Client{"+client.settings.base.Host+"}", fmt.Sprint(client))
		})
	}
	group.Wait()
}
