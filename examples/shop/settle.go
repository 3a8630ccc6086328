package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/juspay-go/juspay"
)

// welcomeBack receives the payer from the bank. The signature proves who sent
// him, and the status in the address picks how long to wait; whether he has
// paid is for Juspay's API to say.
func (s *shop) welcomeBack(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, http.StatusBadRequest, "This address is not complete", "Please look under Orders for how your payment went.")
		return
	}
	params := r.URL.Query()
	if r.Method == http.MethodPost {
		params = r.PostForm
	}
	s.wire.arrived(r, params)
	back, err := juspay.VerifyReturn(params, s.responseKey)
	if err != nil {
		s.log.Warn("return refused", "error", err)
		s.fail(w, r, http.StatusBadRequest, "This address is not genuine", "It does not carry the signature of our payment service. Please look under Orders for how your payment went.")
		return
	}
	o, found := s.orders.get(back.OrderID)
	if !found {
		s.showNothing(w, r)
		return
	}
	if back.Status == juspay.StatusPendingVBV { // he turned round at the bank's door: nothing to wait for
		err = s.look(r.Context(), o.ID)
	} else {
		err = s.await(r.Context(), o.ID)
	}
	s.report("return", err)
	http.Redirect(w, r, o.Page(), http.StatusSeeOther)
}

// check is "check again", by hand or by the page's own refresh.
func (s *shop) check(w http.ResponseWriter, r *http.Request) {
	o, found := s.orders.get(r.PathValue("id"))
	if !found {
		s.showNothing(w, r)
		return
	}
	s.report("check", s.await(r.Context(), o.ID))
	http.Redirect(w, r, o.Page(), http.StatusSeeOther)
}

// await asks Juspay until the order is final or patience ends. A webhook cuts
// the waiting short.
func (s *shop) await(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	read, err := s.juspay.Orders.Wait(ctx, id)
	if pending := new(juspay.PendingError); errors.As(err, &pending) && pending.Order != nil {
		read, err = pending.Order, nil
	}
	if err != nil {
		return err
	}
	return s.settle(id, read)
}

// look asks once.
func (s *shop) look(ctx context.Context, id string) error {
	read, err := s.juspay.Orders.Get(ctx, id, nil)
	if err != nil {
		return err
	}
	return s.settle(id, read)
}

// settle is the one place where goods leave the shop: the order was read from
// Juspay's API just now, is paid as it was agreed, and, as the lock sees to,
// has not left before. Return, webhook and "check again" all end here.
func (s *shop) settle(id string, read *juspay.Order) error {
	_, err := s.orders.update(id, func(o *order) error {
		o.note(read, s.now())
		if !read.Status.Paid() || !o.Fulfilled.IsZero() {
			return nil
		}
		if err := read.ConfirmPaid(o.ID, o.Amount, currency); err != nil {
			o.Mismatch = err.Error() // a person must look: reading again would not change it
			s.report("fulfilment", err)
			return nil
		}
		o.Fulfilled, o.Mismatch, o.Parcel = s.now(), "", s.orders.nextParcel()
		return nil
	})
	return err
}

// webhook receives Juspay's events, each once.
func (s *shop) webhook(user, password string) http.Handler {
	return juspay.NewWebhookHandler(user, password, s.heard,
		juspay.WithDeduplication(juspay.NewMemoryDeduplicator(1000)),
		juspay.WithWebhookLogger(s.log))
}

// heard takes an event as news that there is something to read, and as nothing
// more. When the read fails, the error has Juspay deliver the event again.
func (s *shop) heard(ctx context.Context, event *juspay.Event) error {
	s.countHandled(event)
	if event.Order == nil {
		return nil
	}
	o, found := s.orders.get(event.Order.OrderID)
	if !found {
		return nil // another shop of the same merchant
	}
	s.juspay.Orders.Notify(o.ID)
	err := s.look(ctx, o.ID)
	s.report("webhook", err)
	return err
}

// report logs what no page shows.
func (s *shop) report(where string, err error) {
	if err != nil {
		s.log.LogAttrs(context.Background(), slog.LevelWarn, "juspay", slog.String("where", where), slog.Any("error", err))
	}
}
