package juspay

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"maps"
	"net"
	"net/http"
	"time"
)

// The road of one attempt, outermost first:
//
//	the client's middleware   in the order given; built once
//	the call's middleware     in the order given
//	identify                  x-merchantid and Authorization
//	the transport             looked up now: a mock may have come meanwhile
//
// Nothing of a caller's stands inside identify, so nothing of a caller's sees
// the API key, and what a middleware has sent elsewhere goes without it.
func (c *Client) buildRoad(middleware []Middleware) {
	c.watched = len(middleware) > 0
	c.road = wrap(roundTripper(c.callRoad), middleware)
}

func (c *Client) callRoad(req *http.Request) (*http.Response, error) {
	x, ok := req.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errLostContext
	}
	if len(x.middleware) == 0 {
		return c.identify(x, req)
	}
	inner := roundTripper(func(req *http.Request) (*http.Response, error) { return c.identify(x, req) })
	return wrap(inner, x.middleware).RoundTrip(req)
}

func (c *Client) identify(x *exchange, req *http.Request) (*http.Response, error) {
	if req.URL.Host != x.base.Host || req.URL.Scheme != x.base.Scheme {
		return nil, errForeignHost
	}
	mine := req
	if c.watched || len(x.middleware) > 0 { // the request is a middleware's again when the answer is there
		copied := *req
		mine = &copied
		mine.Header = http.Header{} // a middleware may have left none
		maps.Copy(mine.Header, req.Header)
	}
	if x.endpoint.repeat != read { // net/http would send such a request again by itself
		delete(mine.Header, "Idempotency-Key")
		delete(mine.Header, "X-Idempotency-Key")
	}
	mine.Header["X-Merchantid"] = []string{x.merchantID}
	if !x.encrypted && !x.endpoint.has(keyless) {
		mine.Header["Authorization"] = x.authorization()
	}
	res, err := c.transport(x.settings).RoundTrip(mine)
	if res != nil {
		res.Request = req // it would show the API key
	}
	return res, err
}

var (
	errLostContext = errors.New("a middleware dropped the request's context")
	errNoAnswer    = errors.New("neither an answer nor an error")
	errForeignHost = errors.New("a middleware sent the request to another host")
)

// standardTransport is http.DefaultTransport as the program began. While it is
// still the default, calls go through the client's own pool; a program or a mock
// that has replaced the default wants to be asked.
var standardTransport = http.DefaultTransport

func (c *Client) transport(s *settings) http.RoundTripper {
	if s.httpClient != nil && s.httpClient.Transport != nil {
		return s.httpClient.Transport
	}
	if current := http.DefaultTransport; current != nil && current != standardTransport {
		return current
	}
	return c.pool
}

// newPool is a transport for many calls to one host: net/http's default keeps
// two idle connections a host and would open a new one for nearly every call.
// It asks the environment for no proxy; WithHTTPClient brings one in.
func newPool(p Pool) *http.Transport {
	dialer := &net.Dialer{Timeout: cmp.Or(p.DialTimeout, 10*time.Second), KeepAlive: 30 * time.Second}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		MaxConnsPerHost:        p.MaxConns,
		MaxIdleConnsPerHost:    cmp.Or(p.MaxIdle, 512),
		IdleConnTimeout:        cmp.Or(p.IdleTimeout, 50*time.Second),
		TLSHandshakeTimeout:    cmp.Or(p.TLSTimeout, 10*time.Second),
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// wrap puts the first middleware outermost.
func wrap(rt http.RoundTripper, middleware []Middleware) http.RoundTripper {
	for i := len(middleware) - 1; i >= 0; i-- {
		if wrapped := middleware[i](rt); wrapped != nil {
			rt = wrapped
		}
	}
	return rt
}

// do sends one request and takes the answer as it is. An http.Client would parse
// a redirect's target before it asks whether to follow it, and throw the answer
// away when it cannot: banks' addresses may be oddly encoded. And following one
// would turn a payment into a GET of a bank's page, or carry the key elsewhere.
func (c *Client) do(s *settings, req *http.Request) (*http.Response, error) {
	var jar http.CookieJar
	if s.httpClient != nil {
		jar = s.httpClient.Jar
	}
	if jar != nil {
		for _, cookie := range jar.Cookies(req.URL) {
			req.AddCookie(cookie)
		}
	}
	answer, err := c.road.RoundTrip(req)
	switch {
	case err != nil:
		return nil, err
	case answer == nil:
		return nil, errNoAnswer
	case answer.Body == nil: // a mock's
		answer.Body = http.NoBody
	}
	if cookies := answer.Cookies(); jar != nil && len(cookies) > 0 {
		jar.SetCookies(req.URL, cookies)
	}
	return answer, nil
}

type exchangeKey struct{}

// exchangeContext carries the call to the end of the road, past the caller's
// middleware.
func exchangeContext(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// Route names the endpoint of a request by its context, for spans and metrics:
// "GET /orders/{order_id}", never with an id. It is for middleware; a context that
// comes from elsewhere has the route "".
func Route(ctx context.Context) string {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x.route()
	}
	return ""
}
