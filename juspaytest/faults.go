package juspaytest

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is something that goes wrong with one request, or several. The zero
// Fault answers truthfully: Status, Body and Cut replace the answer, and with
// them the call has no effect unless AfterEffect says so; Header, Delay,
// Truncate and Slow only trouble it.
type Fault struct {
	Route       string        // "POST /txns", template paths, or a path as it is; "" matches any request
	Status      int           // answer with this status; 0 with a Body means 200
	Header      http.Header   // these headers besides
	Body        string        // answer with this body
	Cut         bool          // no answer: the connection is closed
	Truncate    bool          // half of the body, then the connection is closed
	Delay       time.Duration // of real time, before the answer; ends early when the caller leaves
	Slow        time.Duration // of real time, that the body takes to arrive
	AfterEffect bool          // the call takes effect first, then the fault strikes
	Times       int           // how many requests it meets; 0 means 1
}

// Inject queues faults. Each meets the next request that it matches; of
// several that match, the first injected. What is left over stays queued.
func (s *Server) Inject(f ...Fault) {
	s.lock()
	defer s.mu.Unlock()
	for _, fault := range f {
		fault.Times = max(fault.Times, 1)
		fault.Header = fault.Header.Clone()
		s.faults = append(s.faults, fault)
	}
}

// takeFault finds the fault that meets a call, and uses it up by one.
func (s *Server) takeFault(c *call) *Fault {
	for i := range s.faults {
		if !s.faults[i].matches(c) {
			continue
		}
		f := s.faults[i]
		if s.faults[i].Times--; s.faults[i].Times == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return &f
	}
	return nil
}

func (f *Fault) matches(c *call) bool {
	return f.Route == "" || f.Route == c.method+" "+c.path ||
		c.route != nil && sameTemplate(f.Route, c.route.name)
}

// sameTemplate compares route names, whatever the names inside their braces.
func sameTemplate(a, b string) bool {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	return slices.EqualFunc(as, bs, func(x, y string) bool {
		return x == y || strings.HasPrefix(x, "{") && strings.HasPrefix(y, "{")
	})
}

// answer is what goes out, and how.
type answer struct {
	status   int
	header   http.Header
	body     []byte
	cut      bool
	truncate bool
	slow     time.Duration
}

// answer handles a call, with what goes wrong on the way.
func (s *Server) answer(ctx context.Context, c *call, f *Fault) answer {
	if f == nil {
		return s.handle(c)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.closing, cancel)()

	replaced := f.Cut || f.Status != 0 || f.Body != ""
	a := answer{cut: true}
	if f.AfterEffect {
		a = s.handle(c)
	}
	if !wait(ctx, f.Delay) {
		return answer{cut: true} // nobody is left to answer
	}
	if !f.AfterEffect && !replaced {
		a = s.handle(c)
	}
	if replaced {
		a = answer{status: f.status(), header: http.Header{}, body: []byte(f.Body), cut: f.Cut}
		if strings.HasPrefix(f.Body, "{") {
			a.header.Set("Content-Type", "application/json")
		}
	}
	for name, values := range f.Header {
		a.header[http.CanonicalHeaderKey(name)] = values
	}
	a.truncate, a.slow = f.Truncate, f.Slow
	return a
}

// status is 500 for what no answer can have.
func (f *Fault) status() int {
	switch {
	case f.Status == 0:
		return http.StatusOK
	case f.Status < 200 || f.Status > 999:
		return http.StatusInternalServerError
	}
	return f.Status
}

// wait lets real time pass; false when ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (a answer) write(ctx context.Context, w http.ResponseWriter, closing context.Context) {
	if a.cut {
		hangUp(w, "HTTP/1.1 200 OK\r\nDate:")
		return
	}
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	body := a.body
	header.Set("Content-Length", strconv.Itoa(len(body))) // so that whatever is missing is missed
	if a.truncate {
		body = body[:len(body)/2]
	}
	w.WriteHeader(a.status)
	if a.slow > 0 {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(closing, cancel)()
		trickle(ctx, w, body, a.slow)
	} else {
		_, _ = w.Write(body) // the caller has left: nobody to tell
	}
	if a.truncate {
		_ = http.NewResponseController(w).Flush()
		hangUp(w, "")
	}
}

// drops is how many pieces a slow body arrives in.
const drops = 8

func trickle(ctx context.Context, w http.ResponseWriter, body []byte, over time.Duration) {
	size := len(body)/drops + 1
	for piece := range slices.Chunk(body, size) {
		if !wait(ctx, over/drops) {
			return
		}
		_, _ = w.Write(piece)
		_ = http.NewResponseController(w).Flush()
	}
}

// hangUp closes the connection. Last goes out first: Go's own transport quietly
// repeats a GET on a connection that closes before its first byte, and then no
// caller would ever see the cut; so an answer begins, and never gets to its body.
func hangUp(w http.ResponseWriter, last string) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil { // no connection to take over: net/http's own way to hang up
		panic(http.ErrAbortHandler)
	}
	_, _ = buffered.WriteString(last)
	_ = buffered.Flush()
	_ = conn.Close()
}
