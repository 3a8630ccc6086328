package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/juspay-go/juspay"
)

// order is what the shop knows. Amount is fixed here, before anybody pays: what
// Juspay says later is compared with it.
type order struct {
	ID       string
	Item     item
	Amount   juspay.Amount
	Created  time.Time
	Opened   bool // Juspay has it
	Attempts []attempt
	Refunds  []refund

	Paid      *juspay.Order // as last read, once it was paid
	Mismatch  string        // why a paid order was not fulfilled
	Fulfilled time.Time     // zero until then
	Parcel    string        // what was sent
}

// attempt is one try to pay.
type attempt struct {
	Started time.Time
	TxnUUID string        // "" while the answer to its start is missing
	Status  juspay.Status // "" until read
	Lost    bool          // its start never reached Juspay
}

// phase is where an order stands, for people.
type phase string

const (
	phaseOpen     phase = "open"     // nobody has tried to pay
	phaseChecking phase = "checking" // an attempt is under way: no second one now
	phasePaid     phase = "paid"
	phaseFailed   phase = "failed" // the last attempt failed: another one may be made
)

// Phase decides what the pages offer. An unknown status is still being checked.
func (o order) Phase() phase {
	switch last := o.last(); {
	case o.Paid != nil:
		return phasePaid
	case last == nil:
		return phaseOpen
	case last.Lost || last.Status.Failed():
		return phaseFailed
	}
	return phaseChecking
}

// last is the newest attempt; nil before the first.
func (o *order) last() *attempt {
	if len(o.Attempts) == 0 {
		return nil
	}
	return &o.Attempts[len(o.Attempts)-1]
}

// LastAttempt is the newest attempt; nil before the first.
func (o order) LastAttempt() *attempt { return o.last() }

// Page is where the order is shown.
func (o order) Page() string { return "/orders/" + o.ID }

var errNotNow = errors.New("the order cannot be paid now")

// claim begins an attempt, if one may be made. Of two clicks one gets it.
func (o *order) claim(now time.Time) error {
	if p := o.Phase(); p != phaseOpen && p != phaseFailed {
		return errNotNow
	}
	o.Attempts = append(o.Attempts, attempt{Started: now})
	return nil
}

// takeBack removes an attempt that certainly did not begin.
func (o *order) takeBack() { o.Attempts = o.Attempts[:len(o.Attempts)-1] }

// lostAfter is when a start whose answer is missing would long have arrived.
const lostAfter = 2 * time.Minute

// note takes in what Juspay says. Reads may come in any order: each counts for
// the attempt that it is about, and nothing takes back a payment or an end.
func (o *order) note(read *juspay.Order, now time.Time) {
	o.noteRefunds(read)
	if read.Status.Paid() {
		o.Paid = read
	}
	last := o.last()
	if last == nil {
		return
	}
	i := slices.IndexFunc(o.Attempts, func(a attempt) bool { return a.TxnUUID != "" && a.TxnUUID == read.TxnUUID })
	switch {
	case i >= 0:
		if a := &o.Attempts[i]; !a.Status.Terminal() || read.Status.Terminal() {
			a.Status = read.Status
		}
	case last.TxnUUID == "" && read.TxnUUID != "": // the attempt whose answer was lost
		last.TxnUUID, last.Status = read.TxnUUID, read.Status
	}
	last.Lost = last.TxnUUID == "" && now.Sub(last.Started) > lostAfter
}

// store keeps the orders. In place of its locks a database has conditional
// updates; no lock is held while Juspay is asked.
type store struct {
	mu      sync.Mutex
	byID    map[string]*locked
	ids     []string // oldest first
	parcels int
}

// locked is an order with its own lock.
type locked struct {
	mu sync.Mutex
	order
}

func newStore() *store { return &store{byID: map[string]*locked{}} }

// add makes an order. Its id is letters and digits, fewer than 21, as Juspay
// wants them, and nobody guesses it.
func (s *store) add(it item, now time.Time) order {
	o := order{ID: "tea" + strings.ToLower(rand.Text()[:16]), Item: it, Amount: it.Price, Created: now}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[o.ID] = &locked{order: o}
	s.ids = append(s.ids, o.ID)
	return o
}

func (s *store) find(id string) *locked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[strings.ToLower(id)] // Juspay does not know case
}

// get returns a copy.
func (s *store) get(id string) (order, bool) {
	o, err := s.update(id, func(*order) error { return nil })
	return o, err == nil
}

var errNoOrder = errors.New("no such order")

// update changes an order under its lock and returns a copy of the result.
func (s *store) update(id string, change func(*order) error) (order, error) {
	l := s.find(id)
	if l == nil {
		return order{}, errNoOrder
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	err := change(&l.order)
	o := l.order
	o.Attempts, o.Refunds = slices.Clone(o.Attempts), slices.Clone(o.Refunds)
	return o, err
}

// list returns copies, newest first.
func (s *store) list() []order {
	s.mu.Lock()
	ids := slices.Clone(s.ids)
	s.mu.Unlock()
	slices.Reverse(ids)
	list := make([]order, 0, len(ids))
	for _, id := range ids {
		if o, found := s.get(id); found {
			list = append(list, o)
		}
	}
	return list
}

// nextParcel numbers what is sent.
func (s *store) nextParcel() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parcels++
	return fmt.Sprintf("KTL-%04d", s.parcels)
}

func (s *store) parcelsSent() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.parcels
}
