package juspaytest

// The statuses that an order or a transaction can have here.
const (
	statusNew                  = "NEW"
	statusCreated              = "CREATED"
	statusPendingVBV           = "PENDING_VBV"
	statusAuthorizing          = "AUTHORIZING"
	statusAuthorized           = "AUTHORIZED"
	statusCharged              = "CHARGED"
	statusPartialCharged       = "PARTIAL_CHARGED"
	statusAuthenticationFailed = "AUTHENTICATION_FAILED"
	statusAuthorizationFailed  = "AUTHORIZATION_FAILED"
	statusCaptureInitiated     = "CAPTURE_INITIATED"
	statusCaptureFailed        = "CAPTURE_FAILED"
	statusVoided               = "VOIDED"
	statusVoidInitiated        = "VOID_INITIATED"
	statusVoidFailed           = "VOID_FAILED"
	statusAutoRefunded         = "AUTO_REFUNDED"
)

// statusIDs are the numbers beside the names. PARTIAL_CHARGED has none that
// Juspay documents, and gets the one that its server gives to what has none.
var statusIDs = map[string]int{
	statusNew: 10, statusCreated: 1, statusPendingVBV: 23, statusAuthorizing: 28, statusAuthorized: 25, statusCharged: 21,
	statusPartialCharged: -1, statusAuthenticationFailed: 26, statusAuthorizationFailed: 27, statusCaptureInitiated: 33,
	statusCaptureFailed: 34, statusVoided: 31, statusVoidInitiated: 32, statusVoidFailed: 35, statusAutoRefunded: 36,
}

// paid reports that money was taken.
func paid(status string) bool { return status == statusCharged || status == statusPartialCharged }

// held reports that money is, or may be, set aside at the payer's bank.
func held(status string) bool {
	switch status {
	case statusAuthorized, statusCaptureInitiated, statusCaptureFailed, statusVoidInitiated, statusVoidFailed:
		return true
	}
	return false
}
