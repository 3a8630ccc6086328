package juspaytest

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"hash"
	"slices"
	"strings"
)

// Messages travel as a JWE around a JWS, both as JSON objects of base64url
// parts: {"header","encryptedKey","iv","encryptedPayload","tag"} around
// {"header","payload","signature"}. The compact forms a.b.c.d.e and a.b.c, bare
// or as {"JWT": …}, are read as well.
//
// Juspay docs: https://juspay.io/api-reference/docs/jwt-encryption/jwejwt-encryption-guide

type jwe struct {
	Header           string `json:"header"`
	EncryptedKey     string `json:"encryptedKey"`
	IV               string `json:"iv"`
	EncryptedPayload string `json:"encryptedPayload"`
	Tag              string `json:"tag"`
}

type jws struct {
	Header    string `json:"header"`
	Payload   string `json:"payload"`
	Signature string `json:"signature"`
}

type joseHeader struct {
	Alg string `json:"alg"`
	Enc string `json:"enc,omitempty"`
	Cty string `json:"cty,omitempty"`
	Kid string `json:"kid,omitempty"`
}

var errSealed = errors.New("not a message for these keys")

var b64 = base64.RawURLEncoding

// unseal opens an encrypted request: its claims become the call's parameters.
func (s *Server) unseal(c *call) {
	k := s.merchantKeys()
	if k == nil {
		c.problem = &featureNotEnabled
		return
	}
	claims, err := k.open(c.body)
	if err == nil {
		err = c.readJSON(claims)
	}
	if err != nil {
		c.problem = &badEnvelope
	}
}

var badEnvelope = problem("Bad Request", "invalid.jwt", "Unable to decrypt or verify the request.",
	info("INVALID_INPUT", userError, contactSupport, "The JWE could not be decrypted, or its JWS not be verified.", "", ""))

// seal encrypts a successful answer. Failures travel in clear, as at Juspay.
func (s *Server) seal(body []byte) []byte {
	k := s.merchantKeys()
	if k == nil {
		return body // cannot happen: without keys no request was read
	}
	if s.quirks[CompactEnvelopes] {
		return marshal(doc{"JWT": k.encrypt(k.sign(body).compact(), "A256GCM").compact()})
	}
	inner := marshal(k.sign(body))
	return marshal(k.encrypt(string(inner), "A256GCM"))
}

// sealCompact is the form of webhooks.
func (s *Server) sealCompact(body []byte) []byte {
	k := s.merchantKeys()
	if k == nil {
		return body // cannot happen: EncryptWebhooks makes them
	}
	return marshal(doc{"JWT": k.encrypt(k.sign(body).compact(), "A256GCM").compact()})
}

// openJWE and sealJWE are for single values: encrypted, not signed.
func (s *Server) openJWE(text []byte, encs ...string) ([]byte, error) {
	k := s.merchantKeys()
	if k == nil {
		return nil, errSealed
	}
	return k.decrypt(text, encs...)
}

func (s *Server) sealJWE(text []byte, enc string) string {
	return s.merchantKeys().encrypt(string(text), enc).compact()
}

// plain opens a card value that was encrypted on its own: "enc-" and the base64
// of RSA, PKCS #1 v1.5. What cannot be opened is judged as it is.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/card-encryption
func (s *Server) plain(value string) string {
	encoded, encrypted := strings.CutPrefix(value, "enc-")
	k := s.merchantKeys()
	if !encrypted || k == nil {
		return value
	}
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return value
	}
	if text, err = rsa.DecryptPKCS1v15(nil, k.juspayPrivate, text); err != nil {
		return value
	}
	return string(text)
}

func (e jwe) compact() string {
	return strings.Join([]string{e.Header, e.EncryptedKey, e.IV, e.EncryptedPayload, e.Tag}, ".")
}

func (j jws) compact() string { return strings.Join([]string{j.Header, j.Payload, j.Signature}, ".") }

// open decrypts a message and checks the signature inside it.
func (k *keys) open(message []byte) ([]byte, error) {
	inner, err := k.decrypt(message, "A256GCM")
	if err != nil {
		return nil, err
	}
	return k.verify(inner)
}

func (k *keys) decrypt(message []byte, encs ...string) ([]byte, error) {
	e, err := parseJWE(message)
	if err != nil {
		return nil, err
	}
	header, err := parseHeader(e.Header)
	if err != nil || !slices.Contains(encs, header.Enc) {
		return nil, errSealed
	}
	var oaep hash.Hash
	switch header.Alg {
	case "RSA-OAEP-256":
		oaep = sha256.New()
	case "RSA-OAEP": // Juspay's Node SDK sends this
		oaep = sha1.New()
	default:
		return nil, errSealed
	}
	parts, err := decodeAll(e.EncryptedKey, e.IV, e.EncryptedPayload, e.Tag)
	if err != nil {
		return nil, errSealed
	}
	key, err := rsa.DecryptOAEP(oaep, nil, k.juspayPrivate, parts[0], nil)
	if err != nil || len(key) != keySize(header.Enc) {
		return nil, errSealed
	}
	gcm, err := newGCM(key)
	if err != nil || len(parts[1]) != gcm.NonceSize() || len(parts[3]) != gcm.Overhead() {
		return nil, errSealed
	}
	plain, err := gcm.Open(nil, parts[1], append(parts[2], parts[3]...), []byte(e.Header))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

func (k *keys) verify(message []byte) ([]byte, error) {
	var j jws
	if err := parseParts(message, &j, &j.Header, &j.Payload, &j.Signature); err != nil {
		return nil, err
	}
	header, err := parseHeader(j.Header)
	if err != nil || header.Alg != "RS256" {
		return nil, errSealed
	}
	parts, err := decodeAll(j.Payload, j.Signature)
	if err != nil {
		return nil, errSealed
	}
	digest := sha256.Sum256([]byte(j.Header + "." + j.Payload))
	if rsa.VerifyPKCS1v15(k.merchantPublic, crypto.SHA256, digest[:], parts[1]) != nil {
		return nil, errSealed
	}
	return parts[0], nil
}

func (k *keys) sign(payload []byte) jws {
	j := jws{Header: k.header(joseHeader{Alg: "RS256"}), Payload: b64.EncodeToString(payload)}
	digest := sha256.Sum256([]byte(j.Header + "." + j.Payload))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.juspayPrivate, crypto.SHA256, digest[:])
	if err != nil {
		return jws{} // cannot happen with a key that parseKeys let through
	}
	j.Signature = b64.EncodeToString(signature)
	return j
}

func (k *keys) encrypt(plain, enc string) jwe {
	key, iv := make([]byte, keySize(enc)), make([]byte, 12)
	_, _ = rand.Read(key) // never fails
	_, _ = rand.Read(iv)
	e := jwe{Header: k.header(joseHeader{Alg: "RSA-OAEP-256", Enc: enc}), IV: b64.EncodeToString(iv)}
	encryptedKey, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, k.merchantPublic, key, nil)
	gcm, gcmErr := newGCM(key)
	if err != nil || gcmErr != nil {
		return jwe{} // cannot happen with a key that parseKeys let through
	}
	box := gcm.Seal(nil, iv, []byte(plain), []byte(e.Header))
	e.EncryptedKey = b64.EncodeToString(encryptedKey)
	e.EncryptedPayload = b64.EncodeToString(box[:len(box)-gcm.Overhead()])
	e.Tag = b64.EncodeToString(box[len(box)-gcm.Overhead():])
	return e
}

func (k *keys) header(h joseHeader) string {
	h.Kid = k.id
	return b64.EncodeToString(marshal(h))
}

func keySize(enc string) int { return map[string]int{"A128GCM": 16, "A256GCM": 32}[enc] }

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func parseJWE(message []byte) (e jwe, err error) {
	err = parseParts(message, &e, &e.Header, &e.EncryptedKey, &e.IV, &e.EncryptedPayload, &e.Tag)
	return e, err
}

// parseParts reads the object form into object, or a compact form into parts.
func parseParts(message []byte, object any, parts ...*string) error {
	text := bytes.TrimSpace(message)
	if len(text) > 0 && text[0] == '{' {
		var wrapped struct{ JWT string }
		if json.Unmarshal(text, &wrapped) != nil {
			return errSealed
		}
		if wrapped.JWT == "" {
			if json.Unmarshal(text, object) != nil {
				return errSealed
			}
			return nil
		}
		text = []byte(wrapped.JWT)
	}
	pieces := strings.Split(string(text), ".")
	if len(pieces) != len(parts) {
		return errSealed
	}
	for i, piece := range pieces {
		*parts[i] = piece
	}
	return nil
}

func parseHeader(encoded string) (h joseHeader, err error) {
	text, err := b64.DecodeString(encoded)
	if err != nil || json.Unmarshal(text, &h) != nil {
		return h, errSealed
	}
	return h, nil
}

func decodeAll(parts ...string) ([][]byte, error) {
	decoded := make([][]byte, len(parts))
	for i, part := range parts {
		var err error
		if decoded[i], err = b64.DecodeString(part); err != nil {
			return nil, err
		}
	}
	return decoded, nil
}
