// Package unittest is a shop's checkout with its tests, one with httpmock and one
// with juspaytest.
package unittest

import (
	"context"
	"errors"

	"github.com/juspay-go/juspay"
)

// Checkout takes payments by Juspay's page.
type Checkout struct{ Juspay *juspay.Client }

// ErrTryLater is for the page to say.
var ErrTryLater = errors.New("payments are not available now")

// Begin opens an order and returns where the payer goes.
func (c *Checkout) Begin(ctx context.Context, orderID string, price juspay.Amount) (string, error) {
	order, err := c.Juspay.Orders.Create(ctx, &juspay.OrderCreateParams{OrderID: orderID, Amount: price, Currency: "INR", ReturnURL: "https://shop.example/return"})
	switch {
	case errors.Is(err, juspay.ErrServer), errors.Is(err, juspay.ErrConnection), errors.Is(err, juspay.ErrRateLimited):
		return "", ErrTryLater
	case err != nil:
		return "", err
	}
	return order.PaymentLinks.Web, nil
}

// Finish reports whether the order may be fulfilled: true once it is paid, false
// while it is open, an error when it is not going to be.
func (c *Checkout) Finish(ctx context.Context, orderID string, price juspay.Amount) (bool, error) {
	order, err := c.Juspay.Orders.Get(ctx, orderID, nil)
	if err != nil || order.Status.Pending() {
		return false, err
	}
	if err := order.ConfirmPaid(orderID, price, "INR"); err != nil {
		return false, err
	}
	return true, nil
}
