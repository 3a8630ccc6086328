package juspay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// got calls a method and reports whether there was a result.
func got[T any](result *T, err error) (bool, error) { return result != nil, err }

var testCard = NewCard{Number: "4242424242424242", Expiry: Expiry{Month: 12, Year: 2030}, SecurityCode: "987"}

// calls has a call of every endpoint.
var calls = [endpointCount]func(context.Context, *Client) (bool, error){
	customersCreate: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Customers.Create(ctx, &CustomerCreateParams{ObjectReferenceID: "cust1001", MobileNumber: "9876543210"}))
	},
	customersGet: func(ctx context.Context, c *Client) (bool, error) { return got(c.Customers.Get(ctx, "cust1001", nil)) },
	customersUpdate: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Customers.Update(ctx, "cust1001", &CustomerUpdateParams{FirstName: "Asha"}))
	},
	customersPaymentMethods: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Customers.PaymentMethods(ctx, "cust1001", &SavedPaymentMethodsParams{PaymentMethods: []string{"CARD"}}))
	},
	customersWallets: func(ctx context.Context, c *Client) (bool, error) { return got(c.Customers.Wallets(ctx, "cust1001")) },
	cardsTokenize: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Cards.Tokenize(ctx, &CardTokenizeParams{Card: CardDetails{Number: testCard.Number, Expiry: testCard.Expiry, SecurityCode: "987"}}))
	},
	cardsAdd: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Cards.Add(ctx, &CardAddParams{CustomerID: "cust1001", CustomerEmail: "a@b.in", CardToken: "ctkn_1"}))
	},
	cardsList: func(ctx context.Context, c *Client) (bool, error) { return got(c.Cards.List(ctx, "cust1001", nil)) },
	cardsUpdate: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Cards.Update(ctx, &CardUpdateParams{CardToken: "tkn_1", CustomerID: "cust1001", Nickname: "mine"}))
	},
	cardsDelete:       func(ctx context.Context, c *Client) (bool, error) { return got(c.Cards.Delete(ctx, "tkn_1")) },
	cardsInfo:         func(ctx context.Context, c *Client) (bool, error) { return got(c.Cards.Info(ctx, "424242", nil)) },
	cardsEligibleBINs: func(ctx context.Context, c *Client) (bool, error) { return got(c.Cards.EligibleBINs(ctx, AuthOTP)) },
	txnsCreate: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Txns.Create(ctx, &TxnCreateParams{OrderID: "ord1001", Source: testCard, PaymentMethod: PaymentMethodVisa}))
	},
	txnsSubmitOTP: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Txns.SubmitOTP(ctx, "txn_1", &OTPSubmitParams{ChallengeID: "ch_1", OTP: "654321"}))
	},
	txnsResendOTP: func(ctx context.Context, c *Client) (bool, error) { return got(c.Txns.ResendOTP(ctx, "txn_1", "ch_1")) },
	txnsCapture:   func(ctx context.Context, c *Client) (bool, error) { return got(c.Txns.Capture(ctx, "uuid1", nil)) },
	txnsVoid:      func(ctx context.Context, c *Client) (bool, error) { return got(c.Txns.Void(ctx, "uuid1")) },
	txnsRefund: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Txns.Refund(ctx, &TxnRefundParams{OrderID: "ord1001", UniqueRequestID: "ref1001", Amount: "10"}))
	},
	ordersCreate: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Orders.Create(ctx, &OrderCreateParams{OrderID: "ord1001", Amount: "10"}))
	},
	ordersGet: func(ctx context.Context, c *Client) (bool, error) { return got(c.Orders.Get(ctx, "ord1001", nil)) },
	ordersUpdate: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Orders.Update(ctx, "ord1001", &OrderUpdateParams{Amount: "11"}))
	},
	ordersRefund: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Orders.Refund(ctx, "ord1001", &RefundParams{UniqueRequestID: "ref1001", Amount: "10"}))
	},
	ordersFulfil: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Orders.Fulfil(ctx, "ord1001", &FulfillmentParams{FulfillmentStatus: "SUCCESS"}))
	},
	sessionsCreate: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Sessions.Create(ctx, &SessionCreateParams{OrderID: "ord1001", Amount: "10", PaymentPageClientID: "acme"}))
	},
	merchantsPaymentMethods: func(ctx context.Context, c *Client) (bool, error) { return got(c.Merchants.PaymentMethods(ctx, nil)) },
	vaultFingerprint: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Vault.Fingerprint(ctx, &CardFingerprintParams{CardNumber: testCard.Number}))
	},
	vaultGet: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Vault.Get(ctx, &VaultCardParams{CardReference: "ref", CustomerID: "cust1001"}))
	},
	vaultDelete: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Vault.Delete(ctx, &VaultCardDeleteParams{CardReference: "ref", CustomerID: "cust1001"}))
	},
	vaultGenerateToken: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Vault.GenerateToken(ctx, &TokenGenerateParams{CardData: "a.b.c.d.e", ConsentID: "consent1", CustomerID: "cust1001", AuthRefNo: "auth1"}))
	},
	vaultAltID: func(ctx context.Context, c *Client) (bool, error) {
		return got(c.Vault.AltID(ctx, &AltIDParams{CardData: "a.b.c.d.e", Amount: "10", Currency: "INR", CorrelationID: "corr1", KeyID: "key1"}))
	},
}

// sentinels are what an error can be, by name.
var sentinels = []struct {
	name string
	err  error
}{
	{"ErrInvalidParams", ErrInvalidParams}, {"ErrInvalidRequest", ErrInvalidRequest}, {"ErrUnauthorized", ErrUnauthorized},
	{"ErrForbidden", ErrForbidden}, {"ErrNotFound", ErrNotFound}, {"ErrAlreadyExists", ErrAlreadyExists},
	{"ErrDuplicateCall", ErrDuplicateCall}, {"ErrRateLimited", ErrRateLimited}, {"ErrServer", ErrServer},
	{"ErrConnection", ErrConnection}, {"ErrOutcomeUnknown", ErrOutcomeUnknown}, {"ErrBadSignature", ErrBadSignature}, {"ErrDecode", ErrDecode},
}

// outcome is what a cell of the matrix came to.
type outcome struct {
	reached, lookUps, dials int
	err                     error
	took                    time.Duration
}

// TestFaultMatrix puts every endpoint through every fault, once as often as it
// tries and once the first time only.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	faults := makeFaults()
	seen := newMatrix()
	t.Run("endpoints", func(t *testing.T) {
		for id := range endpointCount {
			name := endpoints[id].route(false)
			if calls[id] == nil {
				t.Errorf("%s has no call here: add one to calls", name)
				continue
			}
			t.Run(strings.ReplaceAll(name, "/", "|"), func(t *testing.T) {
				t.Parallel()
				for _, f := range faults {
					checkFault(t, seen, f, id)
				}
			})
		}
	})
	if !t.Failed() && seen.complete(faults) {
		checkFailuresDoc(t, seen.markdown(faults))
	}
}

func checkFault(t *testing.T, seen *matrix, f *fault, id endpointID) {
	expect := f.always[classOf(&endpoints[id])]
	if special, ok := f.except[id]; ok {
		expect = special
	}
	o := meet(t, f, id, everyTime)
	checkOutcome(t, f.name+", always", f, id, o, expect, true)
	seen.note(f, id, o, expect)

	if f.base != "" { // there is nobody behind it to serve well
		return
	}
	expect = f.first[classOf(&endpoints[id])]
	if special, ok := f.except[id]; ok {
		expect = special
	}
	o = meet(t, f, id, 1)
	checkOutcome(t, f.name+", at first", f, id, o, expect, false)
}

// meet makes one call.
func meet(t *testing.T, f *fault, id endpointID, times int) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		client, h := newHostile(t, f, times)
		h.cancel, h.absent = cancel, id == ordersCreate
		if f.before {
			cancel()
		}
		began := time.Now()
		found, err := calls[id](ctx, client)
		o = outcome{err: err, took: time.Since(began)}
		assert.Equal(t, err == nil, found, "%s: a result is nil whenever the error is not", f.name)
		cancel()
		h.close(client)

		o.dials = h.dials
		first := ""
		for i, request := range h.requests {
			if request == "GET /orders/ord1001" && id != ordersGet {
				o.lookUps++
				continue
			}
			if o.reached++; o.reached == 1 {
				first = h.bodies[i]
			}
			assert.Equal(t, first, h.bodies[i], "%s: a repeat sends the same bytes", f.name)
		}
	})
	return o
}

func checkOutcome(t *testing.T, name string, f *fault, id endpointID, o outcome, expect want, always bool) {
	t.Helper()
	reached, lookUps, dials := expect.tries, expect.lookUps, expect.tries+expect.lookUps
	switch {
	case f.before:
		reached, dials = 0, 0
	case (f.dial != nil || f.accept != nil) && always: // the server saw none of them
		reached, lookUps = 0, 0
	case f.dial != nil || f.accept != nil:
		reached-- // nor the first
	}
	assert.Equal(t, dials, o.dials, "%s: connections", name)
	assert.Equal(t, reached, o.reached, "%s: requests that reached the server", name)
	assert.Equal(t, lookUps, o.lookUps, "%s: reads of the order", name)
	if expect.atMost {
		assert.LessOrEqual(t, o.took, expect.took+time.Duration(10), "%s: time", name)
	} else {
		assert.Equal(t, expect.took, o.took, "%s: time", name)
	}
	checkError(t, name, id, o.err, expect)
}

func checkError(t *testing.T, name string, id endpointID, err error, expect want) {
	t.Helper()
	status := strings.HasPrefix(name, "30") && !(id == txnsCreate && expect.ok())
	if expect.ok() && !status {
		assert.NoError(t, err, name)
		return
	}
	if !assert.Error(t, err, name) {
		return
	}
	for _, s := range sentinels {
		assert.Equal(t, slices.Contains(expect.errs, s.err), errors.Is(err, s.err), "%s: %s of %v", name, s.name, err)
	}
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if slices.Contains(expect.contexts, end) {
			assert.ErrorIs(t, err, end, name)
		}
	}
	e := &endpoints[id]
	if errors.Is(err, ErrOutcomeUnknown) {
		assert.NotEqual(t, read, e.repeat, "%s: a read has no outcome", name)
		assert.Contains(t, err.Error(), e.route(false), "%s: the message has the route", name)
		assert.Contains(t, err.Error(), e.next, "%s: the message says what to read", name)
	}
	text := fmt.Sprintf("%+v %#v %s", err, err, err)
	for _, secret := range []string{testKey, testCard.Number.Reveal(), "654321", "ctkn_1", "ord1001", "cust1001"} {
		assert.NotContains(t, text, secret, name)
	}
	assert.NotContains(t, err.Error(), "\n", name)
	assert.Less(t, len(err.Error()), 600, name)
}

// matrix collects what is printed in the docs.
type matrix struct {
	mu    sync.Mutex
	cells map[*fault]map[endpointID]string
}

func newMatrix() *matrix { return &matrix{cells: map[*fault]map[endpointID]string{}} }

func (m *matrix) note(f *fault, id endpointID, o outcome, expect want) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cells[f] == nil {
		m.cells[f] = map[endpointID]string{}
	}
	m.cells[f][id] = o.cell(expect)
}

// cell is "3 + 1, ≤ 600ms, `ErrServer`".
func (o outcome) cell(expect want) string {
	text := fmt.Sprint(o.reached)
	if o.lookUps > 0 {
		text += fmt.Sprintf(" + %d", o.lookUps)
	}
	switch {
	case expect.took > 0 && expect.atMost:
		text += ", ≤ " + expect.took.String()
	case expect.took > 0:
		text += ", " + expect.took.String()
	}
	if o.err == nil {
		return text + ", a result"
	}
	var names []string
	for _, s := range sentinels {
		if errors.Is(o.err, s.err) {
			names = append(names, "`"+s.name+"`")
		}
	}
	if names == nil {
		return text + ", `*Error`"
	}
	return text + ", " + strings.Join(names, " ")
}

func (m *matrix) complete(faults []*fault) bool {
	for _, f := range faults {
		if len(m.cells[f]) != int(endpointCount) {
			return false
		}
	}
	return true
}

// markdown is one table: what the endpoints of a class have in common stands in
// its column, and what differs below.
func (m *matrix) markdown(faults []*fault) string {
	var b strings.Builder
	b.WriteString("| class | endpoints |\n|---|---|\n")
	for c := range classes {
		fmt.Fprintf(&b, "| %s | %s |\n", classNames[c], strings.Join(routesOf(c), ", "))
	}
	b.WriteString("\n| fault |")
	for _, name := range classNames {
		b.WriteString(" " + name + " |")
	}
	b.WriteString("\n|---|---|---|---|---|---|\n")
	var notes []string
	for _, f := range faults {
		b.WriteString("| " + f.name + " |")
		for c := range classes {
			common, exceptions := m.common(f, c)
			b.WriteString(" " + common + " |")
			notes = append(notes, exceptions...)
		}
		b.WriteString("\n")
	}
	if notes != nil {
		b.WriteString("\nExceptions:\n\n" + strings.Join(notes, ""))
	}
	return b.String()
}

func (m *matrix) common(f *fault, c class) (common string, exceptions []string) {
	count := map[string]int{}
	for id := range endpointCount {
		if classOf(&endpoints[id]) != c {
			continue
		}
		cell := m.cells[f][id]
		if count[cell]++; count[cell] > count[common] || common == "" {
			common = cell
		}
	}
	for id := range endpointCount {
		if cell := m.cells[f][id]; classOf(&endpoints[id]) == c && cell != common {
			exceptions = append(exceptions, fmt.Sprintf("- %s, `%s`: %s\n", f.name, endpoints[id].route(false), cell))
		}
	}
	return common, exceptions
}

func routesOf(c class) (routes []string) {
	for id := range endpoints {
		if e := &endpoints[id]; classOf(e) == c {
			routes = append(routes, "`"+e.route(false)+"`")
		}
	}
	return routes
}

// checkFailuresDoc compares the generated part of docs/failures.md, or writes it.
func checkFailuresDoc(t *testing.T, table string) {
	const path, begin, end = "docs/failures.md", "<!-- generated: go test -run TestFaultMatrix -update . -->\n", "<!-- end -->"
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	head, rest, found := bytes.Cut(text, []byte(begin))
	require.True(t, found, "%s has no generated part", path)
	old, tail, found := bytes.Cut(rest, []byte(end))
	require.True(t, found, "the generated part of %s has no end", path)
	if *update {
		require.NoError(t, os.WriteFile(path, slices.Concat(head, []byte(begin+table+end), tail), 0o644))
		return
	}
	require.Equal(t, table, string(old), "%s is not what the test has found: run it with -update", path)
}
