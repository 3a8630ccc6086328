package juspay

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hostile is a server that does wrong. Its connections are in memory, so that in
// a synctest bubble its time, and that of the client's own transport, is the
// bubble's.
type hostile struct {
	fault  *fault
	times  int // how many connections the fault strikes; the others are served well
	absent bool
	cancel context.CancelFunc

	mu       sync.Mutex
	dials    int
	strikes  int
	requests []string // method and path, of those read whole
	bodies   []string
	served   sync.WaitGroup
}

// fault is one way to do wrong. The first of its functions that is set acts.
type fault struct {
	name string

	dial   func(ctx context.Context, h *hostile) error // no connection at all
	accept func(conn net.Conn)                         // acts before the request is read
	answer func(h *hostile, w io.Writer)               // acts when it has been read

	base    string // another base URL
	options []Option
	before  bool // the context has ended before the call

	always, first [classes]want
	except        map[endpointID]want // of always
}

const everyTime = 1 << 30

// newHostile returns a client whose own pool ends at the server.
func newHostile(t *testing.T, f *fault, times int, opts ...Option) (*Client, *hostile) {
	t.Helper()
	h := &hostile{fault: f, times: times}
	base := "http://127.0.0.1"
	if f.base != "" {
		base = f.base
	}
	opts = append(append([]Option{WithBaseURL(base)}, f.options...), opts...)
	client, err := NewClient(testKey, testMerchant, opts...)
	require.NoError(t, err)
	client.pool.DialContext = h.dial
	client.pool.MaxResponseHeaderBytes = 64 << 10 // as good as a megabyte, and quicker
	return client, h
}

// close waits for the server's goroutines, which end with their connections.
func (h *hostile) close(client *Client) {
	client.CloseIdleConnections()
	h.served.Wait()
}

func (h *hostile) dial(ctx context.Context, _, addr string) (net.Conn, error) {
	if host, _, _ := net.SplitHostPort(addr); host != "127.0.0.1" && host != "juspay.test" {
		return nil, errors.New("dialled another host: " + host)
	}
	h.mu.Lock()
	h.dials++
	strikes := h.strikes < h.times
	if strikes {
		h.strikes++
	}
	h.mu.Unlock()
	if strikes && h.fault.dial != nil {
		return nil, h.fault.dial(ctx, h)
	}
	ours, theirs := net.Pipe()
	h.served.Go(func() {
		defer func() { _ = theirs.Close() }()
		h.serve(theirs, strikes)
	})
	return ours, nil
}

// serve answers one request a connection.
func (h *hostile) serve(conn net.Conn, strikes bool) {
	if strikes && h.fault.accept != nil {
		h.fault.accept(conn)
		return
	}
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	h.mu.Lock()
	h.requests = append(h.requests, r.Method+" "+r.URL.EscapedPath())
	h.bodies = append(h.bodies, string(body))
	h.mu.Unlock()
	switch {
	case strikes && h.fault.answer != nil:
		h.fault.answer(h, conn)
	case h.absent && r.Method == http.MethodGet:
		reply(404, jsonHead, `{"status":"NOT_FOUND","status_id":40,"order_id":"ord1001"}`)(h, conn)
	default:
		reply(200, jsonHead, `{}`)(h, conn)
	}
	_, _ = io.Copy(io.Discard, conn) // until the client leaves
}

const (
	jsonHead = "Content-Type: application/json\r\n"
	htmlHead = "Content-Type: text/html\r\n"
	htmlPage = "<html><body><h1>Bad gateway</h1></body></html>"
)

// reply answers, and closes the connection as far as the client is concerned.
func reply(status int, head, body string) func(*hostile, io.Writer) {
	return func(_ *hostile, w io.Writer) {
		length := fmt.Sprintf("Content-Length: %d\r\n", len(body))
		if status == http.StatusNoContent {
			length = ""
		}
		_, _ = fmt.Fprintf(w, "HTTP/1.1 %d X\r\nConnection: close\r\n%s%s\r\n%s", status, length, head, body)
	}
}

func hangUp(_ *hostile, w io.Writer) { _ = w.(net.Conn).Close() }

// cut promises more than it sends.
func cut(status int) func(*hostile, io.Writer) {
	return func(h *hostile, w io.Writer) {
		_, _ = fmt.Fprintf(w, "HTTP/1.1 %d X\r\nContent-Length: 100\r\n%s\r\n{\"status\":", status, jsonHead)
		hangUp(h, w)
	}
}

func never(*hostile, io.Writer) {}

// drip sends a byte a second, for ever.
func drip(status int) func(*hostile, io.Writer) {
	return func(_ *hostile, w io.Writer) {
		_, err := fmt.Fprintf(w, "HTTP/1.1 %d X\r\n%s\r\n{", status, jsonHead)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for err == nil {
			<-tick.C
			_, err = io.WriteString(w, " ")
		}
	}
}

// flood sends as much as is taken, up to 256 MB.
func flood(_ *hostile, w io.Writer) {
	const size = 256 << 20
	_, err := fmt.Fprintf(w, "HTTP/1.1 200 X\r\nContent-Length: %d\r\n%s\r\n{\"status\":\"", size, jsonHead)
	piece := []byte(strings.Repeat("A", 64<<10))
	for sent := 0; err == nil && sent < size; sent += len(piece) {
		_, err = w.Write(piece)
	}
}

// headerFlood sends headers without end.
func headerFlood(_ *hostile, w io.Writer) {
	_, err := io.WriteString(w, "HTTP/1.1 200 X\r\n")
	for err == nil {
		_, err = io.WriteString(w, "X-More: "+strings.Repeat("A", 4<<10)+"\r\n")
	}
}

// informed answers 103 without end.
func informed(_ *hostile, w io.Writer) {
	var err error
	for err == nil {
		_, err = io.WriteString(w, "HTTP/1.1 103 Early Hints\r\nLink: "+strings.Repeat("A", 4<<10)+"\r\n\r\n")
	}
}

func cancelled(rest func(*hostile, io.Writer)) func(*hostile, io.Writer) {
	return func(h *hostile, w io.Writer) {
		h.cancel()
		rest(h, w)
	}
}

// cancelIn cancels the call in the pause that the answer asks for.
func cancelIn(d time.Duration, answer func(*hostile, io.Writer)) func(*hostile, io.Writer) {
	return func(h *hostile, w io.Writer) {
		time.AfterFunc(d, h.cancel)
		answer(h, w)
	}
}

func refuseDial(context.Context, *hostile) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
}

func unknownHost(context.Context, *hostile) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "juspay.test", IsNotFound: true}}
}

func cancelDial(ctx context.Context, h *hostile) error {
	h.cancel()
	<-ctx.Done()
	return ctx.Err()
}

// plainSpoken answers a TLS handshake with something else.
func plainSpoken(conn net.Conn) {
	_, _ = conn.Read(make([]byte, 4096))
	_, _ = conn.Write([]byte("\x15\x03\x01\x00\x02\x02\x28")) // alert: handshake failure
}

// oldTLS offers TLS 1.1 and nothing newer.
func oldTLS(conn net.Conn) {
	_ = tls.Server(conn, &tls.Config{MaxVersion: tls.VersionTLS11}).Handshake()
}
