package juspaytest

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// What the payer can answer on the bank page.
const (
	approve  = "approve"
	decline  = "decline"
	walkAway = "walk_away"
)

// Approve is the payer agreeing at his bank. Give it the address that the
// merchant was told to send him to: a transaction's authentication URL, or an
// order's payment link, which is first paid with [CardVisa]. It returns the
// address at which his browser arrives then: return_url with the signed query,
// or the server's last page if there is no return_url.
//
// A transaction that is over already stays as it is, and the payer is sent on
// with its status.
func (s *Server) Approve(authURL string) (*url.URL, error) { return s.payerSays(authURL, approve) }

// Decline is the payer saying no at his bank.
func (s *Server) Decline(authURL string) (*url.URL, error) { return s.payerSays(authURL, decline) }

// WalkAway is the payer leaving the bank page for the shop without an answer:
// the transaction stays PENDING_VBV, which is what the returned address says,
// and fails half an hour later on the server's clock.
func (s *Server) WalkAway(authURL string) (*url.URL, error) { return s.payerSays(authURL, walkAway) }

func (s *Server) payerSays(address, say string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("juspaytest: no page of this server: %w", err)
	}
	s.lock()
	defer s.mu.Unlock()
	t := s.txnOfPage(u.EscapedPath())
	if o := s.orderOfPage(u.EscapedPath()); t == nil && o != nil {
		if t, err = s.payByLink(o, CardVisa); err != nil {
			return nil, err
		}
	}
	if t == nil {
		return nil, errors.New("juspaytest: no page of this server")
	}
	return url.Parse(s.answerBank(t, say))
}

// answerBank lets the payer's answer take effect and returns where he goes.
func (s *Server) answerBank(t *txn, say string) string {
	if say != walkAway {
		s.authenticated(t, say == approve)
	}
	return s.signedReturn(t)
}

// returnAddress is return_url, the order's own or the merchant's.
func (s *Server) returnAddress(t *txn) string {
	if address := t.order.param("return_url"); address != "" {
		return address
	}
	return s.returnURL
}

// signedReturn is where the browser goes after the bank. Parameters that the
// merchant's URL has already are signed with the rest.
func (s *Server) signedReturn(t *txn) string {
	u, err := url.Parse(s.returnAddress(t))
	if err != nil || !u.IsAbs() || !t.redirect {
		return s.at("v2", "pay", "finish", s.MerchantID, t.uuid)
	}
	status := t.order.status() // what order status says, too
	query := u.Query()
	query.Set("order_id", t.order.orderID)
	query.Set("status", status)
	query.Set("status_id", strconv.Itoa(statusIDs[status]))
	if s.ResponseKey != "" {
		query = SignReturn(query, s.ResponseKey)
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// txnOfPage finds the transaction of any address that names one.
func (s *Server) txnOfPage(escapedPath string) *txn {
	for _, segment := range strings.Split(escapedPath, "/") {
		if t := s.txns[segment]; t != nil {
			return t
		}
	}
	return nil
}

// orderOfPage finds the order of a payment link, which names it by Juspay's id.
func (s *Server) orderOfPage(escapedPath string) *order {
	for _, segment := range strings.Split(escapedPath, "/") {
		if o := s.orderIDs[segment]; o != nil {
			return o
		}
	}
	return nil
}

// payByLink is the payer choosing a card on the hosted payment page.
func (s *Server) payByLink(o *order, number string) (*txn, error) {
	if wrong := s.payable(o); wrong != nil {
		return nil, fmt.Errorf("juspaytest: order %s cannot be paid: status %s", o.orderID, o.status())
	}
	p := pan{number: number, month: 12, year: s.clock.Year() + 4, name: "Sandbox Payer"}
	t := &txn{
		order: o, status: statusPendingVBV, amount: o.amount, created: s.clock, updated: s.clock,
		methodType: "CARD", method: p.bin().brand, authType: "THREE_DS", redirect: true, preAuth: o.preAuth, card: &p,
	}
	s.open(t)
	return t, nil
}
