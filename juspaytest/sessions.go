package juspaytest

import (
	"strconv"
	"strings"
)

// createSession is POST /session: it makes the order, or links to the one that
// has this id, and answers with what a front end needs.
func (s *Server) createSession(c *call) reply {
	management := c.get("action") == "paymentManagement"
	switch {
	case c.get("order_id") == "" || c.get("amount") == "" && !management:
		return sessionProblem("mandatory.fields.missing", "Mandatory fields are missing")
	case c.get("payment_page_client_id") == "":
		return sessionProblem("PAYMENT_PAGE_CLIENT_ID_NOT_FOUND", "payment_page_client_id is missing")
	case management && c.get("customer_id") == "":
		return sessionProblem("CUSTOMER_ID_NOT_FOUND", "customer_id is missing")
	}
	o := s.order(c.get("order_id"))
	if o == nil {
		if management && c.get("amount") == "" {
			c.params.Set("amount", "1.00") // managing payment methods costs nothing, yet makes an order
		}
		var wrong *reply
		if o, wrong = s.newOrder(c.params); wrong != nil {
			return sessionProblem("invalid.amount", "Amount is invalid.")
		}
	}
	return ok(s.sessionDoc(o, c))
}

func sessionProblem(code, message string) reply { return problem("Bad Request", code, message, nil) }

func (s *Server) sessionDoc(o *order, c *call) doc {
	auth := s.clientAuth(s.customer(o.param("customer_id")))
	action := c.get("action")
	if action == "" {
		action = "paymentPage"
	}
	payload := doc{
		"clientId": c.get("payment_page_client_id"), "amount": o.amount.text(), "merchantId": s.MerchantID,
		"clientAuthToken": auth["client_auth_token"], "clientAuthTokenExpiry": auth["client_auth_token_expiry"],
		"environment": "sandbox", "action": action, "customerId": o.param("customer_id"), "currency": o.currency,
		"customerPhone": o.param("customer_phone"), "customerEmail": o.param("customer_email"), "orderId": o.orderID,
		"returnUrl": o.param("return_url"), "description": o.param("description"),
	}
	for _, name := range []string{"max_amount", "frequency", "amount_rule", "start_date", "end_date"} {
		if value := o.mandateParam(name); value != "" {
			payload["mandate."+camel(name)] = value
		}
	}
	return doc{
		"status": o.status(), "id": o.id, "order_id": o.orderID,
		"payment_links": doc{"web": s.at("orders", o.id, "payment-page"), "expiry": stamp(o.expires), "deep_link": nil},
		"sdk_payload": doc{
			"requestId": strings.ReplaceAll(s.newUUID(), "-", ""), "service": "in.juspay.hyperpay", "payload": payload,
			"expiry": stamp(o.expires), "currTime": stamp(s.clock), "xRoutingId": c.header.Get("x-routing-id"),
		},
		"order_expiry": stamp(o.expires),
	}
}

// camel turns max_amount into maxAmount.
func camel(name string) string {
	head, tail, found := strings.Cut(name, "_")
	if found {
		return head + strings.ToUpper(tail[:1]) + tail[1:]
	}
	return name
}

// fulfil is POST /orders/{order_id}/fulfillment. Sources disagree on the words
// for status and command: any will do. Each call adds a command.
func (s *Server) fulfil(c *call) reply {
	o := s.order(c.vars["order_id"])
	switch {
	case o == nil:
		return s.unknownOrder()
	case c.get("fulfillment_status") == "":
		return mandatoryMissing()
	}
	command := c.get("fulfillment_command")
	if command == "" {
		command = "NO_ACTION"
	}
	o.fulfilled = append(o.fulfilled, doc{
		"status": "SUCCESS", "command": command, "date_created": stamp(s.clock),
		"metadata": doc{"fulfillment_id": c.get("fulfillment_id"), "fulfillment_time": c.get("fulfillment_time"), "number": strconv.Itoa(len(o.fulfilled) + 1)},
	})
	return ok(doc{"status": c.get("fulfillment_status"), "merchant_id": s.MerchantID, "order_id": o.orderID, "commands": o.fulfilled})
}
