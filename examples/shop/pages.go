package main

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/juspay-go/juspay"
)

//go:embed templates/*.html
var files embed.FS

//go:embed style.css
var style []byte

//go:embed icon.svg
var icon []byte

// templates are the pages by name, each with the layout around it.
var templates = parseTemplates("catalogue", "checkout", "bank", "order", "orders", "wire", "exchange", "backstage", "message")

func parseTemplates(names ...string) map[string]*template.Template {
	funcs := template.FuncMap{"rupees": rupees, "brand": brand, "lastFour": lastFour, "clock": clock, "took": took, "day": day, "refundID": juspay.NewRefundID}
	layout := template.Must(template.New("layout").Funcs(funcs).ParseFS(files, "templates/layout.html", "templates/art.html"))
	pages := make(map[string]*template.Template, len(names))
	for _, name := range names {
		pages[name] = template.Must(template.Must(layout.Clone()).ParseFS(files, "templates/"+name+".html"))
	}
	return pages
}

func clock(t time.Time) string { return t.Local().Format("15:04:05") }
func day(t time.Time) string   { return t.Local().Format("2 Jan 2006, 15:04") }

// took is a duration to three digits or so.
func took(d time.Duration) string {
	if d < time.Millisecond {
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}

// page is what the layout needs.
type page struct {
	Name, Title string
	Refresh     int    // seconds; 0 for never
	RefreshTo   string // "" for the same address
	Data        any

	Here      string // the section that is marked in the menu
	Backstage bool
	Partner   string
}

// show writes a page, whole or not at all.
func (s *shop) show(w http.ResponseWriter, r *http.Request, status int, p page) {
	p.Here, p.Backstage, p.Partner = r.URL.Path, s.backstage != nil, s.counterpart()
	var out bytes.Buffer
	if err := templates[p.Name].ExecuteTemplate(&out, "layout", p); err != nil {
		s.log.Error("page", "name", p.Name, "error", err)
		http.Error(w, "This page cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// fail shows a page that says what is the matter.
func (s *shop) fail(w http.ResponseWriter, r *http.Request, status int, title, text string) {
	s.show(w, r, status, page{Name: "message", Title: title, Data: text})
}

func (s *shop) showNothing(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, http.StatusNotFound, "Nothing here", "There is no such page. Your orders are under Orders.")
}

// showFile serves what is part of the program.
func showFile(contentType string, content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(content)
	}
}

// receipt is what an order's page shows.
type receipt struct {
	Order   order
	Problem string
}

func (s *shop) showOrder(w http.ResponseWriter, r *http.Request) {
	o, found := s.orders.get(r.PathValue("id"))
	if !found {
		s.showNothing(w, r)
		return
	}
	s.showReceipt(w, r, http.StatusOK, receipt{Order: o})
}

// watchFor is how long an order's page keeps asking by itself. Later the
// webhook tells, or a click.
const watchFor = 2 * time.Minute

var orderTitles = map[phase]string{
	phaseOpen: "Not paid yet", phaseChecking: "We are checking", phasePaid: "Thank you", phaseFailed: "Not paid",
}

func (s *shop) showReceipt(w http.ResponseWriter, r *http.Request, status int, data receipt) {
	o := data.Order
	p := page{Name: "order", Title: orderTitles[o.Phase()], Data: data}
	if o.Phase() == phaseChecking && s.now().Sub(o.last().Started) < watchFor+lostAfter {
		p.Refresh, p.RefreshTo = 2, o.Page()+"/check"
	}
	s.show(w, r, status, p)
}

func (s *shop) showOrders(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, page{Name: "orders", Title: "Orders", Data: s.orders.list()})
}

// maxRows is how many exchanges the wire page shows.
const maxRows = 60

// showWire follows what happens, until it is told to stand still.
func (s *shop) showWire(w http.ResponseWriter, r *http.Request) {
	list := s.wire.list()
	p := page{Name: "wire", Title: "On the wire", Data: list[:min(len(list), maxRows)]}
	if !r.URL.Query().Has("still") {
		p.Refresh = 3
	}
	s.show(w, r, http.StatusOK, p)
}

func (s *shop) showExchange(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.PathValue("n"))
	list := s.wire.list()
	i := slices.IndexFunc(list, func(x exchange) bool { return x.N == n })
	if i < 0 {
		s.showNothing(w, r)
		return
	}
	s.show(w, r, http.StatusOK, page{Name: "exchange", Title: list[i].Method + " " + list[i].Path, Data: list[i]})
}
