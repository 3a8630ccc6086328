package juspay

import (
	"fmt"
	"log/slog"
)

// A type that leads to a secret, a token or a person's data formats itself: fmt
// would print what is inside without asking it. A test finds the type that is
// missing here.

func (v CustomerCreateParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v CustomerGetParams) Format(f fmt.State, _ rune)    { redact(f, v) }
func (v CustomerUpdateParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v Customer) Format(f fmt.State, _ rune)             { redact(f, v) }
func (v ClientAuth) Format(f fmt.State, _ rune)           { redact(f, v) }

func (v CardDetails) Format(f fmt.State, _ rune)        { redact(f, v) }
func (v CardTokenizeParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v CardTokenized) Format(f fmt.State, _ rune)      { redact(f, v) }
func (v CardAddParams) Format(f fmt.State, _ rune)      { redact(f, v) }
func (v CardAdded) Format(f fmt.State, _ rune)          { redact(f, v) }
func (v CardListParams) Format(f fmt.State, _ rune)     { redact(f, v) }
func (v CardList) Format(f fmt.State, _ rune)           { redact(f, v) }
func (v StoredCard) Format(f fmt.State, _ rune)         { redact(f, v) }
func (v CardUpdateParams) Format(f fmt.State, _ rune)   { redact(f, v) }
func (v CardUpdated) Format(f fmt.State, _ rune)        { redact(f, v) }
func (v CardDeleted) Format(f fmt.State, _ rune)        { redact(f, v) }
func (v CardInfoParams) Format(f fmt.State, _ rune)     { redact(f, v) }
func (v CardInfo) Format(f fmt.State, _ rune)           { redact(f, v) }
func (v BINList) Format(f fmt.State, _ rune)            { redact(f, v) }

func (v TxnCreateParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v Txn) Format(f fmt.State, _ rune)             { redact(f, v) }
func (v Payment) Format(f fmt.State, _ rune)         { redact(f, v) }
func (v Authentication) Format(f fmt.State, _ rune)  { redact(f, v) }
func (v OTPChallenge) Format(f fmt.State, _ rune)    { redact(f, v) }
func (v OTPSubmitParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v OTPResult) Format(f fmt.State, _ rune)       { redact(f, v) }
func (v PaymentInfo) Format(f fmt.State, _ rune)     { redact(f, v) }
func (v CaptureParams) Format(f fmt.State, _ rune)   { redact(f, v) }
func (v TxnRefundParams) Format(f fmt.State, _ rune) { redact(f, v) }

func (v NewCard) Format(f fmt.State, _ rune)          { redact(f, v) }
func (v SavedCard) Format(f fmt.State, _ rune)        { redact(f, v) }
func (v NetworkToken) Format(f fmt.State, _ rune)     { redact(f, v) }
func (v EncryptedCard) Format(f fmt.State, _ rune)    { redact(f, v) }
func (v UPICollect) Format(f fmt.State, _ rune)       { redact(f, v) }
func (v UPIIntent) Format(f fmt.State, _ rune)        { redact(f, v) }
func (v Wallet) Format(f fmt.State, _ rune)           { redact(f, v) }
func (v MandateExecution) Format(f fmt.State, _ rune) { redact(f, v) }
func (v OtherSource) Format(f fmt.State, _ rune)      { redact(f, v) }

func (v Order) Format(f fmt.State, _ rune)                { redact(f, v) }
func (v OrderCard) Format(f fmt.State, _ rune)            { redact(f, v) }
func (v Refund) Format(f fmt.State, _ rune)               { redact(f, v) }
func (v Mandate) Format(f fmt.State, _ rune)              { redact(f, v) }
func (v SecondFactorResponse) Format(f fmt.State, _ rune) { redact(f, v) }

func (v OrderCreateParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v Address) Format(f fmt.State, _ rune)           { redact(f, v) }
func (v OrderGetParams) Format(f fmt.State, _ rune)    { redact(f, v) }
func (v OrderUpdateParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v RefundParams) Format(f fmt.State, _ rune)      { redact(f, v) }
func (v FulfillmentParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v Fulfillment) Format(f fmt.State, _ rune)       { redact(f, v) }

func (v SessionCreateParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v Session) Format(f fmt.State, _ rune)             { redact(f, v) }

func (v SavedPaymentMethodsParams) Format(f fmt.State, _ rune)    { redact(f, v) }
func (v SavedPaymentMethods) Format(f fmt.State, _ rune)          { redact(f, v) }
func (v WalletList) Format(f fmt.State, _ rune)                   { redact(f, v) }
func (v CustomerWallet) Format(f fmt.State, _ rune)               { redact(f, v) }
func (v MerchantPaymentMethodsParams) Format(f fmt.State, _ rune) { redact(f, v) }
func (v MerchantPaymentMethods) Format(f fmt.State, _ rune)       { redact(f, v) }

func (v CardFingerprintParams) Format(f fmt.State, _ rune)      { redact(f, v) }
func (v CardFingerprint) Format(f fmt.State, _ rune)            { redact(f, v) }
func (v VaultCardParams) Format(f fmt.State, _ rune)            { redact(f, v) }
func (v VaultCard) Format(f fmt.State, _ rune)                  { redact(f, v) }
func (v VaultAuthenticationDetails) Format(f fmt.State, _ rune) { redact(f, v) }
func (v VaultCardDeleteParams) Format(f fmt.State, _ rune)      { redact(f, v) }
func (v VaultCardDeleted) Format(f fmt.State, _ rune)           { redact(f, v) }
func (v TokenGenerateParams) Format(f fmt.State, _ rune)        { redact(f, v) }
func (v TokenGenerated) Format(f fmt.State, _ rune)             { redact(f, v) }
func (v AltIDParams) Format(f fmt.State, _ rune)                { redact(f, v) }
func (v AltID) Format(f fmt.State, _ rune)                      { redact(f, v) }
func (v AltIDPayload) Format(f fmt.State, _ rune)               { redact(f, v) }
func (v AltIDDetails) Format(f fmt.State, _ rune)               { redact(f, v) }

// JSON keeps tokens and raw values, for a front end or a queue to be handed them;
// slog's JSON must not, so that what holds one is logged as fmt prints it.

func (v Customer) LogValue() slog.Value            { return printed(v) }
func (v ClientAuth) LogValue() slog.Value          { return printed(v) }
func (v CardTokenized) LogValue() slog.Value       { return printed(v) }
func (v CardAdded) LogValue() slog.Value           { return printed(v) }
func (v CardList) LogValue() slog.Value            { return printed(v) }
func (v StoredCard) LogValue() slog.Value          { return printed(v) }
func (v CardUpdated) LogValue() slog.Value         { return printed(v) }
func (v CardDeleted) LogValue() slog.Value         { return printed(v) }
func (v Txn) LogValue() slog.Value                 { return printed(v) }
func (v Payment) LogValue() slog.Value             { return printed(v) }
func (v Authentication) LogValue() slog.Value      { return printed(v) }
func (v OTPResult) LogValue() slog.Value           { return printed(v) }
func (v Order) LogValue() slog.Value               { return printed(v) }
func (v Mandate) LogValue() slog.Value             { return printed(v) }
func (v Session) LogValue() slog.Value             { return printed(v) }
func (v SavedPaymentMethods) LogValue() slog.Value { return printed(v) }
func (v WalletList) LogValue() slog.Value          { return printed(v) }
func (v CustomerWallet) LogValue() slog.Value      { return printed(v) }

func printed(v any) slog.Value { return slog.StringValue(fmt.Sprint(v)) }
