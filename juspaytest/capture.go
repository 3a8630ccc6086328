package juspaytest

import "net/http"

// holder finds the transaction whose hold is to be captured or voided; verb is
// "Capture" or "Void".
func (s *Server) holder(c *call, verb string) (*txn, *reply) {
	t := s.txns[c.vars["txn_uuid"]]
	if t == nil {
		return nil, ptr(refuse(http.StatusNotFound, doc{
			"status": "invalid_request_error", "error_code": "object_not_found", "error_message": "Cannot find what you are looking for",
			"error_info": info("RESOURCE_NOT_FOUND", userError, "Transaction not found", "No transaction has this txn_uuid.", "txn_uuid", "Invalid value."),
		}))
	}
	switch t.status {
	case statusAuthorized, statusCaptureFailed, statusVoidFailed:
		return t, nil
	}
	message := "Cannot " + verb + " " + t.status + " Transaction"
	return nil, ptr(problem("Bad Request", "Invalid", message, info("INVALID_INPUT", userError, message, message, "", "")))
}

// capture takes the held money, or a part of it under an idempotence_key. The
// same key again gets the same answer: what Juspay does is not documented, and
// that is what the key is for.
func (s *Server) capture(c *call) reply {
	key := c.get("idempotence_key")
	if t := s.txns[c.vars["txn_uuid"]]; t != nil && key != "" {
		if _, done := t.captures[key]; done {
			return s.holderReply(t, c)
		}
	}
	t, wrong := s.holder(c, "Capture")
	if wrong != nil {
		return *wrong
	}
	amount := t.amount
	if text := c.get("amount"); text != "" {
		var valid bool
		amount, valid = parseMoney(text, t.order.currency)
		switch {
		case !valid || amount == 0 || amount > t.amount:
			return invalidAmount("Invalid")
		case amount < t.amount && key == "":
			return mandatoryMissing()
		}
	}
	if key != "" {
		if t.captures == nil {
			t.captures = map[string]money{}
		}
		t.captures[key] = amount
	}
	s.followUp(t, followUp{
		done: func() { s.captured(t, amount) }, initiated: statusCaptureInitiated,
		failed: statusCaptureFailed, failedEvent: "ORDER_CAPTURE_FAILED",
	})
	return s.holderReply(t, c)
}

func (s *Server) captured(t *txn, amount money) {
	s.bankSays(t, "SUCCESS", "SUCCESS")
	t.captured = amount
	s.move(t, statusCharged)
	event := "ORDER_SUCCEEDED"
	if amount < t.amount {
		event = "ORDER_PARTIAL_CHARGED"
	}
	s.emit(event, t.order)
}

func (s *Server) void(c *call) reply {
	t, wrong := s.holder(c, "Void")
	if wrong != nil {
		return *wrong
	}
	s.followUp(t, followUp{
		done: func() {
			s.bankSays(t, "SUCCESS", "SUCCESS")
			s.move(t, statusVoided)
			s.emit("ORDER_VOIDED", t.order)
		},
		initiated: statusVoidInitiated, failed: statusVoidFailed, failedEvent: "ORDER_VOID_FAILED",
	})
	return s.holderReply(t, c)
}

// followUp is a capture or a void on its way through the gateway.
type followUp struct {
	done              func()
	initiated, failed string
	failedEvent       string
}

// followUp lets the gateway answer: success, failure, later, or not at all,
// which leaves AUTHORIZED.
func (s *Server) followUp(t *txn, f followUp) {
	number := ""
	if t.card != nil {
		number = t.card.number
	}
	switch number {
	case CardFollowUpFails:
		s.bankSays(t, "12", "Refused by the gateway")
		s.move(t, f.failed)
		s.emit(f.failedEvent, t.order)
	case CardFollowUpPending:
		s.move(t, f.initiated)
		s.after(bankDelay, f.done)
	case CardFollowUpTimesOut:
	default:
		f.done()
	}
}

func (s *Server) holderReply(t *txn, c *call) reply {
	d := s.orderDoc(t.order, c)
	d["customer_email"], d["customer_phone"] = nil, nil // null in the samples of both
	return ok(d)
}
