// Package juspay is a client for Juspay's payment APIs: customers, saved cards,
// payments, orders, refunds, sessions, and what Juspay sends to a shop.
//
//	go get github.com/juspay-go/juspay
//
// # A first payment
//
// Make one [Client] and keep it: it is safe for concurrent use. It talks to
// production unless [WithBaseURL] says otherwise.
//
//	client, err := juspay.NewClient(apiKey, merchantID, juspay.WithBaseURL(baseURL)) // juspay.SandboxURL
//
// An order says what is to be paid, a transaction is an attempt to pay it, and one
// call can make both. The card is one value of a closed set, [NewCard],
// [SavedCard], [UPICollect], …, so that a call which names two does not compile.
// Sums are text, see [Amount]: none ever passes through a floating-point number.
//
//	txn, err := client.Txns.Create(ctx, &juspay.TxnCreateParams{Order: order, Source: card, RedirectAfterPayment: true})
//
// Send the payer to [Txn.RedirectURL]. Once the payer is back, or a
// webhook has come, read the order, and ship only what [Order.ConfirmPaid] confirms.
//
//	paid, err := client.Orders.Wait(ctx, order.OrderID)
//	if err != nil {
//		log.Fatal(err)
//	}
//	if err := paid.ConfirmPaid("shop1001", "250.50", "INR"); err != nil { // what your database says
//		log.Fatal(err)
//	}
//
// # Calls
//
// Each method is one of Juspay's endpoints, takes a context and a pointer to its
// parameters, which it never writes, and returns a result that is nil whenever the
// error is not. An [Option] given to [NewClient] holds for all calls, one given as
// a call's last argument for that call. Parameters that this version does not know
// go into Extra; what an answer has beyond the typed fields is in [Response].Body.
//
// Answers are read leniently, since an order that was paid must not be lost to a
// number that came as text. A [Status] that this version does not know counts as
// pending.
//
// # Errors
//
// errors.Is asks what an error means, errors.As for its details. There are five
// kinds:
//
//   - [ParamError]: refused here, nothing was sent ([ErrInvalidParams]).
//   - [Error]: Juspay said no ([ErrNotFound], [ErrUnauthorized], [ErrAlreadyExists], …).
//   - [ConnectionError]: no answer ([ErrConnection]).
//   - [DecodeError]: an answer that cannot be read ([ErrDecode]).
//   - [OutcomeUnknownError]: a call that changes something may or may not have
//     happened ([ErrOutcomeUnknown]). It wraps one of the three before it, and
//     names the call that tells.
//
// All of them print as one line without ids, bodies and secrets.
//
// # What may be repeated
//
// The client repeats by itself what cannot charge or refund twice, twice at most
// ([WithMaxRetries]) and never past the deadline. Reads are repeated, and so are
// calls that set the same values again. An order's creation and a refund carry a
// key of yours and are repeated with it; what a lost attempt left behind is looked
// up. A payment, a capture or a void is repeated only on proof that nothing was
// sent. Otherwise it is [ErrOutcomeUnknown], and the rule is: look, then decide.
//
//	_, err := client.Txns.Create(ctx, payment)
//	if errors.Is(err, juspay.ErrOutcomeUnknown) {
//		order, err := client.Orders.Get(ctx, "shop1002", nil)
//		switch {
//		case errors.Is(err, juspay.ErrNotFound):
//			fmt.Println("nothing arrived: pay again, with the same order id")
//		case err == nil:
//			fmt.Println("it happened:", order.OrderID, order.Status)
//		}
//	}
//
// # Webhooks and the return URL
//
// [NewWebhookHandler] takes Juspay's webhooks: it checks the credentials, hands
// each event to a function, and answers 200 only after that returned nil.
// [WithDeduplication] hands each event over once. [VerifyReturn] checks the query
// that the payer's browser brings. Both tell that there is news; the order, read
// with [Orders.Get], is the truth.
//
//	webhooks := juspay.NewWebhookHandler("hook", "a password", handle,
//		juspay.WithDeduplication(juspay.NewMemoryDeduplicator(10_000)))
//
// # Secrets
//
// A [Secret], and whatever holds one, prints as "[redacted]" under every verb, in
// JSON, in log/slog and in errors; only the wire sees it. Plain http is refused to
// anything but a loopback address, and redirects are never followed.
//
// # Testing
//
// Package juspaytest is Juspay in memory: cards that do what their names say, a
// bank page, webhooks, a clock to move and faults to inject. A mock works too:
// [WithHTTPClient] takes any client, and a replaced http.DefaultTransport is
// asked.
package juspay
