package juspay

import (
	"encoding/json"
	"errors"
	"fmt"
)

var (
	ErrInvalidParams = errors.New("juspay: invalid parameters")
	ErrBadSignature  = errors.New("juspay: bad signature")
	ErrDecode        = errors.New("juspay: body cannot be read")
)

func (e *ParamError) Is(target error) bool { return target == ErrInvalidParams }

type Order struct {
	ID       string   `json:"id"`
	OrderID  string   `json:"order_id"`
	TxnID    string   `json:"txn_id"`
	Status   Status   `json:"status"`
	StatusID Int      `json:"status_id"`
	Amount   Amount   `json:"amount"`
	Refunds  []Refund `json:"refunds"`
}

type Refund struct {
	UniqueRequestID string       `json:"unique_request_id"`
	Amount          Amount       `json:"amount"`
	Status          RefundStatus `json:"status"`
	ARN             string       `json:"arn"`
	Created         Time         `json:"created"`
	LastUpdated     Time         `json:"last_updated"`
}

func decode(body []byte, v any) error {
	err := json.Unmarshal(body, v)
	if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: not JSON", ErrDecode)
	}
	return nil
}
