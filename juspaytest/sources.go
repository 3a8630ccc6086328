package juspaytest

import (
	"strconv"
	"strings"
)

// readSource reads what pays.
func (s *Server) readSource(t *txn, c *call) *reply {
	if c.get("mandate_id") != "" {
		return s.readMandateDebit(t, c)
	}
	switch t.methodType {
	case "":
		return &noMethodType
	case "CARD":
		return s.readCardSource(t, c)
	case "UPI":
		return s.readUPI(t, c)
	case "NB", "WALLET", "CONSUMER_FINANCE", "CASH", "REWARD", "MERCHANT_CONTAINER", "EMI":
		if t.method == "" {
			return &noMethod
		}
		t.linkedWallet = t.methodType == "WALLET" && c.get("direct_wallet_token") != ""
		return s.readMandateSetUp(t, c)
	}
	return ptr(noGateway(t.method + " payment method"))
}

func (s *Server) readUPI(t *txn, c *call) *reply {
	if t.method == "" {
		return &noMethod
	}
	t.vpa = c.get("upi_vpa")
	collect := c.get("txn_type") == "UPI_COLLECT" || t.method == "UPI_COLLECT"
	if name, handle, found := strings.Cut(t.vpa, "@"); (collect || t.vpa != "") && (!found || name == "" || handle == "") {
		return &badVPA
	}
	return s.readMandateSetUp(t, c)
}

var txnCardProblems = cardFields{
	noNumber: noCardNumber, badNumber: badCardNumber, noMonth: noExpiryMonth, badMonth: badExpiryMonth,
	noYear: badRequest, badYear: badRequest, expired: cardExpired,
}

// readCardSource takes a card as typed in, by token, or as a network token.
func (s *Server) readCardSource(t *txn, c *call) *reply {
	if t.authType == "ATMPIN" && strings.HasPrefix(t.method, "ATM_CARD_") && !c.has("card_number") && !c.has("card_token") {
		return nil // the bank's own page asks for the card
	}
	var p pan
	needCVV := t.authType != "MOTO"
	if token := c.get("card_token"); token != "" {
		found, wrong := s.findToken(token)
		if wrong != nil {
			return wrong
		}
		p, t.stored = found.card(), found.stored
		switch {
		case p.expired(s.clock):
			return &cardExpired
		case t.stored == nil: // ctkn_ remembers the CVV
			needCVV = false
		default:
			needCVV = needCVV && p.bin().brand != "VISA" && t.method != "SODEXO" && !p.bin().cvvLess
			t.usedToken = t.stored.network
		}
	} else {
		typed, wrong := s.readCard(c, txnCardProblems)
		if wrong != nil {
			return wrong
		}
		p = typed
		if c.get("tavv") != "" {
			t.usedToken, p = s.openToken(p)
			needCVV = false // the dummy gateway is content with the cryptogram
		}
	}
	if t.method == "" {
		if s.quirks[PaymentMethodRequired] {
			return &noMethod
		}
		t.method = p.bin().brand
	}
	if needCVV && c.get("card_security_code") == "" {
		return ptr(noGateway("this transaction"))
	}
	if t.authType == "" {
		t.authType = "THREE_DS"
	}
	p.cvv = ""
	t.card = &p
	return s.readMandateSetUp(t, c)
}

// openToken finds the card behind a network token. One that this server did
// not give out stands for itself.
func (s *Server) openToken(p pan) (*networkToken, pan) {
	for _, entry := range s.storedCards {
		if entry.network != nil && entry.network.number == p.number {
			return entry.network, entry.pan
		}
	}
	return &networkToken{number: p.number, month: p.month, year: p.year, status: "ACTIVE"}, p
}

func (s *Server) readEMI(t *txn, c *call) *reply {
	if !c.yes("is_emi") {
		return nil
	}
	tenure, err := strconv.Atoi(c.get("emi_tenure"))
	if err != nil || tenure < 1 || c.get("emi_bank") == "" {
		return ptr(wrongValue("emi_tenure"))
	}
	t.emi = &emi{bank: c.get("emi_bank"), tenure: tenure}
	return nil
}
