package juspay

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The server of the benchmarks is a process of its own, this test binary again,
// so that allocations are the client's alone. It lives until its standard input
// is closed.
const benchServerEnv = "JUSPAY_BENCH_SERVER"

// benchServer has one handler under three protocols. Its paths begin with what
// it does: /fast answers at once, /slow after 2 ms, /late sends its last chunk
// 1 ms after the rest, and /stuck answers when the client hangs up.
type benchServer struct {
	Plain, TLS, HTTP2 string
	Certificate       []byte
}

func serveBenchmarks() {
	answer, err := os.ReadFile("testdata/answers/order.json")
	if err != nil {
		panic(err)
	}
	var conns atomic.Int64
	start := func(secure, http2 bool) *httptest.Server {
		server := httptest.NewUnstartedServer(benchHandler(answer, &conns))
		server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				conns.Add(1)
			}
		}
		if server.EnableHTTP2 = http2; secure {
			server.StartTLS()
		} else {
			server.Start()
		}
		return server
	}
	plain, secure, second := start(false, false), start(true, false), start(true, true)
	_ = json.NewEncoder(os.Stdout).Encode(benchServer{plain.URL, secure.URL, second.URL, second.Certificate().Raw})
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func benchHandler(answer []byte, conns *atomic.Int64) http.HandlerFunc {
	var stuck atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		switch how, _, _ := strings.Cut(r.URL.Path[1:], "/"); how {
		case "conns": // how many since the last time, this one's not counted
			fmt.Fprintln(w, conns.Swap(0))
			return
		case "stuck":
			stuck.Add(1)
			<-r.Context().Done()
			stuck.Add(-1)
			return
		case "waiting":
			fmt.Fprintln(w, stuck.Load())
			return
		case "late":
			_, _ = w.Write(answer)
			_ = http.NewResponseController(w).Flush()
			<-time.After(time.Millisecond)
			return
		case "slow":
			<-time.After(2 * time.Millisecond)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		_, _ = w.Write(answer)
	}
}

func startBenchServer(tb testing.TB) *benchServer {
	tb.Helper()
	process := exec.Command(os.Args[0])
	process.Env, process.Stderr = append(os.Environ(), benchServerEnv+"=1"), os.Stderr
	in, err := process.StdinPipe()
	require.NoError(tb, err)
	out, err := process.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, process.Start())
	tb.Cleanup(func() {
		_ = in.Close()
		_ = process.Wait()
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(tb, err)
	server := &benchServer{}
	require.NoError(tb, json.Unmarshal(line, server))
	return server
}

// conns returns how many connections were made since it was last asked.
func (s *benchServer) conns(tb testing.TB) int { return s.ask(tb, "/conns") - 1 }

// await returns when n requests are stuck.
func (s *benchServer) await(tb testing.TB, n int) {
	tb.Helper()
	for end := time.Now().Add(30 * time.Second); s.ask(tb, "/waiting") != n; runtime.Gosched() {
		require.True(tb, time.Now().Before(end), "%d requests are not stuck", n)
	}
}

func (s *benchServer) ask(tb testing.TB, path string) int {
	tb.Helper()
	alone := &http.Transport{DisableKeepAlives: true}
	res, err := (&http.Client{Transport: alone}).Get(s.Plain + path)
	require.NoError(tb, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(tb, err)
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	require.NoError(tb, err)
	return n
}

// transport is the client's own pool, which trusts the server.
func (s *benchServer) transport(tb testing.TB) *http.Transport {
	tb.Helper()
	pool := newPool(Pool{})
	certificate, err := x509.ParseCertificate(s.Certificate)
	require.NoError(tb, err)
	pool.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool()}
	pool.TLSClientConfig.RootCAs.AddCert(certificate)
	tb.Cleanup(pool.CloseIdleConnections)
	return pool
}
