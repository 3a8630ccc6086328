package main

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay"
	"github.com/juspay-go/juspay/juspaytest"
)

const refundRoute = "POST /orders/{order_id}/refunds"

// ask sends the form of the order's page.
func (v *visitor) ask(order, amount string) got {
	v.t.Helper()
	return v.post(order+"/refunds", "refund_id", v.newestRefundForm(order), "amount", amount)
}

// newestRefundForm is the id in the last form of the page, the one for a new
// refund.
func (v *visitor) newestRefundForm(order string) string {
	v.t.Helper()
	all := hidden.FindAllStringSubmatch(v.get(order).body, -1)
	require.NotEmpty(v.t, all)
	return all[len(all)-1][2]
}

func TestRefundSettles(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	assert.Equal(t, order, v.ask(order, "249.00").location)
	page := v.get(order)
	assert.Contains(t, page.body, "On its way")
	assert.Contains(t, page.body, `value="400.00"`, "what is left")

	assert.Equal(t, order+"/check", v.post("/backstage/time", "for", "10m", "order", v.stored(order).ID).location)
	assert.Contains(t, v.get(order).body, "Returned", "the webhook told")
	assert.Equal(t, phasePaid, v.stored(order).Phase())

	v.ask(order, "400.00")
	assert.Equal(t, juspay.Amount("0.00"), v.stored(order).Refundable())
}

func TestRefundFormSentTwiceIsOneRefund(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	id := v.newestRefundForm(order)
	var clicks sync.WaitGroup
	for range 4 {
		clicks.Go(func() { v.post(order+"/refunds", "refund_id", id, "amount", "100.00") })
	}
	clicks.Wait()
	v.get(order + "/check")
	require.Len(t, v.stored(order).Refunds, 1)
	read, err := v.shop.juspay.Orders.Get(t.Context(), v.stored(order).ID, nil)
	require.NoError(t, err)
	assert.Len(t, read.Refunds, 1)
	assert.Equal(t, juspay.RefundPending, v.stored(order).Refunds[0].Status)
}

func TestRefundWithALostAnswerHappensOnce(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	v.bank.Inject(juspaytest.Fault{Route: refundRoute, Cut: true, AfterEffect: true})
	assert.Equal(t, order, v.ask(order, "649.00").location)
	assert.Equal(t, juspay.RefundPending, v.stored(order).Refunds[0].Status)
	read, err := v.shop.juspay.Orders.Get(t.Context(), v.stored(order).ID, nil)
	require.NoError(t, err)
	assert.Len(t, read.Refunds, 1)
}

func TestUnconfirmedRefundIsAskedForAgainWithItsOwnID(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	v.bank.Inject(juspaytest.Fault{Route: refundRoute, Status: http.StatusBadGateway, Times: 3})
	v.ask(order, "100.00")
	require.True(t, v.stored(order).Refunds[0].Open())
	assert.Contains(t, v.get(order).body, "Ask again")

	g := v.ask(order, "50.00")
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	assert.Contains(t, g.body, "The last refund is not confirmed yet.")

	first := v.stored(order).Refunds[0].ID
	assert.Equal(t, order, v.post(order+"/refunds", "refund_id", first).location)
	refunds := v.stored(order).Refunds
	require.Len(t, refunds, 1)
	assert.Equal(t, refund{ID: first, Amount: "100.00", Status: juspay.RefundPending}, refunds[0])
}

func TestRefundThatFailsCanBeMadeAgain(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardRefundFails)
	v.ask(order, "649.00")
	v.post("/backstage/time", "for", "10m")
	page := v.get(order)
	assert.Contains(t, page.body, "Failed")
	assert.Contains(t, page.body, `value="649.00"`)
}

func TestRefundsThatCannotBe(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	id := juspay.NewRefundID()
	for name, form := range map[string][2]string{
		"more than was paid": {id, "649.01"},
		"nothing":            {id, "0.00"},
		"less than nothing":  {id, "-5"},
		"words":              {id, "all of it"},
		"half a paisa":       {id, "10.005"},
		"an id of another's": {"../../x", "10.00"},
	} {
		g := v.post(order+"/refunds", "refund_id", form[0], "amount", form[1])
		assert.Equal(t, http.StatusUnprocessableEntity, g.status, name)
		assert.Contains(t, g.body, "no more than what is left", name)
	}
	unpaid := v.choose("assam")
	assert.Equal(t, http.StatusUnprocessableEntity, v.post(unpaid+"/refunds", "refund_id", id, "amount", "10.00").status)
	assert.Equal(t, http.StatusNotFound, v.post("/orders/none/refunds", "refund_id", id, "amount", "10.00").status)
	assert.Zero(t, v.sent(refundRoute))
}

func TestRefundThatJuspayRefusesIsSaidSo(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	_, err := v.shop.juspay.Orders.Refund(t.Context(), v.stored(order).ID, &juspay.RefundParams{UniqueRequestID: juspay.NewRefundID(), Amount: "600.00"})
	require.NoError(t, err) // from the dashboard, say: the shop does not know of it
	g := v.ask(order, "100.00")
	assert.Equal(t, http.StatusUnprocessableEntity, g.status)
	assert.Contains(t, g.body, "Not possible")
	assert.Contains(t, g.body, `value="649.00"`, "it is still there to ask for")
}

func TestRefundThatIsKnownIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	id := v.newestRefundForm(order)
	for range 3 {
		assert.Equal(t, order, v.post(order+"/refunds", "refund_id", id, "amount", "100.00").location)
	}
	assert.Equal(t, 1, v.sent(refundRoute))
}

// Juspay takes two refunds of one amount within five seconds for one.
func TestRefundTakenForAnotherStaysOpen(t *testing.T) {
	t.Parallel()
	v := visit(t)
	order, _ := v.buy("assam", juspaytest.CardVisa)
	v.ask(order, "100.00")
	assert.Equal(t, order, v.ask(order, "100.00").location)
	second := v.stored(order).Refunds[1]
	require.True(t, second.Open())

	v.bank.Advance(6 * time.Second)
	v.post(order+"/refunds", "refund_id", second.ID)
	assert.Equal(t, juspay.RefundPending, v.stored(order).Refunds[1].Status)
}
