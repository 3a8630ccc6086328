package main

import (
	"context"
	"sync"

	"github.com/juspay-go/juspay"
)

// customerID is the shop's one customer, signed in at all times. A real shop
// takes it from the session, and shows an order only to the one who placed it.
const customerID = "asha-rao-0001"

// customer remembers that Juspay knows the customer.
type customer struct {
	mu    sync.Mutex
	known bool
}

// ensureCustomer makes the customer at Juspay, once: cards are saved for
// somebody.
func (s *shop) ensureCustomer(ctx context.Context) error {
	s.buyer.mu.Lock()
	defer s.buyer.mu.Unlock()
	if s.buyer.known {
		return nil
	}
	_, err := s.juspay.Customers.Ensure(ctx, &juspay.CustomerCreateParams{
		ObjectReferenceID: customerID,
		MobileNumber:      "9999999999",
		EmailAddress:      "asha@shop.example",
		FirstName:         "Asha",
		LastName:          "Rao",
	})
	s.buyer.known = err == nil
	return err
}

// locker lists the saved cards that can still pay, just before paying: the
// tokens in the list live fifteen minutes.
func (s *shop) locker(ctx context.Context) ([]juspay.StoredCard, error) {
	if err := s.ensureCustomer(ctx); err != nil {
		return nil, err
	}
	list, err := s.juspay.Cards.List(ctx, customerID, nil)
	if err != nil {
		return nil, err
	}
	var usable []juspay.StoredCard
	for _, card := range list.Cards {
		if !bool(card.Expired) {
			usable = append(usable, card)
		}
	}
	return usable, nil
}
