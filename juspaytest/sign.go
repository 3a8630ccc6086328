package juspaytest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// SignReturn returns params with signature and signature_algorithm added, as
// Juspay sends a payer back: the result is what a handler's r.URL.Query()
// holds, and its Encode is the query on the wire, where the signature is
// percent-encoded twice. Params keeps what it holds; its own signature
// parameters are left out, and of repeated ones the first is signed.
//
// Juspay docs: https://juspay.io/resources/docs/common-resources/status-verification
func SignReturn(params url.Values, responseKey string) url.Values {
	signed := url.Values{}
	for name := range params {
		if name != "signature" && name != "signature_algorithm" {
			signed.Set(name, params.Get(name))
		}
	}
	signature := returnSignature(signed, responseKey)
	signed.Set("signature", url.QueryEscape(signature))
	signed.Set("signature_algorithm", "HMAC-SHA256")
	return signed
}

// returnSignature encodes twice: each key and value, and then the whole line.
// The pairs are sorted by encoded key, byte by byte; the key is text, however
// much it looks like hexadecimal.
func returnSignature(params url.Values, responseKey string) string {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, url.QueryEscape(name))
	}
	slices.Sort(names)
	pairs := make([]string, 0, len(names))
	for _, encoded := range names {
		name, _ := url.QueryUnescape(encoded)
		pairs = append(pairs, encoded+"="+url.QueryEscape(params.Get(name)))
	}
	mac := hmac.New(sha256.New, []byte(responseKey))
	mac.Write([]byte(url.QueryEscape(strings.Join(pairs, "&"))))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
