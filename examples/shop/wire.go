package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/juspay-go/juspay"
)

// wire remembers what travelled between the shop, Juspay and the payer, with
// the secrets masked before they are stored.
type wire struct {
	mu        sync.Mutex
	exchanges []*exchange // oldest first
	count     int
}

// exchange is a request and its answer.
type exchange struct {
	N            int
	At           time.Time
	From, To     string
	Method, Path string
	Form         []field // what was sent, as parameters …
	Sent         string  // … or as JSON
	Status       int     // 0: no answer, or none yet
	Took         time.Duration
	Answer       string // JSON
	Says         string // the status in the answer
	Event        string // a webhook's, by name
}

type field struct{ Name, Value string }

const maxExchanges = 300

// maxShown is how much of a body is kept.
const maxShown = 256 << 10

func newWire() *wire { return &wire{} }

func (w *wire) add(x *exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count++
	x.N = w.count
	w.exchanges = append(w.exchanges, x)
	if len(w.exchanges) > maxExchanges {
		w.exchanges = slices.Delete(w.exchanges, 0, 1)
	}
}

// change completes an exchange that others may be reading.
func (w *wire) change(fill func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fill()
}

// list returns copies, newest first.
func (w *wire) list() []exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make([]exchange, 0, len(w.exchanges))
	for _, x := range slices.Backward(w.exchanges) {
		list = append(list, *x)
	}
	return list
}

// record is middleware of the Juspay client: it sees each attempt. It reads a
// copy of the request, and the answer only as the client reads it.
func (w *wire) record(next http.RoundTripper) http.RoundTripper {
	return juspayRoad(func(r *http.Request) (*http.Response, error) {
		x := &exchange{At: time.Now(), From: "Shop", To: "Juspay", Method: r.Method, Path: r.URL.Path}
		x.Form, x.Sent = sent(r)
		w.add(x)
		resp, err := next.RoundTrip(r)
		w.change(func() {
			x.Took = time.Since(x.At)
			if err == nil {
				x.Status = resp.StatusCode
			}
		})
		if err != nil {
			return nil, err
		}
		resp.Body = &listening{ReadCloser: resp.Body, done: func(body []byte) {
			w.change(func() { x.Answer, x.Says = maskJSON(body), statusIn(body) })
		}}
		return resp, nil
	})
}

// juspayRoad makes a function a RoundTripper.
type juspayRoad func(*http.Request) (*http.Response, error)

func (f juspayRoad) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// statusIn is what most of Juspay's answers say first.
func statusIn(body []byte) string {
	var answer struct {
		Status string `json:"status"`
	}
	_ = json.Unmarshal(body, &answer) // lists and texts have none
	return answer.Status
}

// sent reads a request's parameters, or its body where that is JSON.
func sent(r *http.Request) (form []field, text string) {
	values := r.URL.Query()
	if r.GetBody == nil {
		return maskForm(values), ""
	}
	body, err := r.GetBody()
	if err != nil {
		return maskForm(values), ""
	}
	defer func() { _ = body.Close() }()
	raw, _ := io.ReadAll(io.LimitReader(body, maxShown))
	if json.Valid(raw) {
		return maskForm(values), maskJSON(raw)
	}
	more, _ := url.ParseQuery(string(raw))
	for name, list := range more {
		values[name] = append(values[name], list...)
	}
	return maskForm(values), ""
}

// listening keeps what passes through.
type listening struct {
	io.ReadCloser
	heard bytes.Buffer
	done  func([]byte)
}

func (l *listening) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if room := maxShown - l.heard.Len(); room > 0 {
		l.heard.Write(p[:min(n, room)])
	}
	return n, err
}

func (l *listening) Close() error {
	l.done(l.heard.Bytes())
	return l.ReadCloser.Close()
}

// receive records the webhooks that come in, and tells how each was answered.
func (w *wire) receive(next http.Handler, answered func(event *juspay.Event, status int)) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		x := &exchange{At: time.Now(), From: "Juspay", To: "Shop", Method: r.Method, Path: r.URL.Path}
		w.add(x)
		body := &listening{ReadCloser: r.Body, done: func([]byte) {}}
		r.Body = body
		answer := &statusWriter{ResponseWriter: rw, status: http.StatusOK}
		next.ServeHTTP(answer, r)
		event, err := juspay.ParseEvent(body.heard.Bytes())
		w.change(func() {
			x.Status, x.Took, x.Sent = answer.status, time.Since(x.At), maskJSON(body.heard.Bytes())
			if err == nil {
				x.Event = string(event.Name)
			}
		})
		if err == nil {
			answered(event, answer.status)
		}
	})
}

// arrived records the payer's return.
func (w *wire) arrived(r *http.Request, params url.Values) {
	w.add(&exchange{At: time.Now(), From: "Payer", To: "Shop", Method: r.Method, Path: r.URL.Path, Form: maskForm(params)})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
