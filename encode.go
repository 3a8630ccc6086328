package juspay

import (
	"net/url"
	"reflect"
	"strings"

	"github.com/google/go-querystring/query"
)

// Parameters describe themselves: the url tags name what go-querystring sends,
// and a tag without omitempty is a parameter that Juspay wants. The interfaces
// below are for what tags cannot say.
type (
	// checker has rules between its fields.
	checker interface{ check() error }
	// adder sends fields whose tag is "-": maps, JSON texts, expiries.
	adder interface{ addTo(v url.Values) }
	// composite is made of params that stand on their own elsewhere.
	composite interface{ parts() []part }
	// bodied sends JSON that is more than names and texts.
	bodied interface{ body() map[string]any }
)

type part struct {
	field  string // the Go name, for errors
	prefix string // before each of its keys
	params any
}

// encode checks params, which may be nil, and returns what they send.
func encode(params any) (url.Values, error) {
	if isNil(params) {
		return url.Values{}, nil
	}
	if err := check(params); err != nil {
		return nil, err
	}
	values := url.Values{}
	if _, ok := params.(bodied); !ok {
		var err error
		if values, err = query.Values(params); err != nil {
			return nil, &ParamError{Field: "params", Reason: err.Error()}
		}
	}
	if a, ok := params.(adder); ok {
		a.addTo(values)
	}
	if c, ok := params.(composite); ok {
		for _, p := range c.parts() {
			if err := addPart(values, p); err != nil {
				return nil, err
			}
		}
	}
	return values, addExtra(values, extraOf(params))
}

func addPart(values url.Values, p part) error {
	more, err := encode(p.params)
	if err != nil {
		return within(p.field, err)
	}
	for key, texts := range more {
		if values.Has(p.prefix + key) {
			return &ParamError{Field: p.field, Reason: "sets " + p.prefix + key + ", which is set already"}
		}
		values[p.prefix+key] = texts
	}
	return nil
}

// addExtra adds the caller's own parameters. One that a field has set already
// is refused: which of the two was meant cannot be known.
func addExtra(values, extra url.Values) error {
	for key, texts := range extra {
		if key == "" || values.Has(key) {
			return &ParamError{Field: "Extra", Reason: extraTaken}
		}
		values[key] = texts
	}
	return nil
}

const extraTaken = "has a key that is empty, or that is set already"

func extraOf(params any) url.Values {
	v := reflect.Indirect(reflect.ValueOf(params))
	if v.Kind() != reflect.Struct {
		return nil
	}
	extra, _ := fieldNamed(v, "Extra").(url.Values)
	return extra
}

func fieldNamed(v reflect.Value, name string) any {
	if f := v.FieldByName(name); f.IsValid() {
		return f.Interface()
	}
	return nil
}

// check refuses what Juspay would refuse or, worse, misread: an empty parameter
// that it wants, an amount that is none, and what the params' own rules say.
func check(params any) error {
	v := reflect.Indirect(reflect.ValueOf(params))
	if v.Kind() == reflect.Struct {
		if err := checkFields(v); err != nil {
			return err
		}
	}
	if c, ok := params.(checker); ok {
		return c.check()
	}
	return nil
}

func checkFields(v reflect.Value) error {
	t := v.Type()
	for i := range t.NumField() {
		field, value := t.Field(i), v.Field(i)
		if !field.IsExported() {
			continue
		}
		tag := field.Tag.Get("url")
		if field.Anonymous && tag == "" && value.Kind() == reflect.Struct {
			if err := checkFields(value); err != nil {
				return err
			}
			continue
		}
		if tag != "-" && tag != "" && value.Kind() == reflect.String && value.Len() == 0 && !strings.Contains(tag, ",omitempty") {
			return &ParamError{Field: field.Name, Reason: "is required"}
		}
		if a, ok := value.Interface().(Amount); ok && a != "" {
			if reason := a.check(); reason != "" {
				return &ParamError{Field: field.Name, Reason: reason}
			}
		}
	}
	return nil
}

// isNil reports whether v is nil, or an interface around a nil pointer.
func isNil(v any) bool {
	if v == nil {
		return true
	}
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}

// required refuses nil where a call needs parameters.
func required(params any) error {
	if isNil(params) {
		return &ParamError{Field: "params", Reason: "must not be nil"}
	}
	return nil
}
