package juspaytest

import "strings"

// challenge is a one-time password that the payer types into the shop.
type challenge struct {
	id              string
	sent, submitted int
}

// How often a one-time password is sent and may be tried.
const (
	maxSends   = 3
	maxSubmits = 3
)

// challengeDoc is what the shop needs to ask for the password. The name of its
// auth_type differs between the start and the resend answer.
func (s *Server) challengeDoc(t *txn, authType string) doc {
	open := t.status == statusPendingVBV
	return doc{
		"id": t.uuid, "challenge_id": t.otp.id, authType: "OTP", "card_isin": t.card.isin(), "card_issuer_bank_name": t.card.bin().bank,
		"submit_otp_allowed": open && t.otp.submitted < maxSubmits, "resend_otp_allowed": open && t.otp.sent < maxSends,
		"fallback_url":   s.browserURL(t),
		"times_otp_sent": t.otp.sent, "max_otp_send_limit": maxSends, "current_attempt": t.otp.submitted + 1, "max_attempts": maxSubmits,
	}
}

var (
	wrongChallenge = problem("invalid_request_error", "invalid", "Invalid authentication account id.", nil)
	tooManySends   = problem("Invalid Request", "max_limit_exceeded", "Max OTP send limit exceeded.", nil)
)

// challenged finds the transaction that waits for this challenge's password.
func (s *Server) challenged(c *call, challengeID string) (*txn, *reply) {
	t := s.txns[c.vars["id"]]
	switch {
	case t == nil || t.otp == nil || t.otp.id != challengeID:
		return nil, &wrongChallenge
	case t.status != statusPendingVBV:
		return nil, ptr(notAllowed("Cannot authenticate " + t.status + " Transaction"))
	}
	return t, nil
}

// submitOTP answers 200 for a wrong password too, with AUTHORIZATION_FAILED. As
// long as another try is allowed the transaction itself stays open.
func (s *Server) submitOTP(c *call) reply {
	otp := c.get("answer.otp")
	if c.get("challenge_id") == "" || otp == "" {
		return mandatoryMissing()
	}
	t, wrong := s.challenged(c, c.get("challenge_id"))
	if wrong != nil {
		return *wrong
	}
	t.otp.submitted++
	switch {
	case otp == OTP || otp == otpHDFC && strings.HasPrefix(t.card.bin().bankCode, "JP_HDFC"):
		t.preAuth = t.preAuth || strings.EqualFold(c.get("auto_capture"), "false")
		s.authorize(t)
	case t.otp.submitted >= maxSubmits:
		s.fail(t, statusAuthorizationFailed, "WRONG_OTP", "The one-time password was wrong too often")
	default:
		return ok(s.otpDoc(t, statusAuthorizationFailed, "WRONG_OTP", "The one-time password is wrong"))
	}
	return ok(s.otpDoc(t, t.status, t.bankCode, t.bankMessage))
}

// otpDoc is a transaction object, unlike any other answer's.
func (s *Server) otpDoc(t *txn, status, code, message string) doc {
	card := doc{}
	for name, value := range s.cardBlock(t) {
		if _, text := value.(string); text || value == nil {
			card[name] = value
		}
	}
	d := doc{
		"id": "txn_" + t.uuid, "order_id": t.order.orderID, "txn_id": t.id, "txn_uuid": t.uuid, "status": status, "gateway": gatewayName,
		"created": stamp(t.created), "resp_code": code, "resp_message": message,
		"payment_info": doc{"payment_method_type": t.methodType, "payment_method": t.method, "card": card},
		"payment":      doc{"authentication": s.authentication(t)}, "refunds": []doc{},
	}
	if t.answeredAt != "" {
		response := t.gatewayResponse(false)
		response["gateway_response_map"] = doc{}
		d["payment_gateway_response"] = response
	}
	return d
}

func (s *Server) resendOTP(c *call) reply {
	t, wrong := s.challenged(c, c.vars["challenge_id"])
	switch {
	case wrong != nil:
		return *wrong
	case t.otp.sent >= maxSends:
		return tooManySends
	}
	t.otp.sent++
	return ok(s.challengeDoc(t, "auth_method"))
}
