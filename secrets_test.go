package juspay

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is planted in calls here must arrive on the wire, and be found nowhere
// else. The texts are no digits, but for the number: those would be masked for
// being digits.
const (
	secretNumber     = "4111111111111111"
	secretCVV        = "cvv-7q"
	secretOTP        = "otp-9x"
	secretCryptogram = "AgAA+/cryptogram="
	secretKey        = "PLANTEDKEY42"
	secretCardToken  = "tkn_planted"
	secretWallet     = "wallet-planted"
	secretCardData   = "eyJ.planted.jwe"
	secretExtra      = "extra-planted"
)

var secrets = []string{secretNumber, secretCVV, secretOTP, secretCryptogram, secretKey, secretCardToken, secretWallet, secretCardData}

// secretCalls send every kind of secret.
func secretCalls() []invocation {
	card := CardDetails{Number: secretNumber, Expiry: Expiry{6, 30}, SecurityCode: secretCVV}
	return []invocation{
		{"Cards.Tokenize", []any{&CardTokenizeParams{Card: card}}},
		{"Cards.Add", []any{&CardAddParams{CustomerID: "customer@example.com", Card: &card}}},
		{"Cards.Update", []any{&CardUpdateParams{CardToken: secretCardToken, Nickname: "n"}}},
		{"Cards.Delete", []any{secretCardToken}},
		paying(&TxnCreateParams{OrderID: "ord1001", Source: NewCard{Number: secretNumber, Expiry: Expiry{6, 30}, SecurityCode: secretCVV}}),
		paying(&TxnCreateParams{OrderID: "ord1001", Source: &SavedCard{Token: secretCardToken, SecurityCode: secretCVV}}),
		paying(&TxnCreateParams{OrderID: "ord1001", Source: NetworkToken{Number: secretNumber, Expiry: Expiry{6, 30}, Cryptogram: secretCryptogram}}),
		paying(&TxnCreateParams{OrderID: "ord1001", PaymentMethod: "PAYTM", Source: Wallet{DirectToken: secretWallet}}),
		{"Txns.SubmitOTP", []any{"moz1", &OTPSubmitParams{ChallengeID: "ch_1", OTP: secretOTP}}},
		{"Orders.Get", []any{"ord1001", &OrderGetParams{Extra: url.Values{"x": {secretExtra}}}}},
		{"Vault.Fingerprint", []any{&CardFingerprintParams{CardNumber: secretNumber}}},
		{"Vault.AltID", []any{&AltIDParams{CardData: secretCardData, Amount: "1", Currency: "INR", CorrelationID: "c", KeyID: "k"}}},
	}
}

// assertHoldsNoSecret looks for the secrets as they are, and as verbs, JSON and
// headers would write them.
func assertHoldsNoSecret(t *testing.T, text, where string) {
	t.Helper()
	for _, secret := range append([]string{secretExtra}, secrets...) {
		for form, written := range map[string]string{
			"as it is": secret, "escaped": url.QueryEscape(secret), "in hex": hex.EncodeToString([]byte(secret)),
			"as bytes": strings.Trim(fmt.Sprint([]byte(secret)), "[]"), "as a header": base64.StdEncoding.EncodeToString([]byte(secret + ":")),
		} {
			assert.NotContains(t, strings.ToLower(text), strings.ToLower(written), "%s, %s: %s", where, form, secret)
		}
	}
}

func assertPrintsNoSecret(t *testing.T, v any, where string) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%t", "%o"} {
		assertHoldsNoSecret(t, fmt.Sprintf(verb, v), where+" "+verb)
		assertHoldsNoSecret(t, fmt.Sprintf(verb, []any{v, &v, map[string]any{"x": v}, struct{ X any }{v}}), where+" nested "+verb)
	}
	text, err := json.Marshal(v)
	if err == nil { // a cause may hold what JSON cannot write
		assertHoldsNoSecret(t, string(text), where+" in JSON")
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
	assertHoldsNoSecret(t, log.String(), where+" in a log")
}

func TestClientAndServicesPrintNoSecret(t *testing.T) {
	t.Parallel()
	client, err := NewClient(secretKey, testMerchant, WithEncryption(testKeys(t)), WithHTTPClient(&http.Client{}), WithHeader("x-a", secretExtra))
	require.NoError(t, err)
	_, private, _ := strings.Cut(string(testdata(t, "jwe", "merchant-pkcs8.pem")), "\n")
	private, _, _ = strings.Cut(private, "\n")
	for _, v := range []any{
		client, *client, client.Customers, client.Cards, client.Txns, client.Orders, client.Sessions, client.Merchants, client.Vault,
		*client.Customers, *client.Cards, *client.Txns, *client.Orders, *client.Sessions, *client.Merchants, *client.Vault, testKeys(t),
		WithCredentials(secretKey, testMerchant), []Option{WithCredentials(secretKey, testMerchant)},
	} {
		assertPrintsNoSecret(t, v, fmt.Sprintf("%T", v))
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
			assert.NotContains(t, fmt.Sprintf(verb, v), private)
		}
	}
}

func TestParamsPrintNoSecret(t *testing.T) {
	t.Parallel()
	for _, call := range secretCalls() {
		if call.method == "Cards.Delete" { // a text of the caller's own
			continue
		}
		for _, arg := range call.args {
			assertPrintsNoSecret(t, arg, fmt.Sprintf("%T", arg))
		}
	}
}

// A whole scenario of faults, with a log at its most talkative: what is in the
// log, in the errors and in their JSON, and what arrived.
func TestFaultsLeakNoSecret(t *testing.T) {
	t.Parallel()
	echo := func(r *http.Request) string { // a server that says back what it heard
		body := ""
		if r.Body != nil {
			b, _ := io.ReadAll(r.Body)
			body = string(b)
		}
		plain, _ := url.QueryUnescape(body + " " + r.URL.RawQuery)
		text, _ := json.Marshal(plain + " " + r.Header.Get("Authorization") + " " + secretKey)
		return string(text)
	}
	answering := func(status int, body func(*http.Request) string) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{"X-Request-Id": {"req-1"}}, Body: io.NopCloser(strings.NewReader(body(r)))}, nil
		}
	}
	faults := map[string]func(*http.Request) (*http.Response, error){
		"no answer":       func(*http.Request) (*http.Response, error) { return nil, errors.New("cut") },
		"an echo in 400":  answering(400, func(r *http.Request) string { return `{"error_code":"x","error_message":` + echo(r) + `}` }),
		"an echo in user": answering(400, func(r *http.Request) string { return `{"user_message":` + echo(r) + `}` }),
		"an echo in info": answering(422, func(r *http.Request) string {
			e := echo(r)
			return `{"error_info":{"user_message":` + e + `,"developer_message":` + e + `,"fields":[{"field_name":"f","reason":` + e + `}]}}`
		}),
		"an echo in 503":       answering(503, func(r *http.Request) string { return `{"error_message":` + echo(r) + `}` }),
		"HTML that echoes":     answering(502, func(r *http.Request) string { return "<html>" + echo(r) }),
		"an answer that is no": answering(200, func(r *http.Request) string { return "<html>" + echo(r) }),
		"429":                  answering(429, func(*http.Request) string { return "" }),
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var log strings.Builder
				var arrived strings.Builder
				options := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
				transport := roundTripper(func(r *http.Request) (*http.Response, error) {
					arrived.WriteString(r.Header.Get("Authorization") + "\n" + r.URL.String() + "\n")
					if r.Body != nil {
						body, _ := io.ReadAll(r.Body)
						arrived.Write(body)
						r.Body = io.NopCloser(strings.NewReader(string(body)))
					}
					return fault(r)
				})
				for _, handler := range []slog.Handler{slog.NewTextHandler(&lockedWriter{&mu, &log}, options), slog.NewJSONHandler(&lockedWriter{&mu, &log}, options)} {
					client, err := NewClient(secretKey, testMerchant, WithHTTPClient(&http.Client{Transport: transport}), WithLogger(slog.New(handler)))
					require.NoError(t, err)
					for _, call := range secretCalls() {
						_, err := call.on(t.Context(), client)
						require.Error(t, err, call.method)
						assertPrintsNoSecret(t, err, call.method)
						for cause := err; cause != nil; cause = errors.Unwrap(cause) {
							assertPrintsNoSecret(t, cause, call.method+" unwrapped")
						}
					}
				}
				assertHoldsNoSecret(t, log.String(), "the log")
				assert.NotContains(t, log.String(), "ord1001")
				assert.NotContains(t, log.String(), "customer")
				assert.Contains(t, log.String(), `"route":"POST /txns"`)
				for _, secret := range secrets {
					if secret == secretKey {
						secret = base64.StdEncoding.EncodeToString([]byte(secret + ":"))
					}
					assert.True(t, strings.Contains(arrived.String(), secret) || strings.Contains(arrived.String(), url.QueryEscape(secret)), "%s did not arrive", secret)
				}
			})
		})
	}
}

type lockedWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// What the log says is an allow-list: these names, and no others.
func TestLogSaysWhatItMayAndNothingElse(t *testing.T) {
	t.Parallel()
	for status, level := range map[int]string{200: "DEBUG", 400: "WARN"} {
		var log strings.Builder
		client, mock := newMocked(t, WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{"X-Request-Id": {"req-1"}}, Body: io.NopCloser(strings.NewReader("{}"))}, nil
		})
		_, _ = client.Orders.Get(t.Context(), "ord1001", nil)
		var record map[string]any
		require.NoError(t, json.Unmarshal([]byte(log.String()), &record), "one record an attempt")
		assert.Equal(t, level, record["level"])
		assert.Equal(t, "GET /orders/{order_id}", record["route"])
		assert.EqualValues(t, 1, record["attempt"])
		assert.EqualValues(t, status, record["status"])
		assert.Equal(t, "req-1", record["request_id"])
		for name := range record {
			assert.Contains(t, []string{"time", "level", "msg", "route", "attempt", "duration", "status", "request_id"}, name)
		}
	}
}
