package juspay

import (
	"net/url"
	"reflect"
)

// Parameters describe themselves: the url tags name what go-querystring sends,
// and a tag without omitempty is a parameter that Juspay wants. The interfaces
// below are for what tags cannot say.
type (
	// checker has rules between its fields.
	checker interface{ check() error }
	// adder sends fields whose tag is "-": maps, JSON texts, expiries.
	adder interface{ addTo(f *form) }
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
func encode(params any) (form, error) {
	if isNil(params) {
		return nil, nil
	}
	if err := check(params); err != nil {
		return nil, err
	}
	var f form
	if _, ok := params.(bodied); !ok {
		if err := addTagged(&f, "", params); err != nil {
			return nil, &ParamError{Field: "params", Reason: err.Error()}
		}
	}
	if a, ok := params.(adder); ok {
		a.addTo(&f)
	}
	if c, ok := params.(composite); ok {
		for _, p := range c.parts() {
			if err := addPart(&f, p); err != nil {
				return nil, err
			}
		}
	}
	return f, addExtra(&f, extraOf(params))
}

func addPart(f *form, p part) error {
	more, err := encode(p.params)
	if err != nil {
		return within(p.field, err)
	}
	before := *f
	for _, m := range more {
		if before.has(p.prefix + m.name) {
			return &ParamError{Field: p.field, Reason: "sets " + p.prefix + m.name + ", which is set already"}
		}
		f.add(p.prefix+m.name, m.text)
	}
	return nil
}

// addExtra adds the caller's own parameters. One that a field has set already
// is refused: which of the two was meant cannot be known.
func addExtra(f *form, extra url.Values) error {
	for name := range extra {
		if name == "" || f.has(name) {
			return &ParamError{Field: "Extra", Reason: extraTaken}
		}
	}
	f.addAll("", extra)
	return nil
}

const extraTaken = "has a key that is empty, or that is set already"

func extraOf(params any) url.Values {
	v := reflect.Indirect(reflect.ValueOf(params))
	if v.Kind() != reflect.Struct {
		return nil
	}
	at := planOf(v.Type(), "").extra
	if at < 0 {
		return nil
	}
	extra, _ := v.Field(at).Interface().(url.Values)
	return extra
}

// check refuses what Juspay would refuse or, worse, misread: an empty parameter
// that it wants, an amount that is none, and what the params' own rules say.
func check(params any) error {
	v := reflect.Indirect(reflect.ValueOf(params))
	if v.Kind() == reflect.Struct {
		if err := planOf(v.Type(), "").check(v); err != nil {
			return err
		}
	}
	if c, ok := params.(checker); ok {
		return c.check()
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
