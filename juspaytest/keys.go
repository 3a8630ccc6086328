package juspaytest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// Keys are the two pairs of the encrypted mode, in PEM. The server holds
// Juspay's private key and the merchant's public one; the merchant the other
// two, with ID:
//
//	keys, err := server.Keys()
//	…
//	encryption, err := juspay.ParseEncryptionKeys(keys.ID, keys.MerchantPrivate, keys.JuspayPublic)
type Keys struct {
	ID              string
	MerchantPrivate []byte `json:"-"`
	MerchantPublic  []byte
	JuspayPrivate   []byte `json:"-"`
	JuspayPublic    []byte
}

// Format writes the id under every verb.
func (k Keys) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "juspaytest.Keys(%s)", k.ID) }

// keys is what the server works with.
type keys struct {
	id             string
	juspayPrivate  *rsa.PrivateKey
	merchantPublic *rsa.PublicKey
}

// WithKeys switches the encrypted mode on with keys of the caller's, of which
// the server needs ID, JuspayPrivate and MerchantPublic.
func WithKeys(k Keys) Option {
	return func(s *Server) error {
		parsed, err := parseKeys(k)
		s.keys, s.pems = parsed, k
		return err
	}
}

// Keys returns the keys of the encrypted mode. Unless [WithKeys] gave some, the
// first call makes them, which takes a moment, and switches the mode on: until
// then the /v4 endpoints answer that it is not enabled.
func (s *Server) Keys() (Keys, error) {
	s.keysLock.Lock()
	defer s.keysLock.Unlock()
	if s.keys != nil {
		return s.pems, nil
	}
	merchant, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return Keys{}, err
	}
	juspay, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return Keys{}, err
	}
	s.pems = Keys{ID: "key_" + randomKey(), JuspayPrivate: privatePEM(juspay), MerchantPrivate: privatePEM(merchant)}
	if s.pems.JuspayPublic, err = publicPEM(juspay); err != nil {
		return Keys{}, err
	}
	if s.pems.MerchantPublic, err = publicPEM(merchant); err != nil {
		return Keys{}, err
	}
	s.keys = &keys{id: s.pems.ID, juspayPrivate: juspay, merchantPublic: &merchant.PublicKey}
	return s.pems, nil
}

const rsaBits = 2048

// merchantKeys returns nil while the merchant has none.
func (s *Server) merchantKeys() *keys {
	s.keysLock.Lock()
	defer s.keysLock.Unlock()
	return s.keys
}

func privatePEM(k *rsa.PrivateKey) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)})
}

func publicPEM(k *rsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), err
}

var errKeys = errors.New("keys: ID, JuspayPrivate and MerchantPublic are needed, in PEM, RSA, of 2048 bits or more")

// parseKeys takes PKCS#1 and PKCS#8 alike: both occur.
func parseKeys(k Keys) (*keys, error) {
	private, public := decodePEM(k.JuspayPrivate), decodePEM(k.MerchantPublic)
	juspay, err := x509.ParsePKCS1PrivateKey(private)
	if err != nil {
		other, _ := x509.ParsePKCS8PrivateKey(private)
		juspay, _ = other.(*rsa.PrivateKey)
	}
	merchant, err := x509.ParsePKCS1PublicKey(public)
	if err != nil {
		other, _ := x509.ParsePKIXPublicKey(public)
		merchant, _ = other.(*rsa.PublicKey)
	}
	if k.ID == "" || juspay == nil || merchant == nil || juspay.N.BitLen() < rsaBits || merchant.N.BitLen() < rsaBits {
		return nil, errKeys
	}
	return &keys{id: k.ID, juspayPrivate: juspay, merchantPublic: merchant}, nil
}

func decodePEM(text []byte) []byte {
	if block, _ := pem.Decode(text); block != nil {
		return block.Bytes
	}
	return nil
}
