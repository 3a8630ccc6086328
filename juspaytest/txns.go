package juspaytest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// txn is one attempt to pay an order.
type txn struct {
	id, uuid         string
	order            *order
	status           string
	amount, captured money
	created, updated time.Time

	methodType, method, authType string
	redirect, preAuth, tokenize  bool
	saveToLocker, conflicted     bool
	linkedWallet                 bool // direct_wallet_token: debited without the payer

	card      *pan          // nil unless a card pays
	stored    *storedCard   // the locker entry that pays
	saved     *storedCard   // the locker entry that this payment made
	usedToken *networkToken // what pays in the card's place
	madeToken *networkToken // what this payment made
	vpa       string
	emi       *emi
	otp       *challenge // nil unless a one-time password is asked for natively

	mandateType string // registers one
	executes    bool   // is a mandate's debit

	bankCode, bankMessage     string
	rrn, epgTxnID, answeredAt string
	captures                  map[string]money // by idempotence_key
}

type emi struct {
	bank   string
	tenure int
}

// maxAttempts is how often one order may be tried.
const maxAttempts = 25

// Bank times, on the server's clock.
const (
	patience  = 30 * time.Minute // after which a payer who does nothing has failed to authenticate
	bankLimit = 15 * time.Minute // after which a bank that does not answer has refused
	bankDelay = time.Minute      // in which a slow bank makes up its mind
	appDelay  = 5 * time.Second  // in which the UPI app and the mandate debit answer
	holdLife  = 7 * 24 * time.Hour
)

func (s *Server) createTxn(c *call) reply {
	if c.get("merchant_id") == "" {
		return badRequest
	}
	if c.get("merchant_id") != s.MerchantID {
		return orderNotFound(http.StatusBadRequest)
	}
	o, fresh, wrong := s.orderToPay(c)
	if wrong != nil {
		return *wrong
	}
	t, wrong := s.newTxn(o, c)
	if wrong != nil {
		if fresh {
			s.forget(o) // all of the call, or nothing
		}
		return *wrong
	}
	s.open(t)
	return s.txnReply(t, c)
}

// open adds an attempt to its order and starts it.
func (s *Server) open(t *txn) {
	o := t.order
	o.txns = append(o.txns, t)
	t.id = fmt.Sprintf("%s-%s-%d", s.MerchantID, o.orderID, len(o.txns))
	t.uuid = s.newID("moz", 17)
	s.txns[t.uuid] = t
	s.emit("TXN_CREATED", o)
	if t.mandateType != "" {
		s.openMandate(t)
	}
	s.begin(t)
}

// orderToPay finds the order, or makes one of the order.* parameters.
func (s *Server) orderToPay(c *call) (o *order, fresh bool, wrong *reply) {
	if id := c.get("order_id"); id != "" {
		if o = s.order(id); o == nil {
			return nil, false, ptr(orderNotFound(http.StatusBadRequest))
		}
		return o, false, s.payable(o)
	}
	inner := url.Values{}
	for name, values := range c.params {
		if key, found := strings.CutPrefix(name, "order."); found {
			inner[key] = values
		}
	}
	id := inner.Get("order_id")
	if id == "" {
		return nil, false, &noOrder
	}
	if o = s.order(id); o == nil {
		o, wrong = s.newOrder(inner)
		return o, true, wrong
	}
	// The saved-card sample of Juspay's card page names an existing order as
	// order.order_id: with nothing beside it, that is what it means.
	if len(inner) == 1 {
		return o, false, s.payable(o)
	}
	return nil, false, &duplicateOrder
}

// payable says why an order cannot be tried again.
func (s *Server) payable(o *order) *reply {
	switch {
	case !s.clock.Before(o.expires):
		return &orderTimedOut
	case o.taken():
		return ptr(notAllowed("Cannot start a transaction for an order in status " + o.status()))
	case len(o.txns) >= maxAttempts:
		return ptr(notAllowed(fmt.Sprintf("The order has had %d transactions", maxAttempts)))
	}
	return nil
}

// newTxn reads what pays. Nothing takes effect before all of it was found good.
func (s *Server) newTxn(o *order, c *call) (*txn, *reply) {
	t := &txn{
		order: o, status: statusPendingVBV, amount: o.amount, created: s.clock, updated: s.clock,
		methodType: c.get("payment_method_type"), method: c.get("payment_method"), authType: c.get("auth_type"),
		redirect: !strings.EqualFold(c.get("redirect_after_payment"), "false"), preAuth: o.preAuth || c.yes("pre_auth_enabled"),
		tokenize: c.yes("tokenize"), saveToLocker: c.yes("save_to_locker"),
	}
	if wrong := s.readSource(t, c); wrong != nil {
		return nil, wrong
	}
	if !s.currencies[o.currency] {
		if t.authType == "MOTO" {
			return nil, &noGatewayBare
		}
		return nil, ptr(noGateway("this transaction"))
	}
	if wrong := s.readEMI(t, c); wrong != nil {
		return nil, wrong
	}
	return t, nil
}

// begin decides how a payment starts: with the payer at his bank, or at once.
func (s *Server) begin(t *txn) {
	switch {
	case t.executes:
		s.after(appDelay, func() { s.authorize(t) })
	case t.authType == "MOTO", t.authType == "NO_THREE_DS" && t.order.param("metadata.txns.allow_card_no_3ds") == "true", t.linkedWallet:
		s.authorize(t)
	default:
		if t.authType == "OTP" && t.card != nil && t.card.bin().otp {
			t.otp = &challenge{id: s.newID("ch_", 24), sent: 1}
		}
		if t.vpa == VPASuccess || t.vpa == VPAFailure {
			s.after(appDelay, func() { s.authenticated(t, t.vpa == VPASuccess) })
		}
		s.after(patience, func() { s.giveUp(t) })
	}
}

// txnReply sends the payer on. In every variant order status decides.
func (s *Server) txnReply(t *txn, c *call) reply {
	if c.get("format") != "json" {
		return redirect(s.browserURL(t))
	}
	d := doc{
		"order_id": t.order.orderID, "txn_id": t.id, "txn_uuid": t.uuid, "status": t.status,
		"payment":       doc{"authentication": s.authentication(t)},
		"offer_details": doc{"offers": []doc{}},
	}
	if address := s.returnAddress(t); address != "" {
		d["merchant_return_url"] = address
	}
	if t.methodType == "UPI" && (c.yes("sdk_params") || c.get("txn_type") == "UPI_PAY") {
		d["payment"].(doc)["sdk_params"] = s.intentParams(t)
	}
	return ok(s.withClientAuth(d, t.order, c.yes("order.options.get_client_auth_token")))
}

func (s *Server) authentication(t *txn) doc {
	if t.otp != nil {
		return doc{"method": "POST", "url": s.at("v2", "txns", t.uuid, "authenticate"), "params": s.challengeDoc(t, "auth_type")}
	}
	return doc{"method": "GET", "url": s.browserURL(t)}
}

// browserURL is where the payer's browser goes: the bank, or the last page of
// what is over already.
func (s *Server) browserURL(t *txn) string {
	page := "start"
	if t.status != statusPendingVBV || t.executes {
		page = "finish"
	}
	return s.at("v2", "pay", page, s.MerchantID, t.uuid)
}

// intentParams is the flat map that a front end makes a upi:// link of.
func (s *Server) intentParams(t *txn) doc {
	return doc{
		"merchant_vpa": "sandbox@upi", "merchant_name": s.MerchantID, "tr": t.id, "tid": t.uuid, "mcc": "5411",
		"amount": t.amount.text(), "currency": t.order.currency,
	}
}
