// Package juspaytest is the sandbox in a box: an in-memory Juspay on a loopback
// port, for examples and for merchants' own tests. No network, no account, no
// waiting.
//
//	server := juspaytest.NewServer()
//	defer server.Close()
//	client := server.Client()
//
// It has every endpoint that package juspay calls, and the encrypted twins, with
// the state behind them: customers, the card locker, orders, transactions,
// one-time passwords, capture and void, refunds, mandates, sessions. Bodies
// have the keys and JSON types of Juspay's samples; wrong input meets the error
// that it meets at Juspay. Where Juspay's sources contradict each other the
// server does what the current pages say, and a [Quirk] chooses the other.
//
// # The payer
//
// A payment that needs the payer answers with the address of a small bank page:
// Approve, Decline, Walk away. [Server.Approve], [Server.Decline] and
// [Server.WalkAway] answer without a browser, and return where the payer arrives
// then, signed the way Juspay signs. The payment links of orders and sessions
// lead to a page that offers test cards.
//
// # Cards
//
// The Card constants are numbers that decline, time out, stay pending, or fail
// later, when they are captured or refunded. Any future expiry and any CVV will
// do. The one-time password is [OTP], and 000000 as well for the two HDFC cards;
// a third wrong one ends the payment.
//
// # Time
//
// The server's clock stands at the time of its start, and only [Server.Advance]
// moves it:
//
//   - client_auth_token, card_token and ctkn_ tokens lapse after 15 minutes
//   - a payer who does not answer has failed to authenticate after 30 minutes
//   - a refund is sent to the gateway after 1 minute, and settles after 5
//   - two refunds of one amount within 5 seconds are taken for one
//   - an order can be paid for a day, or for metadata.expiryInMins
//   - an authorisation ends by itself after 7 days
//
// # Webhooks
//
// [Server.SetWebhook] has events posted: TXN_CREATED, ORDER_SUCCEEDED,
// ORDER_FAILED, ORDER_AUTHORIZED, ORDER_PARTIAL_CHARGED, ORDER_VOIDED,
// ORDER_CAPTURE_FAILED, ORDER_VOID_FAILED, ORDER_REFUNDED, ORDER_REFUND_FAILED,
// REFUND_MANUAL_REVIEW_NEEDED, AUTO_REFUND_SUCCEEDED, MANDATE_CREATED,
// MANDATE_ACTIVATED and MANDATE_FAILED. [Server.Flush] waits for what is due,
// [Server.Deliver] sends twice and out of order.
//
// # Trouble
//
// [Server.Inject] adds latency, 429 and 5xx, cuts before and after the effect,
// truncated, slow and unreadable answers. [Server.Requests] tells what arrived,
// secrets masked.
//
// # Limits
//
// The last thousand requests and events are remembered, events that were not
// delivered until they are. A body may have a mebibyte; of one with more than
// 64 KiB only the headers are remembered. Customers, cards, orders and
// transactions are kept until Close, however many are made.
package juspaytest
