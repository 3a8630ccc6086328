package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/juspay-go/juspay"
)

// explain is an error in words for a buyer. What Juspay says for him is used
// where there is something; codes and routes are for the log.
func explain(err error) string {
	var wrong *typo
	var answer *juspay.Error
	switch {
	case errors.As(err, &wrong):
		return wrong.Text
	case errors.Is(err, errCardGone):
		return "This card is not saved any more. Please choose another one."
	case errors.Is(err, juspay.ErrOutcomeUnknown):
		return "The answer got lost on the way. Please try again in a minute."
	case errors.Is(err, juspay.ErrUnauthorized), errors.Is(err, juspay.ErrForbidden):
		return "The shop cannot reach its account at the payment service."
	case errors.Is(err, juspay.ErrRateLimited), errors.Is(err, juspay.ErrServer), errors.Is(err, juspay.ErrConnection):
		return "The payment service does not answer at the moment. Please try again in a minute."
	case errors.Is(err, juspay.ErrInvalidParams):
		return "Please check what you have typed."
	case errors.As(err, &answer) && userMessage(answer) != "":
		return userMessage(answer)
	}
	return "That was not accepted. Please check the details."
}

func userMessage(e *juspay.Error) string {
	if e.UserMessage == "" && e.Info != nil {
		return e.Info.UserMessage
	}
	return e.UserMessage
}

// Why tells a buyer why an attempt failed.
func (a attempt) Why() string {
	switch {
	case a.Lost:
		return "The payment never began. Nothing was charged."
	case a.Status == juspay.StatusAuthenticationFailed:
		return "It was not approved at your bank. Nothing was charged."
	case a.Status == juspay.StatusAuthorizationFailed:
		return "Your bank declined it. Nothing was charged."
	case a.Status == juspay.StatusAutoRefunded:
		return "The payment came twice, or too late, and is being returned to you."
	}
	return "The payment was not accepted. Nothing was charged."
}

// Word is a refund's status for a buyer.
func (r refund) Word() string {
	switch {
	case r.Refused != "":
		return "Not possible"
	case r.Status == "":
		return "Not confirmed"
	case r.Status == juspay.RefundSuccess:
		return "Returned"
	case r.Status == juspay.RefundFailure:
		return "Failed"
	case r.Status == juspay.RefundManualReview:
		return "Being looked at"
	}
	return "On its way"
}

// paise is an amount in minor units; 0 for what is none.
func paise(a juspay.Amount) int64 {
	minor, err := a.Minor(2)
	if err != nil {
		return 0
	}
	return minor
}

// rupees writes an amount as it is written in India: ₹1,23,456.50.
func rupees(a juspay.Amount) string {
	minor, err := a.Minor(2)
	if err != nil {
		return "₹–"
	}
	whole, rest := strconv.FormatInt(minor/100, 10), minor%100
	head, tail := "", whole
	if len(whole) > 3 {
		head, tail = whole[:len(whole)-3], whole[len(whole)-3:]
	}
	groups := []string{tail}
	for len(head) > 0 {
		cut := max(len(head)-2, 0)
		groups = append([]string{head[cut:]}, groups...)
		head = head[:cut]
	}
	return "₹" + strings.Join(groups, ",") + "." + string([]byte{'0' + byte(rest/10), '0' + byte(rest%10)})
}

// brand writes a card network's name as the network does.
func brand(name string) string {
	switch name = strings.ToUpper(name); name {
	case "VISA":
		return "Visa"
	case "MASTER", "MASTERCARD":
		return "Mastercard"
	case "RUPAY":
		return "RuPay"
	case "AMEX":
		return "American Express"
	case "":
		return "Card"
	}
	return name
}

// lastFour is the end of a masked card number.
func lastFour(masked string) string { return masked[max(len(masked)-4, 0):] }
