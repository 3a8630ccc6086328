package juspay

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
)

// Tokenize trades a card for a token that lives fifteen minutes. It travels
// without the API key, as Juspay wants it. A number that fails the Luhn check, a
// past expiry and a missing CVV are [ErrInvalidRequest]. A repeat is safe: it makes
// another token.
//
// Juspay docs: https://docs.juspay.io/api-reference/docs/express-checkout/tokenize
func (s *Cards) Tokenize(ctx context.Context, p *CardTokenizeParams, opts ...Option) (*CardTokenized, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[CardTokenized](ctx, s.client, cardsTokenize, request{params: p, routing: p.CustomerID}, opts)
}

// Add stores a card, given raw or as a fresh token, in a customer's locker. In
// India it works for international cards only. Whether a second add of the same
// card makes a second entry is not documented, so the SDK repeats none whose
// answer was lost ([ErrOutcomeUnknown]): list the cards and compare fingerprints.
//
// Juspay docs: https://docs.juspay.io/api-reference/docs/express-checkout/add-card
func (s *Cards) Add(ctx context.Context, p *CardAddParams, opts ...Option) (*CardAdded, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[CardAdded](ctx, s.client, cardsAdd, request{params: p, routing: p.CustomerID}, opts)
}

// List reads a customer's locker; p may be nil. List just before paying, and do
// not keep the tokens: they live fifteen minutes. Whether an unknown customer is
// [ErrNotFound] or has no cards, Juspay does not say. A repeat is safe.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/list-cards
func (s *Cards) List(ctx context.Context, customerID string, p *CardListParams, opts ...Option) (*CardList, error) {
	if err := checkRequired("customerID", customerID); err != nil {
		return nil, err
	}
	add := form{{"customer_id", customerID}}
	return call[CardList](ctx, s.client, cardsList, request{params: p, add: add, routing: customerID}, opts)
}

// Update relabels a stored card. A lapsed or unknown token is
// [ErrInvalidRequest]. A repeat is safe: it sets the same values.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/update-card
func (s *Cards) Update(ctx context.Context, p *CardUpdateParams, opts ...Option) (*CardUpdated, error) {
	if err := required(p); err != nil {
		return nil, err
	}
	return call[CardUpdated](ctx, s.client, cardsUpdate, request{params: p, routing: p.CustomerID}, opts)
}

// Delete removes a stored card. A repeat is safe; a repeat after a lost answer
// that finds no card leaves [ErrOutcomeUnknown], and the list tells.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/delete-card
func (s *Cards) Delete(ctx context.Context, cardToken string, opts ...Option) (*CardDeleted, error) {
	if err := checkRequired("cardToken", cardToken); err != nil {
		return nil, err
	}
	return call[CardDeleted](ctx, s.client, cardsDelete, request{params: &cardDelete{cardToken}}, opts)
}

type cardDelete struct {
	CardToken string `url:"card_token"`
}

// Info tells what a BIN, the first six to nine digits of a card number, says
// about its cards; p may be nil. Nine digits are better: networks have moved. An
// unknown BIN is [ErrNotFound]. A repeat is safe.
//
// Juspay docs: https://juspay.io/in/docs/ec-headless/cordova/mandates/card-info-api
func (s *Cards) Info(ctx context.Context, bin string, p *CardInfoParams, opts ...Option) (*CardInfo, error) {
	r := request{ids: []string{bin}, params: p}
	if p != nil {
		r.routing = p.CustomerID
	}
	return call[CardInfo](ctx, s.client, cardsInfo, r, opts)
}

// EligibleBINs lists the BINs whose cards can authenticate by authType,
// [AuthOTP] or [AuthVIES]; none is [ErrInvalidParams]. The list is long and changes
// slowly: keep it. A repeat is safe.
//
// Juspay docs: https://juspay.io/in/docs/api-reference/docs/express-checkout/bin-list
func (s *Cards) EligibleBINs(ctx context.Context, authType AuthType, opts ...Option) (*BINList, error) {
	if err := checkRequired("authType", string(authType)); err != nil {
		return nil, err
	}
	add := form{{"auth_type", string(authType)}}
	return call[BINList](ctx, s.client, cardsEligibleBINs, request{add: add}, opts)
}

// CardDetails are a card as its holder reads it out. Posting them makes your
// server part of what PCI DSS looks at.
type CardDetails struct {
	Number Secret
	Expiry Expiry // travels as four-digit year and two-digit month
	// SecurityCode is the CVV. Tokenizing wants it; the locker neither takes nor
	// stores it.
	SecurityCode Secret
	NameOnCard   string
}

func (c *CardDetails) check() error {
	return cmp.Or(checkRequired("Number", string(c.Number)), checkExpiry("Expiry", c.Expiry))
}

// addTo sets what the locker and the tokenizer both take.
func (c *CardDetails) addTo(f *form) {
	f.add("card_number", c.Number.Reveal())
	f.add("card_exp_year", c.Expiry.longYear())
	f.add("card_exp_month", c.Expiry.month())
}

// CardTokenizeParams trade a card for a token that lives fifteen minutes.
//
// Juspay docs: https://docs.juspay.io/api-reference/docs/express-checkout/tokenize
type CardTokenizeParams struct {
	// Card needs its SecurityCode too, or Juspay answers with the error code
	// "nullable".
	Card       CardDetails `url:"-"`
	CustomerID string      `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *CardTokenizeParams) check() error {
	if p == nil {
		return nil
	}
	return within("Card", p.Card.check())
}

func (p *CardTokenizeParams) addTo(f *form) {
	p.Card.addTo(f)
	if p.Card.SecurityCode != "" {
		f.add("card_security_code", p.Card.SecurityCode.Reveal())
	}
	if p.Card.NameOnCard != "" {
		f.add("name_on_card", p.Card.NameOnCard)
	}
}

// CardTokenized is a card's short-lived stand-in.
type CardTokenized struct {
	// Token (ctkn_…) serves for fifteen minutes, as [SavedCard.Token] in a
	// transaction, without a CVV, or as [CardAddParams.CardToken]. It prints
	// as "[redacted]".
	Token string `json:"token"`

	Response *Response `json:"-"`
}

// CardAddParams put a card into a customer's locker: a raw card, or a token
// from tokenizing one; exactly one of the two.
//
// In India only international cards can be added; Indian cards are stored by
// paying with them, see [NewCard].
//
// Juspay docs: https://docs.juspay.io/api-reference/docs/express-checkout/add-card
type CardAddParams struct {
	// CustomerID is Juspay's id or your object reference id; the customer must
	// exist.
	CustomerID    string `url:"customer_id"`
	CustomerEmail string `url:"customer_email,omitempty"`
	// Card's SecurityCode is never sent here.
	Card *CardDetails `url:"-"`
	// CardToken is [CardTokenized.Token], less than fifteen minutes old.
	CardToken string `url:"card_token,omitempty" json:"-"`
	// NameOnCard wins over Card.NameOnCard.
	NameOnCard string `url:"name_on_card,omitempty"`
	// Nickname is the label that the customer sees.
	Nickname string `url:"nickname,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *CardAddParams) check() error {
	switch {
	case p == nil:
		return nil
	case (p.Card == nil) == (p.CardToken == ""):
		return refuse("CardToken", "exactly one of Card and CardToken is needed")
	case p.Card != nil:
		return within("Card", p.Card.check())
	}
	return nil
}

func (p *CardAddParams) addTo(f *form) {
	if p.Card == nil {
		return
	}
	p.Card.addTo(f)
	if p.NameOnCard == "" && p.Card.NameOnCard != "" {
		f.add("name_on_card", p.Card.NameOnCard)
	}
}

// CardAdded names a stored card.
type CardAdded struct {
	// CardToken lives fifteen minutes: pay, update or delete with it. It prints
	// as "[redacted]".
	CardToken string `json:"card_token"`
	// CardReference stays.
	CardReference string `json:"card_reference"`
	// CardFingerprint is the same for one card number in every locker: it finds
	// duplicates.
	CardFingerprint string `json:"card_fingerprint"`

	Response *Response `json:"-"`
}

// CardListParams are the options of listing cards; nil asks for none. A flag
// that was not asked for is nil in [StoredCard].
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/list-cards
type CardListParams struct {
	CheckCVVLessSupport    bool `url:"options.check_cvv_less_support,omitempty"`
	CheckMandateSupport    bool `url:"options.check_mandate_support,omitempty"`
	CheckATMPINAuthSupport bool `url:"options.check_atm_pin_auth_support,omitempty"`
	CheckDirectOTPSupport  bool `url:"options.check_direct_otp_support,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

// CardList is a customer's locker. List it just before paying: the tokens in it
// die after fifteen minutes.
type CardList struct {
	CustomerID string `json:"customer_id"`
	// MerchantID travels as merchantId, in camel case, alone in this API.
	MerchantID string       `json:"merchantId"`
	Cards      []StoredCard `json:"cards"`

	Response *Response `json:"-"`
}

// StoredCard is one card of a locker. Texts may be empty for cards whose issuer
// Juspay does not know.
type StoredCard struct {
	// CardToken lives fifteen minutes: pay, update or delete with it. It prints
	// as "[redacted]".
	CardToken string `json:"card_token"`
	// CardReference stays.
	CardReference string `json:"card_reference"`
	// CardNumber is for display alone: "4012-XXXXXXXX-9454", or
	// "XXXX-XXXXXXXX-9454" once the merchant's cards are tokenised. Take the BIN
	// from CardISIN.
	CardNumber string `json:"card_number"`
	// CardISIN is the first six digits of the card itself.
	CardISIN string `json:"card_isin"`
	// CardExpYear has four digits, CardExpMonth two.
	CardExpYear  string `json:"card_exp_year"`
	CardExpMonth string `json:"card_exp_month"`
	// CardType is CREDIT, DEBIT or empty; ExtendedCardType its newer form.
	CardType         string `json:"card_type"`
	ExtendedCardType string `json:"extended_card_type"`
	CardIssuer       string `json:"card_issuer"`
	// CardBrand says MASTERCARD where a payment method says MASTER.
	CardBrand string `json:"card_brand"`
	// CardSubType is free text: "NA", "VISA PLATINUM".
	CardSubType         string `json:"card_sub_type"`
	CardSubTypeCategory string `json:"card_sub_type_category"`
	// CardIssuerCountry is a name, "INDIA"; CountryCode a code, "IN".
	CardIssuerCountry string `json:"card_issuer_country"`
	CountryCode       string `json:"country_code"`
	// JuspayBankCode is like JP_HDFC.
	JuspayBankCode string `json:"juspay_bank_code"`
	Nickname       string `json:"nickname"`
	NameOnCard     string `json:"name_on_card"`
	// CardFingerprint is the same for one card number in every locker.
	CardFingerprint       string `json:"card_fingerprint"`
	CardGlobalFingerprint string `json:"card_global_fingerprint"`
	Expired               Bool   `json:"expired"`
	// TokenizeSupport says that the card can still be made a network token.
	TokenizeSupport Bool `json:"tokenize_support"`
	// ProviderCategory says where the card is kept: VAULT, NETWORK_TOKEN,
	// ISSUER_TOKEN, NETWORK, CONTAINER. An open set, as Provider is: JUSPAY,
	// VISA, MASTERCARD, SODEXO.
	ProviderCategory string          `json:"provider_category"`
	Provider         string          `json:"provider"`
	VaultProvider    string          `json:"vault_provider"`
	Metadata         json.RawMessage `json:"metadata"`
	// Token is nil unless the card is tokenised.
	Token *TokenBlock `json:"token"`

	// The flags below are nil when they were not asked for, or not answered.
	// Newer answers carry CVVLessSupport inside Token.
	CVVLessSupport           *Bool    `json:"cvv_less_support"`
	CVVLessSupportedGateways []string `json:"cvv_less_supported_gateways"`
	MandateSupport           *Bool    `json:"mandate_support"`
	DirectOTPSupport         *Bool    `json:"direct_otp_support"`
	ATMPINAuthSupport        *Bool    `json:"atm_pin_auth_support"`
	RewardSupported          *Bool    `json:"reward_supported"`
	RewardSupportedGateway   []string `json:"reward_supported_gateway"`
}

// TokenBlock is the network token behind a card, in a locker and in an order
// alike. Its digits and expiry are the token's, not the card's: never show them
// to the customer, show those of the card around it.
type TokenBlock struct {
	CardReference   string `json:"card_reference"`
	CardFingerprint string `json:"card_fingerprint"`
	// LastFourDigits may be empty.
	LastFourDigits string `json:"last_four_digits"`
	// CardISIN is the token's BIN, six to nine digits.
	CardISIN    string `json:"card_isin"`
	ExpiryYear  string `json:"expiry_year"`
	ExpiryMonth string `json:"expiry_month"`
	// PAR is the network's payment account reference: one per card, whatever
	// token stands for it.
	PAR string `json:"par"`
	// TokenizationStatus is an open set: ACTIVE, SUCCESS.
	TokenizationStatus string `json:"tokenization_status"`
	Provider           string `json:"provider"`
	ProviderCategory   string `json:"provider_category"`
	// CVVLessSupport is nil when it was not asked for.
	CVVLessSupport           *Bool    `json:"cvv_less_support"`
	CVVLessSupportedGateways []string `json:"cvv_less_supported_gateways"`
}

// CardUpdateParams relabel a stored card: Nickname, NameOnCard, or both.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/update-card
type CardUpdateParams struct {
	// CardToken is less than fifteen minutes old.
	CardToken string `url:"card_token" json:"-"`
	// CustomerID is mandatory in the documentation; some accounts do without.
	CustomerID string `url:"customer_id,omitempty"`
	// Nickname takes letters and spaces, up to 64 characters.
	Nickname   string `url:"nickname,omitempty"`
	NameOnCard string `url:"name_on_card,omitempty"`

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

func (p *CardUpdateParams) check() error {
	if p != nil && p.Nickname == "" && p.NameOnCard == "" && len(p.Extra) == 0 {
		return refuse("CardUpdateParams", changesNothing)
	}
	return nil
}

// CardUpdated confirms an update.
type CardUpdated struct {
	CardToken   string `json:"card_token"` // prints as "[redacted]"
	UserMessage string `json:"user_message"`
	Status      string `json:"status"` // SUCCESS; not a payment's status

	Response *Response `json:"-"`
}

// CardDeleted confirms a deletion.
type CardDeleted struct {
	CardToken     string `json:"card_token"` // prints as "[redacted]"
	CardReference string `json:"card_reference"`
	Deleted       Bool   `json:"deleted"`

	Response *Response `json:"-"`
}

// CardInfoParams are the options of a BIN look-up; nil asks for none. A flag
// that was not asked for is nil in [CardInfo].
//
// Juspay docs: https://juspay.io/in/docs/ec-headless/cordova/mandates/card-info-api
type CardInfoParams struct {
	CheckMandateSupport    bool `url:"options.check_mandate_support,omitempty"`
	CheckDirectOTPSupport  bool `url:"options.check_direct_otp_support,omitempty"`
	CheckTokenizeSupport   bool `url:"options.check_tokenize_support,omitempty"`
	CheckATMPINAuthSupport bool `url:"options.check_atm_pin_auth_support,omitempty"`
	// CheckCVVLessSupport has its name from the list of cards: the page on BINs
	// shows the answer, and not the question.
	CheckCVVLessSupport bool   `url:"options.check_cvv_less_support,omitempty"`
	CustomerID          string `url:"-"` // for x-routing-id alone: keeps this customer's calls on one route

	Extra url.Values `url:"-" json:"-"` // parameters yet unknown here; a key that a field sets is refused
}

// CardInfo is what a BIN tells about its cards.
type CardInfo struct {
	ID     string `json:"id"`     // the BIN asked for
	Object string `json:"object"` // "cardbin"
	// Brand is like VISA, MASTERCARD; old answers say "Master Card".
	Brand          string `json:"brand"`
	Bank           string `json:"bank"`
	JuspayBankCode string `json:"juspay_bank_code"`
	// Country is a name, "INDIA" or "India"; CountryCode a code.
	Country     string `json:"country"`
	CountryCode string `json:"country_code"`
	// Type is CREDIT, DEBIT or empty; ExtendedCardType its newer form.
	Type                string `json:"type"`
	ExtendedCardType    string `json:"extended_card_type"`
	CardSubType         string `json:"card_sub_type"`
	CardSubTypeCategory string `json:"card_sub_type_category"`

	// The flags below are nil when they were not asked for.
	MandateSupport           *Bool    `json:"mandate_support"`
	DirectOTPSupport         *Bool    `json:"direct_otp_support"`
	TokenizeSupport          *Bool    `json:"tokenize_support"`
	ATMPINAuthSupport        *Bool    `json:"atm_pin_auth_support"`
	CVVLessSupport           *Bool    `json:"cvv_less_support"`
	CVVLessSupportedGateways []string `json:"cvv_less_supported_gateways"`

	Response *Response `json:"-"`
}

// BINList are the BINs whose cards can authenticate in one way. It is long and
// changes slowly: keep it.
type BINList struct {
	BINs []string `json:"bins"`

	Response *Response `json:"-"`
}
