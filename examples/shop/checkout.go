package main

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/juspay-go/juspay"
)

// checkout is what the till shows.
type checkout struct {
	Order    order
	Cards    []juspay.StoredCard
	NoLocker bool // the saved cards could not be read: a new one still pays
	Problem  string
	Field    string // the field that the problem is about
	With     string // the card that is open
	Name     string // typed in before; number and CVV are never sent back
	Tests    []testCard
	Test     *testCard // fills the form
}

// cvvField is the one field that both forms have.
type cvvField struct{ Value, Wrong string }

// CVV is the field in the form of one card.
func (c checkout) CVV(with string) cvvField {
	var f cvvField
	if c.Field == "cvv" && c.With == with {
		f.Wrong = c.Problem
	}
	if c.Test != nil && with == newCard {
		f.Value = "123"
	}
	return f
}

func (s *shop) showCheckout(w http.ResponseWriter, r *http.Request) {
	o, found := s.orders.get(r.PathValue("id"))
	if !found {
		s.showNothing(w, r)
		return
	}
	if p := o.Phase(); p != phaseOpen && p != phaseFailed {
		http.Redirect(w, r, o.Page(), http.StatusSeeOther)
		return
	}
	s.till(w, r, http.StatusOK, checkout{Order: o})
}

// till lists the locker and shows the form.
func (s *shop) till(w http.ResponseWriter, r *http.Request, status int, c checkout) {
	cards, err := s.locker(r.Context())
	s.report("locker", err)
	c.Cards, c.NoLocker = cards, err != nil
	c.With = r.PostFormValue("with")
	c.Name = r.PostFormValue("name")
	if s.backstage != nil {
		c.Tests, c.Test = testCards, findTestCard(r.URL.Query().Get("test"))
	}
	saved := func(card juspay.StoredCard) bool { return card.CardReference == c.With }
	switch {
	case c.Test != nil || len(cards) == 0:
		c.With = newCard
	case c.With != newCard && !slices.ContainsFunc(cards, saved):
		c.With = cards[0].CardReference
	}
	s.show(w, r, status, page{Name: "checkout", Title: "Pay", Data: c})
}

// pay starts an attempt and sends the buyer to the bank. Should the browser hang
// up, the call goes on: half a payment helps nobody.
func (s *shop) pay(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	o, found := s.orders.get(r.PathValue("id"))
	if !found {
		s.showNothing(w, r)
		return
	}
	source, err := s.source(ctx, r)
	if err != nil {
		s.tryAgain(w, r, o, err)
		return
	}
	if err := s.prepare(ctx, o); err != nil {
		s.tryAgain(w, r, o, err)
		return
	}
	if _, err := s.orders.update(o.ID, func(o *order) error { return o.claim(s.now()) }); err != nil {
		http.Redirect(w, r, o.Page(), http.StatusSeeOther) // a second click, or paid meanwhile
		return
	}
	txn, err := s.start(ctx, o, source)
	switch {
	case errors.Is(err, juspay.ErrOutcomeUnknown): // the money may be moving: look, and do not pay again
		s.report("pay", err)
		http.Redirect(w, r, o.Page(), http.StatusSeeOther)
	case err != nil:
		s.tryAgain(w, r, o, err)
	default:
		s.toBank(w, r, o, txn)
	}
}

// prepare makes sure that an attempt may begin: Juspay has the order, and no
// earlier attempt was charged after all.
func (s *shop) prepare(ctx context.Context, o order) error {
	if len(o.Attempts) > 0 {
		return s.look(ctx, o.ID)
	}
	if o.Opened {
		return nil
	}
	s.report("customer", s.ensureCustomer(ctx)) // without one the card pays, and is not saved
	_, err := s.juspay.Orders.Create(ctx, &juspay.OrderCreateParams{
		OrderID:       o.ID,
		Amount:        o.Amount,
		Currency:      currency,
		CustomerID:    customerID,
		CustomerEmail: "asha@shop.example",
		CustomerPhone: "9999999999",
		ProductID:     o.Item.ID,
		ReturnURL:     s.url + "/return",
	})
	if err != nil && !errors.Is(err, juspay.ErrAlreadyExists) { // the id is ours alone: an earlier click made it
		return err
	}
	_, err = s.orders.update(o.ID, func(o *order) error {
		o.Opened = true
		return nil
	})
	return err
}

// start begins the payment that was claimed, and gives the claim back when it
// certainly did not begin.
func (s *shop) start(ctx context.Context, o order, source juspay.PaymentSource) (*juspay.Txn, error) {
	txn, err := s.juspay.Txns.Create(ctx, &juspay.TxnCreateParams{
		OrderID:              o.ID,
		Source:               source,
		RedirectAfterPayment: true,
	})
	_, _ = s.orders.update(o.ID, func(o *order) error {
		switch {
		case err == nil && txn.TxnUUID != "":
			o.last().TxnUUID = txn.TxnUUID
		case err != nil && !errors.Is(err, juspay.ErrOutcomeUnknown):
			o.takeBack()
		}
		return nil
	})
	return txn, err
}

// toBank sends the buyer on: by a redirect, or with a form where the bank wants
// a POST. Where nobody asks the buyer anything, the order tells.
func (s *shop) toBank(w http.ResponseWriter, r *http.Request, o order, txn *juspay.Txn) {
	bank := txn.RedirectURL()
	switch {
	case bank == "":
		http.Redirect(w, r, o.Page()+"/check", http.StatusSeeOther)
	case txn.Payment != nil && txn.Payment.Authentication != nil && txn.Payment.Authentication.Method == http.MethodPost:
		s.show(w, r, http.StatusOK, page{Name: "bank", Title: "To your bank", Data: txn.Payment.Authentication})
	default:
		http.Redirect(w, r, bank, http.StatusSeeOther)
	}
}

// tryAgain shows the form once more, with what went wrong.
func (s *shop) tryAgain(w http.ResponseWriter, r *http.Request, o order, err error) {
	c := checkout{Order: o, Problem: explain(err)}
	if wrong := new(typo); errors.As(err, &wrong) {
		c.Field = wrong.Field
	} else {
		s.report("pay", err)
	}
	s.till(w, r, http.StatusUnprocessableEntity, c)
}
