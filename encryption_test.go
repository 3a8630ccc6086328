package juspay

import (
	"compress/flate"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"hash"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const testKeyID = "key_0123456789abcdef0123456789abcdef"

func testdata(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{"testdata"}, path...)...))
	require.NoError(t, err)
	return b
}

// testKeys are the merchant's half of the throw-away keys.
func testKeys(t testing.TB) *EncryptionKeys {
	t.Helper()
	keys, err := ParseEncryptionKeys(testKeyID, testdata(t, "jwe", "merchant-pkcs8.pem"), testdata(t, "jwe", "juspay-public.pem"))
	require.NoError(t, err)
	return keys
}

func testPrivateKey(t testing.TB, name string) *rsa.PrivateKey {
	t.Helper()
	block, _ := pem.Decode(testdata(t, "jwe", name))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	return key.(*rsa.PrivateKey)
}

// What follows makes and reads the encrypted mode's bodies from the algorithms'
// own packages alone, sharing nothing with what is tested.

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func unb64(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	require.NoError(t, err)
	return b
}

// forgedJWS signs with RS256, whatever the header says.
func forgedJWS(t testing.TB, key *rsa.PrivateKey, header, payload string) []string {
	t.Helper()
	input := b64([]byte(header)) + "." + b64([]byte(payload))
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	require.NoError(t, err)
	return append(strings.Split(input, "."), b64(signature))
}

// forgery is a JWE in the making; the zero values are what Juspay does.
type forgery struct {
	header    string
	oaep      func() hash.Hash
	nonceSize int
}

func (f forgery) encrypt(t testing.TB, key *rsa.PublicKey, plaintext string) []string {
	t.Helper()
	if f.header == "" {
		f.header = `{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"` + testKeyID + `"}`
	}
	if f.oaep == nil {
		f.oaep = sha256.New
	}
	if f.nonceSize == 0 {
		f.nonceSize = 12
	}
	cek, nonce := make([]byte, 32), make([]byte, f.nonceSize)
	_, _ = rand.Read(cek)
	_, _ = rand.Read(nonce)
	wrapped, err := rsa.EncryptOAEP(f.oaep(), rand.Reader, key, cek, nil)
	require.NoError(t, err)
	block, err := aes.NewCipher(cek)
	require.NoError(t, err)
	gcm, err := cipher.NewGCMWithNonceSize(block, f.nonceSize)
	require.NoError(t, err)
	header := b64([]byte(f.header))
	sealed := gcm.Seal(nil, nonce, []byte(plaintext), []byte(header))
	cut := len(sealed) - 16
	return []string{header, b64(wrapped), b64(nonce), b64(sealed[:cut]), b64(sealed[cut:])}
}

func named(t testing.TB, names string, parts []string) string {
	t.Helper()
	members := map[string]string{}
	for i, name := range strings.Fields(names) {
		members[name] = parts[i]
	}
	text, err := json.Marshal(members)
	require.NoError(t, err)
	return string(text)
}

func objectJWE(t testing.TB, parts []string) string {
	return named(t, "header encryptedKey iv encryptedPayload tag", parts)
}

func objectJWS(t testing.TB, parts []string) string {
	return named(t, "header payload signature", parts)
}

func compact(parts []string) string { return strings.Join(parts, ".") }

const rs256 = `{"alg":"RS256","kid":"` + testKeyID + `"}`

// openedByJuspay opens and verifies a sealed body, and holds it to every header
// that Juspay reads.
func openedByJuspay(t testing.TB, body []byte) (claims string) {
	t.Helper()
	juspay := testPrivateKey(t, "juspay-pkcs8.pem")
	merchant := testPrivateKey(t, "merchant-pkcs8.pem")

	var outer map[string]string
	require.NoError(t, json.Unmarshal(body, &outer))
	assert.Len(t, outer, 5, "header, encryptedKey, iv, encryptedPayload, tag")
	assert.JSONEq(t, `{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"`+testKeyID+`"}`, string(unb64(t, outer["header"])))
	cek, err := rsa.DecryptOAEP(sha256.New(), nil, juspay, unb64(t, outer["encryptedKey"]), nil)
	require.NoError(t, err)
	require.Len(t, cek, 32)
	block, err := aes.NewCipher(cek)
	require.NoError(t, err)
	gcm, err := cipher.NewGCM(block)
	require.NoError(t, err)
	require.Len(t, unb64(t, outer["tag"]), 16)
	sealed := append(unb64(t, outer["encryptedPayload"]), unb64(t, outer["tag"])...)
	plaintext, err := gcm.Open(nil, unb64(t, outer["iv"]), sealed, []byte(outer["header"]))
	require.NoError(t, err)

	var inner map[string]string
	require.NoError(t, json.Unmarshal(plaintext, &inner))
	assert.Len(t, inner, 3, "header, payload, signature")
	assert.JSONEq(t, rs256, string(unb64(t, inner["header"])))
	digest := sha256.Sum256([]byte(inner["header"] + "." + inner["payload"]))
	require.NoError(t, rsa.VerifyPKCS1v15(&merchant.PublicKey, crypto.SHA256, digest[:], unb64(t, inner["signature"])))
	return string(unb64(t, inner["payload"]))
}

func TestSealIsReadByAnotherImplementation(t *testing.T) {
	t.Parallel()
	const claims = `{"order_id":"ord1001","amount":"250.50"}`
	body, err := testKeys(t).seal([]byte(claims))
	require.NoError(t, err)
	assert.Equal(t, claims, openedByJuspay(t, body), "byte for byte")

	again, err := testKeys(t).seal([]byte(claims))
	require.NoError(t, err)
	assert.NotEqual(t, string(body), string(again), "a new key and nonce for each body")
}

func TestOpenReadsEveryForm(t *testing.T) {
	t.Parallel()
	keys := testKeys(t)
	merchant, juspay := testPrivateKey(t, "merchant-pkcs8.pem"), testPrivateKey(t, "juspay-pkcs8.pem")
	const payload = `{"order_id":"ord1001","status":"CHARGED"}`
	signed := forgedJWS(t, juspay, rs256, payload)

	for innerName, inner := range map[string]string{
		"object": objectJWS(t, signed), "compact": compact(signed), "compact with white space": "\n" + compact(signed) + " ",
	} {
		sealed := forgery{}.encrypt(t, &merchant.PublicKey, inner)
		for outerName, body := range map[string]string{
			"object": objectJWE(t, sealed), "JWT": `{"JWT":"` + compact(sealed) + `"}`, "compact": compact(sealed), "compact and a newline": compact(sealed) + "\r\n",
		} {
			t.Run(outerName+" around "+innerName, func(t *testing.T) {
				t.Parallel()
				got, err := keys.open([]byte(body))
				require.NoError(t, err)
				assert.Equal(t, payload, string(got))
			})
		}
	}

	t.Run("another key id: it proves nothing", func(t *testing.T) {
		t.Parallel()
		sealed := forgery{header: `{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"key_old"}`}.encrypt(t, &merchant.PublicKey,
			compact(forgedJWS(t, juspay, `{"alg":"RS256"}`, payload)))
		_, err := keys.open([]byte(compact(sealed)))
		require.NoError(t, err)
	})

	t.Run("a header parameter that nobody knows", func(t *testing.T) {
		t.Parallel()
		sealed := forgery{header: `{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT","iat":1714557662}`}.encrypt(t, &merchant.PublicKey, compact(signed))
		_, err := keys.open([]byte(compact(sealed)))
		require.NoError(t, err)
	})
}

func TestOpenReadsVectorsOfAnotherImplementation(t *testing.T) {
	t.Parallel()
	keys := testKeys(t)
	for _, file := range []string{"answer-object.json", "answer-compact.txt"} {
		got, err := keys.open(testdata(t, "jwe", file))
		require.NoError(t, err, file)
		assert.JSONEq(t, `{"order_id":"ord1001","status":"CHARGED","status_id":21,"amount":250.5}`, string(got), file)
	}
	opened, err := keys.open(testdata(t, "jwe", "webhook-jwt.json"))
	require.NoError(t, err)
	event, err := ParseEvent(opened)
	require.NoError(t, err)
	assert.Equal(t, EventOrderSucceeded, event.Name)
	assert.Equal(t, "ord1001", event.Order.OrderID)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	keys := testKeys(t)
	merchant, juspay := testPrivateKey(t, "merchant-pkcs8.pem"), testPrivateKey(t, "juspay-pkcs8.pem")
	const payload = `{"order_id":"ord1001"}`
	good := compact(forgedJWS(t, juspay, rs256, payload))

	outer := func(f forgery) string { return compact(f.encrypt(t, &merchant.PublicKey, good)) }
	inner := func(text string) string { return compact(forgery{}.encrypt(t, &merchant.PublicKey, text)) }
	header := func(h string) string { return outer(forgery{header: h}) }
	part := func(i int, change func(string) string) string {
		parts := forgery{}.encrypt(t, &merchant.PublicKey, good)
		parts[i] = change(parts[i])
		return compact(parts)
	}
	flip := func(s string) string {
		raw := unb64(t, s)
		raw[len(raw)/2] ^= 1
		return b64(raw)
	}
	longerTag := forgery{}.encrypt(t, &merchant.PublicKey, good)
	ciphertext := unb64(t, longerTag[3])
	longerTag[3], longerTag[4] = b64(ciphertext[:len(ciphertext)-1]), b64(append(ciphertext[len(ciphertext)-1:], unb64(t, longerTag[4])...))
	var deflated strings.Builder
	deflate, err := flate.NewWriter(&deflated, flate.BestCompression)
	require.NoError(t, err)
	_, _ = deflate.Write([]byte(good))
	require.NoError(t, deflate.Close())
	hmacSigned := b64([]byte(`{"alg":"HS256"}`)) + "." + b64([]byte(payload))
	mac := hmac.New(sha256.New, testdata(t, "jwe", "juspay-public.pem"))
	mac.Write([]byte(hmacSigned))

	tests := map[string]string{
		"plain JSON":             payload,
		"nothing":                "",
		"null":                   "null",
		"an empty object":        "{}",
		"a broken object":        `{"header":"`,
		"an empty JWT":           `{"JWT":""}`,
		"a JWT that is no text":  `{"JWT":{}}`,
		"HTML":                   "<html>502</html>",
		"a JWS alone":            good,
		"dots":                   strings.Repeat(".", 1<<20),
		"an object with dots":    objectJWE(t, []string{"a.b", "c.d", "", "", ""}),
		"six parts":              outer(forgery{}) + ".",
		"outer alg RSA-OAEP":     outer(forgery{header: `{"alg":"RSA-OAEP","enc":"A256GCM"}`, oaep: sha1.New}),
		"outer alg RSA1_5":       header(`{"alg":"RSA1_5","enc":"A256GCM"}`),
		"outer alg dir":          header(`{"alg":"dir","enc":"A256GCM"}`),
		"outer alg none":         header(`{"alg":"none","enc":"A256GCM"}`),
		"outer alg PBES2":        header(`{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":2147483647,"p2s":"c2FsdA"}`),
		"outer alg absent":       header(`{"enc":"A256GCM"}`),
		"outer enc A128GCM":      header(`{"alg":"RSA-OAEP-256","enc":"A128GCM"}`),
		"outer enc CBC":          header(`{"alg":"RSA-OAEP-256","enc":"A256CBC-HS512"}`),
		"outer enc absent":       header(`{"alg":"RSA-OAEP-256"}`),
		"outer zip":              compact(forgery{header: `{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"DEF"}`}.encrypt(t, &merchant.PublicKey, deflated.String())),
		"outer crit":             header(`{"alg":"RSA-OAEP-256","enc":"A256GCM","crit":["exp"],"exp":1}`),
		"outer alg twice":        header(`{"alg":"none","alg":"RSA-OAEP-256","enc":"A256GCM"}`),
		"outer header no JSON":   header(`x`),
		"outer header too long":  header(`{"alg":"RSA-OAEP-256","enc":"A256GCM","x":"` + strings.Repeat("x", 4096) + `"}`),
		"outer header nested":    header(`{"alg":"RSA-OAEP-256","enc":"A256GCM","x":` + strings.Repeat("[", 1<<20)),
		"outer header changed":   part(0, func(string) string { return b64([]byte(`{"enc":"A256GCM","alg":"RSA-OAEP-256"}`)) }),
		"key changed":            part(1, flip),
		"key empty":              part(1, func(string) string { return "" }),
		"key too long":           part(1, func(s string) string { return s + strings.Repeat("A", 1<<16) }),
		"iv changed":             part(2, flip),
		"iv of 16 bytes":         outer(forgery{nonceSize: 16}),
		"iv empty":               part(2, func(string) string { return "" }),
		"ciphertext changed":     part(3, flip),
		"tag changed":            part(4, flip),
		"tag of 15 bytes":        part(4, func(s string) string { return b64(unb64(t, s)[:15]) }),
		"tag of 17 bytes":        compact(longerTag),
		"padded base64":          part(2, func(s string) string { return s + "=" }),
		"to another merchant":    compact(forgery{}.encrypt(t, &juspay.PublicKey, good)),
		"inner plain JSON":       inner(payload),
		"inner nothing":          inner(""),
		"inner alg none":         inner(b64([]byte(`{"alg":"none"}`)) + "." + b64([]byte(payload)) + "."),
		"inner HS256 public key": inner(hmacSigned + "." + b64(mac.Sum(nil))),
		"inner alg RS512":        inner(compact(forgedJWS(t, juspay, `{"alg":"RS512"}`, payload))),
		"inner alg PS256":        inner(compact(forgedJWS(t, juspay, `{"alg":"PS256"}`, payload))),
		"inner alg absent":       inner(compact(forgedJWS(t, juspay, `{}`, payload))),
		"inner crit":             inner(compact(forgedJWS(t, juspay, `{"alg":"RS256","crit":["b64"],"b64":true}`, payload))),
		"inner b64 alone":        inner(compact(forgedJWS(t, juspay, `{"alg":"RS256","b64":false}`, payload))),
		"inner header too long":  inner(compact(forgedJWS(t, juspay, `{"alg":"RS256","x":"`+strings.Repeat("x", 4096)+`"}`, payload))),
		"signed by the merchant": inner(compact(forgedJWS(t, merchant, rs256, payload))),
		"inner payload changed":  inner(strings.Replace(good, b64([]byte(payload)), b64([]byte(`{"order_id":"ord1002"}`)), 1)),
		"inner object in part":   inner(`{"header":"` + b64([]byte(rs256)) + `"}`),
		"inner object broken":    inner(`{"header":1}`),
		"inner signature absent": inner(good[:strings.LastIndex(good, ".")+1]),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := keys.open([]byte(body))
			require.ErrorIs(t, err, ErrDecode)
			assert.Nil(t, got)
			assert.NotContains(t, err.Error(), "ord1001")
		})
	}

	t.Run("the table's own forger makes what opens", func(t *testing.T) { // else all of it would prove nothing
		t.Parallel()
		_, err := keys.open([]byte(outer(forgery{})))
		require.NoError(t, err)
		_, err = keys.open([]byte(inner(good)))
		require.NoError(t, err)
	})
}

func TestParseEncryptionKeysReadsEveryForm(t *testing.T) {
	t.Parallel()
	for _, private := range []string{"merchant-pkcs8.pem", "merchant-pkcs1.pem"} {
		for _, public := range []string{"juspay-public.pem", "juspay-public-pkcs1.pem", "juspay-certificate.pem"} {
			keys, err := ParseEncryptionKeys(testKeyID, testdata(t, "jwe", private), testdata(t, "jwe", public))
			require.NoError(t, err, "%s, %s", private, public)
			got, err := keys.open(testdata(t, "jwe", "answer-object.json"))
			require.NoError(t, err, "%s, %s", private, public)
			assert.Contains(t, string(got), "ord1001")
		}
	}
	_, err := ParseEncryptionKeys(testKeyID, append([]byte("downloaded from the dashboard\r\n"), testdata(t, "jwe", "merchant-pkcs8.pem")...), testdata(t, "jwe", "juspay-public.pem"))
	require.NoError(t, err, "text before a key is usual in PEM files")
}

func TestParseEncryptionKeysRefuses(t *testing.T) {
	t.Parallel()
	private, public := testdata(t, "jwe", "merchant-pkcs8.pem"), testdata(t, "jwe", "juspay-public.pem")
	block, _ := pem.Decode(private)
	asPEM := func(kind string, der []byte, headers map[string]string) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der, Headers: headers})
	}
	small := testdata(t, "jwe", "small-pkcs8.pem")
	smallPublic := testdata(t, "jwe", "small-public.pem")
	elliptic := testdata(t, "jwe", "elliptic-pkcs8.pem")
	ellipticPublic := testdata(t, "jwe", "elliptic-public.pem")

	tests := []struct {
		name            string
		keyID           string
		private, public []byte
		field           string
	}{
		{"no key id", "", private, public, "keyID"},
		{"no private key", testKeyID, nil, public, "merchantPrivatePEM"},
		{"no public key", testKeyID, private, nil, "juspayPublicPEM"},
		{"no PEM", testKeyID, block.Bytes, public, "merchantPrivatePEM"},
		{"the two swapped", testKeyID, public, private, "merchantPrivatePEM"},
		{"a private key for a public one", testKeyID, private, private, "juspayPublicPEM"},
		{"a broken private key", testKeyID, asPEM("PRIVATE KEY", block.Bytes[:100], nil), public, "merchantPrivatePEM"},
		{"a broken public key", testKeyID, private, asPEM("PUBLIC KEY", []byte{1, 2, 3}, nil), "juspayPublicPEM"},
		{"a broken certificate", testKeyID, private, asPEM("CERTIFICATE", []byte{1, 2, 3}, nil), "juspayPublicPEM"},
		{"PKCS#8 called PKCS#1", testKeyID, asPEM("RSA PRIVATE KEY", block.Bytes, nil), public, "merchantPrivatePEM"},
		{"a passphrase", testKeyID, asPEM("ENCRYPTED PRIVATE KEY", block.Bytes, nil), public, "merchantPrivatePEM"},
		{"an old passphrase", testKeyID, asPEM("RSA PRIVATE KEY", block.Bytes, map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"}), public, "merchantPrivatePEM"},
		{"1024 bits, private", testKeyID, small, public, "merchantPrivatePEM"},
		{"1024 bits, public", testKeyID, private, smallPublic, "juspayPublicPEM"},
		{"no RSA, private", testKeyID, elliptic, public, "merchantPrivatePEM"},
		{"no RSA, public", testKeyID, private, ellipticPublic, "juspayPublicPEM"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			keys, err := ParseEncryptionKeys(tt.keyID, tt.private, tt.public)
			require.ErrorIs(t, err, ErrInvalidParams)
			refused := new(ParamError)
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, tt.field, refused.Field)
			assert.Nil(t, keys)
		})
	}
}

func TestEncryptionKeysPrintNothingOfThemselves(t *testing.T) {
	t.Parallel()
	keys := testKeys(t)
	private := testPrivateKey(t, "merchant-pkcs8.pem")
	holder := struct {
		Keys   *EncryptionKeys
		Nested []any
		hidden *EncryptionKeys
	}{keys, []any{*keys}, keys}

	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&printed, verb+verb+verb+"\n", keys, *keys, holder)
	}
	text, err := json.Marshal(holder.Nested)
	require.NoError(t, err)
	printed.Write(text)
	for _, handler := range []slog.Handler{slog.NewTextHandler(&printed, nil), slog.NewJSONHandler(&printed, nil)} {
		slog.New(handler).Info("x", "keys", keys, "holder", holder.Nested)
	}

	assert.Equal(t, "juspay.EncryptionKeys{"+testKeyID+"}", fmt.Sprintf("%#v", keys))
	for _, secret := range []string{private.D.String(), private.D.Text(16), private.Primes[0].String(), private.N.String(), fmt.Sprintf("%x", private.N), "PRIVATE"} {
		assert.NotContains(t, printed.String(), secret)
	}
}

func TestEncryptionKeysNotParsedAreRefused(t *testing.T) {
	t.Parallel()
	for _, keys := range []*EncryptionKeys{nil, {}} {
		_, err := keys.seal([]byte("{}"))
		require.ErrorIs(t, err, ErrInvalidParams)
		_, err = keys.open(testdata(t, "jwe", "answer-object.json"))
		require.ErrorIs(t, err, ErrDecode)
	}
}

func FuzzOpen(f *testing.F) {
	keys := testKeys(f)
	juspay := testPrivateKey(f, "juspay-pkcs8.pem")
	f.Add(testdata(f, "jwe", "answer-object.json"), false)
	f.Add(testdata(f, "jwe", "answer-compact.txt"), false)
	f.Add(testdata(f, "jwe", "webhook-jwt.json"), false)
	signed := forgedJWS(f, juspay, rs256, `{}`)
	f.Add([]byte(compact(signed)), true)
	f.Add([]byte(objectJWS(f, signed)), true)
	f.Add([]byte(`{"header":"e30","payload":"","signature":""}`), true)
	f.Fuzz(func(t *testing.T, body []byte, inner bool) {
		if inner { // what stands inside is foreign too: anybody can encrypt
			if jws, err := compactJWS(body); err == nil {
				_, _ = keys.verify(jws)
			}
			return
		}
		payload, err := keys.open(body)
		if err != nil {
			require.ErrorIs(t, err, ErrDecode)
			require.Nil(t, payload)
		}
	})
}
