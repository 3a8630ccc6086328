package juspaytest

import "time"

// savedVPA is a UPI address that a customer has paid with.
type savedVPA struct {
	vpa   string
	count int
	last  time.Time
}
