package juspaytest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
)

// vaultProblem is error_info with nothing around it.
func (s *Server) vaultProblem(category, code, message, field, reason string) reply {
	d := info(code, category, message, message, field, reason)
	d["href"], d["request_id"] = "NA", "NOREQID-"+s.newID("", 32)
	return refuse(http.StatusBadRequest, doc{"error_info": d})
}

func (s *Server) cardFingerprint(c *call) reply {
	number := c.get("card_number")
	if token := c.get("card_token"); token != "" {
		t, wrong := s.findToken(token)
		if wrong != nil {
			return *wrong
		}
		number = t.card().number
	}
	if !luhn(number) {
		return s.vaultProblem("REQUEST_ERROR", "INVALID_REQUEST", "Invalid card number", "card_number", "Luhn Check Failed.")
	}
	if c.yes("is_token") {
		_, p := s.openToken(pan{number: number})
		number = p.number
	}
	return ok(doc{"card_fingerprint": fingerprint(number), "par": tokenOf(pan{number: number}, "").par})
}

// vaultEntry finds a stored card by its permanent reference: the card's own or
// its network token's.
func (s *Server) vaultEntry(c *call) *storedCard {
	owner := s.customer(c.get("customer_id"))
	if owner == nil {
		return nil
	}
	for _, entry := range owner.cards {
		reference := c.get("card_reference")
		if entry.reference == reference || entry.network != nil && entry.network.reference == reference {
			return entry
		}
	}
	return nil
}

// vaultGet is POST /v4/card/get: the network token and a cryptogram for one
// payment with it.
func (s *Server) vaultGet(c *call) reply {
	entry := s.vaultEntry(c)
	if entry == nil || entry.network == nil {
		return problem("error", "invalid_request_error", "Could not locate a card with given token", nil)
	}
	n, b := entry.network, entry.bin()
	d := doc{
		"reference": n.reference, "fingerprint": fingerprint(entry.number), "customer_id": entry.owner.id, "network": b.brand,
		"card_type": b.kind, "sub_type": nil, "name_on_card": entry.name, "nickname": nil, "issuer": b.bank, "issuer_country_code": nil,
		"eci": "07", "token_requestor_id": s.newDigits(11),
		"token_details": doc{
			"status": "ACTIVE", "first_six": n.number[:6], "last_four": n.number[len(n.number)-4:], "exp_month": twoDigits(n.month),
			"exp_year": strconv.Itoa(n.year), "provider": b.brand, "provider_category": "NETWORK_TOKEN",
		},
		"authentication_details": doc{"cryptogram": s.cryptogram(), "token": n.number},
		"card_details":           doc{"last_four": entry.lastFour(), "par": n.par, "exp_month": entry.monthText(), "exp_year": entry.yearText()},
	}
	if c.yes("check_cvv_less_support") {
		addCVVLess(d, b)
	}
	return ok(d)
}

// cryptogram is twenty bytes; base64 makes + and / of some, as it does at
// Juspay.
func (s *Server) cryptogram() string {
	return base64.StdEncoding.EncodeToString(append([]byte{0xfb, 0xff}, []byte(s.newID("", 18))...))
}

func (s *Server) vaultDelete(c *call) reply {
	entry := s.vaultEntry(c)
	if entry == nil {
		return refuse(http.StatusBadRequest, doc{
			"error": true, "error_message": "INVALID_REQUEST", "user_message": "card_reference or customer_id is invalid",
		})
	}
	s.remove(entry)
	return ok(doc{"status": "SUCCESS"})
}

// typedCard is what a JWE in cardData holds.
type typedCard struct {
	CardNumber       string `json:"cardNumber"`
	ExpMonth         string `json:"expMonth"`
	ExpYear          string `json:"expYear"`
	CardSecurityCode string `json:"cardSecurityCode"`
}

// openCardData decrypts and checks cardData.
func (s *Server) openCardData(c *call) (pan, bool) {
	var typed typedCard
	text, err := s.openJWE([]byte(c.get("cardData")), "A128GCM", "A256GCM")
	if err != nil || json.Unmarshal(text, &typed) != nil || !luhn(typed.CardNumber) {
		return pan{}, false
	}
	year, validYear := fullYear(typed.ExpYear)
	month, err := strconv.Atoi(typed.ExpMonth)
	return pan{number: typed.CardNumber, month: month, year: year}, validYear && err == nil && month >= 1 && month <= 12
}

// generateToken is POST /generateToken: a network token for a card that the
// merchant holds.
func (s *Server) generateToken(c *call) reply {
	p, valid := s.openCardData(c)
	owner := s.customer(c.get("orderData.customerId"))
	if !valid || owner == nil {
		return refuse(http.StatusBadRequest, doc{"status": "FAILURE", "payload": nil, "errorCode": "INVALID_REQUEST", "errorMessage": "Invalid request"})
	}
	entry := s.store(owner, p, "", true)
	b := entry.bin()
	content := doc{
		"cardReference": entry.network.reference, "cardFingerprint": fingerprint(p.number), "par": entry.network.par, "tokenStatus": "ACTIVE",
		"provider": b.brand, "providerCategory": "NETWORK_TOKEN", "expMonth": twoDigits(entry.network.month), "expYear": strconv.Itoa(entry.network.year),
	}
	if c.yes("shouldSendToken") {
		content["token"], content["tavv"] = entry.network.number, s.cryptogram()
	}
	return ok(doc{"status": "SUCCESS", "payload": s.sealJWE(marshal(content), "A128GCM"), "errorCode": nil, "errorMessage": nil})
}

func altIDProblem(code, message string) reply {
	return refuse(http.StatusBadRequest, doc{
		"error": true, "error_message": "BAD_REQUEST", "user_message": message, "error_info": info(code, userError, message, message, "", ""),
	})
}

// altID is POST /get/altId: a token for one guest payment.
func (s *Server) altID(c *call) reply {
	if s.merchantKeys() == nil {
		return altIDProblem("FEATURE_NOT_ENABLED", "Contact juspay to register for ALT_ID")
	}
	p, valid := s.openCardData(c)
	if !valid {
		return altIDProblem("INVALID_INPUT", "Invalid CardNumber")
	}
	n, b := tokenOf(p, ""), p.bin()
	details := doc{"altId": n.number, "expMonth": twoDigits(n.month), "expYear": strconv.Itoa(n.year), "par": n.par, "tavv": s.cryptogram()}
	return ok(doc{
		"status": "SUCCESS", "errorCode": nil, "errorMessage": nil,
		"payload": doc{
			"cardBrand": b.brand, "cardIssuerBank": b.bank, "cardIssuerCountry": b.country, "correlationId": c.get("correlationId"),
			"altIdDetails": s.sealJWE(marshal(details), "A128GCM"), "provider": b.brand, "providerCategory": "ALT_ID",
		},
	})
}
