package juspay

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseAmountTakesDecimalsOnly(t *testing.T) {
	t.Parallel()
	for _, fine := range []string{"0", "1", "250", "250.5", "250.50", "0.001", "1.234", "0.00", strings.Repeat("9", 40)} {
		a, err := ParseAmount(fine)
		assert.NoError(t, err)
		assert.Equal(t, Amount(fine), a, "as it was written")
	}
	for _, bad := range []string{"", "-1", "+1", "1e3", "1E3", "1.2345", "1.", ".5", ".", "01", "00", "1,000", "1 ", " 1", "1_0", "0x1", "Inf", "NaN", "FILTERED", "१", "1.5.5", "₹1", "1\n"} {
		a, err := ParseAmount(bad)
		var refused *ParamError
		require.ErrorAs(t, err, &refused, bad)
		assert.Equal(t, "Amount", refused.Field)
		assert.ErrorIs(t, err, ErrInvalidParams)
		assert.Empty(t, a)
	}
}

func TestMinorUnitsAreExactOrRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		amount   Amount
		decimals int
		want     int64
		fine     bool
	}{
		{"250.50", 2, 25050, true}, {"250.5", 2, 25050, true}, {"250", 2, 25000, true}, {"0", 2, 0, true}, {"0.01", 2, 1, true}, {"0.29", 2, 29, true},
		{"1.005", 3, 1005, true}, {"1.500", 1, 15, true}, {"19", 0, 19, true}, {"19.000", 0, 19, true}, {"1.10000", 2, 110, true},
		{"92233720368547758.07", 2, math.MaxInt64, true}, {"92233720368547758.08", 2, 0, false}, {Amount(strings.Repeat("9", 30)), 0, 0, false},
		{"0.005", 2, 0, false}, {"1.5", 0, 0, false}, {"", 2, 0, false}, {"-1", 2, 0, false}, {"1e3", 2, 0, false}, {"01", 2, 0, false},
		{"1", -1, 0, false}, {"1", 4, 0, false},
	}
	for _, test := range tests {
		got, err := test.amount.Minor(test.decimals)
		assert.Equal(t, test.want, got, "%s with %d", string(test.amount), test.decimals)
		assert.Equal(t, test.fine, err == nil, "%s with %d: %v", string(test.amount), test.decimals, err)
		if !test.fine {
			assert.ErrorIs(t, err, ErrInvalidParams)
		}
	}
}

func TestAmountFromMinorUnits(t *testing.T) {
	t.Parallel()
	for want, got := range map[Amount]Amount{
		"250.50": AmountFromMinor(25050, 2), "0.05": AmountFromMinor(5, 2), "0.00": AmountFromMinor(0, 2), "0": AmountFromMinor(0, 0), "5": AmountFromMinor(5, 0),
		"0.001": AmountFromMinor(1, 3), "9223372036854775.807": AmountFromMinor(math.MaxInt64, 3), "10.0": AmountFromMinor(100, 1),
	} {
		assert.Equal(t, want, got)
	}
	for _, bad := range []Amount{AmountFromMinor(-1, 2), AmountFromMinor(math.MinInt64, 0), AmountFromMinor(1, 4), AmountFromMinor(1, -1), AmountFromMinor(0, 4)} {
		_, err := ParseAmount(string(bad))
		assert.ErrorIs(t, err, ErrInvalidParams)
		_, err = bad.Minor(2)
		assert.ErrorIs(t, err, ErrInvalidParams)
		assert.False(t, bad.Equal(bad))
	}
}

func TestAmountsAreEqualByValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b Amount
		want bool
	}{
		{"1", "1.00", true}, {"1.10", "1.1", true}, {"0", "0.000", true}, {"250.50", "250.5", true}, {"1.0000000", "1", true},
		{"1", "2", false}, {"1", "10", false}, {"1.01", "1.1", false}, {"100", "1.00", false}, {"1", "1.001", false},
		{"", "", false}, {"", "0", false}, {"-1", "-1", false}, {"1e2", "100", false}, {"FILTERED", "FILTERED", false}, {"01", "1", false},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, test.a.Equal(test.b), "%q and %q", string(test.a), string(test.b))
		assert.Equal(t, test.want, test.b.Equal(test.a), "%q and %q", string(test.b), string(test.a))
	}
}

func TestAmountOfAnAnswerIsReadToTheDigit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Amount{
		`250.5`: "250.5", `250.50`: "250.50", `"2.0"`: "2.0", `1`: "1", `0`: "0", `0.1`: "0.1", `15122`: "15122", `99.99`: "99.99", `"100.00"`: "100.00",
		`12345678901234567890.12`: "12345678901234567890.12", `1.5e2`: "150", `1E2`: "100", `2.5e-1`: "0.25", `1e0`: "1", `0e9`: "0", `1.50e1`: "15", `-1.5e1`: "-15",
		`-3.5`: "-3.5", `null`: "", `""`: "", `"FILTERED"`: "", `"NA"`: "", `true`: "", `{}`: "", `[]`: "", `{"a":1}`: "", `" 5 "`: "5", `"1,000"`: "", `"0x10"`: "",
		`1e99`: "", `1e-99`: "", `1e999999999`: "", `"1e1000000000000000000000"`: "", `"--1"`: "", `"1e"`: "", `"e5"`: "", `"05"`: "",
	} {
		var v struct{ A Amount }
		require.NoError(t, json.Unmarshal([]byte(`{"A":`+text+`}`), &v), text)
		assert.Equal(t, want, v.A, text)
	}
}

func TestExpiriesHaveAMonthAndAYear(t *testing.T) {
	t.Parallel()
	for e, want := range map[Expiry]string{
		{1, 30}: "", {12, 2030}: "", {1, 1}: "", {1, 99}: "", {1, 2000}: "", {1, 2099}: "",
		{0, 30}: "month must be 1 to 12", {13, 30}: "month must be 1 to 12", {-1, 30}: "month must be 1 to 12",
		{1, 0}: "year must have two digits or be 2000 to 2099", {1, 100}: "year must have two digits or be 2000 to 2099", {1, 1999}: "year must have two digits or be 2000 to 2099",
		{1, 2100}: "year must have two digits or be 2000 to 2099", {1, -1}: "year must have two digits or be 2000 to 2099",
	} {
		assert.Equal(t, want, e.check(), e)
	}
	assert.Equal(t, []string{"06", "30", "2030"}, []string{Expiry{6, 30}.month(), Expiry{6, 30}.shortYear(), Expiry{6, 30}.longYear()})
	assert.Equal(t, []string{"12", "05", "2005"}, []string{Expiry{12, 2005}.month(), Expiry{12, 2005}.shortYear(), Expiry{12, 2005}.longYear()})
}

func TestStatusSaysWhetherMoneyWasTaken(t *testing.T) {
	t.Parallel()
	const paid, failed, pending = "paid", "failed", "pending"
	for status, want := range map[Status]string{
		StatusCharged: paid, StatusPartialCharged: paid,
		StatusAuthenticationFailed: failed, StatusAuthorizationFailed: failed, StatusJuspayDeclined: failed, StatusVoided: failed, StatusAutoRefunded: failed,
		StatusNew: pending, StatusCreated: pending, StatusStarted: pending, StatusPendingVBV: pending, StatusVBVSuccessful: pending, StatusAuthorizing: pending,
		StatusAuthorized: pending, StatusToBeCharged: pending, StatusCaptureInitiated: pending, StatusCaptureFailed: pending, StatusVoidInitiated: pending,
		StatusVoidFailed: pending, StatusCODInitiated: pending, StatusNotFound: pending, StatusMerchantVoided: pending, StatusAutoVoided: pending,
		StatusDeclined: pending, StatusPending: pending, StatusFailure: pending, StatusError: pending,
		"": pending, "SOMETHING_NEW": pending, "charged": pending, "CHARGED ": pending,
	} {
		assert.Equal(t, want == paid, status.Paid(), status)
		assert.Equal(t, want == failed, status.Failed(), status)
		assert.Equal(t, want == pending, status.Pending(), status)
		assert.Equal(t, want != pending, status.Terminal(), status)
	}
	for status, pending := range map[RefundStatus]bool{RefundPending: true, RefundManualReview: true, "NEW_ONE": true, "": true, RefundSuccess: false, RefundFailure: false} {
		assert.Equal(t, pending, status.Pending(), status)
	}
}

func TestBooleansAreReadInEveryForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Bool{
		`true`: true, `"true"`: true, `"True"`: true, `"TRUE"`: true, `1`: true, `"1"`: true,
		`false`: false, `"false"`: false, `"False"`: false, `0`: false, `"0"`: false, `""`: false, `null`: false, `"yes"`: false, `2`: false, `{}`: false, `[true]`: false, `"FILTERED"`: false,
	} {
		v := struct{ A Bool }{!want}
		require.NoError(t, json.Unmarshal([]byte(`{"A":`+text+`}`), &v), text)
		if text != `null` || want { // encoding/json asks for null as well
			assert.Equal(t, want, v.A, text)
		}
	}
}

func TestNumbersAreReadInEveryForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Int{
		`21`: 21, `"21"`: 21, `-1`: -1, `"-1"`: -1, `21.0`: 21, `"21.00"`: 21, `0`: 0, `" 7 "`: 7,
		`21.5`: 0, `"FILTERED"`: 0, `""`: 0, `null`: 0, `true`: 0, `{}`: 0, `[1]`: 0, `1e3`: 0, `99999999999999999999`: 0, `"0x10"`: 0,
	} {
		v := struct{ A Int }{99}
		require.NoError(t, json.Unmarshal([]byte(`{"A":`+text+`}`), &v), text)
		assert.Equal(t, want, v.A, text)
	}
}

func TestTimesAreReadInEveryFormAndAreUTC(t *testing.T) {
	t.Parallel()
	at := time.Date(2021, 11, 9, 16, 19, 55, 0, time.UTC)
	for text, want := range map[string]time.Time{
		`"2021-11-09T16:19:55Z"`: at, `"2021-11-09T16:19:55+0000"`: at, `"2021-11-09T16:19:55+00:00"`: at, `"2021-11-09T21:49:55+0530"`: at, `"2021-11-09T21:49:55+05:30"`: at,
		`"2021-11-09T16:19:55"`: at, `"2021-11-09 16:19:55"`: at, `"2021-11-09T16:19:55.000Z"`: at, `"2021-11-09T16:19:55.123+0000"`: at.Add(123 * time.Millisecond),
		`"2021-11-09"`: at.Truncate(24 * time.Hour), `"1636474795"`: at, `1636474795`: at, `1636474795000`: at, `" 2021-11-09T16:19:55Z "`: at,
		`null`: {}, `""`: {}, `"FILTERED"`: {}, `"soon"`: {}, `0`: {}, `-5`: {}, `{}`: {}, `[]`: {}, `true`: {}, `"2021-13-09T16:19:55Z"`: {},
	} {
		v := struct{ A Time }{Time{time.Now()}}
		require.NoError(t, json.Unmarshal([]byte(`{"A":`+text+`}`), &v), text)
		assert.True(t, want.Equal(v.A.Time), "%s became %s", text, v.A)
		if !want.IsZero() {
			assert.Equal(t, time.UTC, v.A.Location(), text)
		}
	}
	text, err := json.Marshal([]Time{{at}, {}})
	require.NoError(t, err)
	assert.JSONEq(t, `["2021-11-09T16:19:55Z", null]`, string(text))
}

func TestSecretIsItselfOnlyWhenAskedAndOnTheWire(t *testing.T) {
	t.Parallel()
	s := Secret("4111111111111111")
	assert.Equal(t, "4111111111111111", s.Reveal())
	assert.Equal(t, mask, s.String())
	text, err := json.Marshal(map[string]any{"a": s, "b": &s, "c": []Secret{s}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"a":"[redacted]","b":"[redacted]","c":["[redacted]"]}`, string(text))
	var back struct{ A Secret }
	require.NoError(t, json.Unmarshal([]byte(`{"A":"4111111111111111"}`), &back))
	assert.Equal(t, s, back.A)
}

func TestOrderIsPaidOnlyWhenEverythingAgrees(t *testing.T) {
	t.Parallel()
	paid := func(change func(*Order)) *Order {
		o := &Order{OrderID: "Ord1001", Amount: "250.5", Currency: "INR", Status: StatusCharged, AmountRefunded: "0"}
		change(o)
		return o
	}
	tests := []struct {
		name   string
		order  *Order
		reason string // "" when it is paid
	}{
		{"paid", paid(func(*Order) {}), ""},
		{"in another case", paid(func(o *Order) { o.OrderID = "ORD1001" }), ""},
		{"in parts, to the whole", paid(func(o *Order) { o.Status, o.PaidAmount = StatusPartialCharged, "250.50" }), ""},
		{"no order", nil, "there is no order"},
		{"another order", paid(func(o *Order) { o.OrderID = "ord1002" }), "it is another order"},
		{"no id", paid(func(o *Order) { o.OrderID = "" }), "it is another order"},
		{"less", paid(func(o *Order) { o.Amount = "1" }), "the amount differs"},
		{"no amount", paid(func(o *Order) { o.Amount = "" }), "the amount differs"},
		{"another currency", paid(func(o *Order) { o.Currency = "USD" }), "the currency differs"},
		{"no currency", paid(func(o *Order) { o.Currency = "" }), "the currency differs"},
		{"pending", paid(func(o *Order) { o.Status = StatusPendingVBV }), "the status is PENDING_VBV"},
		{"no status", paid(func(o *Order) { o.Status = "" }), "the status is empty"},
		{"authorized", paid(func(o *Order) { o.Status = StatusAuthorized }), "the status is AUTHORIZED"},
		{"in part", paid(func(o *Order) { o.Status, o.PaidAmount = StatusPartialCharged, "100" }), "a part was charged"},
		{"in a part that is not told", paid(func(o *Order) { o.Status = StatusPartialCharged }), "a part was charged"},
		{"refunded", paid(func(o *Order) { o.Refunded = true }), "money was given back"},
		{"partly refunded", paid(func(o *Order) { o.AmountRefunded = "0.01" }), "money was given back"},
	}
	for _, test := range tests {
		err := test.order.ConfirmPaid("ord1001", "250.50", "inr")
		if test.reason == "" {
			assert.NoError(t, err, test.name)
			continue
		}
		assertIs(t, err, ErrNotPaid)
		assert.EqualError(t, err, "juspay: not paid: "+test.reason, test.name)
	}
	assert.ErrorIs(t, paid(func(*Order) {}).ConfirmPaid("", "250.50", "INR"), ErrNotPaid)
	assert.ErrorIs(t, paid(func(o *Order) { o.Currency = "" }).ConfirmPaid("ord1001", "250.50", ""), ErrNotPaid)
}

func TestRefundIDsAreNewAndTakenByJuspay(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id := NewRefundID()
		assert.Regexp(t, `^[a-z0-9]{20}$`, id)
		assert.False(t, seen[id])
		seen[id] = true
	}
}
