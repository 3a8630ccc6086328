package juspaytest

import (
	"slices"
	"time"
)

// task is something that will happen by itself: a refund settles, a payer who
// walked away is given up on.
type task struct {
	due time.Time
	run func()
}

// Now is the server's time, in UTC. It stands still between calls of
// [Server.Advance], unless [WithRealTime] lets it run.
func (s *Server) Now() time.Time {
	s.lock()
	defer s.mu.Unlock()
	return s.clock
}

// Advance moves the server's clock on. Everything that falls due happens on
// the way, at its own time and in order: tokens and orders lapse, refunds
// settle, pending payments end, webhooks that were not answered with 200 are
// due again. Deliveries run in the background; [Server.Flush] waits for them.
//
// A negative d is ignored: time has one direction here too.
func (s *Server) Advance(d time.Duration) {
	if d < 0 {
		return
	}
	s.lock()
	defer s.mu.Unlock()
	s.moveTo(s.clock.Add(d))
	if s.realTime {
		s.ahead += d
	}
	s.wakeCourier()
}

// lock takes the state and brings it up to date.
func (s *Server) lock() {
	s.mu.Lock()
	if s.realTime {
		s.moveTo(time.Now().UTC().Add(s.ahead).Truncate(time.Second))
	}
}

// moveTo runs what falls due until then, tasks that others start included.
func (s *Server) moveTo(then time.Time) {
	for len(s.agenda) > 0 && !s.agenda[0].due.After(then) {
		next := s.agenda[0]
		s.agenda = s.agenda[1:]
		if next.due.After(s.clock) {
			s.clock = next.due
		}
		next.run()
	}
	if then.After(s.clock) {
		s.clock = then
	}
}

// after puts run on the agenda. Tasks due at the same time run in the order in
// which they were put there.
func (s *Server) after(d time.Duration, run func()) {
	t := task{due: s.clock.Add(d), run: run}
	at, _ := slices.BinarySearchFunc(s.agenda, t, func(have, want task) int {
		if have.due.After(want.due) {
			return 1
		}
		return -1
	})
	s.agenda = slices.Insert(s.agenda, at, t)
}

// stamp writes a time the way order and customer objects hold it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
