package juspay

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	hookUser     = "juspayhook"
	hookPassword = "pass:word:with:colons"
)

func basic(pair string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair)) }

// deliver posts body with the right credentials, unless change says otherwise.
func deliver(h http.Handler, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(body))
	r.SetBasicAuth(hookUser, hookPassword)
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func authorization(value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", value) }
}

func method(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }

// callbacks are all ways in which a callback can end, and what is answered.
var callbacks = map[string]struct {
	handle func(context.Context, *Event) error
	status int
}{
	"returns nil":   {func(context.Context, *Event) error { return nil }, 200},
	"returns error": {func(context.Context, *Event) error { return errors.New("database planted-secret") }, 500},
	"panics":        {func(context.Context, *Event) error { panic("planted-secret") }, 500},
	"panics error":  {func(context.Context, *Event) error { panic(errors.New("planted-secret")) }, 500},
	"divides by 0":  {func(_ context.Context, e *Event) error { return fmt.Errorf("%d", 1/len(e.Order.TxnID[:0])) }, 500},
	"aborts":        {func(context.Context, *Event) error { panic(http.ErrAbortHandler) }, 500},
	"is nil":        {nil, 500},
}

func TestWebhookHandlerMatrix(t *testing.T) {
	t.Parallel()
	event := string(testdata(t, "webhooks", "order_succeeded.json"))
	tests := []struct {
		name   string
		change func(*http.Request)
		body   string
		status int // 0: whatever the callback makes of it
	}{
		{"an event", func(*http.Request) {}, event, 0},
		{"an event without an order", func(*http.Request) {}, string(testdata(t, "webhooks", "mandate_activated.json")), 0},
		{"the scheme in another case", func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "Basic", "bAsIc", 1))
		}, event, 0},
		{"as large as may be", func(*http.Request) {}, event + strings.Repeat(" ", 1<<20-len(event)), 0},

		{"no credentials", func(r *http.Request) { r.Header.Del("Authorization") }, event, 401},
		{"no username", authorization(basic(":" + hookPassword)), event, 401},
		{"no password", authorization(basic(hookUser + ":")), event, 401},
		{"no colon", authorization(basic(hookUser)), event, 401},
		{"wrong username", authorization(basic(hookUser + "x:" + hookPassword)), event, 401},
		{"wrong password", authorization(basic(hookUser + ":" + hookPassword + "x")), event, 401},
		{"a part of the password", authorization(basic(hookUser + ":pass:word")), event, 401},
		{"cut at the last colon", authorization(basic(hookUser + ":pass:word:with")), event, 401},
		{"the two swapped", authorization(basic(hookPassword + ":" + hookUser)), event, 401},
		{"another scheme", authorization("Bearer " + hookPassword), event, 401},
		{"not base64", authorization("Basic " + hookUser + ":" + hookPassword), event, 401},
		{"Basic alone", authorization("Basic"), event, 401},
		{"no credentials and no event", func(r *http.Request) { r.Header.Del("Authorization") }, "{", 401},
		{"no credentials and too large", func(r *http.Request) { r.Header.Del("Authorization") }, strings.Repeat(" ", 1<<20+1), 401},

		{"GET", method(http.MethodGet), event, 405},
		{"PUT", method(http.MethodPut), event, 405},
		{"HEAD", method(http.MethodHead), event, 405},
		{"OPTIONS", method(http.MethodOptions), event, 405},
		{"GET without credentials", func(r *http.Request) { r.Method = http.MethodGet; r.Header.Del("Authorization") }, event, 405},

		{"nothing", func(*http.Request) {}, "", 400},
		{"no JSON", func(*http.Request) {}, "order_id=1", 400},
		{"no event", func(*http.Request) {}, "{}", 400},
		{"cut short", func(*http.Request) {}, event[:len(event)/2], 400},
		{"encrypted, without keys", func(*http.Request) {}, string(testdata(t, "jwe", "webhook-jwt.json")), 400},

		{"too large by one byte", func(*http.Request) {}, event + strings.Repeat(" ", 1<<20-len(event)+1), 413},
		{"too large, length unknown", func(r *http.Request) { r.ContentLength = -1 }, strings.Repeat(" ", 1<<22), 413},
	}
	for _, tt := range tests {
		for ending, callback := range callbacks {
			t.Run(tt.name+", callback "+ending, func(t *testing.T) {
				t.Parallel()
				var log bytes.Buffer
				calls := 0
				var handle func(context.Context, *Event) error
				if callback.handle != nil {
					handle = func(ctx context.Context, e *Event) error { calls++; return callback.handle(ctx, e) }
				}
				h := NewWebhookHandler(hookUser, hookPassword, handle, WithWebhookLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))

				w := deliver(h, tt.body, tt.change)

				want := tt.status
				if want == 0 {
					want = callback.status
				}
				require.Equal(t, want, w.Code)
				assert.Equal(t, tt.status == 0 && callback.handle != nil, calls == 1, "called exactly when the event is let through")
				assert.Equal(t, want == 405, w.Header().Get("Allow") == "POST")
				assert.Equal(t, want == 401, strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Basic "))
				assert.LessOrEqual(t, w.Body.Len(), 100)
				for _, secret := range []string{"planted-secret", hookUser, "with:colons", "ord1001", "evt_", "mozExample"} {
					assert.NotContains(t, w.Body.String()+fmt.Sprint(w.Header())+log.String(), secret)
				}
				assert.Equal(t, want != 200, strings.Contains(log.String(), fmt.Sprintf("status=%d", want)), "every refusal is logged: %s", &log)
			})
		}
	}
}

func TestWebhookHandlerWithoutCredentialsRefusesEverything(t *testing.T) {
	t.Parallel()
	event := string(testdata(t, "webhooks", "order_succeeded.json"))
	for name, c := range map[string]struct {
		user, password string
		opts           []WebhookOption
	}{
		"no username":           {"", hookPassword, nil},
		"no password":           {hookUser, "", nil},
		"neither":               {"", "", nil},
		"a secret header alone": {"", "", []WebhookOption{WithWebhookHeader("X-Secret", "s")}},
		"an empty header value": {hookUser, hookPassword, []WebhookOption{WithWebhookHeader("X-Secret", "")}},
		"an empty header name":  {hookUser, hookPassword, []WebhookOption{WithWebhookHeader("", "s")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			h := NewWebhookHandler(c.user, c.password, func(context.Context, *Event) error {
				t.Error("called")
				return nil
			}, append(c.opts, WithWebhookLogger(slog.New(slog.NewTextHandler(&log, nil))))...)
			for _, auth := range []string{"", basic(":"), basic(c.user + ":" + c.password), basic(hookUser + ":" + hookPassword)} {
				w := deliver(h, event, authorization(auth), func(r *http.Request) { r.Header.Set("X-Secret", c.password) })
				assert.Equal(t, http.StatusUnauthorized, w.Code, auth)
			}
			assert.Equal(t, 1, strings.Count(log.String(), "\n"), "one log line: %s", &log)
			assert.NotContains(t, log.String(), hookPassword)
		})
	}
}

func TestWebhookHandlerChecksTheSecretHeaderToo(t *testing.T) {
	t.Parallel()
	h := NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error { return nil },
		WithWebhookHeader("X-Hook-Secret", "s3cret"), WithWebhookHeader("X-Other", "too"))
	event := string(testdata(t, "webhooks", "order_succeeded.json"))
	header := func(pairs ...string) func(*http.Request) {
		return func(r *http.Request) {
			for i := 0; i < len(pairs); i += 2 {
				r.Header.Set(pairs[i], pairs[i+1])
			}
		}
	}
	assert.Equal(t, 200, deliver(h, event, header("X-Hook-Secret", "s3cret", "x-other", "too")).Code)
	assert.Equal(t, 401, deliver(h, event, header("X-Hook-Secret", "s3cret")).Code)
	assert.Equal(t, 401, deliver(h, event, header("X-Hook-Secret", "s3cretx", "X-Other", "too")).Code)
	assert.Equal(t, 401, deliver(h, event).Code)
	assert.Equal(t, 401, deliver(h, event, header("X-Hook-Secret", "s3cret", "X-Other", "too"), authorization("")).Code)
}

func TestWebhookHandlerPassesEventAndContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	var got *Event
	h := NewWebhookHandler(hookUser, hookPassword, func(ctx context.Context, e *Event) error {
		assert.Equal(t, "value", ctx.Value(key{}))
		got = e
		return nil
	})
	w := deliver(h, string(testdata(t, "webhooks", "order_refunded.json")), func(r *http.Request) {
		*r = *r.WithContext(context.WithValue(r.Context(), key{}, "value"))
	})
	require.Equal(t, 200, w.Code)
	assert.Equal(t, "rf_second", got.Refunds()[0].UniqueRequestID)
}

func TestWebhookHandlerOpensEncryptedBodies(t *testing.T) {
	t.Parallel()
	merchant, juspay := testPrivateKey(t, "merchant-pkcs8.pem"), testPrivateKey(t, "juspay-pkcs8.pem")
	event := string(testdata(t, "webhooks", "order_succeeded.json"))
	seal := func(body string) string {
		return `{"JWT":"` + compact(forgery{}.encrypt(t, &merchant.PublicKey, compact(forgedJWS(t, juspay, rs256, body)))) + `"}`
	}
	forged := `{"JWT":"` + compact(forgery{}.encrypt(t, &merchant.PublicKey, compact(forgedJWS(t, merchant, rs256, event)))) + `"}`
	old, err := ParseEncryptionKeys("key_old", testdata(t, "jwe", "juspay-pkcs8.pem"), testdata(t, "jwe", "merchant-public.pem"))
	require.NoError(t, err)

	tests := []struct {
		name                            string
		opts                            []WebhookOption
		encrypted, plain, forged, noise int
	}{
		{"keys", []WebhookOption{WithWebhookKeys(testKeys(t))}, 200, 200, 400, 400},
		{"keys, and encryption required", []WebhookOption{WithWebhookKeys(testKeys(t)), RequireEncryption()}, 200, 400, 400, 400},
		{"old and new keys", []WebhookOption{WithWebhookKeys(old), WithWebhookKeys(testKeys(t))}, 200, 200, 400, 400},
		{"other keys", []WebhookOption{WithWebhookKeys(old)}, 400, 200, 400, 400},
		{"no keys, and encryption required", []WebhookOption{RequireEncryption()}, 400, 400, 400, 400},
		{"keys of nil", []WebhookOption{WithWebhookKeys(nil)}, 400, 200, 400, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var id string
			h := NewWebhookHandler(hookUser, hookPassword, func(_ context.Context, e *Event) error {
				id = e.Order.OrderID
				return nil
			}, tt.opts...)
			for body, want := range map[string]int{seal(event): tt.encrypted, event: tt.plain, forged: tt.forged, seal("{}"): tt.noise, seal("x"): tt.noise} {
				id = ""
				require.Equal(t, want, deliver(h, body).Code)
				assert.Equal(t, want == 200, id == "ord1001")
			}
			assert.Equal(t, 401, deliver(h, seal(event), authorization("")).Code, "encryption is no credential")
		})
	}
}

func TestWebhookHandlerWithDeduplication(t *testing.T) {
	t.Parallel()
	event := string(testdata(t, "webhooks", "order_succeeded.json"))
	other := string(testdata(t, "webhooks", "order_refunded.json"))

	for ending, callback := range callbacks {
		t.Run("callback "+ending, func(t *testing.T) {
			t.Parallel()
			calls, fail := 0, true
			h := NewWebhookHandler(hookUser, hookPassword, func(ctx context.Context, e *Event) error {
				calls++
				if !fail {
					return nil
				}
				return callback.handle(ctx, e)
			}, WithDeduplication(NewMemoryDeduplicator(0)), quiet())

			require.Equal(t, callback.status, deliver(h, event).Code)
			fail = false
			require.Equal(t, 200, deliver(h, event).Code)
			require.Equal(t, 200, deliver(h, event).Code)
			want := 1 // once when it succeeds,
			if callback.status != 200 {
				want = 2 // and once more after a failure
			}
			assert.Equal(t, want, calls)
			require.Equal(t, 200, deliver(h, other).Code)
			assert.Equal(t, want+1, calls, "another event is another matter")
		})
	}

	t.Run("a callback that ends its goroutine frees the event", func(t *testing.T) {
		t.Parallel()
		exit := true
		h := NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error {
			if exit {
				runtime.Goexit()
			}
			return nil
		}, WithDeduplication(NewMemoryDeduplicator(0)))
		var wg sync.WaitGroup
		wg.Go(func() { deliver(h, event) })
		wg.Wait()
		exit = false
		assert.Equal(t, 200, deliver(h, event).Code)
	})

	t.Run("503 while the first is at work, 200 after", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			gate := make(chan struct{})
			var calls atomic.Int32
			h := NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error {
				calls.Add(1)
				<-gate
				return nil
			}, WithDeduplication(NewMemoryDeduplicator(0)))
			first := 0
			var wg sync.WaitGroup
			wg.Go(func() { first = deliver(h, event).Code })
			synctest.Wait()
			for range 3 {
				assert.Equal(t, 503, deliver(h, event).Code)
			}
			close(gate)
			wg.Wait()
			assert.Equal(t, 200, first)
			assert.Equal(t, 200, deliver(h, event).Code)
			assert.Equal(t, int32(1), calls.Load())
		})
	})

	t.Run("a hundred at a time, one call", func(t *testing.T) {
		t.Parallel()
		var calls, ok, busy atomic.Int32
		h := NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error {
			calls.Add(1)
			return nil
		}, WithDeduplication(NewMemoryDeduplicator(0)))
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				switch deliver(h, event).Code {
				case 200:
					ok.Add(1)
				case 503:
					busy.Add(1)
				}
			})
		}
		wg.Wait()
		assert.Equal(t, int32(1), calls.Load())
		assert.Equal(t, int32(100), ok.Load()+busy.Load())
		assert.Positive(t, ok.Load())
	})
}

// scriptedStore answers claims as told and notes what is released.
type scriptedStore struct {
	claim             Claim
	claimErr, release error
	released          []string
}

func (s *scriptedStore) Claim(_ context.Context, key string) (Claim, error) {
	claim := s.claim
	claim.Key = key
	return claim, s.claimErr
}

func (s *scriptedStore) Release(ctx context.Context, claim Claim, done bool) error {
	_, bounded := ctx.Deadline()
	s.released = append(s.released, fmt.Sprintf("%s %s done=%t live=%t bounded=%t", claim.Key, claim.Fence, done, ctx.Err() == nil, bounded))
	return s.release
}

func TestWebhookHandlerAndItsStore(t *testing.T) {
	t.Parallel()
	const key = "evt_V2_0123456789abcdef0123456789abcdef"
	down := errors.New("store is down: planted-secret")
	taken := Claim{State: ClaimTaken, Fence: "fence7"}
	tests := []struct {
		name     string
		store    scriptedStore
		fails    bool // the callback
		status   int
		calls    int
		released []string
		logs     string
	}{
		{"taken and handled", scriptedStore{claim: taken}, false, 200, 1, []string{key + " fence7 done=true live=true bounded=true"}, ""},
		{"taken and failed", scriptedStore{claim: taken}, true, 500, 1, []string{key + " fence7 done=false live=true bounded=true"}, ""},
		{"busy", scriptedStore{claim: Claim{State: ClaimBusy}}, false, 503, 0, nil, ""},
		{"done", scriptedStore{claim: Claim{State: ClaimDone}}, false, 200, 0, nil, ""},
		{"no answer", scriptedStore{}, false, 500, 0, nil, "no claim state"},
		{"claim fails: the event comes again", scriptedStore{claimErr: down}, false, 500, 0, nil, "cannot claim"},
		{"release fails: handled is handled", scriptedStore{claim: taken, release: down}, false, 200, 1, []string{key + " fence7 done=true live=true bounded=true"}, "cannot release"},
		{"release fails: the claim lapses", scriptedStore{claim: taken, release: down}, true, 500, 1, []string{key + " fence7 done=false live=true bounded=true"}, "cannot release"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			calls := 0
			ctx, hangUp := context.WithCancel(t.Context())
			h := NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error {
				calls++
				hangUp() // Juspay no longer waits: the store must hear of it nevertheless
				if tt.fails {
					return errors.New("no")
				}
				return nil
			}, WithDeduplication(&tt.store), WithWebhookLogger(slog.New(slog.NewTextHandler(&log, nil))))
			defer hangUp()
			w := deliver(h, string(testdata(t, "webhooks", "order_succeeded.json")), func(r *http.Request) { *r = *r.WithContext(ctx) })
			assert.Equal(t, tt.status, w.Code)
			assert.Equal(t, tt.calls, calls)
			assert.Equal(t, tt.released, tt.store.released)
			assert.Contains(t, log.String(), tt.logs)
			assert.Equal(t, tt.logs == "", log.Len() == 0, "%s", &log)
			assert.NotContains(t, log.String(), "planted-secret")
			assert.NotContains(t, log.String(), key)
		})
	}
}

func TestWebhookHandlerBehindNetHTTP(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error { return nil }))
	defer server.Close()
	post := func(body io.Reader) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, body)
		require.NoError(t, err)
		r.SetBasicAuth(hookUser, hookPassword)
		response, err := server.Client().Do(r)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		return response.StatusCode
	}
	assert.Equal(t, 200, post(bytes.NewReader(testdata(t, "webhooks", "order_succeeded.json"))))
	assert.Equal(t, 400, post(nil))
	assert.Equal(t, 413, post(strings.NewReader(strings.Repeat(" ", 1<<20+1))))
}

func TestWebhookHandlerPrintsNoSecret(t *testing.T) {
	t.Parallel()
	h := NewWebhookHandler(hookUser, hookPassword, nil, WithWebhookHeader("X-Secret", "planted-header"), WithWebhookKeys(testKeys(t)))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		printed := fmt.Sprintf(verb+verb, h, struct{ H http.Handler }{h})
		for _, secret := range []string{hookUser, hookPassword, "planted-header"} {
			assert.NotContains(t, printed, secret)
			assert.NotContains(t, printed, fmt.Sprintf("%x", secret))
		}
	}
}

func quiet() WebhookOption { return WithWebhookLogger(slog.New(slog.DiscardHandler)) }

func FuzzWebhookHandler(f *testing.F) {
	f.Add(http.MethodPost, basic(hookUser+":"+hookPassword), testdata(f, "webhooks", "order_succeeded.json"))
	f.Add(http.MethodPost, basic(hookUser+":"+hookPassword), testdata(f, "jwe", "webhook-jwt.json"))
	f.Add(http.MethodPost, "Basic \x00", []byte("{"))
	f.Add(http.MethodGet, "", []byte(nil))
	keys := testKeys(f)
	f.Fuzz(func(t *testing.T, method, auth string, body []byte) {
		called := false
		h := NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error {
			called = true
			return nil
		}, WithWebhookKeys(keys), WithDeduplication(NewMemoryDeduplicator(1)), quiet())
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Method = method
		r.Header["Authorization"] = []string{auth}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		_, password, _ := r.BasicAuth()
		if called {
			require.Equal(t, 200, w.Code)
			require.Equal(t, http.MethodPost, method)
			require.Equal(t, hookPassword, password)
			return
		}
		require.GreaterOrEqual(t, w.Code, 400)
	})
}
