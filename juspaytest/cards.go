package juspaytest

import (
	"strconv"
	"strings"
	"time"
)

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

// bin is what the first digits of a card tell.
type bin struct {
	prefix                                  string
	brand, kind, subType                    string
	bank, bankCode, country, countryCode    string
	otp, mandate, tokenize, atmPIN, cvvLess bool
}

// The documented test cards pass for foreign ones, since Juspay's locker takes
// no Indian cards.
var bins = []bin{
	{prefix: "424242", brand: "VISA", kind: "CREDIT", subType: "PLATINUM", bank: "HDFC Bank", bankCode: "JP_HDFC", country: "SINGAPORE", countryCode: "SG", otp: true, mandate: true, tokenize: true, cvvLess: true},
	{prefix: "411111", brand: "VISA", kind: "DEBIT", subType: "CLASSIC", bank: "DBS Bank", bankCode: "JP_DBS", country: "SINGAPORE", countryCode: "SG", tokenize: true, atmPIN: true, cvvLess: true},
	{prefix: "401200", brand: "VISA", kind: "CREDIT", subType: "REGALIA", bank: "HDFC Bank", bankCode: "JP_HDFC", country: "SINGAPORE", countryCode: "SG", otp: true, mandate: true, tokenize: true},
	{prefix: "402275", brand: "VISA", kind: "CREDIT", subType: "PLATINUM", bank: "HDFC Bank", bankCode: "JP_HDFC", country: "SINGAPORE", countryCode: "SG", mandate: true, tokenize: true},
	{prefix: "402985", brand: "VISA", kind: "DEBIT", subType: "CLASSIC", bank: "HDFC Bank", bankCode: "JP_HDFC", country: "SINGAPORE", countryCode: "SG", mandate: true, tokenize: true},
	{prefix: "459150", brand: "VISA", kind: "CREDIT", subType: "VISA PLATINUM", bank: "ICICI Bank", bankCode: "JP_ICICI", country: "SINGAPORE", countryCode: "SG", otp: true, mandate: true, tokenize: true, cvvLess: true},
	{prefix: "400000", brand: "VISA", kind: "CREDIT", subType: "NA", bank: "Axis Bank", bankCode: "JP_AXIS", country: "SINGAPORE", countryCode: "SG", otp: true, tokenize: true},
	{prefix: "529992", brand: "MASTERCARD", kind: "DEBIT", subType: "TITANIUM", bank: "Axis Bank", bankCode: "JP_AXIS", country: "SINGAPORE", countryCode: "SG", otp: true, tokenize: true},
	{prefix: "520473", brand: "MASTERCARD", kind: "CREDIT", subType: "NA", bank: "HDFC Bank", bankCode: "JP_HDFC", country: "SINGAPORE", countryCode: "SG", otp: true, tokenize: true},
	{prefix: "525252", brand: "MASTERCARD", kind: "CREDIT", subType: "NA", bank: "HDFC Bank", bankCode: "JP_HDFC", country: "SINGAPORE", countryCode: "SG", mandate: true, tokenize: true},
	{prefix: "652150", brand: "RUPAY", kind: "DEBIT", subType: "BHARAT", bank: "State Bank of India", bankCode: "JP_SBI", country: indian, countryCode: "IN", tokenize: true},
	{prefix: "378282", brand: "AMEX", kind: "CREDIT", subType: "NA", bank: "American Express", bankCode: "JP_AMEX", country: "UNITED STATES", countryCode: "US"},
}

const indian = "INDIA"

// lookUpBIN finds the row of a card number or of its first digits. A number
// outside the table has a brand, by its first digit, and nothing else.
func lookUpBIN(number string) (row bin, known bool) {
	for _, b := range bins {
		if strings.HasPrefix(number, b.prefix) {
			return b, true
		}
	}
	return bin{brand: brandOf(number)}, false
}

func brandOf(number string) string {
	switch {
	case strings.HasPrefix(number, "34"), strings.HasPrefix(number, "37"):
		return "AMEX"
	case strings.HasPrefix(number, "30"), strings.HasPrefix(number, "36"):
		return "DINERS"
	case strings.HasPrefix(number, "35"):
		return "JCB"
	case strings.HasPrefix(number, "4"):
		return "VISA"
	case strings.HasPrefix(number, "5"), strings.HasPrefix(number, "2"):
		return "MASTERCARD"
	case strings.HasPrefix(number, "60"), strings.HasPrefix(number, "65"):
		return "RUPAY"
	}
	return ""
}

// luhn reports whether number is 12 to 19 digits whose check digit is right.
func luhn(number string) bool {
	if !isDigits(number) || len(number) < 12 || len(number) > 19 {
		return false
	}
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// withCheckDigit completes a number.
func withCheckDigit(number string) string {
	for d := range 10 {
		if full := number + strconv.Itoa(d); luhn(full) {
			return full
		}
	}
	return number
}

// pan is a card as somebody typed it in.
type pan struct {
	number      string
	month, year int // year in four digits
	cvv, name   string
}

func (p pan) expired(now time.Time) bool {
	return p.year < now.Year() || p.year == now.Year() && p.month < int(now.Month())
}

func (p pan) isin() string      { return p.number[:6] }
func (p pan) lastFour() string  { return p.number[len(p.number)-4:] }
func (p pan) yearText() string  { return strconv.Itoa(p.year) }
func (p pan) monthText() string { return twoDigits(p.month) }
func (p pan) bin() bin          { row, _ := lookUpBIN(p.number); return row }
func (p pan) shortText() string { return p.bin().brand + " " + p.lastFour() }
func twoDigits(n int) string    { return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)}) }

// fullYear reads YY and yyyy alike: Juspay documents the first for /txns and
// the second elsewhere, and its own samples mix them.
func fullYear(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil || !isDigits(text):
		return 0, false
	case len(text) == 2:
		return 2000 + n, true
	case len(text) == 4:
		return n, true
	}
	return 0, false
}

// networkToken is the number that a card network gave out in place of a card's.
// It is the same for one card on every server.
type networkToken struct {
	reference, number string
	month, year       int
	par, status       string
}

func tokenOf(p pan, reference string) *networkToken {
	sum := digest("token", p.number)
	digits := make([]byte, 0, 9)
	for i := range 9 {
		digits = append(digits, '0'+sum[i]%10)
	}
	prefix := "489537" // a token BIN is never the card's own
	if p.bin().brand != "VISA" {
		prefix = "532654"
	}
	return &networkToken{
		reference: reference,
		number:    withCheckDigit(prefix + string(digits)),
		month:     p.month,
		year:      p.year + 1, // may differ from the card's, and here always does
		par:       strings.ToUpper(digest("par", p.number)),
		status:    "ACTIVE",
	}
}

func (t *networkToken) doc(fingerprint string) doc {
	return doc{
		"card_reference":      t.reference,
		"card_fingerprint":    fingerprint,
		"card_isin":           t.number[:9],
		"last_four_digits":    t.number[len(t.number)-4:],
		"expiry_year":         strconv.Itoa(t.year),
		"expiry_month":        twoDigits(t.month),
		"par":                 t.par,
		"tokenization_status": t.status,
	}
}
