package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/juspay-go/juspay/juspaytest"
)

// story tells the walk: the steps, what each sent, and what came back.
type story struct {
	out   io.Writer
	sent  func() []juspaytest.Request
	told  int // requests
	steps int
}

func (s *story) line(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

func (s *story) step(title string) {
	s.steps++
	s.line("\n%d. %s", s.steps, title)
}

// got tells what came back, after what was sent for it.
func (s *story) got(format string, args ...any) {
	s.tellSent()
	s.line("  ← "+format, args...)
}

func (s *story) tellSent() {
	requests := s.sent()
	for _, r := range requests[s.told:] {
		s.line("  → %s %s", r.Method, r.Path)
		s.tellForm(r)
	}
	s.told = len(requests)
}

// tellForm writes the parameters, as many on a line as fit.
func (s *story) tellForm(r juspaytest.Request) {
	const width = 92
	line := ""
	for _, name := range slices.Sorted(maps.Keys(r.Form)) {
		item := "  " + name + "=" + strings.Join(r.Form[name], ",")
		if line != "" && len(line)+len(item) > width {
			s.line("  %s", line)
			line = ""
		}
		line += item
	}
	if line != "" {
		s.line("  %s", line)
	}
}

// expect ends the walk when the world is not as it should be.
func expect(ok bool, wanted string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf("expected "+wanted, args...)
}
