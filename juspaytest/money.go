package juspaytest

import (
	"encoding/json"
	"strconv"
	"strings"
)

// money is a sum in thousandths of the major unit, the finest that any currency
// has, so that sums are exact.
type money int64

const moneyScale = 3

// maxWholeDigits keeps every sum, and the sum of 25 of them, inside an int64.
const maxWholeDigits = 13

// threeDecimals are the currencies whose smallest unit is a thousandth. All
// others take two decimals, as Juspay's create-order page says.
var threeDecimals = map[string]bool{"BHD": true, "JOD": true, "KWD": true, "OMR": true, "TND": true}

// parseMoney reads "250", "250.5" or "250.50". Signs, exponents, blanks and too
// many decimals for the currency are refused.
func parseMoney(text, currency string) (money, bool) {
	decimals := 2
	if threeDecimals[currency] {
		decimals = 3
	}
	whole, fraction, point := strings.Cut(text, ".")
	if !isDigits(whole) || len(whole) > maxWholeDigits || point && !isDigits(fraction) || len(fraction) > decimals {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", moneyScale-len(fraction)), 10, 64)
	return money(n), err == nil
}

// MarshalJSON writes a number with no more decimals than it needs: 250.5, 1.
func (m money) MarshalJSON() ([]byte, error) { return []byte(m.number()), nil }

func (m money) number() json.Number {
	digits := strconv.FormatInt(int64(m), 10)
	if missing := moneyScale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - moneyScale
	if fraction := strings.TrimRight(digits[point:], "0"); fraction != "" {
		return json.Number(digits[:point] + "." + fraction)
	}
	return json.Number(digits[:point])
}

// text writes at least two decimals, the way session answers and pages do.
func (m money) text() string {
	whole, fraction, _ := strings.Cut(string(m.number()), ".")
	if missing := 2 - len(fraction); missing > 0 {
		fraction += strings.Repeat("0", missing)
	}
	return whole + "." + fraction
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
