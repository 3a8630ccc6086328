package juspaytest

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"hash"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// pairOfPairs are made once: they take a moment.
var pairOfPairs = sync.OnceValues(func() (Keys, error) {
	s, err := Start()
	if err != nil {
		return Keys{}, err
	}
	defer s.Close()
	return s.Keys()
})

func testKeys(t *testing.T) Keys {
	t.Helper()
	k, err := pairOfPairs()
	require.NoError(t, err)
	return k
}

// merchant is the other end, written from the steps in Juspay's guide.
type merchant struct {
	t       *testing.T
	kid     string
	private *rsa.PrivateKey // the merchant's
	public  *rsa.PublicKey  // Juspay's
}

func newMerchant(t *testing.T) merchant {
	t.Helper()
	k := testKeys(t)
	block, _ := pem.Decode(k.MerchantPrivate)
	private, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	require.NoError(t, err)
	block, _ = pem.Decode(k.JuspayPublic)
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	require.NoError(t, err)
	return merchant{t: t, kid: k.ID, private: private, public: public.(*rsa.PublicKey)}
}

func part(v any) string {
	text, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(text)
}

func (m merchant) sign(claims string) []string {
	signed := part(map[string]string{"alg": "RS256", "kid": m.kid}) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, m.private, crypto.SHA256, digest[:])
	require.NoError(m.t, err)
	return append(strings.Split(signed, "."), base64.RawURLEncoding.EncodeToString(signature))
}

func (m merchant) encrypt(plain, alg, enc string, size int) []string {
	var oaep hash.Hash = sha256.New()
	if alg == "RSA-OAEP" {
		oaep = sha1.New()
	}
	key, iv := make([]byte, size), make([]byte, 12)
	_, _ = rand.Read(key)
	_, _ = rand.Read(iv)
	encrypted, err := rsa.EncryptOAEP(oaep, rand.Reader, m.public, key, nil)
	require.NoError(m.t, err)
	block, err := aes.NewCipher(key)
	require.NoError(m.t, err)
	gcm, err := cipher.NewGCM(block)
	require.NoError(m.t, err)
	header := part(map[string]string{"alg": alg, "enc": enc, "kid": m.kid})
	box := gcm.Seal(nil, iv, []byte(plain), []byte(header))
	encode := base64.RawURLEncoding.EncodeToString
	return []string{header, encode(encrypted), encode(iv), encode(box[:len(box)-16]), encode(box[len(box)-16:])}
}

func object(names string, parts []string) string {
	fields := map[string]string{}
	for i, name := range strings.Fields(names) {
		fields[name] = parts[i]
	}
	text, _ := json.Marshal(fields)
	return string(text)
}

const (
	jweFields = "header encryptedKey iv encryptedPayload tag"
	jwsFields = "header payload signature"
)

func (m merchant) seal(claims string) string {
	return object(jweFields, m.encrypt(object(jwsFields, m.sign(claims)), "RSA-OAEP-256", "A256GCM", 32))
}

// open reads an answer in whichever form, and checks everything about it.
func (m merchant) open(message string) string {
	parts := m.parts(message, jweFields)
	header := m.header(parts[0])
	require.Equal(m.t, map[string]string{"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": m.kid}, header)
	raw := make([][]byte, 5)
	for i := range parts {
		var err error
		raw[i], err = base64.RawURLEncoding.DecodeString(parts[i])
		require.NoError(m.t, err)
	}
	key, err := rsa.DecryptOAEP(sha256.New(), nil, m.private, raw[1], nil)
	require.NoError(m.t, err)
	block, err := aes.NewCipher(key)
	require.NoError(m.t, err)
	gcm, err := cipher.NewGCM(block)
	require.NoError(m.t, err)
	inner, err := gcm.Open(nil, raw[2], append(raw[3], raw[4]...), []byte(parts[0]))
	require.NoError(m.t, err)

	parts = m.parts(string(inner), jwsFields)
	require.Equal(m.t, map[string]string{"alg": "RS256", "kid": m.kid}, m.header(parts[0]))
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	require.NoError(m.t, err)
	require.NoError(m.t, rsa.VerifyPKCS1v15(m.public, crypto.SHA256, digest[:], signature))
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(m.t, err)
	return string(payload)
}

func (m merchant) header(encoded string) map[string]string {
	text, err := base64.RawURLEncoding.DecodeString(encoded)
	require.NoError(m.t, err)
	header := map[string]string{}
	require.NoError(m.t, json.Unmarshal(text, &header))
	return header
}

func (m merchant) parts(message, names string) []string {
	fields := map[string]string{}
	if json.Unmarshal([]byte(message), &fields) != nil {
		return strings.Split(message, ".")
	}
	if fields["JWT"] != "" {
		return strings.Split(fields["JWT"], ".")
	}
	require.Len(m.t, fields, len(strings.Fields(names)), message)
	var parts []string
	for _, name := range strings.Fields(names) {
		parts = append(parts, fields[name])
	}
	return parts
}

func TestEncryptedTwinsAnswerLikeThePlainOnes(t *testing.T) {
	t.Parallel()
	m := newMerchant(t)
	for _, quirks := range [][]Quirk{nil, {CompactEnvelopes}} {
		s := newShop(t, WithKeys(testKeys(t)), WithQuirks(quirks...))
		ask := func(route, claims string) got {
			t.Helper()
			g := send(t, s.Server, route, m.seal(claims), "Content-Type", "application/json", "Authorization", "")
			require.Equal(t, 200, g.status, g.body)
			return got{body: m.open(g.body), t: t}
		}
		require.Equal(t, "NEW", ask("POST /v4/orders", `{"order_id":"o","amount":"10.00","return_url":"`+returnURL+`"}`).text("status"))
		txn := ask("POST /v4/txns", `{"order_id":"o","merchant_id":"sandbox","payment_method_type":"CARD","card_number":"`+CardVisa+`","card_exp_month":"12","card_exp_year":"30","card_security_code":"123","format":"json"}`)
		_, err := s.Approve(txn.text("payment", "authentication", "url"))
		require.NoError(t, err)
		order := ask("POST /v4/order-status", `{"order_id":"o","options.add_full_gateway_response":"true"}`)
		require.JSONEq(t, s.ask("GET /orders/o", "options.add_full_gateway_response", "true").body, order.body)
		require.Equal(t, "PENDING", ask("POST /v4/orders/o/refunds", `{"order_id":"o","unique_request_id":"rf","amount":"1"}`).text("refunds", 0, "status"))
		require.Equal(t, "NEW", ask("POST /v4/session", `{"order_id":"p","amount":"1.00","payment_page_client_id":"c"}`).text("status"))

		requests := s.Requests()
		require.Equal(t, "[redacted]", requests[2].Form.Get("card_number"), "what is inside is recorded, and masked")
		require.Equal(t, "o", requests[2].Form.Get("order_id"))
	}
}

func TestEncryptedFormsThatAreRead(t *testing.T) {
	t.Parallel()
	m, s := newMerchant(t), newShop(t, WithKeys(testKeys(t)))
	s.order("o", "1")
	const claims = `{"order_id":"o"}`
	innerObject, innerCompact := object(jwsFields, m.sign(claims)), strings.Join(m.sign(claims), ".")
	good := m.encrypt(innerObject, "RSA-OAEP-256", "A256GCM", 32)
	compact := strings.Join(m.encrypt(innerCompact, "RSA-OAEP-256", "A256GCM", 32), ".")
	spoilt := func(i int) string {
		parts := append([]string(nil), good...)
		parts[i] = strings.Repeat("A", len(parts[i]))
		return object(jweFields, parts)
	}
	unsigned := part(map[string]string{"alg": "none"}) + "." + part(json.RawMessage(claims)) + "."
	tests := map[string]struct {
		body string
		want int
	}{
		"object in object":     {object(jweFields, good), 200},
		"compact in object":    {object(jweFields, m.encrypt(innerCompact, "RSA-OAEP-256", "A256GCM", 32)), 200},
		"JWT":                  {`{"JWT":"` + compact + `"}`, 200},
		"bare compact":         {compact, 200},
		"SHA-1 OAEP":           {object(jweFields, m.encrypt(innerObject, "RSA-OAEP", "A256GCM", 32)), 200},
		"A128GCM":              {object(jweFields, m.encrypt(innerObject, "RSA-OAEP-256", "A128GCM", 16)), 400},
		"unknown alg":          {object(jweFields, m.encrypt(innerObject, "RSA1_5", "A256GCM", 32)), 400},
		"unsigned":             {object(jweFields, m.encrypt(unsigned, "RSA-OAEP-256", "A256GCM", 32)), 400},
		"other header":         {spoilt(0), 400},
		"other key":            {spoilt(1), 400},
		"other iv":             {spoilt(2), 400},
		"other payload":        {spoilt(3), 400},
		"other tag":            {spoilt(4), 400},
		"short tag":            {object(jweFields, append(good[:4:4], good[4][:8])), 400},
		"plain parameters":     {claims, 400},
		"nothing":              {"", 400},
		"four parts":           {strings.Join(good[:4], "."), 400},
		"claims that are none": {object(jweFields, m.encrypt(object(jwsFields, m.sign("x")), "RSA-OAEP-256", "A256GCM", 32)), 400},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := send(t, s.Server, "POST /v4/order-status", tt.body, "Content-Type", "application/json", "Authorization", "")
			require.Equal(t, tt.want, g.status, g.body)
			if tt.want != 200 {
				require.Equal(t, "Bad Request", g.text("status"), "failures travel in clear")
			}
		})
	}
	t.Run("the merchant must be named", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 401, send(t, s.Server, "POST /v4/order-status", m.seal(claims), "x-merchantid", "").status)
	})
}

func TestEncryptedWebhook(t *testing.T) {
	t.Parallel()
	m, s, r := newMerchant(t), newShop(t, WithKeys(testKeys(t))), newReceiver(t)
	require.NoError(t, s.EncryptWebhooks(true))
	s.SetWebhook(r.URL, "u", "p")
	s.order("o", "1")
	s.pay("o", CardVisa)
	s.flush()
	for i, receipt := range r.receipts() {
		require.Contains(t, string(receipt.body), `{"JWT":"`)
		require.Equal(t, string(s.Events()[i].Body), m.open(string(receipt.body)))
	}
	require.Len(t, r.receipts(), 2)
}

func TestTokensForCardsThatTheMerchantHolds(t *testing.T) {
	t.Parallel()
	m, s := newMerchant(t), newShop(t, WithKeys(testKeys(t)))
	cardData := strings.Join(m.encrypt(`{"cardNumber":"`+CardVisa+`","expYear":"2030","expMonth":"12"}`, "RSA-OAEP-256", "A128GCM", 16), ".")
	open := func(text string) got {
		t.Helper()
		parts := strings.Split(text, ".")
		key, err := base64.RawURLEncoding.DecodeString(parts[1])
		require.NoError(t, err)
		cek, err := rsa.DecryptOAEP(sha256.New(), nil, m.private, key, nil)
		require.NoError(t, err)
		block, err := aes.NewCipher(cek)
		require.NoError(t, err)
		gcm, err := cipher.NewGCM(block)
		require.NoError(t, err)
		iv, _ := base64.RawURLEncoding.DecodeString(parts[2])
		box, _ := base64.RawURLEncoding.DecodeString(parts[3])
		tag, _ := base64.RawURLEncoding.DecodeString(parts[4])
		plain, err := gcm.Open(nil, iv, append(box, tag...), []byte(parts[0]))
		require.NoError(t, err)
		return got{body: string(plain), t: t}
	}

	alt := s.json("POST /get/altId", `{"cardData":"`+cardData+`","orderData":{"amount":10,"currency":"INR"},"correlationId":"c1"}`)
	require.Equal(t, []any{"SUCCESS", "VISA", "c1"}, []any{alt.at("status"), alt.at("payload", "cardBrand"), alt.at("payload", "correlationId")})
	details := open(alt.text("payload", "altIdDetails"))
	require.True(t, luhn(details.text("altId")))
	s.order("o", "1")
	s.pay("o", details.text("altId"), "tavv", details.text("tavv"), "card_exp_year", details.text("expYear"))
	require.Equal(t, "CHARGED", s.status("o"))

	made := s.json("POST /generateToken", `{"service":"NETWORK_TOKEN","cardData":"`+cardData+`","orderData":{"consentId":"x","customerId":"`+customerRef+`"},"shouldSendToken":true}`)
	require.Equal(t, "SUCCESS", made.text("status"))
	require.Equal(t, s.ask("GET /cards", "customer_id", customerRef).text("cards", 0, "token", "card_reference"), open(made.text("payload")).text("cardReference"))

	require.Equal(t, "Invalid CardNumber", s.json("POST /get/altId", `{"cardData":"x"}`).text("user_message"))
	require.Equal(t, "FAILURE", s.json("POST /generateToken", `{"cardData":"x"}`).text("status"))
}

func TestKeysThatMakeNoSense(t *testing.T) {
	t.Parallel()
	good := testKeys(t)
	for name, spoil := range map[string]func(*Keys){
		"no id":       func(k *Keys) { k.ID = "" },
		"no private":  func(k *Keys) { k.JuspayPrivate = nil },
		"wrong PEM":   func(k *Keys) { k.JuspayPrivate = k.JuspayPublic },
		"no public":   func(k *Keys) { k.MerchantPublic = []byte("x") },
		"swapped PEM": func(k *Keys) { k.MerchantPublic = k.JuspayPrivate },
	} {
		k := good
		spoil(&k)
		_, err := Start(WithKeys(k))
		require.ErrorIs(t, err, errKeys, name)
	}
}
