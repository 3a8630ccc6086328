package juspaytest

import "net/http"

// The error bodies, word for word where Juspay's pages print them. Where they
// print the situation only, the words are our own and the shape is that of the
// nearest one printed.
//
// Juspay docs:
// https://juspay.io/sea/docs/ec-api-global/docs/order--payment-api-integration/card-transaction-api
// https://juspay.io/ec-api-global/docs/resources/juspay-api-error-codes

func refuse(httpStatus int, body doc) reply { return reply{status: httpStatus, body: body} }

// info is error_info. Field and reason name the one parameter that is wrong; ""
// leaves `fields` out.
func info(code, category, userMessage, developerMessage, field, reason string) doc {
	d := doc{"code": code, "category": category, "user_message": userMessage, "developer_message": developerMessage}
	if field != "" {
		d["fields"] = []doc{{"field_name": field, "reason": reason}}
	}
	return d
}

// problem is the usual shape: status, error_code, error_message, error_info.
func problem(status, code, message string, errorInfo doc) reply {
	body := doc{"status": status, "error_code": code, "error_message": message}
	if errorInfo != nil {
		body["error_info"] = errorInfo
	}
	return refuse(http.StatusBadRequest, body)
}

const (
	userError   = "USER_ERROR"
	configError = "CONFIG_ERROR"

	contactSupport = "Cannot process your request. Please contact support team for assistance."
)

// Common to all endpoints.
var (
	unauthorized = refuse(http.StatusUnauthorized, doc{
		"status": "error", "error_code": "access_denied",
		"error_info": info("UNAUTHORIZED", userError, "Invalid credentials.", "Wrong API key or merchant id.", "", ""),
	})
	unauthorizedOld = refuse(http.StatusUnauthorized, doc{
		"status": "error", "error_code": "access_denied", "error_message": "Invalid Authentication",
	})
	noSuchPath = reply{status: http.StatusNotFound} // with no body, as at Juspay

	// badRequest blames merchant_id whatever the parser stumbled over: Juspay
	// prints this one body for a missing merchant_id, a missing expiry year and
	// a body that cannot be parsed.
	badRequest = problem("ERROR", "Bad request.", "Bad request.",
		info("MISSING_MANDATORY_PARAMETER", userError, "Bad request.", "Failed while parsing your request.", "merchant_id", "Field required but not passed."))

	badOrigin = refuse(http.StatusForbidden, doc{
		"error": true, "error_message": "Internal Server error.", "user_message": "Bad Origin.",
		"error_info": info("BAD_ORIGIN", userError, "Bad Origin.", "IP Verification Failed", "", ""),
	})
	notFound = refuse(http.StatusNotFound, doc{
		"status": "invalid_request_error", "error_code": "object_not_found", "error_message": "Cannot find what you are looking for",
		"error_info": info("RESOURCE_NOT_FOUND", userError, "Cannot find what you are looking for", "The resource does not exist for this merchant.", "", ""),
	})
	featureNotEnabled = problem("error", "FEATURE_NOT_ENABLED", "Feature is not enabled for your account.",
		info("FEATURE_NOT_ENABLED", configError, contactSupport, "The feature is not enabled for this merchant.", "", ""))
)

func mandatoryMissing() reply {
	return problem("Bad Request", "Mandatory fields are missing", "Mandatory fields are missing", nil)
}

func wrongValue(field string) reply {
	return problem("Invalid Request", "Invalid Request", "Wrong value in "+field,
		info("INVALID_INPUT", userError, "Wrong value in "+field, "Wrong value in "+field, field, "Invalid value."))
}

// notAllowed is for what the state of things forbids; Juspay documents the
// code INVALID_ACTION for it, but no body.
func notAllowed(message string) reply {
	return problem("Bad Request", "Invalid", message, info("INVALID_ACTION", userError, message, message, "", ""))
}

// Customers.

var customerExists = problem("invalid_request_error", "unique", "Customer with given object reference id already exist for your account.",
	info("ALREADY_EXISTS", userError, "Customer already exists.", "Customer with given object reference id already exist for your account.", "", ""))

func customerNeedsMore(field string) reply {
	return problem("Bad Request", "Mandatory fields are missing", "Mandatory fields are missing",
		info("MISSING_MANDATORY_PARAMETER", userError, "Mandatory fields are missing", "Mandatory fields are missing: "+field, field, "Missing field."))
}

// Orders.

func orderNotFound(httpStatus int) reply {
	return refuse(httpStatus, doc{
		"status": "NOT_FOUND", "status_id": 40,
		"error_info": info("RESOURCE_NOT_FOUND", userError, "Order Not Found",
			"order not found. please pass a valid order_id for the given merchant.", "order_id", "Invalid order_id."),
	})
}

var duplicateOrder = refuse(http.StatusBadRequest, doc{
	"status_id": 40, "status": "DUPLICATE_ORDER_ID", "error_message": "Order already exists with the given order_id",
})

func invalidAmount(code string) reply {
	return problem("Bad Request", code, "Amount is invalid.",
		info("INVALID_INPUT", userError, "Amount is invalid.", "Amount is invalid.", "amount", "Invalid value."))
}

// Transactions.

var (
	orderTimedOut = problem("error", "invalid_request", "Order timed out", nil)
	noOrder       = problem("invalid_request_error", "blank", "[order id] cannot be null",
		info("MISSING_MANDATORY_PARAMETER", userError, contactSupport, "Missing order id. Please pass order_id or order payload.", "order_id", "Missing field."))
	noMethodType = problem("invalid_request_error", "missing_payment_method_type", "Payment method type cannot be null",
		info("MISSING_MANDATORY_PARAMETER", userError, "Please pass payment method type in the request.",
			"Missing payment method type in the request. Payment method type is a mandatory parametere.", "payment_method_type", "Missing field."))
	noMethod = problem("invalid_request_error", "missing_payment_method", "Payment method cannot be null",
		info("MISSING_MANDATORY_PARAMETER", userError, contactSupport,
			"Missing payment method. Payment method is required for provided payment method type.", "payment_method", "Missing field."))
	noCardNumber = problem("invalid_request_error", "missing_card_number", "Card number is required.",
		info("MISSING_MANDATORY_PARAMETER", userError, "Please enter a valid card number.", "Missing card number.", "card_number", "Missing field."))
	badCardNumber = problem("invalid_request_error", "invalid_card_number", "Card number is invalid.",
		info("INVALID_INPUT", userError, contactSupport,
			"Invalid card number. Card number should contain only digits and should pass luhn check.", "card_number", "Invalid value."))
	noExpiryMonth = problem("invalid_request_error", "missing_card_exp_month", "Missing card expiry month",
		info("MISSING_MANDATORY_PARAMETER", userError, "Please enter valid card expiry month.",
			"Missing card expiry month. Card expiry month is mandatory for this card brand.", "card_exp_month", "Missing field."))
	badExpiryMonth = problem("invalid_request_error", "invalid_expiry_month", "Invalid expiry month.",
		info("INVALID_INPUT", userError, "Please enter valid card expiry month.",
			"Invalid card expiry month. Expiry month cannot be greater than 12 and less than 1", "card_exp_month", "Invalid value."))
	cardExpired = problem("invalid_request_error", "card_expired", "Card already expired.",
		info("INVALID_INPUT", userError, "Card expired.",
			"Card expired. Card expiry year/month cannot be less than current year/month.", "", ""))
	noGatewayBare = problem("Bad Request", "invalid_request_error", noGatewayMessage, nil)

	// cardTokenLapsed: the code EXPIRED is documented for lapsed card tokens,
	// the rest of the body is not.
	cardTokenLapsed = problem("invalid_request_error", "invalid_card_token", "Card token has expired.",
		info("EXPIRED", userError, "Card token has expired.", "The card token has lapsed. List the cards again and use the new token.", "card_token", "Expired."))
	cardTokenUnknown = problem("error", "invalid_request_error", "Could not locate a card with given token",
		info("RESOURCE_NOT_FOUND", userError, "Could not locate a card with given token", "Invalid card token.", "card_token", "Invalid value."))
	badVPA = problem("invalid_request_error", "invalid_upi_vpa", "UPI address is invalid.",
		info("INVALID_INPUT", userError, "Please enter a valid UPI address.", "Invalid upi_vpa.", "upi_vpa", "Invalid value."))
)

const noGatewayMessage = "Can't find a suitable gateway to process the transaction"

// noGateway is what a missing CVV, a currency and a payment method that are
// not set up all look like.
func noGateway(what string) reply {
	return problem("Bad Request", "invalid_request_error", noGatewayMessage,
		info("GATEWAY_NOT_FOUND", configError, "Gateway not found to process the transaction request.", "No functional gateways supporting "+what+".", "", ""))
}

// Locker.

// unknownBIN has no error_info, unlike what is missing elsewhere.
var unknownBIN = refuse(http.StatusNotFound, doc{
	"status": "invalid_request_error", "error_code": "object_not_found", "error_message": "Cannot find what you are looking for",
})

// tokenizeProblem carries href and request_id inside error_info, as this
// endpoint's samples do.
func (s *Server) tokenizeProblem(code, message, field, reason string) reply {
	d := info("INVALID_INPUT", userError, message, message, field, reason)
	d["href"], d["request_id"] = "NA", s.newUUID()
	return problem("error", code, message, d)
}

// updateProblem is the shape of POST /card/update: no status, no error_code.
func updateProblem(userMessage string) reply {
	return refuse(http.StatusBadRequest, doc{"error": true, "error_message": "BAD_REQUEST", "user_message": userMessage})
}

var indianCard = problem("invalid_request_error", "invalid_request_error", "Only international cards can be stored.",
	info("FEATURE_NOT_ENABLED", configError, "This card cannot be stored.",
		"Indian cards can be stored as network tokens only, by a payment with tokenize and save_to_locker.", "card_number", "Invalid value."))
