// Quickstart walks one payment from a new customer to a charged order, and then
// one that is refused:
//
//	go run ./examples/quickstart
//
// As it is, it talks to an in-memory Juspay on this machine. With JUSPAY_API_KEY
// and JUSPAY_MERCHANT_ID set it talks to Juspay's sandbox, or to the address in
// JUSPAY_BASE_URL, and the payer's part is a link for you to open.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/juspay-go/juspay"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Getenv)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, getenv func(string) string) error {
	j, err := open(getenv)
	if err != nil {
		return err
	}
	defer j.close()
	p := &payment{juspay: j, client: j.client, say: &story{out: out, sent: j.sent}}
	p.say.line("A payment with juspay %s, at %s", juspay.Version, j.where)
	if err := p.take(ctx); err != nil {
		p.say.tellSent()
		return explain(err, j)
	}
	return nil
}

// payment is one walk: what a step learns, a later one needs.
type payment struct {
	juspay *backend
	client *juspay.Client
	say    *story

	customer, orderID, cardToken, bankPage string
}

const (
	price    = juspay.Amount("250.50")
	currency = "INR"
)

// take walks the steps in order. Each is what a merchant's code would do.
func (p *payment) take(ctx context.Context) error {
	for _, step := range []struct {
		title string
		do    func(context.Context) error
	}{
		{"Create a customer", p.createCustomer},
		{"Save a card", p.saveCard},
		{"List the saved cards", p.listCards},
		{"Create an order", p.createOrder},
		{"Pay with the saved card", p.pay},
		{"The payer, at the bank's page", p.authenticate},
		{"Read the order until it is final", p.wait},
		{"A payment that is refused", p.refused},
	} {
		p.say.step(step.title)
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	p.say.line("\nDone: order %s is CHARGED.", p.orderID)
	return nil
}

func (p *payment) createCustomer(ctx context.Context) error {
	p.customer = "quickstart-" + p.juspay.unique
	customer, err := p.client.Customers.Create(ctx, &juspay.CustomerCreateParams{
		ObjectReferenceID: p.customer, // your own id of this customer
		MobileNumber:      "9988776655",
		FirstName:         "Asha",
	})
	if err != nil {
		return err
	}
	p.say.got("customer %s, created %s", customer.ID, customer.DateCreated.Format(time.RFC3339))
	return nil
}

func (p *payment) saveCard(ctx context.Context) error {
	card, err := p.client.Cards.Add(ctx, &juspay.CardAddParams{
		CustomerID: p.customer,
		Card: &juspay.CardDetails{
			Number:     p.juspay.card,
			Expiry:     juspay.Expiry{Month: 12, Year: time.Now().UTC().Year() + 4},
			NameOnCard: "Asha Rao",
		},
		Nickname: "everyday card",
	})
	if err != nil {
		return err
	}
	p.say.got("card reference %s", card.CardReference)
	return nil
}

func (p *payment) listCards(ctx context.Context) error {
	list, err := p.client.Cards.List(ctx, p.customer, nil)
	if err != nil {
		return err
	}
	for _, card := range list.Cards {
		p.say.got("%s %s, %q, expires %s/%s", card.CardBrand, card.CardNumber, card.Nickname, card.CardExpMonth, card.CardExpYear)
		p.cardToken = card.CardToken // lives fifteen minutes
	}
	return expect(len(list.Cards) == 1, "one saved card, not %d", len(list.Cards))
}

func (p *payment) createOrder(ctx context.Context) error {
	p.orderID = "qs" + p.juspay.unique
	order, err := p.client.Orders.Create(ctx, &juspay.OrderCreateParams{
		OrderID:    p.orderID, // yours to choose
		Amount:     price,     // major units, exact: never a float
		Currency:   currency,
		CustomerID: p.customer,
		ReturnURL:  "https://shop.example/return",
	})
	if err != nil {
		return err
	}
	p.say.got("order %s, %s %s, %s", order.OrderID, order.Currency, order.Amount, order.Status)
	return expect(order.Status == juspay.StatusNew, "a NEW order, not %s", order.Status)
}

func (p *payment) pay(ctx context.Context) error {
	txn, err := p.client.Txns.Create(ctx, &juspay.TxnCreateParams{
		OrderID:              p.orderID,
		Source:               juspay.SavedCard{Token: p.cardToken, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	if err != nil {
		return err
	}
	p.bankPage = txn.RedirectURL()
	p.say.got("transaction %s, %s", txn.TxnID, txn.Status)
	p.say.got("send the payer to %s", p.bankPage)
	return expect(p.bankPage != "", "a page to send the payer to")
}

func (p *payment) authenticate(context.Context) error {
	if p.juspay.server == nil {
		p.say.line("  Open this page in a browser, as the payer, and finish there:\n  %s", p.bankPage)
		return nil
	}
	back, err := p.juspay.server.Approve(p.bankPage)
	if err != nil {
		return err
	}
	returned, err := juspay.VerifyReturn(back.Query(), p.juspay.server.ResponseKey)
	if err != nil {
		return err
	}
	p.say.got("payer approved, and came back to %s://%s%s", back.Scheme, back.Host, back.Path)
	p.say.got("signature verified: order %s, %s", returned.OrderID, returned.Status)
	return nil
}

func (p *payment) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	order, err := p.client.Orders.Wait(ctx, p.orderID)
	if err != nil {
		return err
	}
	p.say.got("order %s, %s", order.OrderID, order.Status)
	if card := order.Card; card != nil {
		p.say.got("card   %s ending in %s, expires %s/%s, saved: %t", card.CardBrand, card.LastFourDigits, card.ExpiryMonth, card.ExpiryYear, card.UsingSavedCard)
		if token := card.Token; token != nil {
			p.say.got("token  BIN %s, ends in %s, expires %s/%s, PAR %s, %s", token.CardISIN, token.LastFourDigits, token.ExpiryMonth, token.ExpiryYear, token.PAR, token.TokenizationStatus)
		}
	}
	return order.ConfirmPaid(p.orderID, price, currency) // before anything is shipped
}

// refused pays a second order with a card number that has a digit wrong.
func (p *payment) refused(ctx context.Context) error {
	_, err := p.client.Txns.Create(ctx, &juspay.TxnCreateParams{
		Order:                &juspay.OrderCreateParams{OrderID: p.orderID + "b", Amount: price, Currency: currency},
		Source:               juspay.NewCard{Number: "4242424242424241", Expiry: juspay.Expiry{Month: 12, Year: 2035}, SecurityCode: "123"},
		RedirectAfterPayment: true,
	})
	var refusal *juspay.Error
	if !errors.As(err, &refusal) || !errors.Is(err, juspay.ErrInvalidRequest) {
		return fmt.Errorf("a refusal was expected, not %w", err)
	}
	p.say.got("HTTP %d, error_code %s", refusal.HTTPStatus, refusal.Code)
	if info := refusal.Info; info != nil {
		p.say.got("error_info %s, %s", info.Code, info.Category)
		p.say.got("for the log: %s", info.DeveloperMessage)
		for _, field := range info.Fields {
			p.say.got("field %s: %s", field.FieldName, field.Reason)
		}
	}
	p.say.got("in one line: %v", err)
	return nil
}
