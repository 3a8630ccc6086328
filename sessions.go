package juspay

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
)

// Create opens a session: the order, and what a front end needs to show Juspay's
// payment page for it. A repeat with the same OrderID and the same parameters
// returns the same order with a fresh token, so a lost answer is asked for again.
// A missing client id or customer id is [ErrInvalidRequest].
//
// Juspay docs: https://juspay.io/br/docs/hypercheckout-global/android/base-sdk-integration/session
func (s *Sessions) Create(ctx context.Context, p *SessionCreateParams, opts ...Option) (*Session, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[Session](ctx, s.client, sessionsCreate, request{params: p, routing: cmp.Or(p.CustomerID, p.OrderID)}, opts)
}

// SessionCreateParams open a session: an order, or an existing one with this
// id, and what a front end needs to show Juspay's payment page for it. Fields
// that [OrderCreateParams] has too mean the same here.
//
// A repeat with the same OrderID returns the same order with a fresh token;
// what another Amount would do Juspay does not document: send the same.
//
// Juspay docs: https://juspay.io/br/docs/hypercheckout-global/android/base-sdk-integration/session
type SessionCreateParams struct {
	OrderID string `url:"order_id"`
	Amount  Amount `url:"amount"` // major units, at most two decimals
	// PaymentPageClientID is the client id that Juspay gave you.
	PaymentPageClientID string `url:"payment_page_client_id"`
	// Action is paymentPage, which an empty one means, or paymentManagement,
	// which needs CustomerID.
	Action            string `url:"action,omitempty"`
	Currency          string `url:"currency,omitempty"`
	CustomerID        string `url:"customer_id,omitempty"`
	CustomerEmail     string `url:"customer_email,omitempty"`
	CustomerPhone     string `url:"customer_phone,omitempty"`
	MobileCountryCode string `url:"mobile_country_code,omitempty"`
	FirstName         string `url:"first_name,omitempty"`
	LastName          string `url:"last_name,omitempty"`
	ReturnURL         string `url:"return_url,omitempty"`
	ProductID         string `url:"product_id,omitempty"`
	Description       string `url:"description,omitempty"`
	Language          string `url:"language,omitempty"` // EN, TH, VI, ID, KO
	GatewayID         int    `url:"gateway_id,omitempty"`

	BillingAddress  *Address `url:"-"`
	ShippingAddress *Address `url:"-"`

	UDF1  string `url:"udf1,omitempty"`
	UDF2  string `url:"udf2,omitempty"`
	UDF3  string `url:"udf3,omitempty"`
	UDF4  string `url:"udf4,omitempty"`
	UDF5  string `url:"udf5,omitempty"`
	UDF6  string `url:"udf6,omitempty"`
	UDF7  string `url:"udf7,omitempty"`
	UDF8  string `url:"udf8,omitempty"`
	UDF9  string `url:"udf9,omitempty"`
	UDF10 string `url:"udf10,omitempty"`

	AutoCapture           *bool             `url:"metadata.txns.auto_capture,omitempty"`
	AllowCardNoThreeDS    bool              `url:"metadata.txns.allow_card_no_3ds,omitempty"`
	WebhookURL            string            `url:"metadata.webhook_url,omitempty"`
	ExpiryInMins          int               `url:"metadata.expiryInMins,omitempty"` // of the order and its link
	SubventionAmount      Amount            `url:"metadata.subvention_amount,omitempty"`
	AutoRefundPostSuccess bool              `url:"metadata.auto_refund_post_success,omitempty"`
	Metadata              map[string]string `url:"-"`
	Mandate               *MandateParams    `url:"-"`
	Basket                json.RawMessage   `url:"-"`
	OrderType             string            `url:"order_type,omitempty"`
	BankAccountDetails    json.RawMessage   `url:"-"`
	MutualFundDetails     json.RawMessage   `url:"-"`
	TxnType               string            `url:"txn_type,omitempty"`
	AcquirerDetails       *AcquirerDetails  `url:"-"`

	// PaymentFilter says what the page offers:
	// {"allowDefaultOptions": …, "options": [{"paymentMethodType": …, "enable": …}]}.
	PaymentFilter json.RawMessage `url:"-"`
	// PaymentRules, OfferDetails and AmountInfo are JSON objects that Juspay
	// takes and does not describe.
	PaymentRules json.RawMessage `url:"-"`
	OfferDetails json.RawMessage `url:"-"`
	AmountInfo   json.RawMessage `url:"-"`
	// SourceObject PAYMENT_LINK has Juspay itself send the link, by mail, SMS or
	// WhatsApp; ExpiryInMins bounds it.
	SourceObject string `url:"source_object,omitempty"`
	SendMail     bool   `url:"-"`
	SendSMS      bool   `url:"-"`
	SendWhatsApp bool   `url:"-"`
	// GetUPIQR and GetUPIDeepLinks ask for what their names say.
	GetUPIQR           bool   `url:"-"` // travels as options_get_upi_qr
	GetUPIDeepLinks    bool   `url:"-"` // travels as options_get_upi_deep_links
	RevisedOrderExpiry string `url:"revised_order_expiry,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *SessionCreateParams) check() error {
	if p == nil {
		return nil
	}
	return cmp.Or(
		p.untagged().check(p),
		checkJSON("PaymentFilter", p.PaymentFilter),
		checkJSON("PaymentRules", p.PaymentRules),
		checkJSON("OfferDetails", p.OfferDetails),
		checkJSON("AmountInfo", p.AmountInfo))
}

func (p *SessionCreateParams) untagged() orderFields {
	return orderFields{
		billing: p.BillingAddress, shipping: p.ShippingAddress, metadata: p.Metadata, mandate: p.Mandate,
		basket: p.Basket, bankAccounts: p.BankAccountDetails, mutualFunds: p.MutualFundDetails, acquirer: p.AcquirerDetails,
	}
}

// body is flat: what an order's form has, its dotted names as keys and its
// values as text, and beside that the objects and booleans of sessions alone.
func (p *SessionCreateParams) body() map[string]any {
	f, _ := tagged(p)
	p.untagged().addTo(&f)
	if p.Action == "" {
		f.add("action", "paymentPage") // some of Juspay's own material calls it mandatory
	}
	body := make(map[string]any, len(f))
	for _, text := range f {
		body[text.name] = text.text
	}
	for key, object := range map[string]json.RawMessage{
		"payment_filter": p.PaymentFilter,
		"payment_rules":  p.PaymentRules,
		"offer_details":  p.OfferDetails,
		"amount_info":    p.AmountInfo,
	} {
		if len(object) > 0 {
			body[key] = object
		}
	}
	for key, on := range map[string]bool{
		"send_mail":                  p.SendMail,
		"send_sms":                   p.SendSMS,
		"send_whatsapp":              p.SendWhatsApp,
		"options_get_upi_qr":         p.GetUPIQR,
		"options_get_upi_deep_links": p.GetUPIDeepLinks,
	} {
		if on {
			body[key] = true
		}
	}
	return body
}

// Session is what a front end needs to take a payment.
type Session struct {
	ID      string `json:"id"`
	OrderID string `json:"order_id"`
	Status  Status `json:"status"` // NEW
	// PaymentLinks.Web is a link to pay by.
	PaymentLinks *PaymentLinks `json:"payment_links"`
	// SDKPayload goes to the front end as it is. The client auth token in it is
	// a secret of this customer's session, for fifteen minutes.
	SDKPayload  json.RawMessage `json:"sdk_payload"`
	OrderExpiry Time            `json:"order_expiry"`

	PaymentLinkQR          string          `json:"payment_link_qr"`
	Base64EncodedQR        string          `json:"base64_encoded_qr"`
	Links                  json.RawMessage `json:"links"`
	PaymentGatewayResponse json.RawMessage `json:"payment_gateway_response"`

	Response *Response `json:"-"`
}
