package juspaytest

import (
	"strconv"
	"strings"
	"time"
)

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
