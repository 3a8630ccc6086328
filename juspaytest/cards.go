package juspaytest

// Card numbers that do what their names say, with any future expiry and any
// CVV. The ones under "documented" are Juspay's own sandbox numbers; the rest
// exist here only. Any other number that passes the Luhn check is paid for.
const (
	// Documented by Juspay; all are charged.
	CardVisa         = "4242424242424242"
	CardVisaDebit    = "4111111111111111"
	CardMastercard   = "5299920210000277"
	CardMastercard2  = "5299920000000149"
	CardHDFCVisa     = "4012000000001097" // one-time password 000000
	CardHDFCMaster   = "5204730541000464" // one-time password 000000
	CardMandate      = "4022757915248950" // registers mandates
	CardMandateDebit = "4029850000000015" // registers mandates
	CardMandateFails = "5252521111111117" // pays, but its mandate fails

	CardTokenized = "4591500000000055" // a network token as soon as it is stored: carries the token block
	CardRuPay     = "6521500000000006" // Indian: POST /card/add refuses it, as the Indian rules want
	CardAmex      = "378282246310005"  // asks for its CVV even when it is saved

	CardDeclined         = "4000000000000002" // the bank refuses: AUTHORIZATION_FAILED
	CardTimesOut         = "4000000000000010" // AUTHORIZING; after 15 minutes AUTHORIZATION_FAILED
	CardStaysPending     = "4000000000000028" // AUTHORIZING for ever
	CardChargedLater     = "4000000000000036" // AUTHORIZING; after one minute CHARGED
	CardLateSuccess      = "4000000000000044" // AUTHORIZATION_FAILED; after one minute CHARGED all the same, and conflicted
	CardRefundFails      = "4000000000000051" // charged; its refunds end in FAILURE
	CardRefundReview     = "4000000000000069" // charged; its refunds end in MANUAL_REVIEW
	CardFollowUpFails    = "4000000000000077" // authorised; CAPTURE_FAILED and VOID_FAILED
	CardFollowUpPending  = "4000000000000085" // authorised; CAPTURE_INITIATED or VOID_INITIATED, done after one minute
	CardFollowUpTimesOut = "4000000000000093" // authorised; capture and void get no answer: stays AUTHORIZED
)

// OTP is the one-time password that every card but the two HDFC ones takes.
const OTP = "123456"

const otpHDFC = "000000"

// UPI addresses; any other one waits for [Server.Approve] or [Server.Decline].
const (
	VPASuccess = "success@upi" // CHARGED after five seconds
	VPAFailure = "failure@upi" // AUTHORIZATION_FAILED after five seconds
)
