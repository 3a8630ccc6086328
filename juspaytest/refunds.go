package juspaytest

import (
	"net/http"
	"strings"
	"time"
)

type refund struct {
	order         *order
	txn           *txn
	requestID, id string
	kind, source  string
	amount        money
	status        string
	sent          bool
	created       time.Time
	updated       time.Time
	metadata      string
}

const (
	refundPending  = "PENDING"
	refundSuccess  = "SUCCESS"
	refundFailure  = "FAILURE"
	refundReview   = "MANUAL_REVIEW"
	refundRefunded = "REFUNDED" // SUCCESS, as one page calls it
)

// How refunds go: Juspay queues them for up to 15 minutes.
const (
	refundQueue   = time.Minute
	refundSettles = 5 * time.Minute
	refundGap     = 5 * time.Second // two of one amount within it are taken for one
	refundYear    = 365 * 24 * time.Hour
	maxRefunds    = 25
)

// refundProblem carries status_id, which is a string in one of the bodies.
func refundProblem(statusID any, code, message string) reply {
	return refuse(http.StatusBadRequest, doc{"status_id": statusID, "status": "ERROR", "error_code": code, "error_message": message})
}

// refundOrder is POST /orders/{order_id}/refunds; it answers with the order.
func (s *Server) refundOrder(c *call) reply {
	id := c.vars["order_id"]
	if id == "" {
		id = c.get("order_id")
	}
	r, wrong := s.newRefund(s.order(id), id, c)
	if wrong != nil {
		return *wrong
	}
	return ok(s.orderDoc(r.order, c))
}

// refundTxn is POST /refunds: by transaction or by order; it answers with the
// refund alone.
func (s *Server) refundTxn(c *call) reply {
	id := c.get("order_id")
	o := s.order(id)
	if txnID := c.get("txn_id"); txnID != "" {
		o = s.orderOfTxn(txnID)
		id = txnID
	}
	if id == "" {
		return mandatoryMissing()
	}
	kind := c.get("refund_type")
	if strings.HasPrefix(kind, "INSTANT") && o != nil && o.current() != nil && o.current().card == nil {
		return problem("Bad Request", "instant.refund.not_enabled", "instant refund flag is not enabled", nil)
	}
	r, wrong := s.newRefund(o, id, c)
	if wrong != nil {
		return *wrong
	}
	return ok(s.flatRefundDoc(r))
}

func (s *Server) orderOfTxn(txnID string) *order {
	for _, t := range s.txns {
		if t.id == txnID {
			return t.order
		}
	}
	return nil
}

func (s *Server) newRefund(o *order, id string, c *call) (*refund, *reply) {
	requestID, text := c.get("unique_request_id"), c.get("amount")
	if text == "" && s.quirks[RefundAllWithoutAmount] && o != nil {
		text = string((o.charged() - o.refunded()).number())
	}
	if requestID == "" || text == "" {
		return nil, ptr(mandatoryMissing())
	}
	if o == nil {
		status := map[bool]int{false: http.StatusNotFound, true: http.StatusBadRequest}[s.quirks[UnknownOrderIs400]]
		return nil, ptr(refuse(status, doc{"status_id": 40, "status": "NOT_FOUND", "order_id": id}))
	}
	amount, valid := parseMoney(text, o.currency)
	if wrong := s.refuseRefund(o, requestID, amount, valid); wrong != nil {
		return nil, wrong
	}
	kind := c.get("refund_type")
	if kind == "" {
		kind = "STANDARD"
	}
	r := &refund{
		order: o, txn: o.current(), requestID: requestID, kind: kind, source: gatewayName, amount: amount, status: refundPending,
		created: s.clock, updated: s.clock, metadata: c.get("metaData"),
	}
	if strings.HasPrefix(kind, "INSTANT") {
		r.source = "YESBANK_VISADIRECT"
	}
	o.refunds = append(o.refunds, r)
	s.after(refundQueue, func() { r.sent, r.updated = true, s.clock })
	s.after(refundSettles, func() { s.settle(r) })
	return r, nil
}

// refuseRefund holds the rules, in the order in which they are looked at.
func (s *Server) refuseRefund(o *order, requestID string, amount money, valid bool) *reply {
	for _, r := range o.refunds {
		if r.requestID == requestID {
			return ptr(refundProblem(-1, "duplicate.call", "Refund is already completed with this unique_request_id"))
		}
	}
	switch {
	case !valid || amount < minRefund:
		return ptr(problem("Bad Request", "invalid amount", "Amount is invalid.", nil))
	case !paid(o.status()):
		return ptr(problem("Bad Request", "invalid.order.not_successful", "Cannot process unsuccessful order.", nil))
	case s.clock.Sub(o.created) > refundYear:
		return ptr(problem("Bad Request", "invalid.order.expired", "Cannot refund an order older than 365 days.", nil))
	}
	for _, r := range o.refunds {
		if r.amount == amount && s.clock.Sub(r.created) < refundGap {
			return ptr(refundProblem("-1", "duplicate.call", "Refund is already processing with this amount"))
		}
	}
	switch {
	case len(o.refunds) >= maxRefunds:
		return ptr(problem("Bad Request", "request.exceeded", "No more than 25 refunds are allowed for an order.", nil))
	case amount > o.charged()-o.refunded():
		return ptr(problem("Bad Request", "invalid.amount.exceeded", "Refund amount exceeds the amount that can be refunded.", nil))
	}
	return nil
}

// minRefund is one rupee.
const minRefund = money(1000)

// settle ends a refund; two test cards choose how.
func (s *Server) settle(r *refund) {
	number := ""
	if r.txn.card != nil {
		number = r.txn.card.number
	}
	event := "ORDER_REFUNDED"
	switch number {
	case CardRefundFails:
		r.status, event = refundFailure, "ORDER_REFUND_FAILED"
	case CardRefundReview:
		r.status, event = refundReview, "REFUND_MANUAL_REVIEW_NEEDED"
	default:
		r.status = refundSuccess
		if s.quirks[RefundedStatus] {
			r.status = refundRefunded
		}
	}
	r.updated, r.order.updated, r.sent = s.clock, s.clock, true
	r.id = s.newID("rfnd_", 16)
	s.emit(event, r.order)
}

func (s *Server) refundDocs(o *order) []doc {
	docs := make([]doc, 0, len(o.refunds))
	for _, r := range o.refunds {
		d := doc{
			"id": nil, "unique_request_id": r.requestID, "ref": nil, "amount": r.amount, "status": r.status, "sent_to_gateway": r.sent,
			"created": stamp(r.created), "last_updated": stamp(r.updated), "initiated_by": "API", "refund_source": r.source, "refund_type": r.kind,
			"error_code": nil, "error_message": "",
		}
		if r.id != "" {
			d["id"], d["ref"] = r.id, r.id
			d["error_code"], d["error_message"] = r.outcome() // on success too
		}
		if r.metadata != "" {
			d["metadata"] = doc{"note": r.metadata}
		}
		docs = append(docs, d)
	}
	return docs
}

func (r *refund) outcome() (code, message string) {
	switch r.status {
	case refundFailure:
		return "96", "Refund refused by the gateway"
	case refundReview:
		return "PENDING", "The gateway's answer was ambiguous"
	}
	return "processed", "processed"
}

func (s *Server) flatRefundDoc(r *refund) doc {
	gateway := gatewayName
	if r.source != gatewayName {
		gateway = "MORPHEUS"
	}
	return doc{
		"unique_request_id": r.requestID, "txn_id": r.txn.id, "order_id": r.order.orderID, "amount": r.amount, "status": r.status,
		"sent_to_gateway": r.sent, "refund_type": r.kind, "refund_source": r.source, "gateway": gateway, "initiated_by": "API",
		"reference_id": nil, "response_code": nil, "error_message": nil, "refund_arn": nil, "epg_txn_id": r.txn.epgTxnID,
		"authorization_id": nil, "created": stamp(r.created),
	}
}
