package juspaytest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func basic(credential string) string { return base64.StdEncoding.EncodeToString([]byte(credential)) }

func sign256(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestReturnSignatureVectors(t *testing.T) {
	t.Parallel()
	const example = "EXAMPLE0RESPONSE0KEY0123456789AB"
	tests := []struct {
		name, key string
		params    []string
		want      string
	}{
		{"public vector", "92206A0A4A75499C9B11206C2B3B9A53",
			[]string{"order_id", "order_1727694028", "status", "AUTHORIZATION_FAILED", "status_id", "27", "myQP", "aGVsbG9Xb3JsZA=="},
			"8Esx2nrz3KE059rdsTkffYKu6AXXk07KzBo3KOexl3I="},
		{"plain values", example, []string{"order_id", "ord_1001", "status", "CHARGED", "status_id", "21"},
			"nOgJGjXh/PNikLS4E6gQgzqAMwbo9eLnaPzAkB9U1ec="},
		{"special characters", example, []string{"order_id", "ord_1001", "status", "CHARGED", "status_id", "21", "note", "a b+c/d=e", "Zed", "café"},
			"NvLaOUFKMosrL2jkcks5jBiCjqNiYclCU4/jC3NQ898="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			params := pairs(tt.params...)
			params.Set("signature", "an older one")
			signed := SignReturn(params, tt.key)
			require.Equal(t, "an older one", params.Get("signature"), "the caller's values must stay")
			require.Equal(t, url.QueryEscape(tt.want), signed.Get("signature"))
			require.Equal(t, "HMAC-SHA256", signed.Get("signature_algorithm"))
			twice := strings.NewReplacer("=", "%253D", "/", "%252F", "+", "%252B").Replace(tt.want)
			require.Contains(t, signed.Encode(), "signature="+twice+"&")
		})
	}
}

func TestReturnKeepsAndSignsTheMerchantsOwnParameters(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.ask("POST /orders", "order_id", "ord_1", "amount", "10", "return_url", "https://shop.example/return?cart=a+b%2Bc")
	back, err := s.Approve(s.ask("POST /txns", s.newCard("ord_1", CardVisa)...).text("payment", "authentication", "url"))
	require.NoError(t, err)
	require.Equal(t, "a b+c", back.Query().Get("cart"))
	requireSigned(t, back.Query(), s.ResponseKey)
}

func TestReturnIsUnsignedWithoutResponseKey(t *testing.T) {
	t.Parallel()
	s := newShop(t, WithResponseKey(""), WithReturnURL("https://shop.example/everywhere"))
	s.ask("POST /orders", "order_id", "ord_1", "amount", "10")
	back, err := s.Approve(s.ask("POST /txns", s.newCard("ord_1", CardVisa)...).text("payment", "authentication", "url"))
	require.NoError(t, err)
	require.Equal(t, "https://shop.example/everywhere?order_id=ord_1&status=CHARGED&status_id=21", back.String())
}

func TestPayerStaysWhereNobodyAskedForHim(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "10")
	back, err := s.Approve(s.ask("POST /txns", s.newCard("ord_1", CardVisa, "redirect_after_payment", "false")...).text("payment", "authentication", "url"))
	require.NoError(t, err)
	require.Contains(t, back.String(), s.URL+"/v2/pay/finish/")
}
