package juspay

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// net/http repeats some requests by itself. These tests hold on real
// connections, since what a dead one looks like is the kernel's to say.

// tcpServer counts the requests that arrive, and answers a connection's first
// one well. The second it reads, and then resets the connection.
type tcpServer struct {
	listener net.Listener
	requests atomic.Int32
	dead     chan struct{} // closed when the first connection is to be ended while idle; nil: it is not
	ended    chan struct{}
	running  sync.WaitGroup
}

func newTCPServer(t *testing.T, endsIdle bool) *tcpServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &tcpServer{listener: listener, ended: make(chan struct{})}
	if endsIdle {
		s.dead = make(chan struct{})
	}
	s.running.Go(func() {
		for first := true; ; first = false {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.running.Go(func() { s.serve(conn, first) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		s.running.Wait()
	})
	return s
}

func (s *tcpServer) serve(conn net.Conn, first bool) {
	defer func() { _ = conn.Close() }()
	buffered := bufio.NewReader(conn)
	for n := 1; ; n++ {
		if first && n == 2 && s.dead != nil {
			<-s.dead
			reset(conn)
			close(s.ended)
			return
		}
		r, err := http.ReadRequest(buffered)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		s.requests.Add(1)
		if n == 2 {
			reset(conn)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
	}
}

// reset ends a connection with RST, as a crashed server does.
func reset(conn net.Conn) {
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func TestOnceCallIsNotSentAgainOnADeadConnection(t *testing.T) {
	t.Parallel()
	idempotent := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			req.Header["Idempotency-Key"] = []string{"k"}
			req.Header["X-Idempotency-Key"] = nil
			return next.RoundTrip(req)
		})
	}
	tests := []struct {
		name string
		id   endpointID
		opts []Option
		want int32 // requests, the one that opened the connection among them
	}{
		{"with a body", txnsCreate, nil, 2},
		{"without a body", txnsVoid, nil, 2},
		{"with a middleware's idempotency headers", txnsCreate, []Option{WithMiddleware(idempotent)}, 2},
		{"with them, and without a body", txnsVoid, []Option{WithMiddleware(idempotent)}, 2},
		{"a keyed call is not sent again behind our back", ordersRefund, []Option{WithMaxRetries(0), WithMiddleware(idempotent)}, 2},
		{"a read may be", ordersGet, []Option{WithMaxRetries(0)}, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newTCPServer(t, false)
			client, err := NewClient(testKey, testMerchant, append([]Option{WithBaseURL("http://" + s.listener.Addr().String())}, test.opts...)...)
			require.NoError(t, err)
			defer client.CloseIdleConnections()
			_, err = client.Orders.Get(t.Context(), "warm", nil)
			require.NoError(t, err)
			_, err = calls[test.id](t.Context(), client)
			assert.Equal(t, test.want, s.requests.Load())
			if endpoints[test.id].repeat == read {
				assert.NoError(t, err)
				return
			}
			assert.ErrorIs(t, err, ErrOutcomeUnknown)
			assert.ErrorIs(t, err, ErrConnection)
		})
	}
}

// A connection that died while idle takes no bytes of the call, or the call is
// in doubt: it is never charged on top of a doubt.
func TestOnceCallOnAConnectionThatDiedIdle(t *testing.T) {
	t.Parallel()
	for range 20 {
		s := newTCPServer(t, true)
		client, err := NewClient(testKey, testMerchant, WithBaseURL("http://"+s.listener.Addr().String()))
		require.NoError(t, err)
		_, err = client.Orders.Get(t.Context(), "warm", nil)
		require.NoError(t, err)
		close(s.dead)
		<-s.ended
		_, err = calls[txnsCreate](t.Context(), client)
		arrived := s.requests.Load() - 1
		if err == nil {
			assert.Equal(t, int32(1), arrived)
		} else {
			assert.ErrorIs(t, err, ErrOutcomeUnknown)
			assert.Zero(t, arrived)
		}
		client.CloseIdleConnections()
	}
}

// Frames of HTTP/2, as far as it takes to refuse a stream.
const (
	frameData, frameHeaders, frameReset, frameSettings, frameGoAway = 0, 1, 3, 4, 7
	endStream, ack, endHeaders                                      = 1, 1, 4
	protocolError, refusedStream                                    = 1, 7
)

func writeFrame(w io.Writer, kind, flags byte, stream uint32, payload []byte) {
	head := make([]byte, 9, 9+len(payload))
	head[1], head[2] = byte(len(payload)>>8), byte(len(payload))
	head[3], head[4] = kind, flags
	binary.BigEndian.PutUint32(head[5:], stream)
	_, _ = w.Write(append(head, payload...))
}

// refuseStreams speaks just enough HTTP/2 to answer the first request, once it
// has arrived whole, with refuse, and those that should not come with 200.
func refuseStreams(conn net.Conn, requests *atomic.Int32, refuse func(w io.Writer, stream uint32)) {
	defer func() { _ = conn.Close() }()
	_, err := io.ReadFull(conn, make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")))
	writeFrame(conn, frameSettings, 0, 0, nil)
	head := make([]byte, 9)
	for err == nil {
		if _, err = io.ReadFull(conn, head); err != nil {
			return
		}
		length := int(head[0])<<16 | int(head[1])<<8 | int(head[2])
		if _, err = io.ReadFull(conn, make([]byte, length)); err != nil {
			return
		}
		kind, flags, stream := head[3], head[4], binary.BigEndian.Uint32(head[5:])
		switch {
		case kind == frameSettings && flags&ack == 0:
			writeFrame(conn, frameSettings, ack, 0, nil)
		case (kind == frameHeaders || kind == frameData) && flags&endStream != 0:
			if requests.Add(1) == 1 {
				refuse(conn, stream)
			} else {
				writeFrame(conn, frameHeaders, endStream|endHeaders, stream, []byte{0x88}) // :status 200
			}
		}
	}
}

func word(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

func TestHTTP2DoesNotSendAgainByItself(t *testing.T) {
	t.Parallel()
	certified := httptest.NewTLSServer(nil)
	certificate, pool := certified.TLS.Certificates[0], x509.NewCertPool()
	pool.AddCert(certified.Certificate())
	certified.Close()

	refusals := map[string]func(io.Writer, uint32){
		"refused stream": func(w io.Writer, stream uint32) { writeFrame(w, frameReset, 0, stream, word(refusedStream)) },
		"protocol error": func(w io.Writer, stream uint32) { writeFrame(w, frameReset, 0, stream, word(protocolError)) },
		"go away":        func(w io.Writer, _ uint32) { writeFrame(w, frameGoAway, 0, 0, append(word(0), word(0)...)) },
	}
	for name, refuse := range refusals {
		for _, id := range []endpointID{txnsCreate, txnsVoid, ordersRefund} {
			t.Run(name+" "+strings.ReplaceAll(endpoints[id].path, "/", "|"), func(t *testing.T) {
				t.Parallel()
				listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2"}})
				require.NoError(t, err)
				var requests atomic.Int32
				var running sync.WaitGroup
				over, end := context.WithCancel(t.Context())
				running.Go(func() {
					for {
						conn, err := listener.Accept()
						if err != nil {
							return
						}
						context.AfterFunc(over, func() { _ = conn.Close() })
						running.Go(func() { refuseStreams(conn, &requests, refuse) })
					}
				})
				client, err := NewClient(testKey, testMerchant, WithBaseURL("https://"+listener.Addr().String()), WithMaxRetries(0))
				require.NoError(t, err)
				client.pool.TLSClientConfig.RootCAs = pool
				_, err = calls[id](t.Context(), client)
				assert.Equal(t, int32(1), requests.Load(), "requests that reached the server")
				assert.ErrorIs(t, err, ErrOutcomeUnknown)
				assert.ErrorIs(t, err, errReplay)
				assert.NotErrorIs(t, err, context.Canceled, "nobody cancelled")
				client.CloseIdleConnections()
				_ = listener.Close()
				end()
				running.Wait()
			})
		}
	}
}
