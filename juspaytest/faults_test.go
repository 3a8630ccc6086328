package juspaytest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// try sends POST /orders and returns what a caller would see.
func (s shop) try(ctx context.Context, id string) (status int, header http.Header, body string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/orders", strings.NewReader(url.Values{"order_id": {id}, "amount": {"1"}}.Encode()))
	require.NoError(s.t, err)
	r.SetBasicAuth(s.APIKey, "")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.client.Do(r)
	if err != nil {
		return 0, nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(text), err
}

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		fault  Fault
		status int
		body   string // "" for the truth
		err    error
		effect bool
	}{
		{"429 with Retry-After", Fault{Status: 429, Header: http.Header{"retry-after": {"7"}}}, 429, " ", nil, false},
		{"5xx without effect", Fault{Status: 503, Body: "<html>"}, 503, "<html>", nil, false},
		{"5xx after the effect", Fault{Status: 500, Body: `{"status":"error"}`, AfterEffect: true}, 500, `{"status":"error"}`, nil, true},
		{"garbage", Fault{Body: "\x00\x01"}, 200, "\x00\x01", nil, false},
		{"cut before", Fault{Cut: true}, 0, "", io.ErrUnexpectedEOF, false},
		{"cut after the effect", Fault{Cut: true, AfterEffect: true}, 0, "", io.ErrUnexpectedEOF, true},
		{"truncated", Fault{Truncate: true}, 200, "", io.ErrUnexpectedEOF, true},
		{"slow", Fault{Slow: 8 * time.Millisecond}, 200, "", nil, true},
		{"late", Fault{Delay: time.Millisecond}, 200, "", nil, true},
		{"a header besides", Fault{Header: http.Header{"Retry-After": {"7"}}}, 200, "", nil, true},
		{"an impossible status", Fault{Status: 7}, 500, " ", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.Inject(tt.fault)
			status, header, body, err := s.try(t.Context(), "ord_1")
			if tt.err != nil {
				require.ErrorIs(t, err, tt.err)
			} else {
				require.NoError(t, err)
				require.Equal(t, tt.status, status)
			}
			switch {
			case tt.body == "" && tt.err == nil:
				require.Contains(t, body, `"order_id":"ord_1"`)
			case tt.err == nil:
				require.Equal(t, strings.TrimSpace(tt.body), body)
			}
			if tt.fault.Header != nil {
				require.Equal(t, "7", header.Get("Retry-After"))
			}
			require.Equal(t, tt.effect, s.ask("GET /orders/ord_1").status == 200)
		})
	}
}

func TestFaultMeetsTheNextRequestThatMatches(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.Inject(
		Fault{Route: "GET /orders/{any}", Status: 501, Times: 2},
		Fault{Route: "GET /orders/ord_2", Status: 502},
		Fault{Status: 503},
	)
	require.Equal(t, 503, s.ask("POST /orders", "order_id", "ord_1", "amount", "1").status)
	require.Equal(t, 501, s.ask("GET /orders/ord_1").status)
	require.Equal(t, 200, s.ask("POST /orders", "order_id", "ord_1", "amount", "1").status)
	require.Equal(t, 501, s.ask("GET /orders/ord_2").status)
	require.Equal(t, 502, s.ask("GET /orders/ord_2").status)
	require.Equal(t, 200, s.ask("GET /orders/ord_1").status)
}

func TestCutIsSeenOnAConnectionInUse(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "1") // leaves a connection behind, on which Go's transport would repeat a GET unseen
	s.Inject(Fault{Route: "GET /orders/{order_id}", Cut: true})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/orders/ord_1", nil)
	require.NoError(t, err)
	r.SetBasicAuth(s.APIKey, "")
	_, err = s.client.Do(r)
	require.Error(t, err)
	requests := s.Requests()
	require.Len(t, requests, 3)
	require.Zero(t, requests[2].Status)
}

func TestCutWithoutAConnectionAbortsTheHandler(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.Inject(Fault{Cut: true})
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/cards", nil))
	})
	s.Close() // does not wait for who was aborted
}

func TestDelayEndsWhenTheCallerLeaves(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.Inject(Fault{Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for len(s.Requests()) < 2 { // the shop's own, and this one
			if ctx.Err() != nil {
				return
			}
		}
		cancel()
	}()
	_, _, _, err := s.try(ctx, "ord_1")
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 404, s.ask("GET /orders/ord_1").status, "who left before the effect had none")
}

func TestCloseEndsADelay(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.Inject(Fault{Delay: time.Hour}, Fault{Slow: time.Hour})
	done := make(chan error, 2)
	for _, id := range []string{"a", "b"} {
		go func() {
			_, _, _, err := s.try(context.WithoutCancel(t.Context()), id)
			done <- err
		}()
	}
	for len(s.Requests()) < 3 {
		require.NoError(t, t.Context().Err())
	}
	s.Close()
	for range 2 {
		err := <-done
		require.Error(t, err)
		require.False(t, errors.Is(err, context.Canceled))
	}
}
