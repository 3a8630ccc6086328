package juspay

import (
	"net/url"
	"slices"
	"strings"
)

// form is what a call sends, as it was set. It is a list: url.Values would make
// a map, and a slice for every name, to hold each text once.
type form []pair

type pair struct{ name, text string }

func (f *form) add(name, text string) { *f = append(*f, pair{name, text}) }

func (f *form) addAll(prefix string, values url.Values) {
	for name, texts := range values {
		for _, text := range texts {
			f.add(prefix+name, text)
		}
	}
}

func (f form) has(name string) bool {
	return slices.ContainsFunc(f, func(p pair) bool { return p.name == name })
}

// encode sorts f by name and writes what url.Values.Encode would, byte for byte.
func (f form) encode() []byte {
	slices.SortStableFunc(f, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	size := 0
	for _, p := range f {
		size += len(p.name) + len(p.text) + len("=&")
	}
	escapes := size / 8 // addresses and e-mails seldom have more
	text := make([]byte, 0, size+escapes)
	for i, p := range f {
		if i > 0 {
			text = append(text, '&')
		}
		text = appendEscaped(append(appendEscaped(text, p.name), '='), p.text)
	}
	return text
}

// appendEscaped is url.QueryEscape without the string.
func appendEscaped(form []byte, text string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == '~':
			form = append(form, c)
		case c == ' ':
			form = append(form, '+')
		default:
			form = append(form, '%', hex[c>>4], hex[c&15])
		}
	}
	return form
}
