package juspay

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name, text string
		want       time.Duration
	}{
		{"seconds", "7", 7 * time.Second},
		{"seconds beyond the cap", "3600", longest},
		{"seconds beyond an int64", "99999999999999999999999", longest},
		{"negative", "-5", 0},
		{"negative beyond an int64", "-99999999999999999999999", 0},
		{"date", "Sun, 01 Mar 2026 12:00:09 GMT", 9 * time.Second},
		{"date of old form", "Sunday, 01-Mar-26 12:00:09 GMT", 9 * time.Second},
		{"date far away", "Fri, 31 Dec 9999 23:59:59 GMT", longest},
		{"date gone by", "Sun, 01 Mar 2026 11:00:00 GMT", 0},
		{"fraction", "1.5", 0},
		{"garbage", "soon", 0},
		{"nothing", "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, retryAfter(test.text, now))
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, text := range []string{"7", "-1", "99999999999999999999", "Sun, 01 Mar 2026 12:00:09 GMT", "soon", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d := retryAfter(text, time.Now()); d < 0 || d > longest {
			t.Errorf("%q: %v", text, d)
		}
	})
}

// Random pauses double their span, up to the cap, and none begins that the
// deadline would cut.
func TestPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for attempts := 1; attempts < 80; attempts++ {
			began := time.Now()
			require.True(t, wait(t.Context(), attempts, 0))
			took := time.Since(began)
			assert.Positive(t, took)
			assert.LessOrEqual(t, took, min(longest, firstWait<<min(attempts-1, 20))+1)
		}
		began := time.Now()
		require.True(t, wait(t.Context(), 1, time.Hour))
		assert.Equal(t, longest, time.Since(began), "a hint is capped")

		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		began = time.Now()
		assert.False(t, wait(ctx, 1, 7*time.Second), "a pause as long as the deadline does not begin")
		assert.Zero(t, time.Since(began))
		assert.True(t, wait(ctx, 1, 6*time.Second))
	})
}

// step is one answer of a scripted server: nothing more than a status and a
// body, or an error of the transport.
type step struct {
	status int
	body   string
	err    error
}

var (
	errSilence = errors.New("the transport says nothing")
	errDialled = &url.Error{Op: "Post", URL: "https://x", Err: &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("refused")}}
)

// script is a transport without traces that answers step by step, and notes
// what it was asked.
type script struct {
	steps []step
	sent  []string // "METHOD path body"
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	body := []byte(nil)
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	s.sent = append(s.sent, strings.TrimSpace(req.Method+" "+req.URL.Path+" "+string(body)))
	if len(s.sent) > len(s.steps) {
		return nil, errors.New("the script has ended: " + s.sent[len(s.sent)-1])
	}
	step := s.steps[len(s.sent)-1]
	if step.err != nil {
		return nil, step.err
	}
	return &http.Response{StatusCode: step.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(step.body))}, nil
}

func (s *script) client(t *testing.T, opts ...Option) *Client {
	t.Helper()
	client, err := NewClient(testKey, testMerchant, append([]Option{WithHTTPClient(&http.Client{Transport: s})}, opts...)...)
	require.NoError(t, err)
	return client
}

const (
	notFound      = `{"status":"NOT_FOUND","status_id":40}`
	duplicateCall = `{"status":"ERROR","status_id":-1,"error_code":"duplicate.call","error_message":"done before"}`
	theRefund     = `{"order_id":"ord1001","amount":10,"refunds":[{"unique_request_id":"ref1001","amount":10.00,"status":"PENDING"}]}`
	otherRefund   = `{"order_id":"ord1001","amount":10,"refunds":[{"unique_request_id":"ref1001","amount":4,"status":"SUCCESS"}]}`
	noRefund      = `{"order_id":"ord1001","amount":10,"refunds":[]}`
	theOrder      = `{"order_id":"ord1001","amount":10,"currency":"INR","status":"NEW"}`
)

func TestDoubtIsResolvedOrStated(t *testing.T) {
	t.Parallel()
	var (
		refund   = "POST /orders/ord1001/refunds amount=10&unique_request_id=ref1001"
		txn      = "POST /refunds amount=10&order_id=ord1001&unique_request_id=ref1001"
		create   = "POST /orders amount=10&order_id=ord1001"
		look     = "GET /orders/ord1001"
		customer = "POST /customers mobile_number=9876543210&object_reference_id=cust1001"
		getting  = "GET /customers/cust1001"
		fails    = []error{ErrOutcomeUnknown}
	)
	byTxn := func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Txns.Refund(ctx, &TxnRefundParams{TxnID: "acme-ord1001-1", UniqueRequestID: "ref1001", Amount: "10"}))
	}
	inRupees := func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Orders.Create(ctx, &OrderCreateParams{OrderID: "ord1001", Amount: "10", Currency: "USD"}))
	}
	ensure := func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Customers.Ensure(ctx, &CustomerCreateParams{ObjectReferenceID: "cust1001", MobileNumber: "9876543210"}))
	}
	tests := []struct {
		name  string
		call  func(context.Context, *Client) (bool, error)
		steps []step
		sent  []string
		is    []error // nil: a result
		isNot []error
		opts  []Option
	}{
		{"a refund's first duplicate is passed on", calls[ordersRefund], []step{{400, duplicateCall, nil}},
			[]string{refund}, []error{ErrDuplicateCall}, fails, nil},
		{"a duplicate after our own lost try is found", calls[ordersRefund], []step{{0, "", errSilence}, {400, duplicateCall, nil}, {200, theRefund, nil}},
			[]string{refund, refund, look}, nil, nil, nil},
		{"a duplicate after our own 500 is found", calls[txnsRefund], []step{{500, "", nil}, {400, duplicateCall, nil}, {200, theRefund, nil}},
			[]string{txn, txn, look}, nil, nil, nil},
		{"a duplicate whose refund is not there is unknown", calls[ordersRefund], []step{{500, "", nil}, {400, duplicateCall, nil}, {200, noRefund, nil}},
			[]string{refund, refund, look}, fails, nil, nil},
		{"a duplicate whose refund is another is unknown", calls[ordersRefund], []step{{500, "", nil}, {400, duplicateCall, nil}, {200, otherRefund, nil}},
			[]string{refund, refund, look}, fails, nil, nil},
		{"a duplicate whose order cannot be read is unknown", calls[ordersRefund], []step{{500, "", nil}, {400, duplicateCall, nil}, {404, "", nil}},
			[]string{refund, refund, look}, fails, nil, nil},
		{"a duplicate after a dial that failed is passed on", calls[ordersRefund], []step{{0, "", errDialled}, {400, duplicateCall, nil}},
			[]string{refund, refund}, []error{ErrDuplicateCall}, fails, nil},
		{"a duplicate after a 429 is passed on", calls[ordersRefund], []step{{429, "", nil}, {400, duplicateCall, nil}},
			[]string{refund, refund}, []error{ErrDuplicateCall}, fails, nil},
		{"a refusal after doubt is looked up", calls[ordersRefund], []step{{502, "", nil}, {401, "{}", nil}, {200, theRefund, nil}},
			[]string{refund, refund, look}, nil, nil, nil},
		{"a refusal after doubt is unknown", calls[ordersRefund], []step{{502, "", nil}, {400, `{"error_code":"invalid.amount.exceeded"}`, nil}, {200, noRefund, nil}},
			[]string{refund, refund, look}, []error{ErrOutcomeUnknown, ErrInvalidRequest}, nil, nil},
		{"a 429 after doubt is unknown, and no 429", calls[ordersRefund], []step{{500, "", nil}, {429, "", nil}, {429, "", nil}, {200, noRefund, nil}},
			[]string{refund, refund, refund, look}, []error{ErrOutcomeUnknown, ErrServer}, []error{ErrRateLimited}, nil},
		{"a failed dial after doubt is unknown, and was sent", calls[ordersUpdate], []step{{500, "", nil}, {0, "", errDialled}, {0, "", errDialled}},
			[]string{"POST /orders/ord1001 amount=11", "POST /orders/ord1001 amount=11", "POST /orders/ord1001 amount=11"},
			[]error{ErrOutcomeUnknown, ErrServer}, []error{ErrConnection}, nil},
		{"a refund without an order has nowhere to look", byTxn, []step{{500, "", nil}, {400, duplicateCall, nil}},
			[]string{"POST /refunds amount=10&txn_id=acme-ord1001-1&unique_request_id=ref1001", "POST /refunds amount=10&txn_id=acme-ord1001-1&unique_request_id=ref1001"},
			[]error{ErrOutcomeUnknown, ErrDuplicateCall}, nil, nil},
		{"without repeats a lost refund is unknown at once", calls[ordersRefund], []step{{500, "", nil}},
			[]string{refund}, fails, nil, []Option{WithMaxRetries(0)}},

		{"a lost order is read before it is sent again", calls[ordersCreate], []step{{0, "", errSilence}, {404, notFound, nil}, {200, theOrder, nil}},
			[]string{create, look, create}, nil, nil, nil},
		{"a lost order that is there is the result", calls[ordersCreate], []step{{503, "", nil}, {200, theOrder, nil}},
			[]string{create, look}, nil, nil, nil},
		{"an order of another sum is not it", calls[ordersCreate], []step{{503, "", nil}, {200, `{"order_id":"ord1001","amount":11,"currency":"INR"}`, nil}},
			[]string{create, look}, fails, nil, nil},
		{"an order of another currency is not it", inRupees, []step{{503, "", nil}, {200, theOrder, nil}},
			[]string{create[:len("POST /orders amount=10&")] + "currency=USD&order_id=ord1001", look}, fails, nil, nil},
		{"a bare 404 proves no absence", calls[ordersCreate], []step{{503, "", nil}, {404, "", nil}},
			[]string{create, look}, fails, nil, nil},
		{"a 404 of HTML proves no absence", calls[ordersCreate], []step{{503, "", nil}, {404, htmlPage, nil}},
			[]string{create, look}, fails, nil, nil},
		{"a 401 proves no absence, whatever it says", calls[ordersCreate], []step{{503, "", nil}, {401, notFound, nil}},
			[]string{create, look}, fails, nil, nil},
		{"a 400 may say that the order is absent", calls[ordersCreate], []step{{503, "", nil}, {400, notFound, nil}, {200, theOrder, nil}},
			[]string{create, look, create}, nil, nil, nil},
		{"an order that arrived between look and repeat is found", calls[ordersCreate],
			[]step{{503, "", nil}, {404, notFound, nil}, {400, `{"status":"DUPLICATE_ORDER_ID","status_id":40}`, nil}, {200, theOrder, nil}},
			[]string{create, look, create, look}, nil, nil, nil},
		{"an order id that was taken before is refused", calls[ordersCreate], []step{{400, `{"status":"DUPLICATE_ORDER_ID","status_id":40}`, nil}},
			[]string{create}, []error{ErrAlreadyExists}, fails, nil},
		{"a limited create needs no look", calls[ordersCreate], []step{{429, "", nil}, {0, "", errDialled}, {200, theOrder, nil}},
			[]string{create, create, create}, nil, nil, nil},

		{"a no inside a 200 is a refusal", calls[vaultDelete], []step{{200, `{"status":"FAILURE"}`, nil}},
			[]string{`POST /v4/card/delete {"card_reference":"ref","customer_id":"cust1001"}`}, []error{ErrInvalidRequest}, fails, nil},
		{"a no inside a 200 after doubt is unknown", calls[vaultDelete], []step{{500, "", nil}, {200, `{"status":"FAILURE"}`, nil}},
			[]string{`POST /v4/card/delete {"card_reference":"ref","customer_id":"cust1001"}`, `POST /v4/card/delete {"card_reference":"ref","customer_id":"cust1001"}`},
			[]error{ErrOutcomeUnknown}, nil, nil},

		{"ensure gets who is there", ensure, []step{{400, `{"error_code":"unique"}`, nil}, {200, `{"id":"c"}`, nil}},
			[]string{customer, getting}, nil, nil, nil},
		{"ensure gets whom a lost create has made", ensure, []step{{500, "", nil}, {200, `{"id":"c"}`, nil}},
			[]string{customer, getting}, nil, nil, nil},
		{"ensure creates again who is not there", ensure, []step{{500, "", nil}, {404, "", nil}, {200, `{"id":"c"}`, nil}},
			[]string{customer, getting, customer}, nil, nil, nil},
		{"ensure gets who arrived meanwhile", ensure, []step{{500, "", nil}, {404, "", nil}, {400, `{"error_code":"unique"}`, nil}, {200, `{"id":"c"}`, nil}},
			[]string{customer, getting, customer, getting}, nil, nil, nil},
		{"what ensure's second create is told does not settle the first", ensure, []step{{500, "", nil}, {404, "", nil}, {429, "", nil}},
			[]string{customer, getting, customer}, []error{ErrOutcomeUnknown, ErrServer}, []error{ErrRateLimited}, nil},
		{"ensure without repeats looks, and creates no second time", ensure, []step{{500, "", nil}, {404, "", nil}},
			[]string{customer, getting}, fails, nil, []Option{WithMaxRetries(0)}},
		{"ensure passes a refusal on", ensure, []step{{401, "", nil}}, []string{customer}, []error{ErrUnauthorized}, fails, nil},

		{"a once call goes again when the dial failed, traced or not", calls[txnsVoid], []step{{0, "", errDialled}, {200, "{}", nil}},
			[]string{"POST /v2/txns/uuid1/void", "POST /v2/txns/uuid1/void"}, nil, nil, nil},
		{"silence proves nothing", calls[txnsVoid], []step{{0, "", errSilence}},
			[]string{"POST /v2/txns/uuid1/void"}, []error{ErrOutcomeUnknown, ErrConnection}, nil, nil},
		{"101 is an odd answer, and no refusal", calls[txnsVoid], []step{{101, "", nil}},
			[]string{"POST /v2/txns/uuid1/void"}, fails, []error{ErrInvalidRequest}, nil},
		{"206 is an answer", calls[txnsVoid], []step{{206, "{}", nil}}, []string{"POST /v2/txns/uuid1/void"}, nil, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: test.steps}
				found, err := test.call(t.Context(), s.client(t, test.opts...))
				assert.Equal(t, test.sent, s.sent)
				assert.Equal(t, test.is == nil, err == nil, "%v", err)
				assert.Equal(t, err == nil, found)
				for _, want := range test.is {
					assert.ErrorIs(t, err, want)
				}
				for _, not := range test.isNot {
					assert.NotErrorIs(t, err, not)
				}
			})
		})
	}
}

// The timeout is the whole call's: Ensure may make four, and a lookup is part of
// the call that it is for.
func TestTimeoutBoundsLookUpsAndEnsure(t *testing.T) {
	t.Parallel()
	slow := roundTripper(func(req *http.Request) (*http.Response, error) {
		select {
		case <-time.After(4 * time.Second):
			return &http.Response{StatusCode: 503, Body: http.NoBody}, nil
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	})
	synctest.Test(t, func(t *testing.T) {
		client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: slow}), WithTimeout(10*time.Second), WithMaxRetries(50))
		require.NoError(t, err)
		began := time.Now()
		_, err = client.Customers.Ensure(t.Context(), &CustomerCreateParams{ObjectReferenceID: "cust1001", MobileNumber: "9876543210"})
		require.ErrorIs(t, err, ErrOutcomeUnknown)
		assert.Equal(t, 10*time.Second, time.Since(began))

		began = time.Now()
		_, err = calls[ordersCreate](t.Context(), client)
		require.ErrorIs(t, err, ErrOutcomeUnknown)
		require.ErrorIs(t, err, context.DeadlineExceeded, "the call would have gone on")
		assert.Equal(t, 10*time.Second, time.Since(began))
	})
}

func TestAttemptTimeoutLeavesTheRestOfTheCallToARepeat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		given        time.Duration // the HTTP client's timeout
		opts         []Option
		least        time.Duration // before the second attempt
		secondAnswer bool
	}{
		{"by default", 0, nil, defaultAttempt, true},
		{"as asked for", 0, []Option{WithAttemptTimeout(5 * time.Second)}, 5 * time.Second, true},
		{"as a given client has it", 3 * time.Second, []Option{WithAttemptTimeout(5 * time.Second)}, 3 * time.Second, true},
		{"as a given client has it, alone", 3 * time.Second, []Option{WithAttemptTimeout(0), WithTimeout(0)}, 3 * time.Second, true},
		{"and not longer than asked for", 7 * time.Second, []Option{WithAttemptTimeout(5 * time.Second)}, 5 * time.Second, true},
		{"none", 0, []Option{WithAttemptTimeout(0)}, defaultTimeout, false},
		{"longer than the call's", 0, []Option{WithAttemptTimeout(time.Hour)}, defaultTimeout, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				silentAtFirst := roundTripper(func(req *http.Request) (*http.Response, error) {
					if tries++; tries > 1 {
						return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(`{"order_id":"ord1001"}`))}, nil
					}
					<-req.Context().Done()
					return nil, req.Context().Err()
				})
				opts := append([]Option{WithHTTPClient(&http.Client{Transport: silentAtFirst, Timeout: test.given})}, test.opts...)
				client, err := NewClient(testKey, testMerchant, opts...)
				require.NoError(t, err)
				began := time.Now()
				_, err = client.Orders.Get(t.Context(), "ord1001", nil)
				took := time.Since(began)
				require.GreaterOrEqual(t, took, test.least)
				if !test.secondAnswer {
					require.ErrorIs(t, err, context.DeadlineExceeded)
					require.Equal(t, test.least, took)
					return
				}
				require.NoError(t, err)
				require.Less(t, took, test.least+firstWait+1)
			})
		})
	}
}

func TestEncryptedAnswerThatDoesNotOpenIsUnknown(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"status":"CHARGED"}`, htmlPage, ``} {
		s := &script{steps: []step{{200, body, nil}, {200, body, nil}}}
		client := s.client(t, WithEncryption(testKeys(t)))
		_, err := calls[txnsCreate](t.Context(), client)
		assert.ErrorIs(t, err, ErrOutcomeUnknown, body)
		assert.ErrorIs(t, err, ErrDecode, body)
		_, err = calls[ordersGet](t.Context(), client)
		assert.ErrorIs(t, err, ErrDecode, body)
		assert.NotErrorIs(t, err, ErrOutcomeUnknown, body)
		assert.Len(t, s.sent, 2, body)
	}
}

// A middleware that had a connection and then reports a failed dial proves
// nothing.
func TestFailedDialAfterAConnectionProvesNothing(t *testing.T) {
	t.Parallel()
	sent := 0
	twice := roundTripper(func(req *http.Request) (*http.Response, error) {
		sent++
		trace := httptrace.ContextClientTrace(req.Context())
		trace.GetConn("x")
		trace.GotConn(httptrace.GotConnInfo{})
		return nil, errDialled
	})
	client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: twice}))
	require.NoError(t, err)
	_, err = calls[txnsCreate](t.Context(), client)
	require.ErrorIs(t, err, ErrOutcomeUnknown)
	require.Equal(t, 1, sent)
}

func TestOddTransports(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		rt   roundTripper
	}{
		{"nothing at all", func(*http.Request) (*http.Response, error) { return nil, nil }},
		{"no body", func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: -1}, nil
		}},
		{"no body but a length", func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: 1 << 60}, nil
		}},
		{"a false length", func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: 1 << 60, Body: http.NoBody}, nil
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: test.rt}))
			require.NoError(t, err)
			_, err = calls[txnsVoid](t.Context(), client)
			require.ErrorIs(t, err, ErrOutcomeUnknown)
		})
	}
}

// A panic of a middleware is the program's to see; what it held is let go.
func TestPanicOfAMiddlewarePassesAndLeavesNothing(t *testing.T) {
	t.Parallel()
	var held context.Context
	panics := func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			held = req.Context()
			panic("mine")
		})
	}
	client, err := NewClient(testKey, testMerchant, WithMiddleware(panics), WithTimeout(0))
	require.NoError(t, err)
	require.PanicsWithValue(t, "mine", func() { _, _ = calls[txnsVoid](context.Background(), client) })
	require.ErrorIs(t, held.Err(), context.Canceled)
}

// dripping is a mock's body, which has never heard of contexts.
type dripping struct{}

func (dripping) Read(p []byte) (int, error) {
	<-time.After(time.Second)
	return copy(p, " "), nil
}
func (dripping) Close() error { return nil }

func TestBodyOfAMockObeysTheContextToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: -1, Body: dripping{}}, nil
		})
		client, err := NewClient(testKey, testMerchant, WithHTTPClient(&http.Client{Transport: rt}), WithTimeout(5500*time.Millisecond))
		require.NoError(t, err)
		began := time.Now()
		_, err = calls[ordersGet](t.Context(), client)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 6*time.Second, time.Since(began))
	})
}

func TestHeadersHaveALimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, h := newHostile(t, &fault{answer: headerFlood}, everyTime, WithMaxRetries(0))
		defer h.close(client)
		client.pool.MaxResponseHeaderBytes = newPool(Pool{}).MaxResponseHeaderBytes
		_, err := calls[ordersGet](t.Context(), client)
		require.ErrorContains(t, err, "exceeded 1048576 bytes")
	})
}

// The limit counts what is unpacked.
func TestLimitCountsUnpackedBytes(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = io.WriteString(zip, `{"status":"`)
	for range 16 {
		_, _ = zip.Write(bytes.Repeat([]byte("A"), 1<<20))
	}
	require.NoError(t, zip.Close())
	require.Less(t, packed.Len(), 64<<10)
	synctest.Test(t, func(t *testing.T) {
		client, h := newHostile(t, &fault{answer: reply(200, "Content-Encoding: gzip\r\n", packed.String())}, everyTime)
		defer h.close(client)
		order, err := client.Orders.Get(t.Context(), "ord1001", nil)
		require.Nil(t, order)
		var tooLarge *BodyLimitError
		require.ErrorAs(t, err, &tooLarge)
		require.Equal(t, int64(defaultMaxBody), tooLarge.Limit)
		_, err = client.Orders.Get(t.Context(), "ord1001", nil, WithMaxResponseBytes(32<<20))
		require.NotErrorAs(t, err, &tooLarge)
	})
}

func TestLocationThatNobodyCanParseStaysAnAnswer(t *testing.T) {
	t.Parallel()
	const odd = "https://bank.test/%zz?q=%%%|"
	synctest.Test(t, func(t *testing.T) {
		client, h := newHostile(t, &fault{answer: reply(302, "Location: "+odd+"\r\n", "")}, everyTime)
		defer h.close(client)
		txn, err := client.Txns.Create(t.Context(), &TxnCreateParams{OrderID: "ord1001", Source: testCard, PaymentMethod: PaymentMethodVisa})
		require.NoError(t, err)
		require.Equal(t, odd, txn.RedirectURL())
		_, err = client.Orders.Get(t.Context(), "ord1001", nil)
		var answer *Error
		require.ErrorAs(t, err, &answer)
		require.Equal(t, 302, answer.HTTPStatus)
		require.Equal(t, http.Header{"Location": {odd}, "Content-Length": {"0"}}, answer.Response.Header)
	})
}

// Idempotency headers are net/http's leave to send a POST again.
func TestIdempotencyHeadersAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Idempotency-Key", "x-idempotency-key", "Accept-Encoding"} {
		_, err := NewClient(testKey, testMerchant, WithHeader(name, "k"))
		require.ErrorIs(t, err, ErrInvalidParams, name)
	}
}

// A server that echoes what it was sent, in every place it can, gives nothing
// away.
func TestEchoesAreMasked(t *testing.T) {
	t.Parallel()
	secrets := []string{testKey, testBasic, "4242424242424242", "987654", "hush-hush"}
	all := strings.Join(secrets, " ")
	escaped, _ := json.Marshal(all)
	answers := map[string]func(*hostile, io.Writer){
		"no HTTP": func(h *hostile, w io.Writer) { _, _ = io.WriteString(w, all+"\r\n\r\n"); hangUp(h, w) },
		"a header's line": func(h *hostile, w io.Writer) {
			_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\n"+all+"\r\n\r\n")
			hangUp(h, w)
		},
		"the request id":   reply(400, "X-Request-Id: "+all+"\r\n", ""),
		"the message":      reply(400, jsonHead, `{"error_code":`+string(escaped)+`,"error_message":`+string(escaped)+`,"status":`+string(escaped)+`}`),
		"error_info":       reply(500, jsonHead, `{"error_info":{"code":`+string(escaped)+`,"developer_message":`+string(escaped)+`,"user_message":`+string(escaped)+`}}`),
		"the location":     reply(301, "Location: https://x/"+all+"\r\n", ""),
		"a broken success": reply(200, jsonHead, all),
		"another type":     reply(200, jsonHead, `{"order_id":{"a":`+string(escaped)+`},"status":[`+string(escaped)+`]`),
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				client, h := newHostile(t, &fault{answer: answer}, everyTime, WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
				defer h.close(client)
				card := testCard
				card.SecurityCode = "987654"
				_, err := client.Txns.Create(t.Context(), &TxnCreateParams{
					OrderID: "ord1001", Source: card, PaymentMethod: PaymentMethodVisa, Extra: url.Values{"pin": {"hush-hush"}, "note": {""}},
				})
				require.Error(t, err)
				printed := log.String()
				for e := err; e != nil; e = errors.Unwrap(e) {
					text, _ := json.Marshal(e)
					printed += fmt.Sprintf("%s\n%v %+v %s %q %d %x %#v\n%s", e.Error(), e, e, e, e, e, e, e, text)
				}
				slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "err", err)
				slog.New(slog.NewJSONHandler(&log, nil)).Error("failed", "err", err)
				printed += log.String()
				for _, secret := range secrets {
					assert.NotContains(t, printed, secret)
				}
				for line := range strings.SplitSeq(err.Error(), "\n") {
					assert.Equal(t, err.Error(), line, "one line")
				}
			})
		})
	}
}

func TestErrorTextIsCutAndClean(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("é", 1<<20) + "4242424242424242"
	e := &Error{HTTPStatus: 400, Route: "POST /txns", Code: "a\x00b\u202ec\u2028d\r\ne", Message: text}
	line := e.Error()
	assert.Less(t, len(line), 800)
	assert.Contains(t, line, "a b c d  e")
	half := &Error{HTTPStatus: 400, Message: strings.Repeat("1", 700) + strings.Repeat("é", 46) + "42424242 and more of it, until it is cut"}
	assert.NotContains(t, half.Error(), "4242")
}

// The client offers nothing older than TLS 1.2.
func TestTLSIsNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var offered []uint16
		look := func(conn net.Conn) {
			_ = tls.Server(conn, &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				offered = hello.SupportedVersions
				return nil, errors.New("seen")
			}}).Handshake()
		}
		client, h := newHostile(t, &fault{base: "https://juspay.test", accept: look}, everyTime, WithMaxRetries(0))
		_, err := calls[ordersGet](t.Context(), client)
		require.ErrorIs(t, err, ErrConnection)
		h.close(client)
		require.NotEmpty(t, offered)
		require.GreaterOrEqual(t, slices.Min(offered), uint16(tls.VersionTLS12))
	})
}
