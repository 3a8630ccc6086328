package juspaytest

import (
	"net/http"
	"strconv"
	"strings"
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

// cardInfo is GET /cardbins/{bin}. Without the key the answer is the short one
// of old samples.
func (s *Server) cardInfo(c *call) reply {
	digits := c.vars["bin"]
	if !isDigits(digits) || len(digits) < 6 || len(digits) > 9 {
		return refuse(http.StatusBadRequest, doc{"status": "invalid_request_error", "error_code": "invalid"})
	}
	b, known := lookUpBIN(digits)
	if !known {
		return unknownBIN
	}
	d := doc{"id": digits, "object": "cardbin", "brand": b.brand, "bank": b.bank, "country": b.country, "type": b.kind, "card_sub_type": b.subType}
	if !c.keyed {
		return ok(d)
	}
	d["juspay_bank_code"], d["country_code"] = b.bankCode, b.countryCode
	d["extended_card_type"], d["card_sub_type_category"] = b.kind, "RETAIL"
	if c.get("merchant_id") == s.MerchantID { // needed with any option
		addSupport(d, b, c, "tokenize_support")
		if c.yes("options.check_cvv_less_support") {
			addCVVLess(d, b)
		}
	}
	return ok(d)
}

func (s *Server) eligibleBINs(c *call) reply {
	list := []string{}
	for _, b := range bins {
		if c.get("auth_type") == "VIES" && b.brand == "VISA" && b.tokenize || c.get("auth_type") != "VIES" && b.otp {
			list = append(list, b.prefix)
		}
	}
	return ok(doc{"bins": list})
}
