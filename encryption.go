package juspay

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// EncryptionKeys is one merchant's half of Juspay's encrypted mode, where
// bodies travel as a JWE around a JWS: the merchant's private key signs what is
// sent and opens what comes back, Juspay's public key encrypts what is sent and
// verifies what comes back. Give it to [WithEncryption] for calls and to
// [WithWebhookKeys] for webhooks. It is safe for concurrent use, and prints as
// its key id alone.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/jwt-jwe--jws-guide
type EncryptionKeys struct {
	keyID string

	// Functions, not keys: no formatting verb and no reflection sees what a
	// closure holds. The keys are parsed, and go-jose's signer and encrypter
	// built, once.
	sign, encrypt   func(payload []byte) (compact string, err error)
	decrypt, verify func(compact string) (payload []byte, err error)
}

// minKeyBits is the size of the keys that Juspay's dashboard makes.
const minKeyBits = 2048

// ParseEncryptionKeys reads the two keys, PEM text, that the dashboard's JWT
// Keys page names keyID ("key_" and 32 hex digits): the merchant's private key,
// PKCS#1 or PKCS#8, and Juspay's public key, PKIX, PKCS#1 or a certificate.
//
// An empty keyID, text that is no such key, a key protected by a passphrase, a
// key that is not RSA, or one of less than 2048 bits is a [*ParamError]; it
// never holds any of the key.
//
// Juspay docs: https://juspay.io/api-reference/docs/jwt-encryption/jwejwt-encryption-guide
func ParseEncryptionKeys(keyID string, merchantPrivatePEM, juspayPublicPEM []byte) (*EncryptionKeys, error) {
	if keyID == "" {
		return nil, &ParamError{Field: "keyID", Reason: "is empty"}
	}
	private, reason := parseKey[*rsa.PrivateKey](merchantPrivatePEM, privateForms)
	if reason != "" {
		return nil, &ParamError{Field: "merchantPrivatePEM", Reason: reason}
	}
	public, reason := parseKey[*rsa.PublicKey](juspayPublicPEM, publicForms)
	if reason != "" {
		return nil, &ParamError{Field: "juspayPublicPEM", Reason: reason}
	}
	return newEncryptionKeys(keyID, private, public)
}

func newEncryptionKeys(keyID string, private *rsa.PrivateKey, public *rsa.PublicKey) (*EncryptionKeys, error) {
	signer, err := jose.NewSigner(jose.SigningKey{
		Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: private, KeyID: keyID},
	}, nil)
	if err != nil {
		return nil, &ParamError{Field: "merchantPrivatePEM", Reason: "cannot sign"}
	}
	encrypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{
		Algorithm: jose.RSA_OAEP_256, Key: public, KeyID: keyID,
	}, nil)
	if err != nil {
		return nil, &ParamError{Field: "juspayPublicPEM", Reason: "cannot encrypt"}
	}
	return &EncryptionKeys{
		keyID: keyID,
		sign: func(payload []byte) (string, error) {
			jws, err := signer.Sign(payload)
			if err != nil {
				return "", err
			}
			return jws.CompactSerialize()
		},
		encrypt: func(payload []byte) (string, error) {
			jwe, err := encrypter.Encrypt(payload)
			if err != nil {
				return "", err
			}
			return jwe.CompactSerialize()
		},
		decrypt: func(compact string) ([]byte, error) { return decryptJWE(compact, private) },
		verify:  func(compact string) ([]byte, error) { return verifyJWS(compact, public) },
	}, nil
}

// Format writes the key id, under every verb.
func (k EncryptionKeys) Format(f fmt.State, _ rune) {
	writeLine(f, "juspay.EncryptionKeys{"+k.keyID+"}")
}

// The object form spells a compact JWE or JWS out: the same parts, in the same
// order, under Juspay's names. It is no serialization that RFC 7516 knows.
type (
	jweObject struct {
		Header           string `json:"header"`
		EncryptedKey     string `json:"encryptedKey"`
		IV               string `json:"iv"`
		EncryptedPayload string `json:"encryptedPayload"`
		Tag              string `json:"tag"`
	}
	jwsObject struct {
		Header    string `json:"header"`
		Payload   string `json:"payload"`
		Signature string `json:"signature"`
	}
)

// seal returns claims as the body of an encrypted request: an object-form JWE
// around an object-form JWS.
func (k *EncryptionKeys) seal(claims []byte) ([]byte, error) {
	if k == nil || k.sign == nil {
		return nil, &ParamError{Field: "EncryptionKeys", Reason: "must come from ParseEncryptionKeys"}
	}
	signed, err := k.sign(claims)
	if err != nil {
		return nil, fmt.Errorf("juspay: signing an encrypted request: %w", err)
	}
	s := strings.Split(signed, ".")
	inner, err := json.Marshal(jwsObject{Header: s[0], Payload: s[1], Signature: s[2]})
	if err != nil {
		return nil, err
	}
	sealed, err := k.encrypt(inner)
	if err != nil {
		return nil, fmt.Errorf("juspay: encrypting a request: %w", err)
	}
	e := strings.Split(sealed, ".")
	return json.Marshal(jweObject{Header: e[0], EncryptedKey: e[1], IV: e[2], EncryptedPayload: e[3], Tag: e[4]})
}

// open returns what Juspay put into an encrypted body: a JWE in object form,
// {"JWT": compact} or compact, around a JWS in object or compact form. Whatever
// cannot be decrypted and verified, plain JSON included, is an ErrDecode.
//
// The key id in the headers is not compared: it names a key and proves nothing,
// and while keys are being changed it may name the other pair. That the right
// keys open and verify the body is the proof.
func (k *EncryptionKeys) open(body []byte) ([]byte, error) {
	if k == nil || k.decrypt == nil {
		return nil, fmt.Errorf("%w: encrypted body: no keys", ErrDecode)
	}
	payload, err := k.decryptAndVerify(body)
	if err != nil { // says which step failed, in words of this file: never a byte of the body
		return nil, fmt.Errorf("%w: encrypted body: %w", ErrDecode, err)
	}
	return payload, nil
}

func (k *EncryptionKeys) decryptAndVerify(body []byte) ([]byte, error) {
	jwe, err := compactJWE(body)
	if err != nil {
		return nil, err
	}
	inner, err := k.decrypt(jwe)
	if err != nil {
		return nil, err
	}
	jws, err := compactJWS(inner)
	if err != nil {
		return nil, err
	}
	return k.verify(jws)
}

var (
	errNoJWE      = errors.New("is no JWE")
	errNoJWS      = errors.New("holds no JWS")
	errJOSEHeader = errors.New("has a header that is too long, or asks for what is not supported")
	errDecrypt    = errors.New("cannot be decrypted with these keys")
	errSignature  = errors.New("signature does not verify with these keys")
)

// compactJWE reads each outer form as the compact one.
func compactJWE(body []byte) (string, error) {
	body = bytes.TrimSpace(body)
	if !isObject(body) {
		return string(body), nil
	}
	var object struct {
		jweObject
		JWT string `json:"JWT"`
	}
	if err := json.Unmarshal(body, &object); err != nil {
		return "", errNoJWE
	}
	if object.JWT != "" {
		return object.JWT, nil
	}
	return strings.Join([]string{object.Header, object.EncryptedKey, object.IV, object.EncryptedPayload, object.Tag}, "."), nil
}

// compactJWS reads each inner form as the compact one.
func compactJWS(inner []byte) (string, error) {
	inner = bytes.TrimSpace(inner)
	if !isObject(inner) {
		return string(inner), nil
	}
	var object jwsObject
	if err := json.Unmarshal(inner, &object); err != nil {
		return "", errNoJWS
	}
	return strings.Join([]string{object.Header, object.Payload, object.Signature}, "."), nil
}

func isObject(text []byte) bool { return len(text) > 0 && text[0] == '{' }

// decryptJWE accepts RSA-OAEP-256 with A256GCM and nothing else.
func decryptJWE(compact string, private *rsa.PrivateKey) ([]byte, error) {
	parts := strings.SplitN(compact, ".", 6)
	if len(parts) != 5 {
		return nil, errNoJWE
	}
	if len(parts[0]) > maxJOSEHeader {
		return nil, errJOSEHeader
	}
	// go-jose would take the end of the ciphertext for a part of a longer tag.
	if len(parts[2]) != base64.RawURLEncoding.EncodedLen(12) || len(parts[4]) != base64.RawURLEncoding.EncodedLen(16) {
		return nil, errNoJWE
	}
	jwe, err := jose.ParseEncryptedCompact(compact, []jose.KeyAlgorithm{jose.RSA_OAEP_256}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		return nil, errNoJWE
	}
	if !plain(jwe.Header) {
		return nil, errJOSEHeader
	}
	inner, err := jwe.Decrypt(private)
	if err != nil {
		return nil, errDecrypt
	}
	return inner, nil
}

// verifyJWS accepts RS256 and nothing else. Anybody can encrypt to the
// merchant: only the signature says that Juspay did.
func verifyJWS(compact string, public *rsa.PublicKey) ([]byte, error) {
	header, _, _ := strings.Cut(compact, ".")
	if len(header) > maxJOSEHeader {
		return nil, errJOSEHeader
	}
	jws, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, errNoJWS
	}
	if !plain(jws.Signatures[0].Protected) {
		return nil, errJOSEHeader
	}
	payload, err := jws.Verify(public)
	if err != nil {
		return nil, errSignature
	}
	return payload, nil
}

// maxJOSEHeader is forty times what a header of Juspay's measures. go-jose
// parses whatever a header holds before anything is proven.
const maxJOSEHeader = 4 << 10

// plain reports that a header asks for nothing beyond its algorithms.
// Compression would let a small body grow, and the extensions that crit makes
// binding are none that Juspay documents. Other unknown names mean nothing, as
// RFC 7515 has it.
func plain(h jose.Header) bool {
	for _, name := range []jose.HeaderKey{"zip", "crit", "b64"} {
		if _, set := h.ExtraHeaders[name]; set {
			return false
		}
	}
	return true
}

// keyForms are the PEM blocks that may hold a key, and what reads each.
type keyForms map[string]func(der []byte) (any, error)

var (
	privateForms = keyForms{
		"PRIVATE KEY":     x509.ParsePKCS8PrivateKey,
		"RSA PRIVATE KEY": func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
	}
	publicForms = keyForms{
		"PUBLIC KEY":     x509.ParsePKIXPublicKey,
		"RSA PUBLIC KEY": func(der []byte) (any, error) { return x509.ParsePKCS1PublicKey(der) },
		"CERTIFICATE": func(der []byte) (any, error) {
			certificate, err := x509.ParseCertificate(der)
			if err != nil {
				return nil, err
			}
			return certificate.PublicKey, nil
		},
	}
)

// parseKey reads the first PEM block of text. The reason it returns says what
// is wrong, and holds nothing of what was read.
func parseKey[K interface{ Size() int }](text []byte, forms keyForms) (key K, reason string) {
	block, _ := pem.Decode(text)
	if block == nil {
		return key, "holds no PEM block"
	}
	parse := forms[block.Type]
	if parse == nil || block.Headers["DEK-Info"] != "" {
		return key, "must hold one of " + strings.Join(slices.Sorted(maps.Keys(forms)), ", ") + ", without a passphrase"
	}
	parsed, err := parse(block.Bytes)
	if err != nil {
		return key, "holds a " + block.Type + " that cannot be read"
	}
	key, ok := parsed.(K)
	if !ok || key.Size()*8 < minKeyBits {
		return key, "must be an RSA key of 2048 bits or more"
	}
	return key, ""
}
