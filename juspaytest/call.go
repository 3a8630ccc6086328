package juspaytest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// doc is a JSON object on its way out.
type doc = map[string]any

// call is one request to the API, read and understood.
type call struct {
	method  string
	path    string // as it came, escaped
	header  http.Header
	body    []byte
	params  url.Values        // query, form and JSON alike, nested JSON under dotted names
	vars    map[string]string // {order_id} and its like
	route   *route            // nil for a path that Juspay does not have
	from    string            // the caller's address
	problem *reply            // what was wrong with the body, if anything

	keyed    bool   // came with the API key
	customer string // came with this customer's client_auth_token instead: his id
}

func (c *call) get(name string) string { return c.params.Get(name) }
func (c *call) has(name string) bool   { return c.params.Has(name) }
func (c *call) yes(name string) bool   { return strings.EqualFold(c.get(name), "true") }

// reply is an answer on its way out.
type reply struct {
	status int
	header http.Header
	body   any // nil for no body at all
}

func ptr[T any](v T) *T { return &v }

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

func redirect(to string) reply {
	return reply{status: http.StatusFound, header: http.Header{"Location": {to}}}
}

// maxBody is far above anything that Juspay's API is sent.
const maxBody = 1 << 20

var errTooLarge = errors.New("body too large")

// readCall reads a request whole. A body that cannot be understood is no
// failure here: the call carries the answer that Juspay would give.
func readCall(r *http.Request) *call {
	c := &call{method: r.Method, path: r.URL.EscapedPath(), header: r.Header.Clone(), params: url.Values{}}
	c.from, _, _ = net.SplitHostPort(r.RemoteAddr)
	c.route, c.vars = findRoute(r.Method, c.path)
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		body, err = nil, errTooLarge
	}
	c.body = body
	query, queryErr := url.ParseQuery(r.URL.RawQuery)
	merge(c.params, query)
	if err = errors.Join(err, queryErr, c.readBody()); err != nil {
		c.problem = &badRequest
		if errors.Is(err, errTooLarge) {
			c.problem = &reply{status: http.StatusRequestEntityTooLarge}
		}
	}
	return c
}

// readBody takes form and JSON alike, as Juspay does, but for the few endpoints
// that want JSON only and the encrypted ones, whose parameters come later.
func (c *call) readBody() error {
	if len(bytes.TrimSpace(c.body)) == 0 || c.route != nil && c.route.kind == sealed {
		return nil
	}
	contentType, _, _ := mime.ParseMediaType(c.header.Get("Content-Type"))
	if contentType == "application/json" || contentType == "" && c.body[0] == '{' {
		return c.readJSON(c.body)
	}
	if c.route != nil && c.route.kind == jsonOnly {
		return errors.New("not JSON")
	}
	form, err := url.ParseQuery(string(c.body))
	merge(c.params, form)
	return err
}

func (c *call) readJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // amounts keep their digits
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return err
	}
	if decoder.More() {
		return errors.New("more than one JSON value")
	}
	flatten(c.params, "", object, maxNesting)
	return nil
}

// maxNesting is how deep JSON is given dotted names; what lies deeper is kept
// as text.
const maxNesting = 4

// flatten gives {"order":{"order_id":"x"}} the form's name order.order_id, and
// keeps objects and lists as JSON text under their own name besides.
func flatten(into url.Values, prefix string, object map[string]any, depth int) {
	for key, value := range object {
		name := prefix + key
		switch v := value.(type) {
		case nil:
		case string:
			into.Set(name, v)
		case json.Number:
			into.Set(name, v.String())
		case bool:
			into.Set(name, map[bool]string{true: "true", false: "false"}[v])
		default:
			text, _ := json.Marshal(v)
			into.Set(name, string(text))
			if nested, ok := v.(map[string]any); ok && depth > 1 {
				flatten(into, name+".", nested, depth-1)
			}
		}
	}
}

func merge(into, from url.Values) {
	for name, values := range from {
		into[name] = slices.Concat(into[name], values)
	}
}

// apiKey reads the Basic header. Juspay documents base64(key + ":"), and takes
// base64(key) as well: its own Node SDK sends that.
func (c *call) apiKey() (key string, sent bool) {
	scheme, encoded, _ := strings.Cut(c.header.Get("Authorization"), " ")
	if scheme == "" {
		return "", false
	}
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil || !strings.EqualFold(scheme, "Basic") {
		return "", true
	}
	key, _, _ = strings.Cut(string(text), ":")
	return key, true
}

// merchant is the merchant id of the headers, in the spellings that Juspay
// reads.
func (c *call) merchant() string {
	for _, name := range []string{"x-merchantid", "x-merchant-id", "x-jp-merchant-id"} {
		if id := c.header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// fullShapes is the first version of the API that answers with whole orders;
// versions are dates, and compare as text.
const fullShapes = "2018-10-25"

// oldShapes reports that the caller wants the answers of before fullShapes,
// which is also what no version header means.
func (c *call) oldShapes() bool { return c.header.Get("version") < fullShapes }
