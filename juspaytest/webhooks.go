package juspaytest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"
)

// Event is a webhook event, as it is or would be sent.
type Event struct {
	ID, Name string
	Body     []byte // the envelope in clear, as it was when things happened
}

// postOffice sends events.
type postOffice struct {
	url, username, password string
	header                  http.Header
	jwt                     bool

	events  []Event     // the last thousand, whether or not anybody asked for them
	queue   []*delivery // what was not answered with 200 yet, in sending order
	on      bool        // the courier runs
	sending bool
	holding bool
	bell    chan struct{} // rings for the courier
	quiet   chan struct{} // closed when nothing is due; nil while nobody waits
}

// delivery is an event on its way to one address.
type delivery struct {
	event    Event
	url      string
	due      time.Time
	attempts int
}

// maxEvents is how many events are remembered.
const maxEvents = 1000

// courierTimeout is how long a receiver may take, in real time.
const courierTimeout = 30 * time.Second

// backOff is the wait after the first attempt, the second, and so on; the last
// one repeats. Juspay documents it for a sibling product only.
//
// Juspay docs: https://juspay.io/in/docs/upi-inapp/react-native/miscellaneous/webhook-callback-retries
var backOff = slices.Concat(
	slices.Repeat([]time.Duration{time.Minute}, 1),
	slices.Repeat([]time.Duration{5 * time.Minute}, 2),
	slices.Repeat([]time.Duration{10 * time.Minute}, 5),
	slices.Repeat([]time.Duration{time.Hour}, 5),
	slices.Repeat([]time.Duration{6 * time.Hour}, 3),
)

// SetWebhook has events from now on posted to url, with these credentials in a
// Basic header; url "" stops that. An event is sent as soon as it happens, in
// the background and one after the other; what is not answered with 200 is due
// again, with back-off, when the server's clock gets there ([Server.Advance]).
// An order's own metadata.webhook_url goes before url.
func (s *Server) SetWebhook(url, username, password string) {
	s.lock()
	defer s.mu.Unlock()
	s.post.url, s.post.username, s.post.password = url, username, password
}

// SetWebhookHeader adds a header to all deliveries, as the dashboard does.
func (s *Server) SetWebhookHeader(name, value string) {
	s.lock()
	defer s.mu.Unlock()
	if s.post.header == nil {
		s.post.header = http.Header{}
	}
	s.post.header.Set(name, value)
}

// EncryptWebhooks has events sent as {"JWT": …}, with the keys of
// [Server.Keys], whose error it returns.
func (s *Server) EncryptWebhooks(on bool) error {
	if on {
		if _, err := s.Keys(); err != nil {
			return err
		}
	}
	s.lock()
	defer s.mu.Unlock()
	s.post.jwt = on
	return nil
}

// Events returns what has happened, oldest first: the last thousand events,
// sent or not.
func (s *Server) Events() []Event {
	s.lock()
	defer s.mu.Unlock()
	return slices.Clone(s.post.events)
}

// HoldWebhooks lets events pile up; with [Server.Deliver] they then go out in
// any order.
func (s *Server) HoldWebhooks() {
	s.lock()
	defer s.mu.Unlock()
	s.post.holding = true
}

// ReleaseWebhooks sends what piled up, oldest first.
func (s *Server) ReleaseWebhooks() {
	s.lock()
	defer s.mu.Unlock()
	s.post.holding = false
	s.wakeCourier()
}

// Deliver sends events once more, in the order of the ids: a duplicate of what
// was sent, or out of order what is held. It returns when all were answered;
// the answer counts, so that a 200 ends an event's redelivery.
func (s *Server) Deliver(ctx context.Context, ids ...string) error {
	for _, id := range ids {
		d, err := s.copyToSend(id)
		if err != nil {
			return err
		}
		if s.send(ctx, d) {
			s.lock()
			s.post.queue = slices.DeleteFunc(s.post.queue, func(q *delivery) bool { return q.event.ID == id })
			s.mu.Unlock()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

func (s *Server) copyToSend(id string) (*delivery, error) {
	s.lock()
	defer s.mu.Unlock()
	for _, d := range s.post.queue { // knows an order's own address
		if d.event.ID == id {
			return &delivery{event: d.event, url: d.url}, nil
		}
	}
	for _, e := range s.post.events {
		if e.ID == id {
			return &delivery{event: e, url: s.post.url}, nil
		}
	}
	return nil, errors.New("juspaytest: no event " + id)
}

// Flush waits until no delivery is due at the clock's time. What failed is due
// later, and does not keep Flush.
func (s *Server) Flush(ctx context.Context) error {
	for {
		if s.closing.Err() != nil {
			return http.ErrServerClosed
		}
		s.lock()
		if s.nextDelivery() == nil && !s.post.sending {
			s.mu.Unlock()
			return nil
		}
		if s.post.quiet == nil {
			s.post.quiet = make(chan struct{})
		}
		quiet := s.post.quiet
		s.mu.Unlock()
		select {
		case <-quiet:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.closing.Done():
			return http.ErrServerClosed
		}
	}
}

// emit makes an event of what just happened to an order. The body is a snapshot,
// with FILTERED where Juspay filters.
func (s *Server) emit(name string, o *order) {
	content := s.orderDoc(o, nil)
	for _, field := range []string{"customer_phone", "maximum_eligible_refund_amount"} {
		content[field] = "FILTERED"
	}
	s.announce(name, doc{"order": content}, o.param("metadata.webhook_url"))
}

// emitMandate is an event without an order.
func (s *Server) emitMandate(name string, m *mandate) { s.announce(name, doc{"mandate": m.doc()}, "") }

func (s *Server) announce(name string, content doc, url string) {
	e := Event{ID: s.newID("evt_V2_", 32), Name: name}
	e.Body = marshal(doc{"id": e.ID, "event_name": name, "date_created": stamp(s.clock), "content": content})
	if len(s.post.events) == maxEvents {
		s.post.events = append(s.post.events[:0], s.post.events[1:]...)
	}
	s.post.events = append(s.post.events, e)
	if url == "" {
		url = s.post.url
	}
	if url != "" {
		s.post.queue = append(s.post.queue, &delivery{event: e, url: url, due: s.clock})
		s.wakeCourier()
	}
}

// wakeCourier starts the courier when there is something to send for the first
// time, and rings for him ever after.
func (s *Server) wakeCourier() {
	if len(s.post.queue) == 0 || s.closed {
		return
	}
	if !s.post.on {
		s.post.on, s.post.bell = true, make(chan struct{}, 1)
		s.running.Add(1)
		go s.courier()
	}
	select {
	case s.post.bell <- struct{}{}:
	default: // he has been rung for
	}
}

// courier sends what is due, one delivery at a time, until the server closes.
func (s *Server) courier() {
	defer s.running.Done()
	for s.closing.Err() == nil {
		s.lock()
		d := s.nextDelivery()
		s.post.sending = d != nil
		if d == nil && s.post.quiet != nil {
			close(s.post.quiet)
			s.post.quiet = nil
		}
		pause := s.untilNextEvent()
		s.mu.Unlock()
		if d == nil {
			s.rest(pause)
			continue
		}
		done := s.send(s.closing, d)
		s.lock()
		s.settleDelivery(d, done)
		s.mu.Unlock()
	}
}

func (s *Server) nextDelivery() *delivery {
	if s.post.holding {
		return nil
	}
	for _, d := range s.post.queue {
		if !d.due.After(s.clock) {
			return d
		}
	}
	return nil
}

func (s *Server) settleDelivery(d *delivery, done bool) {
	s.post.sending = false
	if done {
		s.post.queue = slices.DeleteFunc(s.post.queue, func(q *delivery) bool { return q == d })
		return
	}
	d.due = s.clock.Add(backOff[min(d.attempts, len(backOff)-1)])
	d.attempts++
}

// untilNextEvent is how long a running clock needs to get anywhere; 0 when it
// stands, or when nothing is planned.
func (s *Server) untilNextEvent() time.Duration {
	if !s.realTime {
		return 0
	}
	var next time.Time
	if len(s.agenda) > 0 {
		next = s.agenda[0].due
	}
	for _, d := range s.post.queue {
		if next.IsZero() || d.due.Before(next) {
			next = d.due
		}
	}
	if next.IsZero() {
		return 0
	}
	return max(next.Sub(s.clock), time.Second)
}

// rest waits for the bell, for a while if pause says so, or for the end.
func (s *Server) rest(pause time.Duration) {
	var over <-chan time.Time
	if pause > 0 {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-s.post.bell:
	case <-over:
	case <-s.closing.Done():
	}
}

// send posts one event; true when it was answered with 200.
func (s *Server) send(ctx context.Context, d *delivery) bool {
	ctx, cancel := context.WithTimeout(ctx, courierTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, nil)
	if err != nil {
		return false
	}
	body := s.address(r, d)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp, err := s.client.Do(r)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody)) // so that the connection serves again
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// address writes the headers and returns the body, as the settings want them.
func (s *Server) address(r *http.Request, d *delivery) []byte {
	s.lock()
	defer s.mu.Unlock()
	for name, values := range s.post.header {
		r.Header[name] = slices.Clone(values)
	}
	r.Header.Set("Content-Type", "application/json")
	if s.post.username != "" || s.post.password != "" {
		r.SetBasicAuth(s.post.username, s.post.password)
	}
	if s.post.jwt {
		return s.sealCompact(d.event.Body)
	}
	return d.event.Body
}
