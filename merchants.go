package juspay

import (
	"context"
	"encoding/json"
	"net/url"
)

// PaymentMethods lists what this merchant can take; p may be nil. It changes
// slowly, outages apart: keep it. A merchant id that Juspay does not know is
// [ErrInvalidRequest]. A repeat is safe.
//
// Juspay docs: https://juspay.io/sea/docs/payv3/web/base-integration/payment-methods
func (s *Merchants) PaymentMethods(ctx context.Context, p *MerchantPaymentMethodsParams, opts ...Option) (*MerchantPaymentMethods, error) {
	return call[MerchantPaymentMethods](ctx, s.client, merchantsPaymentMethods, request{params: p}, opts)
}

// SavedPaymentMethodsParams ask for what a customer has paid with before.
type SavedPaymentMethodsParams struct {
	// PaymentMethods are the kinds asked for: UPI_COLLECT, CARD, WALLET. At least
	// one.
	PaymentMethods []string `url:"-"` // travels in the body, as payment_method
	// OrderID narrows the answer to what can pay this order.
	OrderID string `url:"-"` // travels in the query

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *SavedPaymentMethodsParams) check() error {
	if p != nil && len(p.PaymentMethods) == 0 {
		return refuse("PaymentMethods", isRequired)
	}
	return nil
}

func (p *SavedPaymentMethodsParams) body() map[string]any {
	return map[string]any{"payment_method": p.PaymentMethods}
}

// SavedPaymentMethods is what a customer has paid with before.
type SavedPaymentMethods struct {
	// UPICollect are the UPI addresses.
	UPICollect []SavedVPA `json:"-"`
	// PaymentMethodDetails are all kinds, by name, as they came: cards look like
	// [StoredCard], wallets like [CustomerWallet].
	PaymentMethodDetails map[string]json.RawMessage `json:"-"`
	// UnsupportedPaymentMethods are the kinds that cannot be had.
	UnsupportedPaymentMethods []string `json:"unsupported_payment_methods"`

	Response *Response `json:"-"`
}

// SavedVPA is a UPI address that a customer has paid from.
type SavedVPA struct {
	VPA      string `json:"vpa"`
	Count    Int    `json:"count"`
	LastUsed Time   `json:"last_used"`
}

type savedPaymentMethodsWire struct {
	*SavedPaymentMethods
	Saved struct {
		Details map[string]json.RawMessage `json:"payment_method_details"`
	} `json:"saved_payment_methods"`
}

func (m *SavedPaymentMethods) target() any { return &savedPaymentMethodsWire{SavedPaymentMethods: m} }

func (w *savedPaymentMethodsWire) settle() {
	w.PaymentMethodDetails = w.Saved.Details
	_ = json.Unmarshal(w.Saved.Details["UPI_COLLECT"], &w.UPICollect) // what cannot be read stays in the details
}

// WalletList are a customer's wallets.
//
// Juspay docs: https://juspay.io/in/docs/api-reference/docs/express-checkout/list-wallets
type WalletList struct {
	Object string           `json:"object"` // "list"
	List   []CustomerWallet `json:"list"`
	Count  Int              `json:"count"`
	Offset Int              `json:"offset"`
	Total  Int              `json:"total"`

	Response *Response `json:"-"`
}

// CustomerWallet is a wallet account of a customer.
type CustomerWallet struct {
	ID     string `json:"id"`
	Object string `json:"object"` // "wallet_account"
	Wallet string `json:"wallet"` // like PAYTM
	// Linked says that the wallet can be debited without sending the payer
	// there, with Token: for one payment, within about ten minutes. It prints
	// as "[redacted]".
	Linked Bool   `json:"linked"`
	Token  string `json:"token"`
	// CurrentBalance is as of LastRefreshed; linked wallets only.
	CurrentBalance     Amount          `json:"current_balance"`
	LastRefreshed      Time            `json:"last_refreshed"`
	GatewayReferenceID string          `json:"gateway_reference_id"`
	JuspayBankCode     string          `json:"juspay_bank_code"`
	Metadata           json.RawMessage `json:"metadata"`
	SubDetails         json.RawMessage `json:"sub_details"`
}

// MerchantPaymentMethodsParams are the options of listing what a merchant can
// take; nil asks for none.
type MerchantPaymentMethodsParams struct {
	AddOutage                     bool `url:"options.add_outage,omitempty"`
	AddEMandatePaymentMethods     bool `url:"options.add_emandate_payment_methods,omitempty"`
	CheckWalletDirectDebitSupport bool `url:"options.check_wallet_direct_debit_support,omitempty"`
	AddSupportedReferenceIDs      bool `url:"options.add_supported_reference_ids,omitempty"`
	// AddTPVPaymentMethods has its name by analogy: Juspay shows the answer, and
	// not the question.
	AddTPVPaymentMethods bool `url:"options.add_tpv_payment_methods,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

// MerchantPaymentMethods is what a merchant can take. The lists after the first
// come when asked for.
type MerchantPaymentMethods struct {
	PaymentMethods         []MerchantPaymentMethod `json:"payment_methods"`
	EMandatePaymentMethods []MerchantPaymentMethod `json:"emandate_payment_methods"`
	TPVPaymentMethods      []MerchantPaymentMethod `json:"tpv_payment_methods"`
	// Outage are the methods in trouble now. The wire calls it outage or
	// outages.
	Outage          []Outage        `json:"outage"`
	MerchantConfigs json.RawMessage `json:"merchant_configs"`

	Response *Response `json:"-"`
}

// MerchantPaymentMethod is one way in which a merchant can be paid.
type MerchantPaymentMethod struct {
	PaymentMethodType string `json:"payment_method_type"`
	// PaymentMethod is like VISA, MASTER, NB_HDFC; for mandates and TPV banks
	// are named JP_HDFC.
	PaymentMethod   string          `json:"payment_method"`
	Description     string          `json:"description"`
	JuspayBankCode  string          `json:"juspay_bank_code"`
	ReferenceIDData json.RawMessage `json:"reference_id_data"`
	// The two below are nil when they were not asked for.
	SupportedReferenceIDs    []string `json:"supported_reference_ids"`
	WalletDirectDebitSupport *Bool    `json:"wallet_direct_debit_support"`
}

// Outage is trouble with a payment method.
type Outage struct {
	Stage             string         `json:"stage"`  // Merchant, Global
	Status            string         `json:"status"` // FLUCTUATE, DOWN
	PaymentMethodType string         `json:"payment_method_type"`
	PaymentMethod     string         `json:"payment_method"`
	Description       string         `json:"description"`
	IssuerName        string         `json:"issuer_name"`
	JuspayBankCode    string         `json:"juspay_bank_code"`
	TxnType           string         `json:"txn_type"` // UPI_COLLECT, UPI_PAY, UPI_INAPP
	SubDetails        []OutageDetail `json:"sub_details"`
}

// OutageDetail is the part of a payment method that an [Outage] is about: a UPI
// handle or a UPI app.
type OutageDetail struct {
	Stage     string `json:"stage"`
	Status    string `json:"status"`
	UPIHandle string `json:"upi_handle"`
	UPIApp    string `json:"upi_app"`
}

type merchantPaymentMethodsWire struct {
	*MerchantPaymentMethods
	Outages []Outage `json:"outages"`
}

func (m *MerchantPaymentMethods) target() any {
	return &merchantPaymentMethodsWire{MerchantPaymentMethods: m}
}

func (w *merchantPaymentMethodsWire) settle() {
	if w.Outage == nil {
		w.Outage = w.Outages
	}
}
