package juspaytest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func charged(t *testing.T, number, amount string, opts ...Option) shop {
	t.Helper()
	s := newShop(t, opts...)
	s.order("ord_1", amount)
	s.pay("ord_1", number)
	require.Equal(t, "CHARGED", s.status("ord_1"))
	return s
}

func (s shop) refund(id, amount string) got {
	s.t.Helper()
	return s.ask("POST /orders/ord_1/refunds", "unique_request_id", id, "amount", amount)
}

func TestRefundIsPendingFirstAndSettlesLater(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, card, status, event string
		left                      json.Number // refundable afterwards
		code                      any
		opts                      []Option
	}{
		{"succeeds", CardVisa, "SUCCESS", "ORDER_REFUNDED", "200.5", "processed", nil},
		{"succeeds, in another page's word", CardVisa, "REFUNDED", "ORDER_REFUNDED", "200.5", "processed", []Option{WithQuirks(RefundedStatus)}},
		{"fails", CardRefundFails, "FAILURE", "ORDER_REFUND_FAILED", "250.5", "96", nil},
		{"needs a person", CardRefundReview, "MANUAL_REVIEW", "REFUND_MANUAL_REVIEW_NEEDED", "200.5", "PENDING", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := charged(t, tt.card, "250.50", tt.opts...)
			first := s.refund("rf_1", "50")
			require.Equal(t, 200, first.status, first.body)
			require.Equal(t, "CHARGED", first.text("status"), "the order's status, not the refund's")
			require.Equal(t, "PENDING", first.text("refunds", 0, "status"))
			require.Equal(t, []any{nil, nil, nil, false}, []any{first.at("refunds", 0, "id"), first.at("refunds", 0, "ref"), first.at("refunds", 0, "error_code"), first.at("refunds", 0, "sent_to_gateway")})
			require.Equal(t, json.Number("50"), first.at("amount_refunded"), "pending ones count")

			s.Advance(refundQueue)
			require.Equal(t, []any{"PENDING", true}, []any{s.ask("GET /orders/ord_1").at("refunds", 0, "status"), s.ask("GET /orders/ord_1").at("refunds", 0, "sent_to_gateway")})

			s.Advance(refundSettles)
			order := s.ask("GET /orders/ord_1")
			require.Equal(t, tt.status, order.text("refunds", 0, "status"))
			require.Equal(t, tt.code, order.at("refunds", 0, "error_code"))
			require.Equal(t, tt.left, order.at("maximum_eligible_refund_amount"))
			require.Equal(t, tt.event, s.Events()[len(s.Events())-1].Name)
		})
	}
}

func TestRefundRules(t *testing.T) {
	t.Parallel()
	unpaid := func(t *testing.T) shop {
		s := newShop(t)
		s.order("ord_1", "100")
		return s
	}
	paid := func(t *testing.T) shop { return charged(t, CardVisa, "100") }
	tests := []struct {
		name   string
		shop   func(*testing.T) shop
		do     func(shop) got
		status int
		body   string
	}{
		{"id used", paid, func(s shop) got { s.refund("rf_1", "10"); s.Advance(time.Minute); return s.refund("rf_1", "20") }, 400,
			`{"status_id":-1,"status":"ERROR","error_code":"duplicate.call"}`},
		{"same amount within five seconds", paid, func(s shop) got { s.refund("rf_1", "10"); s.Advance(4 * time.Second); return s.refund("rf_2", "10.00") }, 400,
			`{"status_id":"-1","status":"ERROR","error_code":"duplicate.call"}`},
		{"same amount after five seconds", paid, func(s shop) got { s.refund("rf_1", "10"); s.Advance(5 * time.Second); return s.refund("rf_2", "10") }, 200,
			`{"amount_refunded":20}`},
		{"too much", paid, func(s shop) got { return s.refund("rf_1", "100.01") }, 400, `{"error_code":"invalid.amount.exceeded"}`},
		{"too much together", paid, func(s shop) got { s.refund("rf_1", "60"); return s.refund("rf_2", "50") }, 400, `{"error_code":"invalid.amount.exceeded"}`},
		{"the whole", paid, func(s shop) got { return s.refund("rf_1", "100") }, 200, `{"refunded":true,"amount_refunded":100,"maximum_eligible_refund_amount":0,"effective_amount":100}`},
		{"a part", paid, func(s shop) got { return s.refund("rf_1", "99.99") }, 200, `{"refunded":false,"amount_refunded":99.99}`},
		{"a failed one gives its money free", func(t *testing.T) shop { return charged(t, CardRefundFails, "100") }, func(s shop) got {
			s.refund("rf_1", "100")
			s.Advance(time.Hour)
			return s.refund("rf_2", "100")
		}, 200, `{"amount_refunded":100}`},
		{"a failed one keeps its id", func(t *testing.T) shop { return charged(t, CardRefundFails, "100") }, func(s shop) got {
			s.refund("rf_1", "100")
			s.Advance(time.Hour)
			return s.refund("rf_1", "100")
		}, 400, `{"status_id":-1,"error_code":"duplicate.call"}`},
		{"zero", paid, func(s shop) got { return s.refund("rf_1", "0") }, 400, `{"error_code":"invalid amount","error_message":"Amount is invalid."}`},
		{"under one rupee", paid, func(s shop) got { return s.refund("rf_1", "0.99") }, 400, `{"error_code":"invalid amount"}`},
		{"no number", paid, func(s shop) got { return s.refund("rf_1", "-1") }, 400, `{"error_code":"invalid amount"}`},
		{"no id", paid, func(s shop) got { return s.refund("", "10") }, 400, `{"status":"Bad Request","error_code":"Mandatory fields are missing","error_message":"Mandatory fields are missing"}`},
		{"no amount", paid, func(s shop) got { return s.refund("rf_1", "") }, 400, `{"error_code":"Mandatory fields are missing"}`},
		{"no amount means all, elsewhere", func(t *testing.T) shop { return charged(t, CardVisa, "100", WithQuirks(RefundAllWithoutAmount)) },
			func(s shop) got { s.refund("rf_1", "30"); return s.refund("rf_2", "") }, 200, `{"amount_refunded":100}`},
		{"a part makes it refunded, elsewhere", func(t *testing.T) shop { return charged(t, CardVisa, "100", WithQuirks(RefundedOnAnyRefund)) },
			func(s shop) got { return s.refund("rf_1", "1") }, 200, `{"refunded":true}`},
		{"unknown order", paid, func(s shop) got { return s.ask("POST /orders/x/refunds", "unique_request_id", "rf_1", "amount", "1") }, 404,
			`{"status_id":40,"status":"NOT_FOUND","order_id":"x"}`},
		{"unpaid order", unpaid, func(s shop) got { return s.refund("rf_1", "10") }, 400, `{"error_code":"invalid.order.not_successful","error_message":"Cannot process unsuccessful order."}`},
		{"order of long ago", paid, func(s shop) got { s.Advance(366 * 24 * time.Hour); return s.refund("rf_1", "10") }, 400, `{"status":"Bad Request"}`},
		{"path of old", paid, func(s shop) got {
			return s.ask("POST /order/refund", "order_id", "ord_1", "unique_request_id", "rf_1", "amount", "10")
		}, 200, `{"amount_refunded":10}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tt.shop(t)
			s.t = t
			g := tt.do(s)
			require.Equal(t, tt.status, g.status, g.body)
			requireWithin(t, tt.body, g)
		})
	}
}

func TestOrderTakesTwentyFiveRefunds(t *testing.T) {
	t.Parallel()
	s := charged(t, CardVisa, "1000")
	for i := range maxRefunds {
		require.Equal(t, 200, s.refund(fmt.Sprintf("rf_%d", i), fmt.Sprint(i+1)).status)
	}
	require.Equal(t, "request.exceeded", s.refund("rf_x", "100").text("error_code"))
}

func TestTransactionRefund(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		form []string
		body string
	}{
		{"by transaction", []string{"txn_id", "sandbox-ord_1-1"}, `{"refund_type":"STANDARD","gateway":"DUMMY"}`},
		{"by order", []string{"order_id", "ord_1"}, `{"refund_type":"STANDARD"}`},
		{"instant", []string{"order_id", "ord_1", "refund_type", "INSTANT"}, `{"refund_type":"INSTANT","refund_source":"YESBANK_VISADIRECT","gateway":"MORPHEUS"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := charged(t, CardVisa, "100")
			g := s.ask("POST /refunds", append(tt.form, "unique_request_id", "rf_1", "amount", "40.10")...)
			require.Equal(t, 200, g.status, g.body)
			requireWithin(t, tt.body, g)
			requireWithin(t, `{"unique_request_id":"rf_1","txn_id":"sandbox-ord_1-1","order_id":"ord_1","amount":40.1,"status":"PENDING","sent_to_gateway":false,"initiated_by":"API","refund_arn":null}`, g)
			require.Equal(t, json.Number("40.1"), s.ask("GET /orders/ord_1").at("amount_refunded"))
		})
	}
	t.Run("instant needs a card", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		s.order("ord_1", "100")
		g := s.ask("POST /txns", "order_id", "ord_1", "merchant_id", s.MerchantID, "payment_method_type", "NB", "payment_method", "NB_HDFC", "format", "json")
		_, err := s.Approve(g.text("payment", "authentication", "url"))
		require.NoError(t, err)
		require.Equal(t, "instant refund flag is not enabled",
			s.ask("POST /refunds", "order_id", "ord_1", "refund_type", "INSTANT", "unique_request_id", "rf_1", "amount", "1").text("error_message"))
	})
}

func TestCaptureAndVoid(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, card, verb string
		form             []string
		at, then         string // at once, and a minute later
		event            string
	}{
		{"capture in full", CardVisa, "capture", nil, "CHARGED", "CHARGED", "ORDER_SUCCEEDED"},
		{"capture a part", CardVisa, "capture", []string{"amount", "60.25", "idempotence_key", "k1"}, "PARTIAL_CHARGED", "PARTIAL_CHARGED", "ORDER_PARTIAL_CHARGED"},
		{"capture all by amount", CardVisa, "capture", []string{"amount", "100"}, "CHARGED", "CHARGED", "ORDER_SUCCEEDED"},
		{"capture refused", CardFollowUpFails, "capture", nil, "CAPTURE_FAILED", "CAPTURE_FAILED", "ORDER_CAPTURE_FAILED"},
		{"capture pending", CardFollowUpPending, "capture", nil, "CAPTURE_INITIATED", "CHARGED", "ORDER_SUCCEEDED"},
		{"capture unanswered", CardFollowUpTimesOut, "capture", nil, "AUTHORIZED", "AUTHORIZED", "ORDER_AUTHORIZED"},
		{"void", CardVisa, "void", nil, "VOIDED", "VOIDED", "ORDER_VOIDED"},
		{"void refused", CardFollowUpFails, "void", nil, "VOID_FAILED", "VOID_FAILED", "ORDER_VOID_FAILED"},
		{"void pending", CardFollowUpPending, "void", nil, "VOID_INITIATED", "VOIDED", "ORDER_VOIDED"},
		{"void unanswered", CardFollowUpTimesOut, "void", nil, "AUTHORIZED", "AUTHORIZED", "ORDER_AUTHORIZED"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.order("ord_1", "100", "metadata.txns.auto_capture", "false")
			uuid := s.pay("ord_1", tt.card).text("txn_uuid")
			require.Equal(t, "AUTHORIZED", s.status("ord_1"))

			g := s.ask("POST /v2/txns/"+uuid+"/"+tt.verb, tt.form...)
			require.Equal(t, 200, g.status, g.body)
			require.Equal(t, tt.at, g.text("status"))
			require.Equal(t, []any{nil, nil}, []any{g.at("customer_email"), g.at("customer_phone")}, "null in both samples")
			s.Advance(bankDelay)
			require.Equal(t, tt.then, s.status("ord_1"))
			require.Equal(t, tt.event, s.Events()[len(s.Events())-1].Name)
			s.Advance(holdLife)
			if tt.then == "AUTHORIZED" {
				require.Equal(t, "VOIDED", s.status("ord_1"), "a hold ends by itself")
			} else if tt.then == "CHARGED" || tt.then == "PARTIAL_CHARGED" {
				require.Equal(t, tt.then, s.status("ord_1"))
			}
		})
	}
}

func TestCaptureOfAPart(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.order("ord_1", "100", "metadata.txns.auto_capture", "false")
	path := "POST /v2/txns/" + s.pay("ord_1", CardVisa).text("txn_uuid") + "/capture"
	require.Equal(t, "Mandatory fields are missing", s.ask(path, "amount", "60").text("error_code"), "a part needs its key")
	require.Equal(t, 400, s.ask(path, "amount", "100.01", "idempotence_key", "k").status, "more than was authorised")

	first := s.ask(path, "amount", "60", "idempotence_key", "k1")
	require.Equal(t, []any{"PARTIAL_CHARGED", "CHARGED"}, []any{first.at("status"), first.at("txn_detail", "status")})
	require.Equal(t, first.body, s.ask(path, "amount", "60", "idempotence_key", "k1").body, "the same key gets the same answer")
	require.Equal(t, "Cannot Capture CHARGED Transaction", s.ask(path, "amount", "40", "idempotence_key", "k2").text("error_message"))

	order := s.ask("GET /orders/ord_1")
	require.Equal(t, []any{json.Number("60"), json.Number("60")}, []any{order.at("paid_amount"), order.at("maximum_eligible_refund_amount")})
	require.Equal(t, "invalid.amount.exceeded", s.refund("rf_1", "60.01").text("error_code"))
	require.Equal(t, 200, s.refund("rf_2", "60").status)
}

func TestVoidInTheWrongState(t *testing.T) {
	t.Parallel()
	s := charged(t, CardVisa, "10")
	uuid := s.ask("GET /orders/ord_1").text("txn_uuid")
	g := s.ask("POST /v2/txns/" + uuid + "/void")
	require.Equal(t, 400, g.status)
	requireWithin(t, `{"error_message":"Cannot Void CHARGED Transaction","status":"Bad Request","error_code":"Invalid","error_info":{"code":"INVALID_INPUT","category":"USER_ERROR"}}`, g)
	require.Equal(t, 404, s.ask("POST /v2/txns/moz0/void").status)
}
