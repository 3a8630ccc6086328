package juspay

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Create starts a payment: a new attempt at an order, which may have up to 25,
// or order and attempt in one call. Send the payer to [Txn.RedirectURL], and
// read the order for the outcome: no status of a Txn is proof of payment.
//
// It is never repeated unless nothing was sent. After [ErrOutcomeUnknown] read
// the order: another Create could charge again.
//
// Juspay docs: https://juspay.io/sea/docs/ec-api-global/docs/order--payment-api-integration/card-transaction-api
func (s *Txns) Create(ctx context.Context, p *TxnCreateParams, opts ...Option) (*Txn, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[Txn](ctx, s.client, txnsCreate, request{params: p, add: p.fixed(), routing: p.routing()}, opts)
}

// fixed is what the SDK says for the caller. Without format=json the answer
// would be a redirect.
func (p *TxnCreateParams) fixed() form {
	f := form{{"format", "json"}}
	if given(p.Source) && p.Source.methodType() != "" {
		f.add("payment_method_type", p.Source.methodType())
	}
	return f
}

func (p *TxnCreateParams) routing() string {
	if p.Order != nil {
		return cmp.Or(p.CustomerID, p.Order.routing())
	}
	return cmp.Or(p.CustomerID, p.OrderID)
}

func (p *TxnCreateParams) parts() []part {
	parts := []part{{field: "Source", params: p.Source}}
	if p.Order != nil {
		parts = append(parts, part{field: "Order", prefix: "order.", params: p.Order})
	}
	return parts
}

// SubmitOTP answers a challenge; id is [OTPChallenge.ID]. A payment that the bank
// refuses is no error but a Status of the result: AUTHORIZATION_FAILED. Each
// submit uses up an attempt, so none is repeated; after [ErrOutcomeUnknown] read
// the order.
//
// Juspay docs: https://developer.juspay.in/docs/process-otp
func (s *Txns) SubmitOTP(ctx context.Context, id string, p *OTPSubmitParams, opts ...Option) (*OTPResult, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[OTPResult](ctx, s.client, txnsSubmitOTP, request{ids: []string{id}, params: p, routing: p.CustomerID}, opts)
}

// ResendOTP has the bank send another one-time password. Sends are limited
// ([ErrInvalidRequest], error_code max_limit_exceeded), so none is repeated.
//
// Juspay docs: https://developer.juspay.in/docs/resend-otp
func (s *Txns) ResendOTP(ctx context.Context, id, challengeID string, opts ...Option) (*OTPChallenge, error) {
	return call[OTPChallenge](ctx, s.client, txnsResendOTP, request{ids: []string{id, challengeID}}, opts)
}

// Capture takes money that is held, all of it when p is nil, within seven days of
// the authorization. txnUUID is the order's or the transaction's TxnUUID, not
// TxnID. The answer may be CAPTURE_INITIATED or CAPTURE_FAILED: read the order.
//
// It is not repeated. After [ErrOutcomeUnknown] the order may still say
// AUTHORIZED although the gateway has captured: read it again before anything
// else, and repeat a partial capture with its own key only.
//
// Juspay docs: https://juspay.io/ec-api/docs/pre-auth-and-capture/capture-api
func (s *Txns) Capture(ctx context.Context, txnUUID string, p *CaptureParams, opts ...Option) (*Order, error) {
	r := request{ids: []string{txnUUID}, params: p}
	if p != nil {
		r.routing = p.CustomerID
	}
	return call[Order](ctx, s.client, txnsCapture, r, opts)
}

// Void releases money that is held. txnUUID is as in [Txns.Capture], and so is
// what to do after [ErrOutcomeUnknown], for it is not repeated: read the order.
// What was charged cannot be voided ([ErrInvalidRequest]): refund it.
//
// Juspay docs: https://juspay.io/ec-api/docs/pre-auth-and-capture/void-api
func (s *Txns) Void(ctx context.Context, txnUUID string, opts ...Option) (*Order, error) {
	return call[Order](ctx, s.client, txnsVoid, request{ids: []string{txnUUID}}, opts)
}

// Refund gives money of one transaction back, instantly where RefundType says so
// and Juspay allows it. Repeats, lost answers ([ErrOutcomeUnknown]) and errors
// ([ErrDuplicateCall]) are those of [Orders.Refund]; a lost answer is resolved only
// when p names the order.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/transaction-id-based-and-instant-refund
func (s *Txns) Refund(ctx context.Context, p *TxnRefundParams, opts ...Option) (*Refund, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	r := request{params: p, routing: cmp.Or(p.CustomerID, p.OrderID, p.TxnID)}
	return callKeyed(ctx, s.client, txnsRefund, r, opts, func(ctx context.Context) (*Refund, error) {
		order, found, err := s.client.Orders.refunded(ctx, p.OrderID, p.CustomerID, p.UniqueRequestID, p.Amount, opts)
		if err != nil {
			return nil, err
		}
		refund := *found
		refund.Response = order.Response
		return &refund, nil
	})
}

// PaymentMethod says which card network, bank, wallet or app is paid with; an
// open set.
type PaymentMethod string

// The card brands that Juspay documents. It writes Mastercard as MASTER among
// payment methods, and as MASTERCARD in a card's brand and in order status.
const (
	PaymentMethodSodexo     PaymentMethod = "SODEXO"
	PaymentMethodMaster     PaymentMethod = "MASTER"
	PaymentMethodVisa       PaymentMethod = "VISA"
	PaymentMethodRupay      PaymentMethod = "RUPAY"
	PaymentMethodAmex       PaymentMethod = "AMEX"
	PaymentMethodDiscover   PaymentMethod = "DISCOVER"
	PaymentMethodDiners     PaymentMethod = "DINERS"
	PaymentMethodMaestro    PaymentMethod = "MAESTRO"
	PaymentMethodJCB        PaymentMethod = "JCB"
	PaymentMethodBajaj      PaymentMethod = "BAJAJ"
	PaymentMethodKNET       PaymentMethod = "KNET"
	PaymentMethodMada       PaymentMethod = "MADA"
	PaymentMethodQPay       PaymentMethod = "QPAY"
	PaymentMethodQwikcilver PaymentMethod = "QWIKCILVER"
	PaymentMethodUnionPay   PaymentMethod = "UNIONPAY"

	PaymentMethodMastercard PaymentMethod = "MASTERCARD"   // the same brand as MASTER
	PaymentMethodElo        PaymentMethod = "ELO"          // Brazil
	PaymentMethodATMCardBOB PaymentMethod = "ATM_CARD_BOB" // ATM PIN on the bank's page
	PaymentMethodUPI        PaymentMethod = "UPI"
)

// AuthType says how the payer is authenticated; an open set.
type AuthType string

// The authentication types that Juspay documents.
const (
	AuthThreeDS AuthType = "THREE_DS" // a 3-D Secure redirect; what an empty AuthType means too
	// AuthNoThreeDS skips 3-D Secure. The order must carry
	// AllowCardNoThreeDS too, and the gateway must allow it.
	AuthNoThreeDS AuthType = "NO_THREE_DS"
	// AuthOTP has the payer type the bank's one-time password on your page; see
	// [Payment.OTPChallenge]. Where the bank offers none, a redirect comes.
	AuthOTP AuthType = "OTP"
	// AuthMOTO is a mail or telephone order: no CVV, a [NetworkToken], and often
	// a final status at once.
	AuthMOTO         AuthType = "MOTO"
	AuthATMPIN       AuthType = "ATMPIN"
	AuthVisaCheckout AuthType = "VISA_CHECKOUT"
	AuthVIES         AuthType = "VIES" // documented for the list of eligible BINs alone
)

// TxnCreateParams start a payment, or an attempt at one: up to 25 per order.
//
// Juspay docs: https://juspay.io/sea/docs/ec-api-global/docs/order--payment-api-integration/card-transaction-api
type TxnCreateParams struct {
	// OrderID is an existing order's; Order creates one in the same call.
	// Exactly one of the two.
	OrderID string             `url:"order_id,omitempty"`
	Order   *OrderCreateParams `url:"-"` // travels as order.<name>
	// Source is what is paid with; required.
	Source PaymentSource `url:"-"`
	// PaymentMethod is the network, bank or wallet. Juspay infers it for most
	// cards, but send it when you know it; UPI stands in for itself; every other
	// source needs it.
	PaymentMethod PaymentMethod `url:"payment_method,omitempty"`
	AuthType      AuthType      `url:"auth_type,omitempty"`
	// RedirectAfterPayment sends the payer on to the order's return URL when
	// done: recommended, except with AuthOTP. When false it is not sent.
	RedirectAfterPayment bool `url:"redirect_after_payment,omitempty"`
	// PreAuth holds the money without taking it: success is AUTHORIZED, then
	// capture or void within seven days. Not needed where the order has
	// AutoCapture set to false.
	PreAuth bool `url:"pre_auth_enabled,omitempty"`
	// SDKParams asks for [Payment.SDKParams], as Apple Pay needs; [UPIIntent]
	// asks by itself.
	SDKParams bool `url:"sdk_params,omitempty"`
	// GatewayID forces a gateway: 23 is RAZORPAY, 100 the sandbox's DUMMY.
	GatewayID      int    `url:"gateway_id,omitempty"`
	PaymentChannel string `url:"payment_channel,omitempty"`
	// Offers are ids of Juspay offers; travels as a JSON list.
	Offers []string `url:"-"`
	// Metadata is a JSON object, like Apple Pay's
	// {"requestor_domain": "shop.example"}.
	Metadata json.RawMessage `url:"-"`
	// DeviceInformation describes the payer's browser for 3-D Secure 2; travels
	// as transient_info.
	DeviceInformation *DeviceInformation `url:"-"`
	// Authentication is a JSON object, for orders whose TxnType is AUTHORIZATION
	// or AUTHZ_CAPTURE. What is in it Juspay does not document: ask them.
	Authentication json.RawMessage `url:"-"`
	// Authorization is a JSON object, for orders whose TxnType is CAPTURE; just
	// as undocumented.
	Authorization json.RawMessage `url:"-"`
	// EMI pays in instalments.
	EMI *EMIParams `url:"-"`
	// ShouldCreateMandate registers a mandate with this payment; MandateType is
	// MANDATE for cards (which must be tokenised), EMANDATE for bank accounts.
	// The order needs Mandate as well.
	ShouldCreateMandate bool   `url:"should_create_mandate,omitempty"`
	MandateType         string `url:"mandate_type,omitempty"`
	// CustomerID is not sent as a parameter: it keeps this customer's calls on
	// one route (x-routing-id). Optional; Order's own serves too.
	CustomerID string `url:"-"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *TxnCreateParams) check() error {
	switch {
	case p == nil:
		return nil
	case (p.OrderID == "") == (p.Order == nil):
		return refuse("OrderID", "exactly one of OrderID and Order is needed")
	case !given(p.Source):
		return refuse("Source", isRequired)
	case p.PaymentMethod == "" && needsMethod(p.Source):
		return refuse("PaymentMethod", isRequired+" for "+p.Source.methodType())
	}
	return cmp.Or(
		checkJSON("Metadata", p.Metadata),
		checkJSON("Authentication", p.Authentication),
		checkJSON("Authorization", p.Authorization),
		p.EMI.check())
}

// needsMethod reports that only PaymentMethod can say which bank, wallet or app
// is meant: cards, UPI and mandates say it themselves.
func needsMethod(s PaymentSource) bool {
	switch s.methodType() {
	case PaymentMethodTypeCard, PaymentMethodTypeUPI, "":
		return false
	}
	return true
}

// addTo leaves Order and Source to parts: they are params themselves.
func (p *TxnCreateParams) addTo(f *form) {
	if p.PaymentMethod == "" && p.Source.methodType() == PaymentMethodTypeUPI {
		f.add("payment_method", string(PaymentMethodUPI))
	}
	if len(p.Offers) > 0 {
		addJSON(f, "offers", p.Offers)
	}
	if p.DeviceInformation != nil {
		addJSON(f, "transient_info", map[string]*DeviceInformation{"deviceInformation": p.DeviceInformation})
	}
	addText(f, "metadata", p.Metadata)
	addText(f, "authentication", p.Authentication)
	addText(f, "authorization", p.Authorization)
	p.EMI.addTo(f)
	switch p.Source.(type) {
	case UPIIntent, *UPIIntent:
		if !p.SDKParams {
			f.add("sdk_params", "true") // without them there is nothing to open the app with
		}
	}
}

// DeviceInformation is the payer's browser as 3-D Secure 2 wants to know it.
type DeviceInformation struct {
	AcceptHeaders string `json:"acceptHeaders,omitempty"`
	AcceptContent string `json:"acceptContent,omitempty"`
	UserAgent     string `json:"userAgent,omitempty"`
	IPAddress     string `json:"ipAddress,omitempty"`
	Language      string `json:"language,omitempty"`     // en-US
	ColourDepth   int    `json:"colourDepth,omitempty"`  // bits
	ScreenHeight  int    `json:"screenHeight,omitempty"` // pixels
	ScreenWidth   int    `json:"screenWidth,omitempty"`  // pixels
	TimeZone      int    `json:"timeZone"`               // minutes from UTC, as JavaScript's getTimezoneOffset gives them
	JavaEnabled   bool   `json:"javaEnabled"`
	// JavaScriptEnabled and CookieEnabled, like JavaEnabled, are sent when false.
	JavaScriptEnabled               bool   `json:"javaScriptEnabled"`
	CookieEnabled                   bool   `json:"cookieEnabled"`
	ThreeDSecureChallengeWindowSize string `json:"threeDSecureChallengeWindowSize,omitempty"` // FULL_SCREEN
	MobilePhoneModel                string `json:"mobilePhoneModel,omitempty"`
}

// EMIParams pay a transaction in instalments.
type EMIParams struct {
	EMIBank   string `url:"emi_bank,omitempty"`   // HDFC, ICICI, AXIS…; with DC at the end for debit cards
	EMITenure int    `url:"emi_tenure,omitempty"` // months
	EMIType   string `url:"emi_type,omitempty"`   // STANDARD_EMI, NO_COST_EMI, LOW_COST_EMI
	// SupportedGatewayIDs limits the gateways; travels as a JSON list in
	// supported_gateway_id.
	SupportedGatewayIDs []int `url:"-"`
	// SubventionAmount is the part of the amount that is free of interest.
	SubventionAmount Amount `url:"subvention_amount,omitempty"`
}

func (e *EMIParams) check() error {
	if e == nil {
		return nil
	}
	return checkAmount("EMI.SubventionAmount", e.SubventionAmount)
}

func (e *EMIParams) addTo(f *form) {
	if e == nil {
		return
	}
	addFields(f, "", e)
	f.add("is_emi", "true")
	if len(e.SupportedGatewayIDs) > 0 {
		addJSON(f, "supported_gateway_id", e.SupportedGatewayIDs)
	}
}

// Txn is a payment attempt that has begun. What became of it only the order
// tells: read it, server to server, before fulfilling anything.
type Txn struct {
	OrderID string `json:"order_id"`
	// TxnID is merchant-order-attempt in most answers; do not take it apart.
	TxnID string `json:"txn_id"`
	// TxnUUID is what capture and void take; old answers lack it, the order has
	// it then.
	TxnUUID string `json:"txn_uuid"`
	// Status is PENDING_VBV in most answers, and final in some: mail orders,
	// linked wallets, mandates, payments without 3-D Secure.
	Status Status `json:"status"`
	// Payment says where the payer goes on; nil when there is nowhere to go.
	Payment      *Payment      `json:"payment"`
	OfferDetails *OfferDetails `json:"offer_details"`
	// MerchantReturnURL is where the payer ends in your shop.
	MerchantReturnURL string `json:"merchant_return_url"`
	// Juspay is nil unless Order asked for the client auth token.
	Juspay *ClientAuth `json:"juspay"`

	Response *Response `json:"-"`
}

// RedirectURL returns where to send the payer: the authentication's URL, or the
// Location of a 302; "" when there is nowhere to go. Use it to the letter, its
// query may be oddly encoded. When [Authentication].Method is POST, the
// payer's browser must post Params there as a form instead.
func (t *Txn) RedirectURL() string {
	switch {
	case t == nil:
		return ""
	case t.Payment != nil && t.Payment.Authentication != nil && t.Payment.Authentication.URL != "":
		return t.Payment.Authentication.URL
	case t.Response != nil && t.Response.StatusCode == http.StatusFound:
		return t.Response.Header.Get("Location")
	}
	return ""
}

// OfferDetails are the offers that an attempt took up.
type OfferDetails struct {
	Offers []Offer `json:"offers"`
}

// Payment says how a payment goes on.
type Payment struct {
	Authentication *Authentication `json:"authentication"`
	// SDKParams are for an app on the payer's device (UPI intent, Apple Pay),
	// in several shapes: hand them on as they are.
	SDKParams json.RawMessage `json:"sdk_params"`
}

// Authentication is the payer's next step: open URL with GET or, with POST,
// have the browser post Params to it as a form.
//
// Three pages look alike here: the bank's, Juspay's consent page for
// tokenising, and the page of a payment already finished. A one-time password
// is asked for in this way too, see [Payment.OTPChallenge].
type Authentication struct {
	Method string `json:"method"`
	// URL is to be used to the letter: its query may be oddly encoded.
	URL string `json:"url"`
	// Params come only with POST, under names of the gateway's own; numbers are
	// [json.Number].
	Params map[string]any `json:"params"`
}

// UnmarshalJSON never fails: what cannot be read stays in the result's
// Response.Body.
func (a *Authentication) UnmarshalJSON(b []byte) error {
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) != nil {
		return nil //nolint:nilerr // no answer is lost to a part of it: the body keeps what it was
	}
	*a = Authentication{Method: scalarText(fields["method"]), URL: scalarText(fields["url"])}
	params := json.NewDecoder(strings.NewReader(string(fields["params"])))
	params.UseNumber()
	if params.Decode(&a.Params) != nil {
		a.Params = nil
	}
	return nil
}

// OTPChallenge returns the one-time password challenge that a payment goes on
// with; nil when there is none, as when the bank offers no native OTP and the
// payer must be redirected after all.
func (p *Payment) OTPChallenge() *OTPChallenge {
	if p == nil || p.Authentication == nil || p.Authentication.Params["challenge_id"] == nil {
		return nil
	}
	text, err := json.Marshal(p.Authentication.Params)
	if err != nil {
		return nil
	}
	challenge := new(OTPChallenge)
	_ = json.Unmarshal(text, challenge) // a field of another type stays empty, the rest is read
	return challenge
}

// OTPChallenge is a one-time password that the bank has sent to the payer.
type OTPChallenge struct {
	// ID names the transaction in the calls that submit or resend; ChallengeID
	// the challenge.
	ID          string `json:"id"`
	ChallengeID string `json:"challenge_id"`
	// AuthType is OTP; a resend's answer calls it auth_method.
	AuthType           string `json:"auth_type"`
	CardISIN           string `json:"card_isin"`
	CardIssuerBankName string `json:"card_issuer_bank_name"`
	SubmitOTPAllowed   Bool   `json:"submit_otp_allowed"`
	ResendOTPAllowed   Bool   `json:"resend_otp_allowed"`
	// FallbackURL leads to the bank's page, should the payer want to leave.
	FallbackURL string `json:"fallback_url"`
	// The counters come with a resend's answer.
	TimesOTPSent    Int `json:"times_otp_sent"`
	MaxOTPSendLimit Int `json:"max_otp_send_limit"`
	CurrentAttempt  Int `json:"current_attempt"`
	MaxAttempts     Int `json:"max_attempts"`

	Response *Response `json:"-"`
}

type otpChallengeWire struct {
	*OTPChallenge
	AuthMethod string `json:"auth_method"`
}

func (c *OTPChallenge) target() any { return &otpChallengeWire{OTPChallenge: c} }

func (w *otpChallengeWire) settle() {
	if w.AuthType == "" {
		w.AuthType = w.AuthMethod
	}
}

// OTPSubmitParams answer an [OTPChallenge]. Each call uses up an attempt.
//
// Juspay docs: https://developer.juspay.in/docs/process-otp
type OTPSubmitParams struct {
	ChallengeID string `url:"challenge_id"`
	OTP         Secret `url:"answer.otp"`
	// AutoCapture is true when nil.
	AutoCapture *bool  `url:"auto_capture,omitempty"`
	CustomerID  string `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

// OTPResult is what a submitted one-time password led to. A refused payment is
// no error here: look at Status, and confirm with the order.
type OTPResult struct {
	ID      string `json:"id"` // txn_…
	OrderID string `json:"order_id"`
	TxnID   string `json:"txn_id"`
	// Status is CHARGED, AUTHORIZED, AUTHORIZATION_FAILED…
	Status                 Status                  `json:"status"`
	Gateway                string                  `json:"gateway"`
	Created                Time                    `json:"created"`
	RespCode               string                  `json:"resp_code"`
	RespMessage            string                  `json:"resp_message"`
	PaymentInfo            *PaymentInfo            `json:"payment_info"`
	PaymentGatewayResponse *PaymentGatewayResponse `json:"payment_gateway_response"`
	Refunds                []Refund                `json:"refunds"`
	// Payment allows another try: see [Payment.OTPChallenge] and its
	// SubmitOTPAllowed.
	Payment *Payment `json:"payment"`

	Response *Response `json:"-"`
}

// PaymentInfo is what a transaction was paid with.
type PaymentInfo struct {
	PaymentMethodType string     `json:"payment_method_type"`
	PaymentMethod     string     `json:"payment_method"`
	Card              *OrderCard `json:"card"` // most of it may be ""
}

// CaptureParams take a part of the money that is held; nil takes all of it.
//
// Juspay docs: https://juspay.io/ec-api/docs/pre-auth-and-capture/capture-api
type CaptureParams struct {
	// Amount is never above what was authorized. Which gateways can take a part
	// differs: in India, CYBERSOURCE.
	Amount Amount `url:"amount,omitempty"`
	// IdempotenceKey is yours: after a lost answer, capture again with the same
	// one only.
	IdempotenceKey string          `url:"idempotence_key,omitempty"`
	Metadata       json.RawMessage `url:"-"` // a JSON object
	CustomerID     string          `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *CaptureParams) check() error {
	if p == nil {
		return nil
	}
	return cmp.Or(checkPositive("Amount", p.Amount), checkJSON("Metadata", p.Metadata))
}

func (p *CaptureParams) addTo(f *form) {
	if p != nil {
		addText(f, "metadata", p.Metadata)
	}
}

// The kinds of refund that Juspay documents; an open set.
const (
	RefundTypeStandard            = "STANDARD"              // through the gateway; the default
	RefundTypeInstant             = "INSTANT"               // a payout to the paying card
	RefundTypeInstantWithFallback = "INSTANT_WITH_FALLBACK" // instant, else standard
)

// TxnRefundParams give the money of one transaction back, in full or in part.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/transaction-id-based-and-instant-refund
type TxnRefundParams struct {
	// UniqueRequestID is the idempotency key: fewer than 21 letters and digits,
	// never used for another refund. Keep it before calling, and after a lost
	// answer call with the same one: a new one may pay twice.
	UniqueRequestID string `url:"unique_request_id"`
	Amount          Amount `url:"amount"` // more than zero
	// OrderID or TxnID says which payment; at least one of them.
	OrderID string `url:"order_id,omitempty"`
	TxnID   string `url:"txn_id,omitempty"`
	// RefundType is one of the RefundType constants; empty is STANDARD. Instant
	// refunds are for cards, where Juspay has switched them on.
	RefundType string `url:"refund_type,omitempty"`
	// OrderType is Juspay; orders of others cannot be refunded here.
	OrderType string `url:"order_type,omitempty"`
	// BeneficiaryDetails is a JSON list, for payouts.
	BeneficiaryDetails json.RawMessage `url:"-"`
	CustomerID         string          `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *TxnRefundParams) check() error {
	switch {
	case p == nil:
		return nil
	case p.OrderID == "" && p.TxnID == "":
		return refuse("TxnID", "or OrderID is required")
	}
	return cmp.Or(checkPositive("Amount", p.Amount), checkJSON("BeneficiaryDetails", p.BeneficiaryDetails))
}

func (p *TxnRefundParams) addTo(f *form) {
	addText(f, "beneficiary_details", p.BeneficiaryDetails)
}
