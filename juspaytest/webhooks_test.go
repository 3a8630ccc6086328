package juspaytest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// receiver is a merchant's webhook endpoint. It answers the first deliveries
// as told, and then with 200.
type receiver struct {
	URL string

	mu      sync.Mutex
	answers []int
	got     []receipt
}

type receipt struct {
	id, name, auth, secret string
	body                   []byte
}

func newReceiver(t *testing.T, answers ...int) *receiver {
	t.Helper()
	r := &receiver{answers: answers}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	var envelope struct {
		ID   string `json:"id"`
		Name string `json:"event_name"`
	}
	_ = json.Unmarshal(body, &envelope)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, receipt{envelope.ID, envelope.Name, req.Header.Get("Authorization"), req.Header.Get("X-Secret"), body})
	status := http.StatusOK
	if len(r.answers) > 0 {
		status, r.answers = r.answers[0], r.answers[1:]
	}
	w.WriteHeader(status)
}

func (r *receiver) receipts() []receipt {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func (r *receiver) names() []string {
	var names []string
	for _, one := range r.receipts() {
		names = append(names, one.name)
	}
	return names
}

func (s shop) flush() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	require.NoError(s.t, s.Flush(ctx))
}

func TestWebhookEnvelope(t *testing.T) {
	t.Parallel()
	s, r := newShop(t), newReceiver(t)
	s.SetWebhook(r.URL, "hook", "pass:word")
	s.SetWebhookHeader("X-Secret", "s3cret")
	s.order("ord_1", "250.50", "customer_phone", "9999999999")
	s.pay("ord_1", CardVisa)
	s.flush()

	require.Equal(t, []string{"TXN_CREATED", "ORDER_SUCCEEDED"}, r.names())
	paid := r.receipts()[1]
	require.Equal(t, "Basic aG9vazpwYXNzOndvcmQ=", paid.auth)
	require.Equal(t, "s3cret", paid.secret)
	event := got{body: string(paid.body), t: t}
	require.Regexp(t, "^evt_V2_[0-9a-f]{32}$", event.text("id"))
	require.Equal(t, "2026-05-01T10:00:00Z", event.text("date_created"))
	requireWithin(t, `{"content":{"order":{"order_id":"ord_1","status":"CHARGED","amount":250.5,"customer_phone":"FILTERED","maximum_eligible_refund_amount":"FILTERED","card":{"last_four_digits":"4242"}}}}`, event)
}

func TestWebhookIsSentAgainUntil200(t *testing.T) {
	t.Parallel()
	s, r := newShop(t), newReceiver(t, 200, 500, 302, 201, 404)
	s.SetWebhook(r.URL, "u", "p")
	s.order("ord_1", "1")
	s.pay("ord_1", CardVisa)
	s.flush()
	require.Len(t, r.receipts(), 2)

	for i, pause := range []time.Duration{time.Minute, 5 * time.Minute, 5 * time.Minute, 10 * time.Minute} {
		s.Advance(pause - time.Second)
		s.flush()
		require.Len(t, r.receipts(), 2+i, "too early")
		s.Advance(time.Second)
		s.flush()
		require.Len(t, r.receipts(), 3+i)
	}
	s.Advance(30 * 24 * time.Hour)
	s.flush()
	all := r.receipts()
	require.Len(t, all, 6, "200 ends it")
	for _, one := range all[1:] {
		require.Equal(t, all[1], one, "each time the same event, byte for byte")
	}
}

func TestWebhookBackOffFillsADay(t *testing.T) {
	t.Parallel()
	var sum time.Duration
	for _, pause := range backOff {
		sum += pause
	}
	require.Len(t, backOff, 16)
	require.InDelta(t, 24, sum.Hours(), 0.1)
}

func TestWebhooksOutOfOrderAndTwice(t *testing.T) {
	t.Parallel()
	s, r := newShop(t), newReceiver(t)
	s.SetWebhook(r.URL, "u", "p")
	s.HoldWebhooks()
	s.order("ord_1", "1")
	s.pay("ord_1", CardVisa)
	s.flush()
	require.Empty(t, r.receipts())

	events := s.Events()
	require.NoError(t, s.Deliver(t.Context(), events[1].ID, events[0].ID, events[1].ID))
	require.Equal(t, []string{"ORDER_SUCCEEDED", "TXN_CREATED", "ORDER_SUCCEEDED"}, r.names())
	require.Error(t, s.Deliver(t.Context(), "evt_nope"))

	s.refund("rf_1", "1")
	s.Advance(time.Hour)
	s.ReleaseWebhooks()
	s.flush()
	require.Equal(t, []string{"ORDER_SUCCEEDED", "TXN_CREATED", "ORDER_SUCCEEDED", "ORDER_REFUNDED"}, r.names(), "what was delivered by hand is done")
}

func TestOrdersOwnWebhookGoesFirst(t *testing.T) {
	t.Parallel()
	s, r, own := newShop(t), newReceiver(t), newReceiver(t)
	s.SetWebhook(r.URL, "u", "p")
	s.order("ord_1", "1", "metadata.webhook_url", own.URL)
	s.order("ord_2", "1")
	s.pay("ord_1", CardDeclined)
	s.pay("ord_2", CardVisa)
	s.flush()
	require.Equal(t, []string{"TXN_CREATED", "ORDER_FAILED"}, own.names())
	require.Equal(t, []string{"TXN_CREATED", "ORDER_SUCCEEDED"}, r.names())
	require.Equal(t, r.receipts()[0].auth, own.receipts()[0].auth, "with the same credentials")
}

func TestReceiverMayCallBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	status := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		status <- s.status("ord_1")
	}))
	t.Cleanup(receiver.Close)
	s.SetWebhook(receiver.URL, "", "")
	s.order("ord_1", "1")
	s.pay("ord_1", CardVisa, "auth_type", "MOTO")
	s.flush()
	require.Equal(t, "CHARGED", <-status)
}

func TestCloseBreaksOffADelivery(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	arrived := make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		close(arrived)
		<-r.Context().Done()
	}))
	t.Cleanup(receiver.Close)
	s.SetWebhook(receiver.URL, "", "")
	s.order("ord_1", "1")
	s.ask("POST /txns", s.newCard("ord_1", CardVisa)...)
	<-arrived
	s.Close()
	require.ErrorIs(t, s.Flush(t.Context()), http.ErrServerClosed)
	s.Close()
}

func TestRealTimeRefundSettlesByItself(t *testing.T) {
	t.Parallel()
	s := newShop(t, WithRealTime())
	r := newReceiver(t)
	s.SetWebhook(r.URL, "", "")
	before := s.Now()
	require.WithinDuration(t, time.Now(), before, 2*time.Second)
	s.order("ord_1", "1")
	s.pay("ord_1", CardVisa)
	s.refund("rf_1", "1")
	s.Advance(refundSettles)
	s.flush()
	require.Equal(t, []string{"TXN_CREATED", "ORDER_SUCCEEDED", "ORDER_REFUNDED"}, r.names())
	require.False(t, s.Now().Before(before.Add(refundSettles)))
}
