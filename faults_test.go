package juspay

import (
	"context"
	"fmt"
	"net"
	"time"
)

// class is what a fault does to an endpoint: its repeat, with the two kinds of
// keyed calls apart.
type class int

const (
	classRead class = iota
	classRepeatable
	classOnce
	classRefund // keyed, looked up when no repeat is left
	classCreate // keyed, looked up before each repeat
	classes
)

var classNames = [classes]string{"read", "repeatable", "once", "keyed: refunds", "keyed: order create"}

func classOf(e *endpoint) class {
	switch {
	case e.repeat == read:
		return classRead
	case e.repeat == repeatable:
		return classRepeatable
	case e.repeat == once:
		return classOnce
	case e.has(readsFirst):
		return classCreate
	}
	return classRefund
}

// want is what a call under a fault comes to.
type want struct {
	tries    int // of the call itself
	lookUps  int // reads of the order, to learn what became of it
	took     time.Duration
	atMost   bool // took is a bound: the pauses are random
	errs     []error
	contexts []error // of package context, which must be in the chain too
}

func (w want) ok() bool { return len(w.errs) == 0 }

// span is the longest that n random pauses can last.
func span(n int) (d time.Duration) {
	for i := range n {
		d += firstWait << i
	}
	return d
}

func w(tries, lookUps int, errs ...error) want {
	return want{tries: tries, lookUps: lookUps, errs: errs, took: span(tries-1) + span(lookUps-1), atMost: true}
}

func (w want) at(d time.Duration) want {
	w.took, w.atMost = d, false
	return w
}

func (w want) with(ctx error) want {
	w.contexts = append(w.contexts, ctx)
	return w
}

func each(f func(class) want) (all [classes]want) {
	for c := range all {
		all[c] = f(class(c))
	}
	return all
}

func (w want) ended(d time.Duration, err error) want { return w.at(d).with(err) }

// unknown adds ErrOutcomeUnknown where there is an outcome.
func unknown(c class, errs ...error) []error {
	if c == classRead {
		return errs
	}
	return append([]error{ErrOutcomeUnknown}, errs...)
}

// The kinds of faults. Each says what a call comes to that always meets it, and
// one that meets it the first time only.

// unsent: nothing has left, so everybody may try again.
func unsent() (always, first [classes]want) {
	return each(func(class) want { return w(3, 0, ErrConnection) }), each(func(class) want { return w(2, 0) })
}

// lost: the call may have taken effect, and its class decides.
func lost(err error) (always, first [classes]want) {
	always = [classes]want{
		classRead:       w(3, 0, err),
		classRepeatable: w(3, 0, ErrOutcomeUnknown, err),
		classOnce:       w(1, 0, ErrOutcomeUnknown, err),
		classRefund:     w(3, 3, ErrOutcomeUnknown, err),
		classCreate:     w(1, 3, ErrOutcomeUnknown, err),
	}
	always[classCreate].took += firstWait // before the first look
	return always, lostFirst(err)
}

func lostFirst(err error) [classes]want {
	return [classes]want{
		classRead:       w(2, 0),
		classRepeatable: w(2, 0),
		classOnce:       w(1, 0, ErrOutcomeUnknown, err),
		classRefund:     w(2, 0),
		classCreate:     w(2, 1),
	}
}

// refused: the same answer would come again.
func refused(errs ...error) (always, first [classes]want) {
	always = each(func(class) want { return w(1, 0, errs...) })
	return always, always
}

// unreadable: it took effect, by its status; what came of it cannot be read.
func unreadable() (always, first [classes]want) {
	always = each(func(c class) want { return w(1, 0, unknown(c, ErrDecode)...) })
	return always, always
}

// puzzling: no refusal, and no answer that asks for a repeat.
func puzzling(errs ...error) (always, first [classes]want) {
	always = each(func(c class) want {
		lookUps := 0
		if c == classRefund || c == classCreate {
			lookUps = 1
		}
		return w(1, lookUps, unknown(c, errs...)...)
	})
	return always, always
}

// limited: nothing happened, and later it may; but a once call is never repeated.
func limited(pause time.Duration) (always, first [classes]want) {
	always = each(func(class) want { return w(3, 0, ErrRateLimited) })
	first = each(func(class) want { return w(2, 0) })
	always[classOnce], first[classOnce] = w(1, 0, ErrRateLimited), w(1, 0, ErrRateLimited)
	if pause > 0 {
		for c := range always {
			always[c] = always[c].at(pause * time.Duration(always[c].tries-1))
			first[c] = first[c].at(pause * time.Duration(first[c].tries-1))
		}
	}
	return always, first
}

// stuck: the deadline ends it, in the first try.
func stuck(deadline time.Duration, err error) (always, first [classes]want) {
	always = each(func(c class) want {
		return w(1, 0, unknown(c, ErrConnection)...).ended(deadline, err)
	})
	return always, always
}

// shut: the deadline or the caller ends it before anything is sent.
func shut() (always, first [classes]want) {
	always = each(func(class) want { return w(1, 0, ErrConnection).ended(0, context.Canceled) })
	return always, always
}

func makeFaults() []*fault {
	var list []*fault
	add := func(f fault) func(always, first [classes]want) {
		list = append(list, &f)
		return func(always, first [classes]want) { f := list[len(list)-1]; f.always, f.first = always, first }
	}
	answers := func(name string, status int, head, body string) func(always, first [classes]want) {
		return add(fault{name: name, answer: reply(status, head, body)})
	}

	add(fault{name: "dial refused", dial: refuseDial})(unsent())
	add(fault{name: "host unknown to DNS", dial: unknownHost})(unsent())
	add(fault{name: "TLS handshake fails", base: "https://juspay.test", accept: plainSpoken})(unsent())
	add(fault{name: "TLS 1.1 only", base: "https://juspay.test", accept: oldTLS})(unsent())

	add(fault{name: "closed before the request was read", accept: func(net.Conn) {}})(lost(ErrConnection))
	add(fault{name: "closed after the request was read", answer: hangUp})(lost(ErrConnection))
	add(fault{name: "200, cut in the body", answer: cut(200)})(lost(ErrConnection))
	answers("no HTTP", 0, "", "")(lost(ErrConnection))
	add(fault{name: "headers without end", answer: headerFlood})(lost(ErrConnection))
	add(fault{name: "103 without end", answer: informed})(lost(ErrConnection))

	answers("200 with HTML", 200, htmlHead, htmlPage)(unreadable())
	answers("200, empty", 200, jsonHead, "")(unreadable())
	answers("200 with null", 200, jsonHead, "null")(unreadable())
	answers("204", 204, "", "")(unreadable())
	add(fault{name: "200 with 256 MB", answer: flood, options: []Option{WithMaxResponseBytes(256 << 10)}})(unreadable())

	for _, e := range errorBodies {
		answers("400, "+e.name, 400, jsonHead, e.body)(refused(append([]error{ErrInvalidRequest}, e.more...)...))
	}
	answers("400 with HTML", 400, htmlHead, htmlPage)(refused(ErrInvalidRequest))
	add(fault{name: "400, cut in the body", answer: cut(400)})(refused(ErrInvalidRequest))
	answers("401", 401, jsonHead, `{"status":"error","error_code":"access_denied","error_message":""}`)(refused(ErrUnauthorized))
	answers("403", 403, jsonHead, `{"error":true,"error_message":"Forbidden"}`)(refused(ErrForbidden))
	answers("404, JSON", 404, jsonHead, `{"status":"NOT_FOUND","status_id":40}`)(refused(ErrNotFound))
	answers("404 with HTML", 404, htmlHead, htmlPage)(refused(ErrNotFound))
	answers("409", 409, jsonHead, `{}`)(refused(ErrInvalidRequest))

	answers("429", 429, "", "")(limited(0))
	answers("429, Retry-After: 7", 429, "Retry-After: 7\r\n", "")(limited(7 * time.Second))
	answers("429, Retry-After: 3600", 429, "Retry-After: 3600\r\n", "")(limited(longest))

	answers("500", 500, jsonHead, `{"status":"error"}`)(lost(ErrServer))
	answers("501", 501, "", "")(puzzling(ErrServer))
	answers("502 with HTML", 502, htmlHead, htmlPage)(lost(ErrServer))
	answers("503, JSON", 503, jsonHead, `{"status":"error"}`)(lost(ErrServer))
	answers("504, empty", 504, "", "")(lost(ErrServer))
	add(fault{name: "500, cut in the body", answer: cut(500)})(lost(ErrServer))

	redirect := func(status int) {
		f := fault{name: fmt.Sprintf("%d to another host", status), answer: reply(status, "Location: https://elsewhere.test/x\r\n", htmlPage)}
		if status == 302 {
			f.except = map[endpointID]want{txnsCreate: w(1, 0)}
		}
		add(f)(puzzling())
	}
	redirect(301)
	redirect(302)
	redirect(307)

	addSlow(add)
	addEnded(add)
	return list
}

// addSlow adds the faults that only time ends.
func addSlow(add func(fault) func(always, first [classes]want)) {
	// An attempt's minute ends the first try, the call's end the second.
	silence := [classes]want{
		classRead:       w(2, 0, ErrConnection).ended(defaultTimeout, context.DeadlineExceeded),
		classRepeatable: w(2, 0, ErrOutcomeUnknown, ErrConnection).ended(defaultTimeout, context.DeadlineExceeded),
		classOnce:       w(1, 0, ErrOutcomeUnknown, ErrConnection).at(time.Minute),
		classRefund:     w(2, 0, ErrOutcomeUnknown, ErrConnection).ended(defaultTimeout, context.DeadlineExceeded),
		classCreate:     w(1, 1, ErrOutcomeUnknown, ErrConnection).ended(defaultTimeout, context.DeadlineExceeded),
	}
	silenceFirst := lostFirst(ErrConnection)
	for c := range silenceFirst {
		silenceFirst[c].took += time.Minute
	}
	add(fault{name: "200, a byte a second for ever", answer: drip(200)})(silence, silenceFirst)
	add(fault{name: "no answer", answer: never})(silence, silenceFirst)

	// A pause that would outlive the deadline does not begin.
	late := each(func(c class) want {
		lookUps := 0
		if c == classRefund || c == classCreate {
			lookUps = 1
		}
		return w(1, lookUps, unknown(c, ErrServer)...).at(0)
	})
	add(fault{
		name: "503, Retry-After beyond the deadline", answer: reply(503, "Retry-After: 15\r\n", ""), options: []Option{WithTimeout(10 * time.Second)},
	})(late, late)
}

// addEnded adds the moments at which a caller may leave.
func addEnded(add func(fault) func(always, first [classes]want)) {
	add(fault{name: "cancelled before the call", before: true})(shut())
	add(fault{name: "cancelled in the dial", dial: cancelDial})(shut())
	add(fault{name: "cancelled before the answer", answer: cancelled(never)})(stuck(0, context.Canceled))
	add(fault{name: "cancelled in the body", answer: cancelled(drip(200))})(stuck(0, context.Canceled))
	pause := each(func(c class) want {
		if c == classOnce { // never pauses
			return w(1, 0, ErrOutcomeUnknown, ErrServer).at(0)
		}
		return w(1, 0, unknown(c, ErrServer)...).ended(5*time.Second, context.Canceled)
	})
	add(fault{name: "cancelled in the pause", answer: cancelIn(5*time.Second, reply(503, "Retry-After: 10\r\n", ""))})(pause, pause)
}

// errorBodies are the documented shapes of a refusal.
var errorBodies = []struct {
	name, body string
	more       []error
}{
	{"error_info an object", `{"status":"invalid_request_error","error_code":"missing_card_number","error_message":"Card number is required.","error_info":{"category":"USER_ERROR","code":"MISSING_MANDATORY_PARAMETER","fields":[{"field_name":"card_number","reason":"Missing field."}]}}`, nil},
	{"error_info a string", `{"status":"error","error_info":"{\"code\":\"INVALID_INPUT\"}"}`, nil},
	{"error_info a list", `{"status":"error","error_info":[{"code":"INVALID_INPUT"}]}`, nil},
	{"error_info alone", `{"error_info":{"code":"INVALID_INPUT"}}`, nil},
	{"flat", `{"status":"Bad Request","error_code":"invalid.amount.exceeded","error_message":"Too much."}`, nil},
	{"NOT_FOUND", `{"status":"NOT_FOUND","status_id":40,"error_info":{"code":"RESOURCE_NOT_FOUND"}}`, []error{ErrNotFound}},
	{"DUPLICATE_ORDER_ID", `{"status":"DUPLICATE_ORDER_ID","status_id":40,"error_message":"taken"}`, []error{ErrAlreadyExists}},
	{"unique", `{"status":"error","error_code":"unique","error_message":"taken"}`, []error{ErrAlreadyExists}},
	{"duplicate.call", `{"status":"ERROR","status_id":"-1","error_code":"duplicate.call"}`, []error{ErrDuplicateCall}},
	{"error true", `{"error":true,"error_message":"no","user_message":"Sorry."}`, nil},
	{"camelCase", `{"status":"FAILURE","errorCode":"INVALID","errorMessage":"no","payload":null}`, nil},
	{"code and message", `{"session_id":"s","code":"INVALID_REQUEST","message":"no"}`, nil},
	{"no object", `["no"]`, nil},
	{"empty", ``, nil},
}
