package juspay

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/google/go-querystring/query"
)

// plan is what a type of params and its url tags say. To ask reflection for it
// at every call would cost more than all else that a call does in this package.
type plan struct {
	fields []planned
	extra  int  // the field Extra; -1 is none
	plain  bool // every field can be written from here: else go-querystring does it all
}

// planned is a field that is checked, sent, or both.
type planned struct {
	index     []int  // through embedded structs
	name      string // in Go, for errors
	key       string // on the wire, prefix included; "" is not sent
	omitEmpty bool
	encodes   bool // by itself: a query.Encoder
	required  bool
	amount    bool
}

// plans remembers them by type and prefix. It is shared by all clients, but no
// state of theirs: an entry is worked out from the program's types alone, never
// changes, and would come out the same again.
var plans sync.Map

type planKey struct {
	of     reflect.Type
	prefix string
}

// planOf returns the plan of a struct type whose keys get a prefix.
func planOf(t reflect.Type, prefix string) *plan {
	key := planKey{t, prefix}
	if known, ok := plans.Load(key); ok {
		return known.(*plan)
	}
	p := &plan{extra: -1, plain: true}
	p.read(t, prefix, nil)
	known, _ := plans.LoadOrStore(key, p)
	return known.(*plan)
}

func (p *plan) read(t reflect.Type, prefix string, outer []int) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("url")
		index := append(slices.Clip(outer), i)
		switch {
		case field.Anonymous && tag == "":
			p.plain = false
			if field.IsExported() && field.Type.Kind() == reflect.Struct {
				p.read(field.Type, prefix, index)
			}
		case !field.IsExported():
			p.plain = p.plain && !field.Anonymous
		case field.Name == "Extra" && outer == nil && tag == "-":
			p.extra = i
		default:
			f := planField(field, tag, prefix)
			f.index = index
			p.plain = p.plain && (tag == "-" || f.encodes || isPlain(field.Type, tag))
			if f.key != "" || f.amount {
				p.fields = append(p.fields, f)
			}
		}
	}
}

func planField(field reflect.StructField, tag, prefix string) planned {
	key, options, _ := strings.Cut(tag, ",")
	f := planned{
		name:      field.Name,
		omitEmpty: options == "omitempty",
		encodes:   field.Type.Kind() != reflect.Pointer && field.Type.Implements(reflect.TypeFor[query.Encoder]()),
		amount:    field.Type == reflect.TypeFor[Amount](),
	}
	if key == "-" {
		return f
	}
	f.required = tag != "" && field.Type.Kind() == reflect.String && !strings.Contains(tag, ",omitempty")
	if key == "" {
		key = field.Name
	}
	f.key = prefix + key
	return f
}

// isPlain reports that go-querystring would write nothing but the text of a
// string, a whole number or a boolean, or of what a pointer to one points to.
func isPlain(t reflect.Type, tag string) bool {
	if _, options, _ := strings.Cut(tag, ","); options != "" && options != "omitempty" {
		return false
	}
	if t.Implements(reflect.TypeFor[query.Encoder]()) {
		return false
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for _, itself := range []reflect.Type{reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[error]()} {
		if t.Implements(itself) {
			return false
		}
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return true
	}
	return false
}

// check refuses what is empty and must not be, and amounts that are none.
func (p *plan) check(v reflect.Value) error {
	for i := range p.fields {
		f := &p.fields[i]
		if !f.required && !f.amount {
			continue
		}
		text := v.FieldByIndex(f.index).String()
		if f.required && text == "" {
			return &ParamError{Field: f.name, Reason: isRequired}
		}
		if f.amount && text != "" {
			if reason := Amount(text).check(); reason != "" {
				return &ParamError{Field: f.name, Reason: reason}
			}
		}
	}
	return nil
}

// addTo writes what query.Values would, byte for byte.
func (p *plan) addTo(values url.Values, v reflect.Value) error {
	var texts []string // backs the lists of many keys
	for i := range p.fields {
		f := &p.fields[i]
		field := v.FieldByIndex(f.index)
		if f.key == "" || f.omitEmpty && field.IsZero() {
			continue
		}
		if f.encodes {
			if err := field.Interface().(query.Encoder).EncodeValues(f.key, &values); err != nil {
				return err
			}
			continue
		}
		if text := textOf(field); values[f.key] != nil {
			values.Add(f.key, text)
		} else {
			if len(texts) == cap(texts) {
				texts = make([]string, 0, min(len(p.fields)-i, 16))
			}
			n := len(texts)
			texts = append(texts, text)
			values[f.key] = texts[n : n+1 : n+1]
		}
	}
	return nil
}

func textOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return strconv.FormatInt(v.Int(), 10)
}

// addTagged adds the fields that have url tags, each key with the prefix:
// go-querystring itself would write a[b]. A nil pointer adds nothing.
func addTagged(values url.Values, prefix string, params any) error {
	v := reflect.Indirect(reflect.ValueOf(params))
	if !v.IsValid() {
		return nil
	}
	if v.Kind() != reflect.Struct {
		return errors.New("not a struct")
	}
	if p := planOf(v.Type(), prefix); p.plain {
		return p.addTo(values, v)
	}
	form, err := query.Values(params)
	for key, texts := range form {
		values[prefix+key] = append(values[prefix+key], texts...)
	}
	return err
}

// tagged is query.Values: what the url tags of params say.
func tagged(params any) (url.Values, error) {
	values := url.Values{}
	if v := reflect.Indirect(reflect.ValueOf(params)); v.Kind() == reflect.Struct {
		// Params seldom have more: a map that does not grow costs half.
		values = make(url.Values, len(planOf(v.Type(), "").fields)/2)
	}
	return values, addTagged(values, "", params)
}

// encodeForm is values.Encode, as the bytes of a body.
func encodeForm(values url.Values) []byte {
	size, keys := 0, make([]string, 0, len(values))
	for key, texts := range values {
		keys = append(keys, key)
		for _, text := range texts {
			size += len(key) + len(text) + len("=%2F%2F%2F%2F&")
		}
	}
	slices.Sort(keys)
	form := make([]byte, 0, size)
	for _, key := range keys {
		for _, text := range values[key] {
			if len(form) > 0 {
				form = append(form, '&')
			}
			form = appendEscaped(append(appendEscaped(form, key), '='), text)
		}
	}
	return form
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
