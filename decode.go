package juspay

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
)

// A result may need more names than it has fields: target is what the bytes are
// decoded into, and settle then tidies up.
type (
	targeter interface{ target() any }
	settler  interface{ settle() }
)

var errNoObject = errors.New("not a JSON object")

// decode reads a JSON object into v. A value of another type than documented
// costs nothing but, at worst, itself: encoding/json fills every other field and
// reports the first misfit, and salvage then takes what can be taken as text.
func decode(body []byte, v any) error {
	if b := bytes.TrimLeft(body, " \t\r\n"); len(b) == 0 || b[0] != '{' {
		return errNoObject
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

// sanitizedHeader makes a foreign header value fit for a log.
func sanitizedHeader(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		s = strconv.QuoteToASCII(s)
	}
	return s[:min(len(s), 128)]
}
