package juspaytest

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

type order struct {
	id, orderID      string // Juspay's, the merchant's
	amount           money
	currency         string
	params           map[string]string // as they were sent: addresses, UDFs, metadata and all
	created, updated time.Time
	expires          time.Time
	preAuth          bool // metadata.txns.auto_capture=false
	txns             []*txn
	refunds          []*refund
	mandate          *mandate
	fulfilled        []doc
}

// orderLife is how long an order can be paid for unless metadata.expiryInMins
// says otherwise; Juspay's own default is not documented.
const orderLife = 24 * time.Hour

func (s *Server) order(id string) *order { return s.orders[strings.ToLower(id)] }

func (o *order) param(name string) string { return o.params[name] }

// mandateParam reads mandate.<name> and mandate_<name>: samples have both.
func (o *order) mandateParam(name string) string {
	return cmp.Or(o.params["mandate."+name], o.params["mandate_"+name])
}

func (s *Server) createOrder(c *call) reply {
	if o := s.order(c.get("order_id")); o != nil {
		return s.repeatOrder(o, c)
	}
	o, wrong := s.newOrder(c.params)
	if wrong != nil {
		return *wrong
	}
	if c.oldShapes() {
		return ok(s.withClientAuth(doc{
			"status": statusCreated, "status_id": statusIDs[statusCreated], "id": o.id, "order_id": o.orderID, "payment_links": s.paymentLinks(o),
		}, o, c.yes("options.get_client_auth_token")))
	}
	return ok(s.createdDoc(o, c))
}

// createdDoc is an order without what only reading it shows.
func (s *Server) createdDoc(o *order, c *call) doc {
	d := s.orderBase(o, c)
	if s.quirks[AmountsAsText] {
		d["amount"], d["amount_refunded"] = oneDecimal(o.amount), oneDecimal(0)
	}
	return s.withClientAuth(d, o, c.yes("options.get_client_auth_token"))
}

// oneDecimal writes "2.0", as the one sample with text amounts does.
func oneDecimal(m money) string {
	text := string(m.number())
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// repeatOrder is a create with an id that is taken. What Juspay does then is
// not documented: the evidence is for an order that comes back, or changes.
func (s *Server) repeatOrder(o *order, c *call) reply {
	if s.quirks[RepeatedOrderRefused] {
		return duplicateOrder
	}
	if s.quirks[RepeatedOrderUpdates] && len(o.txns) == 0 {
		amount, valid := parseMoney(c.get("amount"), o.currency)
		if !valid || amount == 0 {
			return invalidAmount("invalid.amount")
		}
		o.amount = amount
		o.keep(c.params)
	}
	return ok(s.createdDoc(o, c))
}

// newOrder makes an order of create-order parameters, whether they came by
// POST /orders, /session, or with the prefix order. in POST /txns.
func (s *Server) newOrder(p url.Values) (*order, *reply) {
	id, currency := p.Get("order_id"), p.Get("currency")
	if id == "" || p.Get("amount") == "" {
		return nil, ptr(mandatoryMissing())
	}
	if currency == "" {
		currency = "INR"
	}
	amount, valid := parseMoney(p.Get("amount"), currency)
	if !valid || amount == 0 {
		return nil, ptr(invalidAmount("invalid.amount"))
	}
	if address := p.Get("return_url"); address != "" {
		if u, err := url.Parse(address); err != nil || !u.IsAbs() {
			return nil, ptr(wrongValue("return_url"))
		}
	}
	o := &order{
		id: s.newID("ordeh_", 32), orderID: id, amount: amount, currency: currency, params: map[string]string{},
		created: s.clock, updated: s.clock, expires: s.clock.Add(orderLife),
		preAuth: strings.EqualFold(p.Get("metadata.txns.auto_capture"), "false"),
	}
	if minutes, err := strconv.Atoi(p.Get("metadata.expiryInMins")); err == nil && minutes > 0 {
		o.expires = s.clock.Add(time.Duration(min(minutes, maxExpiryMinutes)) * time.Minute)
	}
	o.keep(p)
	s.orders[strings.ToLower(id)], s.orderIDs[o.id] = o, o
	return o, nil
}

func (s *Server) forget(o *order) {
	delete(s.orders, strings.ToLower(o.orderID))
	delete(s.orderIDs, o.id)
}

// maxExpiryMinutes is ten years: enough, and far from overflow.
const maxExpiryMinutes = 10 * 365 * 24 * 60

func (o *order) keep(p url.Values) {
	for name := range p {
		o.params[name] = p.Get(name)
	}
}

// updatable are the names that POST /orders/{order_id} changes.
func updatable(name string) bool {
	return strings.HasPrefix(name, "billing_address_") || strings.HasPrefix(name, "shipping_address_") || strings.HasPrefix(name, "udf")
}

func (s *Server) updateOrder(c *call) reply {
	o := s.order(c.vars["order_id"])
	if o == nil {
		return s.unknownOrder()
	}
	if text := c.get("amount"); text != "" {
		amount, valid := parseMoney(text, o.currency)
		switch {
		case !valid || amount == 0:
			return invalidAmount("invalid.amount")
		case amount != o.amount && o.taken():
			return notAllowed("Cannot update the amount of an order in status " + o.status())
		}
		o.amount = amount
	}
	for name := range c.params {
		if updatable(name) {
			o.params[name] = c.get(name)
		}
	}
	o.updated = s.clock
	d := s.orderBase(o, c)
	d["effective_amount"], d["offers"] = o.amount, []doc{}
	return ok(d)
}

func (s *Server) unknownOrder() reply {
	return s.pick(UnknownOrderIs400, orderNotFound(http.StatusBadRequest), orderNotFound(http.StatusNotFound))
}

func (s *Server) getOrder(c *call) reply {
	id := c.vars["order_id"]
	if id == "" {
		id = c.get("order_id") // the paths of old carry it outside
	}
	o := s.order(id)
	if o == nil {
		return s.unknownOrder()
	}
	byKey := c.keyed || c.route.kind == sealed
	if owner := s.customer(o.param("customer_id")); !byKey && (owner == nil || owner.id != c.customer) {
		return s.unknownOrder() // a token opens its own customer's orders only
	}
	d := s.orderDoc(o, c)
	if !byKey {
		d["customer_email"], d["customer_phone"] = "", ""
	}
	return ok(d)
}

// current is the transaction that speaks for the order: the one that took
// money, else the one that holds some, else the newest.
func (o *order) current() *txn {
	var newest *txn
	for _, want := range []func(string) bool{paid, held} {
		for _, t := range o.txns {
			if want(t.status) {
				return t
			}
			newest = t
		}
	}
	return newest
}

// taken reports that money was taken or is held.
func (o *order) taken() bool {
	t := o.current()
	return t != nil && (paid(t.status) || held(t.status))
}

func (o *order) status() string {
	t := o.current()
	switch {
	case t == nil:
		return statusNew
	case t.status == statusCharged && t.captured < t.amount:
		return statusPartialCharged // the transaction itself stays CHARGED
	}
	return t.status
}

// charged is what was taken of the payer's money, refunds aside.
func (o *order) charged() money {
	if t := o.current(); t != nil {
		return t.captured
	}
	return 0
}

// refunded is what was asked back, what is still pending included.
func (o *order) refunded() money {
	var sum money
	for _, r := range o.refunds {
		if r.status != refundFailure {
			sum += r.amount
		}
	}
	return sum
}

func (s *Server) paymentLinks(o *order) doc {
	page := s.at("orders", o.id, "payment-page")
	return doc{"web": page, "mobile": page, "iframe": s.at("merchant", "ipay", o.id)}
}

func (s *Server) withClientAuth(d doc, o *order, asked bool) doc {
	if asked {
		d["juspay"] = s.clientAuth(s.customer(o.param("customer_id")))
	}
	return d
}
