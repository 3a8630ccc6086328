package juspay

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"
)

// What an error means, for errors.Is. For errors.As there are structs with the
// details: [Error], [ParamError], [ConnectionError], [DecodeError],
// [OutcomeUnknownError].
var (
	// ErrInvalidParams: refused here, nothing was sent. See [ParamError].
	ErrInvalidParams = errors.New("juspay: invalid parameters")
	// ErrInvalidRequest: 400, and every other 4xx that has no name of its own; a
	// refusal that came with a 200, too, as the vault's do.
	ErrInvalidRequest = errors.New("juspay: invalid request")
	// ErrUnauthorized: 401, the API key is wrong or belongs to another merchant.
	ErrUnauthorized = errors.New("juspay: unauthorized")
	// ErrForbidden: 403, an address that the merchant has not allowed, for one.
	ErrForbidden = errors.New("juspay: forbidden")
	// ErrNotFound: no such customer, order, card or path. Juspay says so with
	// 404, or with 400 and a body that tells.
	ErrNotFound = errors.New("juspay: not found")
	// ErrAlreadyExists: the reference or the order id is taken.
	ErrAlreadyExists = errors.New("juspay: already exists")
	// ErrDuplicateCall: a refund with this id was made before, or one of the same
	// amount within the last five seconds. Read the order to see which.
	ErrDuplicateCall = errors.New("juspay: duplicate call")
	// ErrRateLimited: 429, nothing happened.
	ErrRateLimited = errors.New("juspay: rate limited")
	// ErrServer: 5xx.
	ErrServer = errors.New("juspay: server error")
	// ErrConnection: no answer. See [ConnectionError].
	ErrConnection = errors.New("juspay: no answer")
	// ErrOutcomeUnknown: a call that changes something may or may not have
	// happened: the answer was lost, 5xx, or could not be read. Look before you
	// repeat it; the message says what to read. Never for reads, never for a 429.
	ErrOutcomeUnknown = errors.New("juspay: outcome unknown")
	// ErrBadSignature: a return URL that Juspay did not sign with this key.
	ErrBadSignature = errors.New("juspay: bad signature")
	// ErrDecode: bytes that are not what Juspay documents. See [DecodeError].
	ErrDecode = errors.New("juspay: cannot be decoded")
)

// ParamError says which parameter was refused before anything was sent. It is
// [ErrInvalidParams].
type ParamError struct {
	Field  string // the Go name: "Amount", "Source.Expiry", or an argument's, "orderID"
	Reason string
}

// Error is one line; the value that was refused is not in it.
func (e *ParamError) Error() string { return "juspay: " + e.Field + ": " + e.Reason }

// Is reports whether target is [ErrInvalidParams].
func (e *ParamError) Is(target error) bool { return target == ErrInvalidParams }

// Error is Juspay's refusal: the API answered, and said no. Which fields are
// filled depends on the endpoint; HTTPStatus and Route always are, even when
// the body was HTML or empty.
//
// Juspay docs: https://juspay.io/ec-api-global/docs/resources/juspay-api-error-codes
type Error struct {
	HTTPStatus  int
	Status      string     // free text in mixed case; not an order's status
	StatusID    Int        // not one-to-one: 40 is NOT_FOUND and DUPLICATE_ORDER_ID
	Code        string     // error_code
	Message     string     // error_message
	UserMessage string     // user_message; error_info has one of its own
	Info        *ErrorInfo // error_info; nil when absent
	RequestID   string     // x-request-id, else error_info's: for Juspay's support
	Route       string     // like "POST /txns", never with ids
	Response    *Response  `json:"-"`

	hide func(string) string // masks what this call sent in secret, should the server echo it
}

// ErrorInfo is the structured part of an error.
type ErrorInfo struct {
	Code             string // MISSING_MANDATORY_PARAMETER, INVALID_INPUT, RESOURCE_NOT_FOUND, …: an open set
	Category         string // USER_ERROR, CONFIG_ERROR, REQUEST_ERROR, SERVER_ERROR
	UserMessage      string // fit for the payer, though at times generic
	DeveloperMessage string // for the log
	Href             string // often "NA"
	RequestID        string
	Fields           []FieldError
}

// FieldError names a parameter that Juspay did not like. Juspay mislabels some:
// a missing expiry year reports merchant_id.
type FieldError struct{ FieldName, Reason string }

// Error is one line: route, status, code, the server's text cut short, request
// id. Long digit runs and the call's own secrets are masked.
func (e *Error) Error() string {
	parts := []string{"juspay: " + e.Route + ": " + strconv.Itoa(e.HTTPStatus)}
	text := e.Message
	code := e.Code
	if e.Info != nil {
		text = cmp.Or(text, e.Info.DeveloperMessage, e.Info.UserMessage)
		code = cmp.Or(code, e.Info.Code)
	}
	text = cmp.Or(text, e.UserMessage)
	code = cmp.Or(code, e.Status)
	if code != "" {
		parts[0] += " " + e.clean(code, 60)
	} else if known := http.StatusText(e.HTTPStatus); known != "" {
		parts[0] += " " + known
	}
	if text != "" && text != code {
		parts = append(parts, e.clean(text, 200))
	}
	line := strings.Join(parts, ": ")
	if e.RequestID != "" {
		line += " (request " + requestIDText(e.hidden(e.RequestID)) + ")"
	}
	return line
}

func (e *Error) clean(s string, limit int) string { return oneLine(e.hidden(s), limit) }

func (e *Error) hidden(s string) string {
	if e.hide == nil {
		return s
	}
	return e.hide(s)
}

// Format writes the line of [Error.Error] under every verb, so that neither
// body nor fields are printed.
func (e Error) Format(f fmt.State, _ rune) { writeLine(f, e.Error()) }

// Is tells the sentinels apart. An error may be several of them: an unknown
// order is both ErrInvalidRequest and ErrNotFound when it comes with a 400.
func (e *Error) Is(target error) bool {
	info := e.Info
	if info == nil {
		info = &ErrorInfo{}
	}
	switch target {
	case ErrUnauthorized:
		return e.HTTPStatus == http.StatusUnauthorized
	case ErrForbidden:
		return e.HTTPStatus == http.StatusForbidden
	case ErrRateLimited:
		return e.HTTPStatus == http.StatusTooManyRequests
	case ErrServer:
		return e.HTTPStatus >= 500
	case ErrNotFound:
		return e.HTTPStatus == http.StatusNotFound || e.saysNotFound()
	case ErrAlreadyExists:
		return e.Code == "unique" || info.Code == "ALREADY_EXISTS" || e.Status == "DUPLICATE_ORDER_ID"
	case ErrDuplicateCall:
		return e.Code == "duplicate.call"
	case ErrInvalidRequest:
		switch e.HTTPStatus {
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests:
			return false
		}
		return e.HTTPStatus/100 == 4 || e.HTTPStatus/100 == 2
	}
	return false
}

// saysAbsent reports that Juspay, and not something on the way, says that what
// was asked for does not exist.
func (e *Error) saysAbsent() bool {
	return e.saysNotFound() && (e.HTTPStatus == http.StatusBadRequest || e.HTTPStatus == http.StatusNotFound)
}

// saysNotFound reports that the body itself says so. A bare 404 may come from a
// proxy, or for a path that does not exist; it proves nothing about an order.
func (e *Error) saysNotFound() bool {
	return e.Status == "NOT_FOUND" || e.Code == "object_not_found" ||
		e.Info != nil && e.Info.Code == "RESOURCE_NOT_FOUND"
}

// ConnectionError is a call that got no answer. It is [ErrConnection] and
// unwraps to the cause; context.DeadlineExceeded may be one.
type ConnectionError struct {
	Route string
	Sent  bool // false only on proof that nothing left this machine
	Err   error
}

// Error is one line.
func (e *ConnectionError) Error() string {
	return "juspay: " + e.Route + ": no answer: " + oneLine(fmt.Sprint(e.Err), 200)
}

// Unwrap returns the cause.
func (e *ConnectionError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrConnection].
func (e *ConnectionError) Is(target error) bool { return target == ErrConnection }

// DecodeError is an answer with a 2xx status that cannot be read: HTML, empty,
// cut, too large, not opening in the encrypted mode. It is [ErrDecode].
type DecodeError struct {
	Route    string
	Err      error
	Response *Response `json:"-"` // the bytes, for a person to look at
}

// Error is one line; the body is not in it.
func (e *DecodeError) Error() string {
	return "juspay: " + e.Route + ": what came cannot be read: " + oneLine(fmt.Sprint(e.Err), 200)
}

// Format writes the line of [DecodeError.Error] under every verb.
func (e DecodeError) Format(f fmt.State, _ rune) { writeLine(f, e.Error()) }

// Unwrap returns the cause.
func (e *DecodeError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrDecode].
func (e *DecodeError) Is(target error) bool { return target == ErrDecode }

// BodyLimitError is an answer larger than the limit of [WithMaxResponseBytes].
// It comes inside a [DecodeError].
type BodyLimitError struct{ Limit int64 }

// Error is one line.
func (e *BodyLimitError) Error() string {
	return "larger than " + strconv.FormatInt(e.Limit, 10) + " bytes"
}

// OutcomeUnknownError is a call that may or may not have happened. It is
// [ErrOutcomeUnknown] and unwraps to what is known: an [Error], a
// [ConnectionError] or a [DecodeError].
type OutcomeUnknownError struct {
	Route string
	Next  string // what tells how it ended: "Orders.Get"; "" when nothing does, nor needs to
	Err   error
}

// Error is one line that says what to read next.
func (e *OutcomeUnknownError) Error() string {
	advice := "trying again gives another"
	if e.Next != "" {
		advice = "see " + e.Next + " before trying again"
	}
	return "juspay: outcome unknown, " + advice + ": " + strings.TrimPrefix(fmt.Sprint(e.Err), "juspay: ")
}

// Unwrap returns what is known.
func (e *OutcomeUnknownError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrOutcomeUnknown].
func (e *OutcomeUnknownError) Is(target error) bool { return target == ErrOutcomeUnknown }

// oneLine makes foreign text fit for a log: no control characters, no long digit
// runs, cut short. It cuts first: the text may be megabytes.
func oneLine(s string, limit int) string {
	cut := false
	if len(s) > 4*limit {
		s, cut = strings.TrimRight(s[:4*limit], "0123456789 -."), true // half a number would pass for none
	}
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) || r == unicode.ReplacementChar || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	runes := []rune(maskDigits(strings.TrimSpace(s)))
	if len(runes) > limit {
		runes, cut = runes[:limit], true
	}
	if cut {
		return string(runes) + "…"
	}
	return string(runes)
}

// conceal replaces a cause whose text holds what the call sent in secret: a server
// may answer with an echo that is no HTTP, and net/http quotes it.
func conceal(err error, hide func(string) string) error {
	text := err.Error()
	if hidden := hide(text); hidden != text {
		return &concealed{hidden, func(target error) bool { return errors.Is(err, target) }}
	}
	return err
}

type concealed struct {
	text string
	is   func(error) bool
}

func (c *concealed) Error() string        { return c.text }
func (c *concealed) Is(target error) bool { return c.is(target) }

// As JSON an error is its line: the server's texts may echo what was sent.

// MarshalJSON writes the line of [Error.Error].
func (e Error) MarshalJSON() ([]byte, error) { return json.Marshal(e.Error()) }

// MarshalJSON writes the line of [ConnectionError.Error].
func (e *ConnectionError) MarshalJSON() ([]byte, error) { return json.Marshal(e.Error()) }

// MarshalJSON writes the line of [DecodeError.Error].
func (e DecodeError) MarshalJSON() ([]byte, error) { return json.Marshal(e.Error()) }

// MarshalJSON writes the line of [OutcomeUnknownError.Error].
func (e *OutcomeUnknownError) MarshalJSON() ([]byte, error) { return json.Marshal(e.Error()) }

func writeLine(f fmt.State, line string) { _, _ = f.Write([]byte(line)) }

// requestIDText makes a foreign request id fit for a log. Its digits stay, since
// Juspay's support looks for the whole of it, unless thirteen of them stand in a
// row: no UUID has that, and every card number.
func requestIDText(id string) string {
	text := strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, id[:min(len(id), 128)])
	row := 0
	for i := range len(text) {
		if row++; text[i] < '0' || text[i] > '9' {
			row = 0
		}
		if row >= 13 {
			return maskDigits(text)
		}
	}
	return text
}
