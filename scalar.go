package juspay

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Bool is a boolean of a result. The wire writes it true, "true", "True", 1 or
// "1"; null, nothing and every other value read as false. Fields where "not
// said" differs from "no" are *Bool.
type Bool bool

// UnmarshalJSON never fails.
func (v *Bool) UnmarshalJSON(b []byte) error {
	text := scalar(b)
	*v = Bool(string(text) == "1" || bytes.EqualFold(text, []byte("true")))
	return nil
}

// Int is a whole number of a result. The wire writes it 21, "21", "-1" or
// 21.0; null, nothing, "FILTERED" and every other value read as 0.
type Int int

// UnmarshalJSON never fails.
func (v *Int) UnmarshalJSON(b []byte) error {
	text := scalar(b)
	if whole, fraction, ok := bytes.Cut(text, []byte(".")); ok && len(bytes.Trim(fraction, "0")) == 0 {
		text = whole
	}
	n, err := strconv.Atoi(string(text))
	if err != nil {
		n = 0
	}
	*v = Int(n)
	return nil
}

// Time is an instant of a result, in UTC, with the methods of [time.Time]. The
// wire writes it 2006-01-02T15:04:05Z, with an offset of +0000 or +00:00, or
// with no zone, which is UTC. What cannot be read is the zero time, as null and
// nothing are; the text stays in the result's Response.Body.
type Time struct{ time.Time }

var timeLayouts = [...]string{time.RFC3339, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05", time.DateTime, time.DateOnly}

// UnmarshalJSON never fails.
func (v *Time) UnmarshalJSON(b []byte) error {
	*v = Time{}
	text := scalar(b)
	if len(text) == 0 {
		return nil
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, string(text)); err == nil {
			v.Time = t.UTC()
			return nil
		}
	}
	if seconds, err := strconv.ParseInt(string(text), 10, 64); err == nil && seconds > 0 { // mandates: Unix seconds
		v.Time = unixTime(seconds)
	}
	return nil
}

// unixTime takes seconds or, beyond the year 5000, milliseconds.
func unixTime(n int64) time.Time {
	if n > 1e11 {
		return time.UnixMilli(n).UTC()
	}
	return time.Unix(n, 0).UTC()
}

// MarshalJSON writes null for the zero time.
func (v Time) MarshalJSON() ([]byte, error) {
	if v.IsZero() {
		return []byte("null"), nil
	}
	return v.Time.MarshalJSON()
}

// scalar returns the text of a JSON number, boolean or string; nothing for null,
// objects and arrays. It points into b unless the string has escapes: an order
// has dozens of scalars, and what becomes of most is no text.
func scalar(b []byte) []byte {
	switch {
	case len(b) == 0 || b[0] == 'n' || b[0] == '{' || b[0] == '[':
		return nil
	case b[0] != '"':
		return b
	case bytes.IndexByte(b, '\\') < 0 && len(b) >= 2:
		return bytes.TrimSpace(b[1 : len(b)-1])
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	return []byte(strings.TrimSpace(s))
}

func scalarText(b []byte) string { return string(scalar(b)) }
