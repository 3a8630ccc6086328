package browsertest

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestShop buys in one shop, one thing after the other: the saved card of one
// step pays in the next. The steps stand in for a person, so they run in order.
func TestShop(t *testing.T) {
	chromium := findChromium(t)
	shop, dir := startShop(t), pictures(t)
	b := openBrowser(t, chromium, shop, dir)

	steps := []struct {
		name string
		run  func(*browser)
	}{
		{"a new card is charged and, with consent, saved", newCard},
		{"a saved card pays with its CVV alone", savedCard},
		{"a declined payment can be tried again", declined},
		{"who walks away finds the order pending, and no second payment", walkAway},
		{"an event delivered twice is handled once", duplicateWebhook},
		{"a refund settles", refunded},
		{"a lost answer is looked up, not paid again", lostAnswer},
		{"the wire shows it all, and no secret", wire},
	}
	for _, step := range steps {
		if !t.Run(step.name, func(t *testing.T) {
			within := *b
			within.t = t
			step.run(&within)
		}) {
			return // the next step starts where this one ended
		}
	}
}

func choose(b *browser, item chromedp.CSS) {
	b.t.Helper()
	b.open("/")
	b.press(`button[value="` + item + `"]`)
	b.sees("Pay")
}

func newCard(b *browser) {
	b.open("/orders")
	b.picture("orders-empty")
	b.open("/")
	b.picture("catalogue")
	choose(b, "darjeeling")
	b.sees("₹1,499.50")
	b.picture("checkout-new")

	b.types(`input[name=number]`, "4242")
	b.types(`input[name=expiry]`, "12/30")
	b.types(`details[open] input[name=cvv]`, "123")
	b.types(`input[name=name]`, "Asha Rao")
	b.press(`details[open] button`)
	b.sees("A card number has 12 to 19 digits.")
	b.picture("checkout-typo")

	b.types(`input[name=number]`, "4242 4242 4242 4242")
	b.types(`input[name=expiry]`, "12/30")
	b.types(`details[open] input[name=cvv]`, "123")
	b.do(chromedp.Click(chromedp.CSS(`input[name=save]`)))
	b.press(`details[open] button`)
	b.sees("Bank of the Sandbox")
	b.picture("bank")
	b.press(`button[value=approve]`)
	b.sees("Thank you, Asha")
	b.sees("Visa •••• 4242")
	b.sees("KTL-0001")
	require.Regexp(b.t, regexp.MustCompile(`^`+regexp.QuoteMeta(b.shop)+`/orders/tea[a-z0-9]+$`), b.address())
	b.picture("receipt")
}

func savedCard(b *browser) {
	choose(b, "kulhad")
	b.sees("•••• 4242")
	b.types(`details[open] input[name=cvv]`, "123")
	b.picture("checkout-saved")
	b.press(`details[open] button`)
	b.press(`button[value=approve]`)
	b.sees("Thank you, Asha")
	b.sees("₹420.00")
	b.sees("KTL-0002")
}

func declined(b *browser) {
	choose(b, "assam")
	b.press(`a[href="?test=declined"]`)
	b.picture("checkout-test-card")
	b.press(`details[open] button`)
	b.press(`button[value=approve]`)
	b.sees("Your bank declined it. Nothing was charged.")
	b.picture("declined")
	b.press(`main a.button`)
	b.press(`a[href="?test=mastercard"]`)
	b.press(`details[open] button`)
	b.press(`button[value=approve]`)
	b.sees("Mastercard •••• 0277")
}

func walkAway(b *browser) {
	choose(b, "kettle")
	b.press(`a[href="?test=visa"]`)
	b.press(`details[open] button`)
	b.press(`button[value=walk_away]`)
	b.sees("Please do not pay again")
	order := b.address()
	b.picture("checking")
	require.NotContains(b.t, b.text(), "Pay in another way")

	b.do(chromedp.Navigate(order + "/pay"))
	b.sees("Please do not pay again")

	b.press(`button[value="31m"]`)
	b.sees("It was not approved at your bank.")
	b.picture("walked-away")
}

func duplicateWebhook(b *browser) {
	b.open("/backstage")
	b.sees("ORDER_SUCCEEDED")
	b.picture("backstage")
	parcels := read(b, chromedp.Text(chromedp.CSS(`#parcels`)))
	require.NotContains(b.t, b.text(), "delivered 2 ×")
	b.press(`button[aria-label="Deliver ORDER_SUCCEEDED again"]`)
	b.sees("delivered 2 ×, handled 1 ×")
	require.Equal(b.t, parcels, read(b, chromedp.Text(chromedp.CSS(`#parcels`))), "nothing is sent twice")
}

func refunded(b *browser) {
	choose(b, "assam")
	b.press(`a[href="?test=visa"]`)
	b.picture("checkout-filled")
	b.press(`details[open] button`)
	b.press(`button[value=approve]`)
	b.sees("Thank you, Asha")
	b.do(chromedp.SetValue(chromedp.CSS(`input[name=amount]`), "249.00"))
	b.press(`form.inline button`)
	b.sees("On its way")
	b.picture("refund-pending")
	b.press(`button[value="10m"]`)
	b.sees("Returned")
	b.picture("refunded")
}

func lostAnswer(b *browser) {
	b.open("/backstage")
	b.press(`button[value=pay]`)
	choose(b, "kulhad")
	b.press(`a[href="?test=visa"]`)
	b.press(`details[open] button`)
	b.sees("Please do not pay again")
	b.open("/orders")
	b.sees("Checking")
	b.picture("orders")
}

func wire(b *browser) {
	b.open("/wire?still")
	b.sees("ORDER_REFUNDED")
	text := b.text()
	for _, expected := range []string{"/txns", "/cards", "/webhook", "/return", "/refunds"} {
		require.Contains(b.t, text, expected)
	}
	require.NotContains(b.t, text, "4242424242424242")
	b.picture("wire")
	b.press(`a.call[href^="/wire/"]`)
	b.picture("exchange")
}
