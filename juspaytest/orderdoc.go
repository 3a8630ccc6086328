package juspaytest

import (
	"fmt"
	"strconv"
	"strings"
)

// orderBase is the order object without a transaction: what creating and
// updating answer with.
func (s *Server) orderBase(o *order, c *call) doc {
	status := o.status()
	if status == statusNew && c != nil && c.oldShapes() {
		status = statusCreated
	}
	refunded := o.refunded()
	whole := refunded > 0 && refunded == o.charged()
	d := doc{
		"id": o.id, "order_id": o.orderID, "merchant_id": s.MerchantID, "status": status, "status_id": statusIDs[status],
		"amount": o.amount, "currency": o.currency, "amount_refunded": refunded,
		"refunded":     whole || s.quirks[RefundedOnAnyRefund] && refunded > 0,
		"date_created": stamp(o.created), "payment_links": s.paymentLinks(o),
	}
	for _, name := range []string{"customer_id", "customer_email", "customer_phone", "return_url", "product_id"} {
		d[name] = o.param(name)
	}
	for i := range 10 {
		name := fmt.Sprintf("udf%d", i+1)
		d[name] = o.param(name)
	}
	if s.quirks[StatusIDAsText] {
		d["status_id"] = strconv.Itoa(statusIDs[status])
	}
	return d
}

// orderDoc is the order object of order status, of refund, capture and void
// answers, and of webhooks. c is nil for the last.
func (s *Server) orderDoc(o *order, c *call) doc {
	d := s.orderBase(o, c)
	d["description"] = o.param("description")
	d["effective_amount"] = o.amount // after offers, not after refunds
	d["maximum_eligible_refund_amount"] = o.charged() - o.refunded()
	d["last_updated"], d["order_expiry"] = stamp(o.updated), stamp(o.expires)
	d["offers"], d["metadata"] = []doc{}, o.metadata()
	if s.quirks[EffectiveAmountNetOfRefunds] {
		d["effective_amount"] = o.amount - o.refunded()
	}
	if s.quirks[MetadataAsText] {
		d["metadata"] = string(marshal(o.metadata()))
	}
	t := o.current()
	if c != nil && c.get("txn_uuid") != "" { // the status of one attempt
		if asked := s.txns[c.get("txn_uuid")]; asked != nil && asked.order == o {
			t = asked
			d["status"], d["status_id"] = t.status, statusIDs[t.status]
		}
	}
	if t == nil {
		return d
	}
	attempt := s.txnKeys(t, c != nil && (c.yes(fullGateway) || c.get(fullGateway) == "1"))
	if o.status() == statusPartialCharged && s.quirks[PartialChargeAsList] {
		d["txn_list"] = []doc{attempt}
	} else {
		for name, value := range attempt {
			d[name] = value
		}
	}
	if o.charged() > 0 {
		d["paid_amount"] = o.charged()
	}
	if len(o.refunds) > 0 {
		d["refunds"] = s.refundDocs(o)
	}
	if o.mandate != nil {
		d["mandate"] = o.mandate.doc()
	}
	if t.conflicted {
		d["conflicted"] = true
	}
	return d
}

const fullGateway = "options.add_full_gateway_response"

// metadata are the parameters metadata.<key>, their own prefix taken off.
func (o *order) metadata() doc {
	d := doc{}
	for name, value := range o.params {
		if key, found := strings.CutPrefix(name, "metadata."); found {
			d[key] = value
		}
	}
	return d
}

// txnKeys is what an order's object says about one transaction.
func (s *Server) txnKeys(t *txn, full bool) doc {
	d := doc{
		"txn_id": t.id, "txn_uuid": t.uuid, "payment_method_type": t.methodType, "payment_method": t.method, "auth_type": t.authType,
		"gateway_id": gatewayID, "gateway_reference_id": nil, "bank_error_code": t.bankCode, "bank_error_message": t.bankMessage,
		"resp_code": nil, "resp_message": nil, "resp_category": nil, "bank_pg": nil, "rewards_breakup": nil,
		"txn_detail": s.txnDetail(t),
	}
	if t.card != nil {
		d["card"] = s.cardBlock(t)
	}
	if t.methodType == "UPI" {
		d["payer_vpa"], d["payer_app_name"] = t.vpa, nil
		d["upi"] = doc{"payer_vpa": t.vpa, "txn_flow_type": map[bool]string{true: "COLLECT", false: "INTENT"}[t.vpa != ""]}
	}
	if t.emi != nil {
		d["emi_bank"], d["emi_tenure"] = t.emi.bank, t.emi.tenure
	}
	if t.answeredAt != "" {
		d["payment_gateway_response"] = t.gatewayResponse(full)
	}
	return d
}

// The dummy gateway, by the name and number that Juspay gives it.
const (
	gatewayName = "DUMMY"
	gatewayID   = 100
)

func (s *Server) txnDetail(t *txn) doc {
	d := doc{
		"txn_id": t.id, "order_id": t.order.orderID, "txn_uuid": t.uuid, "status": t.status, "gateway": gatewayName, "gateway_id": gatewayID,
		"currency": t.order.currency, "txn_amount": t.amount, "net_amount": t.amount, "surcharge_amount": nil, "tax_amount": nil,
		"offer_deduction_amount": nil, "express_checkout": t.stored != nil, "redirect": t.redirect,
		"error_code": nil, "error_message": t.bankMessage, "created": stamp(t.created), "last_updated": stamp(t.updated),
		"txn_object_type": "ORDER_PAYMENT",
	}
	if failed(t.status) {
		d["error_code"] = t.bankCode
	}
	switch {
	case t.executes:
		d["txn_object_type"], d["source_object"] = "MANDATE_PAYMENT", "MANDATE"
	case t.mandateType != "":
		d["txn_object_type"] = "MANDATE_REGISTER"
	case t.emi != nil:
		d["txn_flow_type"] = "EMI"
	}
	return d
}

func failed(status string) bool {
	return status == statusAuthenticationFailed || status == statusAuthorizationFailed
}

func (t *txn) gatewayResponse(full bool) doc {
	code := t.bankCode
	if code == "" {
		code = "SUCCESS"
	}
	message := t.bankMessage
	if message == "" {
		message = "SUCCESS"
	}
	d := doc{
		"resp_code": code, "resp_message": message, "rrn": t.rrn, "epg_txn_id": t.epgTxnID, "auth_id_code": t.rrn,
		"txn_id": t.id, "created": t.answeredAt,
	}
	if full {
		d["gateway_response"] = doc{"status": code, "txnid": t.id}
	}
	return d
}

// cardBlock shows the card to the merchant, and the network token beside it
// when that is what paid.
func (s *Server) cardBlock(t *txn) doc {
	p, b := *t.card, t.card.bin()
	d := doc{
		"last_four_digits": p.lastFour(), "card_isin": p.isin(), "expiry_month": p.monthText(), "expiry_year": p.yearText(),
		"name_on_card": p.name, "card_issuer": b.bank, "card_brand": b.brand, "card_type": b.kind, "extended_card_type": b.kind,
		"card_sub_type": nil, "card_reference": "", "card_fingerprint": fingerprint(p.number), "card_issuer_country": b.country,
		"juspay_bank_code": b.bankCode, "using_saved_card": t.stored != nil, "saved_to_locker": t.saved != nil,
		"tokenization_user_consent": t.tokenize, "using_token": s.flag(false),
	}
	if b.subType != "" {
		d["card_sub_type"] = b.subType
	}
	entry := t.stored
	if entry == nil {
		entry = t.saved
	}
	if entry != nil {
		d["card_reference"] = entry.reference
	}
	if t.usedToken != nil {
		d["using_token"], d["token"] = s.flag(true), t.usedToken.doc(fingerprint(p.number))
	}
	if made := t.madeToken; made != nil {
		d["token_created"] = doc{"card_reference": made.reference, "card_fingerprint": fingerprint(p.number), "tokenization_status": made.status}
	}
	return d
}

// flag writes using_token, which one of Juspay's pages declares a boolean and
// prints as a string.
func (s *Server) flag(v bool) any {
	if s.quirks[UsingTokenAsText] {
		return fmt.Sprint(v)
	}
	return v
}
