package juspaytest

import "strconv"

// mandate lets the merchant debit without the payer.
type mandate struct {
	id, token, status  string
	start, end         string // Unix seconds as text, as they came
	frequency          string
	max                money
	methodType, method string
	card               *pan
}

const (
	mandateCreated = "CREATED"
	mandateActive  = "ACTIVE"
	mandateFailed  = "FAILURE"
)

func (m *mandate) doc() doc {
	return doc{
		"mandate_id": m.id, "mandate_token": m.token, "mandate_status": m.status,
		"start_date": m.start, "end_date": m.end, "frequency": m.frequency, "max_amount": m.max,
	}
}

// readMandateSetUp looks whether this payment registers a mandate.
func (s *Server) readMandateSetUp(t *txn, c *call) *reply {
	if !c.yes("should_create_mandate") {
		return nil
	}
	if t.order.param("customer_id") == "" {
		return ptr(mandateProblem("Please send customer_id"))
	}
	t.mandateType = c.get("mandate_type")
	if t.mandateType == "" {
		t.mandateType = "MANDATE"
	}
	return nil
}

func mandateProblem(message string) reply { return problem("Invalid Request", "Invalid", message, nil) }

// openMandate makes the mandate when its first payment starts.
func (s *Server) openMandate(t *txn) {
	o := t.order
	limit, valid := parseMoney(o.mandateParam("max_amount"), o.currency)
	if !valid {
		limit = o.amount
	}
	frequency := o.mandateParam("frequency")
	if frequency == "" {
		frequency = "ASPRESENTED"
	}
	start := o.mandateParam("start_date")
	if start == "" {
		start = strconv.FormatInt(s.clock.Unix(), 10)
	}
	o.mandate = &mandate{
		id: s.newID("", 22), token: s.newID("mndt_", 16), status: mandateCreated,
		start: start, end: o.mandateParam("end_date"), frequency: frequency, max: limit,
		methodType: t.methodType, method: t.method, card: t.card,
	}
	s.mandates[o.mandate.id] = o.mandate
	s.emitMandate("MANDATE_CREATED", o.mandate)
}

func (s *Server) activateMandate(t *txn) {
	m := t.order.mandate
	if t.mandateType == "" || m == nil {
		return
	}
	if t.card != nil && t.card.number == CardMandateFails {
		s.dropMandate(t)
		return
	}
	m.status = mandateActive
	s.emitMandate("MANDATE_ACTIVATED", m)
}

func (s *Server) dropMandate(t *txn) {
	if m := t.order.mandate; t.mandateType != "" && m != nil && m.status == mandateCreated {
		m.status = mandateFailed
		s.emitMandate("MANDATE_FAILED", m)
	}
}

// readMandateDebit is a payment by mandate_id: no payer, no payment_method_type.
func (s *Server) readMandateDebit(t *txn, c *call) *reply {
	m := s.mandates[c.get("mandate_id")]
	switch {
	case m == nil:
		return ptr(mandateProblem("Invalid mandate_id"))
	case m.status != mandateActive:
		return ptr(mandateProblem("Mandate is not active"))
	case t.amount > m.max:
		return ptr(mandateProblem("Amount is greater than the mandate's max_amount"))
	}
	t.executes, t.methodType, t.method, t.card, t.preAuth = true, m.methodType, m.method, m.card, false
	return nil
}
