package juspay

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var allSentinels = []error{
	ErrInvalidParams, ErrInvalidRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrAlreadyExists, ErrDuplicateCall, ErrRateLimited,
	ErrServer, ErrConnection, ErrOutcomeUnknown, ErrBadSignature, ErrDecode, ErrNotPaid,
}

// assertIs holds err to exactly these allSentinels, and to none of the others.
func assertIs(t *testing.T, err error, want ...error) {
	t.Helper()
	for _, sentinel := range allSentinels {
		assert.Equal(t, slices.Contains(want, sentinel), errors.Is(err, sentinel), "errors.Is(%v, %v)", err, sentinel)
	}
}

func callNamed(t *testing.T, method string) invocation {
	t.Helper()
	for _, call := range everyCall() {
		if call.method == method {
			return call
		}
	}
	t.Fatalf("no call %s", method)
	return invocation{}
}

// refusal makes one call that is answered with this status and body.
func refusal(t *testing.T, method string, status int, body string, header http.Header) error {
	t.Helper()
	client, mock := newMocked(t, WithMaxRetries(0))
	mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header.Clone(), Body: io.NopCloser(strings.NewReader(body))}, nil
	})
	result, err := callNamed(t, method).on(t.Context(), client)
	require.Error(t, err)
	assert.Nil(t, result)
	assert.Equal(t, 1, mock.GetTotalCallCount())
	return err
}

func errorBody(t *testing.T, file string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "errors", file+".json"))
	require.NoError(t, err)
	return string(body)
}

// Juspay's own table of refused transactions, and every other shape in which it
// says no. The table's rows are named as they are titled there, though some
// titles are swapped and some bodies blame the wrong field.
func TestRefusalsAreReadWhole(t *testing.T) {
	t.Parallel()
	mandatory := func(field, reason, user, developer string) *ErrorInfo {
		return &ErrorInfo{
			Code: "MISSING_MANDATORY_PARAMETER", Category: "USER_ERROR", UserMessage: user, DeveloperMessage: developer,
			Fields: []FieldError{{FieldName: field, Reason: reason}},
		}
	}
	unparsed := Error{
		Status: "ERROR", Code: "Bad request.", Message: "Bad request.",
		Info: mandatory("merchant_id", "Field required but not passed.", "Bad request.", "Failed while parsing your request."),
	}
	noGateway := Error{
		Status: "Bad Request", Code: "invalid_request_error", Message: "Can't find a suitable gateway to process the transaction",
		Info: &ErrorInfo{
			Code: "GATEWAY_NOT_FOUND", Category: "CONFIG_ERROR", UserMessage: "Gateway not found to process the transaction request.",
			DeveloperMessage: "No functional gateways supporting this transaction.",
		},
	}
	noPromptPay := noGateway
	noPromptPay.Info = &ErrorInfo{
		Code: "GATEWAY_NOT_FOUND", Category: "CONFIG_ERROR", UserMessage: "Gateway not found to process the transaction request.",
		DeveloperMessage: "No functional gateways supporting PROMPTPAY payment method.",
	}
	const contactSupport = "Cannot process your request. Please contact support team for assistance."
	tests := []struct {
		file   string // in testdata/errors
		method string
		status int
		want   Error
		is     []error
		line   string
	}{
		{
			"new_card_without_number", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "missing_card_number", Message: "Card number is required.",
				Info: mandatory("card_number", "Missing field.", "Please enter a valid card number.", "Missing card number."),
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 missing_card_number: Card number is required.",
		},
		{"no_merchant_id", "Txns.Create", 400, unparsed, []error{ErrInvalidRequest}, "juspay: POST /txns: 400 Bad request."},
		{
			"no_security_code", "Txns.Create", 400, noGateway, []error{ErrInvalidRequest},
			"juspay: POST /txns: 400 invalid_request_error: Can't find a suitable gateway to process the transaction",
		},
		{
			"currency_not_configured", "Txns.Create", 400, noGateway, []error{ErrInvalidRequest},
			"juspay: POST /txns: 400 invalid_request_error: Can't find a suitable gateway to process the transaction",
		},
		{
			"no_order_id", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "blank", Message: "[order id] cannot be null",
				Info: mandatory("order_id", "Missing field.", contactSupport, "Missing order id. Please pass order_id or order payload."),
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 blank: [order id] cannot be null",
		},
		{
			"unknown_order", "Txns.Create", 400,
			Error{
				Status: "NOT_FOUND", StatusID: 40,
				Info: &ErrorInfo{
					Code: "RESOURCE_NOT_FOUND", Category: "USER_ERROR", UserMessage: "Order Not Found",
					DeveloperMessage: "order not found. please pass a valid order_id for the given merchant.",
					Fields:           []FieldError{{"order_id", "Invalid order_id."}},
				},
			},
			[]error{ErrInvalidRequest, ErrNotFound},
			"juspay: POST /txns: 400 RESOURCE_NOT_FOUND: order not found. please pass a valid order_id for the given merchant.",
		},
		{"no_expiry_year", "Txns.Create", 400, unparsed, []error{ErrInvalidRequest}, "juspay: POST /txns: 400 Bad request."},
		{
			"no_expiry_month", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "missing_card_exp_month", Message: "Missing card expiry month",
				Info: mandatory("card_exp_month", "Missing field.", "Please enter valid card expiry month.",
					"Missing card expiry month. Card expiry month is mandatory for this card brand."),
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 missing_card_exp_month: Missing card expiry month",
		},
		{
			"invalid_card_number", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "invalid_card_number", Message: "Card number is invalid.",
				Info: &ErrorInfo{
					Code: "INVALID_INPUT", Category: "USER_ERROR", UserMessage: contactSupport,
					DeveloperMessage: "Invalid card number. Card number should contain only digits and should pass luhn check.",
					Fields:           []FieldError{{"card_number", "Invalid value."}},
				},
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 invalid_card_number: Card number is invalid.",
		},
		{
			"invalid_expiry_month", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "invalid_expiry_month", Message: "Invalid expiry month.",
				Info: &ErrorInfo{
					Code: "INVALID_INPUT", Category: "USER_ERROR", UserMessage: "Please enter valid card expiry month.",
					DeveloperMessage: "Invalid card expiry month. Expiry month cannot be greater than 12 and less than 1",
					Fields:           []FieldError{{"card_exp_month", "Invalid value."}},
				},
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 invalid_expiry_month: Invalid expiry month.",
		},
		{
			"card_expired", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "card_expired", Message: "Card already expired.",
				Info: &ErrorInfo{
					Code: "INVALID_INPUT", Category: "USER_ERROR", UserMessage: "Card expired.",
					DeveloperMessage: "Card expired. Card expiry year/month cannot be less than current year/month.",
				},
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 card_expired: Card already expired.",
		},
		{
			"no_payment_method", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "missing_payment_method_type", Message: "Payment method type cannot be null",
				Info: mandatory("payment_method_type", "Missing field.", "Please pass payment method type in the request.",
					"Missing payment method type in the request. Payment method type is a mandatory parametere."),
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 missing_payment_method_type: Payment method type cannot be null",
		},
		{
			"no_payment_method_type", "Txns.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "missing_payment_method", Message: "Payment method cannot be null",
				Info: mandatory("payment_method", "Missing field.", contactSupport,
					"Missing payment method. Payment method is required for provided payment method type."),
			},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 missing_payment_method: Payment method cannot be null",
		},
		{
			"currency_not_configured_for_promptpay", "Txns.Create", 400, noPromptPay, []error{ErrInvalidRequest},
			"juspay: POST /txns: 400 invalid_request_error: Can't find a suitable gateway to process the transaction",
		},
		{"pre_auth_without_comma", "Txns.Create", 400, unparsed, []error{ErrInvalidRequest}, "juspay: POST /txns: 400 Bad request."},
		{"pre_auth_without_field", "Txns.Create", 400, unparsed, []error{ErrInvalidRequest}, "juspay: POST /txns: 400 Bad request."},
		{
			"order_timed_out", "Txns.Create", 400, Error{Status: "error", Code: "invalid_request", Message: "Order timed out"},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 invalid_request: Order timed out",
		},

		{
			"duplicate_order_id", "Txns.Create", 400,
			Error{Status: "DUPLICATE_ORDER_ID", StatusID: 40, Message: "Order already exists with the given order_id"},
			[]error{ErrInvalidRequest, ErrAlreadyExists}, "juspay: POST /txns: 400 DUPLICATE_ORDER_ID: Order already exists with the given order_id",
		},
		{
			"invalid_card_token", "Cards.Update", 400, Error{Message: "BAD_REQUEST", UserMessage: "Invalid card token"},
			[]error{ErrInvalidRequest}, "juspay: POST /card/update: 400 Bad Request: BAD_REQUEST",
		},
		{
			"bad_origin", "Customers.Create", 403,
			Error{
				Message: "Internal Server error.", UserMessage: "Bad Origin.",
				Info: &ErrorInfo{Code: "BAD_ORIGIN", Category: "USER_ERROR", DeveloperMessage: "IP Verification Failed"},
			},
			[]error{ErrForbidden}, "juspay: POST /customers: 403 BAD_ORIGIN: Internal Server error.",
		},
		{
			"luhn_check_failed", "Vault.Fingerprint", 400,
			Error{
				Info: &ErrorInfo{
					Code: "INVALID_REQUEST", Category: "REQUEST_ERROR", UserMessage: "Invalid card number.", DeveloperMessage: "Luhn check failed.",
					Href: "NA", RequestID: "NOREQID-5f2a", Fields: []FieldError{{"card_number", "Luhn Check Failed."}},
				},
				RequestID: "NOREQID-5f2a",
			},
			[]error{ErrInvalidRequest}, "juspay: POST /v2/card/fingerprint: 400 INVALID_REQUEST: Luhn check failed. (request NOREQID-5f2a)",
		},
		{
			"malformed_bin", "Cards.Info", 400, Error{Status: "invalid_request_error", Code: "invalid"},
			[]error{ErrInvalidRequest}, "juspay: GET /cardbins/{bin}: 400 invalid",
		},
		{
			"vault_failure", "Vault.Delete", 200, Error{Status: "FAILURE", Code: "invalid_request_error", Message: "Could not delete"},
			[]error{ErrInvalidRequest}, "juspay: POST /v4/card/delete: 200 invalid_request_error: Could not delete",
		},
		{
			"vault_invalid_request", "Vault.Delete", 200, Error{Message: "INVALID_REQUEST", UserMessage: "card_reference or customer_id is invalid"},
			[]error{ErrInvalidRequest}, "juspay: POST /v4/card/delete: 200 OK: INVALID_REQUEST",
		},
		{
			"token_declined", "Vault.GenerateToken", 200, Error{Status: "FAILURE", Code: "TOKEN_DECLINED", Message: "The issuer declined"},
			[]error{ErrInvalidRequest}, "juspay: POST /generateToken: 200 TOKEN_DECLINED: The issuer declined",
		},
		{
			"token_declined", "Vault.AltID", 400, Error{Status: "FAILURE", Code: "TOKEN_DECLINED", Message: "The issuer declined"},
			[]error{ErrInvalidRequest}, "juspay: POST /get/altId: 400 TOKEN_DECLINED: The issuer declined",
		},

		{
			"customer_exists", "Customers.Create", 400,
			Error{
				Status: "invalid_request_error", Code: "unique", Message: "Customer with given object reference id already exist for your account.",
				Info: &ErrorInfo{Code: "ALREADY_EXISTS", Category: "USER_ERROR", UserMessage: "Customer exists.", DeveloperMessage: "Customer exists already."},
			},
			[]error{ErrInvalidRequest, ErrAlreadyExists},
			"juspay: POST /customers: 400 unique: Customer with given object reference id already exist for your account.",
		},
		{
			"unknown_customer", "Customers.Get", 404,
			Error{
				Status: "invalid_request_error", Code: "object_not_found", Message: "Cannot find what you are looking for",
				Info: &ErrorInfo{Code: "RESOURCE_NOT_FOUND", Category: "USER_ERROR"},
			},
			[]error{ErrNotFound}, "juspay: GET /customers/{customer_id}: 404 object_not_found: Cannot find what you are looking for",
		},
		{
			"wrong_key", "Orders.Get", 401,
			Error{Status: "error", Code: "access_denied", Info: &ErrorInfo{Code: "UNAUTHORIZED", Category: "USER_ERROR"}},
			[]error{ErrUnauthorized}, "juspay: GET /orders/{order_id}: 401 access_denied",
		},
		{
			"wrong_key_old", "Orders.Create", 401, Error{Status: "error", Code: "access_denied", Message: "Invalid Authentication"},
			[]error{ErrUnauthorized}, "juspay: POST /orders: 401 access_denied: Invalid Authentication",
		},

		{
			"mandatory_fields_missing", "Orders.Refund", 400,
			Error{Status: "Bad Request", Code: "Mandatory fields are missing", Message: "Mandatory fields are missing"},
			[]error{ErrInvalidRequest}, "juspay: POST /orders/{order_id}/refunds: 400 Mandatory fields are missing",
		},
		{
			"duplicate_call", "Orders.Refund", 400,
			Error{Status: "ERROR", StatusID: -1, Code: "duplicate.call", Message: "Refund already completed with this unique_request_id"},
			[]error{ErrInvalidRequest, ErrDuplicateCall},
			"juspay: POST /orders/{order_id}/refunds: 400 duplicate.call: Refund already completed with this unique_request_id",
		},
		{
			"duplicate_call_same_amount", "Txns.Refund", 400,
			Error{Status: "ERROR", StatusID: -1, Code: "duplicate.call", Message: "Refund already processing with this amount"},
			[]error{ErrInvalidRequest, ErrDuplicateCall}, "juspay: POST /refunds: 400 duplicate.call: Refund already processing with this amount",
		},
		{
			"cannot_void", "Txns.Void", 400,
			Error{
				Status: "Bad Request", Code: "Invalid", Message: "Cannot Void CHARGED Transaction",
				Info: &ErrorInfo{Code: "INVALID_INPUT", Category: "USER_ERROR", UserMessage: "Cannot void.", DeveloperMessage: "Cannot Void CHARGED Transaction"},
			},
			[]error{ErrInvalidRequest}, "juspay: POST /v2/txns/{txn_uuid}/void: 400 Invalid: Cannot Void CHARGED Transaction",
		},
		{
			"unknown_order_old", "Orders.Get", 400, Error{Status: "NOT_FOUND", StatusID: 40},
			[]error{ErrInvalidRequest, ErrNotFound}, "juspay: GET /orders/{order_id}: 400 NOT_FOUND",
		},
		{
			"mandate_refused", "Txns.Create", 400, Error{Code: "INVALID_REQUEST", Message: "Mandate not active", UserMessage: "Mandate is not active."},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 INVALID_REQUEST: Mandate not active",
		},
		{
			"please_send_order_id", "Txns.Create", 400, Error{Status: "Invalid Request", Code: "bad_request", Message: "Please send order_id"},
			[]error{ErrInvalidRequest}, "juspay: POST /txns: 400 bad_request: Please send order_id",
		},
		{
			"customer_style", "Customers.Update", 400, Error{Status: "error", Message: "Wrong value", UserMessage: "Please check your number."},
			[]error{ErrInvalidRequest}, "juspay: POST /customers/{customer_id}: 400 error: Wrong value",
		},

		{
			"error_info_as_text", "Orders.Update", 422,
			Error{
				Status: "ERROR", Code: "x", RequestID: "r-1",
				Info: &ErrorInfo{
					Code: "INVALID_INPUT", Category: "USER_ERROR", UserMessage: "Check it.", DeveloperMessage: "Wrong.", RequestID: "r-1",
					Fields: []FieldError{{"amount", "Invalid value."}},
				},
			},
			[]error{ErrInvalidRequest}, "juspay: POST /orders/{order_id}: 422 x: Wrong. (request r-1)",
		},
		{
			"error_info_as_list", "Cards.Delete", 400,
			Error{Status: "ERROR", Info: &ErrorInfo{Code: "EXPIRED", Category: "USER_ERROR", DeveloperMessage: "card token expired"}},
			[]error{ErrInvalidRequest}, "juspay: POST /card/delete: 400 EXPIRED: card token expired",
		},
		{
			"camel_case", "Sessions.Create", 409,
			Error{
				Status: "ERROR", StatusID: 22, Code: "x", Message: "Refused", UserMessage: "Try again", RequestID: "r-2",
				Info: &ErrorInfo{Code: "INVALID_INPUT", UserMessage: "u", DeveloperMessage: "d", RequestID: "r-2"},
			},
			[]error{ErrInvalidRequest}, "juspay: POST /session: 409 x: Refused (request r-2)",
		},
		{
			"everything_of_another_type", "Cards.List", 429,
			Error{Status: "7", RequestID: "12", Info: &ErrorInfo{Code: "1", Category: "true", RequestID: "12"}},
			[]error{ErrRateLimited}, "juspay: GET /cards: 429 1 (request 12)",
		},
	}
	used := map[string]bool{}
	for _, test := range tests {
		used[test.file+".json"] = true
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			body := errorBody(t, test.file)
			err := refusal(t, test.method, test.status, body, nil)

			var got *Error
			require.ErrorAs(t, err, &got)
			assert.Equal(t, body, string(got.Response.Body), "the bytes stay at hand")
			assert.Equal(t, test.status, got.Response.StatusCode)
			assertIs(t, err, test.is...)
			assert.Equal(t, test.line, err.Error())
			want := test.want
			want.HTTPStatus = test.status
			want.Route = strings.Split(test.line, ": ")[1]
			want.Response, got.hide = got.Response, nil
			assert.Equal(t, &want, got)
		})
	}
	entries, err := os.ReadDir(filepath.Join("testdata", "errors"))
	require.NoError(t, err)
	for _, entry := range entries {
		assert.True(t, used[entry.Name()], "%s is used by no test", entry.Name())
	}
}

// Bodies that say nothing still tell what the status tells.
func TestBodiesThatAreNoRefusalKeepTheStatus(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{
		"nothing": "", "white space": " \n", "html": "<html><body>502 Bad Gateway</body></html>", "null": "null", "a number": "42", "a text": `"no"`,
		"a list": `[{"error_code":"duplicate.call"}]`, "an empty object": "{}", "an open object": `{"status":"NOT_FOUND"`, "binary": "\x00\xff\xfe",
		"deep": strings.Repeat(`{"error_info":`, 20_000),
	}
	statuses := map[int][]error{
		400: {ErrInvalidRequest}, 401: {ErrUnauthorized}, 402: {ErrInvalidRequest}, 403: {ErrForbidden}, 404: {ErrNotFound}, 405: {ErrInvalidRequest},
		409: {ErrInvalidRequest}, 410: {ErrInvalidRequest}, 422: {ErrInvalidRequest}, 429: {ErrRateLimited}, 451: {ErrInvalidRequest},
		500: {ErrServer}, 501: {ErrServer}, 502: {ErrServer}, 503: {ErrServer}, 504: {ErrServer}, 599: {ErrServer},
		301: nil, 302: nil, 304: nil, 307: nil, 308: nil,
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for status, is := range statuses {
				for method, doubtful := range map[string]bool{"Orders.Get": false, "Txns.Void": status < 400 || status >= 500} {
					err := refusal(t, method, status, body, http.Header{"X-Request-Id": {"req-7"}})
					var got *Error
					require.ErrorAs(t, err, &got)
					if doubtful {
						assertIs(t, err, append([]error{ErrOutcomeUnknown}, is...)...)
					} else {
						assertIs(t, err, is...)
					}
					want := &Error{HTTPStatus: status, Route: got.Route, RequestID: "req-7", Response: got.Response}
					got.hide = nil
					assert.Equal(t, want, got)
					assert.Equal(t, body, string(got.Response.Body))
					line := "juspay: " + got.Route + ": " + strconv.Itoa(status)
					if text := http.StatusText(status); text != "" {
						line += " " + text
					}
					assert.Equal(t, line+" (request req-7)", got.Error())
				}
			}
		})
	}
}

func TestRequestIDOfTheHeaderWins(t *testing.T) {
	t.Parallel()
	var got *Error
	require.ErrorAs(t, refusal(t, "Vault.Fingerprint", 400, errorBody(t, "luhn_check_failed"), http.Header{"X-Request-Id": {"req-7"}}), &got)
	assert.Equal(t, "req-7", got.RequestID)
	assert.Equal(t, "NOREQID-5f2a", got.Info.RequestID)
}

// A long refusal is kept, and costs nothing to read: only what is far longer
// than any that is known stays unread.
func TestLongRefusalsAreReadAndEndlessOnesKept(t *testing.T) {
	t.Parallel()
	var got *Error
	reason := strings.Repeat("GATEWAY, ", 1000)
	body := `{"status":"error","error_info":{"fields":[{"field_name":"gateway","reason":"` + reason + `"}]}}`
	require.ErrorAs(t, refusal(t, "Txns.Create", 400, body, nil), &got)
	assert.Equal(t, []FieldError{{"gateway", strings.TrimSpace(reason)}}, got.Info.Fields)

	endless := `{"status":"` + strings.Repeat("x", maxErrorBody) + `"}`
	require.ErrorAs(t, refusal(t, "Txns.Create", 400, endless, nil), &got)
	assert.Empty(t, got.Status)
	assert.Len(t, got.Response.Body, len(endless))
}

// The line of an error is for logs: one line, short, without ids, long digit
// runs or what the call itself kept secret.
func TestErrorLineIsFitForALog(t *testing.T) {
	t.Parallel()
	message := func(text string) string {
		return `{"error_code":"x","error_message":` + text + `}`
	}
	tests := []struct{ name, body, requestID, want string }{
		{"digits", message(`"card 4000 0000 0000 0002, 4000-0000-0000-0002 and 400000000"`), "", "x: card [digits], [digits] and [digits]"},
		{"short digits stay", message(`"at most 12345678 paise"`), "", "x: at most 12345678 paise"},
		{"control characters", message(`"a\nb\r\n\u001b[31mc\u0000d\u2028e\u0085f"`), "", "x: a b   [31mc d e f"},
		{"no valid UTF-8", message("\"a\xff\xfeb\""), "", "x: a  b"},
		{"the call's card number", message(`"no 4242424242424242 here"`), "", "x: no [redacted] here"},
		{"the call's security code", message(`"CVV 808 refused"`), "", "x: CVV [redacted] refused"},
		{"the API key", message(`"key ` + testKey + ` unknown"`), "", "x: key [redacted] unknown"},
		{"the API key as it travels", message(`"header ` + testBasic + ` unknown"`), "", "x: header Basic [redacted] unknown"},
		{"a code with the card number", `{"error_code":"4242424242424242"}`, "", "[redacted]"},
		{"a status that is long", `{"status":"` + strings.Repeat("s", 100) + `"}`, "", strings.Repeat("s", 60) + "…"},
		{"a message that is long", message(`"` + strings.Repeat("ü", 300) + `"`), "", "x: " + strings.Repeat("ü", 200) + "…"},
		{"the user's message, when there is no other", `{"error_code":"x","user_message":"u"}`, "", "x: u"},
		{"error_info's message, when there is no other", `{"error_info":{"code":"C","user_message":"u"}}`, "", "C: u"},
		{"a request id that is none", `{"error_code":"x"}`, "a\nb 4111111111111111", "x (request a_b_[digits])"},
		{"a request id of digits", `{"error_code":"x"}`, "01234567-89ab-4def-8123-456789012345", "x (request 01234567-89ab-4def-8123-456789012345)"},
		{"an endless request id", `{"error_code":"x"}`, strings.Repeat("a", 1000), "x (request " + strings.Repeat("a", 128) + ")"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			if test.requestID != "" {
				header.Set("X-Request-Id", test.requestID)
			}
			err := refusal(t, "Txns.Create", 400, test.body, header)
			assert.Equal(t, "juspay: POST /txns: 400 "+test.want, err.Error())
		})
	}
}

func TestErrorLineMasksWhatWasSubmitted(t *testing.T) {
	t.Parallel()
	for method, body := range map[string]string{
		"Txns.SubmitOTP":      `{"error_message":"OTP 123456 is wrong"}`,
		"Cards.Update":        `{"error_message":"token tkn_1 is unknown"}`,
		"Vault.AltID":         `{"error_message":"cannot read a.b.c.d.e"}`,
		"Cards.Delete":        `{"error_message":"token tkn_1 is unknown"}`,
		"Cards.Tokenize":      `{"error_message":"cvv 808"}`,
		"Cards.Add":           `{"error_message":"number 4242424242424242"}`,
		"Sessions.Create":     `{"error_message":"key ` + testKey + `"}`,
		"Orders.Get":          `{"error_message":"key ` + testKey + `"}`,
		"Vault.GenerateToken": `{"error_message":"cannot read a.b.c.d.e"}`,
	} {
		err := refusal(t, method, 400, body, nil)
		assert.Contains(t, err.Error(), mask, method)
		for _, secret := range []string{"123456", "tkn_1", "a.b.c", "808", "4242", testKey} {
			assert.NotContains(t, err.Error(), secret, method)
		}
	}
}

// Neither route nor line holds an id of the call.
func TestNoErrorNamesAnID(t *testing.T) {
	t.Parallel()
	for _, call := range everyCall() {
		if call.method == "Orders.Wait" { // it reads with Orders.Get, and survives a 500
			continue
		}
		err := refusal(t, call.method, 400, "", nil)
		for _, id := range []string{"customer@example.com", "ord1001", "mozExampleUuid000001", "424242424", "acme", "ch_0123456789", "tkn_1"} {
			assert.NotContains(t, err.Error(), id, call.method)
		}
	}
}

func TestFailureInsideA200IsOneForTheVaultAlone(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(200, `{"status":"FAILURE","error":true}`))
	for _, call := range everyCall() {
		if call.method == "Orders.Wait" { // such a status is one to wait for
			continue
		}
		_, err := call.on(t.Context(), client)
		switch call.method {
		case "Vault.Delete", "Vault.GenerateToken", "Vault.AltID":
			assert.ErrorIs(t, err, ErrInvalidRequest, call.method)
		default:
			assert.NoError(t, err, call.method)
		}
	}
}

// The texts of an error are printed by programs, too.
func TestFieldsOfAnErrorHoldNoSecretOfTheCall(t *testing.T) {
	t.Parallel()
	var got *Error
	require.ErrorAs(t, refusal(t, "Txns.Create", 400, `{"error_code":"x","error_message":"m 4242424242424242","user_message":"u 808","error_info":{
		"user_message":"iu 808","developer_message":"d 4242424242424242 `+testKey+`","fields":[{"field_name":"card_number","reason":"r 4242424242424242"}]}}`, nil), &got)
	assert.Equal(t, "m "+mask, got.Message)
	assert.Equal(t, "u "+mask, got.UserMessage)
	assert.Equal(t, &ErrorInfo{
		UserMessage: "iu " + mask, DeveloperMessage: "d " + mask + " " + mask, Fields: []FieldError{{"card_number", "r " + mask}},
	}, got.Info)
}

func TestASecretInsideAnotherDoesNotBreakItOpen(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(400, `{"error_code":"x","error_message":"key `+testKey+` and 456"}`))
	_, err := client.Txns.SubmitOTP(t.Context(), "moz1", &OTPSubmitParams{ChallengeID: "ch_1", OTP: "456"}) // which the key has, too
	assert.EqualError(t, err, "juspay: POST /v2/txns/{id}/authenticate: 400 x: key [redacted] and [redacted]")
}

// Values of parameters that nobody knows are masked, but not so short ones that
// nothing would be left of the message.
func TestErrorLineMasksUnknownParameters(t *testing.T) {
	t.Parallel()
	client, mock := newMocked(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(400, `{"error_code":"x","error_message":"neither first-value nor second-value of 12"}`))
	_, err := client.Orders.Get(t.Context(), "ord1001", &OrderGetParams{Extra: url.Values{"a": {"first-value", "second-value"}, "b": {""}, "c": {"12"}}})
	assert.EqualError(t, err, "juspay: GET /orders/{order_id}: 400 x: neither [redacted] nor [redacted] of 12")
}
