package juspay_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

var (
	worlds    = flag.Int("worlds", 25, "how many worlds of forty payments TestNobodyIsChargedTwice goes through")
	worldSeed = flag.Uint64("seed", 0, "the seed of its first world; 0 draws one")
)

// TestNobodyIsChargedTwice sends thousands of payments and refunds through a
// network that loses, delays and falsifies, with callers that leave at any
// moment, and compares what every call said with the server's books. What went
// wrong once goes wrong again with -worlds=1 and the seed that it prints.
func TestNobodyIsChargedTwice(t *testing.T) {
	t.Parallel()
	first := *worldSeed
	if first == 0 {
		first = rand.Uint64()
	}
	var seen tally
	for i := range *worlds {
		seed := first + uint64(i)
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, seed)
			for range 40 {
				w.sell()
			}
			w.audit(&seen)
			w.close()
		})
		if t.Failed() {
			t.Fatalf("again: go test -run TestNobodyIsChargedTwice -worlds=1 -seed=%d .", seed)
		}
	}
	t.Logf("%d succeeded, %d refused, %d unknown, %d not sent; the first seed was %d", seen.succeeded, seen.refused, seen.unknown, seen.unsent, first)
	require.Positive(t, min(seen.succeeded, seen.refused, seen.unknown, seen.unsent), "a search that meets no trouble finds none")
}

// tally counts how calls ended, the shop's looks aside.
type tally struct{ succeeded, refused, unknown, unsent int }

// sdkCall is one call of the SDK, as the network sees it.
type sdkCall struct {
	what   string
	cancel context.CancelFunc
	once   bool // is never to arrive twice
	down   bool // meets nobody, however often it tries
	err    error

	mu       sync.Mutex
	arrivals int // of the call itself at the server, its looks aside
	effects  int // arrivals that the server said yes to
}

type callKey struct{}

// network carries requests to the server, or does not.
type network struct {
	server *juspaytest.Server
	random *rand.Rand
	late   sync.WaitGroup
}

var errLost = errors.New("lost on the way")

// RoundTrip draws the request's fate. It says nothing to traces: what it loses
// is no proof. A failed dial is.
func (n *network) RoundTrip(req *http.Request) (*http.Response, error) {
	call, _ := req.Context().Value(callKey{}).(*sdkCall)
	body := []byte(nil)
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	deliver := func() *http.Response { return n.deliver(call, req, body) }
	noDial := &url.Error{Op: req.Method, URL: req.URL.String(), Err: &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}}
	switch {
	case call != nil && call.down:
		return nil, noDial
	case call == nil || n.random.IntN(100) < 45:
		return deliver(), nil
	}
	switch n.random.IntN(12) {
	case 0:
		return nil, noDial
	case 1:
		return nil, errLost
	case 2:
		deliver()
		return nil, errLost
	case 3: // arrives when the caller has gone on
		after := time.Duration(n.random.Int64N(int64(2 * time.Second)))
		n.late.Go(func() {
			<-time.After(after)
			deliver()
		})
		return nil, errLost
	case 4:
		return falseAnswer(n.serverError(), "<html>Bad gateway</html>"), nil
	case 5:
		deliver()
		return falseAnswer(n.serverError(), `{"status":"error"}`), nil
	case 6:
		return falseAnswer(http.StatusTooManyRequests, ""), nil
	case 7: // a page of the network's own, before or after the effect
		if n.random.IntN(2) == 0 {
			deliver()
		}
		return falseAnswer(http.StatusOK, "<html>Welcome</html>"), nil
	case 8:
		answer := deliver()
		answer.Body = io.NopCloser(io.MultiReader(io.LimitReader(answer.Body, 20), failing{}))
		return answer, nil
	case 9:
		call.cancel()
		return nil, req.Context().Err()
	case 10:
		answer := deliver()
		call.cancel()
		if n.random.IntN(2) == 0 {
			return nil, req.Context().Err()
		}
		return answer, nil
	default: // no answer until the caller gives up
		if n.random.IntN(2) == 0 {
			deliver()
		}
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
}

func (n *network) serverError() int {
	return []int{500, 502, 503, 504, 520}[n.random.IntN(5)]
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func falseAnswer(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, ContentLength: -1, Body: io.NopCloser(strings.NewReader(body))}
}

func (n *network) deliver(call *sdkCall, req *http.Request, body []byte) *http.Response {
	arriving := req.Clone(context.Background())
	arriving.RequestURI, arriving.RemoteAddr = req.URL.RequestURI(), "127.0.0.1:1"
	arriving.Body = io.NopCloser(bytes.NewReader(body))
	recorder := httptest.NewRecorder()
	n.server.ServeHTTP(recorder, arriving)
	if call != nil && req.Method != http.MethodGet {
		call.mu.Lock()
		defer call.mu.Unlock()
		call.arrivals++
		if recorder.Code < 300 {
			call.effects++
		}
	}
	return recorder.Result()
}

// world is a shop, its Juspay and the network between them.
type world struct {
	t      *testing.T
	random *rand.Rand
	net    *network
	shop   *juspay.Client
	auditor
	calls   []*sdkCall
	orders  []string
	byOrder map[string][]*sdkCall // payments
	refunds map[string][]*sdkCall // by order and id
	amounts map[string]juspay.Amount
}

// auditor reads the books on a way of its own.
type auditor struct{ *juspay.Client }

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	quiet := make(quietListener)
	server := juspaytest.NewServer(juspaytest.WithListener(quiet))
	w := &world{
		t: t, random: rand.New(rand.NewPCG(seed, 1)),
		byOrder: map[string][]*sdkCall{}, refunds: map[string][]*sdkCall{}, amounts: map[string]juspay.Amount{},
	}
	w.net = &network{server: server, random: w.random}
	carrier := juspay.WithHTTPClient(&http.Client{Transport: w.net})
	w.shop = server.Client(carrier, juspay.WithTimeout(5*time.Second))
	w.auditor = auditor{server.Client(carrier)}
	return w
}

func (w *world) close() { w.net.server.Close() }

// quietListener is one that nobody dials.
type quietListener chan struct{}

func (l quietListener) Accept() (net.Conn, error) {
	<-l
	return nil, net.ErrClosed
}

func (l quietListener) Close() error {
	close(l)
	return nil
}

func (quietListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// do makes a call of the SDK. Until it has been settled what is still on its
// way, nobody who is in doubt looks.
func (w *world) do(what string, once bool, f func(context.Context) error) *sdkCall {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	call := &sdkCall{what: what, once: once, cancel: cancel, down: w.random.IntN(30) == 0}
	call.err = f(context.WithValue(ctx, callKey{}, call))
	w.calls = append(w.calls, call)
	if errors.Is(call.err, juspay.ErrOutcomeUnknown) {
		w.net.late.Wait()
	}
	return call
}

// sell takes one order as far as it goes: a careful shop, that reads before it
// tries again.
func (w *world) sell() {
	id := fmt.Sprintf("ord%dx", 1000+len(w.orders))
	w.orders = append(w.orders, id)
	if !w.create(id) || !w.pay(id) {
		return
	}
	for i := range w.random.IntN(4) {
		w.refund(id, fmt.Sprintf("ref%d", i), juspay.AmountFromMinor(int64(100*(i+1)), 2))
	}
}

const tries = 5

func (w *world) create(id string) bool {
	p := &juspay.OrderCreateParams{OrderID: id, Amount: "100.00", Currency: "INR", AllowCardNoThreeDS: true}
	for range tries {
		call := w.do("create "+id, false, func(ctx context.Context) error {
			order, err := w.shop.Orders.Create(ctx, p)
			if err == nil {
				assert.Equal(w.t, id, order.OrderID)
			}
			return err
		})
		if call.err == nil || errors.Is(call.err, juspay.ErrOutcomeUnknown) && w.look(id) != nil {
			return true
		}
	}
	return false
}

// look reads an order through the same bad network; nil when there is none.
func (w *world) look(id string) (found *juspay.Order) {
	for range 3 * tries {
		call := w.do("look "+id, false, func(ctx context.Context) (err error) {
			found, err = w.shop.Orders.Get(ctx, id, nil)
			return err
		})
		assert.NotErrorIs(w.t, call.err, juspay.ErrOutcomeUnknown, "a read")
		if call.err == nil || errors.Is(call.err, juspay.ErrNotFound) {
			return found
		}
	}
	return nil
}

func (w *world) pay(id string) bool {
	card := juspay.NewCard{Number: juspaytest.CardVisa, Expiry: juspay.Expiry{Month: 12, Year: 2030}, SecurityCode: "123"}
	p := &juspay.TxnCreateParams{OrderID: id, Source: card, PaymentMethod: juspay.PaymentMethodVisa, AuthType: juspay.AuthNoThreeDS}
	for range tries {
		call := w.do("pay "+id, true, func(ctx context.Context) error {
			txn, err := w.shop.Txns.Create(ctx, p)
			if err == nil {
				assert.Equal(w.t, juspay.StatusCharged, txn.Status)
			}
			return err
		})
		w.byOrder[id] = append(w.byOrder[id], call)
		if call.err == nil {
			return true
		}
		if errors.Is(call.err, juspay.ErrOutcomeUnknown) {
			order := w.look(id)
			if order == nil {
				return false // not to be known today: no second payment
			}
			if order.Status.Paid() {
				return true
			}
		}
	}
	return false
}

func (w *world) refund(id, refundID string, amount juspay.Amount) {
	key := id + " " + refundID
	w.amounts[key] = amount
	byTxn := w.random.IntN(2) == 0
	for range tries {
		call := w.do("refund "+key, false, func(ctx context.Context) (err error) {
			refund := &juspay.Refund{}
			if byTxn {
				refund, err = w.shop.Txns.Refund(ctx, &juspay.TxnRefundParams{OrderID: id, UniqueRequestID: refundID, Amount: amount})
			} else {
				var order *juspay.Order
				if order, err = w.shop.Orders.Refund(ctx, id, &juspay.RefundParams{UniqueRequestID: refundID, Amount: amount}); err == nil {
					refund = order.FindRefund(refundID)
				}
			}
			if err == nil && assert.NotNil(w.t, refund) {
				assert.True(w.t, refund.Amount.Equal(amount), "%s: %s is not %s", key, refund.Amount, amount)
			}
			return err
		})
		w.refunds[key] = append(w.refunds[key], call)
		if call.err == nil || errors.Is(call.err, juspay.ErrDuplicateCall) {
			return
		}
	}
}

// audit compares what the calls said with what happened.
func (w *world) audit(seen *tally) {
	w.net.late.Wait()
	for _, call := range w.calls {
		w.auditCall(call, seen)
	}
	for _, id := range w.orders {
		w.auditOrder(id)
	}
}

func (w *world) auditCall(call *sdkCall, seen *tally) {
	err := call.err
	if call.once {
		assert.LessOrEqual(w.t, call.arrivals, 1, "%s arrived more than once: %v", call.what, err)
	}
	var lost *juspay.ConnectionError
	switch {
	case strings.HasPrefix(call.what, "look "):
	case errors.Is(err, juspay.ErrOutcomeUnknown):
		seen.unknown++
		assert.NotErrorIs(w.t, err, juspay.ErrRateLimited, call.what)
	case err == nil:
		seen.succeeded++
		if call.once {
			assert.Equal(w.t, 1, call.effects, "%s succeeded", call.what)
		}
	case errors.As(err, &lost):
		seen.unsent++
		assert.False(w.t, lost.Sent, "%s may have been sent: %v", call.what, err)
		assert.Zero(w.t, call.arrivals, "%s was not sent: %v", call.what, err)
	default:
		seen.refused++
		assert.Zero(w.t, call.effects, "%s was refused: %v", call.what, err)
	}
}

// auditOrder holds the shop's side against the books.
func (w *world) auditOrder(id string) {
	order, err := w.auditor.Orders.Get(w.t.Context(), id, nil)
	if errors.Is(err, juspay.ErrNotFound) {
		for _, call := range w.calls {
			if call.what == "create "+id {
				assert.Error(w.t, call.err, "%s: a success without an order", id)
			}
		}
		return
	}
	require.NoError(w.t, err)
	assert.True(w.t, order.Amount.Equal("100"), id)

	charges := 0
	for _, call := range w.byOrder[id] {
		charges += call.effects
	}
	assert.LessOrEqual(w.t, charges, 1, "%s was charged more than once", id)
	assert.Equal(w.t, charges == 1, order.Status.Paid(), "%s: %d charges, and the books say %s", id, charges, order.Status)

	made := 0
	for key, calls := range w.refunds {
		refundID, ours := strings.CutPrefix(key, id+" ")
		if !ours {
			continue
		}
		effects, succeeded := 0, false
		for _, call := range calls {
			effects += call.effects
			succeeded = succeeded || call.err == nil || errors.Is(call.err, juspay.ErrDuplicateCall)
		}
		assert.LessOrEqual(w.t, effects, 1, "%s was refunded more than once", key)
		refund := order.FindRefund(refundID)
		assert.Equal(w.t, effects == 1, refund != nil, "%s: %d refunds", key, effects)
		if succeeded && assert.NotNil(w.t, refund, "%s: a success without a refund", key) {
			assert.True(w.t, refund.Amount.Equal(w.amounts[key]), key)
		}
		if refund != nil {
			made++
		}
	}
	assert.Len(w.t, order.Refunds, made, "%s: refunds that nobody asked for", id)
}
