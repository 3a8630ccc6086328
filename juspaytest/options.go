package juspaytest

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// Option changes how a server is set up. What makes no sense is an error of
// [Start], and a panic of [NewServer].
type Option func(*Server) error

// WithAddr makes the server listen on host:port. The default is a free port of
// 127.0.0.1. On any other address everybody who can reach it is the merchant.
func WithAddr(addr string) Option {
	return func(s *Server) error {
		s.addr = addr
		return nil
	}
}

// WithListener makes the server take its connections from l, which it closes at
// the end. Connections in memory suit a testing/synctest bubble, whose time
// stands still while somebody waits for a real one.
func WithListener(l net.Listener) Option {
	return func(s *Server) error {
		s.listener = l
		return nil
	}
}

// WithAPIKey sets the API key, which is a new one otherwise.
func WithAPIKey(key string) Option {
	return func(s *Server) error {
		if key == "" || strings.Contains(key, ":") {
			return errors.New("the API key must not be empty, nor hold a colon")
		}
		s.APIKey = key
		return nil
	}
}

// WithMerchantID sets the merchant id, which is "sandbox" otherwise.
func WithMerchantID(id string) Option {
	return func(s *Server) error {
		if id == "" {
			return errors.New("the merchant id must not be empty")
		}
		s.MerchantID = id
		return nil
	}
}

// WithResponseKey sets the key that signs returns; "" switches signing off, as
// at a merchant who has not asked for it.
func WithResponseKey(key string) Option {
	return func(s *Server) error {
		s.ResponseKey = key
		return nil
	}
}

// WithAllowedIPs refuses callers from any other address, with BAD_ORIGIN.
func WithAllowedIPs(ips ...string) Option {
	return func(s *Server) error {
		s.allowed = set(ips...)
		return nil
	}
}

// WithReturnURL is where payers go whose order names no return_url: what the
// dashboard sets at Juspay. Without it they stay on a last page.
func WithReturnURL(address string) Option {
	return func(s *Server) error {
		if u, err := url.Parse(address); err != nil || !u.IsAbs() {
			return fmt.Errorf("return URL %q is not absolute", address)
		}
		s.returnURL = address
		return nil
	}
}

// WithStart sets the time at which the server's clock stands, in place of the
// machine's. Cards expire and tokens lapse by this clock.
func WithStart(t time.Time) Option {
	return func(s *Server) error {
		s.clock = t.UTC().Truncate(time.Second)
		return nil
	}
}

// WithRealTime lets the clock run, for a server that people and programs use
// by hand. Advance still moves it on.
func WithRealTime() Option {
	return func(s *Server) error {
		s.realTime = true
		return nil
	}
}

// WithCurrencies sets the currencies that have a gateway; a payment in any
// other one fails with GATEWAY_NOT_FOUND. The default is a dozen common ones.
func WithCurrencies(codes ...string) Option {
	return func(s *Server) error {
		s.currencies = set(codes...)
		return nil
	}
}

// WithRequestLog calls log for each request to the API once it is answered,
// secrets masked. Log is called from many goroutines.
func WithRequestLog(log func(Request)) Option {
	return func(s *Server) error {
		s.onRequest = log
		return nil
	}
}

// WithQuirks chooses the other side where Juspay's sources contradict each
// other; see the constants.
func WithQuirks(quirks ...Quirk) Option {
	return func(s *Server) error {
		for _, q := range quirks {
			s.quirks[q] = true
		}
		return nil
	}
}

// Quirk is a behaviour that one of Juspay's sources has and another has not.
// Without a quirk the server does what the current pages say.
type Quirk int

// The quirks, each with what happens without it.
const (
	UsingTokenAsText            Quirk = iota + 1 // using_token is "true", a string; else true
	RefundedOnAnyRefund                          // refunded is true after the first refund, be it partial; else once all is asked back
	RefundAllWithoutAmount                       // a refund without amount asks for everything; else mandatory fields are missing
	RefundedStatus                               // a refund ends in REFUNDED; else in SUCCESS
	RepeatedOrderUpdates                         // POST /orders with a used id changes the unpaid order; else the order comes back as it is
	RepeatedOrderRefused                         // POST /orders with a used id is DUPLICATE_ORDER_ID, as in POST /txns
	AmountsAsText                                // POST /orders answers with "2.0"; else with a number
	OldUnauthorizedBody                          // 401 has error_message and no error_info; else the reverse
	UnknownOrderIs400                            // reading or refunding an unknown order is 400; else 404
	PaymentMethodRequired                        // a card payment without payment_method is refused; else it is inferred from the number
	CardMaskWithBIN                              // stored cards read 4012-XXXXXXXX-9454; else XXXX-XXXXXXXX-9454, as once token repeat is on
	CustomerIDName                               // customers carry customer_id and last_udpated, as in version 3.2; else id and last_updated
	CompactEnvelopes                             // encrypted answers are {"JWT":"a.b.c.d.e"}; else {"header":…,"encryptedKey":…}
	PartialChargeAsList                          // a PARTIAL_CHARGED order keeps its transaction in txn_list only; else at the top as ever
	ReturnByPost                                 // the bank page sends the payer on with POST; else with GET
	EffectiveAmountNetOfRefunds                  // effective_amount is what is left after refunds; else what was to be paid
	StatusIDAsText                               // status_id is "21"; else 21
	MetadataAsText                               // metadata is JSON in a string; else an object
)

func defaultCurrencies() map[string]bool {
	return set("INR", "USD", "EUR", "GBP", "AED", "AUD", "BRL", "HKD", "IDR", "JPY", "KWD", "MYR", "PHP", "SAR", "SGD", "THB", "VND")
}

func set(members ...string) map[string]bool {
	m := make(map[string]bool, len(members))
	for _, member := range members {
		m[member] = true
	}
	return m
}
