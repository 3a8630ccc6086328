package juspay

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// request is what a method hands over: the ids of its path, its params, and
// what the SDK adds.
type request struct {
	ids     []string
	params  any
	add     form
	query   form   // of a call that has a body as well
	routing string // the customer's or order's id, for x-routing-id
}

// result is a pointer to a result struct.
type result[T any] interface {
	*T
	setResponse(*Response)
}

// call is the one way to Juspay: it checks and encodes the request, sends it as
// often as the endpoint allows, and decodes the answer.
func call[T any, R result[T]](ctx context.Context, c *Client, id endpointID, r request, opts []Option) (*T, error) {
	return callKeyed[T, R](ctx, c, id, r, opts, nil)
}

// callKeyed is call for endpoints with a key of the caller's: find looks up
// what a doubtful attempt left behind.
func callKeyed[T any, R result[T]](ctx context.Context, c *Client, id endpointID, r request, opts []Option, find func(context.Context) (*T, error)) (*T, error) {
	x, err := c.newExchange(ctx, id, r, opts)
	if err != nil {
		return nil, err
	}

	var found *T
	if find != nil {
		x.find = func(ctx context.Context) (err error) {
			found, err = find(ctx)
			return err
		}
	}
	res, err := x.run(ctx)
	if err != nil || found != nil {
		return found, err
	}
	out := R(new(T))
	if err := x.read(res, out); err != nil {
		return nil, err
	}
	out.setResponse(res)
	return out, nil
}

// exchange is one call under way, all its attempts included.
type exchange struct {
	*settings
	client    *Client
	endpoint  *endpoint
	encrypted bool
	url       url.URL
	routing   string
	mediaType string // of the body; "" when there is none
	body      []byte
	params    any // what it was made of, to mask its secrets in errors
	find      func(context.Context) error
	end       time.Time // when the call must be over; the zero time is never
	attempts  int
}

// newExchange refuses what must not be sent; whatever it passes is ready to go.
func (c *Client) newExchange(ctx context.Context, id endpointID, r request, opts []Option) (*exchange, error) {
	if ctx == nil {
		return nil, &ParamError{Field: "ctx", Reason: "must not be nil"}
	}
	s, err := c.settings.with(opts)
	if err != nil {
		return nil, err
	}
	x := &exchange{settings: s, client: c, endpoint: &endpoints[id], params: r.params, end: s.end()}
	x.encrypted = s.keys != nil && x.endpoint.twin != ""
	f, err := x.form(r)
	if err != nil {
		return nil, err
	}
	if err := x.address(r); err != nil {
		return nil, err
	}
	if err := x.routeBy(r.routing); err != nil {
		return nil, err
	}
	return x, x.setBody(f, r.params)
}

func (x *exchange) form(r request) (form, error) {
	f, err := encode(r.params)
	if err != nil {
		return nil, err
	}
	add := r.add
	if x.encrypted { // the path of a twin may lack the ids, its claims hold them
		for i, name := range x.endpoint.names() {
			add = append(add, pair{name, r.ids[i]})
		}
	}
	if x.endpoint.has(namesMerchant) {
		add = append(add, pair{"merchant_id", x.merchantID})
	}
	for _, own := range add {
		if f.has(own.name) { // only Extra can have brought it
			return nil, &ParamError{Field: "Extra", Reason: own.name + " is the SDK's to set"}
		}
	}
	return append(f, add...), nil
}

// address fills the path. An id is one segment, whatever is in it; "", "." and
// ".." would name another path.
func (x *exchange) address(r request) error {
	names, ids := x.endpoint.names(), r.ids
	if len(names) == 1 && names[0] == "merchant_id" {
		ids = []string{x.merchantID}
	}
	template := x.endpoint.path
	if x.encrypted {
		template = x.endpoint.twin
	}
	for i, id := range ids {
		if id == "" || id == "." || id == ".." || strings.ContainsFunc(id, isControl) {
			return &ParamError{Field: argument(names[i]), Reason: "must be an id, of printable characters"}
		}
	}
	path, raw := x.base.Path, x.base.EscapedPath()
	for _, id := range ids {
		before, after, ok := strings.Cut(template, "{")
		if !ok {
			break // a twin's ids travel in its body
		}
		path, raw = path+before+id, raw+before+url.PathEscape(id)
		_, template, _ = strings.Cut(after, "}")
	}
	x.url = url.URL{Scheme: x.base.Scheme, Host: x.base.Host, Path: path + template, RawQuery: string(r.query.encode())}
	if raw != path {
		x.url.RawPath = raw + template
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// argument turns order_id into orderID, as methods name their arguments.
func argument(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words[1:] {
		if w == "id" || w == "uuid" {
			words[i+1] = strings.ToUpper(w)
		} else {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "")
}

// routeBy chooses what x-routing-id says: the option's word, else the call's,
// else the merchant.
func (x *exchange) routeBy(routing string) error {
	x.routing = cmp.Or(x.routingID, routing, x.merchantID)
	if !isHeaderValue(x.routing) {
		return &ParamError{Field: "RoutingID", Reason: "an id with control characters or spaces around it cannot route; see WithRoutingID"}
	}
	return nil
}

// jsonBody is an object of named texts: what elsewhere is a form, dots and all.
// Params that are more than that bring a body of their own.
func jsonBody(f form, params any) ([]byte, error) {
	o := map[string]any{}
	if b, ok := params.(bodied); ok {
		o = b.body()
	}
	for i, p := range f {
		switch _, taken := o[p.name]; {
		case taken && f[:i].has(p.name): // where a form takes several, nobody knows what JSON would
			return nil, &ParamError{Field: "Extra", Reason: "must have one value for " + p.name + " in JSON"}
		case taken:
			return nil, &ParamError{Field: "Extra", Reason: extraTaken}
		}
		o[p.name] = p.text
	}
	return json.Marshal(o)
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

func (x *exchange) setBody(f form, params any) (err error) {
	switch {
	case x.encrypted:
		x.mediaType = jsonType
		if x.body, err = jsonBody(f, params); err == nil {
			x.body, err = x.keys.seal(x.body)
		}
	case x.endpoint.sends == inJSON:
		x.mediaType = jsonType
		x.body, err = jsonBody(f, params)
	case x.endpoint.sends == inForm:
		x.mediaType = formType
		x.body = f.encode()
	case len(f) > 0:
		x.url.RawQuery = string(f.encode())
	}
	return err
}

// read decodes an answer that says yes. When it cannot be read, whatever the
// call changes may have been changed.
func (x *exchange) read(res *Response, out any) error {
	if x.endpoint.has(redirects) && res.StatusCode == http.StatusFound {
		return nil
	}
	if err := decode(res.Body, out); err != nil {
		return x.doubtful(&DecodeError{Route: x.route(), Err: err, Response: res})
	}
	return nil
}

// doubtful says that the outcome is unknown, unless there is none to know.
func (x *exchange) doubtful(err error) error {
	if x.endpoint.repeat == read {
		return err
	}
	return &OutcomeUnknownError{Route: x.route(), Next: x.endpoint.next, Err: err}
}

func (x *exchange) route() string { return x.endpoint.route(x.encrypted) }

// end is when a call that begins now must be over, as WithTimeout says.
func (s *settings) end() time.Time {
	if s.timeout == 0 {
		return time.Time{}
	}
	return time.Now().Add(s.timeout)
}

// until is context.WithDeadline, for an end that may be never, and without a
// timer of its own where ctx ends as early: two of one instant would fire in any
// order.
func until(ctx context.Context, end time.Time) (context.Context, context.CancelFunc) {
	if earlier, ok := ctx.Deadline(); end.IsZero() || ok && !end.Before(earlier) {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end)
}

// hide masks what the call sent in secret, should a server echo it.
func (x *exchange) hide(text string) string {
	secrets := secretsIn(reflect.ValueOf(x.params), "", nil)
	basic := strings.TrimPrefix(x.authorization()[0], "Basic ")
	if key, err := base64.StdEncoding.DecodeString(basic); err == nil {
		secrets = append(secrets, basic, strings.TrimSuffix(string(key), ":"))
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) }) // a short one may be part of another
	pairs := make([]string, 0, 2*len(secrets))
	for _, secret := range secrets {
		pairs = append(pairs, secret, mask)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
