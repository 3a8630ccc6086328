package juspaytest

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is what the browser sees.
type page struct {
	Address                                       string // where its own forms go: to itself
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
	p.Address = path
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
