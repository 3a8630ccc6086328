package juspay

import (
	"errors"
	"fmt"
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
	sent   []int // those that travel, by name: a form that is nearly sorted is sorted fast
	extra  int   // the field Extra; -1 is none
	plain  bool  // every field can be written from here: else go-querystring does it all
}

// planned is a field that is checked, sent, or both.
type planned struct {
	index     []int  // through embedded structs
	name      string // in Go, for errors
	key       string // on the wire, prefix included; "" is not sent
	omitEmpty bool
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
	for i := range p.fields {
		if p.fields[i].key != "" {
			p.sent = append(p.sent, i)
		}
	}
	slices.SortStableFunc(p.sent, func(a, b int) int { return strings.Compare(p.fields[a].key, p.fields[b].key) })
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
			p.plain = p.plain && (tag == "-" || isPlain(field.Type, tag))
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
	if t == reflect.TypeFor[Secret]() {
		return true // it encodes itself as a string
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

// addTo writes what query.Values would.
func (p *plan) addTo(to *form, v reflect.Value) {
	for _, i := range p.sent {
		f := &p.fields[i]
		if field := v.FieldByIndex(f.index); !f.omitEmpty || !field.IsZero() {
			to.add(f.key, textOf(field))
		}
	}
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
func addTagged(to *form, prefix string, params any) error {
	v := reflect.Indirect(reflect.ValueOf(params))
	if !v.IsValid() {
		return nil
	}
	if v.Kind() != reflect.Struct {
		return errors.New("not a struct")
	}
	p := planOf(v.Type(), prefix)
	if *to == nil {
		const most = 24 // are seldom set at once
		*to = make(form, 0, min(len(p.sent), most))
	}
	if p.plain {
		p.addTo(to, v)
		return nil
	}
	values, err := query.Values(params)
	to.addAll(prefix, values)
	return err
}

// tagged is query.Values: what the url tags of params say.
func tagged(params any) (f form, err error) {
	err = addTagged(&f, "", params)
	return f, err
}
