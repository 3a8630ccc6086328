package juspaytest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestManyServersShareNothing(t *testing.T) {
	t.Parallel()
	a, b := newShop(t), newShop(t)
	a.order("ord_1", "1")
	require.Equal(t, 404, b.ask("GET /orders/ord_1").status)
	require.Equal(t, 401, send(t, b.Server, "GET /orders/ord_1", "", "Authorization", "Basic "+basic(a.APIKey+":")).status)
	require.NotEqual(t, a.ResponseKey, b.ResponseKey)
}

func TestKeyWithAndWithoutColon(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, credential := range []string{s.APIKey + ":", s.APIKey} {
		require.Equal(t, 200, send(t, s.Server, "GET /customers/"+customerRef, "", "Authorization", "Basic "+basic(credential)).status)
	}
}

func TestCallsFromManyGoroutines(t *testing.T) {
	t.Parallel()
	s, r := newShop(t), newReceiver(t)
	s.SetWebhook(r.URL, "u", "p")
	const payers = 8
	var wg sync.WaitGroup
	for i := range payers {
		wg.Go(func() {
			id := fmt.Sprintf("ord_%d", i)
			s.order(id, "10")
			s.pay(id, CardVisa)
		})
	}
	wg.Wait() // or another one's Advance would outlast the patience of a payer
	for i := range payers {
		wg.Go(func() {
			id := fmt.Sprintf("ord_%d", i)
			s.ask("POST /orders/"+id+"/refunds", "unique_request_id", "rf", "amount", "1")
			s.Advance(refundSettles)
			_, _, _ = s.Requests(), s.Events(), s.Now()
			s.Inject(Fault{Route: "GET /cards", Delay: time.Microsecond})
			s.ask("GET /cards", "customer_id", customerRef)
		})
	}
	wg.Wait()
	s.flush()
	require.Len(t, r.receipts(), 3*payers)
	for i := range payers {
		require.Equal(t, "SUCCESS", s.ask(fmt.Sprintf("GET /orders/ord_%d", i)).text("refunds", 0, "status"))
	}
}

func TestSameCallsSameIds(t *testing.T) {
	t.Parallel()
	require.Equal(t, newShop(t).order("o", "1").text("id"), newShop(t).order("o", "1").text("id"))
}

func TestStartRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]Option{
		"empty key": WithAPIKey(""), "key with a colon": WithAPIKey("a:b"), "empty merchant": WithMerchantID(""),
		"relative return URL": WithReturnURL("/x"), "no such address": WithAddr("256.0.0.1:1"),
	} {
		s, err := Start(opt)
		require.Error(t, err, name)
		require.Nil(t, s)
		require.Panics(t, func() { NewServer(opt) }, name)
	}
	s := newServer(t, WithAPIKey("key"), WithMerchantID("acme"))
	require.Equal(t, []string{"key", "acme"}, []string{s.APIKey, s.MerchantID})
}

func TestCardNumbersPassTheLuhnCheck(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		CardVisa, CardVisaDebit, CardMastercard, CardMastercard2, CardHDFCVisa, CardHDFCMaster, CardMandate, CardMandateDebit, CardMandateFails, CardTokenized, CardRuPay, CardAmex,
		CardDeclined, CardTimesOut, CardStaysPending, CardChargedLater, CardLateSuccess, CardRefundFails, CardRefundReview, CardFollowUpFails, CardFollowUpPending, CardFollowUpTimesOut,
	} {
		require.True(t, luhn(number), number)
		_, known := lookUpBIN(number)
		require.True(t, known, number)
		require.True(t, luhn(tokenOf(pan{number: number}, "").number), number)
	}
	for _, number := range []string{"", "0", "4242424242424241", "42424242424", "42424242424242424242", "4242 4242 4242 4242"} {
		require.False(t, luhn(number), number)
	}
}

func TestFirstDigitsTellTheBrand(t *testing.T) {
	t.Parallel()
	for number, brand := range map[string]string{"4999": "VISA", "2221": "MASTERCARD", "5555": "MASTERCARD", "3714": "AMEX", "3056": "DINERS", "3528": "JCB", "6075": "RUPAY", "9": ""} {
		row, known := lookUpBIN(number)
		require.Equal(t, brand, row.brand)
		require.False(t, known)
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"1": "1", "1.5": "1.5", "250.50": "250.5", "0.05": "0.05", "007": "7", "9999999999999.99": "9999999999999.99", "10.00": "10"} {
		m, valid := parseMoney(text, "INR")
		require.True(t, valid, text)
		require.Equal(t, want, string(m.number()))
	}
	for _, text := range []string{"", "-1", "+1", "1e3", ".5", "1.", "1.001", "1,00", " 1", "10000000000000000", "NaN"} {
		_, valid := parseMoney(text, "INR")
		require.False(t, valid, text)
	}
	m, valid := parseMoney("1.005", "KWD")
	require.True(t, valid)
	require.Equal(t, []string{"1.005", "1.005", "1.00"}, []string{string(m.number()), m.text(), money(1000).text()})
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		NewServer().Close()
	}
}
