package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/juspay-go/juspay"
)

// config is what the flags and the environment say.
type config struct {
	addr string
	url  string // where browsers and Juspay reach the shop, without a slash at the end

	apiKey, merchantID, responseKey string // all empty: the Juspay in memory
	baseURL                         string
	hookUser, hookPassword          string
}

func readConfig(args []string, getenv func(string) string, out io.Writer) (config, error) {
	cfg := config{
		apiKey:       getenv("JUSPAY_API_KEY"),
		merchantID:   getenv("JUSPAY_MERCHANT_ID"),
		responseKey:  getenv("JUSPAY_RESPONSE_KEY"),
		baseURL:      getenv("JUSPAY_BASE_URL"),
		hookUser:     getenv("JUSPAY_WEBHOOK_USERNAME"),
		hookPassword: getenv("JUSPAY_WEBHOOK_PASSWORD"),
	}
	flags := flag.NewFlagSet("shop", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&cfg.addr, "addr", "localhost:8080", "`host:port` to listen on; everybody who reaches it may buy, refund and look behind the scenes")
	flags.StringVar(&cfg.url, "url", "", "the shop's public `address` (default: http://localhost and the port)")
	if err := flags.Parse(args); err != nil {
		return cfg, err
	}
	if flags.NArg() > 0 {
		return cfg, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if cfg.baseURL == "" {
		cfg.baseURL = juspay.SandboxURL
	}
	return cfg, cfg.check()
}

// check wants all of the credentials or none: half of them would take payments
// whose return nobody can verify.
func (c config) check() error {
	given := 0
	for _, value := range []string{c.apiKey, c.merchantID, c.responseKey} {
		if value != "" {
			given++
		}
	}
	if given != 0 && given != 3 {
		return errors.New("set all of JUSPAY_API_KEY, JUSPAY_MERCHANT_ID and JUSPAY_RESPONSE_KEY, or none")
	}
	return nil
}

func (c config) inMemory() bool { return c.apiKey == "" }

// at completes the public address. It says localhost and not 127.0.0.1: Juspay
// takes no return URL with an IP address.
func (c config) at(listening net.Addr) config {
	if c.url == "" {
		_, port, _ := net.SplitHostPort(listening.String())
		c.url = "http://localhost:" + port
	}
	c.url = strings.TrimRight(c.url, "/")
	return c
}
