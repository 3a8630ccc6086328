package main

import (
	"net/http"

	"github.com/juspay-go/juspay"
)

// currency is the only one of this shop.
const currency = "INR"

// item is something to buy.
type item struct {
	ID, Name, Text string
	Price          juspay.Amount
}

// catalogue has its prices in paise: sums are integers or text, never floats.
var catalogue = []item{
	{"darjeeling", "Darjeeling, first flush", "Picked in March. A tin of 100\u00a0g.", juspay.AmountFromMinor(1_499_50, 2)},
	{"assam", "Assam, second flush", "Malty, takes milk well. 250\u00a0g.", juspay.AmountFromMinor(649_00, 2)},
	{"kulhad", "Kulhad, set of four", "Unglazed clay cups, hand thrown.", juspay.AmountFromMinor(420_00, 2)},
	{"kettle", "Brass kettle", "Tinned inside. Holds 1.2\u00a0litres.", juspay.AmountFromMinor(12_850_00, 2)},
}

func findItem(id string) (item, bool) {
	for _, it := range catalogue {
		if it.ID == id {
			return it, true
		}
	}
	return item{}, false
}

func (s *shop) showCatalogue(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, page{Name: "catalogue", Title: "Tea, and what it needs", Data: catalogue})
}

// newOrder takes an item to the till. Juspay hears of it when somebody pays.
func (s *shop) newOrder(w http.ResponseWriter, r *http.Request) {
	it, found := findItem(r.PostFormValue("item"))
	if !found {
		s.fail(w, r, http.StatusNotFound, "Sold out", "The shop does not have this item any more.")
		return
	}
	o := s.orders.add(it, s.now())
	http.Redirect(w, r, o.Page()+"/pay", http.StatusSeeOther)
}
