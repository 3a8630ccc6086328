package juspay

import (
	"encoding/json"
	"errors"
)

// Tags say what a single field can say about itself. The functions here serve
// the methods check and addTo, which say the rest: what fields mean together,
// and how values travel that no tag can write.

func refuse(field, reason string) error { return &ParamError{Field: field, Reason: reason} }

const (
	isRequired     = "is required"
	changesNothing = "must change something: at least one parameter is needed"
)

// within names the field of a nested struct by its path.
func within(field string, err error) error {
	if inner := (*ParamError)(nil); errors.As(err, &inner) {
		return refuse(field+"."+inner.Field, inner.Reason)
	}
	return err
}

func checkRequired(field, value string) error {
	if value == "" {
		return refuse(field, isRequired)
	}
	return nil
}

func checkExpiry(field string, e Expiry) error {
	if reason := e.check(); reason != "" {
		return refuse(field, reason)
	}
	return nil
}

// checkAmount serves the optional amounts of nested structs.
func checkAmount(field string, a Amount) error {
	if reason := a.check(); a != "" && reason != "" {
		return refuse(field, reason)
	}
	return nil
}

// checkPositive refuses zero: a refund or capture of nothing is a slip, and
// "nothing" may read as "everything" at the other end.
func checkPositive(field string, a Amount) error {
	if a.Equal("0") {
		return refuse(field, "must be more than zero")
	}
	return nil
}

func checkJSON(field string, text json.RawMessage) error {
	if len(text) > 0 && !json.Valid(text) {
		return refuse(field, "must be valid JSON")
	}
	return nil
}

// addFields adds the tagged fields of a nested struct, each name with the
// prefix. A nil pointer adds nothing.
func addFields(f *form, prefix string, fields any) {
	_ = addTagged(f, prefix, fields) // fails only through an Encoder, and Secret's does not
}

func addText(f *form, name string, text json.RawMessage) {
	if len(text) > 0 {
		f.add(name, string(text))
	}
}

// addJSON adds lists and objects the way Juspay takes them in a form: as the
// text of their JSON.
func addJSON(f *form, name string, value any) {
	text, _ := json.Marshal(value) // plain strings, numbers and booleans only: cannot fail
	f.add(name, string(text))
}
