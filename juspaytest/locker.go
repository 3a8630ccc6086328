package juspaytest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// storedCard is an entry of the locker.
type storedCard struct {
	pan
	reference string // permanent
	nickname  string
	owner     *customer
	network   *networkToken // nil unless the card is tokenised
	handle    string        // the newest card_token
}

// cardToken is what a card_token or ctkn_ stands for.
type cardToken struct {
	stored *storedCard // a locker entry …
	typed  *pan        // … or a card as POST /card/tokenize took it, CVV included
	expiry time.Time
}

// card is the card itself, wherever it came from.
func (t cardToken) card() pan {
	if t.stored != nil {
		return t.stored.pan
	}
	return *t.typed
}

// cardFields is how one endpoint words what is wrong with a card.
type cardFields struct {
	noNumber, badNumber, noMonth, badMonth, noYear, badYear, expired reply
}

// readCard reads and checks a card's number, expiry and name.
func (s *Server) readCard(c *call, say cardFields) (pan, *reply) {
	monthText, yearText := s.plain(c.get("card_exp_month")), s.plain(c.get("card_exp_year"))
	p := pan{number: s.plain(c.get("card_number")), cvv: s.plain(c.get("card_security_code")), name: c.get("name_on_card")}
	switch {
	case p.number == "":
		return p, &say.noNumber
	case !luhn(p.number):
		return p, &say.badNumber
	case monthText == "":
		return p, &say.noMonth
	}
	month, err := strconv.Atoi(monthText)
	if err != nil || month < 1 || month > 12 {
		return p, &say.badMonth
	}
	if yearText == "" {
		return p, &say.noYear
	}
	year, valid := fullYear(yearText)
	if !valid {
		return p, &say.badYear
	}
	p.month, p.year = month, year
	if p.expired(s.clock) {
		return p, &say.expired
	}
	return p, nil
}

func (s *Server) tokenizeCard(c *call) reply {
	if c.get("merchant_id") != s.MerchantID {
		return badRequest
	}
	invalidYear := s.tokenizeProblem("invalid", "Invalid card expiry year", "card_exp_year", "Invalid value.")
	invalidNumber := s.tokenizeProblem("invalid", "Invalid card number", "card_number", "Invalid value.")
	invalidMonth := s.tokenizeProblem("invalidRange", "Card expiry month should be between 1 and 12", "card_exp_month", "Invalid value.")
	p, wrong := s.readCard(c, cardFields{
		noNumber: s.tokenizeProblem("nullable", "Card number should be present.", "card_number", "Missing value."), badNumber: invalidNumber,
		noMonth: invalidMonth, badMonth: invalidMonth,
		noYear: invalidYear, badYear: invalidYear, expired: invalidYear,
	})
	switch {
	case wrong != nil:
		return *wrong
	case p.cvv == "":
		return s.tokenizeProblem("nullable", "Card security code should be present.", "card_security_code", "Missing value.")
	}
	s.dropLapsedTokens()
	token := s.newID("ctkn_", 16)
	s.cardTokens[token] = cardToken{typed: &p, expiry: s.clock.Add(tokenLife)}
	return ok(doc{"token": token})
}

// findToken looks a card token up.
func (s *Server) findToken(token string) (cardToken, *reply) {
	t, found := s.cardTokens[token]
	switch {
	case !found:
		return t, &cardTokenUnknown
	case !s.clock.Before(t.expiry):
		return t, &cardTokenLapsed
	}
	return t, nil
}

// cardProblems are the words of /txns, and of /card/add for want of its own.
var cardProblems = cardFields{
	noNumber: noCardNumber, badNumber: badCardNumber, noMonth: noExpiryMonth, badMonth: badExpiryMonth,
	noYear: badRequest, badYear: badRequest, expired: cardExpired,
}

func (s *Server) addCard(c *call) reply {
	if c.get("merchant_id") != s.MerchantID {
		return badRequest
	}
	if c.get("customer_id") == "" {
		return mandatoryMissing()
	}
	owner := s.customer(c.get("customer_id"))
	if owner == nil {
		return notFound
	}
	p, wrong := s.cardToAdd(c)
	if wrong != nil {
		return *wrong
	}
	if p.bin().country == indian {
		return indianCard
	}
	if name := c.get("name_on_card"); name != "" {
		p.name = name
	}
	entry := s.store(owner, p, c.get("nickname"), p.number == CardTokenized)
	return ok(doc{
		"card_token": s.handOut(entry, s.newUUID), "card_reference": entry.reference, "card_fingerprint": fingerprint(entry.number),
	})
}

func (s *Server) cardToAdd(c *call) (pan, *reply) {
	token := cmp.Or(c.get("card_token"), c.get("token"))
	if token == "" {
		return s.readCard(c, cardProblems)
	}
	t, wrong := s.findToken(token)
	if wrong != nil {
		return pan{}, wrong
	}
	return t.card(), nil
}

// store puts a card into the locker, without its CVV. Adding the same number
// again makes a second entry with the same fingerprint: whether Juspay's locker
// does is not documented, and who is ready for two is ready for one.
func (s *Server) store(owner *customer, p pan, nickname string, tokenize bool) *storedCard {
	p.cvv = ""
	entry := &storedCard{pan: p, reference: s.newID("", 32), nickname: nickname, owner: owner}
	if tokenize {
		entry.network = tokenOf(p, s.newID("", 32))
	}
	owner.cards = append(owner.cards, entry)
	s.storedCards[entry.reference] = entry
	return entry
}

// handOut returns a card_token that lives a quarter of an hour. Within one
// moment of the clock it is the same one.
func (s *Server) handOut(entry *storedCard, mint func() string) string {
	expiry := s.clock.Add(tokenLife)
	if s.cardTokens[entry.handle].expiry.Equal(expiry) {
		return entry.handle
	}
	s.dropLapsedTokens()
	entry.handle = mint()
	s.cardTokens[entry.handle] = cardToken{stored: entry, expiry: expiry}
	return entry.handle
}

func (s *Server) listCards(c *call) reply {
	if c.get("customer_id") == "" {
		return mandatoryMissing()
	}
	owner := s.customer(c.get("customer_id"))
	if owner == nil {
		return notFound
	}
	return ok(doc{"customer_id": owner.id, "merchantId": s.MerchantID, "cards": s.cardDocs(owner, c)})
}

func (s *Server) cardDocs(owner *customer, c *call) []doc {
	docs := make([]doc, 0, len(owner.cards))
	for _, entry := range owner.cards {
		docs = append(docs, s.storedCardDoc(entry, c))
	}
	return docs
}

func (s *Server) storedCardDoc(entry *storedCard, c *call) doc {
	b := entry.bin()
	mask := "XXXX-XXXXXXXX-" + entry.lastFour()
	if s.quirks[CardMaskWithBIN] {
		mask = entry.number[:4] + "-XXXXXXXX-" + entry.lastFour()
	}
	d := doc{
		"card_token": s.handOut(entry, func() string { return s.newID("tkn_", 32) }), "card_reference": entry.reference,
		"card_number": mask, "card_isin": entry.isin(), "card_exp_year": entry.yearText(), "card_exp_month": entry.monthText(),
		"card_type": b.kind, "card_issuer": b.bank, "card_brand": b.brand, "nickname": entry.nickname, "name_on_card": entry.name,
		"expired": entry.expired(s.clock), "card_fingerprint": fingerprint(entry.number), "juspay_bank_code": b.bankCode,
		"card_sub_type": b.subType, "card_issuer_country": b.country, "tokenize_support": b.tokenize && entry.network == nil,
		"provider_category": "VAULT", "provider": "JUSPAY",
	}
	if entry.network != nil {
		d["provider_category"], d["provider"] = "NETWORK_TOKEN", b.brand
		token := entry.network.doc(fingerprint(entry.number))
		if c.yes("options.check_cvv_less_support") {
			addCVVLess(token, b)
		}
		d["token"] = token
	}
	if c.yes("options.check_cvv_less_support") {
		addCVVLess(d, b)
	}
	addSupport(d, b, c, "")
	return d
}

func addCVVLess(d doc, b bin) {
	d["cvv_less_support"], d["cvv_less_supported_gateways"] = b.cvvLess, []string{}
	if b.cvvLess {
		d["cvv_less_supported_gateways"] = []string{"CYBERSOURCE", "RAZORPAY", "PAYTM_V2", "PAYU"}
	}
}

// addSupport answers options.check_x_support with x_support: what is not asked
// for is absent, not false. Version 3.2 left out the check_.
func addSupport(d doc, b bin, c *call, also string) {
	for name, supported := range map[string]bool{
		"mandate_support": b.mandate, "direct_otp_support": b.otp, "atm_pin_auth_support": b.atmPIN, also: b.tokenize,
	} {
		if name != "" && (c.yes("options.check_"+name) || c.yes("options."+name)) {
			d[name] = supported
		}
	}
}

// entryOf finds the locker entry of a card token.
func (s *Server) entryOf(token string) (*storedCard, *reply) {
	t, wrong := s.findToken(token)
	if wrong == nil && t.stored == nil {
		wrong = &cardTokenUnknown // a ctkn_ names no entry
	}
	return t.stored, wrong
}

func (s *Server) updateCard(c *call) reply {
	entry, wrong := s.entryOf(c.get("card_token"))
	if wrong != nil {
		return updateProblem("Invalid card token")
	}
	if id := c.get("customer_id"); id != "" && s.customer(id) != entry.owner {
		return updateProblem("Invalid customer id")
	}
	nickname, name := c.get("nickname"), c.get("name_on_card")
	switch {
	case nickname == "" && name == "":
		return updateProblem("Nothing to update")
	case len(nickname) > 64 || strings.ContainsFunc(nickname, outsideNickname):
		return updateProblem("Invalid nickname")
	}
	if nickname != "" {
		entry.nickname = nickname
	}
	if name != "" {
		entry.name = name
	}
	return ok(doc{"card_token": c.get("card_token"), "user_message": "Card details updated", "status": "SUCCESS"})
}

func outsideNickname(r rune) bool { return r != ' ' && !unicode.IsLetter(r) }

func (s *Server) deleteCard(c *call) reply {
	token := c.get("card_token")
	if token == "" {
		return mandatoryMissing()
	}
	entry, wrong := s.entryOf(token)
	if wrong != nil {
		return *wrong
	}
	s.remove(entry)
	return ok(doc{"card_token": token, "card_reference": entry.reference, "deleted": true})
}

// remove takes an entry out of the locker, and its tokens with it.
func (s *Server) remove(entry *storedCard) {
	entry.owner.cards = slices.DeleteFunc(entry.owner.cards, func(c *storedCard) bool { return c == entry })
	delete(s.storedCards, entry.reference)
	for token, t := range s.cardTokens {
		if t.stored == entry {
			delete(s.cardTokens, token)
		}
	}
}
