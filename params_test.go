package juspay

import (
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sent is what params put on the wire, but for what the SDK adds itself.
func sent(t *testing.T, params any) url.Values {
	t.Helper()
	f, err := encode(params)
	require.NoError(t, err)
	return valuesOf(f)
}

func valuesOf(f form) url.Values {
	values := url.Values{}
	for _, p := range f {
		values.Add(p.name, p.text)
	}
	return values
}

func newBool(v bool) *bool { return &v }

var noon = time.Date(2026, 11, 21, 17, 30, 0, 0, time.FixedZone("IST", 19800)) // 12:00 UTC

func TestParamsTravelUnderTheirWireNames(t *testing.T) {
	t.Parallel()
	card := CardDetails{Number: "4242424242424242", Expiry: Expiry{Month: 6, Year: 30}, SecurityCode: "123", NameOnCard: "Asha Rao"}
	tests := []struct {
		name   string
		params any
		want   string // sorted by key
	}{
		{"a customer", &CustomerCreateParams{
			ObjectReferenceID: "customer@example.com", MobileNumber: "9876543210", EmailAddress: "customer@example.com",
			FirstName: "Asha", LastName: "Rao", MobileCountryCode: "91", GetClientAuthToken: true,
		}, "email_address=customer%40example.com&first_name=Asha&last_name=Rao&mobile_country_code=91&mobile_number=9876543210" +
			"&object_reference_id=customer%40example.com&options.get_client_auth_token=true"},
		{"a customer's token", &CustomerGetParams{GetClientAuthToken: true}, "options.get_client_auth_token=true"},
		{"nothing for no options", &CustomerGetParams{}, ""},
		{"a customer's new address", &CustomerUpdateParams{EmailAddress: "a@example.com"}, "email_address=a%40example.com"},

		{"a card to tokenize: yyyy, and the CVV", &CardTokenizeParams{Card: card, CustomerID: "c1"},
			"card_exp_month=06&card_exp_year=2030&card_number=4242424242424242&card_security_code=123&name_on_card=Asha+Rao"},
		{"a card to add: yyyy, and no CVV", &CardAddParams{CustomerID: "c1", CustomerEmail: "a@example.com", Card: &card, Nickname: "travel"},
			"card_exp_month=06&card_exp_year=2030&card_number=4242424242424242&customer_email=a%40example.com&customer_id=c1&name_on_card=Asha+Rao&nickname=travel"},
		{"the name given beside a card wins", &CardAddParams{CustomerID: "c1", Card: &card, NameOnCard: "A Rao"},
			"card_exp_month=06&card_exp_year=2030&card_number=4242424242424242&customer_id=c1&name_on_card=A+Rao"},
		{"a token to add", &CardAddParams{CustomerID: "c1", CardToken: "ctkn_1"}, "card_token=ctkn_1&customer_id=c1"},
		{"the flags of a list", &CardListParams{CheckCVVLessSupport: true, CheckMandateSupport: true, CheckATMPINAuthSupport: true, CheckDirectOTPSupport: true},
			"options.check_atm_pin_auth_support=true&options.check_cvv_less_support=true&options.check_direct_otp_support=true&options.check_mandate_support=true"},
		{"a card's new label", &CardUpdateParams{CardToken: "tkn_1", CustomerID: "c1", Nickname: "work", NameOnCard: "A"},
			"card_token=tkn_1&customer_id=c1&name_on_card=A&nickname=work"},
		{"the flags of a BIN", &CardInfoParams{
			CheckMandateSupport: true, CheckDirectOTPSupport: true, CheckTokenizeSupport: true, CheckATMPINAuthSupport: true, CheckCVVLessSupport: true, CustomerID: "c1",
		}, "options.check_atm_pin_auth_support=true&options.check_cvv_less_support=true&options.check_direct_otp_support=true" +
			"&options.check_mandate_support=true&options.check_tokenize_support=true"},

		{"a transaction", &TxnCreateParams{
			OrderID: "ord1001", Source: NetBanking{}, PaymentMethod: "NB_HDFC", AuthType: AuthNoThreeDS, RedirectAfterPayment: true, PreAuth: true,
			SDKParams: true, GatewayID: 23, PaymentChannel: "WEB", Offers: []string{"off_1", "off_2"},
			Metadata:       json.RawMessage(`{"requestor_domain":"shop.example"}`),
			Authentication: json.RawMessage(`{"a":1}`), Authorization: json.RawMessage(`{"b":2}`),
			ShouldCreateMandate: true, MandateType: "EMANDATE",
		}, "auth_type=NO_THREE_DS&authentication=%7B%22a%22%3A1%7D&authorization=%7B%22b%22%3A2%7D&gateway_id=23&mandate_type=EMANDATE" +
			"&metadata=%7B%22requestor_domain%22%3A%22shop.example%22%7D&offers=%5B%22off_1%22%2C%22off_2%22%5D&order_id=ord1001&payment_channel=WEB" +
			"&payment_method=NB_HDFC&pre_auth_enabled=true&redirect_after_payment=true&sdk_params=true&should_create_mandate=true"},
		{"an EMI transaction", &TxnCreateParams{OrderID: "o", Source: NetBanking{}, PaymentMethod: "NB_HDFC", EMI: &EMIParams{
			EMIBank: "HDFC", EMITenure: 6, EMIType: "NO_COST_EMI", SupportedGatewayIDs: []int{27, 74}, SubventionAmount: "10.50",
		}}, "emi_bank=HDFC&emi_tenure=6&emi_type=NO_COST_EMI&is_emi=true&order_id=o&payment_method=NB_HDFC&subvention_amount=10.50&supported_gateway_id=%5B27%2C74%5D"},
		{"UPI is its own payment method", &TxnCreateParams{OrderID: "o", Source: UPICollect{VPA: "a@b"}}, "order_id=o&payment_method=UPI&txn_type=UPI_COLLECT&upi_vpa=a%40b"},
		{"unless another is given", &TxnCreateParams{OrderID: "o", Source: &UPICollect{VPA: "a@b"}, PaymentMethod: "UPI_COLLECT"}, "order_id=o&payment_method=UPI_COLLECT&txn_type=UPI_COLLECT&upi_vpa=a%40b"},

		{"an app is opened with SDK params", &TxnCreateParams{OrderID: "o", Source: &UPIIntent{App: "com.app"}, SDKParams: true},
			"order_id=o&payment_method=UPI&sdk_params=true&txn_type=UPI_PAY&upi_app=com.app"},
		{"asked for or not", &TxnCreateParams{OrderID: "o", Source: UPIIntent{}}, "order_id=o&payment_method=UPI&sdk_params=true&txn_type=UPI_PAY"},
		{"an order in the same call", &TxnCreateParams{
			Order: &OrderCreateParams{
				OrderID: "ord1001", Amount: "250.50", BillingAddress: &Address{City: "c"}, Metadata: map[string]string{"JUSPAY:gateway_reference_id": "x"},
				AutoCapture: newBool(false), GetClientAuthToken: true, Extra: url.Values{"new": {"1"}},
			},
			Source: SavedCard{Token: "tkn_1", SecurityCode: "808"}, PaymentMethod: PaymentMethodVisa, AuthType: AuthThreeDS,
		}, "auth_type=THREE_DS&card_security_code=808&card_token=tkn_1&order.amount=250.50&order.billing_address_city=c&order.metadata.JUSPAY%3Agateway_reference_id=x" +
			"&order.metadata.txns.auto_capture=false&order.new=1&order.options.get_client_auth_token=true&order.order_id=ord1001&payment_method=VISA"},

		{"a new card: YY", NewCard{Number: "4242424242424242", Expiry: Expiry{Month: 7, Year: 2030}, SecurityCode: "808", NameOnCard: "Name", SaveToLocker: true, Tokenize: true},
			"card_exp_month=07&card_exp_year=30&card_number=4242424242424242&card_security_code=808&name_on_card=Name&save_to_locker=true&tokenize=true"},
		{"a new card by pointer", &NewCard{Number: "4242424242424242", Expiry: Expiry{Month: 12, Year: 30}},
			"card_exp_month=12&card_exp_year=30&card_number=4242424242424242"},
		{"a saved card", SavedCard{Token: "tkn_1", SecurityCode: "808", SaveToLocker: true, Tokenize: true},
			"card_security_code=808&card_token=tkn_1&save_to_locker=true&tokenize=true"},
		{"a network token", NetworkToken{
			Number: "4895370012347777", Expiry: Expiry{Month: 9, Year: 2031}, Cryptogram: "a+b/c=", SecurityCode: "808", NameOnCard: "Name",
			RequestorID: "4001", PAR: "V001", CardLastFour: "1111", ECI: "07", Type: "NETWORK", Provider: "VISA", ProviderCategory: "NT", ProviderReferenceID: "r1",
		}, "card_exp_month=09&card_exp_year=31&card_number=4895370012347777&card_security_code=808&name_on_card=Name&tavv=a%2Bb%2Fc%3D" +
			"&token.card_last_four=1111&token.eci=07&token.par=V001&token.provider=VISA&token.provider_category=NT&token.provider_reference_id=r1&token.requestor_id=4001&token.type=NETWORK"},
		{"an encrypted card", EncryptedCard{
			Number: "enc-AA==", ExpMonth: "enc-BB==", ExpYear: "enc-CC==", SecurityCode: "enc-DD==", NameOnCard: "Name",
			CardEncodingVersion: "2021-01-21", ClientEncKeyID: "k1", SaveToLocker: true, Tokenize: true,
		}, "card_encoding_version=2021-01-21&card_exp_month=enc-BB%3D%3D&card_exp_year=enc-CC%3D%3D&card_number=enc-AA%3D%3D&card_security_code=enc-DD%3D%3D" +
			"&client_enc_key_id=k1&name_on_card=Name&save_to_locker=true&tokenize=true"},
		{"a UPI request", UPICollect{VPA: "asha@bank"}, "txn_type=UPI_COLLECT&upi_vpa=asha%40bank"},
		{"a UPI app", UPIIntent{App: "com.app"}, "txn_type=UPI_PAY&upi_app=com.app"},
		{"net banking", NetBanking{}, ""},
		{"a wallet page", Wallet{}, ""},
		{"a wallet debit", Wallet{DirectToken: "9fa61b"}, "direct_wallet_token=9fa61b"},
		{"a mandate", MandateExecution{MandateID: "m1", NotificationID: "n1", ExecutionDate: noon, DisplayInvoiceNumber: "i1"},
			"mandate.display_invoice_number=i1&mandate.execution_date=1795262400&mandate.notification_id=n1&mandate_id=m1"},
		{"another source", OtherSource{PaymentMethodType: "CASH", Params: url.Values{"a.b:c": {"1"}}}, "a.b%3Ac=1"},

		{"a one-time password", &OTPSubmitParams{ChallengeID: "ch_1", OTP: "123456", AutoCapture: newBool(false), CustomerID: "c1"},
			"answer.otp=123456&auto_capture=false&challenge_id=ch_1"},
		{"a partial capture", &CaptureParams{Amount: "10.50", IdempotenceKey: "k1", Metadata: json.RawMessage(`{}`), CustomerID: "c1"},
			"amount=10.50&idempotence_key=k1&metadata=%7B%7D"},
		{"a transaction's refund", &TxnRefundParams{
			UniqueRequestID: "rf1", Amount: "10", OrderID: "o", TxnID: "a-o-1", RefundType: RefundTypeInstantWithFallback, OrderType: "Juspay",
			BeneficiaryDetails: json.RawMessage(`[]`), CustomerID: "c1",
		}, "amount=10&beneficiary_details=%5B%5D&order_id=o&order_type=Juspay&refund_type=INSTANT_WITH_FALLBACK&txn_id=a-o-1&unique_request_id=rf1"},

		{"an order", &OrderCreateParams{
			OrderID: "ord1001", Amount: "250.50", Currency: "INR", CustomerID: "c1", CustomerEmail: "a@example.com", CustomerPhone: "9876543210", MobileCountryCode: "91",
			ReturnURL: "https://shop.example/return", ProductID: "p1", Description: "books", GatewayID: 100,
			UDF1: "1", UDF2: "2", UDF3: "3", UDF4: "4", UDF5: "5", UDF6: "6", UDF7: "7", UDF8: "8", UDF9: "9", UDF10: "10",
			AutoCapture: newBool(false), AllowCardNoThreeDS: true, WebhookURL: "https://shop.example/hook", ExpiryInMins: 15, SubventionAmount: "1", AutoRefundPostSuccess: true,
			GetClientAuthToken: true, OrderType: "TPV_PAYMENT", TxnType: "AUTHENTICATION",
		}, "amount=250.50&currency=INR&customer_email=a%40example.com&customer_id=c1&customer_phone=9876543210&description=books&gateway_id=100" +
			"&metadata.auto_refund_post_success=true&metadata.expiryInMins=15&metadata.subvention_amount=1&metadata.txns.allow_card_no_3ds=true&metadata.txns.auto_capture=false" +
			"&metadata.webhook_url=https%3A%2F%2Fshop.example%2Fhook&mobile_country_code=91&options.get_client_auth_token=true&order_id=ord1001&order_type=TPV_PAYMENT&product_id=p1" +
			"&return_url=https%3A%2F%2Fshop.example%2Freturn&txn_type=AUTHENTICATION&udf1=1&udf10=10&udf2=2&udf3=3&udf4=4&udf5=5&udf6=6&udf7=7&udf8=8&udf9=9"},
		{"an order's addresses", &OrderCreateParams{OrderID: "o", Amount: "1",
			BillingAddress:  &Address{FirstName: "f", LastName: "l", Line1: "1", Line2: "2", Line3: "3", City: "c", State: "s", Country: "India", PostalCode: "p", Phone: "9", CountryCodeISO: "IND"},
			ShippingAddress: &Address{City: "d"},
		}, "amount=1&billing_address_city=c&billing_address_country=India&billing_address_country_code_iso=IND&billing_address_first_name=f&billing_address_last_name=l" +
			"&billing_address_line1=1&billing_address_line2=2&billing_address_line3=3&billing_address_phone=9&billing_address_postal_code=p&billing_address_state=s&order_id=o&shipping_address_city=d"},
		{"an order's metadata, colons and all", &OrderCreateParams{OrderID: "o", Amount: "1", Metadata: map[string]string{"JUSPAY:gateway_reference_id": "x y", "a": ""}},
			"amount=1&metadata.JUSPAY%3Agateway_reference_id=x+y&metadata.a=&order_id=o"},
		{"an order's JSON", &OrderCreateParams{OrderID: "o", Amount: "1",
			Basket: json.RawMessage(`[1]`), BankAccountDetails: json.RawMessage(`[2]`), MutualFundDetails: json.RawMessage(`[3]`),
			AcquirerDetails: &AcquirerDetails{AcquirerBIN: "b", AcquirerMerchantID: "m", MCC: "5411", MerchantName: "n", AcquirerCountryCode: "356"},
		}, "acquirer_details=%7B%22acquirerBin%22%3A%22b%22%2C%22acquirerMerchantId%22%3A%22m%22%2C%22mcc%22%3A%225411%22%2C%22merchantName%22%3A%22n%22%2C%22acquirerCountryCode%22%3A%22356%22%7D" +
			"&amount=1&basket=%5B1%5D&metadata.bank_account_details=%5B2%5D&mutual_fund_details=%5B3%5D&order_id=o"},
		{"an order's mandate", &OrderCreateParams{OrderID: "o", Amount: "1", Mandate: &MandateParams{
			CreateMandate: "REQUIRED", MaxAmount: "100.00", AmountRule: "VARIABLE", Frequency: "MONTHLY", StartDate: noon, EndDate: noon.Add(time.Hour),
			RuleValue: "5", RuleType: "ON", RevokableByCustomer: newBool(false), BlockFunds: newBool(true),
		}}, "amount=1&mandate.amount_rule=VARIABLE&mandate.block_funds=true&mandate.end_date=1795266000&mandate.frequency=MONTHLY&mandate.max_amount=100.00" +
			"&mandate.revokable_by_customer=false&mandate.rule_type=ON&mandate.rule_value=5&mandate.start_date=1795262400&options.create_mandate=REQUIRED&order_id=o"},
		{"the options of a status", &OrderGetParams{CustomerID: "c1", AddFullGatewayResponse: true, TxnUUID: "moz1", AddFullRiskResponse: true, AddAddress: true},
			"options.add_address=true&options.add_full_gateway_response=true&options.add_full_risk_response=true&txn_uuid=moz1"},
		{"an order's update", &OrderUpdateParams{Amount: "90", BillingAddress: &Address{City: "c"}, ShippingAddress: &Address{City: "d"}, UDF1: "1", UDF10: "10", CustomerID: "c1"},
			"amount=90&billing_address_city=c&shipping_address_city=d&udf1=1&udf10=10"},
		{"an order's refund", &RefundParams{
			UniqueRequestID: "rf1", Amount: "10.00", RefundType: RefundTypeStandard, TxnID: "a-o-1", Metadata: json.RawMessage(`{"note":"x"}`), RefundReason: "r",
			InitiatedBy: "i", OrderType: "Juspay", BeneficiaryDetails: json.RawMessage(`[]`), IncludeSurcharge: newBool(false), WebhookURL: "https://shop.example/hook", CustomerID: "c1",
		}, "amount=10.00&beneficiary_details=%5B%5D&include_surcharge=false&initiated_by=i&metaData=%7B%22note%22%3A%22x%22%7D&order_type=Juspay&refund_reason=r&refund_type=STANDARD" +
			"&txn_id=a-o-1&unique_request_id=rf1&webhook_url=https%3A%2F%2Fshop.example%2Fhook"},
		{"a fulfillment", &FulfillmentParams{FulfillmentStatus: "SUCCESS", FulfillmentCommand: "NO_ACTION", FulfillmentTime: noon, FulfillmentID: "f1", FulfillmentData: "d", CustomerID: "c1"},
			"fulfillment_command=NO_ACTION&fulfillment_data=d&fulfillment_id=f1&fulfillment_status=SUCCESS&fulfillment_time=2026-11-21T12%3A00%3A00"},
		{"the options of payment methods", &MerchantPaymentMethodsParams{
			AddOutage: true, AddEMandatePaymentMethods: true, CheckWalletDirectDebitSupport: true, AddSupportedReferenceIDs: true, AddTPVPaymentMethods: true,
		}, "options.add_emandate_payment_methods=true&options.add_outage=true&options.add_supported_reference_ids=true&options.add_tpv_payment_methods=true&options.check_wallet_direct_debit_support=true"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, sent(t, test.params).Encode())
		})
	}
}

func TestDeviceInformationTravelsAsJSONText(t *testing.T) {
	t.Parallel()
	v := sent(t, &TxnCreateParams{OrderID: "o", Source: UPIIntent{}, DeviceInformation: &DeviceInformation{
		AcceptHeaders: "application/json", AcceptContent: "*/*", UserAgent: "Mozilla/5.0", IPAddress: "192.0.2.1", Language: "en-US",
		ColourDepth: 24, ScreenHeight: 640, ScreenWidth: 480, JavaScriptEnabled: true, CookieEnabled: true,
		ThreeDSecureChallengeWindowSize: "FULL_SCREEN", MobilePhoneModel: "m",
	}})
	assert.JSONEq(t, `{"deviceInformation": {
		"acceptHeaders": "application/json", "acceptContent": "*/*", "userAgent": "Mozilla/5.0", "ipAddress": "192.0.2.1", "language": "en-US",
		"colourDepth": 24, "screenHeight": 640, "screenWidth": 480, "timeZone": 0, "javaEnabled": false, "javaScriptEnabled": true, "cookieEnabled": true,
		"threeDSecureChallengeWindowSize": "FULL_SCREEN", "mobilePhoneModel": "m"}}`, v.Get("transient_info"))
}

func TestBodiesTravelAsJSON(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		params interface{ body() map[string]any }
		want   string
	}{
		{"a session: flat, amounts as text", &SessionCreateParams{OrderID: "o", Amount: "100.15", PaymentPageClientID: "acme"},
			`{"order_id": "o", "amount": "100.15", "payment_page_client_id": "acme", "action": "paymentPage"}`},
		{"everything in a session", &SessionCreateParams{
			OrderID: "o", Amount: "100", PaymentPageClientID: "acme", Action: "paymentManagement", Currency: "INR", CustomerID: "c1",
			CustomerEmail: "a@example.com", CustomerPhone: "9876543210", MobileCountryCode: "91", FirstName: "f", LastName: "l",
			ReturnURL: "https://shop.example/return", ProductID: "p", Description: "d", Language: "EN", GatewayID: 23,
			BillingAddress: &Address{City: "c"}, ShippingAddress: &Address{City: "d"}, UDF1: "1", UDF10: "10",
			AutoCapture: newBool(false), AllowCardNoThreeDS: true, WebhookURL: "https://shop.example/hook", ExpiryInMins: 15,
			SubventionAmount: "1", AutoRefundPostSuccess: true, Metadata: map[string]string{"JUSPAY:gateway_reference_id": "x"},
			Mandate: &MandateParams{CreateMandate: "REQUIRED", MaxAmount: "100.00"}, Basket: json.RawMessage(`[1]`),
			OrderType: "TPV_PAYMENT", BankAccountDetails: json.RawMessage(`[2]`), MutualFundDetails: json.RawMessage(`[3]`),
			TxnType: "AUTHORIZATION", AcquirerDetails: &AcquirerDetails{MCC: "5411"},
			PaymentFilter: json.RawMessage(`{"allowDefaultOptions": false}`), PaymentRules: json.RawMessage(`{"a": 1}`),
			OfferDetails: json.RawMessage(`{"b": 1}`), AmountInfo: json.RawMessage(`{"c": 1}`),
			SourceObject: "PAYMENT_LINK", SendMail: true, SendSMS: true, SendWhatsApp: true, GetUPIQR: true, GetUPIDeepLinks: true, RevisedOrderExpiry: "r",
		}, `{
			"order_id": "o", "amount": "100", "payment_page_client_id": "acme", "action": "paymentManagement", "currency": "INR", "customer_id": "c1",
			"customer_email": "a@example.com", "customer_phone": "9876543210", "mobile_country_code": "91", "first_name": "f", "last_name": "l",
			"return_url": "https://shop.example/return", "product_id": "p", "description": "d", "language": "EN", "gateway_id": "23",
			"billing_address_city": "c", "shipping_address_city": "d", "udf1": "1", "udf10": "10",
			"metadata.txns.auto_capture": "false", "metadata.txns.allow_card_no_3ds": "true", "metadata.webhook_url": "https://shop.example/hook",
			"metadata.expiryInMins": "15", "metadata.subvention_amount": "1", "metadata.auto_refund_post_success": "true",
			"metadata.JUSPAY:gateway_reference_id": "x", "options.create_mandate": "REQUIRED", "mandate.max_amount": "100.00", "basket": "[1]",
			"order_type": "TPV_PAYMENT", "metadata.bank_account_details": "[2]", "mutual_fund_details": "[3]",
			"txn_type": "AUTHORIZATION", "acquirer_details": "{\"mcc\":\"5411\"}",
			"payment_filter": {"allowDefaultOptions": false}, "payment_rules": {"a": 1}, "offer_details": {"b": 1}, "amount_info": {"c": 1},
			"source_object": "PAYMENT_LINK", "send_mail": true, "send_sms": true, "send_whatsapp": true,
			"options_get_upi_qr": true, "options_get_upi_deep_links": true, "revised_order_expiry": "r"
		}`},
		{"saved payment methods", &SavedPaymentMethodsParams{PaymentMethods: []string{"UPI_COLLECT"}, OrderID: "o"}, `{"payment_method": ["UPI_COLLECT"]}`},
		{"a fingerprint by number", &CardFingerprintParams{CardNumber: "4242424242424242"}, `{"card_number": "4242424242424242", "is_token": false}`},
		{"a fingerprint by token", &CardFingerprintParams{CardToken: "tkn_1"}, `{"card_token": "tkn_1"}`},
		{"a vault card", &VaultCardParams{CardReference: "r", CustomerID: "c1", CheckCVVLessSupport: true},
			`{"card_reference": "r", "customer_id": "c1", "check_cvv_less_support": true}`},
		{"a vault card to delete", &VaultCardDeleteParams{CardReference: "r", CustomerID: "c1"}, `{"card_reference": "r", "customer_id": "c1"}`},
		{"a token to make", &TokenGenerateParams{
			CardData: "jwe", ConsentID: "co", CustomerID: "c1", Amount: "10.50", Currency: "INR", AuthRefNo: "ar", KeyID: "k", CorrelationID: "cr", ShouldSendToken: true,
		}, `{"service": "NETWORK_TOKEN", "cardData": "jwe", "orderData": {"consentId": "co", "customerId": "c1", "amount": "10.50", "currency": "INR"},
			"audit": {"authRefNo": "ar"}, "keyId": "k", "correlationId": "cr", "shouldSendToken": true}`},
		{"an ALT ID: the amount a number", &AltIDParams{
			CardData: "jwe", Amount: "10.50", Currency: "INR", AuthRefNumber: "ar", CorrelationID: "cr", KeyID: "k", CardBrand: "VISA", ShouldSendRawCard: true,
		}, `{"cardData": "jwe", "orderData": {"amount": 10.50, "currency": "INR", "authRefNumber": "ar"}, "correlationId": "cr", "keyId": "k",
			"cardBrand": "VISA", "shouldSendRawCard": "true"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text, err := json.Marshal(test.params.body())
			require.NoError(t, err)
			assert.JSONEq(t, test.want, string(text))
			assert.NotContains(t, string(text), mask)
		})
	}
}

func TestPaymentMethodTypeFollowsTheSource(t *testing.T) {
	t.Parallel()
	for source, want := range map[PaymentSource]string{
		NewCard{}: "CARD", &NewCard{}: "CARD", SavedCard{}: "CARD", NetworkToken{}: "CARD", EncryptedCard{}: "CARD",
		UPICollect{}: "UPI", UPIIntent{}: "UPI", NetBanking{}: "NB", Wallet{}: "WALLET", MandateExecution{}: "",
		&OtherSource{PaymentMethodType: "CASH"}: "CASH",
	} {
		assert.Equal(t, want, source.methodType(), "%T", source)
	}
}

func TestParamsAreRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	card := CardDetails{Number: "4242424242424242", Expiry: Expiry{Month: 6, Year: 30}}
	pay := func(change func(*TxnCreateParams)) *TxnCreateParams {
		p := &TxnCreateParams{OrderID: "o", Source: NewCard{Number: "4242424242424242", Expiry: Expiry{Month: 6, Year: 30}}}
		change(p)
		return p
	}
	from := func(s PaymentSource) *TxnCreateParams {
		return pay(func(p *TxnCreateParams) { p.Source, p.PaymentMethod = s, "X" })
	}
	order := func(change func(*OrderCreateParams)) *OrderCreateParams {
		p := &OrderCreateParams{OrderID: "o", Amount: "1"}
		change(p)
		return p
	}
	notJSON := json.RawMessage(`{"a":`)
	tests := []struct {
		name   string
		params any
		field  string
		reason string
	}{
		{"a customer's empty update", &CustomerUpdateParams{}, "CustomerUpdateParams", changesNothing},

		{"neither card nor token", &CardAddParams{CustomerID: "c1"}, "CardToken", "exactly one of Card and CardToken is needed"},
		{"card and token", &CardAddParams{CustomerID: "c1", Card: &card, CardToken: "t"}, "CardToken", "exactly one of Card and CardToken is needed"},
		{"a card to add without a number", &CardAddParams{CustomerID: "c1", Card: &CardDetails{Expiry: card.Expiry}}, "Card.Number", isRequired},
		{"a card to add of month 13", &CardAddParams{CustomerID: "c1", Card: &CardDetails{Number: "4", Expiry: Expiry{13, 30}}}, "Card.Expiry", "month must be 1 to 12"},
		{"a card to tokenize without a number", &CardTokenizeParams{Card: CardDetails{Expiry: card.Expiry}}, "Card.Number", isRequired},
		{"a card to tokenize of the year 130", &CardTokenizeParams{Card: CardDetails{Number: "4", Expiry: Expiry{1, 130}}}, "Card.Expiry", "year must have two digits or be 2000 to 2099"},
		{"a card's empty update", &CardUpdateParams{CardToken: "t", CustomerID: "c1"}, "CardUpdateParams", changesNothing},

		{"neither order nor id", pay(func(p *TxnCreateParams) { p.OrderID = "" }), "OrderID", "exactly one of OrderID and Order is needed"},
		{"order and id", pay(func(p *TxnCreateParams) { p.Order = &OrderCreateParams{OrderID: "o", Amount: "1"} }), "OrderID", "exactly one of OrderID and Order is needed"},
		{"no source", pay(func(p *TxnCreateParams) { p.Source = nil }), "Source", isRequired},
		{"a source that is a nil pointer", pay(func(p *TxnCreateParams) { p.Source = (*NewCard)(nil) }), "Source", isRequired},
		{"no bank", pay(func(p *TxnCreateParams) { p.Source = NetBanking{} }), "PaymentMethod", "is required for NB"},
		{"no wallet", pay(func(p *TxnCreateParams) { p.Source = &Wallet{} }), "PaymentMethod", "is required for WALLET"},
		{"metadata that is no JSON", pay(func(p *TxnCreateParams) { p.Metadata = notJSON }), "Metadata", "must be valid JSON"},
		{"authentication that is no JSON", pay(func(p *TxnCreateParams) { p.Authentication = notJSON }), "Authentication", "must be valid JSON"},
		{"authorization that is no JSON", pay(func(p *TxnCreateParams) { p.Authorization = notJSON }), "Authorization", "must be valid JSON"},
		{"a subvention that is no amount", pay(func(p *TxnCreateParams) { p.EMI = &EMIParams{SubventionAmount: "1e3"} }), "EMI.SubventionAmount", notAnAmount},
		{"a fault in the order", pay(func(p *TxnCreateParams) {
			p.OrderID, p.Order = "", order(func(o *OrderCreateParams) { o.Mandate = &MandateParams{} })
		}), "Order.Mandate.CreateMandate", isRequired},

		{"a new card without a number", from(NewCard{Expiry: card.Expiry}), "Source.Number", isRequired},
		{"a new card of month 0", from(&NewCard{Number: "4", Expiry: Expiry{0, 30}}), "Source.Expiry", "month must be 1 to 12"},
		{"a saved card without a token", from(SavedCard{}), "Source.Token", isRequired},
		{"a network token without a number", from(NetworkToken{Expiry: card.Expiry, Cryptogram: "c"}), "Source.Number", isRequired},
		{"a network token without a cryptogram", from(NetworkToken{Number: "4", Expiry: card.Expiry}), "Source.Cryptogram", isRequired},
		{"a network token without an expiry", from(NetworkToken{Number: "4", Cryptogram: "c"}), "Source.Expiry", "month must be 1 to 12"},
		{"an encrypted card in clear", from(EncryptedCard{Number: "4", ExpMonth: "01", ExpYear: "30", CardEncodingVersion: "v"}), "Source.Number", `or another value must begin with "enc-"`},
		{"an encrypted card without a key version", from(EncryptedCard{Number: "enc-1", ExpMonth: "01", ExpYear: "30"}), "Source.CardEncodingVersion", isRequired},
		{"an encrypted card without a year", from(EncryptedCard{Number: "enc-1", ExpMonth: "01", CardEncodingVersion: "v"}), "Source.ExpYear", isRequired},
		{"UPI without an address", from(UPICollect{}), "Source.VPA", isRequired},
		{"a mandate without an id", from(MandateExecution{}), "Source.MandateID", isRequired},
		{"another source without a type", from(OtherSource{}), "Source.PaymentMethodType", isRequired},
		{"another source that sets the merchant", from(OtherSource{PaymentMethodType: "X", Params: url.Values{"merchant_id": {"x"}}}), "Source.Params", "must not set merchant_id"},
		{"another source with an empty name", from(OtherSource{PaymentMethodType: "X", Params: url.Values{"": {"x"}}}), "Source.Params", "must not set an empty name"},

		{"another source with two values", from(&OtherSource{PaymentMethodType: "X", Params: url.Values{"a": {"1", "2"}}}), "Source.Params", "must have one value for a"},
		{"another source that sets a field", from(&OtherSource{PaymentMethodType: "X", Params: url.Values{"payment_method": {"Y"}}}), "Source", "sets payment_method, which is set already"},

		{"a capture of nothing", &CaptureParams{Amount: "0.00"}, "Amount", "must be more than zero"},
		{"a capture with metadata that is no JSON", &CaptureParams{Metadata: notJSON}, "Metadata", "must be valid JSON"},
		{"a refund of nothing", &RefundParams{UniqueRequestID: "r", Amount: "0"}, "Amount", "must be more than zero"},
		{"a refund with metadata that is no JSON", &RefundParams{UniqueRequestID: "r", Amount: "1", Metadata: notJSON}, "Metadata", "must be valid JSON"},
		{"a refund with beneficiaries that are no JSON", &RefundParams{UniqueRequestID: "r", Amount: "1", BeneficiaryDetails: notJSON}, "BeneficiaryDetails", "must be valid JSON"},
		{"a refund of no payment", &TxnRefundParams{UniqueRequestID: "r", Amount: "1"}, "TxnID", "or OrderID is required"},
		{"a transaction's refund of nothing", &TxnRefundParams{UniqueRequestID: "r", TxnID: "t", Amount: "0.0"}, "Amount", "must be more than zero"},
		{"a transaction's refund with beneficiaries that are no JSON", &TxnRefundParams{UniqueRequestID: "r", TxnID: "t", Amount: "1", BeneficiaryDetails: notJSON}, "BeneficiaryDetails", "must be valid JSON"},

		{"metadata with an empty key", order(func(p *OrderCreateParams) { p.Metadata = map[string]string{"": "x"} }), "Metadata", "must not have an empty key"},
		{"metadata that contradicts AutoCapture", order(func(p *OrderCreateParams) {
			p.AutoCapture, p.Metadata = newBool(false), map[string]string{"txns.auto_capture": "true"}
		}), "Metadata", "must not set txns.auto_capture, which has a field of its own"},
		{"metadata that contradicts BankAccountDetails", order(func(p *OrderCreateParams) {
			p.BankAccountDetails, p.Metadata = json.RawMessage(`[]`), map[string]string{"bank_account_details": "[1]"}
		}), "Metadata", "must not set bank_account_details, which has a field of its own"},
		{"a basket that is no JSON", order(func(p *OrderCreateParams) { p.Basket = notJSON }), "Basket", "must be valid JSON"},
		{"bank accounts that are no JSON", order(func(p *OrderCreateParams) { p.BankAccountDetails = notJSON }), "BankAccountDetails", "must be valid JSON"},
		{"mutual funds that are no JSON", order(func(p *OrderCreateParams) { p.MutualFundDetails = notJSON }), "MutualFundDetails", "must be valid JSON"},
		{"a mandate's limit that is no amount", order(func(p *OrderCreateParams) { p.Mandate = &MandateParams{CreateMandate: "OPTIONAL", MaxAmount: "-1"} }), "Mandate.MaxAmount", notAnAmount},
		{"an order without an id", &OrderCreateParams{Amount: "1"}, "OrderID", isRequired},
		{"an order without an amount", &OrderCreateParams{OrderID: "o"}, "Amount", isRequired},
		{"an order of 1e3", &OrderCreateParams{OrderID: "o", Amount: "1e3"}, "Amount", notAnAmount},
		{"an order's key given twice", order(func(p *OrderCreateParams) { p.Extra = url.Values{"amount": {"2"}} }), "Extra", extraTaken},
		{"an order's empty update", &OrderUpdateParams{CustomerID: "c1", BillingAddress: &Address{}}, "OrderUpdateParams", changesNothing},

		{"a session's metadata with an empty key", &SessionCreateParams{OrderID: "o", Amount: "1", PaymentPageClientID: "acme", Metadata: map[string]string{"": "x"}}, "Metadata", "must not have an empty key"},
		{"a session's filter that is no JSON", &SessionCreateParams{OrderID: "o", Amount: "1", PaymentPageClientID: "acme", PaymentFilter: notJSON}, "PaymentFilter", "must be valid JSON"},
		{"a session's rules that are no JSON", &SessionCreateParams{OrderID: "o", Amount: "1", PaymentPageClientID: "acme", PaymentRules: notJSON}, "PaymentRules", "must be valid JSON"},
		{"a session's offers that are no JSON", &SessionCreateParams{OrderID: "o", Amount: "1", PaymentPageClientID: "acme", OfferDetails: notJSON}, "OfferDetails", "must be valid JSON"},
		{"a session's amounts that are no JSON", &SessionCreateParams{OrderID: "o", Amount: "1", PaymentPageClientID: "acme", AmountInfo: notJSON}, "AmountInfo", "must be valid JSON"},
		{"no kind of payment method", &SavedPaymentMethodsParams{}, "PaymentMethods", isRequired},
		{"a fingerprint of nothing", &CardFingerprintParams{}, "CardToken", "exactly one of CardNumber and CardToken is needed"},
		{"a fingerprint of two cards", &CardFingerprintParams{CardNumber: "4", CardToken: "t"}, "CardToken", "exactly one of CardNumber and CardToken is needed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var refused *ParamError
			_, err := encode(test.params)
			require.True(t, errors.As(err, &refused), "was not refused")
			assert.Equal(t, &ParamError{Field: test.field, Reason: test.reason}, refused)
		})
	}
}

func TestParamsThatAreFinePass(t *testing.T) {
	t.Parallel()
	card := NewCard{Number: "4242424242424242", Expiry: Expiry{Month: 6, Year: 30}}
	for name, params := range map[string]any{
		"a card by reference":                 &TxnCreateParams{OrderID: "o", Source: &card},
		"a card whose network is inferred":    &TxnCreateParams{OrderID: "o", Source: card},
		"an order in the same call":           &TxnCreateParams{Order: &OrderCreateParams{OrderID: "o", Amount: "1"}, Source: SavedCard{Token: "t"}},
		"a mandate has no payment method":     &TxnCreateParams{OrderID: "o", Source: MandateExecution{MandateID: "m"}},
		"UPI names itself":                    &TxnCreateParams{OrderID: "o", Source: UPIIntent{}},
		"a bank":                              &TxnCreateParams{OrderID: "o", Source: NetBanking{}, PaymentMethod: "NB_HDFC"},
		"an ATM card by redirect":             &TxnCreateParams{OrderID: "o", Source: OtherSource{PaymentMethodType: "CARD"}, PaymentMethod: PaymentMethodATMCardBOB},
		"a card without a number encrypted":   EncryptedCard{Number: "4242", ExpMonth: "01", ExpYear: "30", SecurityCode: "enc-1", CardEncodingVersion: "v"},
		"metadata where no field is set":      &OrderCreateParams{OrderID: "o", Amount: "1", Metadata: map[string]string{"txns.auto_capture": "false", "txns.allow_card_no_3ds": "true"}},
		"a capture in full":                   &CaptureParams{},
		"no capture params":                   (*CaptureParams)(nil),
		"a refund by order and transaction":   &TxnRefundParams{UniqueRequestID: "r", OrderID: "o", TxnID: "t", Amount: "1"},
		"an update by parameters yet unknown": &OrderUpdateParams{Extra: url.Values{"currency": {"INR"}}},
	} {
		_, err := encode(params)
		assert.NoError(t, err, name)
	}
}

// Nil params reach check when a call allows them, and must not panic in any.
func TestNilParamsDoNotPanic(t *testing.T) {
	t.Parallel()
	for _, params := range []interface{ check() error }{
		(*CustomerUpdateParams)(nil), (*CardTokenizeParams)(nil), (*CardAddParams)(nil), (*CardUpdateParams)(nil), (*TxnCreateParams)(nil),
		(*CaptureParams)(nil), (*TxnRefundParams)(nil), (*OrderCreateParams)(nil), (*OrderUpdateParams)(nil), (*RefundParams)(nil),
		(*SessionCreateParams)(nil), (*SavedPaymentMethodsParams)(nil), (*CardFingerprintParams)(nil), (*MandateParams)(nil), (*EMIParams)(nil),
	} {
		assert.NoError(t, params.check(), "%T", params)
	}
	for _, params := range []any{(*CustomerGetParams)(nil), (*CardListParams)(nil), (*CardInfoParams)(nil), (*CaptureParams)(nil), (*OrderGetParams)(nil), (*MerchantPaymentMethodsParams)(nil)} {
		assert.Empty(t, sent(t, params), "%T", params)
	}
}

// A tag without omitempty says that an empty value is refused before sending.
func TestRequiredParams(t *testing.T) {
	t.Parallel()
	var required []string
	for _, example := range printable {
		typ := reflect.TypeOf(example)
		for i := range typ.NumField() {
			if tag := typ.Field(i).Tag.Get("url"); tag != "" && tag != "-" && !strings.Contains(tag, "omitempty") {
				required = append(required, typ.Name()+"."+typ.Field(i).Name)
			}
		}
	}
	assert.ElementsMatch(t, []string{
		"CustomerCreateParams.ObjectReferenceID", "CustomerCreateParams.MobileNumber",
		"CardAddParams.CustomerID", "CardUpdateParams.CardToken",
		"NewCard.Number", "SavedCard.Token", "NetworkToken.Number", "NetworkToken.Cryptogram",
		"EncryptedCard.Number", "EncryptedCard.ExpMonth", "EncryptedCard.ExpYear", "EncryptedCard.CardEncodingVersion",
		"UPICollect.VPA", "MandateExecution.MandateID",
		"OTPSubmitParams.ChallengeID", "OTPSubmitParams.OTP",
		"TxnRefundParams.UniqueRequestID", "TxnRefundParams.Amount", "RefundParams.UniqueRequestID", "RefundParams.Amount",
		"OrderCreateParams.OrderID", "OrderCreateParams.Amount", "FulfillmentParams.FulfillmentStatus",
		"SessionCreateParams.OrderID", "SessionCreateParams.Amount", "SessionCreateParams.PaymentPageClientID",
		"VaultCardParams.CardReference", "VaultCardParams.CustomerID", "VaultCardDeleteParams.CardReference", "VaultCardDeleteParams.CustomerID",
		"TokenGenerateParams.CardData", "TokenGenerateParams.ConsentID", "TokenGenerateParams.CustomerID", "TokenGenerateParams.AuthRefNo",
		"AltIDParams.CardData", "AltIDParams.Amount", "AltIDParams.Currency", "AltIDParams.CorrelationID", "AltIDParams.KeyID",
	}, required)
}

// Encoding and checking read the caller's params and leave them as they were.
func TestParamsAreNotWritten(t *testing.T) {
	t.Parallel()
	build := func() *TxnCreateParams {
		return &TxnCreateParams{
			Order:  &OrderCreateParams{OrderID: "o", Amount: "1", Metadata: map[string]string{"a": "b"}, BillingAddress: &Address{City: "c"}},
			Source: &OtherSource{PaymentMethodType: "X", Params: url.Values{"a": {"1"}}}, PaymentMethod: "X", Offers: []string{"o"}, EMI: &EMIParams{EMIBank: "HDFC"},
		}
	}
	p := build()
	v := sent(t, p)
	v.Set("a", "changed")
	assert.True(t, reflect.DeepEqual(build(), p))
}
