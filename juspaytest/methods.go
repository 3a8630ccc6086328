package juspaytest

import (
	"encoding/json"
	"slices"
	"time"
)

// savedVPA is a UPI address that a customer has paid with.
type savedVPA struct {
	vpa   string
	count int
	last  time.Time
}

// keepVPA remembers the address of a UPI payment that succeeded.
func (s *Server) keepVPA(t *txn) {
	cust := s.customer(t.order.param("customer_id"))
	if t.vpa == "" || cust == nil {
		return
	}
	i := slices.IndexFunc(cust.vpas, func(v savedVPA) bool { return v.vpa == t.vpa })
	if i < 0 {
		i = len(cust.vpas)
		cust.vpas = append(cust.vpas, savedVPA{vpa: t.vpa})
	}
	cust.vpas[i].count++
	cust.vpas[i].last = s.clock
}

// savedMethods is POST /customers/{customer_id}/payment_methods.
func (s *Server) savedMethods(c *call) reply {
	cust := s.customer(c.vars["customer_id"])
	if cust == nil || c.customer != "" && c.customer != cust.id {
		return notFound
	}
	var kinds []string
	if json.Unmarshal([]byte(c.get("payment_method")), &kinds) != nil {
		return badRequest
	}
	details, unsupported := doc{}, []string{}
	for _, kind := range kinds {
		switch kind {
		case "UPI_COLLECT":
			list := []doc{}
			for _, v := range cust.vpas {
				list = append(list, doc{"vpa": v.vpa, "count": v.count, "last_used": stamp(v.last)})
			}
			details[kind] = list
		case "CARD":
			details[kind] = s.cardDocs(cust, c)
		case "WALLET":
			details[kind] = walletDocs(cust)
		default:
			unsupported = append(unsupported, kind)
		}
	}
	return ok(doc{"saved_payment_methods": doc{"payment_method_details": details}, "unsupported_payment_methods": unsupported})
}

// walletDocs lists one wallet per customer, not linked.
func walletDocs(cust *customer) []doc {
	return []doc{{
		"id": "wlt_" + cust.id, "object": "wallet_account", "wallet": "PAYTM", "gateway_reference_id": nil, "linked": false,
		"last_refreshed": stamp(cust.created), "metadata": doc{"mobile_number": cust.mobile},
	}}
}

func (s *Server) listWallets(c *call) reply {
	cust := s.customer(c.vars["customer_id"])
	if cust == nil {
		return notFound
	}
	list := walletDocs(cust)
	return ok(doc{"object": "list", "list": list, "count": len(list), "offset": 0, "total": len(list)})
}

// supported are the payment methods of every server's merchant.
var supported = []struct{ kind, method, description, bankCode string }{
	{"CARD", "VISA", "Visa", ""},
	{"CARD", "MASTER", "Mastercard", ""}, // MASTERCARD elsewhere
	{"CARD", "RUPAY", "RuPay", ""},
	{"CARD", "AMEX", "American Express", ""},
	{"NB", "NB_HDFC", "HDFC Bank", "JP_HDFC"},
	{"NB", "NB_ICICI", "ICICI Bank", "JP_ICICI"},
	{"NB", "NB_SBI", "State Bank of India", "JP_SBI"},
	{"WALLET", "PAYTM", "Paytm", ""},
	{"UPI", "UPI", "UPI", ""},
}

func (s *Server) merchantMethods(c *call) reply {
	if c.vars["merchant_id"] != s.MerchantID {
		return problem("invalid_request_error", "nullable", "[merchantAccount] cannot be null", nil)
	}
	list := make([]doc, 0, len(supported))
	for _, m := range supported {
		d := doc{"payment_method_type": m.kind, "payment_method": m.method, "description": m.description}
		if m.bankCode != "" {
			d["juspay_bank_code"] = m.bankCode
		}
		if c.yes("options.add_supported_reference_ids") {
			d["supported_reference_ids"] = []string{s.MerchantID}
		}
		if m.kind == "WALLET" && c.yes("options.check_wallet_direct_debit_support") {
			d["wallet_direct_debit_support"] = true
		}
		list = append(list, d)
	}
	d := doc{"payment_methods": list, "merchant_configs": doc{}}
	if c.yes("options.add_outage") {
		d["outage"] = []doc{{
			"stage": "Global", "status": "FLUCTUATE", "payment_method": "NB_SBI", "payment_method_type": "NB",
			"description": "State Bank of India", "juspay_bank_code": "JP_SBI",
		}}
	}
	if c.yes("options.add_emandate_payment_methods") {
		d["emandate_payment_methods"] = []doc{{"payment_method_type": "NB", "payment_method": "JP_HDFC", "description": "HDFC Bank"}}
	}
	if c.yes("options.add_tpv_payment_methods") {
		d["tpv_payment_methods"] = []doc{{"payment_method_type": "NB", "payment_method": "JP_HDFC", "description": "HDFC Bank"}}
	}
	return ok(d)
}

// emiPlans is POST /v2/emi/plans: one bank, three tenures, without interest so
// that a reader can check the sums.
func (s *Server) emiPlans(c *call) reply {
	amount, valid := parseMoney(c.get("order_amount"), "INR")
	if !valid || c.get("merchant_id") != s.MerchantID {
		return badRequest
	}
	tenures := []doc{}
	for _, months := range []int{3, 6, 12} {
		monthly := amount / money(months) / 10 * 10 // whole paise
		tenures = append(tenures, doc{
			"tenure": months, "interest_rate": "0.00", "monthly_payment": monthly.text(), "total_amount": amount.text(),
		})
	}
	credit := doc{
		"payment_method": "CARD", "payment_method_type": "CARD",
		"issuers": []doc{{"emi_bank": "HDFC", "juspay_bank_code": "JP_HDFC", "tenures": tenures}},
	}
	return ok(doc{
		"cart_amount": amount.text(),
		"emi_plans":   doc{"STANDARD_EMI": doc{"CREDIT": credit}, "LOW_COST_EMI": nil, "NO_COST_EMI": nil},
	})
}
