package juspay_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// shop is a merchant's receiver: it takes a webhook for a hint, and reads the
// order.
type shop struct {
	client *juspay.Client
	fails  int // how many of the next events it fails to store

	mu      sync.Mutex
	handled map[string]int                 // by event
	orders  map[string]juspay.Status       // what it believes
	refunds map[string]juspay.RefundStatus // what it believes
	about   map[juspay.EventName][]string  // the refunds that an event was about
}

func (s *shop) handle(ctx context.Context, event *juspay.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails > 0 {
		s.fails--
		return errors.New("the database is away")
	}
	order, err := s.client.Orders.Get(ctx, event.Order.OrderID, nil)
	if err != nil {
		return err
	}
	s.handled[event.ID]++
	s.orders[order.OrderID] = order.Status
	for _, refund := range order.Refunds {
		s.refunds[refund.UniqueRequestID] = refund.Status
	}
	for _, refund := range event.Refunds() {
		s.about[event.Name] = append(s.about[event.Name], refund.UniqueRequestID)
	}
	return nil
}

// newShop is a Juspay, and a shop that it delivers to.
func newShop(t *testing.T) (*juspaytest.Server, *shop) {
	t.Helper()
	server := juspaytest.NewServer()
	t.Cleanup(server.Close)
	return server, openShop(t, server)
}

func openShop(t *testing.T, server *juspaytest.Server, opts ...juspay.WebhookOption) *shop {
	t.Helper()
	s := &shop{client: server.Client(), handled: map[string]int{}, orders: map[string]juspay.Status{}, refunds: map[string]juspay.RefundStatus{}, about: map[juspay.EventName][]string{}}
	receiver := httptest.NewServer(juspay.NewWebhookHandler("hook", "pass:word", s.handle, append(opts, juspay.WithDeduplication(juspay.NewMemoryDeduplicator(0)))...))
	t.Cleanup(receiver.Close)
	server.SetWebhook(receiver.URL, "hook", "pass:word")
	return s
}

func (s *shop) pay(t *testing.T, server *juspaytest.Server, orderID string) *url.URL {
	t.Helper()
	txn, err := s.client.Txns.Create(t.Context(), &juspay.TxnCreateParams{
		Order:  &juspay.OrderCreateParams{OrderID: orderID, Amount: "250.50", Currency: "INR", ReturnURL: "https://shop.example/return?basket=7"},
		Source: juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
	})
	require.NoError(t, err)
	back, err := server.Approve(txn.RedirectURL())
	require.NoError(t, err)
	return back
}

func flush(t *testing.T, server *juspaytest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	require.NoError(t, server.Flush(ctx))
}

func TestReceiverEndsInTheRightStateWhateverIsDeliveredHow(t *testing.T) {
	t.Parallel()
	server, shop := newShop(t)
	server.HoldWebhooks()
	shop.pay(t, server, "ord1")
	_, err := shop.client.Orders.Refund(t.Context(), "ord1", &juspay.RefundParams{UniqueRequestID: "rf1", Amount: "50"})
	require.NoError(t, err)
	server.Advance(24 * time.Hour) // the refund settles
	var ids []string
	for _, event := range server.Events() {
		ids = append(ids, event.ID)
	}
	require.GreaterOrEqual(t, len(ids), 3, "started, paid, refunded")

	slices.Reverse(ids)
	var wg sync.WaitGroup
	for range 3 { // duplicates at the same moment
		wg.Go(func() { assert.NoError(t, server.Deliver(t.Context(), ids...)) })
	}
	wg.Wait()
	server.ReleaseWebhooks()
	flush(t, server)
	server.Advance(24 * time.Hour) // whatever met a 503
	flush(t, server)

	for _, id := range ids {
		assert.Equal(t, 1, shop.handled[id], id)
	}
	assert.Equal(t, map[string]juspay.Status{"ord1": juspay.StatusCharged}, shop.orders)
	assert.Equal(t, map[string]juspay.RefundStatus{"rf1": juspay.RefundSuccess}, shop.refunds)
	assert.Equal(t, []string{"rf1"}, shop.about[juspay.EventOrderRefunded])
}

func TestFailedEventsComeAgain(t *testing.T) {
	t.Parallel()
	server, shop := newShop(t)
	shop.fails = 3
	shop.pay(t, server, "ord1")
	flush(t, server)
	for range 4 {
		server.Advance(10 * time.Minute)
		flush(t, server)
	}
	assert.Equal(t, juspay.StatusCharged, shop.orders["ord1"])
	for id, times := range shop.handled {
		assert.Equal(t, 1, times, id)
	}
	assert.Len(t, shop.handled, len(server.Events()))
}

func TestEncryptedWebhooksArrive(t *testing.T) {
	t.Parallel()
	source := juspaytest.NewServer()
	defer source.Close()
	pairs, err := source.Keys()
	require.NoError(t, err)
	keys, err := juspay.ParseEncryptionKeys(pairs.ID, pairs.MerchantPrivate, pairs.JuspayPublic)
	require.NoError(t, err)

	s := openShop(t, source, juspay.WithWebhookKeys(keys), juspay.RequireEncryption())
	require.NoError(t, source.EncryptWebhooks(true))
	s.pay(t, source, "ord1")
	flush(t, source)
	assert.Equal(t, juspay.StatusCharged, s.orders["ord1"])
}

func TestReturnOfTheBrowserVerifies(t *testing.T) {
	t.Parallel()
	server, shop := newShop(t)
	back := shop.pay(t, server, "ord1")
	result, err := juspay.VerifyReturn(back.Query(), server.ResponseKey)
	require.NoError(t, err)
	assert.Equal(t, "ord1", result.OrderID)
	assert.Equal(t, juspay.StatusCharged, result.Status)
	assert.Equal(t, juspay.Int(21), result.StatusID)
	assert.Equal(t, "7", result.Params.Get("basket"), "the shop's own parameter is signed too")

	_, err = juspay.VerifyReturn(back.Query(), server.APIKey)
	require.ErrorIs(t, err, juspay.ErrBadSignature)
}
