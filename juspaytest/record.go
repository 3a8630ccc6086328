package juspaytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Request is a request to the API as it arrived, its secrets masked: card
// numbers, CVVs, one-time passwords, cryptograms, tokens and the API key.
type Request struct {
	Method, Path string
	Header       http.Header
	Form         url.Values // every parameter, from query, form, JSON or the encrypted envelope, by its dotted name
	Body         []byte     // the body; an encrypted one as it came; neither for bodies over 64 KiB

	Route  string    // "POST /orders/{order_id}"; "" for a path that Juspay does not have
	Status int       // of the answer; 0 before it, and when the connection was cut
	Time   time.Time // by the server's clock
}

// maxRequests is how many requests are remembered, and maxRecorded the longest
// body that is remembered with its parameters: many times what Juspay is sent.
const (
	maxRequests = 1000
	maxRecorded = 64 << 10
)

// Requests returns what arrived at the API, oldest first: the last thousand.
func (s *Server) Requests() []Request {
	s.lock()
	defer s.mu.Unlock()
	list := make([]Request, len(s.requests))
	for i, r := range s.requests {
		r.Header, r.Form, r.Body = r.Header.Clone(), url.Values(http.Header(r.Form).Clone()), bytes.Clone(r.Body)
		list[i] = r
	}
	return list
}

// arrived records a call, and finds the fault that meets it.
func (s *Server) arrived(c *call) (number int, fault *Fault) {
	r := Request{Method: c.method, Path: c.path, Header: maskHeader(c.header)}
	if len(c.body) <= maxRecorded {
		r.Form, r.Body = maskForm(c.params), maskBody(c)
	}
	if c.route != nil {
		r.Route = c.route.name
	}
	s.lock()
	defer s.mu.Unlock()
	r.Time = s.clock
	if len(s.requests) == maxRequests {
		s.requests = append(s.requests[:0], s.requests[1:]...)
	}
	s.requests = append(s.requests, r)
	s.arrivals++
	return s.arrivals, s.takeFault(c)
}

// answered completes the record.
func (s *Server) answered(number int, a answer) Request {
	s.lock()
	defer s.mu.Unlock()
	at := number - (s.arrivals - len(s.requests)) - 1
	if at < 0 {
		return Request{} // a thousand others arrived meanwhile
	}
	if !a.cut {
		s.requests[at].Status = a.status
	}
	return s.requests[at]
}

const mask = "[redacted]"

// secretNames are the parameters that are never shown. What they stand for is
// the same in forms, JSON and queries.
var secretNames = set("card_number", "card_security_code", "card_token", "token", "tavv", "otp", "client_auth_token", "direct_wallet_token",
	"cardData", "cardNumber", "cardSecurityCode", "cryptogram", "network_token")

// secret goes by the last part of a dotted name: answer.otp, order.x.token.
func secret(name string) bool { return secretNames[name[strings.LastIndexByte(name, '.')+1:]] }

// misplacedCard finds a card number under a name that should not hold one. Ids
// are the merchant's own, and may look like one by chance.
func misplacedCard(name, value string) bool { return luhn(value) && !strings.HasSuffix(name, "_id") }

func maskHeader(h http.Header) http.Header {
	masked := h.Clone()
	for _, name := range []string{"Authorization", "Cookie"} {
		if masked.Get(name) != "" {
			masked.Set(name, mask)
		}
	}
	return masked
}

// maskForm also masks objects given as text, which may hold anything.
func maskForm(form url.Values) url.Values {
	masked := make(url.Values, len(form))
	for name, values := range form {
		for _, value := range values {
			switch {
			case value != "" && (secret(name) || misplacedCard(name, value)):
				value = mask
			case strings.HasPrefix(value, "{"), strings.HasPrefix(value, "["):
				value = string(maskJSON([]byte(value)))
			}
			masked[name] = append(masked[name], value)
		}
	}
	return masked
}

func maskBody(c *call) []byte {
	trimmed := bytes.TrimSpace(c.body)
	switch {
	case len(trimmed) == 0:
		return nil
	case c.route != nil && c.route.kind == sealed:
		return bytes.Clone(c.body)
	case trimmed[0] == '{' || trimmed[0] == '[':
		return maskJSON(trimmed)
	}
	form, err := url.ParseQuery(string(trimmed))
	if err != nil {
		return []byte(mask)
	}
	return []byte(maskForm(form).Encode())
}

// maskJSON rewrites JSON with its secrets masked. What is no JSON cannot be
// searched, and is masked whole.
func maskJSON(text []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return []byte(mask)
	}
	return marshal(maskValue(value))
}

func maskValue(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			switch inner := inner.(type) {
			case map[string]any, []any: // token.par and its like are nobody's secret
				v[name] = maskValue(inner)
			case nil:
			default:
				if text := fmt.Sprint(inner); text != "" && (secret(name) || misplacedCard(name, text)) {
					v[name] = mask
				}
			}
		}
	case []any:
		for i := range v {
			v[i] = maskValue(v[i])
		}
	}
	return value
}
