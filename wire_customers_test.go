package juspay

import "encoding/json"

var anyCustomer = &Customer{
	ID: "cth_6MXbUUSECcxrswgT", Object: "customer", ObjectReferenceID: "cust_123489",
	DateCreated: utc(2020, 3, 17, 14, 16, 31), LastUpdated: utc(2020, 3, 18, 9, 0, 0),
}

var customerWithToken = &Customer{
	ID: "cst_ab12cd34ef56gh78", Object: "customer", ObjectReferenceID: "customer@example.com",
	MobileNumber: "9876543210", MobileCountryCode: "91", EmailAddress: "customer@example.com", FirstName: "Asha", LastName: "Rao",
	DateCreated: utc(2020, 3, 17, 14, 16, 31), LastUpdated: utc(2020, 3, 18, 9, 0, 0),
	Juspay: &ClientAuth{ClientAuthToken: "tkn_0123456789abcdef0123456789abcdef", ClientAuthTokenExpiry: utc(2020, 3, 17, 14, 31, 31)},
}

var customerWires = []wire{
	{
		name: "customers create", row: customersCreate, answer: "customer_v3.2.json", want: anyCustomer,
		invocation: invocation{"Customers.Create", []any{&CustomerCreateParams{ObjectReferenceID: "cust_123489", MobileNumber: "9876543210"}}},
	},
	{
		name: "customers create with everything", row: customersCreate, answer: "customer.json", want: customerWithToken,
		invocation: invocation{"Customers.Create", []any{&CustomerCreateParams{
			ObjectReferenceID: "customer@example.com", MobileNumber: "9876543210", EmailAddress: "customer@example.com",
			FirstName: "Asha", LastName: "Rao", MobileCountryCode: "91", GetClientAuthToken: true,
		}}},
	},
	{
		name: "customers get", row: customersGet, answer: "customer_v3.2.json", want: anyCustomer,
		invocation: invocation{"Customers.Get", []any{"cth_6MXbUUSECcxrswgT", nil}},
	},
	{
		name: "customers get by email with token", row: customersGet, answer: "customer.json", want: customerWithToken,
		invocation: invocation{"Customers.Get", []any{"customer@example.com", &CustomerGetParams{GetClientAuthToken: true}}},
	},
	{
		name: "customers get by an id of many characters", row: customersGet, answer: "customer_v3.2.json", want: anyCustomer,
		invocation: invocation{"Customers.Get", []any{`a/b+c d?e#f%2F;g,h`, nil}},
	},
	{
		name: "customers get by an id in Devanagari", row: customersGet, answer: "customer_v3.2.json", want: anyCustomer,
		invocation: invocation{"Customers.Get", []any{"ग्राहक-१", nil}},
	},
	{
		name: "customers update", row: customersUpdate, answer: "customer.json", want: customerWithToken,
		invocation: invocation{"Customers.Update", []any{"customer@example.com", &CustomerUpdateParams{
			MobileNumber: "9876543210", EmailAddress: "customer@example.com", FirstName: "Asha", LastName: "Rao", MobileCountryCode: "91",
		}}},
	},
	{
		name: "customers ensure", row: customersCreate, answer: "customer.json", want: customerWithToken,
		invocation: invocation{"Customers.Ensure", []any{&CustomerCreateParams{ObjectReferenceID: "customer@example.com", MobileNumber: "9876543210"}}},
	},
	{
		name: "customers payment methods", row: customersPaymentMethods, answer: "saved_payment_methods.json",
		invocation: invocation{"Customers.PaymentMethods", []any{"customer@example.com", &SavedPaymentMethodsParams{
			PaymentMethods: []string{"UPI_COLLECT", "WALLET"}, OrderID: "ord1001",
		}}},
		want: &SavedPaymentMethods{
			UPICollect: []SavedVPA{{VPA: "asha@bank", Count: 3, LastUsed: utc(2024, 5, 1, 10, 0, 0)}},
			PaymentMethodDetails: map[string]json.RawMessage{
				"UPI_COLLECT": json.RawMessage(`[{"count": 3, "last_used": "2024-05-01T10:00:00Z", "vpa": "asha@bank"}]`),
				"WALLET":      json.RawMessage(`[{"wallet": "PAYTM", "linked": true}]`),
			},
			UnsupportedPaymentMethods: []string{"NB"},
		},
	},
	{
		name: "customers wallets", row: customersWallets, answer: "wallets.json",
		invocation: invocation{"Customers.Wallets", []any{"customer@example.com"}},
		want: &WalletList{
			Object: "list", Count: 1, Offset: 10, Total: 11,
			List: []CustomerWallet{{
				ID: "wlt_0123", Object: "wallet_account", Wallet: "MOBIKWIK", Linked: true, Token: "9fa61b3dcd5a4ff7b1b3ae1bd5e3d6a9",
				CurrentBalance: "1234.5", LastRefreshed: utc(2024, 5, 1, 10, 0, 0), GatewayReferenceID: "DEFAULT", JuspayBankCode: "JP_MOBIKWIK",
				Metadata: json.RawMessage(`{"mobile_number": "9876543210"}`), SubDetails: json.RawMessage(`{"a": 1}`),
			}},
		},
	},
}
