package juspay

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Create opens an order. OrderID is yours to choose, and what makes a repeat
// safe: when an answer is lost the SDK reads the order, and sends the create
// again only when there certainly is none. An order found in this way carries no
// client auth token. After [ErrOutcomeUnknown] read the order, and never choose
// another id for the same purchase.
//
// What a second create with a used id does is not documented: it may change the
// order that has it.
//
// Juspay docs: https://docs.juspay.io/ec-api-global/docs/order--payment-api-integration/create-order-apiorders
func (s *Orders) Create(ctx context.Context, p *OrderCreateParams, opts ...Option) (*Order, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	r := request{params: p, routing: p.routing()}
	return callKeyed(ctx, s.client, ordersCreate, r, opts, func(ctx context.Context) (*Order, error) {
		return s.created(ctx, p, opts)
	})
}

func (p *OrderCreateParams) routing() string { return cmp.Or(p.CustomerID, p.OrderID) }

// created finds the order that a lost create has made. One with another sum is
// not it.
func (s *Orders) created(ctx context.Context, p *OrderCreateParams, opts []Option) (*Order, error) {
	order, err := s.Get(ctx, p.OrderID, &OrderGetParams{CustomerID: p.CustomerID}, opts...)
	var answer *Error
	switch {
	case errors.As(err, &answer) && answer.saysAbsent():
		return nil, errAbsent
	case err != nil:
		return nil, err
	case !order.Amount.Equal(p.Amount), p.Currency != "" && order.Currency != "" && order.Currency != p.Currency:
		return nil, errOtherOrder
	}
	return order, nil
}

var (
	errOtherOrder  = errors.New("juspay: another order has this id")
	errOtherRefund = errors.New("juspay: another refund has this id")
)

// Get reads an order with its payment, card, token and refunds; p may be nil. It
// is what decides whether to fulfil: see [Order.ConfirmPaid]. An unknown order is
// [ErrNotFound]. A repeat is safe.
//
// Right after a webhook it may show the state before, for a second or two.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/order-status-api
func (s *Orders) Get(ctx context.Context, orderID string, p *OrderGetParams, opts ...Option) (*Order, error) {
	r := request{ids: []string{orderID}, params: p, routing: orderID}
	if p != nil {
		r.routing = cmp.Or(p.CustomerID, orderID)
	}
	return call[Order](ctx, s.client, ordersGet, r, opts)
}

// Update changes amount, addresses or UDFs, while no payment has been started:
// after that Juspay may refuse it ([ErrInvalidRequest]), or leave things as they
// are. An unknown order is [ErrNotFound]. A repeat is safe: it sets the same
// values.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/update-order-api
func (s *Orders) Update(ctx context.Context, orderID string, p *OrderUpdateParams, opts ...Option) (*Order, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	r := request{ids: []string{orderID}, params: p, routing: cmp.Or(p.CustomerID, orderID)}
	return call[Order](ctx, s.client, ordersUpdate, r, opts)
}

// Refund gives money back, in full or in part, and returns the order: take the
// refund by [Order.FindRefund]; it begins PENDING and settles later. UniqueRequestID
// is the key: when an answer is lost the SDK sends the same refund again, and when
// that is refused as a duplicate it reads the order and finds the refund.
//
// [ErrDuplicateCall] without a repeat of ours says that the id was used before,
// or that the order had a refund of the same amount within five seconds: read the
// order to see which. After [ErrOutcomeUnknown] read the order and, when the id
// is not among its refunds, refund with the same id: a new id may pay twice.
//
// Juspay docs: https://juspay.io/in/docs/api-reference/docs/express-checkout/refund-order-api
func (s *Orders) Refund(ctx context.Context, orderID string, p *RefundParams, opts ...Option) (*Order, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	r := request{ids: []string{orderID}, params: p, routing: cmp.Or(p.CustomerID, orderID)}
	return callKeyed(ctx, s.client, ordersRefund, r, opts, func(ctx context.Context) (*Order, error) {
		order, _, err := s.refunded(ctx, orderID, p.CustomerID, p.UniqueRequestID, p.Amount, opts)
		return order, err
	})
}

// refunded reads an order that has this refund. One of another sum has used the
// id before.
func (s *Orders) refunded(ctx context.Context, orderID, customerID, uniqueRequestID string, amount Amount, opts []Option) (*Order, *Refund, error) {
	order, err := s.Get(ctx, orderID, &OrderGetParams{CustomerID: customerID}, opts...)
	if err != nil {
		return nil, nil, err
	}
	refund := order.FindRefund(uniqueRequestID)
	switch {
	case refund == nil:
		return nil, nil, errAbsent
	case refund.Amount != "" && !refund.Amount.Equal(amount):
		return nil, nil, errOtherRefund
	}
	return order, refund, nil
}

// NewRefundID makes a UniqueRequestID that Juspay takes: twenty random letters
// and digits. Store it before refunding; a refund is repeated with the same one.
func NewRefundID() string { return strings.ToLower(rand.Text()[:20]) }

// Fulfil tells Juspay what became of the goods. It is not de-duplicated at
// Juspay, so it is not repeated: after [ErrOutcomeUnknown] read the order. An
// unknown order is [ErrNotFound].
//
// Juspay docs: https://github.com/juspay/juspay-mcp, for want of a page of its own
func (s *Orders) Fulfil(ctx context.Context, orderID string, p *FulfillmentParams, opts ...Option) (*Fulfillment, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	r := request{ids: []string{orderID}, params: p, routing: cmp.Or(p.CustomerID, orderID)}
	return call[Fulfillment](ctx, s.client, ordersFulfil, r, opts)
}

// OrderCreateParams open an order, with [Orders.Create] or in the same call as
// its first payment, with [TxnCreateParams].
//
// Juspay docs: https://docs.juspay.io/ec-api-global/docs/order--payment-api-integration/create-order-apiorders
type OrderCreateParams struct {
	// OrderID is yours: fewer than 21 letters and digits, not all digits, not
	// consecutive. Juspay does not tell upper case from lower in it. It is what
	// makes a repeat safe: after a lost answer read this order, and never choose
	// another id for the same purchase.
	OrderID string `url:"order_id"`
	// Amount is in major units, with at most two decimals for most currencies.
	Amount   Amount `url:"amount"`
	Currency string `url:"currency,omitempty"` // ISO 4217; INR when empty
	// CustomerID is Juspay's id or your object reference id; empty for guests.
	// Saved cards and mandates need it.
	CustomerID        string `url:"customer_id,omitempty"`
	CustomerEmail     string `url:"customer_email,omitempty"`      // some gateways need it
	CustomerPhone     string `url:"customer_phone,omitempty"`      // ten digits, without +91; some gateways need it
	MobileCountryCode string `url:"mobile_country_code,omitempty"` // without "+"
	// ReturnURL is where the payer comes back to: absolute, without query,
	// fragment or IP address, and no redirect itself. It overrides the
	// dashboard's.
	ReturnURL   string `url:"return_url,omitempty"`
	ProductID   string `url:"product_id,omitempty"`
	Description string `url:"description,omitempty"`
	// GatewayID forces a gateway: 23 is RAZORPAY, 100 the sandbox's DUMMY.
	GatewayID int `url:"gateway_id,omitempty"`

	BillingAddress  *Address `url:"-"` // travels as billing_address_first_name…
	ShippingAddress *Address `url:"-"` // travels as shipping_address_first_name…

	// UDF1 to UDF10 are yours, up to 255 characters each, and may reach gateways;
	// the first five take no special characters.
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

	// AutoCapture false holds the money without taking it: success is
	// AUTHORIZED, then capture or void. nil is Juspay's default, which takes it.
	AutoCapture *bool `url:"metadata.txns.auto_capture,omitempty"`
	// AllowCardNoThreeDS lets a transaction of this order use [AuthNoThreeDS].
	AllowCardNoThreeDS bool `url:"metadata.txns.allow_card_no_3ds,omitempty"`
	// WebhookURL receives this order's events instead of the dashboard's URL,
	// with the same credentials.
	WebhookURL string `url:"metadata.webhook_url,omitempty"`
	// ExpiryInMins is how many minutes the order can be paid.
	ExpiryInMins int `url:"metadata.expiryInMins,omitempty"`
	// SubventionAmount is the part of the amount that is free of EMI interest.
	SubventionAmount Amount `url:"metadata.subvention_amount,omitempty"`
	// AutoRefundPostSuccess gives back at once what setting up a mandate took.
	AutoRefundPostSuccess bool `url:"metadata.auto_refund_post_success,omitempty"`
	// Metadata travels as metadata.<key>, its keys as they are:
	// "JUSPAY:gateway_reference_id", "RAZORPAY:notes". A key that one of the
	// fields above sets is refused.
	Metadata map[string]string `url:"-"`
	// GetClientAuthToken asks for [Order.Juspay], what a front end needs to act
	// for the customer.
	GetClientAuthToken bool `url:"options.get_client_auth_token,omitempty"`
	// Mandate sets up a mandate with the first payment.
	Mandate *MandateParams `url:"-"`

	// Basket is a JSON list of what is bought, for product offers and EMI:
	// quantity times unitPrice must add up to Amount.
	Basket json.RawMessage `url:"-"`
	// OrderType is like TPV_PAYMENT, a payment from a named bank account; it
	// needs BankAccountDetails, a JSON list.
	OrderType          string          `url:"order_type,omitempty"`
	BankAccountDetails json.RawMessage `url:"-"` // travels as metadata.bank_account_details
	MutualFundDetails  json.RawMessage `url:"-"` // JSON
	// TxnType splits authentication, authorization and capture apart:
	// AUTHENTICATION (with AcquirerDetails), AUTHORIZATION, AUTHZ_CAPTURE,
	// CAPTURE.
	TxnType         string           `url:"txn_type,omitempty"`
	AcquirerDetails *AcquirerDetails `url:"-"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *OrderCreateParams) check() error {
	if p == nil {
		return nil
	}
	return p.untagged().check(p)
}

func (p *OrderCreateParams) addTo(f *form) { p.untagged().addTo(f) }

func (p *OrderCreateParams) untagged() orderFields {
	return orderFields{
		billing: p.BillingAddress, shipping: p.ShippingAddress, metadata: p.Metadata, mandate: p.Mandate,
		basket: p.Basket, bankAccounts: p.BankAccountDetails, mutualFunds: p.MutualFundDetails, acquirer: p.AcquirerDetails,
	}
}

// orderFields are what an order and a session have in common and no tag can
// write.
type orderFields struct {
	billing, shipping                 *Address
	metadata                          map[string]string
	mandate                           *MandateParams
	basket, bankAccounts, mutualFunds json.RawMessage
	acquirer                          *AcquirerDetails
}

// check wants the params too, for what their tags set.
func (o orderFields) check(params any) error {
	return cmp.Or(
		o.mandate.check(),
		checkJSON("Basket", o.basket),
		checkJSON("BankAccountDetails", o.bankAccounts),
		checkJSON("MutualFundDetails", o.mutualFunds),
		o.checkMetadata(params))
}

// checkMetadata refuses a key that a field sets too: which of the two would win
// is nobody's guess, and one of them says whether money is taken.
func (o orderFields) checkMetadata(params any) error {
	if len(o.metadata) == 0 {
		return nil
	}
	typed, _ := tagged(params)
	rest := o
	rest.metadata = nil
	rest.addTo(&typed)
	for _, key := range slices.Sorted(maps.Keys(o.metadata)) {
		switch {
		case key == "":
			return refuse("Metadata", "must not have an empty key")
		case typed.has("metadata." + key):
			return refuse("Metadata", "must not set "+key+", which has a field of its own")
		}
	}
	return nil
}

func (o orderFields) addTo(f *form) {
	addFields(f, "billing_address_", o.billing)
	addFields(f, "shipping_address_", o.shipping)
	addFields(f, "", o.mandate)
	for key, value := range o.metadata {
		f.add("metadata."+key, value)
	}
	addText(f, "basket", o.basket)
	addText(f, "metadata.bank_account_details", o.bankAccounts)
	addText(f, "mutual_fund_details", o.mutualFunds)
	if o.acquirer != nil {
		addJSON(f, "acquirer_details", o.acquirer)
	}
}

// Address is where a bill or a parcel goes.
type Address struct {
	FirstName      string `url:"first_name,omitempty"`
	LastName       string `url:"last_name,omitempty"`
	Line1          string `url:"line1,omitempty"`
	Line2          string `url:"line2,omitempty"`
	Line3          string `url:"line3,omitempty"`
	City           string `url:"city,omitempty"`
	State          string `url:"state,omitempty"`
	Country        string `url:"country,omitempty"`
	PostalCode     string `url:"postal_code,omitempty"`
	Phone          string `url:"phone,omitempty"`
	CountryCodeISO string `url:"country_code_iso,omitempty"` // three letters; IND when empty
}

// MandateParams ask the payer's permission for later payments.
type MandateParams struct {
	// CreateMandate is REQUIRED (no payment without a mandate) or OPTIONAL.
	CreateMandate string `url:"options.create_mandate"`
	MaxAmount     Amount `url:"mandate.max_amount,omitempty"`  // per payment
	AmountRule    string `url:"mandate.amount_rule,omitempty"` // FIXED, VARIABLE
	// Frequency is ONETIME, DAILY, WEEKLY, FORTNIGHTLY, MONTHLY, BIMONTHLY,
	// QUARTERLY, HALFYEARLY, YEARLY or ASPRESENTED.
	Frequency string    `url:"mandate.frequency,omitempty"`
	StartDate time.Time `url:"mandate.start_date,omitempty,unix"` // travels as Unix seconds
	EndDate   time.Time `url:"mandate.end_date,omitempty,unix"`   // travels as Unix seconds
	RuleValue string    `url:"mandate.rule_value,omitempty"`
	RuleType  string    `url:"mandate.rule_type,omitempty"`
	// RevokableByCustomer and BlockFunds are Juspay's default when nil.
	RevokableByCustomer *bool `url:"mandate.revokable_by_customer,omitempty"`
	BlockFunds          *bool `url:"mandate.block_funds,omitempty"`
}

func (m *MandateParams) check() error {
	if m == nil {
		return nil
	}
	return cmp.Or(
		checkRequired("Mandate.CreateMandate", m.CreateMandate),
		checkAmount("Mandate.MaxAmount", m.MaxAmount))
}

// AcquirerDetails are for orders that only authenticate a card; they travel as
// a JSON object.
type AcquirerDetails struct {
	AcquirerBIN         string `json:"acquirerBin,omitempty"`        // up to 11 digits
	AcquirerMerchantID  string `json:"acquirerMerchantId,omitempty"` // up to 35 characters
	MCC                 string `json:"mcc,omitempty"`
	MerchantName        string `json:"merchantName,omitempty"`
	AcquirerCountryCode string `json:"acquirerCountryCode,omitempty"` // ISO 3166, numeric
}

// OrderGetParams are the options of reading an order; nil asks for none.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/order-status-api
type OrderGetParams struct {
	CustomerID string `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route
	// AddFullGatewayResponse fills [PaymentGatewayResponse].GatewayResponse.
	AddFullGatewayResponse bool `url:"options.add_full_gateway_response,omitempty"`
	// TxnUUID asks for the status of one attempt.
	TxnUUID string `url:"txn_uuid,omitempty"`
	// AddFullRiskResponse and AddAddress are known to exist, and undocumented:
	// what they add is in Response.Body.
	AddFullRiskResponse bool `url:"options.add_full_risk_response,omitempty"`
	AddAddress          bool `url:"options.add_address,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

// OrderUpdateParams are the fields to change; at least one is needed, and those
// left empty stay as they are. Nothing else of an order can be changed, and
// changing the amount once a payment is under way ends in a mismatch.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/update-order-api
type OrderUpdateParams struct {
	Amount          Amount   `url:"amount,omitempty"` // major units
	BillingAddress  *Address `url:"-"`
	ShippingAddress *Address `url:"-"`
	UDF1            string   `url:"udf1,omitempty"`
	UDF2            string   `url:"udf2,omitempty"`
	UDF3            string   `url:"udf3,omitempty"`
	UDF4            string   `url:"udf4,omitempty"`
	UDF5            string   `url:"udf5,omitempty"`
	UDF6            string   `url:"udf6,omitempty"`
	UDF7            string   `url:"udf7,omitempty"`
	UDF8            string   `url:"udf8,omitempty"`
	UDF9            string   `url:"udf9,omitempty"`
	UDF10           string   `url:"udf10,omitempty"`
	CustomerID      string   `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *OrderUpdateParams) check() error {
	if p == nil {
		return nil
	}
	f, _ := tagged(p)
	p.addTo(&f)
	if len(f) == 0 && len(p.Extra) == 0 {
		return refuse("OrderUpdateParams", changesNothing)
	}
	return nil
}

func (p *OrderUpdateParams) addTo(f *form) {
	addFields(f, "billing_address_", p.BillingAddress)
	addFields(f, "shipping_address_", p.ShippingAddress)
}

// RefundParams give the money of an order back, in full or in part. Both
// UniqueRequestID and Amount are yours to say: the SDK never invents them.
//
// At most 25 refunds go on one order, none after 365 days; two of the same
// amount must be five seconds apart. Asking Juspay for another shape of answer
// (is_refund_response, direct_refund_response) is not offered: the answer is
// an [Order].
//
// Juspay docs: https://juspay.io/in/docs/api-reference/docs/express-checkout/refund-order-api
type RefundParams struct {
	// UniqueRequestID is the idempotency key: fewer than 21 letters and digits,
	// never used for another refund. Keep it before calling, and after a lost
	// answer call with the same one: a new one may pay twice.
	UniqueRequestID string `url:"unique_request_id"`
	Amount          Amount `url:"amount"` // more than zero; at least 1 INR
	// RefundType is one of the RefundType constants; empty is STANDARD.
	RefundType string `url:"refund_type,omitempty"`
	// TxnID refunds one transaction of the order.
	TxnID string `url:"txn_id,omitempty"`
	// Metadata is a JSON value, a note; travels as metaData.
	Metadata     json.RawMessage `url:"-"`
	RefundReason string          `url:"refund_reason,omitempty"`
	InitiatedBy  string          `url:"initiated_by,omitempty"`
	OrderType    string          `url:"order_type,omitempty"`
	// BeneficiaryDetails is a JSON list, for payouts.
	BeneficiaryDetails json.RawMessage `url:"-"`
	IncludeSurcharge   *bool           `url:"include_surcharge,omitempty"`
	WebhookURL         string          `url:"webhook_url,omitempty"` // for this refund's events
	CustomerID         string          `url:"-"`                     // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *RefundParams) check() error {
	if p == nil {
		return nil
	}
	return cmp.Or(
		checkPositive("Amount", p.Amount),
		checkJSON("Metadata", p.Metadata),
		checkJSON("BeneficiaryDetails", p.BeneficiaryDetails))
}

func (p *RefundParams) addTo(f *form) {
	addText(f, "metaData", p.Metadata)
	addText(f, "beneficiary_details", p.BeneficiaryDetails)
}

// FulfillmentParams tell Juspay what became of the goods. A repeat counts
// twice.
type FulfillmentParams struct {
	// FulfillmentStatus is SUCCESS, FAILURE or PENDING; other material names
	// FULFILLED, PARTIAL_FULFILLED and FAILED.
	FulfillmentStatus string `url:"fulfillment_status"`
	// FulfillmentCommand is NO_ACTION, RELEASE_HOLD or HOLD; other material
	// names MARK_FULFILLED.
	FulfillmentCommand string    `url:"fulfillment_command,omitempty"`
	FulfillmentTime    time.Time `url:"-"` // travels in UTC, to the second
	FulfillmentID      string    `url:"fulfillment_id,omitempty"`
	FulfillmentData    string    `url:"fulfillment_data,omitempty"`
	CustomerID         string    `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *FulfillmentParams) addTo(f *form) {
	if !p.FulfillmentTime.IsZero() {
		f.add("fulfillment_time", p.FulfillmentTime.UTC().Format("2006-01-02T15:04:05"))
	}
}

// Fulfillment is what Juspay did about it.
type Fulfillment struct {
	Status     string               `json:"status"` // not a payment's status
	MerchantID string               `json:"merchant_id"`
	OrderID    string               `json:"order_id"`
	Commands   []FulfillmentCommand `json:"commands"`

	Response *Response `json:"-"`
}

// FulfillmentCommand is one command, and what became of it.
type FulfillmentCommand struct {
	Command      string          `json:"command"`
	Status       string          `json:"status"`
	ErrorMessage string          `json:"error_message"`
	DateCreated  Time            `json:"date_created"`
	Metadata     json.RawMessage `json:"metadata"`
}
