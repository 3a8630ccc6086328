package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/juspay-go/juspay/juspaytest"
)

// requestLog writes a line per request:
//
//	10:04:05 200 POST /txns  order_id=ord_1001 payment_method=VISA card_number=[redacted]
//
// Juspaytest has masked the secrets.
func requestLog(out io.Writer) func(juspaytest.Request) {
	var mu sync.Mutex
	return func(r juspaytest.Request) {
		var b strings.Builder
		status := fmt.Sprint(r.Status)
		if r.Status == 0 {
			status = "cut"
		}
		fmt.Fprintf(&b, "%s %s %s %s", r.Time.Local().Format("15:04:05"), status, r.Method, r.Path)
		separator := "  "
		for _, name := range slices.Sorted(maps.Keys(r.Form)) {
			fmt.Fprintf(&b, "%s%s=%s", separator, shorten(name), shorten(strings.Join(r.Form[name], ",")))
			separator = " "
		}
		b.WriteByte('\n')
		mu.Lock()
		defer mu.Unlock()
		_, _ = io.WriteString(out, b.String())
	}
}

// shorten keeps a value on its line, and a terminal safe from it.
func shorten(value string) string {
	const enough = 60
	if len(value) > enough {
		value = value[:enough] + "…"
	}
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == '"' }) {
		return fmt.Sprintf("%q", value)
	}
	return value
}
