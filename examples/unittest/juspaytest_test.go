package unittest

import (
	"errors"
	"testing"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

// juspaytest is for what happens over several calls, and to payers.
func TestCheckoutWithJuspaytest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		payer   func(s *juspaytest.Server, link string) error
		want    bool
		wantErr error
	}{
		{"approves", func(s *juspaytest.Server, link string) error { _, err := s.Approve(link); return err }, true, nil},
		{"declines", func(s *juspaytest.Server, link string) error { _, err := s.Decline(link); return err }, false, juspay.ErrNotPaid},
		{"walks away", func(s *juspaytest.Server, link string) error { _, err := s.WalkAway(link); return err }, false, nil},
		{"never comes back", func(s *juspaytest.Server, link string) error {
			_, err := s.WalkAway(link)
			s.Advance(time.Hour)
			return err
		}, false, juspay.ErrNotPaid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := juspaytest.NewServer()
			defer server.Close()
			checkout := &Checkout{Juspay: server.Client()}
			link, err := checkout.Begin(t.Context(), "shop1001", "250.50")
			if err != nil {
				t.Fatal(err)
			}
			if err := tt.payer(server, link); err != nil {
				t.Fatal(err)
			}
			paid, err := checkout.Finish(t.Context(), "shop1001", "250.50")
			if paid != tt.want || !errors.Is(err, tt.wantErr) {
				t.Errorf("got %t, %v; want %t, %v", paid, err, tt.want, tt.wantErr)
			}
		})
	}
}

func TestBeginSurvivesALostAnswer(t *testing.T) {
	t.Parallel()
	server := juspaytest.NewServer()
	defer server.Close()
	server.Inject(juspaytest.Fault{Route: "POST /orders", Cut: true, AfterEffect: true})
	checkout := &Checkout{Juspay: server.Client()}
	if link, err := checkout.Begin(t.Context(), "shop1001", "250.50"); link == "" || err != nil {
		t.Errorf("got %q, %v", link, err)
	}
}
