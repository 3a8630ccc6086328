package unittest

import (
	"errors"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/juspay-go/juspay"
)

// httpmock is for single answers: what does the shop do with this status and
// this body?
func TestBeginWithHTTPMock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		status     int
		want       string
		wantErr    error
	}{
		{"a new order", `{"order_id":"shop1001","status":"NEW","payment_links":{"web":"https://juspay.example/pay"}}`, 200, "https://juspay.example/pay", nil},
		{"a wrong key", `{"status":"error","error_code":"access_denied"}`, 401, "", juspay.ErrUnauthorized},
		{"too many calls", ``, 429, "", ErrTryLater},
		{"a gateway's page", `<html>Bad Gateway</html>`, 502, "", ErrTryLater},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			mock := httpmock.NewMockTransport()
			mock.RegisterResponder("POST", juspay.SandboxURL+"/orders", httpmock.NewStringResponder(tt.status, tt.body))
			client, err := juspay.NewClient("a key", "acme", juspay.WithBaseURL(juspay.SandboxURL),
				juspay.WithHTTPClient(&http.Client{Transport: mock}), juspay.WithMaxRetries(0))
			if err != nil {
				t.Fatal(err)
			}
			checkout := &Checkout{Juspay: client}
			link, err := checkout.Begin(t.Context(), "shop1001", "250.50")
			if link != tt.want || !errors.Is(err, tt.wantErr) {
				t.Errorf("got %q, %v; want %q, %v", link, err, tt.want, tt.wantErr)
			}
		})
	}
}
