package main

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/juspay-go/juspay"
)

// refund is money on its way back. ID is the key at Juspay: it is stored before
// the first call, and every repeat carries it.
type refund struct {
	ID      string
	Amount  juspay.Amount
	Status  juspay.RefundStatus // "" while Juspay has not confirmed it
	Refused string              // why there is no such refund after all
}

// Open reports a refund of which nobody knows yet whether Juspay has it.
func (r refund) Open() bool { return r.Status == "" && r.Refused == "" }

// noteRefunds takes over what Juspay says of the refunds that the shop made.
func (o *order) noteRefunds(read *juspay.Order) {
	for i := range o.Refunds {
		mine := &o.Refunds[i]
		if found := read.FindRefund(mine.ID); found != nil && (mine.Status == "" || mine.Status.Pending()) {
			mine.Status, mine.Refused = found.Status, ""
		}
	}
}

// Refundable is what has not been asked back yet.
func (o order) Refundable() juspay.Amount {
	rest := paise(o.Amount)
	for _, r := range o.Refunds {
		if r.Refused == "" && r.Status != juspay.RefundFailure {
			rest -= paise(r.Amount)
		}
	}
	return juspay.AmountFromMinor(max(rest, 0), 2)
}

// RefundPending reports that there is something to check again.
func (o order) RefundPending() bool {
	return slices.ContainsFunc(o.Refunds, func(r refund) bool { return r.Refused == "" && r.Status.Pending() })
}

var (
	errNoRefund  = &typo{"amount", "An amount like 250.00, and no more than what is left."}
	errUnsettled = &typo{"amount", "The last refund is not confirmed yet. Please ask for that one again first."}
)

// askRefund stores a refund before anybody is called. The form brings the id, so
// that a form sent twice is one refund; one that is stored keeps its amount.
func (o *order) askRefund(id string, amount juspay.Amount) (refund, error) {
	for _, r := range o.Refunds {
		if r.ID == id {
			return r, nil
		}
	}
	wanted := paise(amount)
	switch {
	case o.Phase() != phasePaid || !isRefundID(id) || wanted < 1_00 || wanted > paise(o.Refundable()):
		return refund{}, errNoRefund
	case slices.ContainsFunc(o.Refunds, refund.Open):
		return refund{}, errUnsettled
	}
	r := refund{ID: id, Amount: amount}
	o.Refunds = append(o.Refunds, r)
	return r, nil
}

// isRefundID reports an id as juspay.NewRefundID makes them.
func isRefundID(id string) bool {
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(id) == 20
}

func (s *shop) refund(w http.ResponseWriter, r *http.Request) {
	var asked refund
	o, err := s.orders.update(r.PathValue("id"), func(o *order) (err error) {
		asked, err = o.askRefund(r.PostFormValue("refund_id"), juspay.Amount(r.PostFormValue("amount")))
		return err
	})
	if errors.Is(err, errNoOrder) {
		s.showNothing(w, r)
		return
	}
	if err == nil && asked.Open() {
		err = s.giveBack(context.WithoutCancel(r.Context()), o, asked)
	}
	if err != nil {
		o, _ = s.orders.get(o.ID)
		s.showReceipt(w, r, http.StatusUnprocessableEntity, receipt{Order: o, Problem: explain(err)})
		return
	}
	http.Redirect(w, r, o.Page(), http.StatusSeeOther)
}

// giveBack asks Juspay for the refund. After a lost answer it stays open, and
// asking again with the same id is safe; when Juspay knows the id already, the
// order has the refund.
func (s *shop) giveBack(ctx context.Context, o order, asked refund) error {
	read, err := s.juspay.Orders.Refund(ctx, o.ID, &juspay.RefundParams{UniqueRequestID: asked.ID, Amount: asked.Amount})
	switch {
	case err == nil:
		return s.settle(o.ID, read)
	case errors.Is(err, juspay.ErrDuplicateCall), errors.Is(err, juspay.ErrOutcomeUnknown):
		s.report("refund", err)
		return s.look(ctx, o.ID)
	case errors.Is(err, juspay.ErrInvalidRequest):
		_, _ = s.orders.update(o.ID, func(o *order) error {
			for i := range o.Refunds {
				if o.Refunds[i].ID == asked.ID && o.Refunds[i].Open() {
					o.Refunds[i].Refused = explain(err)
				}
			}
			return nil
		})
	}
	return err // anything else: not done, and the same refund can be asked for again
}
