package juspay

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Allocations are the same on every machine, which times are not: what these
// hold, no change takes away unnoticed. They count the whole process, so nothing
// runs beside them.

func TestAllocations(t *testing.T) {
	if underRace {
		t.Skip("the race detector allocates too")
	}
	order := testdata(t, "answers", "order.json")
	webhook := wireBody(t)
	rt := canned{body: order}
	decodeOrder, decodeCards := decodeFloor[Order](), decodeFloor[CardList]()
	cards := listed(t, "cards", 100, "card.json")
	tests := []struct {
		name      string
		fn, floor func() error
		more      float64 // than the floor
	}{
		{"call", callSDK(t, "https://api.example", WithHTTPClient(&http.Client{Transport: rt})), callFloor("https://api.example", rt), 45},
		{"order", func() error { return decode(order, new(Order)) }, func() error { return decodeOrder(order) }, 15},
		{"list of cards", func() error { return decode(cards, new(CardList)) }, func() error { return decodeCards(cards) }, 15},
		{"webhook", func() error { _, err := ParseEvent(webhook); return err }, func() error { return json.Unmarshal(webhook, new(plainEvent)) }, 15},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			floor, got := allocations(t, tt.floor), allocations(t, tt.fn)
			t.Logf("%.0f allocations, %+.0f to the floor", got, got-floor)
			require.LessOrEqual(t, got, floor+tt.more)
		})
	}
}

func TestScalarsAllocateNothing(t *testing.T) {
	if underRace {
		t.Skip("the race detector allocates too")
	}
	for text, v := range map[string]json.Unmarshaler{
		`"2026-03-07T04:36:08Z"`: new(Time), `null`: new(Time), `"21"`: new(Int), `21.0`: new(Int), `"true"`: new(Bool), `true`: new(Bool),
	} {
		b := []byte(text)
		require.Zero(t, allocations(t, func() error { return v.UnmarshalJSON(b) }), "%T of %s", v, text)
	}
}

func allocations(t *testing.T, f func() error) float64 {
	t.Helper()
	return testing.AllocsPerRun(100, func() {
		if err := f(); err != nil {
			t.Error(err)
		}
	})
}
