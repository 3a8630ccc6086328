package juspay

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"
)

const (
	testKey      = "KEY0123456789ABCDEF"
	testMerchant = "acme"
	testBasic    = "Basic S0VZMDEyMzQ1Njc4OUFCQ0RFRjo="
)

// newMocked returns a client whose requests end in the mock.
func newMocked(t *testing.T, opts ...Option) (*Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	opts = append([]Option{WithHTTPClient(&http.Client{Transport: mock})}, opts...)
	client, err := NewClient(testKey, testMerchant, opts...)
	require.NoError(t, err)
	return client, mock
}

func TestCallSendsWhatEveryCallSends(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t)
	var got *http.Request
	mock.RegisterResponder("GET", ProductionURL+"/orders/ord1001", func(r *http.Request) (*http.Response, error) {
		got = r
		return httpmock.NewStringResponse(200, `{"order_id":"ord1001","status":"CHARGED","amount":250.5}`), nil
	})
	order, err := client.Orders.Get(t.Context(), "ord1001", nil)
	require.NoError(t, err)
	require.Equal(t, Amount("250.5"), order.Amount)
	require.True(t, order.Status.Paid())
	require.Equal(t, http.Header{
		"Accept":        {"application/json"},
		"Authorization": {testBasic},
		"User-Agent":    {"juspay-go/" + Version},
		"Version":       {"2018-10-25"},
		"X-Merchantid":  {testMerchant},
		"X-Routing-Id":  {"ord1001"},
	}, got.Header)
}
