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

// readCardSource takes a card by token, as typed in, or as a network token.
func (s *Server) readCardSource(t *txn, c *call) *reply {
	if t.authType == "ATMPIN" && strings.HasPrefix(t.method, "ATM_CARD_") && !c.has("card_number") && !c.has("card_token") {
		return nil // the bank's own page asks for the card
	}
	read := s.typedCard
	if c.get("card_token") != "" {
		read = s.cardOfToken
	}
	p, needsCVV, wrong := read(t, c)
	if wrong != nil {
		return wrong
	}
	if t.method == "" {
		if s.quirks[PaymentMethodRequired] {
			return &noMethod
		}
		t.method = p.bin().brand
	}
	if needsCVV && t.authType != "MOTO" && c.get("card_security_code") == "" {
		return ptr(noGateway("this transaction"))
	}
	if t.authType == "" {
		t.authType = "THREE_DS"
	}
	p.cvv = ""
	t.card = &p
	return s.readMandateSetUp(t, c)
}

func (s *Server) cardOfToken(t *txn, c *call) (p pan, needsCVV bool, wrong *reply) {
	found, wrong := s.findToken(c.get("card_token"))
	if wrong != nil {
		return p, false, wrong
	}
	p = found.card()
	if p.expired(s.clock) {
		return p, false, &cardExpired
	}
	if found.stored == nil {
		return p, false, nil // ctkn_ remembers the CVV
	}
	t.stored, t.usedToken = found.stored, found.stored.network
	return p, p.bin().brand != "VISA" && t.method != "SODEXO" && !p.bin().cvvLess, nil
}

// typedCard is a card's number, or a network token's, which brings a
// cryptogram: the dummy gateway asks for no CVV then.
func (s *Server) typedCard(t *txn, c *call) (p pan, needsCVV bool, wrong *reply) {
	p, wrong = s.readCard(c, cardProblems)
	if wrong != nil || c.get("tavv") == "" {
		return p, true, wrong
	}
	t.usedToken, p = s.openToken(p)
	return p, false, nil
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
