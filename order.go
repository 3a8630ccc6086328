package juspay

import (
	"encoding/json"
	"iter"
)

// Order is an order and the payment that stands for it: one that was charged
// or, while none is, the newest attempt. Before that there is no payment, and
// its fields are empty.
//
// Fulfil only after reading the order from Juspay's API, and after comparing
// OrderID, Amount and Currency with what you stored. Webhooks hold the word
// FILTERED where the API has a contact or a sum; it stays in texts, and reads
// as "" in sums.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/order-status-api
type Order struct {
	// ID is Juspay's (ordeh_…, ordeu_…, ord_…), OrderID yours; Juspay does not
	// tell upper case from lower in it.
	ID         string `json:"id"`
	OrderID    string `json:"order_id"`
	MerchantID string `json:"merchant_id"`

	// Status is the payment's once there is one, and the order's own before.
	Status Status `json:"status"`
	// StatusID is data: decide by Status, the numbers are not one-to-one.
	StatusID Int `json:"status_id"`

	// Amount is what was asked for, in major units of Currency, as every sum
	// here is.
	Amount   Amount `json:"amount"`
	Currency string `json:"currency"` // ISO 4217, "INR"
	// EffectiveAmount is Amount less offers, not less refunds; after an update
	// it may be stale.
	EffectiveAmount Amount `json:"effective_amount"`
	// PaidAmount is what was paid, where payments may be partial.
	PaidAmount Amount `json:"paid_amount"`
	// AmountRefunded is the sum of all refunds asked for, pending ones included.
	AmountRefunded Amount `json:"amount_refunded"`
	// Refunded is no proof that money went back, see [Order.FindRefund]: Juspay
	// sets it on partly refunded orders too, and while refunds are pending.
	Refunded Bool `json:"refunded"`
	// MaximumEligibleRefundAmount is what can still be refunded.
	MaximumEligibleRefundAmount Amount `json:"maximum_eligible_refund_amount"`
	// RefundSupported and LastDateToRefund: where both are missing a refund may
	// be tried; where it is false or the date past, only a payout is left.
	RefundSupported  *Bool `json:"refund_supported"`
	LastDateToRefund Time  `json:"last_date_to_refund"`

	DateCreated Time `json:"date_created"`
	LastUpdated Time `json:"last_updated"`
	OrderExpiry Time `json:"order_expiry"`

	CustomerID               string `json:"customer_id"`
	CustomerEmail            string `json:"customer_email"`
	CustomerPhone            string `json:"customer_phone"`
	CustomerPhoneCountryCode string `json:"customer_phone_country_code"`

	ReturnURL    string        `json:"return_url"`
	ProductID    string        `json:"product_id"`
	Description  string        `json:"description"`
	PaymentLinks *PaymentLinks `json:"payment_links"`

	// UDF1 to UDF10 are yours, as given when the order was created.
	UDF1  string `json:"udf1"`
	UDF2  string `json:"udf2"`
	UDF3  string `json:"udf3"`
	UDF4  string `json:"udf4"`
	UDF5  string `json:"udf5"`
	UDF6  string `json:"udf6"`
	UDF7  string `json:"udf7"`
	UDF8  string `json:"udf8"`
	UDF9  string `json:"udf9"`
	UDF10 string `json:"udf10"`

	// TxnID is merchant-order-attempt in most answers; do not take it apart.
	TxnID string `json:"txn_id"`
	// TxnUUID is what capture and void take.
	TxnUUID string `json:"txn_uuid"`
	// PaymentMethodType is one of the PaymentMethodType constants, or empty.
	PaymentMethodType string `json:"payment_method_type"`
	// PaymentMethod is like VISA, NB_HDFC, JP_HDFC, UPI, GOOGLEPAY.
	PaymentMethod string `json:"payment_method"`
	// AuthType is like THREE_DS, OTP, VIES, or empty.
	AuthType string `json:"auth_type"`
	// GatewayID is a number of Juspay's: 12 PAYU, 19 PAYTM_V2, 23 RAZORPAY…
	GatewayID          Int    `json:"gateway_id"`
	GatewayReferenceID string `json:"gateway_reference_id"`
	// BankErrorCode and BankErrorMessage are no sign of failure: successes fill
	// them too ("SUCCESS").
	BankErrorCode    string `json:"bank_error_code"`
	BankErrorMessage string `json:"bank_error_message"`
	RespCode         string `json:"resp_code"`
	RespMessage      string `json:"resp_message"`
	RespCategory     string `json:"resp_category"`
	BankPG           string `json:"bank_pg"`
	// PayerVPA is the payer's UPI address; the text "null" reads as empty.
	PayerVPA     string      `json:"payer_vpa"`
	PayerAppName string      `json:"payer_app_name"`
	EMIBank      string      `json:"emi_bank"`
	EMITenure    Int         `json:"emi_tenure"` // months
	EMIDetails   *EMIDetails `json:"emi_details"`

	Card                   *OrderCard              `json:"card"`
	UPI                    *UPI                    `json:"upi"`
	TxnDetail              *TxnDetail              `json:"txn_detail"`
	PaymentGatewayResponse *PaymentGatewayResponse `json:"payment_gateway_response"`
	Refunds                []Refund                `json:"refunds"`
	Offers                 []Offer                 `json:"offers"`
	Mandate                *Mandate                `json:"mandate"`
	// TxnList holds the transactions of an order paid in parts
	// (PARTIAL_CHARGED): only the fields of a payment are set in them, and those
	// fields may be empty in the order itself.
	TxnList []Order `json:"txn_list"`
	// Conflicted marks a late success: an attempt that had failed was charged
	// after all.
	Conflicted Bool `json:"conflicted"`
	// Juspay is nil unless the call asked for the client auth token.
	Juspay *ClientAuth `json:"juspay"`

	SplitSettlementResponse *SplitSettlement      `json:"split_settlement_response"`
	Chargebacks             []Chargeback          `json:"chargebacks"`
	Promotion               *Promotion            `json:"promotion"`
	Risk                    *Risk                 `json:"risk"`
	SecondFactorResponse    *SecondFactorResponse `json:"second_factor_response"`
	TxnFlowInfo             *TxnFlowInfo          `json:"txn_flow_info"`
	NextAction              []string              `json:"next_action"`
	GatewayPayload          string                `json:"gateway_payload"`

	// The rest comes as it is: objects whose shape differs, among gateways or in
	// Juspay's own pages. Metadata may be an object or a text.
	Metadata                  json.RawMessage `json:"metadata"`
	AdditionalInfo            json.RawMessage `json:"additional_info"`
	RewardsBreakup            json.RawMessage `json:"rewards_breakup"`
	LoyaltyInfo               json.RawMessage `json:"loyalty_info"`
	ErrorInfo                 json.RawMessage `json:"error_info"`
	Notification              json.RawMessage `json:"notification"`
	Links                     json.RawMessage `json:"links"`
	Actions                   json.RawMessage `json:"actions"`
	InstallmentPlanBlock      json.RawMessage `json:"installment_plan_block"`
	PKIBindDetails            json.RawMessage `json:"pki_bind_details"`
	CardPresentPaymentDetails json.RawMessage `json:"card_present_payment_details"`
	TxnAdditionalInfo         json.RawMessage `json:"txn_additional_info"`

	Response *Response `json:"-"`
}

// FindRefund returns the refund that has your id, from the order itself or from
// a transaction in TxnList; nil when there is none. It points into o.
//
// After a lost answer, or an error duplicate.call, this is where to look: a
// refund that is there was accepted, whatever its status.
func (o *Order) FindRefund(uniqueRequestID string) *Refund {
	if o == nil || uniqueRequestID == "" {
		return nil
	}
	for refund := range o.allRefunds() {
		if refund.UniqueRequestID == uniqueRequestID {
			return refund
		}
	}
	return nil
}

// allRefunds are the order's own and, where it was paid in parts, those of its
// transactions.
func (o *Order) allRefunds() iter.Seq[*Refund] {
	return func(yield func(*Refund) bool) {
		for i := range o.Refunds {
			if !yield(&o.Refunds[i]) {
				return
			}
		}
		for i := range o.TxnList {
			for refund := range o.TxnList[i].allRefunds() {
				if !yield(refund) {
					return
				}
			}
		}
	}
}

// settle reads the text "null" as what was meant.
func (o *Order) settle() {
	if o.PayerVPA == "null" {
		o.PayerVPA = ""
	}
	if o.UPI != nil && o.UPI.PayerVPA == "null" {
		o.UPI.PayerVPA = ""
	}
	for i := range o.TxnList {
		o.TxnList[i].settle()
	}
}

// PaymentLinks are pages where the payer can pay. They may be on another host
// than the API.
type PaymentLinks struct {
	Web    string `json:"web"`
	Mobile string `json:"mobile"`
	Iframe string `json:"iframe"`
	// Expiry and DeepLink come with sessions.
	Expiry   Time   `json:"expiry"`
	DeepLink string `json:"deep_link"`
}

// OrderCard is the card that an order was paid with. Texts may be empty.
type OrderCard struct {
	// LastFourDigits are the ones to show to people.
	LastFourDigits string `json:"last_four_digits"`
	CardISIN       string `json:"card_isin"` // the BIN
	// ExpiryYear has four digits, ExpiryMonth two: the card's own, whatever its
	// token says.
	ExpiryYear  string `json:"expiry_year"`
	ExpiryMonth string `json:"expiry_month"`
	NameOnCard  string `json:"name_on_card"`
	CardIssuer  string `json:"card_issuer"`
	CardBrand   string `json:"card_brand"` // MASTERCARD, where a payment method says MASTER
	CardType    string `json:"card_type"`  // CREDIT, DEBIT or empty
	CardSubType string `json:"card_sub_type"`
	// CardReference stays; CardFingerprint is the same for one card number in
	// every locker.
	CardReference           string `json:"card_reference"`
	CardFingerprint         string `json:"card_fingerprint"`
	CardIssuerCountry       string `json:"card_issuer_country"`
	JuspayBankCode          string `json:"juspay_bank_code"` // like JP_HDFC
	ExtendedCardType        string `json:"extended_card_type"`
	PaymentAccountReference string `json:"payment_account_reference"`
	UsingSavedCard          Bool   `json:"using_saved_card"`
	SavedToLocker           Bool   `json:"saved_to_locker"`
	UsingToken              Bool   `json:"using_token"`
	// TokenizationUserConsent is nil where nothing is said about it.
	TokenizationUserConsent *Bool  `json:"tokenization_user_consent"`
	TokenType               string `json:"token_type"`
	// Token is what was paid with, nil unless UsingToken. TokenCreated is a
	// token that this payment made: references and status only.
	Token        *TokenBlock  `json:"token"`
	TokenCreated *TokenBlock  `json:"token_created"`
	Tokens       []TokenBlock `json:"tokens"`

	TokenizationFailureReason       string `json:"tokenization_failure_reason"`
	IssuerTokenizationFailureReason string `json:"issuer_tokenization_failure_reason"`
}

// UPI says how an order was paid through UPI.
type UPI struct {
	PayerVPA     string `json:"payer_vpa"` // the text "null" reads as empty
	PayerApp     string `json:"payer_app"`
	PayerAppName string `json:"payer_app_name"`
	// TxnFlowType is like COLLECT, INTENT, QR, UPI_COLLECT, UPI_PAY.
	TxnFlowType               string `json:"txn_flow_type"`
	TxnType                   string `json:"txn_type"`
	MaskedBankAccountNumber   string `json:"masked_bank_account_number"`
	BankName                  string `json:"bank_name"`
	BankCode                  string `json:"bank_code"`
	JuspayBankCode            string `json:"juspay_bank_code"`
	UPIBankAccountReferenceID string `json:"upi_bank_account_reference_id"`
}

// TxnDetail is the attempt that an order's status comes from.
type TxnDetail struct {
	TxnID     string `json:"txn_id"`
	TxnUUID   string `json:"txn_uuid"`
	OrderID   string `json:"order_id"`
	Status    Status `json:"status"`
	Gateway   string `json:"gateway"` // a name: RAZORPAY
	GatewayID Int    `json:"gateway_id"`
	Currency  string `json:"currency"`

	// TxnAmount is the order's amount; NetAmount what was charged, after
	// surcharge, tax and offer. The parts are "" where there are none.
	TxnAmount                 Amount          `json:"txn_amount"`
	NetAmount                 Amount          `json:"net_amount"`
	OrderAmount               Amount          `json:"order_amount"`
	SurchargeAmount           Amount          `json:"surcharge_amount"`
	TaxAmount                 Amount          `json:"tax_amount"`
	OfferDeductionAmount      Amount          `json:"offer_deduction_amount"`
	RemainingRefundableAmount Amount          `json:"remaining_refundable_amount"`
	TxnAmountBreakup          []AmountBreakup `json:"txn_amount_breakup"`

	ExpressCheckout Bool `json:"express_checkout"`
	Redirect        Bool `json:"redirect"`
	IsCVVLessTxn    Bool `json:"is_cvv_less_txn"`

	// ErrorCode is null, empty or a code like JP_851 and JP_852 (mandates).
	ErrorCode       string `json:"error_code"`
	ErrorMessage    string `json:"error_message"`
	ResponseCode    string `json:"response_code"`
	ResponseMessage string `json:"response_message"`

	Created     Time `json:"created"`
	LastUpdated Time `json:"last_updated"`

	TxnObjectType  string `json:"txn_object_type"` // ORDER_PAYMENT, MANDATE_REGISTER, EMANDATE_PAYMENT…
	SourceObject   string `json:"source_object"`   // MANDATE, UPI_COLLECT, PG_FAILURE_FALLBACK_TO_THREE_DS…
	SourceObjectID string `json:"source_object_id"`
	TxnFlowType    string `json:"txn_flow_type"` // EMI, QR…

	MerchantIdentifier string          `json:"merchant_identifier"`
	BankName           string          `json:"bank_name"`
	TxnIntentID        string          `json:"txn_intent_id"`
	Metadata           json.RawMessage `json:"metadata"`
	AdditionalInfo     json.RawMessage `json:"additional_info"`
}

// AmountBreakup is one line of how a transaction's amount came about.
type AmountBreakup struct {
	Name   string `json:"name"`
	Amount Amount `json:"amount"`
	SNo    Int    `json:"sno"` // its place, from 1
	Method string `json:"method"`
}

// PaymentGatewayResponse is what the gateway said, in its own words: never
// decide by it whether an order is paid.
type PaymentGatewayResponse struct {
	// RespCode is like success, SUCCESS, captured, 100, 01, PENDING, JP_852.
	RespCode    string `json:"resp_code"`
	RespMessage string `json:"resp_message"`
	RRN         string `json:"rrn"` // the bank's reference; may be empty or "NA"
	// EPGTxnID is the gateway's own id: settlement files have it.
	EPGTxnID          string `json:"epg_txn_id"`
	AuthIDCode        string `json:"auth_id_code"` // may be empty or "NA"
	TxnID             string `json:"txn_id"`
	ARN               string `json:"arn"`
	GatewayMerchantID string `json:"gateway_merchant_id"`
	PaymentMode       string `json:"payment_mode"`
	Created           Time   `json:"created"`

	NetworkErrorCode    string `json:"network_error_code"`
	NetworkErrorMessage string `json:"network_error_message"`

	DebitAmount        Amount `json:"debit_amount"`
	DiscountAmount     Amount `json:"discount_amount"`
	Offer              string `json:"offer"`
	OfferType          string `json:"offer_type"`
	OfferAvailed       string `json:"offer_availed"`
	OfferFailureReason string `json:"offer_failure_reason"`

	// GatewayResponse is the whole of it, where it was asked for: an object or a
	// text. One-time password answers call it gateway_response_map.
	GatewayResponse    json.RawMessage `json:"gateway_response"`
	GatewayResponseMap json.RawMessage `json:"gateway_response_map"`
}

// Refund is money on its way back: one entry of [Order].Refunds, or the answer
// of [Txns.Refund]. Which fields come differs between the two, and gateways.
type Refund struct {
	// UniqueRequestID is yours: find refunds by it.
	UniqueRequestID string `json:"unique_request_id"`
	// ID and Ref are the gateway's; empty while the refund is pending.
	ID     string       `json:"id"`
	Ref    string       `json:"ref"`
	Amount Amount       `json:"amount"` // major units
	Status RefundStatus `json:"status"`
	// SentToGateway is false at first: Juspay queues refunds, for up to fifteen
	// minutes.
	SentToGateway Bool `json:"sent_to_gateway"`

	Created                  Time `json:"created"`
	LastUpdated              Time `json:"last_updated"`
	PGProcessedAt            Time `json:"pg_processed_at"`
	PGDeclinedAt             Time `json:"pg_declined_at"`
	BankProcessedAt          Time `json:"bank_processed_at"`
	ExpectedRefundCreditTime Time `json:"expected_refund_credit_time"`

	InitiatedBy  string `json:"initiated_by"`  // API, merchant, customer, juspay
	RefundSource string `json:"refund_source"` // RAZORPAY, YESBANK_VISADIRECT…
	RefundType   string `json:"refund_type"`   // one of the RefundType constants
	// ErrorCode and ErrorMessage are no sign of failure: successes fill them too
	// ("processed", "00").
	ErrorCode    string `json:"error_code"`
	ErrorMessage string `json:"error_message"`
	// ARN is the acquirer's reference, which the payer's bank knows. The wire
	// calls it arn or refund_arn.
	ARN                   string          `json:"arn"`
	InternalReferenceID   string          `json:"internal_reference_id"`
	Metadata              json.RawMessage `json:"metadata"`
	GatewayRefundResponse json.RawMessage `json:"gateway_refund_response"`
	PreviousAttempts      json.RawMessage `json:"previous_attempts"`

	// Only in the answer of [Txns.Refund].
	OrderID         string `json:"order_id"`
	TxnID           string `json:"txn_id"`
	Currency        string `json:"currency"`
	Gateway         string `json:"gateway"`
	ReferenceID     string `json:"reference_id"`
	ResponseCode    string `json:"response_code"`
	EPGTxnID        string `json:"epg_txn_id"`
	AuthorizationID string `json:"authorization_id"`

	// Response is nil for refunds inside an order.
	Response *Response `json:"-"`
}

type refundWire struct {
	*Refund
	RefundARN string `json:"refund_arn"`
}

func (r *Refund) target() any { return &refundWire{Refund: r} }

func (w *refundWire) settle() {
	if w.ARN == "" {
		w.ARN = w.RefundARN
	}
}

// EMIDetails are the instalments of an order.
type EMIDetails struct {
	Bank            string          `json:"bank"`
	Tenure          Int             `json:"tenure"` // months
	Interest        Amount          `json:"interest"`
	MonthlyPayment  Amount          `json:"monthly_payment"`
	PrincipalAmount Amount          `json:"principal_amount"`
	SubventionInfo  json.RawMessage `json:"subvention_info"`
}

// Offer is an offer that a payment took up.
type Offer struct {
	OfferID   string         `json:"offer_id"`
	OfferCode string         `json:"offer_code"`
	Status    string         `json:"status"` // INITIATED, AVAILED, REFUNDED, FAILED
	Benefits  []OfferBenefit `json:"benefits"`
}

// OfferBenefit is what an offer is worth.
type OfferBenefit struct {
	Type            string            `json:"type"` // DISCOUNT…
	Amount          Amount            `json:"amount"`
	CalculationInfo *OfferCalculation `json:"calculation_info"`
}

// OfferCalculation is how a benefit was worked out.
type OfferCalculation struct {
	Value           Amount `json:"value"`            // a sum, or whatever the rule counts in
	CalculationRule string `json:"calculation_rule"` // ABSOLUTE…
	MaxAmount       Amount `json:"max_amount"`
}

// Mandate is a payer's permission for later payments.
type Mandate struct {
	MandateID string `json:"mandate_id"`
	// MandateToken prints as "[redacted]".
	MandateToken  string `json:"mandate_token"`
	MandateStatus string `json:"mandate_status"` // CREATED, ACTIVE, PAUSED, REVOKED, FAILURE, EXPIRED
	StartDate     Time   `json:"start_date"`     // Unix seconds on the wire
	EndDate       Time   `json:"end_date"`
	Frequency     string `json:"frequency"` // see [MandateParams]
	MaxAmount     Amount `json:"max_amount"`
}

// SplitSettlement is how a payment is shared out among vendors.
type SplitSettlement struct {
	SplitApplied Bool          `json:"split_applied"`
	SplitDetails []SplitDetail `json:"split_details"`
}

// SplitDetail is one vendor's share.
type SplitDetail struct {
	SubVendorID         string `json:"sub_vendor_id"`
	Amount              Amount `json:"amount"`
	RefundedAmount      Amount `json:"refunded_amount"`
	MerchantCommission  Amount `json:"merchant_commission"`
	GatewaySubAccountID string `json:"gateway_sub_account_id"`
	EPGTxnID            string `json:"epg_txn_id"`
	UniqueSplitID       string `json:"unique_split_id"`
}

// Chargeback is a payment that the payer disputes.
type Chargeback struct {
	ID                string `json:"id"`
	Object            string `json:"object"`
	ObjectReferenceID string `json:"object_reference_id"`
	Amount            Amount `json:"amount"`
	// DisputeStatus and ChargebackStatus are two names of one thing, by version.
	DisputeStatus    string          `json:"dispute_status"`
	ChargebackStatus string          `json:"chargeback_status"`
	Reason           string          `json:"reason"`
	DateCreated      Time            `json:"date_created"`
	DateResolved     Time            `json:"date_resolved"`
	LastUpdated      Time            `json:"last_updated"`
	Txn              *TxnDetail      `json:"txn"`
	Metadata         json.RawMessage `json:"metadata"`
}

// Promotion is a discount that Juspay applied to an order.
type Promotion struct {
	ID             string          `json:"id"`
	OrderID        string          `json:"order_id"`
	Rules          []PromotionRule `json:"rules"`
	Created        Time            `json:"created"`
	DiscountAmount Amount          `json:"discount_amount"`
	Status         string          `json:"status"`
}

// PromotionRule is what a payment must match for a [Promotion].
type PromotionRule struct {
	Dimension string `json:"dimension"`
	Value     string `json:"value"`
}

// Risk is what a fraud check thought of a payment.
type Risk struct {
	Provider          string `json:"provider"`
	Status            string `json:"status"`
	Message           string `json:"message"`
	Flagged           Bool   `json:"flagged"`
	RecommendedAction string `json:"recommended_action"`
	// The EBS fields come from that provider alone.
	EBSRiskLevel      string `json:"ebs_risk_level"`
	EBSPaymentStatus  string `json:"ebs_payment_status"`
	EBSBINCountry     string `json:"ebs_bin_country"`
	EBSRiskPercentage string `json:"ebs_risk_percentage"`
}

// SecondFactorResponse is what authentication yielded. Ids of 3-D Secure 2 come
// beside these, under names that Juspay does not document: see
// Response.Body.
type SecondFactorResponse struct {
	CAVV        Secret `json:"cavv"` // the authentication's cryptogram
	ECI         string `json:"eci"`
	XID         string `json:"xid"`
	PaResStatus string `json:"pares_status"`
}

// TxnFlowInfo is what a special flow ended in.
type TxnFlowInfo struct {
	FlowType     string `json:"flow_type"`
	Status       string `json:"status"`
	ErrorCode    string `json:"error_code"`
	ErrorMessage string `json:"error_message"`
	CRID         string `json:"crid"`
}
