package juspaytest

// The bank's side: what becomes of a payment once the payer has spoken.

// authenticated is what the bank makes of the payer's answer. A payer comes too
// late once the attempt is over.
func (s *Server) authenticated(t *txn, approved bool) bool {
	if t.status != statusPendingVBV {
		return false
	}
	switch {
	case approved:
		s.authorize(t)
	case t.vpa == VPAFailure:
		s.fail(t, statusAuthorizationFailed, "ZA", "Declined by the payer's bank")
	default:
		s.fail(t, statusAuthenticationFailed, "AUTHENTICATION_FAILED", "The payer declined")
	}
	return true
}

// giveUp ends an attempt whose payer never came back.
func (s *Server) giveUp(t *txn) {
	if t.status == statusPendingVBV {
		s.fail(t, statusAuthenticationFailed, "AUTHENTICATION_FAILED", "The payer did not finish authentication")
	}
}

// authorize asks the bank for the money, once. Test cards answer as their
// names say.
func (s *Server) authorize(t *txn) {
	if t.status != statusPendingVBV {
		return
	}
	number := ""
	if t.card != nil {
		number = t.card.number
	}
	switch number {
	case CardDeclined:
		s.fail(t, statusAuthorizationFailed, "05", "Do not honour")
	case CardTimesOut:
		s.move(t, statusAuthorizing)
		s.after(bankLimit, func() { s.fail(t, statusAuthorizationFailed, "91", "No answer from the issuer") })
	case CardStaysPending:
		s.move(t, statusAuthorizing)
	case CardChargedLater:
		s.move(t, statusAuthorizing)
		s.after(bankDelay, func() { s.succeed(t) })
	case CardLateSuccess:
		s.fail(t, statusAuthorizationFailed, "91", "No answer from the issuer")
		s.after(bankDelay, func() {
			t.conflicted = true
			s.succeed(t)
		})
	default:
		s.succeed(t)
	}
}

// succeed takes or holds the money. If another attempt was faster, Juspay gives
// this one back by itself: an order is charged once.
func (s *Server) succeed(t *txn) {
	s.bankSays(t, "", "")
	if t.order.taken() {
		t.conflicted = true
		s.move(t, statusAutoRefunded)
		s.emit("AUTO_REFUND_SUCCEEDED", t.order)
		return
	}
	s.keepCard(t)
	s.keepVPA(t)
	if t.preAuth {
		s.move(t, statusAuthorized)
		s.emit("ORDER_AUTHORIZED", t.order)
		s.after(holdLife, func() { s.releaseHold(t) })
	} else {
		t.captured = t.amount
		s.move(t, statusCharged)
		s.emit("ORDER_SUCCEEDED", t.order)
	}
	s.activateMandate(t)
}

// releaseHold is the end of an authorisation that nobody captured in time.
func (s *Server) releaseHold(t *txn) {
	switch t.status {
	case statusAuthorized, statusCaptureFailed, statusVoidFailed:
		s.move(t, statusVoided)
		s.emit("ORDER_VOIDED", t.order)
	}
}

func (s *Server) fail(t *txn, status, code, message string) {
	s.bankSays(t, code, message)
	s.move(t, status)
	s.emit("ORDER_FAILED", t.order)
	s.dropMandate(t)
}

func (s *Server) move(t *txn, status string) {
	t.status, t.updated, t.order.updated = status, s.clock, s.clock
}

// bankSays records the gateway's answer; the codes are ISO 8583's.
func (s *Server) bankSays(t *txn, code, message string) {
	if t.rrn == "" {
		t.rrn, t.epgTxnID = s.newDigits(12), s.newID("dummy_", 16)
	}
	t.bankCode, t.bankMessage, t.answeredAt = code, message, stamp(s.clock)
}

func (s *Server) newDigits(n int) string {
	digits := []byte(s.newID("", n))
	for i, c := range digits {
		digits[i] = '0' + c%10
	}
	return string(digits)
}

// keepCard stores what the payer agreed to have stored, now that he has paid:
// save_to_locker alone is not enough, tokenize must be there too.
func (s *Server) keepCard(t *txn) {
	if t.card == nil || !t.tokenize || !t.card.bin().tokenize {
		return
	}
	entry := t.stored
	if entry == nil {
		owner := s.customer(t.order.param("customer_id"))
		if owner == nil || !t.saveToLocker {
			return
		}
		entry = owner.entry(fingerprint(t.card.number))
		if entry == nil {
			entry = s.store(owner, *t.card, "", false)
		}
		t.saved = entry
	}
	if entry.network == nil {
		entry.network = tokenOf(entry.pan, s.newID("", 32))
		t.madeToken = entry.network
	}
}

// entry finds a stored card by its fingerprint.
func (cust *customer) entry(fp string) *storedCard {
	for _, entry := range cust.cards {
		if fingerprint(entry.number) == fp {
			return entry
		}
	}
	return nil
}
