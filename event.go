package juspay

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// Event is what a webhook tells. Its order is a snapshot, events come more than
// once and in any order, and a body is no stronger proof than the credentials it
// came with: read the order before fulfilling or moving money.
//
// It prints without the bytes of its content, in slog too. As JSON it is the
// envelope that [ParseEvent] reads, for a queue or an outbox.
type Event struct {
	ID          string          `json:"id"` // "" where Juspay sent none: see Key
	Name        EventName       `json:"event_name"`
	DateCreated Time            `json:"date_created"`
	Order       *Order          `json:"-"` // nil for events that carry none, such as mandates' and chargebacks'
	Content     json.RawMessage `json:"content"`
}

// ParseEvent reads the body of a webhook, for frameworks where
// [NewWebhookHandler] does not fit: check the credentials before, in constant
// time. Unknown events and unknown fields pass, and a value of an unexpected
// type costs that value alone. A body that is no JSON object, or names no event,
// is [ErrDecode].
//
// Juspay docs: https://juspay.io/resources-eu/docs/common-resources/webhook-events-and-sample-payloads
func ParseEvent(body []byte) (*Event, error) {
	var e envelope
	if err := decode(body, &e); err != nil {
		return nil, fmt.Errorf("%w: webhook: %w", ErrDecode, err)
	}
	if e.Name == "" {
		return nil, fmt.Errorf("%w: webhook: the body names no event", ErrDecode)
	}
	event := &Event{
		ID: e.ID, Name: e.Name, DateCreated: e.DateCreated, Order: e.Content.Order,
		Content: bytes.Clone(member(body, "content")), // frameworks use their buffers again
	}
	if event.Order != nil && event.Order.OrderID == "" && !isObject(member(event.Content, "order")) {
		event.Order = nil // a text or a list stood there: no order, and none to look up
	}
	return event, nil
}

// envelope has the order where the wire has it, so that one pass reads both.
type envelope struct {
	ID          string    `json:"id"`
	Name        EventName `json:"event_name"`
	DateCreated Time      `json:"date_created"`
	Content     struct {
		Order *Order `json:"order"`
	} `json:"content"`
}

func (e *envelope) settle() {
	if e.Content.Order != nil {
		e.Content.Order.settle()
	}
}

// EventName says what happened. It is an open set: events that this version does
// not know are delivered like the others. Juspay has more of them than it
// documents, SUBSCRIPTION_, INVOICE_ and MERCHANT_CUSTOMER_ events among them.
// Which events arrive, and in which version, is set in the dashboard.
type EventName string

// The events that Juspay documents or lists; what a name without a comment
// means, only the name says.
const (
	EventOrderSucceeded      EventName = "ORDER_SUCCEEDED" // the payment succeeded
	EventOrderFailed         EventName = "ORDER_FAILED"    // an attempt failed; the order may still succeed
	EventOrderCreated        EventName = "ORDER_CREATED"
	EventOrderUpdated        EventName = "ORDER_UPDATED"
	EventOrderAuthorized     EventName = "ORDER_AUTHORIZED"
	EventOrderPartialCharged EventName = "ORDER_PARTIAL_CHARGED"
	EventOrderVoided         EventName = "ORDER_VOIDED"
	EventOrderVoidFailed     EventName = "ORDER_VOID_FAILED"
	EventOrderCaptureFailed  EventName = "ORDER_CAPTURE_FAILED"
	EventOrderCODInitiated   EventName = "ORDER_COD_INITIATED"
	EventOrderToBeCharged    EventName = "ORDER_TO_BE_CHARGED"

	EventTxnCreated            EventName = "TXN_CREATED" // a payment was started
	EventTxnCharged            EventName = "TXN_CHARGED"
	EventTxnFailed             EventName = "TXN_FAILED"
	EventTransactionAuthorized EventName = "TRANSACTION_AUTHORIZED"

	EventOrderRefunded            EventName = "ORDER_REFUNDED"              // a refund succeeded
	EventOrderRefundFailed        EventName = "ORDER_REFUND_FAILED"         // a refund failed
	EventRefundManualReviewNeeded EventName = "REFUND_MANUAL_REVIEW_NEEDED" // a refund that a person must reconcile
	EventRefundInitiated          EventName = "REFUND_INITIATED"
	EventRefundSucceeded          EventName = "REFUND_SUCCEEDED"
	EventRefundFailed             EventName = "REFUND_FAILED"
	EventRefundARNCaptured        EventName = "REFUND_ARN_CAPTURED"
	EventAutoRefundInitiated      EventName = "AUTO_REFUND_INITIATED"
	EventAutoRefundSucceeded      EventName = "AUTO_REFUND_SUCCEEDED" // Juspay gave the money back by itself
	EventAutoRefundFailed         EventName = "AUTO_REFUND_FAILED"
	EventOrderAutoRefunded        EventName = "ORDER_AUTO_REFUNDED"

	EventMandateCreated        EventName = "MANDATE_CREATED"
	EventMandateActivated      EventName = "MANDATE_ACTIVATED"
	EventMandateFailed         EventName = "MANDATE_FAILED"
	EventMandateRevoked        EventName = "MANDATE_REVOKED"
	EventMandatePaused         EventName = "MANDATE_PAUSED"
	EventMandateUnpaused       EventName = "MANDATE_UNPAUSED"
	EventMandateUpdated        EventName = "MANDATE_UPDATED"
	EventMandateExpired        EventName = "MANDATE_EXPIRED"
	EventNotificationSucceeded EventName = "NOTIFICATION_SUCCEEDED" // the notice before a mandate's debit
	EventNotificationFailed    EventName = "NOTIFICATION_FAILED"
	EventTokenStatusUpdated    EventName = "TOKEN_STATUS_UPDATED" //nolint:gosec // a name, no credential

	EventChargebackReceived                 EventName = "CHARGEBACK_RECEIVED"
	EventChargebackUnderReview              EventName = "CHARGEBACK_UNDER_REVIEW"
	EventChargebackEvidenceRequired         EventName = "CHARGEBACK_EVIDENCE_REQUIRED"
	EventChargebackResolvedInMerchantFavour EventName = "CHARGEBACK_RESOLVED_IN_MERCHANT_FAVOUR"
	EventChargebackResolvedInCustomerFavour EventName = "CHARGEBACK_RESOLVED_IN_CUSTOMER_FAVOUR"
	EventChargebackAlreadyRefunded          EventName = "CHARGEBACK_ALREADY_REFUNDED"
	EventChargebackCanceled                 EventName = "CHARGEBACK_CANCELED"
	EventChargebackExpired                  EventName = "CHARGEBACK_EXPIRED"

	EventUnknown EventName = "UNKNOWN" // Juspay's own word for an event without a name
)

// refundEvents are the events about one refund, and the status that it then has.
var refundEvents = map[EventName]RefundStatus{
	EventRefundInitiated:          RefundPending,
	EventAutoRefundInitiated:      RefundPending,
	EventOrderRefunded:            RefundSuccess,
	EventRefundSucceeded:          RefundSuccess,
	EventAutoRefundSucceeded:      RefundSuccess,
	EventOrderAutoRefunded:        RefundSuccess,
	EventOrderRefundFailed:        RefundFailure,
	EventRefundFailed:             RefundFailure,
	EventAutoRefundFailed:         RefundFailure,
	EventRefundManualReviewNeeded: RefundManualReview,
}

// Refunds returns the order's refunds that the event can be about, the one that
// changed last first: those whose status its name tells of, or, for
// [EventRefundARNCaptured], those that have an ARN. The envelope does not say
// which of several it is. An event about no refund gives none.
//
// The order's own status stays CHARGED throughout a refund.
func (e *Event) Refunds() []*Refund {
	status, about := refundEvents[e.Name]
	if e.Order == nil || !about && e.Name != EventRefundARNCaptured {
		return nil
	}
	var refunds []*Refund
	for refund := range e.Order.allRefunds() {
		if about && refund.Status == status || !about && refund.ARN != "" {
			refunds = append(refunds, refund)
		}
	}
	slices.SortStableFunc(refunds, func(a, b *Refund) int { return changed(b).Compare(changed(a)) })
	return refunds
}

// changed is when a refund changed last, as far as Juspay says.
func changed(r *Refund) time.Time {
	if r.LastUpdated.IsZero() {
		return r.Created.Time
	}
	return r.LastUpdated.Time
}

// Key is what the deliveries of one event have in common, at most 64 bytes: its
// ID, or, where Juspay sent none, a digest of its name, order, transaction and
// refunds; of its content, where it has no order.
func (e *Event) Key() string {
	if e.ID != "" && len(e.ID) <= sha256.Size*2 {
		return e.ID
	}
	parts := []string{e.ID, string(e.Name)}
	if o := e.Order; o != nil && o.OrderID != "" {
		parts = append(parts, o.OrderID, o.TxnID, string(o.Status))
		for r := range o.allRefunds() {
			parts = append(parts, r.UniqueRequestID, string(r.Status))
		}
	} else {
		parts = append(parts, string(e.Content))
	}
	digest := sha256.Sum256(fmt.Appendf(nil, "%q", parts)) // quoted: no two lists look alike
	return hex.EncodeToString(digest[:])
}

// Format writes the event without the bytes of its content, under every verb.
func (e Event) Format(f fmt.State, _ rune) { redact(f, e) }

// LogValue makes slog write the same: a JSON handler would write the content out.
func (e Event) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(e)) }

// member returns the value that an object holds under name, as it stands there;
// nil when there is none. The text must be valid JSON, as encoding/json has
// found before: so a count of brackets finds it, where decoding into a
// RawMessage would read every byte of an order twice more. Like encoding/json it
// ignores the case of letters, and of two members takes the last.
func member(object []byte, name string) json.RawMessage {
	var found json.RawMessage
	rest := bytes.TrimLeft(object, jsonSpace)
	if !isObject(rest) {
		return nil
	}
	for len(rest) > 0 && rest[0] != '}' {
		var key, value []byte
		key, rest = cutValue(rest[1:]) // what follows the bracket or the comma
		if len(rest) == 0 || rest[0] != ':' {
			break // an empty object
		}
		value, rest = cutValue(rest[1:])
		if isKey(key, name) {
			found = value
		}
	}
	return found
}

const jsonSpace = " \t\r\n"

func cutValue(text []byte) (value, rest []byte) {
	text = bytes.TrimLeft(text, jsonSpace)
	n := valueLen(text)
	return text[:n], bytes.TrimLeft(text[n:], jsonSpace)
}

// valueLen returns where the JSON value at the start of text ends.
func valueLen(text []byte) int {
	switch {
	case len(text) == 0:
		return 0
	case text[0] == '"':
		return stringLen(text)
	case text[0] == '{' || text[0] == '[':
		return bracketLen(text)
	}
	if end := bytes.IndexAny(text, ",:]}"+jsonSpace); end >= 0 {
		return end
	}
	return len(text)
}

// bracketLen returns where the object or array at the start of text ends.
func bracketLen(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += stringLen(text[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// stringLen returns where the JSON string at the start of text ends: at the next
// quote that no odd number of backslashes stands before.
func stringLen(text []byte) int {
	for end := 1; ; {
		next := bytes.IndexByte(text[end:], '"')
		if next < 0 {
			return len(text)
		}
		end += next + 1
		slashes := 0
		for text[end-2-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return end
		}
	}
}

func isKey(quoted []byte, name string) bool {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return len(quoted) == len(name)+2 && strings.EqualFold(string(quoted[1:len(quoted)-1]), name)
	}
	var key string
	return json.Unmarshal(quoted, &key) == nil && strings.EqualFold(key, name)
}
