package juspay

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	firstWait = 200 * time.Millisecond
	longest   = 20 * time.Second // for our own waits and for Retry-After alike
)

// errAbsent is what find returns when Juspay certainly has nothing of the call.
var errAbsent = errors.New("juspay: certainly absent")

// run sends the call until there is an answer that says yes, a refusal, or no
// right to send it again. After a find that succeeded both results are nil.
func (x *exchange) run(ctx context.Context) (*Response, error) {
	res, err := x.attempt(ctx)
	if err == nil {
		return res, nil
	}
	// An attempt bounds itself: one that succeeds starts one timer and no more.
	ctx, cancel := until(ctx, x.end)
	defer cancel()
	var doubt error // the last attempt that may have taken effect
	for {
		if x.endpoint.repeat != read && mayHaveHappened(err) {
			doubt = err
		}
		again := x.mayRepeat(err) && wait(ctx, x.attempts, hint(err))
		switch found, absent := x.lookUp(ctx, doubt, again); {
		case found:
			return nil, nil
		case again && (absent || !x.endpoint.has(readsFirst) || doubt == nil):
			if res, err = x.attempt(ctx); err == nil {
				return res, nil
			}
			continue
		}
		return nil, x.verdict(ctx, err, doubt)
	}
}

// mayHaveHappened reports that err leaves open whether the call took effect. A
// redirect does too: who sent it is not known.
func mayHaveHappened(err error) bool {
	var answer *Error
	if errors.As(err, &answer) {
		return answer.HTTPStatus/100 != 4 && answer.HTTPStatus/100 != 2 // a no may come inside a 200
	}
	var lost *ConnectionError
	if errors.As(err, &lost) {
		return lost.Sent
	}
	return errors.Is(err, ErrDecode)
}

// mayRepeat decides by the endpoint's class, never by its verb.
func (x *exchange) mayRepeat(err error) bool {
	if x.attempts > x.maxRetries {
		return false
	}
	var answer *Error
	if errors.As(err, &answer) {
		return x.endpoint.repeat != once && retryStatus(answer.HTTPStatus)
	}
	var lost *ConnectionError
	if errors.As(err, &lost) {
		return x.endpoint.repeat != once || !lost.Sent
	}
	return false
}

func retryStatus(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// lookUp asks what a doubtful attempt left behind: before each repeat where the
// endpoint wants it, and where no repeat follows. A refusal met by a repeat says
// nothing about the attempt before it.
func (x *exchange) lookUp(ctx context.Context, doubt error, again bool) (found, absent bool) {
	if doubt == nil || x.find == nil || x.maxRetries == 0 || errors.Is(doubt, ErrDecode) || again && !x.endpoint.has(readsFirst) {
		return false, false
	}
	err := x.find(ctx)
	return err == nil, errors.Is(err, errAbsent)
}

// verdict is the error of a call that will not be sent again.
func (x *exchange) verdict(ctx context.Context, err, doubt error) error {
	open := doubt != nil || x.mayRepeat(err)
	if doubt != nil {
		// Neither a 429 nor a failed dial unmakes what an earlier attempt may have done.
		if errors.Is(err, ErrRateLimited) || !mayHaveHappened(err) && errors.Is(err, ErrConnection) {
			err = doubt
		}
		err = x.doubtful(err)
	}
	if ended := ctx.Err(); ended != nil && open && !errors.Is(err, ended) {
		return fmt.Errorf("%w; then %w", err, ended)
	}
	return err
}

// wait sleeps before the next attempt: as long as the server says, else a random
// part of a span that doubles. It does not begin when the deadline comes first.
func wait(ctx context.Context, attempts int, hint time.Duration) bool {
	d := min(hint, longest)
	if hint <= 0 {
		d = rand.N(min(longest, firstWait<<min(attempts-1, 10))) + 1
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return false
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

// hint is Retry-After, in seconds or as a date; 0 when there is none.
func hint(err error) time.Duration {
	var answer *Error
	if !errors.As(err, &answer) {
		return 0
	}
	return retryAfter(answer.Response.Header.Get("Retry-After"), time.Now())
}

func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(max(seconds, 0), int64(longest/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), longest)
	}
	return 0
}
