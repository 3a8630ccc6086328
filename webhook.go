package juspay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// NewWebhookHandler receives Juspay's webhooks: it checks the credentials, reads
// the event and calls handle, and answers 200 only after handle returned nil.
// Juspay delivers again whatever is answered otherwise, so handle should store
// the event and return; it may be called by many deliveries at a time, and its
// context is the request's.
//
// username and password are those set in the dashboard (Settings, Webhooks).
// When either is empty everything is refused: there is no way to switch the
// check off.
//
// The answers, none of which holds a secret or an id:
//
//	200  handle returned nil; or, with WithDeduplication, it did so before
//	400  the body is no event, or is encrypted and cannot be opened
//	401  no credentials, wrong ones, or none configured
//	405  not a POST
//	413  the body is larger than 1 MiB
//	500  handle returned an error or panicked, or the deduplicator failed: the event comes again
//	503  another delivery of the same event is still being handled
//
// Juspay docs: https://juspay.io/resources/docs/common-resources/webhooks
func NewWebhookHandler(username, password string, handle func(context.Context, *Event) error, opts ...WebhookOption) http.Handler {
	h := &webhookHandler{handle: handle}
	h.require("credentials", username != "" && password != "", basicAuth(username, password))
	for _, opt := range opts {
		opt(h)
	}
	if h.closed != "" {
		h.log(slog.LevelError, "every webhook is refused: the "+h.closed+" must not be empty")
	}
	return h
}

// WebhookOption changes how a webhook handler works.
type WebhookOption func(*webhookHandler)

// WithDeduplication hands each event to the callback once: a delivery of an
// event that was handled is answered 200 at once, one of an event that is being
// handled 503. See [Deduplicator] for what survives a crash.
func WithDeduplication(d Deduplicator) WebhookOption {
	return func(h *webhookHandler) { h.dedup = d }
}

// WithWebhookKeys opens encrypted bodies, {"JWT": …}; plain ones stay accepted
// unless [RequireEncryption] is given. Give it twice while keys are being
// changed, with the new keys and the old.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/jwt-webhook
func WithWebhookKeys(k *EncryptionKeys) WebhookOption {
	return func(h *webhookHandler) { h.keys = append(h.keys, k) }
}

// RequireEncryption refuses plain bodies with 400.
func RequireEncryption() WebhookOption {
	return func(h *webhookHandler) { h.encryptedOnly = true }
}

// WithWebhookHeader asks for one more secret: a custom header from the
// dashboard's webhook settings, compared in constant time. An empty name or
// value refuses everything.
//
// Juspay docs: https://juspay.io/dashboard/docs/payments/webhooks-settings
func WithWebhookHeader(name, value string) WebhookOption {
	want := sha256.Sum256([]byte(value))
	return func(h *webhookHandler) {
		h.require("secret header", name != "" && value != "", func(r *http.Request) bool {
			return equalHash(want, r.Header.Get(name))
		})
	}
}

// WithWebhookLogger says where log lines go; without it, to [slog.Default]. At
// error level: missing credentials, once, and what nobody else would see, a panic
// of the callback and a failing deduplicator. At debug level: the status and the
// reason of every refusal. Never a body, an id or a secret, nor the text of an
// error or a panic: what the callback returns is the callback's to log.
func WithWebhookLogger(l *slog.Logger) WebhookOption {
	return func(h *webhookHandler) { h.logger = l }
}

type webhookHandler struct {
	handle        func(context.Context, *Event) error
	checks        []func(*http.Request) bool // all must pass
	closed        string                     // the check that nothing can pass; "" is as it should be
	dedup         Deduplicator
	keys          []*EncryptionKeys
	encryptedOnly bool
	logger        *slog.Logger
}

// maxWebhookBody is some hundred times an order with all its parts.
const maxWebhookBody = 1 << 20

// releaseTimeout bounds what a delivery that is over still waits for its store.
const releaseTimeout = 5 * time.Second

// Format keeps fmt from what the options hold.
func (h *webhookHandler) Format(f fmt.State, _ rune) {
	writeLine(f, "juspay webhook handler")
}

func (h *webhookHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, reason := h.receive(w, r)
	switch status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Basic realm="juspay webhooks"`)
	}
	if reason != "" {
		h.log(slog.LevelDebug, "webhook refused", slog.Int("status", status), slog.String("reason", reason))
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, http.StatusText(status)+"\n")
}

// receive takes one delivery in; the reason is "" for those that are answered
// 200.
func (h *webhookHandler) receive(w http.ResponseWriter, r *http.Request) (status int, reason string) {
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed, "method"
	}
	if !h.authentic(r) {
		return http.StatusUnauthorized, "credentials"
	}
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), maxWebhookBody)) + bytes.MinRead)
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxWebhookBody)); err != nil {
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return http.StatusRequestEntityTooLarge, "body too large"
		}
		return http.StatusBadRequest, "body cut short"
	}
	event, err := h.parse(body.Bytes())
	if err != nil {
		return http.StatusBadRequest, "body is no event"
	}
	if h.dedup == nil {
		return h.call(r.Context(), event)
	}
	return h.callOnce(r.Context(), event)
}

// parse takes a body for plain first: looking for an event's name costs nothing
// beside a decryption.
func (h *webhookHandler) parse(body []byte) (*Event, error) {
	event, err := ParseEvent(body)
	if err == nil && !h.encryptedOnly {
		return event, nil
	}
	for _, keys := range h.keys {
		if opened, err := keys.open(body); err == nil {
			return ParseEvent(opened)
		}
	}
	return nil, ErrDecode
}

// callOnce calls the callback when this delivery is the one to handle the event.
func (h *webhookHandler) callOnce(ctx context.Context, event *Event) (status int, reason string) {
	claim, err := h.dedup.Claim(ctx, event.Key())
	if err != nil {
		h.log(slog.LevelError, "webhook: the deduplicator cannot claim")
		return http.StatusInternalServerError, "deduplicator"
	}
	switch claim.State {
	case ClaimDone:
		return http.StatusOK, ""
	case ClaimBusy:
		return http.StatusServiceUnavailable, "being handled"
	case ClaimTaken:
	default:
		h.log(slog.LevelError, "webhook: the deduplicator answers no claim state")
		return http.StatusInternalServerError, "deduplicator"
	}
	// Deferred: a callback may end its goroutine. Juspay may have hung up by then,
	// which must not keep the event claimed.
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
		defer cancel()
		if err := h.dedup.Release(ctx, claim, status == http.StatusOK); err != nil {
			h.log(slog.LevelError, "webhook: the deduplicator cannot release", slog.Bool("done", status == http.StatusOK))
		}
	}()
	return h.call(ctx, event)
}

// call runs the callback; its panics, http.ErrAbortHandler among them, are
// failures like others: the delivery gets its answer, and comes again.
func (h *webhookHandler) call(ctx context.Context, event *Event) (status int, reason string) {
	defer func() {
		if panicked := recover(); panicked != nil {
			h.log(slog.LevelError, "webhook: the callback panicked", slog.String("type", fmt.Sprintf("%T", panicked)))
			status, reason = http.StatusInternalServerError, "callback"
		}
	}()
	if err := h.handle(ctx, event); err != nil {
		return http.StatusInternalServerError, "callback"
	}
	return http.StatusOK, ""
}

// require adds a check; one that is not configured closes the handler.
func (h *webhookHandler) require(name string, configured bool, check func(*http.Request) bool) {
	if !configured {
		h.closed = name
	}
	h.checks = append(h.checks, check)
}

func (h *webhookHandler) authentic(r *http.Request) bool {
	ok := h.closed == ""
	for _, check := range h.checks {
		ok = check(r) && ok
	}
	return ok
}

// basicAuth cuts at the first colon, as passwords may hold more of them.
func basicAuth(username, password string) func(*http.Request) bool {
	want := sha256.Sum256([]byte(username + ":" + password))
	return func(r *http.Request) bool {
		username, password, ok := r.BasicAuth()
		return equalHash(want, username+":"+password) && ok
	}
}

// equalHash compares hashes, so that the time it takes tells neither how long
// the secret is nor how much of it was right.
func equalHash(want [sha256.Size]byte, got string) bool {
	hash := sha256.Sum256([]byte(got))
	return subtle.ConstantTimeCompare(want[:], hash[:]) == 1
}

func (h *webhookHandler) log(level slog.Level, message string, attrs ...slog.Attr) {
	logger := h.logger
	if logger == nil {
		logger = slog.Default()
	}
	logger.LogAttrs(context.Background(), level, "juspay: "+message, attrs...)
}
