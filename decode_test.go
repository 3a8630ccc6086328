package juspay

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecodeRefusesListsThatWouldEatMemory(t *testing.T) {
	t.Parallel()
	lists := map[string]string{
		"nulls":   `{"order_id":"o","refunds":[` + strings.Repeat("null,", 20_000) + `null]}`,
		"numbers": `{"order_id":"o","txn_list":[` + strings.Repeat("0, ", 20_000) + `0]}`,
		"objects": `{"order_id":"o","txn_list":[` + strings.Repeat("{},\n", 20_000) + `{}]}`,
		"nested":  `{"order_id":"o","txn_list":[` + strings.Repeat(`{"refunds":[{}]},`, 20_000) + `{}]}`,
	}
	for name, body := range lists {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorIs(t, decode([]byte(body), new(Order)), errTooMany)
			_, err := ParseEvent([]byte(`{"id":"e","event_name":"ORDER_SUCCEEDED","content":{"order":` + body + `}}`))
			require.ErrorIs(t, err, ErrDecode)
		})
	}
}

func TestDecodeTakesLongListsOfTextsAndCards(t *testing.T) {
	t.Parallel()
	bins := new(BINList)
	require.NoError(t, decode([]byte(`{"bins":[`+strings.Repeat(`"400667",`, 100_000)+`"400668"]}`), bins))
	require.Len(t, bins.BINs, 100_001)

	cards := new(CardList)
	card := `{"card_token":"tkn, [1,2,3] \"{\"","metadata":{"a":[1,2]}},`
	require.NoError(t, decode([]byte(`{"cards":[`+strings.Repeat(card, 999)+strings.TrimSuffix(card, ",")+`]}`), cards))
	require.Len(t, cards.Cards, 1000)
}

func TestDecodeNeverPanicsOnBrackets(t *testing.T) {
	t.Parallel()
	pad := bytes.Repeat([]byte(" "), 20<<10)
	for _, body := range []string{`{]]]]`, `{"a":"\`, `{"a":[[[[`, `{,,,`, `{"`} {
		require.Error(t, decode(append([]byte(body), pad...), new(Order)), body)
	}
}
