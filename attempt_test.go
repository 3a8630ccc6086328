package juspay

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// The answer that a middleware sees names the request that it sent, and not the
// one that carried the key.
func TestMiddlewareSeesNoKeyInItsAnswer(t *testing.T) {
	t.Parallel()
	var seen *http.Response
	look := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			res, err := next.RoundTrip(req)
			require.Same(t, req, res.Request)
			seen = res
			return res, err
		})
	}
	rt := canned{body: []byte(`{"order_id": "ord_1"}`)}
	client, err := NewClient("key", "shop", WithHTTPClient(&http.Client{Transport: rt}), WithMiddleware(look))
	require.NoError(t, err)
	_, err = client.Orders.Create(t.Context(), benchOrder())
	require.NoError(t, err)
	require.Empty(t, seen.Request.Header.Get("Authorization"))
}

// What a middleware writes into its request stays there.
func TestMiddlewareChangesItsAttemptAlone(t *testing.T) {
	t.Parallel()
	var agents []string
	spoil := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			agents = append(agents, req.Header["User-Agent"][0])
			for _, texts := range req.Header {
				texts[0] = "spoilt"
			}
			req.URL.Path = "/elsewhere"
			return next.RoundTrip(req)
		})
	}
	rt := canned{body: []byte(`{"order_id": "ord_1"}`)}
	client, err := NewClient("key", "shop", WithHTTPClient(&http.Client{Transport: rt}), WithMiddleware(spoil))
	require.NoError(t, err)
	for range 2 {
		_, err = client.Orders.Create(t.Context(), benchOrder())
		require.NoError(t, err)
	}
	require.Equal(t, []string{"juspay-go/" + Version, "juspay-go/" + Version}, agents)
}
