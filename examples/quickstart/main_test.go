package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/juspay-go/juspay/juspaytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func environment(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

var steps = []string{
	"1. Create a customer", "2. Save a card", "3. List the saved cards", "4. Create an order", "5. Pay with the saved card",
	"6. The payer, at the bank's page", "7. Read the order until it is final", "8. A payment that is refused",
}

func TestWithoutEnvironmentItWalksAPaymentInMemory(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, environment(nil)))
	rest := out.String()
	for _, want := range append(steps, "Done: order qs") {
		_, after, found := strings.Cut(rest, want)
		require.True(t, found, "%q is missing, or not in order, in\n%s", want, &out)
		rest = after
	}
	for _, want := range []string{
		"→ POST /card/add", "card_number=[redacted]", "card_token=[redacted]", "card_security_code=[redacted]",
		"signature verified", "ending in 0055", "token  BIN", "error_code invalid_card_number", "error_info INVALID_INPUT", "field card_number: Invalid value.",
	} {
		require.Contains(t, out.String(), want)
	}
	require.True(t, strings.HasSuffix(out.String(), "is CHARGED.\n"))
	require.NotContains(t, out.String(), juspaytest.CardTokenized)
}

// payer opens the link as soon as it is printed.
type payer struct {
	bytes.Buffer
	server *juspaytest.Server
	answer func(*juspaytest.Server, string) error
}

var link = regexp.MustCompile(`\n  (http://\S+/v2/pay/start/\S+)`)

func (p *payer) Write(b []byte) (int, error) {
	if found := link.FindSubmatch(b); found != nil {
		if err := p.answer(p.server, string(found[1])); err != nil {
			return 0, err
		}
	}
	return p.Buffer.Write(b)
}

func approve(s *juspaytest.Server, page string) error { _, err := s.Approve(page); return err }
func decline(s *juspaytest.Server, page string) error { _, err := s.Decline(page); return err }

func elsewhere(t *testing.T, answer func(*juspaytest.Server, string) error) (*payer, map[string]string) {
	server := juspaytest.NewServer()
	t.Cleanup(server.Close)
	return &payer{server: server, answer: answer}, map[string]string{
		"JUSPAY_API_KEY": server.APIKey, "JUSPAY_MERCHANT_ID": server.MerchantID, "JUSPAY_BASE_URL": server.URL,
	}
}

func TestWithAKeyThePayerHasALinkToOpen(t *testing.T) {
	t.Parallel()
	out, env := elsewhere(t, approve)
	require.NoError(t, run(t.Context(), out, environment(env)))
	for _, want := range append(steps, "Open this page in a browser", "→ POST /txns", "is CHARGED.") {
		require.Contains(t, out.String(), want)
	}
	require.NotContains(t, out.String(), env["JUSPAY_API_KEY"])
	require.NotContains(t, out.String(), juspaytest.CardVisa)
}

func TestWhatGoesWrongIsOneClearLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change map[string]string
		answer func(*juspaytest.Server, string) error
		want   string
	}{
		{"a wrong key", map[string]string{"JUSPAY_API_KEY": "NOTTHEKEY"}, approve, "check JUSPAY_API_KEY"},
		{"another merchant", map[string]string{"JUSPAY_MERCHANT_ID": "other"}, approve, "check JUSPAY_API_KEY"},
		{"nobody listens", map[string]string{"JUSPAY_BASE_URL": "http://127.0.0.1:1"}, approve, "no answer from http://127.0.0.1:1: is there a network?"},
		{"a key alone", map[string]string{"JUSPAY_MERCHANT_ID": ""}, approve, "set both JUSPAY_API_KEY and JUSPAY_MERCHANT_ID"},
		{"an address alone", map[string]string{"JUSPAY_API_KEY": "", "JUSPAY_MERCHANT_ID": ""}, approve, "JUSPAY_BASE_URL needs"},
		{"an address in clear", map[string]string{"JUSPAY_BASE_URL": "http://juspay.example"}, approve, "BaseURL: must be https"},
		{"a payer who declines", nil, decline, "not paid"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, env := elsewhere(t, tt.answer)
			for name, value := range tt.change {
				env[name] = value
			}
			err := run(t.Context(), out, environment(env))
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, err.Error(), "\n")
			require.NotContains(t, out.String()+err.Error(), out.server.APIKey)
			require.NotContains(t, out.String(), "Done")
		})
	}
}

func TestAnInterruptEndsIt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.EqualError(t, run(ctx, &bytes.Buffer{}, environment(nil)), "interrupted")
}
