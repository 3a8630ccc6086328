package juspay

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// plainEvent is what a merchant would write by hand: the fields of the body, as
// the types that decode fastest.
type plainEvent struct {
	ID          string `json:"id"`
	EventName   string `json:"event_name"`
	DateCreated string `json:"date_created"`
	Content     struct {
		Order *plainOrder `json:"order"`
	} `json:"content"`
}

type plainOrder struct {
	ID                          string            `json:"id"`
	OrderID                     string            `json:"order_id"`
	MerchantID                  string            `json:"merchant_id"`
	Status                      string            `json:"status"`
	StatusID                    int               `json:"status_id"`
	Amount                      float64           `json:"amount"`
	Currency                    string            `json:"currency"`
	EffectiveAmount             float64           `json:"effective_amount"`
	AmountRefunded              float64           `json:"amount_refunded"`
	Refunded                    bool              `json:"refunded"`
	MaximumEligibleRefundAmount string            `json:"maximum_eligible_refund_amount"`
	DateCreated                 string            `json:"date_created"`
	CustomerID                  string            `json:"customer_id"`
	CustomerEmail               string            `json:"customer_email"`
	CustomerPhone               string            `json:"customer_phone"`
	ReturnURL                   string            `json:"return_url"`
	ProductID                   string            `json:"product_id"`
	PaymentLinks                map[string]string `json:"payment_links"`
	UDF1                        string            `json:"udf1"`
	TxnID                       string            `json:"txn_id"`
	TxnUUID                     string            `json:"txn_uuid"`
	PaymentMethodType           string            `json:"payment_method_type"`
	PaymentMethod               string            `json:"payment_method"`
	AuthType                    string            `json:"auth_type"`
	GatewayID                   int               `json:"gateway_id"`
	GatewayReferenceID          string            `json:"gateway_reference_id"`
	BankErrorCode               string            `json:"bank_error_code"`
	BankErrorMessage            string            `json:"bank_error_message"`
	RespCode                    string            `json:"resp_code"`
	RespMessage                 string            `json:"resp_message"`
	Offers                      []struct{}        `json:"offers"`
	Metadata                    map[string]string `json:"metadata"`
	Card                        struct {
		LastFourDigits  string            `json:"last_four_digits"`
		CardISIN        string            `json:"card_isin"`
		ExpiryMonth     string            `json:"expiry_month"`
		ExpiryYear      string            `json:"expiry_year"`
		NameOnCard      string            `json:"name_on_card"`
		CardIssuer      string            `json:"card_issuer"`
		CardBrand       string            `json:"card_brand"`
		CardType        string            `json:"card_type"`
		CardSubType     string            `json:"card_sub_type"`
		CardReference   string            `json:"card_reference"`
		CardFingerprint string            `json:"card_fingerprint"`
		UsingSavedCard  bool              `json:"using_saved_card"`
		SavedToLocker   bool              `json:"saved_to_locker"`
		UsingToken      string            `json:"using_token"`
		Token           map[string]string `json:"token"`
	} `json:"card"`
	TxnDetail struct {
		TxnID                string  `json:"txn_id"`
		OrderID              string  `json:"order_id"`
		TxnUUID              string  `json:"txn_uuid"`
		Status               string  `json:"status"`
		Gateway              string  `json:"gateway"`
		GatewayID            int     `json:"gateway_id"`
		TxnAmount            float64 `json:"txn_amount"`
		NetAmount            float64 `json:"net_amount"`
		SurchargeAmount      float64 `json:"surcharge_amount"`
		TaxAmount            float64 `json:"tax_amount"`
		OfferDeductionAmount float64 `json:"offer_deduction_amount"`
		Currency             string  `json:"currency"`
		ErrorCode            string  `json:"error_code"`
		ErrorMessage         string  `json:"error_message"`
		ExpressCheckout      bool    `json:"express_checkout"`
		Redirect             bool    `json:"redirect"`
		Created              string  `json:"created"`
	} `json:"txn_detail"`
	PaymentGatewayResponse struct {
		RespCode    string `json:"resp_code"`
		RespMessage string `json:"resp_message"`
		RRN         string `json:"rrn"`
		EPGTxnID    string `json:"epg_txn_id"`
		AuthIDCode  string `json:"auth_id_code"`
		TxnID       string `json:"txn_id"`
		Created     string `json:"created"`
	} `json:"payment_gateway_response"`
}

func wireBody(t testing.TB) []byte {
	var body bytes.Buffer
	require.NoError(t, json.Compact(&body, testdata(t, "webhooks", "order_succeeded.json")))
	return body.Bytes()
}

var errBench = errors.New("not what it should be")

func BenchmarkWebhook(b *testing.B) {
	body := wireBody(b)
	want := []byte(basic(hookUser + ":" + hookPassword))
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.SetBasicAuth(hookUser, hookPassword)
	floor := func() error {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), want) != 1 {
			return errBench
		}
		var e plainEvent
		if err := json.Unmarshal(body, &e); err != nil || e.Content.Order.OrderID != "ord1001" {
			return errBench
		}
		return nil
	}
	b.Run("authenticate and parse", func(b *testing.B) {
		authentic := basicAuth(hookUser, hookPassword)
		againstFloor(b, func() error {
			if !authentic(r) {
				return errBench
			}
			event, err := ParseEvent(body)
			if err != nil || event.Order.OrderID != "ord1001" {
				return errBench
			}
			return nil
		}, floor)
	})
	b.Run("handler", func(b *testing.B) { // with what the test's own request and recorder cost
		h := NewWebhookHandler(hookUser, hookPassword, func(context.Context, *Event) error { return nil })
		againstFloor(b, func() error {
			if deliver(h, string(body)).Code != http.StatusOK {
				return errBench
			}
			return nil
		}, floor)
	})
	b.Run("floor itself", func(b *testing.B) { againstFloor(b, floor, floor) })
}

func BenchmarkVerifyReturn(b *testing.B) {
	params := with(foreign, "signature", "NvLaOUFKMosrL2jkcks5jBiCjqNiYclCU4/jC3NQ898=", "signature_algorithm", "HMAC-SHA256")
	againstFloor(b, func() error {
		_, err := VerifyReturn(params, exampleKey)
		return err
	}, func() error {
		signed := url.Values{}
		for key, values := range params {
			if key != "signature" && key != "signature_algorithm" {
				signed[key] = values
			}
		}
		if subtle.ConstantTimeCompare([]byte(independentSignature(signed, exampleKey)), []byte(params.Get("signature"))) != 1 {
			return errBench
		}
		return nil
	})
}

func BenchmarkEncryption(b *testing.B) {
	keys := testKeys(b)
	merchant, juspay := testPrivateKey(b, "merchant-pkcs8.pem"), testPrivateKey(b, "juspay-pkcs8.pem")
	claims := []byte(`{"order_id":"ord1001","amount":"250.50","currency":"INR","customer_id":"cust_00000001"}`)
	b.Run("seal", func(b *testing.B) {
		againstFloor(b, func() error {
			_, err := keys.seal(claims)
			return err
		}, func() error {
			inner := objectJWS(b, forgedJWS(b, merchant, rs256, string(claims)))
			objectJWE(b, forgery{}.encrypt(b, &juspay.PublicKey, inner))
			return nil
		})
	})
	b.Run("open", func(b *testing.B) {
		body := testdata(b, "jwe", "answer-object.json")
		againstFloor(b, func() error {
			_, err := keys.open(body)
			return err
		}, func() error { return openByHand(b, body, merchant, &juspay.PublicKey) })
	})
}

// openByHand is the arithmetic alone: it checks no header.
func openByHand(b *testing.B, body []byte, merchant *rsa.PrivateKey, juspay *rsa.PublicKey) error {
	var e jweObject
	if err := json.Unmarshal(body, &e); err != nil {
		return err
	}
	cek, err := rsa.DecryptOAEP(sha256.New(), rand.Reader, merchant, unb64(b, e.EncryptedKey), nil)
	if err != nil {
		return err
	}
	block, err := aes.NewCipher(cek)
	if err != nil {
		return err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	inner, err := gcm.Open(nil, unb64(b, e.IV), append(unb64(b, e.EncryptedPayload), unb64(b, e.Tag)...), []byte(e.Header))
	if err != nil {
		return err
	}
	var s jwsObject
	if err := json.Unmarshal(inner, &s); err != nil {
		return err
	}
	digest := sha256.Sum256([]byte(s.Header + "." + s.Payload))
	return rsa.VerifyPKCS1v15(juspay, crypto.SHA256, digest[:], unb64(b, s.Signature))
}
