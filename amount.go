package juspay

import (
	"strconv"
	"strings"
)

// Amount is money as text, in major units: "250.50" is two hundred and fifty
// rupees and fifty paise. It never passes through a floating-point number.
//
// A call refuses an Amount that [ParseAmount] would refuse, with a
// [*ParamError], before anything is sent. In a result, "" means that Juspay
// sent no number there: null, nothing, or "FILTERED" as in webhooks.
type Amount string

// maxDecimals is what the currencies that Juspay settles need at most (KWD and
// its like have three).
const maxDecimals = 3

// ParseAmount returns s as an Amount when it is digits with at most three
// decimals: "1", "1.5", "250.50". Signs, exponents, spaces, grouping, leading
// zeros and an open point ("1.", ".5") are a [*ParamError].
func ParseAmount(s string) (Amount, error) {
	if reason := Amount(s).check(); reason != "" {
		return "", &ParamError{Field: "Amount", Reason: reason}
	}
	return Amount(s), nil
}

// AmountFromMinor returns minor units as an Amount: (25050, 2) is "250.50".
// A negative number, or decimals outside 0 to 3, gives a value that
// [ParseAmount], [Amount.Minor] and every call refuse.
func AmountFromMinor(minor int64, decimals int) Amount {
	if minor < 0 || decimals < 0 || decimals > maxDecimals {
		return "invalid"
	}
	digits := strconv.FormatInt(minor, 10)
	if decimals == 0 {
		return Amount(digits)
	}
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - decimals
	return Amount(digits[:point] + "." + digits[point:])
}

// Minor returns the amount in minor units, exactly: "250.50" with two decimals
// is 25050. It fails with a [*ParamError] when a is no amount, when digits
// would be lost ("0.005" with two decimals), or beyond an int64.
func (a Amount) Minor(decimals int) (int64, error) {
	fail := func(reason string) (int64, error) {
		return 0, &ParamError{Field: "Amount", Reason: reason}
	}
	if decimals < 0 || decimals > maxDecimals {
		return fail("decimals must be 0 to 3")
	}
	whole, fraction, ok := a.split()
	if !ok {
		return fail(notAnAmount)
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > decimals {
		return fail("has more decimals than the currency")
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil {
		return fail("is too large")
	}
	return minor, nil
}

// Equal reports whether a and b are the same sum: "1" equals "1.00". What is
// no amount, "" included, equals nothing, not even itself: an amount that
// Juspay did not send must not pass for the one that was asked for.
func (a Amount) Equal(b Amount) bool {
	wholeA, fractionA, okA := a.split()
	wholeB, fractionB, okB := b.split()
	return okA && okB && wholeA == wholeB &&
		strings.TrimRight(fractionA, "0") == strings.TrimRight(fractionB, "0")
}

const notAnAmount = `must be digits with at most three decimals, like "250.50"`

// check says what is wrong with a as a parameter; "" when nothing is.
func (a Amount) check() string {
	if _, fraction, ok := a.split(); !ok || len(fraction) > maxDecimals {
		return notAnAmount
	}
	return ""
}

// split takes a apart at its point. Any number of decimals will do: results
// may carry more than a parameter may.
func (a Amount) split() (whole, fraction string, ok bool) {
	whole, fraction, point := strings.Cut(string(a), ".")
	ok = isDigits(whole) && (whole == "0" || whole[0] != '0') && (!point || isDigits(fraction))
	return whole, fraction, ok
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// UnmarshalJSON reads a number or a string that holds one, digit for digit;
// anything else becomes "". It never fails, so that no wobble in an amount
// costs the rest of an order.
func (a *Amount) UnmarshalJSON(b []byte) error {
	text := scalarText(b)
	if text != "" && !isNumber(text) {
		text = expand(text)
	}
	*a = Amount(text)
	return nil
}

func isNumber(s string) bool {
	_, _, ok := Amount(strings.TrimPrefix(s, "-")).split()
	return ok
}

// expand writes 1.5e2 out as 150. Exponents that no sum of money has give "":
// a few bytes on the wire must not become megabytes here.
func expand(s string) string {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	shift, err := strconv.Atoi(exponent)
	if err != nil || shift < -30 || shift > 30 || !isNumber(strings.TrimPrefix(mantissa, "-")) {
		return ""
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	point := len(whole) + shift
	digits := whole + fraction
	if point <= 0 {
		digits = strings.Repeat("0", 1-point) + digits
		point = 1
	}
	if missing := point - len(digits); missing > 0 {
		digits += strings.Repeat("0", missing)
	}
	whole, fraction = strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}
