package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// backstage is where a visitor plays Juspay: lets time pass, sends an event
// twice, loses an answer. It exists with the Juspay in memory only.
type backstage struct {
	*juspaytest.Server

	mu      sync.Mutex
	tallies map[string]*tally // by event
}

// tally tells deliveries from work done.
type tally struct{ Delivered, Handled int }

func (b *backstage) count(key string, add func(*tally)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tallies[key] == nil {
		b.tallies[key] = &tally{}
	}
	add(b.tallies[key])
}

func (b *backstage) tally(key string) tally {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.tallies[key]; t != nil {
		return *t
	}
	return tally{}
}

// countHandled is called for each event that the webhook handler lets through.
func (s *shop) countHandled(event *juspay.Event) {
	if s.backstage != nil {
		s.backstage.count(event.Key(), func(t *tally) { t.Handled++ })
	}
}

// countDelivery is called for each delivery, whatever became of it.
func (s *shop) countDelivery(event *juspay.Event, status int) {
	if s.backstage != nil && status == http.StatusOK {
		s.backstage.count(event.Key(), func(t *tally) { t.Delivered++ })
	}
}

// testCard fills the form of the till.
type testCard struct{ ID, Number, Label, Does string }

var testCards = []testCard{
	{"visa", juspaytest.CardVisa, "Visa 4242", "is charged"},
	{"mastercard", juspaytest.CardMastercard, "Mastercard 0277", "is charged"},
	{"declined", juspaytest.CardDeclined, "Visa 0002", "is declined by the bank"},
	{"later", juspaytest.CardChargedLater, "Visa 0036", "is charged a minute later"},
	{"norefund", juspaytest.CardRefundFails, "Visa 0051", "is charged; refunds fail"},
}

func findTestCard(id string) *testCard {
	for i := range testCards {
		if testCards[i].ID == id {
			return &testCards[i]
		}
	}
	return nil
}

// fault is something that can go wrong on the way.
type fault struct {
	ID, Text string
	fault    juspaytest.Fault
}

var faults = []fault{
	{"pay", "The next payment begins, but its answer is lost", juspaytest.Fault{Route: "POST /txns", Cut: true, AfterEffect: true}},
	{"nopay", "The next payment is lost on its way to Juspay", juspaytest.Fault{Route: "POST /txns", Cut: true}},
	{"refund", "The next refund happens, but its answer is lost", juspaytest.Fault{Route: "POST /orders/{order_id}/refunds", Cut: true, AfterEffect: true}},
	{"read", "The next three reads of an order are answered 503", juspaytest.Fault{Route: "GET /orders/{order_id}", Status: http.StatusServiceUnavailable, Times: 3}},
}

// happening is an event as the page lists it.
type happening struct {
	ID, Name string
	tally
}

func findFault(id string) *fault {
	for i := range faults {
		if faults[i].ID == id {
			return &faults[i]
		}
	}
	return nil
}

func (s *shop) showBackstage(w http.ResponseWriter, r *http.Request) {
	armed := ""
	if f := findFault(r.URL.Query().Get("fault")); f != nil {
		armed = strings.ToLower(f.Text[:1]) + f.Text[1:]
	}
	var list []happening
	for _, e := range slices.Backward(s.backstage.Events()) {
		list = append(list, happening{e.ID, e.Name, s.backstage.tally(e.ID)})
	}
	s.show(w, r, http.StatusOK, page{Name: "backstage", Title: "Backstage", Data: map[string]any{
		"Now": s.backstage.Now(), "Events": list[:min(len(list), 40)], "Faults": faults, "Parcels": s.orders.parcelsSent(), "Armed": armed,
	}})
}

// passTime moves Juspay's clock, and goes back to the order whose page asked.
func (s *shop) passTime(w http.ResponseWriter, r *http.Request) {
	d, err := time.ParseDuration(r.PostFormValue("for"))
	if err != nil || d <= 0 || d > 48*time.Hour {
		s.fail(w, r, http.StatusBadRequest, "Not that long", "Time passes by up to two days at once.")
		return
	}
	s.backstage.Advance(d)
	ctx, cancel := context.WithTimeout(r.Context(), s.patience)
	defer cancel()
	s.report("backstage", s.backstage.Flush(ctx))
	if o, found := s.orders.get(r.PostFormValue("order")); found {
		http.Redirect(w, r, o.Page()+"/check", http.StatusSeeOther)
		return
	}
	http.Redirect(w, r, "/backstage", http.StatusSeeOther)
}

// deliverAgain sends an event once more, as Juspay does when an answer of the
// shop is late.
func (s *shop) deliverAgain(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), callTimeout)
	defer cancel()
	if err := s.backstage.Deliver(ctx, r.PostFormValue("event")); err != nil {
		s.fail(w, r, http.StatusNotFound, "No such event", "It may be too old to be sent again.")
		return
	}
	http.Redirect(w, r, "/backstage", http.StatusSeeOther)
}

// inject arranges for a mishap.
func (s *shop) inject(w http.ResponseWriter, r *http.Request) {
	f := findFault(r.PostFormValue("fault"))
	if f == nil {
		s.fail(w, r, http.StatusNotFound, "No such mishap", "Please choose one from the list.")
		return
	}
	s.backstage.Inject(f.fault)
	http.Redirect(w, r, "/backstage?fault="+f.ID, http.StatusSeeOther)
}
