package juspay

import (
	"net/http"
	"strings"
)

// repeat says what sending a call again means. It belongs to the endpoint, not
// to the verb: some POSTs only read, and no GET may be trusted to.
type repeat uint8

const (
	// read changes nothing.
	read repeat = iota
	// repeatable sets the same values again.
	repeatable
	// keyed carries the caller's own key: the same bytes may be sent again, and
	// what a repeat meets is looked up.
	keyed
	// once is repeated only on proof that nothing was sent.
	once
)

func (r repeat) String() string {
	return [...]string{"read", "repeatable", "keyed", "once"}[r]
}

// encoding says how parameters travel.
type encoding uint8

const (
	inQuery encoding = iota
	inForm
	inJSON
)

// flags are what few endpoints need.
type flags uint8

const (
	// keyless calls carry no Authorization: Juspay made them for browsers.
	keyless flags = 1 << iota
	// namesMerchant calls want merchant_id among the parameters too.
	namesMerchant
	// redirects calls may answer 302, which is a result and is never followed.
	redirects
	// readsFirst calls look before each repeat, not only when a repeat is refused:
	// a second create with the same id might change the order.
	readsFirst
	// failsInside calls say no with a 200, too.
	failsInside
)

// endpoint is one row of Juspay's API.
type endpoint struct {
	method string
	path   string // {name} stands for one escaped segment
	sends  encoding
	repeat repeat
	twin   string // the path of its encrypted twin, always POST
	next   string // what tells how a doubtful call ended; "" when another call simply gives another
	flags  flags
}

func (e *endpoint) has(f flags) bool { return e.flags&f != 0 }

// route is the label of logs and errors: it never holds an id.
func (e *endpoint) route(encrypted bool) string {
	if encrypted {
		return http.MethodPost + " " + e.twin
	}
	return e.method + " " + e.path
}

// names are the placeholders of the path, in order.
func (e *endpoint) names() []string {
	var names []string
	for rest := e.path; ; {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			return names
		}
		name, after, _ := strings.Cut(after, "}")
		names, rest = append(names, name), after
	}
}

type endpointID uint8

const (
	customersCreate endpointID = iota
	customersGet
	customersUpdate
	customersPaymentMethods
	customersWallets
	cardsTokenize
	cardsAdd
	cardsList
	cardsUpdate
	cardsDelete
	cardsInfo
	cardsEligibleBINs
	txnsCreate
	txnsSubmitOTP
	txnsResendOTP
	txnsCapture
	txnsVoid
	txnsRefund
	ordersCreate
	ordersGet
	ordersUpdate
	ordersRefund
	ordersFulfil
	sessionsCreate
	merchantsPaymentMethods
	vaultFingerprint
	vaultGet
	vaultDelete
	vaultGenerateToken
	vaultAltID
	endpointCount
)

// endpoints is the API. Reading it is reading what the package can do.
var endpoints = [endpointCount]endpoint{
	customersCreate:         {"POST", "/customers", inForm, once, "", "Customers.Get", 0},
	customersGet:            {"GET", "/customers/{customer_id}", inQuery, read, "", "", 0},
	customersUpdate:         {"POST", "/customers/{customer_id}", inForm, repeatable, "", "Customers.Get", 0},
	customersPaymentMethods: {"POST", "/customers/{customer_id}/payment_methods", inJSON, read, "", "", 0},
	customersWallets:        {"GET", "/customers/{customer_id}/wallets", inQuery, read, "", "", 0},

	cardsTokenize:     {"POST", "/card/tokenize", inForm, repeatable, "", "", keyless | namesMerchant},
	cardsAdd:          {"POST", "/card/add", inForm, once, "", "Cards.List", namesMerchant},
	cardsList:         {"GET", "/cards", inQuery, read, "", "", 0},
	cardsUpdate:       {"POST", "/card/update", inForm, repeatable, "", "Cards.List", 0},
	cardsDelete:       {"POST", "/card/delete", inForm, repeatable, "", "Cards.List", 0},
	cardsInfo:         {"GET", "/cardbins/{bin}", inQuery, read, "", "", namesMerchant},
	cardsEligibleBINs: {"GET", "/v2/bins/eligibility", inQuery, read, "", "", 0},

	txnsCreate:    {"POST", "/txns", inForm, once, "/v4/txns", "Orders.Get", namesMerchant | redirects},
	txnsSubmitOTP: {"POST", "/v2/txns/{id}/authenticate", inForm, once, "", "Orders.Get", 0},
	txnsResendOTP: {"POST", "/v2/txns/{id}/authenticate/{challenge_id}/resend", inForm, once, "", "the payer's phone", 0},
	txnsCapture:   {"POST", "/v2/txns/{txn_uuid}/capture", inForm, once, "", "Orders.Get", 0},
	txnsVoid:      {"POST", "/v2/txns/{txn_uuid}/void", inForm, once, "", "Orders.Get", 0},
	txnsRefund:    {"POST", "/refunds", inForm, keyed, "", "Orders.Get", 0},

	ordersCreate: {"POST", "/orders", inForm, keyed, "/v4/orders", "Orders.Get", readsFirst},
	ordersGet:    {"GET", "/orders/{order_id}", inQuery, read, "/v4/order-status", "", 0},
	ordersUpdate: {"POST", "/orders/{order_id}", inForm, repeatable, "", "Orders.Get", 0},
	ordersRefund: {"POST", "/orders/{order_id}/refunds", inForm, keyed, "/v4/orders/{order_id}/refunds", "Orders.Get", 0},
	ordersFulfil: {"POST", "/orders/{order_id}/fulfillment", inForm, once, "", "Orders.Get", 0},

	sessionsCreate: {"POST", "/session", inJSON, repeatable, "/v4/session", "Orders.Get", 0},

	merchantsPaymentMethods: {"GET", "/merchants/{merchant_id}/paymentmethods", inQuery, read, "", "", 0},

	vaultFingerprint:   {"POST", "/v2/card/fingerprint", inJSON, read, "", "", 0},
	vaultGet:           {"POST", "/v4/card/get", inJSON, read, "", "", 0},
	vaultDelete:        {"POST", "/v4/card/delete", inJSON, repeatable, "", "Cards.List", failsInside},
	vaultGenerateToken: {"POST", "/generateToken", inJSON, once, "", "Cards.List", failsInside},
	vaultAltID:         {"POST", "/get/altId", inJSON, once, "", "", failsInside},
}
