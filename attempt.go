package juspay

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// attempt sends the call once. Its error is an *Error, a *ConnectionError or a
// *DecodeError, and no verdict yet.
func (x *exchange) attempt(ctx context.Context) (*Response, error) {
	x.attempts++
	ctx, cancel := x.bound(ctx)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return nil, &ConnectionError{Route: x.route(), Sent: false, Err: err}
	}
	began := time.Now()
	res, err := x.send(ctx, cancel)
	if err == nil {
		err = x.judge(res)
	}
	x.log(ctx, res, err, time.Since(began))
	if err != nil {
		return nil, err
	}
	return res, nil
}

// bound ends an attempt, and what a middleware has left behind of it, when its
// time is over or the call's.
func (x *exchange) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := x.settings.attempt
	if given := x.httpClient; given != nil && given.Timeout > 0 && (limit == 0 || given.Timeout < limit) {
		limit = given.Timeout
	}
	end := x.end
	if limited := time.Now().Add(limit); limit > 0 && (end.IsZero() || limited.Before(end)) {
		end = limited
	}
	return until(ctx, end)
}

// send returns any answer that came whole enough to be judged.
func (x *exchange) send(ctx context.Context, cancel context.CancelFunc) (*Response, error) {
	proof := &proof{}
	if x.endpoint.repeat != read {
		proof.forbid = cancel
	}
	ctx = httptrace.WithClientTrace(exchangeContext(ctx, x), proof.trace())
	answer, err := x.client.do(x.settings, x.newRequest(ctx))
	if err != nil {
		if proof.forbidden.Load() {
			err = errReplay
		}
		return nil, x.lost(err, !proof.nothingSent(err))
	}
	defer func() { _ = answer.Body.Close() }()
	res := &Response{StatusCode: answer.StatusCode, Header: answer.Header, RequestID: answer.Header.Get("X-Request-Id")}
	res.Body, err = readAll(ctx, answer.Body, answer.ContentLength, x.maxBody)
	if err == nil || res.StatusCode >= 400 { // the status of a refusal is worth more than its body
		return res, nil
	}
	var tooLarge *BodyLimitError
	if errors.As(err, &tooLarge) {
		return res, &DecodeError{Route: x.route(), Err: err, Response: res}
	}
	return res, x.lost(err, true)
}

// lost is the error of a call without an answer.
func (x *exchange) lost(err error, sent bool) error {
	return &ConnectionError{Route: x.route(), Sent: sent, Err: conceal(withoutURL(err), x.hide)}
}

// judge tells yes from no, and opens what came encrypted.
func (x *exchange) judge(res *Response) error {
	switch {
	case res.StatusCode == http.StatusFound && x.endpoint.has(redirects) && !x.encrypted:
		return nil
	case res.StatusCode < 200 || res.StatusCode >= 300:
		return newError(x.route(), res, x.hide)
	case x.encrypted:
		plain, err := x.keys.open(res.Body)
		if err != nil {
			return &DecodeError{Route: x.route(), Err: err, Response: res}
		}
		res.Body = plain
	case x.endpoint.has(failsInside):
		if body := looseObject(res.Body); body.text("status") == "FAILURE" || body.text("error") == "true" {
			return newError(x.route(), res, x.hide)
		}
	}
	return nil
}

func (x *exchange) newRequest(ctx context.Context) *http.Request {
	method := x.endpoint.method
	if x.encrypted {
		method = http.MethodPost
	}
	u := x.url
	req := &http.Request{
		Method: method, URL: &u, Host: u.Host, Header: x.newHeader(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if x.body != nil {
		body := x.body
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
		if len(body) == 0 {
			req.Body = http.NoBody
		}
	}
	return req.WithContext(ctx)
}

// newHeader is of one attempt alone: a middleware may change it.
func (x *exchange) newHeader() http.Header {
	header := x.header.Clone()
	texts := []string{x.routing, x.mediaType}
	header["X-Routing-Id"] = texts[:1:1]
	if x.mediaType != "" {
		header["Content-Type"] = texts[1:]
	}
	return header
}

// readAll reads to the end, so that the connection can serve the next call. It
// believes a Content-Length only as far as that costs little.
//
// It asks the context itself: net/http's bodies obey it, a mock's may not.
func readAll(ctx context.Context, r io.Reader, length, limit int64) ([]byte, error) {
	const trusted = 64 << 10
	buf := make([]byte, 0, min(max(length, 511), trusted)+1)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == nil {
			err = ctx.Err()
		}
		switch {
		case int64(len(buf)) > limit:
			return buf[:limit], &BodyLimitError{Limit: limit}
		case err == io.EOF: //nolint:errorlint // the end is io.EOF itself; wrapped, it is a failure
			return buf, nil
		case err != nil:
			return buf, err
		case len(buf) == cap(buf):
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

// withoutURL drops what an http.Client, a middleware's for one, puts around a cause:
// the URL holds ids.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// proof watches whether a connection was had. No word of one, as with a mock or
// a foreign transport, proves nothing.
type proof struct {
	asked, got   atomic.Bool
	http2, wrote atomic.Bool
	forbidden    atomic.Bool
	forbid       context.CancelFunc // nil where a replay does no harm
}

// errReplay stops net/http, which sends a request of HTTP/2 again, by itself and
// whatever its method, when the stream was refused, reset or left behind by a
// closing connection. The server's word that nothing happened is no proof: it
// had the request. HTTP/1 is replayed only when not one byte was written, since
// identify lets no idempotency header through.
var errReplay = errors.New("the HTTP/2 stream ended without an answer")

func (p *proof) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { p.asked.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			p.got.Store(true)
			if p.forbid != nil && p.http2.Load() && p.wrote.Load() {
				p.forbidden.Store(true)
				p.forbid()
			}
			c, ok := info.Conn.(interface{ ConnectionState() tls.ConnectionState })
			p.http2.Store(ok && c.ConnectionState().NegotiatedProtocol == "h2")
		},
		WroteHeaders: func() { p.wrote.Store(true) },
	}
}

// nothingSent reports positive proof. A failed dial is none once there was a
// connection: something on the road may have tried twice.
func (p *proof) nothingSent(err error) bool {
	var dial *net.OpError
	failedDial := errors.As(err, &dial) && dial.Op == "dial"
	var name *net.DNSError
	return !p.got.Load() && (p.asked.Load() || failedDial || errors.As(err, &name) ||
		errors.Is(err, errForeignHost) || errors.Is(err, errLostContext))
}

// log writes what the allow-list allows and nothing else.
func (x *exchange) log(ctx context.Context, res *Response, err error, took time.Duration) {
	level, message := slog.LevelDebug, "juspay call"
	if err != nil {
		level, message = slog.LevelWarn, "juspay call failed"
	}
	if x.logger == nil || !x.logger.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 5)
	attrs = append(attrs, slog.String("route", x.route()), slog.Int("attempt", x.attempts), slog.Duration("duration", took))
	if res != nil {
		attrs = append(attrs, slog.Int("status", res.StatusCode), slog.String("request_id", requestIDText(x.hide(res.RequestID))))
	}
	x.logger.LogAttrs(ctx, level, message, attrs...)
}
