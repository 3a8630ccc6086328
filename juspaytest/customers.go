package juspaytest

import (
	"strings"
	"time"
	"unicode"
)

type customer struct {
	id, ref                                         string
	mobile, countryCode, email, firstName, lastName string
	created, updated                                time.Time
	token                                           string // the newest client_auth_token
	cards                                           []*storedCard
	vpas                                            []savedVPA
}

// clientToken is a client_auth_token: a quarter of an hour of one customer's
// own rights.
type clientToken struct {
	customer string // id; "" for the token of a guest's order
	expiry   time.Time
}

const tokenLife = 15 * time.Minute

// minSweep is how many tokens are never worth sweeping.
const minSweep = 100

// minReference is the shortest object_reference_id that Juspay takes.
const minReference = 8

// customer finds by either id: Juspay's or the merchant's.
func (s *Server) customer(id string) *customer {
	if c := s.customers[id]; c != nil {
		return c
	}
	return s.customerRefs[id]
}

func (s *Server) createCustomer(c *call) reply {
	for _, field := range []string{"object_reference_id", "mobile_number"} {
		if !c.has(field) {
			return customerNeedsMore(field)
		}
	}
	ref := c.get("object_reference_id")
	if len(ref) < minReference {
		return wrongValue("object_reference_id")
	}
	if field := wrongCustomerField(c); field != "" {
		return wrongValue(field)
	}
	if s.customerRefs[ref] != nil {
		return customerExists
	}
	cust := &customer{id: s.newID("cst_", 16), ref: ref, countryCode: "91", created: s.clock}
	s.setCustomerFields(cust, c)
	s.customers[cust.id], s.customerRefs[ref] = cust, cust
	return ok(s.customerDoc(cust, c))
}

func (s *Server) getCustomer(c *call) reply {
	cust := s.customer(c.vars["customer_id"])
	if cust == nil {
		return notFound
	}
	return ok(s.customerDoc(cust, c))
}

func (s *Server) updateCustomer(c *call) reply {
	cust := s.customer(c.vars["customer_id"])
	if cust == nil {
		return notFound
	}
	if field := wrongCustomerField(c); field != "" {
		return wrongValue(field)
	}
	if !s.setCustomerFields(cust, c) {
		return mandatoryMissing()
	}
	d := s.customerDoc(cust, c)
	d["date_created"], d["last_updated"] = offsetStamp(cust.created), offsetStamp(cust.updated)
	return ok(s.customerNames(d))
}

// offsetStamp is how the update answer writes times: an offset without colon.
func offsetStamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-0700") }

// setCustomerFields stores what was sent, and reports whether anything was.
func (s *Server) setCustomerFields(cust *customer, c *call) (sent bool) {
	for name, field := range map[string]*string{
		"mobile_number": &cust.mobile, "mobile_country_code": &cust.countryCode, "email_address": &cust.email,
		"first_name": &cust.firstName, "last_name": &cust.lastName,
	} {
		if c.has(name) {
			*field, sent = c.get(name), true
		}
	}
	cust.updated = s.clock
	return sent
}

// wrongCustomerField names a field that was sent with a value that Juspay does
// not take; "" when there is none.
func wrongCustomerField(c *call) string {
	if c.has("mobile_number") && !isDigits(c.get("mobile_number")) {
		return "mobile_number"
	}
	if code := c.get("mobile_country_code"); code != "" && !isDigits(strings.TrimPrefix(code, "+")) {
		return "mobile_country_code"
	}
	if email := c.get("email_address"); email != "" && !validEmail(email) {
		return "email_address"
	}
	for _, field := range []string{"first_name", "last_name"} {
		if strings.ContainsFunc(c.get(field), outsideName) {
			return field
		}
	}
	return ""
}

// outsideName forgives the space, which Juspay's rule leaves out and half the
// world's names have.
func outsideName(r rune) bool {
	return !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Digit) && !strings.ContainsRune("().-_ ", r)
}

func validEmail(email string) bool {
	local, domain, found := strings.Cut(email, "@")
	const allowed = "!#$%&'*+-/=?^_.{|}~`"
	outside := func(r rune) bool {
		return !unicode.In(r, unicode.Letter, unicode.Digit) && !strings.ContainsRune(allowed, r)
	}
	return found && local != "" && domain != "" &&
		!strings.ContainsFunc(local+domain, outside) && strings.Trim(local, "_.") == local
}

func (s *Server) customerDoc(cust *customer, c *call) doc {
	d := doc{
		"id": cust.id, "object": "customer", "object_reference_id": cust.ref,
		"mobile_number": cust.mobile, "mobile_country_code": cust.countryCode, "email_address": cust.email,
		"first_name": cust.firstName, "last_name": cust.lastName,
		"date_created": stamp(cust.created), "last_updated": stamp(cust.updated),
	}
	if c.yes("options.get_client_auth_token") {
		d["juspay"] = s.clientAuth(cust)
	}
	return s.customerNames(d)
}

func (s *Server) customerNames(d doc) doc {
	if s.quirks[CustomerIDName] && d["id"] != nil {
		d["customer_id"], d["last_udpated"] = d["id"], d["last_updated"]
		delete(d, "id")
		delete(d, "last_updated")
	}
	return d
}

// clientAuth gives out a client_auth_token; cust is nil for a guest. Within one
// moment of the clock a customer gets the same one, so that a standing clock
// piles nothing up.
func (s *Server) clientAuth(cust *customer) doc {
	expiry := s.clock.Add(tokenLife)
	if cust != nil && s.clientTokens[cust.token].expiry.Equal(expiry) {
		return clientAuthDoc(cust.token, expiry)
	}
	s.dropLapsedTokens()
	token := s.newID("tkn_", 32)
	owner := ""
	if cust != nil {
		owner, cust.token = cust.id, token
	}
	s.clientTokens[token] = clientToken{customer: owner, expiry: expiry}
	return clientAuthDoc(token, expiry)
}

func clientAuthDoc(token string, expiry time.Time) doc {
	return doc{"client_auth_token": token, "client_auth_token_expiry": stamp(expiry)}
}

// dropLapsedTokens forgets client tokens that have lapsed. Card tokens stay
// known for a day more, so that a lapsed one can be told from one that never
// was. It looks only when there are twice as many as it left the last time.
func (s *Server) dropLapsedTokens() {
	if len(s.clientTokens)+len(s.cardTokens) < s.sweepAt {
		return
	}
	defer func() { s.sweepAt = max(minSweep, 2*(len(s.clientTokens)+len(s.cardTokens))) }()
	for token, t := range s.clientTokens {
		if !s.clock.Before(t.expiry) {
			delete(s.clientTokens, token)
		}
	}
	for token, t := range s.cardTokens {
		if s.clock.Sub(t.expiry) > 24*time.Hour {
			delete(s.cardTokens, token)
		}
	}
}
