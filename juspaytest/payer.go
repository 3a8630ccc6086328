package juspaytest

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
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
	status := t.status
	if t.order.current() == t {
		status = t.order.status()
	}
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

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is what the browser sees.
type page struct {
	Title, Merchant, Order, Sum, Instrument, Note string
	Answers                                       []choice // buttons, each a form of its own
	Cards                                         []choice // the payment page's menu
	Post                                          string   // where a form sends the browser on by itself …
	Fields                                        url.Values
}

type choice struct{ Value, Label, Class string }

var answers = []choice{
	{approve, "Approve", "yes"},
	{decline, "Decline", "no"},
	{walkAway, "Walk away", ""},
}

// menu is what the hosted payment page offers.
var menu = []choice{
	{Value: CardVisa, Label: "Visa 4242, is charged"},
	{Value: CardMastercard, Label: "Mastercard 0277, is charged"},
	{Value: CardDeclined, Label: "Visa 0002, is declined"},
	{Value: CardChargedLater, Label: "Visa 0036, is charged a minute later"},
	{Value: CardTimesOut, Label: "Visa 0010, gets no answer"},
}

// servePage answers the payer's browser; false when the path is no page. Pages
// are no part of the API: they are not recorded, and no fault meets them.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) bool {
	path := r.URL.EscapedPath()
	bank := strings.HasPrefix(path, "/v2/pay/")
	link := strings.HasSuffix(path, "/payment-page") || strings.HasPrefix(path, "/merchant/ipay/")
	if !bank && !link {
		return false
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	say, number := "", ""
	if r.Method == http.MethodPost {
		say, number = r.PostFormValue("answer"), r.PostFormValue("card")
	}
	s.lock()
	t, o := s.txnOfPage(path), s.orderOfPage(path)
	var goTo string
	var p page
	switch {
	case bank && t != nil && oneOf(answers, say):
		goTo = s.answerBank(t, say)
	case bank && t != nil:
		p = s.bankPage(t)
	case link && o != nil && oneOf(menu, number):
		if started, err := s.payByLink(o, number); err == nil {
			goTo = s.browserURL(started)
		} else {
			p = s.orderPage(o)
		}
	case link && o != nil:
		p = s.orderPage(o)
	}
	s.mu.Unlock()
	s.showPage(w, r, p, goTo)
	return true
}

func oneOf(choices []choice, value string) bool {
	for _, c := range choices {
		if c.Value == value {
			return true
		}
	}
	return false
}

func (s *Server) bankPage(t *txn) page {
	p := s.orderPage(t.order)
	p.Title, p.Sum, p.Cards, p.Note = "Bank of the Sandbox", t.order.currency+" "+t.amount.text(), nil, ""
	p.Instrument = strings.TrimSpace(t.methodType + " " + t.method)
	if t.card != nil {
		p.Instrument = t.card.shortText()
	}
	if t.status == statusPendingVBV && !t.executes {
		p.Answers = answers
	} else {
		p.Note = "This payment is over: " + t.status
	}
	return p
}

func (s *Server) orderPage(o *order) page {
	p := page{Title: "Pay " + s.MerchantID, Merchant: s.MerchantID, Order: o.orderID, Sum: o.currency + " " + o.amount.text(), Cards: menu}
	if s.payable(o) != nil {
		p.Cards, p.Note = nil, "This order cannot be paid: "+o.status()
	}
	return p
}

// showPage writes the page, or sends the browser on.
func (s *Server) showPage(w http.ResponseWriter, r *http.Request, p page, goTo string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")
	switch {
	case goTo != "" && s.quirks[ReturnByPost] && strings.Contains(goTo, "order_id="):
		u, _ := url.Parse(goTo)
		p.Title, p.Fields = "Back to the shop", u.Query()
		u.RawQuery = ""
		p.Post = u.String()
	case goTo != "":
		http.Redirect(w, r, goTo, http.StatusFound)
		return
	case p.Title == "":
		w.WriteHeader(http.StatusNotFound)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	_ = pageTemplate.Execute(w, p) // the browser has gone: nobody is left to tell
}
