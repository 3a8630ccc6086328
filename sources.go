package juspay

import (
	"cmp"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// PaymentSource is what a transaction is paid with: one of [NewCard],
// [SavedCard], [NetworkToken], [EncryptedCard], [UPICollect], [UPIIntent],
// [NetBanking], [Wallet], [MandateExecution] and [OtherSource], or a pointer to
// one. The set is closed, so that a card number and a card token together
// cannot be written.
type PaymentSource interface {
	methodType() string // payment_method_type; "" when none is sent
}

// given reports that s is a source, and no nil pointer, on which every method
// of a source would panic.
func given(s PaymentSource) bool {
	v := reflect.ValueOf(s)
	return s != nil && (v.Kind() != reflect.Pointer || !v.IsNil())
}

// The payment method types that Juspay documents; an open set. The sources set
// their own, [OtherSource] takes any.
const (
	PaymentMethodTypeCard              = "CARD"
	PaymentMethodTypeNetBanking        = "NB"
	PaymentMethodTypeWallet            = "WALLET"
	PaymentMethodTypeUPI               = "UPI"
	PaymentMethodTypeConsumerFinance   = "CONSUMER_FINANCE"
	PaymentMethodTypeCash              = "CASH"
	PaymentMethodTypeReward            = "REWARD"
	PaymentMethodTypeMerchantContainer = "MERCHANT_CONTAINER"
	PaymentMethodTypeEMI               = "EMI"
	PaymentMethodTypeRTP               = "RTP"
)

// NewCard is a card typed in by its holder. Posting one makes your server part
// of what PCI DSS looks at.
//
// To keep the card for later both SaveToLocker and Tokenize must be set, the
// customer must have agreed, and the payment must succeed. Tokenize says that
// you have the customer's consent, which needs an agreement with Juspay;
// without one Juspay asks on a page of its own.
//
// Juspay docs: https://juspay.io/sea/docs/ec-api-global/docs/order--payment-api-integration/card-transaction-api
type NewCard struct {
	Number Secret `url:"card_number"`
	Expiry Expiry `url:"-"` // travels as MM and YY
	// SecurityCode is the CVV. Most payments need it, and without it Juspay
	// answers GATEWAY_NOT_FOUND, which looks like a fault of the set-up.
	SecurityCode Secret `url:"card_security_code,omitempty"`
	NameOnCard   string `url:"name_on_card,omitempty"` // letters only
	SaveToLocker bool   `url:"save_to_locker,omitempty"`
	Tokenize     bool   `url:"tokenize,omitempty"`
}

func (NewCard) methodType() string { return PaymentMethodTypeCard }

func (c NewCard) check() error { return checkExpiry("Expiry", c.Expiry) }

func (c NewCard) addTo(f *form) { addExpiry(f, c.Expiry) }

// addExpiry writes an expiry as /txns wants it, where the locker wants yyyy.
func addExpiry(f *form, e Expiry) {
	f.add("card_exp_month", e.month())
	f.add("card_exp_year", e.shortYear())
}

// SavedCard is a card of the customer's locker, tokenised by a network or not,
// or one that was tokenized minutes ago.
type SavedCard struct {
	// Token is a card_token less than fifteen minutes old: [StoredCard.CardToken],
	// [CardAdded.CardToken] or [CardTokenized.Token]. A client auth token looks
	// the same, and is none.
	Token string `url:"card_token" json:"-"`
	// SecurityCode is the CVV. All saved VISA and Sodexo cards do without, some
	// Mastercards do (see CVVLessSupport), and a card just tokenized.
	SecurityCode Secret `url:"card_security_code,omitempty"`
	SaveToLocker bool   `url:"save_to_locker,omitempty"`
	// Tokenize makes a network token of a stored card that has TokenizeSupport,
	// with the customer's consent.
	Tokenize bool `url:"tokenize,omitempty"`
}

func (SavedCard) methodType() string { return PaymentMethodTypeCard }

// NetworkToken is a token that you hold yourself, with a cryptogram for this
// one payment: see [VaultCard.NetworkToken]. An ALT ID of a guest's card is
// paid with in the same way. Give [TxnCreateParams.PaymentMethod] as well: the
// network's name matters here.
//
// Which of the optional fields a gateway needs differs; PayU, Pinelabs,
// Paytm_V2, Billdesk, GoCashfree and Easebuzz need the last four digits or the
// PAR, MPGS the ECI, GoCashfree the requestor id.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/credit--debit-card-transaction
type NetworkToken struct {
	Number     Secret `url:"card_number"` // the token's number
	Expiry     Expiry `url:"-"`           // the token's, not the card's; travels as MM and YY
	Cryptogram Secret `url:"tavv"`        // base64
	// SecurityCode is the card's CVV, where gateway or network ask for it.
	SecurityCode Secret `url:"card_security_code,omitempty"`
	NameOnCard   string `url:"name_on_card,omitempty"`
	RequestorID  string `url:"token.requestor_id,omitempty"` // the TRID
	PAR          string `url:"token.par,omitempty"`
	CardLastFour string `url:"token.card_last_four,omitempty"` // of the card itself
	ECI          string `url:"token.eci,omitempty"`            // like "07"
	Type         string `url:"token.type,omitempty"`
	Provider     string `url:"token.provider,omitempty"`
	// ProviderCategory, ProviderReferenceID and RequestorID are mandatory for
	// Diners.
	ProviderCategory    string `url:"token.provider_category,omitempty"`
	ProviderReferenceID string `url:"token.provider_reference_id,omitempty"`
}

func (NetworkToken) methodType() string { return PaymentMethodTypeCard }

func (t NetworkToken) check() error { return checkExpiry("Expiry", t.Expiry) }

func (t NetworkToken) addTo(f *form) { addExpiry(f, t.Expiry) }

// EncryptedCard is a new card some of whose values were encrypted, each on its
// own, with a public key that Juspay publishes: "enc-" and the base64 of the
// RSA ciphertext (PKCS #1 v1.5, 2048 bits; a bank's tenant may want OAEP).
// Encrypting does not change who may post cards.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/card-encryption
type EncryptedCard struct {
	Number       Secret `url:"card_number"`
	ExpMonth     Secret `url:"card_exp_month"` // of two digits
	ExpYear      Secret `url:"card_exp_year"`  // of two digits
	SecurityCode Secret `url:"card_security_code,omitempty"`
	NameOnCard   string `url:"name_on_card,omitempty"` // in clear
	// CardEncodingVersion is the date of the key: "2021-01-21".
	CardEncodingVersion string `url:"card_encoding_version"`
	// ClientEncKeyID names a key of this merchant alone.
	ClientEncKeyID string `url:"client_enc_key_id,omitempty"`
	SaveToLocker   bool   `url:"save_to_locker,omitempty"` // see [NewCard]
	Tokenize       bool   `url:"tokenize,omitempty"`
}

func (EncryptedCard) methodType() string { return PaymentMethodTypeCard }

func (c EncryptedCard) check() error {
	for _, value := range []Secret{c.Number, c.ExpMonth, c.ExpYear, c.SecurityCode} {
		if strings.HasPrefix(string(value), "enc-") {
			return nil
		}
	}
	return refuse("Number", `or another value must begin with "enc-"`)
}

// UPICollect sends a request for money to the payer's UPI app.
type UPICollect struct {
	VPA string `url:"upi_vpa"` // like name@bank
}

func (UPICollect) methodType() string { return PaymentMethodTypeUPI }

func (UPICollect) addTo(f *form) { f.add("txn_type", "UPI_COLLECT") }

// UPIIntent opens a UPI app on the payer's phone; what the app needs comes back
// in [Payment.SDKParams].
type UPIIntent struct {
	App string `url:"upi_app,omitempty"` // the app's package name; left out, the payer chooses
}

func (UPIIntent) methodType() string { return PaymentMethodTypeUPI }

func (UPIIntent) addTo(f *form) { f.add("txn_type", "UPI_PAY") }

// NetBanking sends the payer to a bank: the one in
// [TxnCreateParams.PaymentMethod], like NB_HDFC.
type NetBanking struct{}

func (NetBanking) methodType() string { return PaymentMethodTypeNetBanking }

// Wallet pays from the wallet in [TxnCreateParams.PaymentMethod], like PAYTM:
// by sending the payer to it or, with DirectToken, by debiting a linked one,
// which may answer CHARGED at once.
type Wallet struct {
	// DirectToken is [CustomerWallet.Token]: for one payment, within minutes.
	DirectToken Secret `url:"direct_wallet_token,omitempty"`
}

func (Wallet) methodType() string { return PaymentMethodTypeWallet }

// MandateExecution takes a payment from a mandate without the payer being
// there. The order comes with it: use [TxnCreateParams.Order]. It has no
// payment method type, and often answers PENDING_VBV.
type MandateExecution struct {
	MandateID string `url:"mandate_id"`
	// NotificationID is that of the notice sent to the payer before.
	NotificationID string `url:"mandate.notification_id,omitempty"`
	// ExecutionDate travels as Unix seconds.
	ExecutionDate        time.Time `url:"mandate.execution_date,omitempty,unix"`
	DisplayInvoiceNumber string    `url:"mandate.display_invoice_number,omitempty"`
}

func (MandateExecution) methodType() string { return "" }

// OtherSource is a way of paying that this version does not model, by its wire
// names: consumer finance, cash, a debit card with ATM PIN on the bank's page
// (PaymentMethodType CARD, PaymentMethod ATM_CARD_BOB, AuthType ATMPIN, and no
// Params).
type OtherSource struct {
	PaymentMethodType string `url:"-"`
	// Params are the source's own parameters; one value each. Names that the
	// rest of the transaction uses are refused.
	Params url.Values `url:"-" json:"-"`
}

func (o OtherSource) methodType() string { return o.PaymentMethodType }

func (o OtherSource) check() error {
	for _, key := range slices.Sorted(maps.Keys(o.Params)) {
		switch {
		case slices.Contains([]string{"", "merchant_id", "payment_method_type", "format", "order_id"}, key):
			return refuse("Params", "must not set "+cmp.Or(key, "an empty name"))
		case len(o.Params[key]) != 1:
			return refuse("Params", "must have one value for "+key)
		}
	}
	return checkRequired("PaymentMethodType", o.PaymentMethodType)
}

func (o OtherSource) addTo(f *form) {
	for key := range o.Params {
		f.add(key, o.Params.Get(key))
	}
}
