package juspay

import (
	"fmt"
	"net/http"
)

// Response is what came over the wire, beside the typed result: the answer's
// bytes hold whatever this version has no field for. Body holds personal data
// and tokens: it is never printed, and should not be logged.
type Response struct {
	StatusCode int
	Header     http.Header
	RequestID  string // x-request-id: what Juspay's support asks for
	Body       []byte // whole and decoded; decrypted, in the encrypted mode
}

// Format writes the status and the request id, under every verb.
func (r Response) Format(f fmt.State, _ rune) { redact(f, r) }
