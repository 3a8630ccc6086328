package juspaytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/stretchr/testify/require"
)

// edges are the ways a transaction may go, by Juspay's table of statuses: a
// failed one may still be charged late, and what ends in none of the lists is
// over for good.
var edges = map[string][]string{
	"":                     {"PENDING_VBV", "AUTHORIZING", "AUTHORIZED", "CHARGED", "AUTHORIZATION_FAILED"},
	"PENDING_VBV":          {"AUTHORIZING", "AUTHORIZED", "CHARGED", "AUTHENTICATION_FAILED", "AUTHORIZATION_FAILED", "AUTO_REFUNDED"},
	"AUTHORIZING":          {"AUTHORIZED", "CHARGED", "AUTHORIZATION_FAILED", "AUTO_REFUNDED"},
	"AUTHORIZATION_FAILED": {"AUTHORIZED", "CHARGED", "AUTO_REFUNDED"},
	"AUTHORIZED":           {"CHARGED", "CAPTURE_INITIATED", "CAPTURE_FAILED", "VOIDED", "VOID_INITIATED", "VOID_FAILED"},
	"CAPTURE_INITIATED":    {"CHARGED", "CAPTURE_FAILED"},
	"VOID_INITIATED":       {"VOIDED", "VOID_FAILED"},
	"CAPTURE_FAILED":       {"CHARGED", "CAPTURE_INITIATED", "VOIDED", "VOID_INITIATED", "VOID_FAILED"},
	"VOID_FAILED":          {"VOIDED", "VOID_INITIATED", "CHARGED", "CAPTURE_INITIATED", "CAPTURE_FAILED"},
}

// reaches follows the edges: one step within a call, any number while time
// passes.
func reaches(from, to string, steps int) bool {
	if from == to {
		return true
	}
	return steps > 0 && slices.ContainsFunc(edges[from], func(next string) bool { return reaches(next, to, steps-1) })
}

// world drives a server with calls that bytes choose, and checks after each.
type world struct {
	t      testing.TB
	s      *Server
	script []byte
	uuids  []string          // of the transactions that were started
	was    map[string]string // the status of each, after the last step
	ids    int
}

func (w *world) next(n int) int {
	if len(w.script) == 0 {
		return 0
	}
	b := w.script[0]
	w.script = w.script[1:]
	return int(b) % n
}

func (w *world) ask(route string, form ...string) got {
	w.t.Helper()
	method, path, _ := strings.Cut(route, " ")
	values := pairs(form...).Encode()
	r := httptest.NewRequest(method, path, strings.NewReader(values))
	if method == http.MethodGet {
		r = httptest.NewRequest(method, path+"?"+values, nil)
	}
	r.SetBasicAuth(w.s.APIKey, "")
	r.Header.Set("version", "2018-10-25")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.s.ServeHTTP(rec, r)
	require.Less(w.t, rec.Code, 500)
	return got{status: rec.Code, body: rec.Body.String(), t: w.t}
}

var (
	worldCards   = []string{CardVisa, CardVisa, CardVisa, CardVisa, CardDeclined, CardTimesOut, CardStaysPending, CardChargedLater, CardLateSuccess, CardRefundFails, CardFollowUpFails, CardFollowUpPending, CardFollowUpTimesOut}
	worldPauses  = []time.Duration{time.Second, 6 * time.Second, time.Minute, 15 * time.Minute, 31 * time.Minute, 25 * time.Hour, 8 * 24 * time.Hour}
	worldAmounts = []string{"100", "40", "60.50", "0", "100.01", "1", "-1", ""}
)

// step makes one call; true when time passed.
func (w *world) step() (timePassed bool) {
	id := []string{"a", "a", "a", "B"}[w.next(4)]
	uuid := "none"
	if n := len(w.uuids); n > 0 {
		uuid = w.uuids[max(0, n-1-w.next(4))]
	}
	amount := worldAmounts[w.next(len(worldAmounts))]
	switch w.next(14) {
	case 0, 1:
		w.pay(id)
	case 2, 3:
		_, _ = w.s.Approve(w.s.URL + "/v2/pay/start/sandbox/" + uuid)
	case 4:
		_, _ = w.s.Decline(w.s.URL + "/v2/pay/start/sandbox/" + uuid)
	case 5, 6, 7, 8:
		w.ids++
		w.ask("POST /orders/"+id+"/refunds", "unique_request_id", fmt.Sprint("rf", w.ids-w.next(2)), "amount", amount)
	case 9, 10:
		w.ask("POST /v2/txns/"+uuid+"/capture", "amount", amount, "idempotence_key", fmt.Sprint("k", w.next(3)))
	case 11:
		w.ask("POST /v2/txns/" + uuid + "/void")
	case 12:
		w.ask("POST /orders/"+strings.ToUpper(id), "amount", amount)
	case 13:
		w.s.Advance(worldPauses[w.next(len(worldPauses))])
		return true
	}
	return false
}

func (w *world) pay(id string) {
	form := url.Values{
		"merchant_id": {"sandbox"}, "order_id": {id}, "payment_method_type": {"CARD"}, "card_number": {worldCards[w.next(len(worldCards))]},
		"card_exp_month": {"12"}, "card_exp_year": {"45"}, "card_security_code": {"123"}, "format": {"json"},
		"auth_type": {[]string{"THREE_DS", "THREE_DS", "MOTO"}[w.next(3)]}, "pre_auth_enabled": {[]string{"true", "false", "false"}[w.next(3)]},
	}
	var flat []string
	for name := range form {
		flat = append(flat, name, form.Get(name))
	}
	if g := w.ask("POST /txns", flat...); g.status == 200 {
		w.uuids = append(w.uuids, g.text("txn_uuid"))
	}
}

// check holds what must be true at all times.
func (w *world) check(steps int) {
	w.t.Helper()
	took := map[string]int{}
	for _, uuid := range w.uuids {
		txn := w.s.txns[uuid] // looked at from inside: asking for each would take most of the time
		id, status := txn.order.orderID, txn.status
		require.True(w.t, reaches(w.was[uuid], status, steps), "%s went from %q to %q", uuid, w.was[uuid], status)
		w.was[uuid] = status
		if status == "CHARGED" {
			took[id]++
		}
	}
	for _, id := range []string{"a", "B"} {
		order := w.ask("GET /orders/" + id)
		order.tree = order.parse()
		require.LessOrEqual(w.t, took[id], 1, "charged twice: %s", order.body)
		paid, back := w.sum(order, "paid_amount"), w.sum(order, "amount_refunded")
		require.LessOrEqual(w.t, back, paid, "refunds above the charge: %s", order.body)
		require.Equal(w.t, took[id] == 1, paid > 0, order.body)
		if paid > 0 {
			require.LessOrEqual(w.t, paid, w.sum(order, "txn_detail", "txn_amount"), "more than was authorised: %s", order.body)
		}
		require.Equal(w.t, paid-back, w.sum(order, "maximum_eligible_refund_amount"), order.body)
		var listed money
		if refunds, _ := order.at("refunds").([]any); refunds != nil {
			require.LessOrEqual(w.t, len(refunds), maxRefunds)
			for i := range refunds {
				if order.at("refunds", i, "status") != "FAILURE" {
					listed += w.sum(order, "refunds", i, "amount")
				}
			}
		}
		require.Equal(w.t, back, listed, order.body)
		if paid > 0 {
			require.Contains(w.t, []string{"CHARGED", "PARTIAL_CHARGED"}, order.text("status"))
		}
	}
}

func (w *world) sum(g got, path ...any) money {
	number, _ := g.at(path...).(json.Number)
	if number == "" {
		return 0
	}
	m, valid := parseMoney(string(number), "KWD")
	require.True(w.t, valid, number)
	return m
}

func runWorld(t testing.TB, script []byte) {
	s := NewServer(WithStart(today))
	defer s.Close()
	w := &world{t: t, s: s, script: script, was: map[string]string{}}
	for _, id := range []string{"a", "B"} {
		require.Equal(t, 200, w.ask("POST /orders", "order_id", id, "amount", "100", "metadata.expiryInMins", "100000").status)
	}
	for range 150 {
		if len(w.script) == 0 {
			return
		}
		steps := 1
		if w.step() {
			steps = 4
		}
		w.check(steps)
	}
}

func TestNothingIsChargedTwiceWhateverHappens(t *testing.T) {
	t.Parallel()
	config := &quick.Config{MaxCount: 10}
	if testing.Short() {
		config.MaxCount = 10
	}
	require.NoError(t, quick.Check(func(script [600]byte) bool {
		runWorld(t, script[:])
		return !t.Failed()
	}, config))
}

func FuzzWorld(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 1, 0, 3, 0, 6, 0})
	f.Add([]byte{0, 0, 0, 1, 0, 7, 2, 1, 0, 0, 10, 6})
	f.Fuzz(func(t *testing.T, script []byte) { runWorld(t, script[:min(len(script), 600)]) })
}

// FuzzRequest throws bytes at every endpoint: whatever they are, the answer is
// Juspay's, and never a failure.
func FuzzRequest(f *testing.F) {
	f.Add(uint8(0), "object_reference_id=x&mobile_number=1", "application/x-www-form-urlencoded")
	f.Add(uint8(26), `{"order":{"order_id":"x","amount":1e9}}`, "application/json")
	f.Add(uint8(40), `{"JWT":"a.b.c.d.e"}`, "application/json")
	f.Fuzz(func(t *testing.T, n uint8, body, contentType string) {
		s := NewServer(WithStart(today))
		defer s.Close()
		row := routes[int(n)%len(routes)]
		path := strings.NewReplacer("{", "", "}", "").Replace(strings.TrimPrefix(row.name, row.method+" "))
		r := httptest.NewRequest(row.method, path, strings.NewReader(body))
		r.SetBasicAuth(s.APIKey, "")
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("x-merchantid", s.MerchantID)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, r)
		require.Less(t, rec.Code, 500)
		if rec.Body.Len() > 0 {
			require.True(t, json.Valid(rec.Body.Bytes()), rec.Body.String())
		}
		_ = s.Requests()
	})
}
