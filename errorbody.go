package juspay

import (
	"cmp"
	"encoding/json"
)

// maxErrorBody is far above the longest refusal that Juspay is known to send: a
// list of all gateways. A longer body is kept, not read.
const maxErrorBody = 256 << 10

// newError makes an Error of any body: Juspay has at least ten shapes, and what
// stands before it on the way sends HTML or nothing.
func newError(route string, res *Response, hide func(string) string) *Error {
	e := &Error{HTTPStatus: res.StatusCode, Route: route, RequestID: res.RequestID, Response: res, hide: hide}
	if len(res.Body) > maxErrorBody {
		return e
	}
	body := looseObject(res.Body)
	e.Status = body.text("status")
	e.StatusID = body.number("status_id", "statusId")
	e.Code = body.text("error_code", "errorCode", "code")
	e.Message = body.text("error_message", "errorMessage", "message")
	e.UserMessage = body.text("user_message", "userMessage")
	e.Info = newErrorInfo(firstRaw(body, "error_info", "errorInfo"))
	if e.Info != nil {
		e.RequestID = cmp.Or(e.RequestID, e.Info.RequestID)
	}
	for _, text := range e.freeTexts() {
		*text = hide(*text)
	}
	return e
}

// freeTexts are where a server may echo what it was sent. Programs print them,
// so that the call's secrets are masked in the fields themselves.
func (e *Error) freeTexts() []*string {
	texts := []*string{&e.Message, &e.UserMessage}
	if e.Info != nil {
		texts = append(texts, &e.Info.UserMessage, &e.Info.DeveloperMessage)
		for i := range e.Info.Fields {
			texts = append(texts, &e.Info.Fields[i].Reason)
		}
	}
	return texts
}

// newErrorInfo reads error_info: an object, a string that holds one, or an
// array of them, whose first counts.
func newErrorInfo(raw json.RawMessage) *ErrorInfo {
	for range 3 { // an array of strings of objects is as deep as it goes
		if len(raw) == 0 {
			return nil
		}
		switch raw[0] {
		case '"':
			raw = json.RawMessage(scalarText(raw))
			continue
		case '[':
			var list []json.RawMessage
			if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
				return nil
			}
			raw = list[0]
			continue
		}
		break
	}
	o := looseObject(raw)
	if o == nil {
		return nil
	}
	return &ErrorInfo{
		Code:             o.text("code"),
		Category:         o.text("category"),
		UserMessage:      o.text("user_message", "userMessage"),
		DeveloperMessage: o.text("developer_message", "developerMessage"),
		Href:             o.text("href"),
		RequestID:        o.text("request_id", "requestId"),
		Fields:           fieldErrors(firstRaw(o, "fields")),
	}
}

func fieldErrors(raw json.RawMessage) []FieldError {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var fields []FieldError
	for _, item := range list {
		o := looseObject(item)
		if f := (FieldError{o.text("field_name", "fieldName"), o.text("reason")}); f != (FieldError{}) {
			fields = append(fields, f)
		}
	}
	return fields
}

// loose is a JSON object of which nothing is taken for granted.
type loose map[string]json.RawMessage

// looseObject returns nil for whatever is no object.
func looseObject(raw json.RawMessage) loose {
	var o loose
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

func firstRaw(o loose, keys ...string) json.RawMessage {
	for _, k := range keys {
		if raw, ok := o[k]; ok {
			return raw
		}
	}
	return nil
}

func (o loose) text(keys ...string) string {
	for _, k := range keys {
		if t := scalarText(o[k]); t != "" {
			return t
		}
	}
	return ""
}

func (o loose) number(keys ...string) (n Int) {
	for _, k := range keys {
		if raw, ok := o[k]; ok {
			_ = n.UnmarshalJSON(raw)
		}
	}
	return n
}
