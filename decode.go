package juspay

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// A result may need more names than it has fields: target is what the bytes are
// decoded into, and settle then tidies up.
type (
	targeter interface{ target() any }
	settler  interface{ settle() }
)

var (
	errNoObject = errors.New("not a JSON object")
	errTooMany  = errors.New("lists with too many entries")
)

// decode reads a JSON object into v. A value of another type than documented
// costs nothing but, at worst, itself: encoding/json fills every other field and
// reports the first misfit, and salvage then takes what can be taken as text.
func decode(body []byte, v any) error {
	if b := bytes.TrimLeft(body, " \t\r\n"); len(b) == 0 || b[0] != '{' {
		return errNoObject
	}
	if tooMany(body) {
		return errTooMany
	}
	target := v
	if t, ok := v.(targeter); ok {
		target = t.target()
	}
	err := json.Unmarshal(body, target)
	var misfit *json.UnmarshalTypeError
	if errors.As(err, &misfit) {
		salvage(body, reflect.ValueOf(target))
		err = nil
	}
	if err != nil {
		return err
	}
	if s, ok := target.(settler); ok {
		s.settle()
	}
	return nil
}

// salvage walks JSON and v side by side and fills strings that the wire sent as
// something else: a number or boolean as its text, an object or array as JSON.
func salvage(raw json.RawMessage, v reflect.Value) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		if _, ok := v.Interface().(json.Unmarshaler); ok {
			return
		}
		v = v.Elem()
	}
	if _, ok := reflect.New(v.Type()).Interface().(json.Unmarshaler); ok {
		return // it has read its own
	}
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() && len(raw) > 0 && raw[0] != '"' && !bytes.Equal(raw, []byte("null")) {
			v.SetString(string(raw))
		}
	case reflect.Struct:
		salvageFields(looseObject(raw), v)
	case reflect.Slice:
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) == nil {
			for i := range min(len(items), v.Len()) {
				salvage(items[i], v.Index(i))
			}
		}
	}
}

func salvageFields(o loose, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.IsExported() || name == "-" {
			continue
		}
		if field.Anonymous && name == "" {
			inner := v.Field(i)
			if inner.Kind() == reflect.Pointer && !inner.IsNil() {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct {
				salvageFields(o, inner)
			}
			continue
		}
		if raw, ok := o[name]; ok {
			salvage(raw, v.Field(i))
		}
	}
}

// maxEntries is ten times the longest list that Juspay is known to send.
const maxEntries = 10_000

// tooMany reports that body has lists with more entries than Juspay ever sends:
// an entry of two bytes, "0,", can cost two kilobytes as an Order. Texts do not
// count, lists of BINs are long; neither do bodies too small to do harm.
func tooMany(body []byte) bool {
	const small = 16 << 10
	if len(body) <= small {
		return false
	}
	entries := 0
	var inList []bool // for each bracket that is open
	for i := 0; i < len(body); i++ {
		switch c := body[i]; c {
		case '"':
			i += stringLen(body[i:]) - 1
		case '{', '[':
			inList = append(inList, c == '[')
			if c == '[' && startsEntry(body[i+1:]) {
				entries++
			}
		case '}', ']':
			inList = inList[:max(len(inList)-1, 0)]
		case ',':
			if len(inList) > 0 && inList[len(inList)-1] && startsEntry(body[i+1:]) {
				entries++
			}
		}
	}
	return entries > maxEntries
}

// startsEntry reports that what follows is an entry other than a text.
func startsEntry(rest []byte) bool {
	for _, c := range rest {
		switch c {
		case ' ', '\t', '\r', '\n':
		case '"', ']':
			return false
		default:
			return true
		}
	}
	return false
}
