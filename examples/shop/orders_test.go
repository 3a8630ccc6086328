package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// TestReadsMayComeInAnyOrder tells an order what was read, and what it must make
// of it.
func TestReadsMayComeInAnyOrder(t *testing.T) {
	t.Parallel()
	read := func(txnUUID string, status juspay.Status) *juspay.Order {
		return &juspay.Order{TxnUUID: txnUUID, Status: status}
	}
	begun := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	known := []attempt{{Started: begun, TxnUUID: "one"}}
	lost := []attempt{{Started: begun}}
	second := []attempt{{Started: begun, TxnUUID: "one", Status: juspay.StatusAuthorizationFailed}, {Started: begun}}
	tests := []struct {
		name     string
		attempts []attempt
		reads    []*juspay.Order
		after    time.Duration
		want     phase
	}{
		{"nothing was tried", nil, []*juspay.Order{read("", juspay.StatusNew)}, 0, phaseOpen},
		{"pending", known, []*juspay.Order{read("one", juspay.StatusPendingVBV)}, 0, phaseChecking},
		{"a status of tomorrow", known, []*juspay.Order{read("one", "THINKING")}, time.Hour, phaseChecking},
		{"failed", known, []*juspay.Order{read("one", juspay.StatusAuthorizationFailed)}, 0, phaseFailed},
		{"an old read after the end", known, []*juspay.Order{read("one", juspay.StatusAuthorizationFailed), read("one", juspay.StatusPendingVBV)}, 0, phaseFailed},
		{"an old read after the payment", known, []*juspay.Order{read("one", juspay.StatusCharged), read("one", juspay.StatusPendingVBV)}, 0, phasePaid},
		{"a late success", known, []*juspay.Order{read("one", juspay.StatusAuthorizationFailed), read("one", juspay.StatusCharged)}, 0, phasePaid},
		{"the answer was lost, the attempt is found", lost, []*juspay.Order{read("two", juspay.StatusPendingVBV)}, time.Hour, phaseChecking},
		{"the answer was lost, the request may still arrive", lost, []*juspay.Order{read("", juspay.StatusNew)}, time.Minute, phaseChecking},
		{"the request was lost", lost, []*juspay.Order{read("", juspay.StatusNew)}, time.Hour, phaseFailed},
		{"it arrived very late", []attempt{{Started: begun, Lost: true}}, []*juspay.Order{read("two", juspay.StatusPendingVBV)}, time.Hour, phaseChecking},
		{"the first attempt's failure is not the second's", second, []*juspay.Order{read("one", juspay.StatusAuthorizationFailed)}, time.Minute, phaseChecking},
		{"the second one was lost", second, []*juspay.Order{read("one", juspay.StatusAuthorizationFailed)}, time.Hour, phaseFailed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := &order{Attempts: append([]attempt(nil), test.attempts...)}
			for _, r := range test.reads {
				o.note(r, begun.Add(test.after))
			}
			assert.Equal(t, test.want, o.Phase())
			assert.Equal(t, test.want == phaseOpen || test.want == phaseFailed, o.claim(begun) == nil, "who may pay")
		})
	}
}

func TestOrderThatIsPaidOtherwiseIsNotFulfilled(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("kettle")
	v.bank.HoldWebhooks()
	back, err := v.bank.Approve(v.toBank(order, juspaytest.CardVisa))
	v.bank.Inject(juspaytest.Fault{
		Route: "GET /orders/{order_id}", Status: 200,
		Body: `{"order_id":"` + v.stored(order).ID + `","status":"CHARGED","amount":1,"currency":"INR"}`,
	})
	page := v.comeBack(order, back, err)
	assert.Contains(t, page.body, "nothing was sent yet")
	require.Equal(t, phasePaid, v.stored(order).Phase())
	assert.True(t, v.stored(order).Fulfilled.IsZero())
	assert.Zero(t, v.shop.orders.parcelsSent())
}

func TestOrderIDIsOneThatJuspayTakes(t *testing.T) {
	t.Parallel()
	s := newStore()
	for range 50 {
		assert.Regexp(t, `^tea[a-z0-9]{16}$`, s.add(catalogue[0], time.Now()).ID)
	}
	assert.Len(t, s.list(), 50)
}
