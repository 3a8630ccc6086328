package juspay

import (
	"container/list"
	"context"
	"sync"
)

// Deduplicator makes a webhook handler process each event once, although Juspay
// delivers it again until it is answered 200, and sometimes twice at a time.
// [NewMemoryDeduplicator] serves one process. Replicas need a store that they
// share: see examples/webhook for one on database/sql. Both methods must be safe
// for concurrent use.
//
// What a shared store must do:
//
//   - Claim decides in one atomic step (an INSERT with a unique key, SET NX), so
//     that of two replicas one gets the claim.
//   - A claim lapses after a time that is longer than the callback ever takes,
//     by the store's clock: a replica that dies while it holds one must not keep
//     the event from being processed. Claim takes a lapsed claim over.
//   - Release ends the claim with that Fence and no other: a replica that was
//     slow, and whose claim was taken over, must not free its successor's. An
//     event that is done stays done.
//   - Events that are done are kept for as long as Juspay may deliver them
//     again: some days.
//
// A replica that dies after the callback's work was committed and before Release
// leaves a claim that lapses, and the event is processed again. Where that must
// not happen either, the callback marks the event's [Event.Key] as done in the
// same transaction as its work.
type Deduplicator interface {
	// Claim asks to process the event with this key. An error, a store that
	// cannot be reached for one, refuses the delivery, so that it comes again.
	Claim(ctx context.Context, key string) (Claim, error)

	// Release ends a claim that was taken: with done the event is never processed
	// again, without it the next delivery may claim it. It is called once for
	// each claim taken, with a context that outlives the delivery's.
	Release(ctx context.Context, claim Claim, done bool) error
}

// Claim is a store's answer to a delivery.
type Claim struct {
	Key   string
	State ClaimState
	Fence string // the store's own: tells a claim from a later one on the same key
}

// ClaimState says whether a delivery is the one to process.
type ClaimState int

// What a store knows about an event; the zero value is none of them, and is
// refused like an error.
const (
	ClaimTaken ClaimState = iota + 1 // process it, then Release
	ClaimBusy                        // another delivery of it is being processed
	ClaimDone                        // it was processed
)

// NewMemoryDeduplicator remembers the last size events that were processed, and
// those being processed, in this process. The memory ends with the process:
// keep the callback's work such that a repeat does no harm. With size 0 or less
// it is 10,000, about two megabytes.
func NewMemoryDeduplicator(size int) Deduplicator {
	if size <= 0 {
		size = 10_000
	}
	return &memoryDeduplicator{size: size, busy: map[string]bool{}, done: map[string]*list.Element{}}
}

// memoryDeduplicator needs neither leases nor fences: a claim lasts while its
// handler runs, and ends with it or with the process.
type memoryDeduplicator struct {
	mu     sync.Mutex
	size   int
	busy   map[string]bool // never evicted: as many as there are deliveries at work
	done   map[string]*list.Element
	recent list.List // keys of done, the one seen last first
}

func (m *memoryDeduplicator) Claim(_ context.Context, key string) (Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	claim := Claim{Key: key, State: ClaimTaken}
	if seen, ok := m.done[key]; ok {
		m.recent.MoveToFront(seen)
		claim.State = ClaimDone
	} else if m.busy[key] {
		claim.State = ClaimBusy
	} else {
		m.busy[key] = true
	}
	return claim, nil
}

func (m *memoryDeduplicator) Release(_ context.Context, claim Claim, done bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.busy[claim.Key] {
		return nil
	}
	delete(m.busy, claim.Key)
	if !done {
		return nil
	}
	m.done[claim.Key] = m.recent.PushFront(claim.Key)
	if oldest := m.recent.Back(); len(m.done) > m.size {
		delete(m.done, m.recent.Remove(oldest).(string))
	}
	return nil
}
