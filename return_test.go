package juspay

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	exampleKey = "EXAMPLE0RESPONSE0KEY0123456789AB"
	publicKey  = "92206A0A4A75499C9B11206C2B3B9A53"
)

// with returns params with more pairs: key, value, key, value, …
func with(params url.Values, pairs ...string) url.Values {
	all := url.Values{}
	maps.Copy(all, params)
	for pair := range slices.Chunk(pairs, 2) {
		all.Set(pair[0], pair[1])
	}
	return all
}

var (
	plainReturn  = url.Values{"order_id": {"ord_1001"}, "status": {"CHARGED"}, "status_id": {"21"}}
	failedReturn = url.Values{"order_id": {"order_1727694028"}, "status": {"AUTHORIZATION_FAILED"}, "status_id": {"27"}, "myQP": {"aGVsbG9Xb3JsZA=="}}
	foreign      = with(plainReturn, "note", "a b+c/d=e", "Zed", "café")
)

const (
	plainSignature  = "nOgJGjXh/PNikLS4E6gQgzqAMwbo9eLnaPzAkB9U1ec="
	failedSignature = "8Esx2nrz3KE059rdsTkffYKu6AXXk07KzBo3KOexl3I="
)

func TestVerifyReturn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		params    url.Values
		key       string
		signature string
		ok        bool
	}{
		{"a published vector", failedReturn, publicKey, failedSignature, true},
		{"plain parameters", plainReturn, exampleKey, plainSignature, true},
		{"foreign parameters are signed, sorted by their encoded key", foreign, exampleKey, "NvLaOUFKMosrL2jkcks5jBiCjqNiYclCU4/jC3NQ898=", true},

		{"the inner encoding must not be left out", failedReturn, publicKey, "46VjdlU4nyITFmWH4Z7B+XmkuCaJvX4gbcElYlM1Nmk=", false},
		{"the outer encoding must not be left out", failedReturn, publicKey, "K6YmdxwwPZCndlBaG1su2PF4y0ztYdjkBqsJmS1W3UE=", false},
		{"a space is a plus sign, not %20", foreign, exampleKey, "IhOEy3oTL9RN3250//f5q1vKkWR4G0yOSAeReEb9kfQ=", false},
		{"hex is no base64", plainReturn, exampleKey, "9ce8091a35e1fcf36290b4b813a810833a803306e8f5e2e768fcc0901f54d5e7", false},
		{"a parameter was changed", with(plainReturn, "order_id", "ord_1002"), exampleKey, plainSignature, false},
		{"a parameter was added", with(plainReturn, "amount", "1"), exampleKey, plainSignature, false},
		{"an empty parameter was added", with(plainReturn, "amount", ""), exampleKey, plainSignature, false},
		{"another key", plainReturn, exampleKey + "0", plainSignature, false},
		{"no key", plainReturn, "", plainSignature, false},
		{"no padding", plainReturn, exampleKey, strings.TrimRight(plainSignature, "="), false},
		{"more after the signature", plainReturn, exampleKey, plainSignature + "\n", false},
		{"broken percent-encoding", plainReturn, exampleKey, plainSignature + "%", false},
		{"no signature", plainReturn, exampleKey, "", false},
		{"a signature of spaces", plainReturn, exampleKey, " ", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := VerifyReturn(with(tt.params, "signature", tt.signature, "signature_algorithm", "HMAC-SHA256"), tt.key)
			if !tt.ok {
				require.ErrorIs(t, err, ErrBadSignature)
				assert.Nil(t, got)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.params.Get("order_id"), got.OrderID)
			assert.Equal(t, Status(tt.params.Get("status")), got.Status)
			assert.Equal(t, tt.params.Get("status_id"), fmt.Sprint(got.StatusID))
			assert.Equal(t, tt.params, got.Params, "what was signed, and nothing else")
		})
	}
}

func TestVerifyReturnTakesTheSignatureAsItArrives(t *testing.T) {
	t.Parallel()
	const signature = "bLtL4bMN7+RE/aeLB3Q/MA7hjXnRV909OMFYIf0j8s0="
	params := with(plainReturn, "order_id", "ord_1010")

	once := url.QueryEscape(signature)
	twice := url.QueryEscape(once)
	forms := map[string]string{
		"encoded twice, as documented": twice,
		"encoded once":                 once,
		"encoded three times":          url.QueryEscape(twice),
		"bare, its plus sign a space":  signature,
	}
	for name, wire := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			query := params.Encode() + "&signature_algorithm=HMAC-SHA256&signature=" + wire

			byGet := httptest.NewRequest(http.MethodGet, "/return?"+query, nil)
			got, err := VerifyReturn(byGet.URL.Query(), exampleKey)
			require.NoError(t, err)
			assert.Equal(t, "ord_1010", got.OrderID)

			byPost := httptest.NewRequest(http.MethodPost, "/return?mine=1", strings.NewReader(query))
			byPost.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			require.NoError(t, byPost.ParseForm())
			got, err = VerifyReturn(byPost.PostForm, exampleKey)
			require.NoError(t, err)
			assert.Equal(t, StatusCharged, got.Status)
		})
	}

	t.Run("more than two decodings are one too many", func(t *testing.T) {
		t.Parallel()
		received := url.QueryEscape(twice) // decoded once already
		_, err := VerifyReturn(with(params, "signature", received), exampleKey)
		require.ErrorIs(t, err, ErrBadSignature)
	})
}

func TestVerifyReturnTakesBothFormsOfAsteriskAndTilde(t *testing.T) {
	t.Parallel()
	params := with(plainReturn, "a*b~c", "~*")
	encoders := map[string]func(string) string{
		"as Python encodes": url.QueryEscape,
		"as Java encodes":   strings.NewReplacer("*", "*", "~", "%7E", "%", "%25", "=", "%3D", "&", "%26").Replace,
	}
	for name, encode := range encoders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// By hand, in the order that the bytes of the encoded keys have.
			joined := encode("a*b~c") + "=" + encode("~*") + "&order_id=ord_1001&status=CHARGED&status_id=21"
			signature := hmacBase64(encode(joined), exampleKey)
			_, err := VerifyReturn(with(params, "signature", signature), exampleKey)
			require.NoError(t, err)
		})
	}
}

func TestVerifyReturnIsClosedUnlessProvenOpen(t *testing.T) {
	t.Parallel()
	signed := with(plainReturn, "signature", plainSignature)
	tests := map[string]url.Values{
		"nil":                          nil,
		"other algorithm":              with(signed, "signature_algorithm", "HMAC-SHA512"),
		"empty algorithm":              with(signed, "signature_algorithm", ""),
		"two algorithms":               {"order_id": {"ord_1001"}, "status": {"CHARGED"}, "status_id": {"21"}, "signature": {plainSignature}, "signature_algorithm": {"HMAC-SHA256", "none"}},
		"two signatures":               {"order_id": {"ord_1001"}, "status": {"CHARGED"}, "status_id": {"21"}, "signature": {plainSignature, "x"}},
		"a repeated parameter":         {"order_id": {"ord_1001"}, "status": {"CHARGED", "NEW"}, "status_id": {"21"}, "signature": {plainSignature}},
		"a parameter without a value":  {"order_id": {"ord_1001"}, "status": {"CHARGED"}, "status_id": {"21"}, "x": {}, "signature": {plainSignature}},
		"a signature without a value":  {"order_id": {"ord_1001"}, "status": {"CHARGED"}, "status_id": {"21"}, "signature": {}},
		"an algorithm without a value": {"order_id": {"ord_1001"}, "status": {"CHARGED"}, "status_id": {"21"}, "signature": {plainSignature}, "signature_algorithm": nil},
	}
	for name, params := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := VerifyReturn(params, exampleKey)
			require.ErrorIs(t, err, ErrBadSignature)
			assert.Nil(t, got)
			assert.NotContains(t, err.Error(), plainSignature, "an error must not teach how to sign")
		})
	}

	t.Run("the algorithm may be absent, and in any case", func(t *testing.T) {
		t.Parallel()
		_, err := VerifyReturn(signed, exampleKey)
		require.NoError(t, err)
		_, err = VerifyReturn(with(signed, "signature_algorithm", "hmac-sha256"), exampleKey)
		require.NoError(t, err)
	})

	t.Run("signed, but no order", func(t *testing.T) {
		t.Parallel()
		params := url.Values{"status": {"CHARGED"}}
		got, err := VerifyReturn(with(params, "signature", independentSignature(params, exampleKey)), exampleKey)
		require.ErrorIs(t, err, ErrDecode)
		assert.Nil(t, got)
	})

	t.Run("the caller's parameters are only read", func(t *testing.T) {
		t.Parallel()
		params := with(signed, "signature_algorithm", "HMAC-SHA256")
		_, err := VerifyReturn(params, exampleKey)
		require.NoError(t, err)
		assert.Len(t, params, 5)
	})
}

// independentSignature signs parameters that hold no asterisk and no tilde. It
// leans on url.Values.Encode, which sorts by the key as it is: the same order
// for keys of letters, digits and underscores.
func independentSignature(params url.Values, key string) string {
	return hmacBase64(url.QueryEscape(params.Encode()), key)
}

func hmacBase64(text, key string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func FuzzVerifyReturn(f *testing.F) {
	f.Add(with(plainReturn, "signature", plainSignature).Encode(), exampleKey)
	f.Add(with(foreign, "signature", "x", "signature_algorithm", "HMAC-SHA256").Encode(), exampleKey)
	f.Add("signature=%25252525&order_id=%00", "k")
	f.Add("signature=&signature=&=&status_id=1e9", "")
	f.Fuzz(func(t *testing.T, query, key string) {
		params, _ := url.ParseQuery(query) // keeps what it could read
		result, err := VerifyReturn(params, key)
		if err != nil {
			require.Nil(t, result)
			return
		}
		require.NotEmpty(t, result.OrderID)
		require.NotEmpty(t, key)

		// What verifies, verifies no more once anything in it differs.
		changed := with(params, "order_id", result.OrderID+"x")
		_, err = VerifyReturn(changed, key)
		require.ErrorIs(t, err, ErrBadSignature)
	})
}
