package main

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/juspay-go/juspay"
)

// newCard is the value of "with" that stands for a card typed in; any other one
// is the reference of a saved card.
const newCard = "new"

// typo is what a buyer can put right in a field of the form.
type typo struct{ Field, Text string }

func (t *typo) Error() string { return t.Text }

// source reads what to pay with. Number and CVV pass through here once, and are
// kept nowhere: a server that does this falls under PCI DSS. Where that is not
// wanted, Juspay's hosted page takes them (Sessions.Create).
func (s *shop) source(ctx context.Context, r *http.Request) (juspay.PaymentSource, error) {
	cvv := strings.TrimSpace(r.PostFormValue("cvv"))
	if !isDigits(cvv) || len(cvv) < 3 || len(cvv) > 4 {
		return nil, &typo{"cvv", "The CVV has three digits, or four on Amex."}
	}
	with := r.PostFormValue("with")
	if with != newCard {
		return s.savedCard(ctx, with, juspay.Secret(cvv))
	}
	number := strings.NewReplacer(" ", "", "-", "").Replace(r.PostFormValue("number"))
	if !isDigits(number) || len(number) < 12 || len(number) > 19 {
		return nil, &typo{"number", "A card number has 12 to 19 digits."}
	}
	expiry, ok := parseExpiry(r.PostFormValue("expiry"))
	if !ok {
		return nil, &typo{"expiry", "Month and year, like 12/30."}
	}
	save := r.PostFormValue("save") != "" // the buyer's consent, and nobody else's
	return juspay.NewCard{
		Number:       juspay.Secret(number),
		Expiry:       expiry,
		SecurityCode: juspay.Secret(cvv),
		NameOnCard:   strings.TrimSpace(r.PostFormValue("name")),
		SaveToLocker: save,
		Tokenize:     save,
	}, nil
}

var errCardGone = errors.New("this card is not saved any more")

// savedCard finds a card by its reference, which stays, and takes a token that
// is fresh. The page never held a token, and a card of somebody else is not
// found.
func (s *shop) savedCard(ctx context.Context, reference string, cvv juspay.Secret) (juspay.PaymentSource, error) {
	cards, err := s.locker(ctx)
	if err != nil {
		return nil, err
	}
	for _, card := range cards {
		if card.CardReference == reference {
			return juspay.SavedCard{Token: card.CardToken, SecurityCode: cvv}, nil
		}
	}
	return nil, errCardGone
}

// parseExpiry reads 12/30, 12 / 2030 and 1230.
func parseExpiry(text string) (juspay.Expiry, bool) {
	text = strings.ReplaceAll(text, " ", "")
	month, year, cut := strings.Cut(text, "/")
	if !cut && len(text) == 4 {
		month, year = text[:2], text[2:]
	}
	if !isDigits(month) || !isDigits(year) || len(month) > 2 || len(year) != 2 && len(year) != 4 {
		return juspay.Expiry{}, false
	}
	m, _ := strconv.Atoi(month)
	y, _ := strconv.Atoi(year)
	return juspay.Expiry{Month: m, Year: y}, m >= 1 && m <= 12
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
