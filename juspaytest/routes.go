package juspaytest

import (
	"net/url"
	"strings"
)

// route is one endpoint. Its name, "POST /orders/{order_id}", is what
// [Fault.Route] and [Request.Route] hold.
type route struct {
	name   string
	answer func(*Server, *call) reply
	access access
	kind   kind

	method   string
	segments []string
}

// access is what a caller must show.
type access int

const (
	byKey   access = iota // the API key
	byToken               // the API key, or the client_auth_token of a customer
	open                  // nothing; a wrong key is refused all the same
)

// kind is how parameters travel.
type kind int

const (
	formOrJSON kind = iota
	jsonOnly
	sealed // signed and encrypted, both ways
)

var routes = table([]route{
	{name: "POST /customers", answer: (*Server).createCustomer},
	{name: "GET /customers/{customer_id}", answer: (*Server).getCustomer},
	{name: "POST /customers/{customer_id}", answer: (*Server).updateCustomer},
	{name: "POST /customers/{customer_id}/payment_methods", answer: (*Server).savedMethods, access: byToken, kind: jsonOnly},
	{name: "GET /customers/{customer_id}/wallets", answer: (*Server).listWallets},

	{name: "POST /card/tokenize", answer: (*Server).tokenizeCard, access: open},
	{name: "POST /card/add", answer: (*Server).addCard},
	{name: "POST /cards", answer: (*Server).addCard},
	{name: "GET /cards", answer: (*Server).listCards},
	{name: "GET /card/list", answer: (*Server).listCards},
	{name: "POST /card/update", answer: (*Server).updateCard},
	{name: "POST /card/delete", answer: (*Server).deleteCard},
	{name: "GET /cardbins/{bin}", answer: (*Server).cardInfo, access: open},
	{name: "GET /v2/bins/eligibility", answer: (*Server).eligibleBINs},

	{name: "POST /v2/card/fingerprint", answer: (*Server).cardFingerprint, kind: jsonOnly},
	{name: "POST /v4/card/get", answer: (*Server).vaultGet, kind: jsonOnly},
	{name: "POST /v4/card/delete", answer: (*Server).vaultDelete, kind: jsonOnly},
	{name: "POST /generateToken", answer: (*Server).generateToken, kind: jsonOnly},
	{name: "POST /get/altId", answer: (*Server).altID, kind: jsonOnly},

	{name: "GET /merchants/{merchant_id}/paymentmethods", answer: (*Server).merchantMethods, access: open},
	{name: "POST /v2/emi/plans", answer: (*Server).emiPlans},

	{name: "POST /orders", answer: (*Server).createOrder},
	{name: "GET /orders/{order_id}", answer: (*Server).getOrder, access: byToken},
	{name: "POST /orders/{order_id}", answer: (*Server).updateOrder},
	{name: "POST /orders/{order_id}/refunds", answer: (*Server).refundOrder},
	{name: "POST /orders/{order_id}/fulfillment", answer: (*Server).fulfil},
	{name: "POST /refunds", answer: (*Server).refundTxn},
	{name: "POST /session", answer: (*Server).createSession, kind: jsonOnly},

	{name: "POST /txns", answer: (*Server).createTxn, access: open},
	{name: "POST /v2/txns/{id}/authenticate", answer: (*Server).submitOTP},
	{name: "POST /v2/txns/{id}/authenticate/{challenge_id}/resend", answer: (*Server).resendOTP},
	{name: "POST /v2/txns/{txn_uuid}/capture", answer: (*Server).capture},
	{name: "POST /v2/txns/{txn_uuid}/void", answer: (*Server).void},

	// The paths of old, which older clients still use.
	{name: "POST /order/create", answer: (*Server).createOrder},
	{name: "GET /order/status", answer: (*Server).getOrder, access: byToken},
	{name: "POST /order/status", answer: (*Server).getOrder},
	{name: "GET /orderStatus", answer: (*Server).getOrder, access: byToken},
	{name: "POST /orderStatus", answer: (*Server).getOrder},
	{name: "POST /order/refund", answer: (*Server).refundOrder},

	// The encrypted twins.
	{name: "POST /v4/orders", answer: (*Server).createOrder, kind: sealed},
	{name: "POST /v4/order-status", answer: (*Server).getOrder, kind: sealed},
	{name: "POST /v4/orders/{order_id}/refunds", answer: (*Server).refundOrder, kind: sealed},
	{name: "POST /v4/session", answer: (*Server).createSession, kind: sealed},
	{name: "POST /v4/txns", answer: (*Server).createTxn, kind: sealed},
})

// table takes the names apart once.
func table(rows []route) []route {
	for i := range rows {
		method, path, _ := strings.Cut(rows[i].name, " ")
		rows[i].method, rows[i].segments = method, strings.Split(path, "/")
	}
	return rows
}

// findRoute matches a path segment by segment, and unescapes each on its own:
// an id may hold a slash. One slash at the end is forgiven, since some of
// Juspay's pages print one.
func findRoute(method, escapedPath string) (*route, map[string]string) {
	segments := strings.Split(strings.TrimSuffix(escapedPath, "/"), "/")
	for i := range routes {
		if routes[i].method != method {
			continue
		}
		if vars, ok := match(routes[i].segments, segments); ok {
			return &routes[i], vars
		}
	}
	return nil, nil
}

func match(template, segments []string) (map[string]string, bool) {
	if len(template) != len(segments) {
		return nil, false
	}
	vars := map[string]string{}
	for i, want := range template {
		got, err := url.PathUnescape(segments[i])
		switch {
		case err != nil:
			return nil, false
		case !strings.HasPrefix(want, "{"):
			if got != want {
				return nil, false
			}
		case got == "":
			return nil, false
		default:
			vars[strings.Trim(want, "{}")] = got
		}
	}
	return vars, true
}
