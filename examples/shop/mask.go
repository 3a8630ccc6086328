package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
)

const masked = "••••••"

// secretParts are in the names of what is never shown: numbers, CVVs, tokens,
// passwords, keys, signatures. Names are compared without case and underscores.
var secretParts = []string{"cardnumber", "securitycode", "cvv", "token", "otp", "cryptogram", "tavv", "password", "secret", "signature", "apikey"}

// harmless are names with such a part that hold no secret.
var harmless = []string{"signaturealgorithm", "clientauthtokenexpiry", "tokenizationstatus"}

// veil returns a value as it may be shown under this name. Whatever looks like
// a card number is masked under any name.
func veil(name, value string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "")
	switch {
	case value == "", value == "true", value == "false", slices.Contains(harmless, name):
		return value
	case looksLikeCard(value):
		return masked
	}
	for _, part := range secretParts {
		if strings.Contains(name, part) {
			return masked
		}
	}
	return value
}

func maskForm(form url.Values) []field {
	var fields []field
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			fields = append(fields, field{name, veil(name, value)})
		}
	}
	return fields
}

// maskJSON writes JSON on many lines, masked. What is none is not shown: it
// cannot be searched.
func maskJSON(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return "(no JSON)"
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false) // the template escapes
	encoder.SetIndent("", "  ")
	if encoder.Encode(veilAll("", value)) != nil {
		return "(no JSON)"
	}
	return out.String()
}

func veilAll(name string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = veilAll(key, v[key])
		}
	case []any:
		for i := range v {
			v[i] = veilAll(name, v[i])
		}
	case string:
		return veil(name, v)
	case json.Number:
		if shown := veil(name, v.String()); shown != v.String() {
			return shown
		}
	}
	return value
}

// looksLikeCard reports 12 to 19 digits with a right check digit.
func looksLikeCard(s string) bool {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if !isDigits(s) || len(s) < 12 || len(s) > 19 {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
