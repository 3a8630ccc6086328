package juspay

import "fmt"

// Expiry is a card's last month. Year takes two or four digits, 30 and 2030
// being the same; the SDK sends whichever width an endpoint wants (yyyy to the
// locker, YY to /txns).
//
// A Month outside 1 to 12, or a Year that is neither 1 to 99 nor 2000 to 2099,
// is a [*ParamError] before anything is sent. Whether the card has expired is
// Juspay's to judge.
type Expiry struct{ Month, Year int }

func (e Expiry) check() string {
	switch {
	case e.Month < 1 || e.Month > 12:
		return "month must be 1 to 12"
	case e.Year < 1 || e.Year > 99 && e.Year < 2000 || e.Year > 2099:
		return "year must have two digits or be 2000 to 2099"
	}
	return ""
}

func (e Expiry) month() string     { return fmt.Sprintf("%02d", e.Month) }
func (e Expiry) shortYear() string { return fmt.Sprintf("%02d", e.Year%100) }
func (e Expiry) longYear() string  { return fmt.Sprintf("20%02d", e.Year%100) }
