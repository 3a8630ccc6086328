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
)

func FuzzAmount(f *testing.F) {
	for _, seed := range []string{"0", "1", "250.50", "1e3", "-1", "1.2345", `"2.0"`, "1e999999999", "1.5e-2", "FILTERED", "null", "१", "007", "9223372036854775807", "0.001"} {
		f.Add(seed, int64(25050), 2)
	}
	f.Add("", int64(-1), 9)
	f.Fuzz(func(t *testing.T, text string, minor int64, decimals int) {
		if a, err := ParseAmount(text); err == nil {
			if string(a) != text || !a.Equal(a) {
				t.Fatalf("%q became %q", text, string(a))
			}
			if units, err := a.Minor(3); err == nil && !AmountFromMinor(units, 3).Equal(a) {
				t.Fatalf("%q is not what its %d thousandths are", text, units)
			}
		}
		a := AmountFromMinor(minor, decimals)
		if fine := minor >= 0 && decimals >= 0 && decimals <= 3; fine {
			units, err := a.Minor(decimals)
			if parsed, parseErr := ParseAmount(string(a)); err != nil || units != minor || parseErr != nil || parsed != a {
				t.Fatalf("%d with %d decimals became %q and %d", minor, decimals, string(a), units)
			}
		} else if _, err := a.Minor(2); err == nil {
			t.Fatalf("%d with %d decimals was taken", minor, decimals)
		}

		var read Amount
		if err := read.UnmarshalJSON([]byte(text)); err != nil {
			t.Fatalf("%q failed: %v", text, err)
		}
		if len(read) > len(text)+64 {
			t.Fatalf("%d bytes became %d", len(text), len(read))
		}
		if unsigned := Amount(strings.TrimPrefix(string(read), "-")); read != "" && !unsigned.Equal(unsigned) {
			t.Fatalf("%q became %q, which is no number", text, string(read))
		}
	})
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{`"2021-11-09T16:19:55Z"`, `"2021-11-09T16:19:55+0530"`, `"2021-11-09"`, `1636474795`, `"99999999999999999999"`, `null`, `"`, `{}`, `"\u0032021"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var v Time
		if err := v.UnmarshalJSON([]byte(text)); err != nil {
			t.Fatalf("%q failed: %v", text, err)
		}
		if name := v.Location().String(); name != "UTC" {
			t.Fatalf("%q is in %s", text, name)
		}
		var b Bool
		var n Int
		if b.UnmarshalJSON([]byte(text)) != nil || n.UnmarshalJSON([]byte(text)) != nil {
			t.Fatalf("%q failed as a boolean or a number", text)
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "errors", "*.json"))
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(body), 400)
	}
	f.Add("<html>", 502)
	f.Add(`{"error_info":"\"{\\\"code\\\":1}\""}`, 200)
	f.Fuzz(func(t *testing.T, body string, status int) {
		const secret = "4111111111111111"
		hide := func(s string) string { return strings.ReplaceAll(s, secret, mask) }
		e := newError("POST /txns", &Response{StatusCode: status, Header: http.Header{}, Body: []byte(body)}, hide)
		if e.HTTPStatus != status || string(e.Response.Body) != body {
			t.Fatal("status or body was lost")
		}
		line := e.Error()
		if len([]rune(line)) > 600 {
			t.Fatalf("a line of %d characters", len([]rune(line)))
		}
		if strings.ContainsFunc(line, unicode.IsControl) || strings.Contains(line, secret) {
			t.Fatalf("%q", line)
		}
		for _, sentinel := range sentinels {
			_ = e.Is(sentinel)
		}
	})
}

// Whatever wobbles in an answer, a charged order stays charged.
func FuzzOrder(f *testing.F) {
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
