package main

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay/juspaytest"
)

func TestNewCardIsChargedAndTheGoodsLeave(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, page := v.buy("darjeeling", juspaytest.CardVisa)
	for _, text := range []string{"Thank you", "₹1,499.50", "Visa", "•••• 4242", "CHARGED", "KTL-0001"} {
		assert.Contains(t, page.body, text)
	}
	o := v.stored(order)
	assert.Equal(t, phasePaid, o.Phase())
	assert.True(t, o.Paid.Amount.Equal("1499.50"))
	assert.False(t, o.Fulfilled.IsZero())
}

func TestSavedCardPays(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.buy("assam", juspaytest.CardVisa, "save", "yes")

	order := v.choose("kulhad")
	till := v.get(order + "/pay")
	reference := hiddenField(till.body, "with")
	require.NotEqual(t, newCard, reference, "the saved card comes first")
	require.NotContains(t, till.body, "tkn_", "no token in a page")
	g := v.post(order+"/pay", "with", reference, "cvv", "123")
	back, err := v.bank.Approve(g.location)
	assert.Contains(t, v.comeBack(order, back, err).body, "Thank you")
	assert.True(t, bool(v.stored(order).Paid.Card.UsingSavedCard))
}

func TestCardIsSavedOnlyWithConsent(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.buy("assam", juspaytest.CardVisa)
	assert.Equal(t, newCard, hiddenField(v.get(v.choose("assam")+"/pay").body, "with"))
}

func TestSavedCardThatIsGoneIsNotPaidWith(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	g := v.post(order+"/pay", "with", "somebody-elses", "cvv", "123")
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	assert.Contains(t, g.body, "This card is not saved any more.")
	assert.Regexp(t, `<details [^>]* open>`, g.body, "another one is offered")
	assert.Zero(t, v.sent("POST /txns"))
}

func TestDeclinedPaymentCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, page := v.buy("assam", juspaytest.CardDeclined)
	assert.Contains(t, page.body, "Your bank declined it. Nothing was charged.")
	assert.Contains(t, page.body, order+"/pay")
	assert.Zero(t, v.shop.orders.parcelsSent())

	back, err := v.bank.Approve(v.toBank(order, juspaytest.CardMastercard))
	assert.Contains(t, v.comeBack(order, back, err).body, "Mastercard")
	assert.Equal(t, 1, v.shop.orders.parcelsSent())
	assert.Equal(t, 1, v.sent("POST /orders"), "one order, two attempts")
}

func TestPayerWhoSaysNoIsTold(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	back, err := v.bank.Decline(v.toBank(order, juspaytest.CardVisa))
	assert.Contains(t, v.comeBack(order, back, err).body, "It was not approved at your bank.")
}

func TestNoSecondPaymentWhilePending(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("kettle")
	back, err := v.bank.WalkAway(v.toBank(order, juspaytest.CardVisa))
	page := v.comeBack(order, back, err)
	assert.Contains(t, page.body, "Please do not pay again")
	assert.Contains(t, page.body, order+"/check")
	assert.NotContains(t, page.body, order+"/pay")

	assert.Equal(t, order, v.get(order+"/pay").location)
	assert.Equal(t, order, v.typeCard(order, juspaytest.CardVisa).location)
	assert.Equal(t, 1, v.sent("POST /txns"))

	v.post("/backstage/time", "for", "31m")
	assert.Equal(t, order, v.get(order+"/check").location)
	assert.Equal(t, phaseFailed, v.stored(order).Phase())
	v.toBank(order, juspaytest.CardVisa)
	assert.Equal(t, 2, v.sent("POST /txns"))
}

func TestOneOfManyClicksPays(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	var clicks sync.WaitGroup
	for range 8 {
		clicks.Go(func() { v.typeCard(order, juspaytest.CardVisa) })
	}
	clicks.Wait()
	assert.Equal(t, 1, v.sent("POST /txns"))
}

func TestSlowBankIsWaitedFor(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, page := v.buy("assam", juspaytest.CardChargedLater)
	assert.Contains(t, page.body, "We are checking with your bank")
	assert.Contains(t, page.body, `http-equiv="refresh"`)
	v.bank.Advance(time.Minute)
	v.settled() // the webhook alone
	assert.Contains(t, v.get(order).body, "Thank you")
}

func TestPaymentWhosePayerNeverReturnsIsFulfilled(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	_, err := v.bank.Approve(v.toBank(order, juspaytest.CardVisa))
	require.NoError(t, err)
	v.settled()
	assert.Equal(t, phasePaid, v.stored(order).Phase())
	assert.Equal(t, 1, v.shop.orders.parcelsSent())
}

func TestGoodsLeaveOnce(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	back, err := v.bank.Approve(v.toBank(order, juspaytest.CardVisa))
	require.NoError(t, err)
	var visits sync.WaitGroup
	for range 8 {
		visits.Go(func() { v.get(back.String()) })
		visits.Go(func() { v.get(order + "/check") })
	}
	visits.Wait()
	v.settled()
	assert.Equal(t, 1, v.shop.orders.parcelsSent())
}

func TestReturnMovesNothingByItself(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	v.toBank(order, juspaytest.CardVisa)
	claims := url.Values{"order_id": {v.stored(order).ID}, "status": {"CHARGED"}, "status_id": {"21"}}

	g := v.get("/return?" + claims.Encode())
	assert.Equal(t, http.StatusBadRequest, g.status)
	assert.Contains(t, g.body, "This address is not genuine")

	signed := juspaytest.SignReturn(claims, v.bank.ResponseKey)
	assert.Equal(t, order, v.get("/return?"+signed.Encode()).location)
	assert.Equal(t, phaseChecking, v.stored(order).Phase(), "Juspay's API says PENDING_VBV")
	assert.Zero(t, v.shop.orders.parcelsSent())

	other := juspaytest.SignReturn(url.Values{"order_id": {"another"}, "status": {"CHARGED"}}, v.bank.ResponseKey)
	assert.Equal(t, http.StatusNotFound, v.get("/return?"+other.Encode()).status)
}

func TestReturnMayComeAsPostFromAnotherSite(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	back, err := v.bank.Approve(v.toBank(order, juspaytest.CardVisa))
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.shop.url+"/return", strings.NewReader(back.RawQuery))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	assert.Equal(t, order, v.send(r).location)
	assert.Equal(t, phasePaid, v.stored(order).Phase())
}

func TestBankThatWantsAPost(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.bank.Inject(juspaytest.Fault{
		Route: "POST /txns", Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: `{"order_id":"x","txn_id":"t","txn_uuid":"u","status":"PENDING_VBV","payment":{"authentication":{"method":"POST","url":"https://bank.example/acs","params":{"PaReq":"a\"b","n":12}}}}`,
	})
	g := v.typeCard(v.choose("assam"), juspaytest.CardVisa)
	assert.Equal(t, http.StatusOK, g.status)
	assert.Contains(t, g.body, `action="https://bank.example/acs"`)
	assert.Contains(t, g.body, `name="PaReq" value="a&#34;b"`)
	assert.Contains(t, g.body, `name="n" value="12"`)
}

func TestLostAnswerIsLookedUp(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	v.bank.Inject(juspaytest.Fault{Route: "POST /txns", Cut: true, AfterEffect: true})
	assert.Equal(t, order, v.typeCard(order, juspaytest.CardVisa).location)
	assert.Contains(t, v.get(order).body, "Please do not pay again")
	v.typeCard(order, juspaytest.CardVisa)
	assert.Equal(t, 1, v.sent("POST /txns"))

	v.get(order + "/check")
	assert.NotEmpty(t, v.stored(order).LastAttempt().TxnUUID, "the attempt was found")
	v.bank.Advance(31 * time.Minute)
	v.get(order + "/check")
	assert.Equal(t, phaseFailed, v.stored(order).Phase())
}

func TestPaymentThatNeverBeganMayBeMadeInTheEnd(t *testing.T) {
	t.Parallel()
	clock := &fakeClock{now: time.Now()}
	v := visit(t, func(s *shop) { s.now = clock.read })
	order := v.choose("assam")
	v.bank.Inject(juspaytest.Fault{Route: "POST /txns", Cut: true})
	v.typeCard(order, juspaytest.CardVisa)
	v.get(order + "/check")
	assert.Equal(t, phaseChecking, v.stored(order).Phase(), "it may still be on its way")

	clock.pass(lostAfter + time.Second)
	v.get(order + "/check")
	assert.Contains(t, v.get(order).body, "The payment never began. Nothing was charged.")
	back, err := v.bank.Approve(v.toBank(order, juspaytest.CardVisa))
	assert.Contains(t, v.comeBack(order, back, err).body, "Thank you")
}

func TestOutageBeforeThePaymentIsNoAttempt(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	v.get(order + "/pay") // knows the customer now
	v.bank.Inject(juspaytest.Fault{Route: "POST /orders", Status: http.StatusServiceUnavailable, Times: 10},
		juspaytest.Fault{Route: "GET /orders/{order_id}", Status: http.StatusServiceUnavailable, Times: 10})
	g := v.typeCard(order, juspaytest.CardVisa)
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	assert.Contains(t, g.body, "Nothing was charged.")
	assert.Equal(t, phaseOpen, v.stored(order).Phase())
	assert.Zero(t, v.sent("POST /txns"))
}

func TestRefusedCardIsNoAttempt(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	g := v.typeCard(order, "4242424242424241")
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	assert.Contains(t, g.body, "Nothing was charged.")
	assert.NotContains(t, g.body, "4242424242424241", "numbers are not sent back")
	assert.Equal(t, phaseOpen, v.stored(order).Phase())
	v.toBank(order, juspaytest.CardVisa)
}

func TestLockerThatDoesNotAnswerLeavesNewCards(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.bank.Inject(juspaytest.Fault{Route: "GET /cards", Status: http.StatusBadRequest, Body: "{}"})
	g := v.get(v.choose("assam") + "/pay")
	assert.Equal(t, http.StatusOK, g.status)
	assert.Contains(t, g.body, "Your saved cards cannot be shown at the moment.")
	assert.Contains(t, g.body, `name="number"`)
}

func TestTypos(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order := v.choose("assam")
	for _, row := range []struct{ name, number, expiry, cvv, says string }{
		{"no CVV", juspaytest.CardVisa, "12/30", "", "The CVV has three digits"},
		{"letters in the CVV", juspaytest.CardVisa, "12/30", "12a", "The CVV has three digits"},
		{"short number", "4242", "12/30", "123", "A card number has 12 to 19 digits."},
		{"letters in the number", "4242 4242 4242 424x", "12/30", "123", "A card number has 12 to 19 digits."},
		{"no expiry", juspaytest.CardVisa, "", "123", "Month and year, like 12/30."},
		{"thirteenth month", juspaytest.CardVisa, "13/30", "123", "Month and year, like 12/30."},
		{"three digits of a year", juspaytest.CardVisa, "12/203", "123", "Month and year, like 12/30."},
	} {
		g := v.post(order+"/pay", "with", newCard, "number", row.number, "expiry", row.expiry, "cvv", row.cvv)
		assert.Equal(t, http.StatusUnprocessableEntity, g.status, row.name)
		assert.Contains(t, g.body, row.says, row.name)
	}
	assert.Zero(t, v.sent("POST /orders"), "Juspay hears of nothing")
}
