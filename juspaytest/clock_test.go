package juspaytest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAdvanceStopsAtWhatFallsDue(t *testing.T) {
	t.Parallel()
	s := charged(t, CardVisa, "100")
	s.refund("rf_1", "10")
	s.Advance(time.Minute)
	s.refund("rf_2", "20")
	s.Advance(48 * time.Hour)
	order := s.ask("GET /orders/ord_1")
	require.Equal(t, "2026-05-01T10:05:00Z", order.text("refunds", 0, "last_updated"))
	require.Equal(t, "2026-05-01T10:06:00Z", order.text("refunds", 1, "last_updated"))
	require.Equal(t, "2026-05-01T10:06:00Z", got{body: string(s.Events()[3].Body), t: t}.text("date_created"))
	require.Equal(t, today.Add(48*time.Hour+time.Minute), s.Now())
}

func TestTimeHasOneDirection(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.Advance(-time.Hour)
	require.Equal(t, today, s.Now())
	s.Advance(1500 * time.Millisecond)
	require.Equal(t, today.Add(1500*time.Millisecond), s.Now())
}

func TestTasksDueTogetherRunInTheirOrder(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var ran []int
	for i, d := range []time.Duration{2, 1, 2, 1, 0} {
		s.after(d*time.Second, func() { ran = append(ran, i) })
	}
	s.Advance(2 * time.Second)
	require.Equal(t, []int{4, 1, 3, 0, 2}, ran)
}

func TestTokensThatLapsedAreForgotten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for range 3 * minSweep {
		s.tokenize()
		s.ask("GET /customers/"+customerRef, "options.get_client_auth_token", "true")
		s.Advance(25 * time.Hour)
	}
	require.Less(t, len(s.cardTokens)+len(s.clientTokens), 2*minSweep)
}

func TestAskingAgainAtTheSameTimeGivesTheSameToken(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.stored(CardVisa)
	first := s.ask("GET /cards", "customer_id", customerRef)
	require.Equal(t, first.body, s.ask("GET /cards", "customer_id", customerRef).body)
	s.Advance(time.Second)
	require.NotEqual(t, first.body, s.ask("GET /cards", "customer_id", customerRef).body)
}
