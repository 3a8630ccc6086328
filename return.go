package juspay

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Return is what the payer's browser brought to the return URL, and Juspay
// signed. It tells what to show the payer; read the order before fulfilling.
type Return struct {
	OrderID  string
	Status   Status
	StatusID Int
	Params   url.Values // all that was signed: parameters of your own in the return URL too
}

// Format writes the return without the parameters, under every verb.
func (r Return) Format(f fmt.State, _ rune) { redact(f, r) }

// VerifyReturn checks the signature that Juspay put on the return URL's
// parameters, with the Response Key from the dashboard (not the API key), taken
// as text although it looks like hex. Pass r.URL.Query() where the browser comes
// by GET, r.PostForm after r.ParseForm where it comes by POST; all of them, as
// your own parameters are signed too.
//
// Everything that is not proven is [ErrBadSignature]: no signature (signing is
// off until "Use signed response" is switched on), a wrong one, an algorithm
// other than HMAC-SHA256, a parameter given twice, an empty responseKey. A
// signed set of parameters without an order_id is [ErrDecode]. The errors hold
// no signature.
//
// Juspay docs: https://juspay.io/resources/docs/common-resources/status-verification
func VerifyReturn(params url.Values, responseKey string) (*Return, error) {
	if responseKey == "" {
		return nil, fmt.Errorf("%w: no response key to check it with", ErrBadSignature)
	}
	for _, values := range params {
		if len(values) != 1 { // which of them was signed, nobody can tell
			return nil, fmt.Errorf("%w: a parameter of the return URL is not given exactly once", ErrBadSignature)
		}
	}
	if algorithm, given := params["signature_algorithm"]; given && !strings.EqualFold(algorithm[0], "HMAC-SHA256") {
		return nil, fmt.Errorf("%w: its algorithm is not HMAC-SHA256", ErrBadSignature)
	}
	signature := receivedSignature(params.Get("signature"))
	if signature == "" {
		return nil, fmt.Errorf("%w: the return URL has none", ErrBadSignature)
	}
	signed := maps.Clone(params)
	delete(signed, "signature")
	delete(signed, "signature_algorithm")
	if !signs(signature, signed, responseKey) {
		return nil, fmt.Errorf("%w: it is not this return URL's", ErrBadSignature)
	}
	result := &Return{OrderID: signed.Get("order_id"), Status: Status(signed.Get("status")), Params: signed}
	if result.OrderID == "" {
		return nil, fmt.Errorf("%w: the return URL has no order_id", ErrDecode)
	}
	_ = result.StatusID.UnmarshalJSON([]byte(signed.Get("status_id"))) // never fails
	return result, nil
}

// receivedSignature undoes what the way here did to the base64 text: Juspay
// percent-encodes it twice, some frameworks decode it once more than others, and
// a form decoder makes a space of a bare plus sign.
func receivedSignature(s string) string {
	for range 2 {
		if !strings.Contains(s, "%") {
			break
		}
		decoded, err := url.PathUnescape(s)
		if err != nil {
			return s // base64 has no percent sign: this matches nothing
		}
		s = decoded
	}
	return strings.ReplaceAll(s, " ", "+")
}

// signs reports whether signature is that of params, in either of the two form
// encodings: which of them Juspay uses for an asterisk or a tilde is not
// documented, and each needs the key.
func signs(signature string, params url.Values, key string) bool {
	for _, encode := range []func(string) string{url.QueryEscape, javaEscape} {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(encode(joinEncoded(params, encode))))
		if hmac.Equal([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(signature)) {
			return true
		}
	}
	return false
}

// joinEncoded sorts by the encoded keys, byte by byte.
func joinEncoded(params url.Values, encode func(string) string) string {
	pairs := make([][2]string, 0, len(params))
	for key, values := range params {
		pairs = append(pairs, [2]string{encode(key), encode(values[0])})
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	var b strings.Builder
	for i, pair := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(pair[0] + "=" + pair[1])
	}
	return b.String()
}

// javaEscape is url.QueryEscape as java.net.URLEncoder does it.
func javaEscape(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "%2A", "*"), "~", "%7E")
}
