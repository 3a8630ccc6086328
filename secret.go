package juspay

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"time"
)

// Secret is text that only the wire may see: a card number, a CVV, a one-time
// password, a cryptogram. It prints as "[redacted]" under every verb, in JSON,
// XML and slog; [Secret.Reveal] gives the text.
//
// Convert a string where it is used, Secret(number), and do not make a Secret
// the key of a map: encoding/json writes such keys in clear.
type Secret string

const mask = "[redacted]"

// Reveal returns the text itself.
func (s Secret) Reveal() string { return string(s) }

// String returns "[redacted]".
func (s Secret) String() string { return mask }

// Format writes "[redacted]" under every verb, %#v and %d included.
func (s Secret) Format(f fmt.State, _ rune) { writeLine(f, mask) }

// MarshalText returns "[redacted]", which is what JSON and XML then hold.
func (s Secret) MarshalText() ([]byte, error) { return []byte(mask), nil }

// UnmarshalText takes the text as it is.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}

// LogValue makes slog write "[redacted]".
func (s Secret) LogValue() slog.Value { return slog.StringValue(mask) }

// EncodeValues puts the text itself into a form: go-querystring would send the
// mask otherwise.
func (s Secret) EncodeValues(key string, v *url.Values) error {
	v.Set(key, string(s))
	return nil
}

// Every type that holds a secret, however deep, formats itself through redact:
// under %s and %q fmt prints what a nested pointer points to without asking its
// methods, a Secret's among them.
func redact(f fmt.State, v any) {
	var b strings.Builder
	b.WriteString(strings.TrimPrefix(reflect.TypeOf(v).String(), "*"))
	writeRedacted(&b, "", reflect.ValueOf(v))
	writeLine(f, b.String())
}

// tokens are the fields that open a wallet for fifteen minutes without being a
// Secret: their type is a plain string so that callers pass them on easily.
var tokens = map[string]bool{"Token": true, "CardToken": true, "ClientAuthToken": true, "DirectWalletToken": true, "MandateToken": true}

func writeRedacted(b *strings.Builder, name string, v reflect.Value) {
	if !v.IsValid() { // what a nil pointer or interface holds
		b.WriteString("nil")
		return
	}
	switch x := v.Interface().(type) {
	case Secret:
		b.WriteString(mask)
		return
	case Time:
		b.WriteString(x.Format(time.RFC3339))
		return
	case time.Time:
		b.WriteString(x.UTC().Format(time.RFC3339))
		return
	case json.RawMessage, []byte:
		fmt.Fprintf(b, "[%d bytes]", v.Len())
		return
	case Response:
		fmt.Fprintf(b, "{%d %s}", x.StatusCode, x.RequestID)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		writeRedacted(b, name, v.Elem())
	case reflect.Struct:
		writeFields(b, v)
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			writeRedacted(b, name, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Map: // merchants' own parameters: nobody knows what their values are
		fmt.Fprintf(b, "[%d entries]", v.Len())
	case reflect.String:
		if tokens[name] {
			b.WriteString(mask)
			return
		}
		b.WriteString(maskDigits(v.String()))
	default:
		fmt.Fprint(b, v.Interface())
	}
}

// writeFields leaves zero fields out: params have dozens, and are printed by
// people in a hurry.
func writeFields(b *strings.Builder, v reflect.Value) {
	b.WriteByte('{')
	first := true
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || v.Field(i).IsZero() {
			continue
		}
		if !first {
			b.WriteByte(' ')
		}
		first = false
		b.WriteString(field.Name + ":")
		writeRedacted(b, field.Name, v.Field(i))
	}
	b.WriteByte('}')
}

// maskDigits hides runs of nine digits or more, single spaces, dots and dashes
// between them included: what could be a card, phone or account number.
func maskDigits(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		end, digits := digitRun(s[i:])
		if digits >= 9 {
			b.WriteString("[digits]")
			i += end
			continue
		}
		if end == 0 {
			end = 1
		}
		b.WriteString(s[i : i+end])
		i += end
	}
	return b.String()
}

// digitRun returns where the run of digits at the start of s ends, and how many
// digits it has.
func digitRun(s string) (end, digits int) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
			end = i + 1
		case i == end && i > 0 && strings.IndexByte(" -.", c) >= 0: // one separator, then a digit again
		default:
			return end, digits
		}
	}
	return end, digits
}

// minSecret is the length of the shortest secret there is, a CVV.
const minSecret = 3

// secretsIn collects the texts under v that must not be printed. Very short ones
// are left: masking a "1" would eat the message and hide nothing.
func secretsIn(v reflect.Value, name string, found []string) []string {
	if !v.IsValid() {
		return found
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return secretsIn(v.Elem(), name, found)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				found = secretsIn(v.Field(i), field.Name, found)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			found = secretsIn(v.Index(i), name, found)
		}
	case reflect.Map:
		if extra, ok := v.Interface().(url.Values); ok { // nobody knows what these are
			for _, texts := range extra {
				for _, text := range texts {
					found = appendSecret(found, text)
				}
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[Secret]() || tokens[name] {
			found = appendSecret(found, v.String())
		}
	}
	return found
}

func appendSecret(found []string, text string) []string {
	if len(text) < minSecret {
		return found
	}
	return append(found, text)
}
