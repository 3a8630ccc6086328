package juspay

import (
	"cmp"
	"errors"
	"strings"
)

// ErrNotPaid: the order is not what was to be paid, or not paid. See
// [NotPaidError].
var ErrNotPaid = errors.New("juspay: not paid")

// NotPaidError says why an order must not be fulfilled. It is [ErrNotPaid].
type NotPaidError struct{ Reason string }

// Error is one line.
func (e *NotPaidError) Error() string { return "juspay: not paid: " + e.Reason }

// Is reports whether target is [ErrNotPaid].
func (e *NotPaidError) Is(target error) bool { return target == ErrNotPaid }

// ConfirmPaid compares an order, read by [Orders.Get], with what the shop has
// stored, and returns nil only when it may be fulfilled: the same order id, amount
// and currency; charged, and in full; nothing refunded. Anything else, and any
// value that Juspay did not send, is a [*NotPaidError].
//
// Amount is what was asked for: an offer may have let the payer pay less, as
// agreed with Juspay (EffectiveAmount). A PARTIAL_CHARGED order passes when its
// PaidAmount is the whole sum. Fulfil once: under a lock of the order, or by a
// conditional update.
//
// Never pass an order that came in a webhook: read it.
//
// Juspay docs: https://juspay.io/api-reference/docs/express-checkout/order-status-api
func (o *Order) ConfirmPaid(orderID string, amount Amount, currency string) error {
	switch {
	case o == nil:
		return &NotPaidError{"there is no order"}
	case orderID == "" || !strings.EqualFold(o.OrderID, orderID):
		return &NotPaidError{"it is another order"}
	case !o.Amount.Equal(amount):
		return &NotPaidError{"the amount differs"}
	case currency == "" || !strings.EqualFold(o.Currency, currency):
		return &NotPaidError{"the currency differs"}
	case !o.Status.Paid():
		return &NotPaidError{"the status is " + oneLine(cmp.Or(string(o.Status), "empty"), 40)}
	case o.Status == StatusPartialCharged && !o.PaidAmount.Equal(amount):
		return &NotPaidError{"a part was charged"}
	case bool(o.Refunded) || o.AmountRefunded != "" && !o.AmountRefunded.Equal("0"):
		return &NotPaidError{"money was given back"}
	}
	return nil
}
