package juspay

import (
	"context"
	"errors"
	"net/url"
)

// Create makes a customer. ObjectReferenceID is unique: a second create with the
// same one is [ErrAlreadyExists]. The SDK never repeats a create whose answer was
// lost ([ErrOutcomeUnknown]): get the customer by the reference, or use
// [Customers.Ensure], which does.
//
// Juspay docs: https://juspay.io/sea/docs/express-checkout-sdk-global/android/integration-guide/2--create-customer-api
func (s *Customers) Create(ctx context.Context, p *CustomerCreateParams, opts ...Option) (*Customer, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[Customer](ctx, s.client, customersCreate, request{params: p, routing: p.ObjectReferenceID}, opts)
}

// Get reads a customer by Juspay's id or by the object reference id; p may be
// nil. An unknown one is [ErrNotFound]. A repeat is safe.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/getcustomer
func (s *Customers) Get(ctx context.Context, id string, p *CustomerGetParams, opts ...Option) (*Customer, error) {
	return call[Customer](ctx, s.client, customersGet, request{ids: []string{id}, params: p, routing: id}, opts)
}

// Update changes what p names and leaves the rest as it is. An unknown customer
// is [ErrNotFound]. A repeat is safe: it sets the same values.
//
// Juspay docs: https://juspay.io/api-reference-global/docs/express-checkout/update-customer
func (s *Customers) Update(ctx context.Context, id string, p *CustomerUpdateParams, opts ...Option) (*Customer, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[Customer](ctx, s.client, customersUpdate, request{ids: []string{id}, params: p, routing: id}, opts)
}

// Ensure creates the customer, or gets the one that has this reference already;
// that one is not changed. A repeat is safe, and a lost answer is resolved by
// reading. It fails as [Customers.Create] and [Customers.Get] do.
func (s *Customers) Ensure(ctx context.Context, p *CustomerCreateParams, opts ...Option) (*Customer, error) {
	if ctx == nil {
		return nil, &ParamError{Field: "ctx", Reason: "must not be nil"}
	}
	settings, err := s.client.settings.with(opts)
	if err != nil {
		return nil, err
	}
	ctx, cancel := until(ctx, settings.end())
	defer cancel()

	customer, err := s.createOrGet(ctx, p, opts)
	if !errors.Is(err, ErrOutcomeUnknown) {
		return customer, err
	}
	found, getErr := s.Get(ctx, p.ObjectReferenceID, p.get(), opts...)
	if errors.Is(getErr, ErrNotFound) && settings.maxRetries > 0 {
		// The lost create may still be on its way; its reference makes sure that
		// one customer at most comes of the two.
		found, getErr = s.createOrGet(ctx, p, opts)
	}
	if getErr != nil {
		return nil, err // what a later call was told says nothing about the lost one
	}
	return found, nil
}

func (s *Customers) createOrGet(ctx context.Context, p *CustomerCreateParams, opts []Option) (*Customer, error) {
	customer, err := s.Create(ctx, p, opts...)
	if errors.Is(err, ErrAlreadyExists) {
		return s.Get(ctx, p.ObjectReferenceID, p.get(), opts...)
	}
	return customer, err
}

// get is how a customer is read who was to be created.
func (p *CustomerCreateParams) get() *CustomerGetParams {
	return &CustomerGetParams{GetClientAuthToken: p.GetClientAuthToken}
}

// PaymentMethods lists what the customer has saved: cards, wallets, UPI
// addresses. An unknown customer is [ErrNotFound]. A repeat is safe.
//
// Juspay docs: https://github.com/juspay/juspay-mcp, for want of a page of its own
func (s *Customers) PaymentMethods(ctx context.Context, id string, p *SavedPaymentMethodsParams, opts ...Option) (*SavedPaymentMethods, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	r := request{ids: []string{id}, params: p, routing: id}
	if p.OrderID != "" {
		r.query = form{{"order_id", p.OrderID}}
	}
	return call[SavedPaymentMethods](ctx, s.client, customersPaymentMethods, r, opts)
}

// Wallets lists the customer's wallets, linked or not. An unknown customer is
// [ErrNotFound]. A repeat is safe.
//
// Juspay docs: https://juspay.io/in/docs/api-reference/docs/express-checkout/list-wallets
func (s *Customers) Wallets(ctx context.Context, id string, opts ...Option) (*WalletList, error) {
	return call[WalletList](ctx, s.client, customersWallets, request{ids: []string{id}, routing: id}, opts)
}

// CustomerCreateParams describe a new customer. A customer must exist before
// cards can be saved.
//
// Juspay docs: https://juspay.io/sea/docs/express-checkout-sdk-global/android/integration-guide/2--create-customer-api
type CustomerCreateParams struct {
	// ObjectReferenceID is your own id of the customer, at least eight
	// characters, unique within the merchant: typically an e-mail address, a
	// mobile number or a database id. It can stand for Juspay's id in every
	// later call, and cannot be changed.
	ObjectReferenceID string `url:"object_reference_id"`
	// MobileNumber is digits only, without "+" and country code.
	MobileNumber string `url:"mobile_number"`
	// EmailAddress is required by some gateways, and by older versions of the
	// API. "_" and "." must not begin or end the part before the @.
	EmailAddress string `url:"email_address,omitempty"`
	// FirstName and LastName take letters, digits and ().-_
	FirstName string `url:"first_name,omitempty"`
	LastName  string `url:"last_name,omitempty"`
	// MobileCountryCode has no "+": "91".
	MobileCountryCode string `url:"mobile_country_code,omitempty"`
	// GetClientAuthToken asks for [Customer.Juspay], what a front end needs to
	// act for this customer.
	GetClientAuthToken bool `url:"options.get_client_auth_token,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

// CustomerGetParams are the options of reading a customer; nil asks for none.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/getcustomer
type CustomerGetParams struct {
	// GetClientAuthToken asks for a fresh [Customer.Juspay]; there is no other
	// way to renew one.
	GetClientAuthToken bool `url:"options.get_client_auth_token,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

// CustomerUpdateParams are the fields to change; at least one is needed, and
// those left empty stay as they are. Formats are those of
// [CustomerCreateParams].
//
// Juspay docs: https://juspay.io/api-reference-global/docs/express-checkout/update-customer
type CustomerUpdateParams struct {
	MobileNumber      string `url:"mobile_number,omitempty"`
	EmailAddress      string `url:"email_address,omitempty"`
	FirstName         string `url:"first_name,omitempty"`
	LastName          string `url:"last_name,omitempty"`
	MobileCountryCode string `url:"mobile_country_code,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *CustomerUpdateParams) check() error {
	if p == nil {
		return nil
	}
	f, _ := tagged(p)
	if len(f) == 0 && len(p.Extra) == 0 {
		return refuse("CustomerUpdateParams", changesNothing)
	}
	return nil
}

// Customer is a customer as Juspay knows them.
type Customer struct {
	// ID is Juspay's own id (cst_…, cth_…; do not rely on the prefix). The wire
	// calls it id or customer_id.
	ID string `json:"id"`
	// Object is "customer".
	Object string `json:"object"`
	// ObjectReferenceID is the id that you gave.
	ObjectReferenceID string `json:"object_reference_id"`
	MobileNumber      string `json:"mobile_number"`
	MobileCountryCode string `json:"mobile_country_code"`
	EmailAddress      string `json:"email_address"`
	FirstName         string `json:"first_name"`
	LastName          string `json:"last_name"`
	DateCreated       Time   `json:"date_created"`
	// LastUpdated is read from last_updated, or from the documented misprint
	// last_udpated.
	LastUpdated Time `json:"last_updated"`
	// Juspay is nil unless the call asked for the client auth token.
	Juspay *ClientAuth `json:"juspay"`

	Response *Response `json:"-"`
}

// ClientAuth is a front end's right to act for one customer, for fifteen
// minutes. It prints, and is logged, as "[redacted]"; as JSON it is what the
// front end needs.
type ClientAuth struct {
	ClientAuthToken       string `json:"client_auth_token"`
	ClientAuthTokenExpiry Time   `json:"client_auth_token_expiry"`
}

// customerWire is a Customer with the other names that its fields travel under.
type customerWire struct {
	*Customer
	CustomerID  string `json:"customer_id"`
	LastUdpated Time   `json:"last_udpated"`
}

func (c *Customer) target() any { return &customerWire{Customer: c} }

func (w *customerWire) settle() {
	if w.ID == "" {
		w.ID = w.CustomerID
	}
	if w.LastUpdated.IsZero() {
		w.LastUpdated = w.LastUdpated
	}
}
