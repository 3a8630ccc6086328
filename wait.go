package juspay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// pollSchedule is quick while the payer is likely to finish, and slow for banks
// that take their time. The last interval goes on.
var pollSchedule = []time.Duration{
	1 * time.Second, 2 * time.Second,
	3 * time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second,
	10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second,
	30 * time.Second,
}

// WithPollSchedule sets the pauses of [Orders.Wait]; the last one goes on. The
// default polls every three seconds for the first half minute, every ten to the
// second minute, and every thirty then.
func WithPollSchedule(pauses ...time.Duration) Option {
	return func(s *settings) error {
		if len(pauses) == 0 || slices.Min(pauses) <= 0 {
			return &ParamError{Field: "PollSchedule", Reason: "must have pauses longer than nothing"}
		}
		s.poll = slices.Clone(pauses)
		return nil
	}
}

// PendingError is a wait that ended before the order did. It unwraps to the
// context's error, and to the last read's when that one failed.
type PendingError struct {
	Order *Order `json:"-"` // as last read; nil when no read succeeded
	Err   error
}

// Error is one line.
func (e *PendingError) Error() string {
	status := "was never read"
	if e.Order != nil {
		status = "is still " + oneLine(string(e.Order.Status), 40)
	}
	return "juspay: the order " + status + ": " + fmt.Sprint(e.Err)
}

// Unwrap returns the cause.
func (e *PendingError) Unwrap() error { return e.Err }

// Format writes the line of [PendingError.Error] under every verb.
func (e PendingError) Format(f fmt.State, _ rune) { writeLine(f, e.Error()) }

// Wait reads an order until its status is final: paid, failed or, for pre-auth,
// AUTHORIZED. Unknown statuses are waited for. The context bounds the wait, and
// [WithTimeout] one read; a failed read is survived unless it is a refusal, a 4xx
// other than 429. When the context ends first the error is a [*PendingError] with
// the order as last read.
//
// A failed order is final here, and may still be charged: by another attempt of
// the payer, or by a bank that reports success late. Keep receiving webhooks.
//
// Juspay docs: https://juspay.io/ec-api/docs/resources/transaction-status
func (s *Orders) Wait(ctx context.Context, orderID string, opts ...Option) (*Order, error) {
	if ctx == nil {
		return nil, &ParamError{Field: "ctx", Reason: "must not be nil"}
	}
	settings, err := s.client.settings.with(opts)
	if err != nil {
		return nil, err
	}
	notified := s.client.waiters.add(orderID)
	defer s.client.waiters.remove(orderID, notified)

	var last *Order
	for polls := 0; ; polls++ {
		order, err := s.Get(ctx, orderID, nil, opts...)
		switch {
		case err == nil && (order.Status.Terminal() || order.Status == StatusAuthorized):
			return order, nil
		case err == nil:
			last = order
		case ctx.Err() == nil && isRefusal(err):
			return nil, err
		}
		woken, ended := pause(ctx, settings.poll[min(polls, len(settings.poll)-1)], notified)
		if ended != nil {
			if err != nil && !errors.Is(err, ended) {
				ended = fmt.Errorf("%w; the last read failed: %w", ended, err)
			}
			return nil, &PendingError{Order: last, Err: ended}
		}
		if woken {
			polls = -1 // news: the read may still be a second or two behind them
		}
	}
}

// Notify wakes every [Orders.Wait] of this client for this order, so that it reads
// at once: call it from a webhook's handler.
func (s *Orders) Notify(orderID string) { s.client.waiters.wake(orderID) }

// isRefusal reports that reading again would be refused again.
func isRefusal(err error) bool {
	var answer *Error
	if errors.As(err, &answer) {
		return answer.HTTPStatus >= 400 && answer.HTTPStatus < 500 && answer.HTTPStatus != http.StatusTooManyRequests
	}
	return errors.Is(err, ErrInvalidParams)
}

func pause(ctx context.Context, d time.Duration, notified <-chan struct{}) (woken bool, ended error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-notified:
		return true, nil
	case <-timer.C:
		return false, nil
	}
}

// waiters are the waits under way, by order id. Juspay does not tell upper case
// from lower in those.
type waiters struct {
	mu   sync.Mutex
	byID map[string][]chan struct{}
}

func (w *waiters) add(orderID string) chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.byID == nil {
		w.byID = map[string][]chan struct{}{}
	}
	notified := make(chan struct{}, 1)
	key := strings.ToLower(orderID)
	w.byID[key] = append(w.byID[key], notified)
	return notified
}

func (w *waiters) remove(orderID string, notified chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := strings.ToLower(orderID)
	w.byID[key] = slices.DeleteFunc(w.byID[key], func(c chan struct{}) bool { return c == notified })
	if len(w.byID[key]) == 0 {
		delete(w.byID, key)
	}
}

func (w *waiters) wake(orderID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, notified := range w.byID[strings.ToLower(orderID)] {
		select {
		case notified <- struct{}{}:
		default: // one that has not read yet will read after this anyway
		}
	}
}
