package juspaytest

import "github.com/juspay-go/juspay"

// Client returns a client of this server, with its address and credentials;
// opts come after them. It panics when NewClient refuses an option: tests have
// no better use for that error.
func (s *Server) Client(opts ...juspay.Option) *juspay.Client {
	own := []juspay.Option{juspay.WithBaseURL(s.URL), juspay.WithHTTPClient(s.client)}
	c, err := juspay.NewClient(s.APIKey, s.MerchantID, append(own, opts...)...)
	if err != nil {
		panic("juspaytest: " + err.Error())
	}
	return c
}
