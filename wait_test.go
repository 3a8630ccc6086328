package juspay

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// polled answers one read after the other, the last one for ever, and notes when
// each came.
type polled struct {
	answers []polledAnswer
	times   []time.Duration
	began   time.Time
	onRead  func(n int)
}

type polledAnswer struct {
	status int
	body   string
	err    error
}

func readAs(status string) polledAnswer {
	return polledAnswer{200, `{"order_id":"ord1001","status":"` + status + `","amount":1}`, nil}
}

func (r *polled) RoundTrip(req *http.Request) (*http.Response, error) {
	n := len(r.times)
	r.times = append(r.times, time.Since(r.began))
	if r.onRead != nil {
		r.onRead(n)
	}
	a := r.answers[min(n, len(r.answers)-1)]
	if a.err != nil {
		return nil, a.err
	}
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: req}, nil
}

func newWaiting(t *testing.T, r *polled, opts ...Option) *Client {
	t.Helper()
	r.began = time.Now()
	opts = append([]Option{WithHTTPClient(&http.Client{Transport: r}), WithMaxRetries(0)}, opts...)
	client, err := NewClient(testKey, testMerchant, opts...)
	require.NoError(t, err)
	return client
}

func TestWaitEndsWhenTheStatusIsFinal(t *testing.T) {
	t.Parallel()
	for _, final := range []Status{
		StatusCharged, StatusPartialCharged, StatusAuthorized, StatusAuthenticationFailed,
		StatusAuthorizationFailed, StatusJuspayDeclined, StatusVoided, StatusAutoRefunded,
	} {
		t.Run(string(final), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := &polled{answers: []polledAnswer{readAs("NEW"), readAs("PENDING_VBV"), readAs("AUTHORIZING"), readAs("SOMETHING_NEW"), readAs(string(final))}}
				order, err := newWaiting(t, r).Orders.Wait(t.Context(), "ord1001")
				require.NoError(t, err)
				require.Equal(t, final, order.Status)
				require.Equal(t, []time.Duration{0, 1 * time.Second, 3 * time.Second, 6 * time.Second, 9 * time.Second}, r.times)
			})
		})
	}
}

func TestWaitIsQuickAtFirstAndThenSlower(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &polled{answers: []polledAnswer{readAs("PENDING_VBV")}}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		_, err := newWaiting(t, r).Orders.Wait(ctx, "ord1001")
		var pending *PendingError
		require.ErrorAs(t, err, &pending)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, StatusPendingVBV, pending.Order.Status)
		require.NotErrorIs(t, err, ErrOutcomeUnknown)
		within := func(d time.Duration) (n int) {
			for _, at := range r.times {
				if at < d {
					n++
				}
			}
			return n
		}
		require.Equal(t, 12, within(31*time.Second))
		require.Equal(t, 21, within(121*time.Second))
		require.Equal(t, 21+15, within(10*time.Minute))
	})
}

func TestWaitSurvivesFailedReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &polled{answers: []polledAnswer{
			{err: errors.New("reset")}, {status: 500}, {status: 502, body: "<html>"}, {status: 429}, {status: 200, body: "not JSON"}, readAs("CHARGED"),
		}}
		order, err := newWaiting(t, r).Orders.Wait(t.Context(), "ord1001")
		require.NoError(t, err)
		require.True(t, order.Status.Paid())
		require.Len(t, r.times, 6)
	})
}

func TestWaitEndsWithARefusal(t *testing.T) {
	t.Parallel()
	for status, sentinel := range map[int]error{400: ErrInvalidRequest, 401: ErrUnauthorized, 403: ErrForbidden, 404: ErrNotFound, 409: ErrInvalidRequest} {
		synctest.Test(t, func(t *testing.T) {
			r := &polled{answers: []polledAnswer{readAs("NEW"), {status: status}}}
			order, err := newWaiting(t, r).Orders.Wait(t.Context(), "ord1001")
			require.Nil(t, order)
			require.ErrorIs(t, err, sentinel)
			require.Len(t, r.times, 2)
		})
	}
}

func TestWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	t.Run("during a pause", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			r := &polled{answers: []polledAnswer{readAs("PENDING_VBV")}}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(2*time.Second, cancel)
			order, err := newWaiting(t, r).Orders.Wait(ctx, "ord1001")
			require.Nil(t, order)
			require.ErrorIs(t, err, context.Canceled)
			require.Equal(t, 2*time.Second, time.Since(r.began))
			require.Equal(t, "juspay: the order is still PENDING_VBV: context canceled", err.Error())
		})
	})
	t.Run("before anything was read", func(t *testing.T) {
		t.Parallel()
		r := &polled{answers: []polledAnswer{readAs("NEW")}}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := newWaiting(t, r).Orders.Wait(ctx, "ord1001")
		var pending *PendingError
		require.ErrorAs(t, err, &pending)
		require.Nil(t, pending.Order)
		require.Empty(t, r.times)
	})
	t.Run("the last read's failure is told", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			r := &polled{answers: []polledAnswer{{status: 503}}}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, err := newWaiting(t, r).Orders.Wait(ctx, "ord1001")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorIs(t, err, ErrServer)
		})
	})
}

func TestWaitTimeoutBoundsOneRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hangs := 2
		transport := roundTripper(func(req *http.Request) (*http.Response, error) {
			if hangs--; hangs >= 0 {
				<-req.Context().Done()
				return nil, req.Context().Err()
			}
			return (&polled{answers: []polledAnswer{readAs("CHARGED")}}).RoundTrip(req)
		})
		client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: transport}), WithMaxRetries(0))
		require.NoError(t, err)
		began := time.Now()
		order, err := client.Orders.Wait(t.Context(), "ord1001", WithTimeout(4*time.Second))
		require.NoError(t, err)
		require.True(t, order.Status.Paid())
		require.Equal(t, 4*time.Second+1*time.Second+4*time.Second+2*time.Second, time.Since(began))
	})
}

func TestNotifyWakesTheWaitsOfThatOrderAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &polled{answers: []polledAnswer{readAs("PENDING_VBV"), readAs("CHARGED")}}
		client := newWaiting(t, r, WithPollSchedule(time.Hour))
		time.AfterFunc(5*time.Second, func() { client.Orders.Notify("another") })
		time.AfterFunc(9*time.Second, func() { client.Orders.Notify("ORD1001") }) // Juspay's ids know no case
		order, err := client.Orders.Wait(t.Context(), "ord1001")
		require.NoError(t, err)
		require.True(t, order.Status.Paid())
		require.Equal(t, []time.Duration{0, 9 * time.Second}, r.times)
		require.Empty(t, client.waiters.byID)
	})
}

// A webhook may come while the read that it makes stale is under way.
func TestNotifyDuringAReadIsNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &polled{answers: []polledAnswer{readAs("PENDING_VBV"), readAs("CHARGED")}}
		client := newWaiting(t, r, WithPollSchedule(time.Hour))
		r.onRead = func(n int) {
			if n == 0 {
				client.Orders.Notify("ord1001")
				client.Orders.Notify("ord1001")
			}
		}
		_, err := client.Orders.Wait(t.Context(), "ord1001")
		require.NoError(t, err)
		require.Equal(t, []time.Duration{0, 0}, r.times)
	})
}

// Right after a webhook Juspay may still show the state before.
func TestNotifyMakesTheScheduleQuickAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &polled{answers: []polledAnswer{readAs("PENDING_VBV"), readAs("PENDING_VBV"), readAs("PENDING_VBV"), readAs("CHARGED")}}
		client := newWaiting(t, r, WithPollSchedule(time.Second, time.Hour))
		time.AfterFunc(time.Minute, func() { client.Orders.Notify("ord1001") })
		_, err := client.Orders.Wait(t.Context(), "ord1001")
		require.NoError(t, err)
		require.Equal(t, []time.Duration{0, time.Second, time.Minute, time.Minute + time.Second}, r.times)
	})
}

func TestPollScheduleRefusesWhatWouldNotPause(t *testing.T) {
	t.Parallel()
	for _, pauses := range [][]time.Duration{nil, {0}, {time.Second, -1}} {
		_, err := NewClient(testKey, testMerchant, WithPollSchedule(pauses...))
		require.ErrorIs(t, err, ErrInvalidParams)
	}
	client := newWaiting(t, &polled{})
	_, err := client.Orders.Wait(t.Context(), "ord1001", WithPollSchedule())
	require.ErrorIs(t, err, ErrInvalidParams)
	_, err = client.Orders.Wait(t.Context(), "")
	require.ErrorIs(t, err, ErrInvalidParams)
}

func TestConfirmPaid(t *testing.T) {
	t.Parallel()
	paid := func(change func(*Order)) *Order {
		o := &Order{OrderID: "ord1001", Amount: "250.5", Currency: "INR", Status: StatusCharged, AmountRefunded: "0"}
		change(o)
		return o
	}
	tests := []struct {
		name   string
		order  *Order
		reason string // "" confirms
	}{
		{"charged in full", paid(func(*Order) {}), ""},
		{"ids know no case", paid(func(o *Order) { o.OrderID = "ORD1001" }), ""},
		{"nothing is said of refunds", paid(func(o *Order) { o.AmountRefunded = "" }), ""},
		{"an offer made it cheaper", paid(func(o *Order) { o.EffectiveAmount = "200" }), ""},
		{"parts that make the whole", paid(func(o *Order) { o.Status, o.PaidAmount = StatusPartialCharged, "250.50" }), ""},
		{"no order", nil, "there is no order"},
		{"another order", paid(func(o *Order) { o.OrderID = "ord1002" }), "another order"},
		{"another amount", paid(func(o *Order) { o.Amount = "2.505" }), "amount differs"},
		{"no amount", paid(func(o *Order) { o.Amount = "" }), "amount differs"},
		{"another currency", paid(func(o *Order) { o.Currency = "USD" }), "currency differs"},
		{"no currency", paid(func(o *Order) { o.Currency = "" }), "currency differs"},
		{"pending", paid(func(o *Order) { o.Status = StatusPendingVBV }), "PENDING_VBV"},
		{"money held, not taken", paid(func(o *Order) { o.Status = StatusAuthorized }), "AUTHORIZED"},
		{"an unknown status", paid(func(o *Order) { o.Status = "PAID_MAYBE" }), "PAID_MAYBE"},
		{"no status", paid(func(o *Order) { o.Status = "" }), "empty"},
		{"given back by itself", paid(func(o *Order) { o.Status = StatusAutoRefunded }), "AUTO_REFUNDED"},
		{"a part", paid(func(o *Order) { o.Status, o.PaidAmount = StatusPartialCharged, "100" }), "a part"},
		{"a part of unknown size", paid(func(o *Order) { o.Status = StatusPartialCharged }), "a part"},
		{"refunded", paid(func(o *Order) { o.Refunded = true }), "given back"},
		{"refunded in part", paid(func(o *Order) { o.AmountRefunded = "0.01" }), "given back"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := test.order.ConfirmPaid("ord1001", "250.50", "INR")
			if test.reason == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrNotPaid)
			require.ErrorContains(t, err, test.reason)
		})
	}
	require.ErrorIs(t, paid(func(*Order) {}).ConfirmPaid("", "250.50", "INR"), ErrNotPaid)
	require.ErrorIs(t, paid(func(o *Order) { o.Currency = "" }).ConfirmPaid("ord1001", "250.50", ""), ErrNotPaid)
}
