package juspay

import (
	"fmt"
	"net/http"
)

// Version is this library's; it travels in the User-Agent.
const Version = "0.1.0"

// Client talks to Juspay for one merchant. It is safe for concurrent use, holds
// no global state, and is meant to be made once and kept: its connections are
// what makes calls fast.
type Client struct {
	Customers *Customers
	Cards     *Cards
	Txns      *Txns
	Orders    *Orders
	Sessions  *Sessions
	Merchants *Merchants
	Vault     *Vault

	settings *settings
	road     http.RoundTripper
	watched  bool // by middleware, which must not see the API key
	pool     *http.Transport
	waiters  *waiters
}

// The services group Juspay's calls. They come with a [Client].
type (
	// Customers are the people who pay.
	Customers struct{ client *Client }
	// Cards is the card locker, and what is known of card numbers' first digits.
	Cards struct{ client *Client }
	// Txns are payment attempts: started, authenticated, captured, voided.
	Txns struct{ client *Client }
	// Orders are purchases: created, read until they are final, refunded.
	Orders struct{ client *Client }
	// Sessions open Juspay's hosted payment page.
	Sessions struct{ client *Client }
	// Merchants tells what a merchant can accept.
	Merchants struct{ client *Client }
	// Vault hands out network tokens, for merchants who have been enabled.
	Vault struct{ client *Client }
)

// A service writes its name, under every verb.

func (Customers) Format(f fmt.State, _ rune) { writeLine(f, "juspay.Customers") }
func (Cards) Format(f fmt.State, _ rune)     { writeLine(f, "juspay.Cards") }
func (Txns) Format(f fmt.State, _ rune)      { writeLine(f, "juspay.Txns") }
func (Orders) Format(f fmt.State, _ rune)    { writeLine(f, "juspay.Orders") }
func (Sessions) Format(f fmt.State, _ rune)  { writeLine(f, "juspay.Sessions") }
func (Merchants) Format(f fmt.State, _ rune) { writeLine(f, "juspay.Merchants") }
func (Vault) Format(f fmt.State, _ rune)     { writeLine(f, "juspay.Vault") }

// NewClient returns a client for [ProductionURL], unless [WithBaseURL] says
// otherwise. The API key comes from Juspay's dashboard. An empty key or merchant
// id, or an option that cannot be obeyed, is a [*ParamError]. Nothing is sent.
func NewClient(apiKey, merchantID string, opts ...Option) (*Client, error) {
	s := &settings{
		timeout:    defaultTimeout,
		attempt:    defaultAttempt,
		maxRetries: defaultMaxRetries,
		maxBody:    defaultMaxBody,
		poll:       pollSchedule,
		header: http.Header{
			"Accept":     {"application/json"},
			"User-Agent": {"juspay-go/" + Version},
			"Version":    {defaultAPIVersion},
		},
	}
	defaults := []Option{WithBaseURL(ProductionURL), WithCredentials(apiKey, merchantID)}
	if err := s.apply(append(defaults, opts...)); err != nil {
		return nil, err
	}
	c := &Client{settings: s, pool: newPool(s.pool), waiters: &waiters{}}
	c.buildRoad(s.middleware)
	s.middleware = nil // what is there from now on is one call's
	c.Customers, c.Cards, c.Txns = &Customers{c}, &Cards{c}, &Txns{c}
	c.Orders, c.Sessions = &Orders{c}, &Sessions{c}
	c.Merchants, c.Vault = &Merchants{c}, &Vault{c}
	return c, nil
}

// CloseIdleConnections closes the connections of the client's own pool that no
// call is using. The client stays usable.
func (c *Client) CloseIdleConnections() { c.pool.CloseIdleConnections() }

// Format writes the base URL, under every verb.
func (c Client) Format(f fmt.State, _ rune) {
	writeLine(f, "juspay.Client{"+c.settings.base.Host+"}")
}
