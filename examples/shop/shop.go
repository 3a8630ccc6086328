package main

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// callTimeout bounds one call to Juspay, its repeats included.
const callTimeout = 20 * time.Second

// pageTimeout bounds a page: paying asks Juspay for the customer, the cards, the
// order and the payment, one after the other.
const pageTimeout = 5 * callTimeout

// shop is the application: a Juspay client, the orders, and the pages.
type shop struct {
	juspay      *juspay.Client
	responseKey string
	url         string
	orders      *store
	wire        *wire
	backstage   *backstage // nil when Juspay is the real one

	buyer    customer
	now      func() time.Time
	patience time.Duration // how long a page waits for an outcome before it shows what there is
	log      *slog.Logger
	handler  http.Handler
}

func newShop(cfg config, log *slog.Logger) (*shop, error) {
	s := &shop{
		url: cfg.url, responseKey: cfg.responseKey,
		orders: newStore(), wire: newWire(),
		now: time.Now, patience: 5 * time.Second, log: log,
	}
	opts := []juspay.Option{
		juspay.WithTimeout(callTimeout),
		juspay.WithMiddleware(s.wire.record),
	}
	if cfg.inMemory() {
		if err := s.openBackstage(&cfg, opts); err != nil {
			return nil, err
		}
	} else {
		client, err := juspay.NewClient(cfg.apiKey, cfg.merchantID, append(opts, juspay.WithBaseURL(cfg.baseURL))...)
		if err != nil {
			return nil, err
		}
		s.juspay = client
	}
	s.handler = s.routes(cfg.hookUser, cfg.hookPassword)
	return s, nil
}

// openBackstage starts a Juspay in memory, and has it send its webhooks here.
func (s *shop) openBackstage(cfg *config, opts []juspay.Option) error {
	server, err := juspaytest.Start(juspaytest.WithRealTime(), juspaytest.WithMerchantID("kettle"))
	if err != nil {
		return err
	}
	cfg.hookUser, cfg.hookPassword = "juspay", rand.Text()
	server.SetWebhook(cfg.url+"/webhook", cfg.hookUser, cfg.hookPassword)
	s.backstage = &backstage{Server: server, tallies: map[string]*tally{}}
	s.juspay = server.Client(opts...)
	s.responseKey = server.ResponseKey
	return nil
}

// close ends what the shop has started.
func (s *shop) close() {
	s.juspay.CloseIdleConnections()
	if s.backstage != nil {
		s.backstage.Close()
	}
}

func (s *shop) counterpart() string {
	if s.backstage != nil {
		return "a Juspay in memory"
	}
	return "Juspay's sandbox"
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// routes are all the addresses of the shop. Everything but Juspay's webhook is
// a page, and passes the same checks.
func (s *shop) routes(hookUser, hookPassword string) http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.showCatalogue)
	pages.HandleFunc("GET /style.css", showFile("text/css; charset=utf-8", style))
	pages.HandleFunc("GET /icon.svg", showFile("image/svg+xml", icon))
	pages.HandleFunc("POST /orders", s.newOrder)
	pages.HandleFunc("GET /orders", s.showOrders)
	pages.HandleFunc("GET /orders/{id}", s.showOrder)
	pages.HandleFunc("GET /orders/{id}/pay", s.showCheckout)
	pages.HandleFunc("POST /orders/{id}/pay", s.pay)
	pages.HandleFunc("GET /orders/{id}/check", s.check)
	pages.HandleFunc("POST /orders/{id}/refunds", s.refund)
	pages.HandleFunc("GET /return", s.welcomeBack)
	pages.HandleFunc("POST /return", s.welcomeBack)
	pages.HandleFunc("GET /wire", s.showWire)
	pages.HandleFunc("GET /wire/{n}", s.showExchange)
	if s.backstage != nil {
		pages.HandleFunc("GET /backstage", s.showBackstage)
		pages.HandleFunc("POST /backstage/time", s.passTime)
		pages.HandleFunc("POST /backstage/events", s.deliverAgain)
		pages.HandleFunc("POST /backstage/faults", s.inject)
	}
	pages.HandleFunc("/", s.showNothing)

	all := http.NewServeMux()
	all.Handle("/webhook", s.wire.receive(s.webhook(hookUser, hookPassword), s.countDelivery))
	all.Handle("/", s.guard(pages))
	return all
}

// maxForm is more than any form of these pages has.
const maxForm = 64 << 10

// guard keeps other sites from posting here in a visitor's name. The payer's
// return may be a POST from the bank's site: its signature vouches for it.
func (s *shop) guard(pages http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.AddInsecureBypassPattern("POST /return")
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusForbidden, "That came from another site", "For your safety the shop takes orders from its own pages only.")
	}))
	inner := http.MaxBytesHandler(origin.Handler(pages), maxForm)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.contentPolicy())
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		inner.ServeHTTP(w, r)
	})
}

// contentPolicy allows no script at all. Forms may lead on to banks, whose
// addresses nobody can list.
func (s *shop) contentPolicy() string {
	banks := "https:"
	if s.backstage != nil {
		banks += " " + s.backstage.URL
	}
	return "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' " + banks + "; base-uri 'none'; frame-ancestors 'none'"
}
