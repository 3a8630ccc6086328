package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// backend is the Juspay that the walk talks to.
type backend struct {
	client *juspay.Client
	server *juspaytest.Server // nil when it is a real one
	where  string
	card   juspay.Secret
	unique string // in every id, so that the program can be run again
	sent   func() []juspaytest.Request
	close  func()
}

// open looks at the environment, which the library itself never does.
func open(getenv func(string) string) (*backend, error) {
	unique := strings.ToLower(rand.Text()[:10])
	key, merchant := getenv("JUSPAY_API_KEY"), getenv("JUSPAY_MERCHANT_ID")
	switch {
	case (key == "") != (merchant == ""):
		return nil, errors.New("set both JUSPAY_API_KEY and JUSPAY_MERCHANT_ID, or neither")
	case key != "":
		return openReal(key, merchant, cmp.Or(getenv("JUSPAY_BASE_URL"), juspay.SandboxURL), unique)
	case getenv("JUSPAY_BASE_URL") != "":
		return nil, errors.New("JUSPAY_BASE_URL needs JUSPAY_API_KEY and JUSPAY_MERCHANT_ID beside it")
	}
	server, err := juspaytest.Start()
	if err != nil {
		return nil, err
	}
	return &backend{
		client: server.Client(), server: server,
		where:  server.URL + ", in memory: nothing leaves this machine",
		card:   juspaytest.CardTokenized,
		unique: unique,
		sent:   server.Requests,
		close:  server.Close,
	}, nil
}

func openReal(key, merchant, baseURL, unique string) (*backend, error) {
	log := &requestLog{}
	client, err := juspay.NewClient(key, merchant, juspay.WithBaseURL(baseURL), juspay.WithMiddleware(log.middleware))
	if err != nil {
		return nil, err
	}
	return &backend{
		client: client,
		where:  baseURL,
		card:   juspaytest.CardVisa,
		unique: unique,
		sent:   log.requests,
		close:  client.CloseIdleConnections,
	}, nil
}

// requestLog stands in for the in-memory server's. It keeps method and path only:
// a middleware sees card numbers in clear, and must not write them down.
type requestLog struct {
	mu   sync.Mutex
	list []juspaytest.Request
}

func (l *requestLog) middleware(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		l.mu.Lock()
		l.list = append(l.list, juspaytest.Request{Method: r.Method, Path: r.URL.Path})
		l.mu.Unlock()
		return next.RoundTrip(r)
	})
}

func (l *requestLog) requests() []juspaytest.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.list[:len(l.list):len(l.list)]
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// explain turns what a beginner meets first into one line that says what to do.
func explain(err error, j *backend) error {
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted")
	case errors.Is(err, juspay.ErrUnauthorized):
		return fmt.Errorf("%s does not take this key for this merchant: check JUSPAY_API_KEY and JUSPAY_MERCHANT_ID, and that both are of that place", j.where)
	case errors.Is(err, juspay.ErrConnection):
		return fmt.Errorf("no answer from %s: is there a network? (%w)", j.where, err)
	}
	return err
}
