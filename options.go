package juspay

import (
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Juspay's hosts for India. Other deployments are plain URLs for [WithBaseURL].
const (
	ProductionURL = "https://api.juspay.in"
	SandboxURL    = "https://sandbox.juspay.in"
)

// Further hosts that Juspay documents. Bank tenants have their own.
const (
	GlobalProductionURL = "https://api.juspay.io" // global, EU and Brazil
	GlobalSandboxURL    = "https://api.sandbox.juspay.io"
	EUSandboxURL        = "https://sandbox.juspay.io"
)

const (
	defaultAPIVersion = "2018-10-25"
	defaultTimeout    = 80 * time.Second
	defaultAttempt    = 60 * time.Second // leaves a lost attempt some of the call's time to be looked up in
	defaultMaxRetries = 2
	defaultMaxBody    = 8 << 20
)

// Option changes how calls are made: all calls of a client when given to
// [NewClient], one call when given as its last arguments. An option that cannot
// be obeyed fails NewClient, or the call before anything is sent, with a
// [*ParamError].
type Option func(*settings) error

// Middleware wraps the road to Juspay. Each attempt of a call passes through.
//
// It sees the request before the API key is added, and the parameters in clear,
// card numbers among them: do not log bodies. The request that it passes on must
// carry the context of the one that it was given. A middleware that repeats
// requests by itself breaks the promise that nothing is charged twice.
type Middleware func(next http.RoundTripper) http.RoundTripper

// settings is what options set. A call with options of its own works on a copy.
type settings struct {
	base       *url.URL
	httpClient *http.Client // nil: the client's own pool
	pool       Pool
	middleware []Middleware
	timeout    time.Duration // of a call
	attempt    time.Duration // of one of its attempts
	maxRetries int
	maxBody    int64
	logger     *slog.Logger
	header     http.Header // Accept, User-Agent, Version and the caller's own
	routingID  string
	merchantID string
	keys       *EncryptionKeys
	poll       []time.Duration

	// authorization is a function because fmt prints the address of one, and all
	// of a string, exported or not.
	authorization func() []string

	oneCall bool // refuses what only a client can obey
}

func (s *settings) apply(opts []Option) error {
	for _, opt := range opts {
		if opt == nil {
			return &ParamError{Field: "Option", Reason: "must not be nil"}
		}
		if err := opt(s); err != nil {
			return err
		}
	}
	return nil
}

// with returns the settings of one call.
func (s *settings) with(opts []Option) (*settings, error) {
	if len(opts) == 0 {
		return s, nil
	}
	one := *s
	one.oneCall = true
	one.header = s.header.Clone()
	return &one, one.apply(opts)
}

// WithBaseURL sends calls to another deployment. Only https, or http to a
// loopback address, is accepted: an API key never travels in clear.
func WithBaseURL(rawURL string) Option {
	return func(s *settings) error {
		base, reason := parseBaseURL(rawURL)
		if reason != "" {
			return &ParamError{Field: "BaseURL", Reason: reason}
		}
		s.base = base
		return nil
	}
}

func parseBaseURL(rawURL string) (base *url.URL, reason string) {
	base, err := url.Parse(rawURL)
	switch {
	case err != nil || base.Hostname() == "" || base.Opaque != "":
		return nil, "must be an absolute URL"
	case base.User != nil || base.RawQuery != "" || base.ForceQuery || strings.Contains(rawURL, "#"):
		return nil, "must have neither user, query nor fragment"
	case base.Scheme != "https" && !(base.Scheme == "http" && isLoopback(base.Hostname())):
		return nil, "must be https, or http to a loopback address"
	}
	base.Path = strings.TrimRight(base.Path, "/")
	base.RawPath = strings.TrimRight(base.RawPath, "/")
	return base, ""
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// WithHTTPClient makes calls with what c has: its transport, its cookie jar, and
// its timeout for each attempt. c is read at each call and never changed, so that
// a transport installed later is seen; redirects are not followed whatever it
// says.
func WithHTTPClient(c *http.Client) Option {
	return func(s *settings) error {
		if c == nil {
			return &ParamError{Field: "HTTPClient", Reason: "must not be nil"}
		}
		s.httpClient = c
		return nil
	}
}

// WithMiddleware adds middleware: the first given is the outermost, and the
// client's is outside the call's.
func WithMiddleware(mw ...Middleware) Option {
	return func(s *settings) error {
		for _, m := range mw {
			if m == nil {
				return &ParamError{Field: "Middleware", Reason: "must not be nil"}
			}
		}
		s.middleware = append(s.middleware[:len(s.middleware):len(s.middleware)], mw...)
		return nil
	}
}

// WithTimeout bounds one call, its retries and waits included; the default is
// 80 seconds. 0 leaves it to the context.
func WithTimeout(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return &ParamError{Field: "Timeout", Reason: "must not be negative"}
		}
		s.timeout = d
		return nil
	}
}

// WithAttemptTimeout bounds each attempt of a call, from asking for a connection
// to the answer's last byte; the default is 60 seconds, longer than banks take,
// and what is left of [WithTimeout] then is for a repeat or for looking up what a
// lost attempt did. 0 leaves it to the call.
func WithAttemptTimeout(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return &ParamError{Field: "AttemptTimeout", Reason: "must not be negative"}
		}
		s.attempt = d
		return nil
	}
}

// WithMaxRetries says how often a call may be repeated where a repeat is safe;
// the default is 2, and 0 switches repeats off.
func WithMaxRetries(n int) Option {
	return func(s *settings) error {
		if n < 0 {
			return &ParamError{Field: "MaxRetries", Reason: "must not be negative"}
		}
		s.maxRetries = n
		return nil
	}
}

// WithMaxResponseBytes caps what is read of an answer; the default is 8 MiB. A
// larger answer is a [*BodyLimitError] in a [*DecodeError].
func WithMaxResponseBytes(n int64) Option {
	return func(s *settings) error {
		if n <= 0 {
			return &ParamError{Field: "MaxResponseBytes", Reason: "must be positive"}
		}
		s.maxBody = n
		return nil
	}
}

// WithLogger writes one record an attempt: route, status, duration, request id
// and attempt, at debug level, or at warning level when it failed. Bodies, ids
// and e-mail addresses are never in it. nil, the default, is silent.
func WithLogger(l *slog.Logger) Option {
	return func(s *settings) error {
		s.logger = l
		return nil
	}
}

// WithAPIVersion sets the `version` header, a date like "2018-10-25", the
// default. It shapes answers; fix it, and do not send today's.
func WithAPIVersion(date string) Option {
	return func(s *settings) error {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return &ParamError{Field: "APIVersion", Reason: "must be a date like 2018-10-25"}
		}
		s.header["Version"] = []string{date}
		return nil
	}
}

// WithRoutingID sets x-routing-id, by which Juspay routes. It must be the same
// on all calls for one customer. Without it a call sends the customer's id, else
// the order's, else the merchant's.
func WithRoutingID(id string) Option {
	return func(s *settings) error {
		if id == "" || !isHeaderValue(id) {
			return &ParamError{Field: "RoutingID", Reason: "must be printable text"}
		}
		s.routingID = id
		return nil
	}
}

// idempotent: net/http takes these two headers for leave to send a POST again.
const idempotent = "is unknown to Juspay, and would have a lost payment sent again"

// ownHeaders belong to the SDK: another value would break a promise.
var ownHeaders = map[string]string{
	"Authorization":     "use WithCredentials",
	"X-Merchantid":      "use WithCredentials",
	"X-Routing-Id":      "use WithRoutingID",
	"Version":           "use WithAPIVersion",
	"Content-Type":      "is the endpoint's",
	"Content-Length":    "is the body's",
	"Transfer-Encoding": "is the body's",
	"Host":              "use WithBaseURL",
	"Accept-Encoding":   "is the transport's, which unpacks what comes",
	"Idempotency-Key":   idempotent,
	"X-Idempotency-Key": idempotent,
}

// WithHeader adds a header, x-request-id for one.
func WithHeader(key, value string) Option {
	return func(s *settings) error {
		name := http.CanonicalHeaderKey(key)
		if reason := ownHeaders[name]; reason != "" {
			return &ParamError{Field: "Header", Reason: name + " " + reason}
		}
		if !isHeaderName(name) || !isHeaderValue(value) {
			return &ParamError{Field: "Header", Reason: "has a name or value that HTTP does not allow"}
		}
		s.header[name] = []string{value}
		return nil
	}
}

// WithCredentials makes calls for another merchant.
func WithCredentials(apiKey, merchantID string) Option {
	return func(s *settings) error {
		if apiKey == "" || !isHeaderValue(apiKey) || strings.Contains(apiKey, ":") {
			return &ParamError{Field: "APIKey", Reason: "must be printable text without a colon"}
		}
		if merchantID == "" || !isHeaderValue(merchantID) {
			return &ParamError{Field: "MerchantID", Reason: "must be printable text"}
		}
		// The key is the user name, the password is empty; the colon stays.
		basic := []string{"Basic " + base64.StdEncoding.EncodeToString([]byte(apiKey+":"))}
		s.authorization = func() []string { return basic }
		s.merchantID = merchantID
		return nil
	}
}

// WithEncryption sends calls that have an encrypted twin, under /v4, as JWE over
// JWS; the others go as before. Juspay must have switched it on for the merchant.
// Answers to encrypted calls are opened and verified, or they are an error; nil
// switches encryption off.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/jwt-jwe--jws-guide
func WithEncryption(k *EncryptionKeys) Option {
	return func(s *settings) error {
		s.keys = k
		return nil
	}
}

// isHeaderValue allows what HTTP does: no control characters, no spaces around.
func isHeaderValue(s string) bool {
	return strings.TrimSpace(s) == s && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func isHeaderName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

// Pool sizes the client's own connections. Zero fields keep their defaults. It
// does not concern a client given by [WithHTTPClient].
type Pool struct {
	MaxConns    int           // connections at once; calls beyond wait for one. Default: no limit
	MaxIdle     int           // kept open for the next call; default 512
	IdleTimeout time.Duration // how long one is kept; default 50 s: load balancers often close after 60
	DialTimeout time.Duration // TCP; default 10 s
	TLSTimeout  time.Duration // handshake; default 10 s
}

// WithPool sizes the client's own connections; see docs/performance.md for what
// to set. It is for [NewClient] only.
func WithPool(p Pool) Option {
	return func(s *settings) error {
		if s.oneCall {
			return &ParamError{Field: "Pool", Reason: "belongs to NewClient, not to one call"}
		}
		if p.MaxConns < 0 || p.MaxIdle < 0 || min(p.IdleTimeout, p.DialTimeout, p.TLSTimeout) < 0 {
			return &ParamError{Field: "Pool", Reason: "must not be negative"}
		}
		s.pool = p
		return nil
	}
}
