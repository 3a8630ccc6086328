package juspay

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
)

// The calls of this file are of Juspay's tokenisation product: enabled per
// merchant, for those who may handle card numbers. They post JSON.

// Fingerprint tells what identifies a card without its number. A number
// that fails the Luhn check is [ErrInvalidRequest]. A repeat is safe.
//
// Juspay docs: https://github.com/juspay/juspay-sdk-integration-demo, its samples
func (s *Vault) Fingerprint(ctx context.Context, p *CardFingerprintParams, opts ...Option) (*CardFingerprint, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[CardFingerprint](ctx, s.client, vaultFingerprint, request{params: p}, opts)
}

// Get hands out a tokenised card's network token with a cryptogram for one
// payment: see [VaultCard.NetworkToken]. A repeat is safe, and makes another
// cryptogram. A card that is unknown or not tokenised is [ErrInvalidRequest].
//
// Juspay docs: https://github.com/juspay/juspay-sdk-integration-demo, its samples
func (s *Vault) Get(ctx context.Context, p *VaultCardParams, opts ...Option) (*VaultCard, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[VaultCard](ctx, s.client, vaultGet, request{params: p, routing: p.CustomerID}, opts)
}

// Delete removes a tokenised card. Juspay answers a failure with 200; it is an
// [*Error] here all the same. A repeat is safe.
//
// Juspay docs: https://github.com/juspay/juspay-sdk-integration-demo, its samples
func (s *Vault) Delete(ctx context.Context, p *VaultCardDeleteParams, opts ...Option) (*VaultCardDeleted, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[VaultCardDeleted](ctx, s.client, vaultDelete, request{params: p, routing: p.CustomerID}, opts)
}

// GenerateToken makes a network token of a card, with its holder's consent. It
// is not repeated: after [ErrOutcomeUnknown] see [Cards.List]. A failure that
// comes with 200 is an [*Error].
//
// Juspay docs: https://juspay.io/resources/docs/card-network-tokenization/token-onboarding-flow
func (s *Vault) GenerateToken(ctx context.Context, p *TokenGenerateParams, opts ...Option) (*TokenGenerated, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[TokenGenerated](ctx, s.client, vaultGenerateToken, request{params: p, routing: p.CustomerID}, opts)
}

// AltID makes a stand-in for a guest's card, for one payment. It is not repeated:
// ask for a new one instead. A failure that comes with 200 is an [*Error].
//
// Juspay docs: https://juspay.io/resources/docs/card-network-tokenization/card-details-encryption
func (s *Vault) AltID(ctx context.Context, p *AltIDParams, opts ...Option) (*AltID, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[AltID](ctx, s.client, vaultAltID, request{params: p}, opts)
}

// CardFingerprintParams ask for what identifies a card: by its number, or by a
// token of its locker; exactly one of the two.
type CardFingerprintParams struct {
	CardNumber Secret `url:"-"`
	// IsToken says that CardNumber is a network token's.
	IsToken bool `url:"-"`
	// CardToken is less than fifteen minutes old.
	CardToken string `url:"-" json:"-"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *CardFingerprintParams) check() error {
	if p != nil && (p.CardNumber == "") == (p.CardToken == "") {
		return refuse("CardToken", "exactly one of CardNumber and CardToken is needed")
	}
	return nil
}

func (p *CardFingerprintParams) body() map[string]any {
	if p.CardToken != "" {
		return map[string]any{"card_token": p.CardToken}
	}
	return map[string]any{"card_number": p.CardNumber.Reveal(), "is_token": p.IsToken}
}

// CardFingerprint identifies a card without its number.
type CardFingerprint struct {
	CardFingerprint string `json:"card_fingerprint"`
	PAR             string `json:"par"`

	Response *Response `json:"-"`
}

// VaultCardParams ask for a tokenised card's network token, and a cryptogram
// for one payment with it.
type VaultCardParams struct {
	CardReference       string `url:"card_reference"`
	CustomerID          string `url:"customer_id"`
	CheckCVVLessSupport bool   `url:"-"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *VaultCardParams) body() map[string]any {
	body := map[string]any{"card_reference": p.CardReference, "customer_id": p.CustomerID}
	if p.CheckCVVLessSupport {
		body["check_cvv_less_support"] = true
	}
	return body
}

// VaultCard is a tokenised card with a cryptogram for one payment.
type VaultCard struct {
	Reference         string `json:"reference"`
	Fingerprint       string `json:"fingerprint"`
	CustomerID        string `json:"customer_id"`
	Network           string `json:"network"` // VISA: the payment method to pay with
	CardType          string `json:"card_type"`
	SubType           string `json:"sub_type"`
	NameOnCard        string `json:"name_on_card"`
	Nickname          string `json:"nickname"`
	Issuer            string `json:"issuer"`
	IssuerCountryCode string `json:"issuer_country_code"`
	ECI               string `json:"eci"` // "07"
	TokenRequestorID  string `json:"token_requestor_id"`
	// CVVLessSupport is nil when it was not asked for.
	CVVLessSupport           *Bool    `json:"cvv_less_support"`
	CVVLessSupportedGateways []string `json:"cvv_less_supported_gateways"`

	TokenDetails          *VaultTokenDetails          `json:"token_details"`
	AuthenticationDetails *VaultAuthenticationDetails `json:"authentication_details"`
	CardDetails           *VaultCardDetails           `json:"card_details"` // missing in newer answers

	Response *Response `json:"-"`
}

// VaultTokenDetails are a network token's own, never to be shown.
type VaultTokenDetails struct {
	Status           string `json:"status"` // ACTIVE
	FirstSix         string `json:"first_six"`
	LastFour         string `json:"last_four"`
	ExpMonth         string `json:"exp_month"`
	ExpYear          string `json:"exp_year"` // four digits
	Provider         string `json:"provider"`
	ProviderCategory string `json:"provider_category"`
}

// VaultAuthenticationDetails pay once.
type VaultAuthenticationDetails struct {
	Cryptogram Secret `json:"cryptogram"`
	Token      Secret `json:"token"` // the network token's number
}

// VaultCardDetails are of the card behind the token.
type VaultCardDetails struct {
	LastFour string `json:"last_four"`
	PAR      string `json:"par"`
	ExpMonth string `json:"exp_month"`
	ExpYear  string `json:"exp_year"`
}

// NetworkToken returns c as the source of a payment. Give the payment Network
// as its method, and SecurityCode to the source where the gateway wants one.
func (c *VaultCard) NetworkToken() NetworkToken {
	token := NetworkToken{NameOnCard: c.NameOnCard, RequestorID: c.TokenRequestorID, ECI: c.ECI}
	if d := c.AuthenticationDetails; d != nil {
		token.Number, token.Cryptogram = d.Token, d.Cryptogram
	}
	if d := c.TokenDetails; d != nil {
		token.Expiry.Month, _ = strconv.Atoi(d.ExpMonth) // what is no number is refused when paying
		token.Expiry.Year, _ = strconv.Atoi(d.ExpYear)
		token.Provider, token.ProviderCategory = d.Provider, d.ProviderCategory
	}
	if d := c.CardDetails; d != nil {
		token.PAR, token.CardLastFour = d.PAR, d.LastFour
	}
	return token
}

// VaultCardDeleteParams name a tokenised card to delete.
type VaultCardDeleteParams struct {
	CardReference string `url:"card_reference"`
	CustomerID    string `url:"customer_id"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *VaultCardDeleteParams) body() map[string]any {
	return map[string]any{"card_reference": p.CardReference, "customer_id": p.CustomerID}
}

// VaultCardDeleted says whether a tokenised card is gone: only when Status is
// SUCCESS.
type VaultCardDeleted struct {
	Status       string `json:"status"` // SUCCESS, FAILURE
	ErrorCode    string `json:"error_code"`
	ErrorMessage string `json:"error_message"`

	Response *Response `json:"-"`
}

// TokenGenerateParams make a network token of a card, with its holder's
// consent.
//
// Juspay docs: https://juspay.io/resources/docs/card-network-tokenization/card-details-encryption
type TokenGenerateParams struct {
	// CardData is a compact JWE (RSA-OAEP-256, A128GCM) of the JSON object
	// {cardNumber, expYear, expMonth, cardSecurityCode}.
	CardData   Secret `url:"cardData"`
	ConsentID  string `url:"orderData.consentId"`
	CustomerID string `url:"orderData.customerId"`
	Amount     Amount `url:"orderData.amount,omitempty"` // major units
	Currency   string `url:"orderData.currency,omitempty"`
	// AuthRefNo is the reference of the authentication that the holder passed.
	AuthRefNo       string `url:"audit.authRefNo"`
	KeyID           string `url:"keyId,omitempty"` // of the key that CardData is encrypted with
	CorrelationID   string `url:"correlationId,omitempty"`
	ShouldSendToken bool   `url:"-"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *TokenGenerateParams) body() map[string]any {
	order := map[string]any{"consentId": p.ConsentID, "customerId": p.CustomerID}
	addNonEmpty(order, "amount", string(p.Amount))
	addNonEmpty(order, "currency", p.Currency)
	body := map[string]any{
		"service":         "NETWORK_TOKEN",
		"cardData":        p.CardData.Reveal(),
		"orderData":       order,
		"audit":           map[string]any{"authRefNo": p.AuthRefNo},
		"shouldSendToken": p.ShouldSendToken,
	}
	addNonEmpty(body, "keyId", p.KeyID)
	addNonEmpty(body, "correlationId", p.CorrelationID)
	return body
}

func addNonEmpty(body map[string]any, key, value string) {
	if value != "" {
		body[key] = value
	}
}

// TokenGenerated holds a network token, encrypted for you.
type TokenGenerated struct {
	Status string `json:"status"` // SUCCESS
	// Payload is a compact JWE to open with your own key.
	Payload      Secret `json:"payload"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`

	Response *Response `json:"-"`
}

// AltIDParams make a stand-in for a guest's card, for one payment.
type AltIDParams struct {
	// CardData is a compact JWE (RSA-OAEP-256, A128GCM) of the JSON object
	// {cardNumber, expYear, expMonth, cardSecurityCode}.
	CardData      Secret `url:"cardData"`
	Amount        Amount `url:"orderData.amount"` // major units; travels as a JSON number
	Currency      string `url:"orderData.currency"`
	AuthRefNumber string `url:"orderData.authRefNumber,omitempty"`
	CorrelationID string `url:"correlationId"`
	KeyID         string `url:"keyId"` // of the key that CardData is encrypted with
	CardBrand     string `url:"cardBrand,omitempty"`
	// ShouldSendRawCard asks for the card itself where the network has no ALT ID;
	// see [AltIDPayload].IsRawCard.
	ShouldSendRawCard bool `url:"-"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *AltIDParams) body() map[string]any {
	order := map[string]any{"amount": json.Number(p.Amount), "currency": p.Currency}
	addNonEmpty(order, "authRefNumber", p.AuthRefNumber)
	body := map[string]any{
		"cardData":      p.CardData.Reveal(),
		"orderData":     order,
		"correlationId": p.CorrelationID,
		"keyId":         p.KeyID,
	}
	addNonEmpty(body, "cardBrand", p.CardBrand)
	if p.ShouldSendRawCard {
		body["shouldSendRawCard"] = "true" // a text, in Juspay's own sample
	}
	return body
}

// AltID answers [AltIDParams].
type AltID struct {
	Status       string        `json:"status"`
	Payload      *AltIDPayload `json:"payload"`
	ErrorCode    string        `json:"errorCode"`
	ErrorMessage string        `json:"errorMessage"`

	Response *Response `json:"-"`
}

// AltIDPayload holds a stand-in for a card, encrypted for you.
type AltIDPayload struct {
	CardBrand         string `json:"cardBrand"`
	CardIssuerBank    string `json:"cardIssuerBank"`
	CardIssuerCountry string `json:"cardIssuerCountry"`
	CorrelationID     string `json:"correlationId"`
	// AltIDDetails is a compact JWE to open with your own key; decode what is in
	// it into [AltIDDetails].
	AltIDDetails     Secret `json:"altIdDetails"`
	Provider         string `json:"provider"`
	ProviderCategory string `json:"providerCategory"`
	IsRawCard        Bool   `json:"isRawCard"`
}

// AltIDDetails are what an [AltIDPayload] hides: pay with them as with a
// [NetworkToken].
type AltIDDetails struct {
	AltID    Secret `json:"altId"`
	ExpMonth string `json:"expMonth"`
	ExpYear  string `json:"expYear"`
	PAR      string `json:"par"`
	TAVV     Secret `json:"tavv"` // the cryptogram
}
