package juspaytest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Server is one merchant's Juspay. Create it with [NewServer]; its methods may
// be called from any goroutine. Many servers may run in one process: they share
// nothing, and none takes another's key.
type Server struct {
	URL         string // http://127.0.0.1:port, without a slash at the end
	APIKey      string `json:"-"` // user name of the Basic header
	MerchantID  string // x-merchantid
	ResponseKey string `json:"-"` // signs the payer's return, see SignReturn

	// Settings, which nothing changes after Start.
	addr       string
	quirks     map[Quirk]bool
	currencies map[string]bool
	allowed    map[string]bool // callers' addresses; nil for all
	listener   net.Listener    // nil: Start opens one at addr
	returnURL  string
	realTime   bool
	onRequest  func(Request)

	http    *http.Server
	client  *http.Client // of Client and of webhook deliveries: its connections end with the server
	closing context.Context
	stop    context.CancelFunc
	running sync.WaitGroup // requests and deliveries under way

	keysLock sync.Mutex // guards keys and pems; mu may be held around it, never inside
	keys     *keys      // nil until the encrypted mode is wanted
	pems     Keys

	mu     sync.Mutex // guards everything below
	closed bool       // nothing joins running any more
	clock  time.Time
	ahead  time.Duration // how far Advance moved a clock that runs
	agenda []task        // by due time
	serial uint64

	customers    map[string]*customer // by id
	customerRefs map[string]*customer // by object_reference_id
	clientTokens map[string]clientToken
	cardTokens   map[string]cardToken
	storedCards  map[string]*storedCard // by card_reference
	orders       map[string]*order      // by id in lower case: Juspay's do not know case
	orderIDs     map[string]*order      // by Juspay's id
	txns         map[string]*txn        // by txn_uuid
	mandates     map[string]*mandate    // by mandate_id
	faults       []Fault
	requests     []Request
	arrivals     int // requests ever recorded
	sweepAt      int // how many tokens make it worth looking for lapsed ones
	post         postOffice
}

// NewServer starts a server on a loopback port. Like httptest.NewServer it
// panics when the machine gives it no port, and when an option makes no sense;
// [Start] returns an error instead.
func NewServer(opts ...Option) *Server {
	s, err := Start(opts...)
	if err != nil {
		panic("juspaytest: " + err.Error())
	}
	return s
}

// Start is [NewServer] for programs.
func Start(opts ...Option) (*Server, error) {
	closing, cancel := context.WithCancel(context.Background())
	s := &Server{
		APIKey:      randomKey(),
		MerchantID:  "sandbox",
		ResponseKey: randomKey(),

		quirks:     map[Quirk]bool{},
		currencies: defaultCurrencies(),
		addr:       "127.0.0.1:0",
		client:     &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, CheckRedirect: noRedirects},
		closing:    closing,
		stop:       cancel,
		clock:      time.Now().UTC().Truncate(time.Second),

		customers:    map[string]*customer{},
		customerRefs: map[string]*customer{},
		clientTokens: map[string]clientToken{},
		cardTokens:   map[string]cardToken{},
		storedCards:  map[string]*storedCard{},
		orders:       map[string]*order{},
		orderIDs:     map[string]*order{},
		txns:         map[string]*txn{},
		mandates:     map[string]*mandate{},
	}
	for _, opt := range opts {
		if err := opt(s); err != nil {
			cancel()
			return nil, err
		}
	}
	listener := s.listener
	if listener == nil {
		var err error
		if listener, err = net.Listen("tcp", s.addr); err != nil {
			cancel()
			return nil, err
		}
	}
	s.URL = "http://" + listener.Addr().String()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		_ = s.http.Serve(listener) // ends with Close, and only then
	}()
	return s, nil
}

func noRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close stops the server, breaks off what is under way, deliveries included,
// and returns when the last goroutine has ended. It may be called twice.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	_ = s.http.Close()
	s.running.Wait()
	s.client.CloseIdleConnections()
}

// join counts its caller among what Close waits for; false after Close.
func (s *Server) join() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// Format writes the address under every verb: the fields beside it are
// secrets, and the state behind it must not be read without its lock.
func (s *Server) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "juspaytest.Server("+s.URL+")")
}

// ServeHTTP answers for Juspay, so that a server can be mounted elsewhere or
// tried without a connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.join() {
		return
	}
	defer s.running.Done()
	if s.servePage(w, r) {
		return
	}
	c := readCall(r)
	if c.route != nil && c.route.kind == sealed && c.problem == nil {
		s.unseal(c)
	}
	number, fault := s.arrived(c)
	a := s.answer(r.Context(), c, fault)
	if record := s.answered(number, a); s.onRequest != nil {
		s.onRequest(record)
	}
	a.write(r.Context(), w, s.closing)
}

// handle lets the call take effect.
func (s *Server) handle(c *call) answer {
	s.lock()
	rep := s.dispatch(c)
	a := answer{status: rep.status, header: http.Header{}}
	if rep.body != nil {
		a.body = marshal(rep.body) // under the lock: the body may hold parts of the state
		a.header.Set("Content-Type", "application/json")
	}
	requestID := c.header.Get("x-request-id")
	if requestID == "" {
		requestID = s.newUUID()
	}
	a.header.Set("x-request-id", requestID)
	a.header.Set("x-response-id", s.newUUID())
	a.header.Set("x-jp-merchant-id", s.MerchantID)
	s.mu.Unlock()

	for name, values := range rep.header {
		a.header[name] = values
	}
	if c.route != nil && c.route.kind == sealed && rep.status < 300 {
		a.body = s.seal(a.body)
	}
	return a
}

// dispatch says no to whom the endpoint is not open, and calls it otherwise.
func (s *Server) dispatch(c *call) reply {
	switch {
	case c.route == nil:
		return noSuchPath
	case s.allowed != nil && !s.allowed[c.from]:
		return badOrigin
	case !s.admits(c):
		return s.pick(OldUnauthorizedBody, unauthorizedOld, unauthorized)
	case c.problem != nil:
		return *c.problem
	}
	return c.route.answer(s, c)
}

func (s *Server) admits(c *call) bool {
	if id := c.merchant(); id != "" && id != s.MerchantID {
		return false // the value is case-sensitive
	}
	if c.route.kind == sealed {
		return c.merchant() != "" // the signature is the credential, and was looked at before
	}
	key, sent := c.apiKey()
	if sent {
		c.keyed = key == s.APIKey
		return c.keyed
	}
	if c.route.access == byToken {
		if t, found := s.clientTokens[c.get("client_auth_token")]; found && s.clock.Before(t.expiry) {
			c.customer = t.customer
			return true
		}
	}
	return c.route.access == open
}

// marshal writes JSON the way an API does, with < and & as they are.
func marshal(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return []byte(`{"status":"error"}`) // cannot happen: every doc is built of plain values
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

func (s *Server) pick(q Quirk, with, without reply) reply {
	if s.quirks[q] {
		return with
	}
	return without
}

// at joins path elements to the server's address, each escaped.
func (s *Server) at(elements ...string) string {
	var b strings.Builder
	b.WriteString(s.URL)
	for _, e := range elements {
		b.WriteString("/" + url.PathEscape(e))
	}
	return b.String()
}
