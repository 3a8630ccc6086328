package juspay

// Status is where an order or a transaction stands. It is an open set: a value
// that this version does not know decodes as it came, and counts as pending.
// Decide by the methods; the number beside it on the wire, status_id, is not
// one-to-one.
//
// Juspay docs: https://juspay.io/in/docs/api-reference/docs/express-checkout/appendix
type Status string

// The statuses that Juspay documents, or that its own programs know.
const (
	StatusNew                  Status = "NEW"                   // the order exists, nothing was tried yet
	StatusCreated              Status = "CREATED"               // a new order, as old API versions call it
	StatusStarted              Status = "STARTED"               // pending, no gateway found yet
	StatusPendingVBV           Status = "PENDING_VBV"           // the payer is authenticating
	StatusVBVSuccessful        Status = "VBV_SUCCESSFUL"        // authenticated, authorization running
	StatusAuthorizing          Status = "AUTHORIZING"           // the bank's answer is pending
	StatusAuthorized           Status = "AUTHORIZED"            // money held, not taken: capture or void it
	StatusCharged              Status = "CHARGED"               // paid
	StatusPartialCharged       Status = "PARTIAL_CHARGED"       // a part was captured or paid
	StatusToBeCharged          Status = "TO_BE_CHARGED"         // a charge is scheduled or awaits the merchant
	StatusAuthenticationFailed Status = "AUTHENTICATION_FAILED" // the payer did not finish authentication
	StatusAuthorizationFailed  Status = "AUTHORIZATION_FAILED"  // the bank refused
	StatusJuspayDeclined       Status = "JUSPAY_DECLINED"       // Juspay or the gateway refused the input
	StatusCaptureInitiated     Status = "CAPTURE_INITIATED"     // capture pending
	StatusCaptureFailed        Status = "CAPTURE_FAILED"        // capture failed; the money may still be held
	StatusVoidInitiated        Status = "VOID_INITIATED"        // void pending
	StatusVoided               Status = "VOIDED"                // the hold was released
	StatusVoidFailed           Status = "VOID_FAILED"           // void failed; the hold is still there
	StatusAutoRefunded         Status = "AUTO_REFUNDED"         // Juspay gave the money back by itself: do not fulfil
	StatusCODInitiated         Status = "COD_INITIATED"         // cash on delivery: no money yet
	StatusNotFound             Status = "NOT_FOUND"             // this merchant has no such order
	StatusMerchantVoided       Status = "MERCHANT_VOIDED"       // exists at Juspay, undescribed
	StatusAutoVoided           Status = "AUTO_VOIDED"           // exists at Juspay, undescribed
	StatusDeclined             Status = "DECLINED"              // exists at Juspay, undescribed
	StatusPending              Status = "PENDING"               // exists at Juspay, undescribed
	StatusFailure              Status = "FAILURE"               // exists at Juspay, undescribed
	StatusError                Status = "ERROR"                 // exists at Juspay, undescribed
)

// Paid reports that money was taken: CHARGED, or PARTIAL_CHARGED, where part of
// it was. Compare amounts before fulfilling.
func (s Status) Paid() bool {
	return s == StatusCharged || s == StatusPartialCharged
}

// Failed reports that the payment is certainly not taken, VOIDED and
// AUTO_REFUNDED among them. A failed order may still be paid by a later
// attempt, and banks sometimes report success late.
func (s Status) Failed() bool {
	switch s {
	case StatusAuthenticationFailed, StatusAuthorizationFailed, StatusJuspayDeclined,
		StatusVoided, StatusAutoRefunded:
		return true
	}
	return false
}

// Pending reports everything that is not final, AUTHORIZED and unknown values
// included: neither fulfil nor offer a second payment; read the order again.
func (s Status) Pending() bool { return !s.Terminal() }

// Terminal reports that the payment is over: paid or failed.
func (s Status) Terminal() bool { return s.Paid() || s.Failed() }

// RefundStatus is where a refund stands; an open set of its own. PENDING is
// the first status of every refund.
type RefundStatus string

// The refund statuses that Juspay documents.
const (
	RefundPending      RefundStatus = "PENDING"       // on its way; settles later
	RefundSuccess      RefundStatus = "SUCCESS"       // the money went back
	RefundFailure      RefundStatus = "FAILURE"       // final for this id; a new try needs a new id
	RefundManualReview RefundStatus = "MANUAL_REVIEW" // ambiguous: a person must reconcile; do not refund again
)

// Pending reports everything but SUCCESS and FAILURE, unknown values included.
// MANUAL_REVIEW counts as pending: its money may have moved.
func (s RefundStatus) Pending() bool { return s != RefundSuccess && s != RefundFailure }
