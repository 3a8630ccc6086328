package juspay

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// answers adds every answer of testdata as a seed.
func addAnswers(f *testing.F) {
	f.Helper()
	paths, err := filepath.Glob("testdata/answers/*.json")
	require.NoError(f, err)
	require.NotEmpty(f, paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(text)
	}
}

// Whatever a server sends with whatever status, the error is one short line.
func FuzzErrorBody(f *testing.F) {
	for _, e := range errorBodies {
		f.Add(400, []byte(e.body), "req-1")
	}
	f.Add(502, []byte(htmlPage), "")
	f.Add(500, []byte(`{"error_info":"[\"{\\\"code\\\":1}\"]","status":["a\u0000b"]}`), "a\r\nb")
	f.Fuzz(func(t *testing.T, status int, body []byte, id string) {
		res := &Response{StatusCode: status, Body: body, RequestID: id, Header: http.Header{"X-Request-Id": {id}}}
		e := newError("POST /txns", res, strings.ToUpper)
		line := e.Error()
		if len(line) > 2000 || strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("%q", line)
		}
		for _, s := range sentinels {
			if is := e.Is(s.err); is && (s.err == ErrOutcomeUnknown || s.err == ErrConnection || s.err == ErrDecode) {
				t.Errorf("an answer is never %s", s.name)
			}
		}
		_ = mayHaveHappened(e)
	})
}

// A JSON object is an order, whatever is wrong with its fields; and what is read
// is read the same again.
func FuzzOrder(f *testing.F) {
	addAnswers(f)
	f.Add([]byte(`{"amount":1e30,"refunds":[{"amount":"x"}],"status":7,"date_created":1e9,"txn_list":[{"txn_list":[{}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var order, again Order
		err := decode(body, &order)
		if err != nil {
			return
		}
		if !json.Valid(body) {
			t.Fatalf("read what is no JSON: %q", body)
		}
		if decode(body, &again) != nil || order.Amount != again.Amount || order.Status != again.Status {
			t.Error("read otherwise the second time")
		}
		order.FindRefund("ref1001")
		if order.ConfirmPaid("ord1001", "10", "INR") == nil && !(order.Status.Paid() && order.Amount.Equal("10") && strings.EqualFold(order.OrderID, "ord1001")) {
			t.Errorf("confirmed %q", body)
		}
	})
}

// No answer of any endpoint panics, or is read from what is no object.
func FuzzEveryResult(f *testing.F) {
	addAnswers(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, result := range []any{
			new(Customer), new(CardList), new(CardAdded), new(CardInfo), new(BINList), new(Txn), new(OTPResult), new(OTPChallenge), new(Refund), new(Session),
			new(SavedPaymentMethods), new(WalletList), new(MerchantPaymentMethods), new(VaultCard), new(TokenGenerated), new(AltID), new(Fulfillment),
		} {
			if decode(body, result) == nil && !json.Valid(body) {
				t.Fatalf("%T: read what is no JSON", result)
			}
		}
	})
}

// An amount that is accepted is exact, and no larger than what it came from.
func FuzzAmount(f *testing.F) {
	for _, text := range []string{"1", "250.50", "0.001", "1e5", "-3", "1e999999999", `"12.30"`, "null", "0", "007", "1.", ".5", "99999999999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := ParseAmount(text); err == nil {
			if string(a) != text || !a.Equal(a) {
				t.Errorf("%q became %q", text, a)
			}
			if minor, err := a.Minor(3); err == nil && !AmountFromMinor(minor, 3).Equal(a) {
				t.Errorf("%q is not %d", a, minor)
			}
		}
		var a Amount
		if a.UnmarshalJSON([]byte(text)) != nil || len(a) > len(text)+64 {
			t.Errorf("%q became %d bytes", text, len(a))
		}
	})
}

// A time is UTC or nothing, and survives JSON.
func FuzzTime(f *testing.F) {
	for _, text := range []string{`"2026-03-01T12:00:00Z"`, `"2026-03-01T12:00:00+0530"`, `"2026-03-01 12:00:00"`, `1767225600`, `"1767225600000"`, `null`, `""`, `"FILTERED"`, `9999999999999999`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var at, again Time
		if err := at.UnmarshalJSON([]byte(text)); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if at.Location() != at.UTC().Location() {
			t.Errorf("%q is in %v", text, at.Location())
		}
		written, err := at.MarshalJSON()
		if err != nil {
			t.Skipf("a year of five digits cannot be written: %v", err)
		}
		if again.UnmarshalJSON(written) != nil || !again.Equal(at.Time) {
			t.Errorf("%q became %s, and %v then", text, written, again)
		}
	})
}

// Minor units come back as they went in, or are refused.
func FuzzMinorUnits(f *testing.F) {
	for _, minor := range []int64{0, 1, 25050, 1<<63 - 1, -1} {
		f.Add(minor, 2)
	}
	f.Add(int64(5), 4)
	f.Fuzz(func(t *testing.T, minor int64, decimals int) {
		a := AmountFromMinor(minor, decimals)
		units, err := a.Minor(decimals)
		_, parseErr := ParseAmount(string(a))
		if fine := minor >= 0 && decimals >= 0 && decimals <= 3; fine != (err == nil) || fine != (parseErr == nil) || fine && units != minor {
			t.Errorf("%d with %d decimals became %q and %d", minor, decimals, string(a), units)
		}
	})
}

// Whatever wobbles in an answer, a charged order stays charged.
func FuzzChargedOrder(f *testing.F) {
	for _, seed := range []string{"null", "true", "1", `"x"`, `""`, "{}", "[]", `[null]`, `{"a":[1]}`, `"FILTERED"`, "-1e400", `[[[]]]`, `[{}]`, `[{"status":1}]`} {
		for which := range 8 {
			f.Add(seed, which*11)
		}
	}
	whole, err := os.ReadFile(filepath.Join("testdata", "answers", "order_full.json"))
	if err != nil {
		f.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(whole, &fields); err != nil {
		f.Fatal(err)
	}
	delete(fields, "status")
	delete(fields, "order_id")
	names := slices.Sorted(maps.Keys(fields))
	f.Fuzz(func(t *testing.T, value string, which int) {
		_ = decode([]byte(value), new(Order)) // never panics
		if !json.Valid([]byte(value)) {
			return
		}
		for i, name := range names {
			if uint(i)%8 != uint(which)%8 {
				continue
			}
			body := `{"` + name + `":` + value + `,"status":"CHARGED","order_id":"ord1001"}`
			var o Order
			if err := decode([]byte(body), &o); err == errTooMany {
				return
			} else if err != nil {
				t.Fatalf("%s: %v", body, err)
			}
			if o.Status != StatusCharged || o.OrderID != "ord1001" {
				t.Fatalf("%s became %v", body, o)
			}
		}
	})
}
