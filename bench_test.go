package juspay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Each benchmark stands beside its floor: the same work written by hand, with
// nothing that it does not need. x-floor is what counts; times drift with the
// machine.

// againstFloor benchmarks fn in blocks of five milliseconds that alternate with
// blocks of floor, hand-written for the same work, and reports the median of the
// blocks' ratios as "x-floor": the machine's speed drifts, but hardly within two
// blocks.
func againstFloor(b *testing.B, fn, floor func() error) {
	b.Helper()
	block := func(f func() error, n int) time.Duration {
		start := time.Now()
		for range n {
			if err := f(); err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(start)
	}
	size := func(f func() error) int {
		block(f, 1)
		return max(1, int(5*time.Millisecond/max(1, block(f, 8)/8)))
	}
	n, nFloor := size(fn), size(floor)
	var ratios []float64
	b.ReportAllocs()
	start, i := time.Now(), 0
	for b.Loop() {
		if err := fn(); err != nil {
			b.Fatal(err)
		}
		if i++; i < n {
			continue
		}
		each := time.Since(start).Seconds() / float64(n)
		b.StopTimer()
		ratios = append(ratios, each/(block(floor, nFloor).Seconds()/float64(nFloor)))
		b.StartTimer()
		start, i = time.Now(), 0
	}
	if len(ratios) > 0 {
		slices.Sort(ratios)
		b.ReportMetric(ratios[len(ratios)/2], "x-floor")
	}
}

// benchOrder sends twenty parameters.
func benchOrder() *OrderCreateParams {
	return &OrderCreateParams{
		OrderID: "bench1001", Amount: "1499.50", Currency: "INR",
		CustomerID: "cust_70911", CustomerEmail: "asha.rao@shop.example", CustomerPhone: "9988776655",
		ReturnURL: "https://shop.example/checkout/return", ProductID: "sku-8813", Description: "two books",
		GetClientAuthToken: true,
		BillingAddress: &Address{
			FirstName: "Asha", LastName: "Rao", Line1: "12 Residency Road", Line2: "Shanthala Nagar", City: "Bengaluru",
			State: "Karnataka", Country: "India", PostalCode: "560025", Phone: "9988776655", CountryCodeISO: "IND",
		},
	}
}

// formFloor is the form of benchOrder by hand, but for the order of its keys.
func formFloor(p *OrderCreateParams) string {
	var b strings.Builder
	b.Grow(768)
	add := func(key, text string) {
		if text == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(key)
		b.WriteByte('=')
		escapeFloor(&b, text)
	}
	add("amount", string(p.Amount))
	add("billing_address_city", p.BillingAddress.City)
	add("billing_address_country", p.BillingAddress.Country)
	add("billing_address_country_code_iso", p.BillingAddress.CountryCodeISO)
	add("billing_address_first_name", p.BillingAddress.FirstName)
	add("billing_address_last_name", p.BillingAddress.LastName)
	add("billing_address_line1", p.BillingAddress.Line1)
	add("billing_address_line2", p.BillingAddress.Line2)
	add("billing_address_phone", p.BillingAddress.Phone)
	add("billing_address_postal_code", p.BillingAddress.PostalCode)
	add("billing_address_state", p.BillingAddress.State)
	add("currency", p.Currency)
	add("customer_email", p.CustomerEmail)
	add("customer_id", p.CustomerID)
	add("customer_phone", p.CustomerPhone)
	add("description", p.Description)
	if p.GetClientAuthToken {
		add("options.get_client_auth_token", "true")
	}
	add("order_id", p.OrderID)
	add("product_id", p.ProductID)
	add("return_url", p.ReturnURL)
	return b.String()
}

func escapeFloor(b *strings.Builder, s string) {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
}

// plainType is t as one writes it without this package: the same fields and
// names, of strings, floats, ints and booleans.
func plainType(t reflect.Type) reflect.Type {
	switch t {
	case reflect.TypeFor[Amount]():
		return reflect.TypeFor[float64]()
	case reflect.TypeFor[Time]():
		return reflect.TypeFor[string]()
	case reflect.TypeFor[json.RawMessage](), reflect.TypeFor[[]Order](): // the one type that holds itself
		return reflect.TypeFor[json.RawMessage]()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return reflect.PointerTo(plainType(t.Elem()))
	case reflect.Slice:
		return reflect.SliceOf(plainType(t.Elem()))
	case reflect.String:
		return reflect.TypeFor[string]()
	case reflect.Bool:
		return reflect.TypeFor[bool]()
	case reflect.Int:
		return reflect.TypeFor[int]()
	case reflect.Struct:
		var fields []reflect.StructField
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
				fields = append(fields, reflect.StructField{Name: f.Name, Type: plainType(f.Type), Tag: f.Tag})
			}
		}
		return reflect.StructOf(fields)
	}
	return t
}

// decodeFloor decodes into the plain form of T.
func decodeFloor[T any]() func([]byte) error {
	t := plainType(reflect.TypeFor[T]())
	return func(body []byte) error { return json.Unmarshal(body, reflect.New(t).Interface()) }
}

// callFloor is Orders.Create by hand: URL and headers made once, a pooled
// buffer, no timeout, no retries.
func callFloor(base string, rt http.RoundTripper) func() error {
	client := &http.Client{Transport: rt}
	template, err := http.NewRequest(http.MethodPost, base+"/orders", nil)
	if err != nil {
		panic(err)
	}
	template.Header = http.Header{
		"Authorization": {"Basic a2V5Og=="}, "Content-Type": {formType}, "Accept": {jsonType},
		"User-Agent": {"floor/1"}, "Version": {defaultAPIVersion}, "X-Merchantid": {"shop"}, "X-Routing-Id": {"cust_70911"},
	}
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	decode := decodeFloor[Order]()
	return func() error {
		form := formFloor(benchOrder())
		req := template.WithContext(context.Background())
		req.ContentLength = int64(len(form))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(form)), nil }
		req.Body, _ = req.GetBody()
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer func() { _ = res.Body.Close() }()
		buffer := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(buffer)
		buffer.Reset()
		if _, err := buffer.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusOK {
			return errors.Join(err, errors.New(res.Status))
		}
		return decode(buffer.Bytes())
	}
}

// callSDK is the same through the client.
func callSDK(tb testing.TB, base string, opts ...Option) func() error {
	tb.Helper()
	client, err := NewClient("key", "shop", append([]Option{WithBaseURL(base)}, opts...)...)
	require.NoError(tb, err)
	tb.Cleanup(client.CloseIdleConnections)
	return func() error {
		_, err := client.Orders.Create(context.Background(), benchOrder())
		return err
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	server := startBenchServer(b)
	for name, base := range map[string]string{"http1": server.Plain, "tls": server.TLS, "http2": server.HTTP2} {
		b.Run(name, func(b *testing.B) {
			pool, poolFloor := server.transport(b), server.transport(b)
			pool.ForceAttemptHTTP2, poolFloor.ForceAttemptHTTP2 = name == "http2", name == "http2"
			againstFloor(b,
				callSDK(b, base+"/fast", WithHTTPClient(&http.Client{Transport: pool})),
				callFloor(base+"/fast", poolFloor))
		})
	}
}

// canned is a transport without a network: what remains is the client's work.
type canned struct {
	body   []byte
	failed func(*http.Request) bool
}

func (a canned) RoundTrip(req *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, req.Body)
	status := http.StatusOK
	if a.failed != nil && a.failed(req) {
		status = http.StatusServiceUnavailable
	}
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{}, ContentLength: int64(len(a.body)), Body: io.NopCloser(bytes.NewReader(a.body)),
	}, nil
}

func BenchmarkCall(b *testing.B) {
	rt := canned{body: testdata(b, "answers", "order.json")}
	againstFloor(b, callSDK(b, "https://api.example", WithHTTPClient(&http.Client{Transport: rt})), callFloor("https://api.example", rt))
}

// BenchmarkRetry has each first attempt fail. The waits of thousands of calls
// overlap, so that the work between them is what takes the time.
func BenchmarkRetry(b *testing.B) {
	var seen sync.Map
	rt := canned{body: testdata(b, "answers", "customer.json"), failed: func(req *http.Request) bool {
		_, before := seen.LoadOrStore(req.Header.Get("X-Request-Id"), true)
		return !before
	}}
	each := map[string]func(id string) error{"floor": retryFloor(rt), "juspay": retrySDK(b, rt)}
	for _, name := range []string{"floor", "juspay"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(8192 / runtime.GOMAXPROCS(0))
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := each[name](NewRefundID()); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

func retrySDK(tb testing.TB, rt http.RoundTripper) func(string) error {
	client, err := NewClient("key", "shop", WithHTTPClient(&http.Client{Transport: rt}))
	require.NoError(tb, err)
	return func(id string) error {
		_, err := client.Customers.Update(context.Background(), "cst_1", &CustomerUpdateParams{FirstName: "Asha"}, WithHeader("X-Request-Id", id))
		return err
	}
}

func retryFloor(rt http.RoundTripper) func(string) error {
	decode := decodeFloor[Customer]()
	return func(id string) error {
		for attempt := 1; ; attempt++ {
			req, err := http.NewRequest(http.MethodPost, ProductionURL+"/customers/cst_1", strings.NewReader("first_name=Asha"))
			if err != nil {
				return err
			}
			req.Header.Set("X-Request-Id", id)
			res, err := rt.RoundTrip(req)
			if err != nil {
				return err
			}
			body, err := io.ReadAll(res.Body)
			if err == nil && res.StatusCode == http.StatusOK {
				return decode(body)
			}
			if !wait(context.Background(), attempt, 0) {
				return errors.New("no time left")
			}
		}
	}
}

// BenchmarkInFlight is what docs/performance.md draws.
func BenchmarkInFlight(b *testing.B) {
	server := startBenchServer(b)
	contenders := []struct {
		name string
		call func(*testing.B) func() error
	}{
		{"floor", func(b *testing.B) func() error {
			tuned := server.transport(b)
			tuned.MaxIdleConnsPerHost = 1024
			return callFloor(server.Plain+"/slow", tuned)
		}},
		{"juspay", func(b *testing.B) func() error {
			return callSDK(b, server.Plain+"/slow", WithPool(Pool{MaxIdle: 1024}))
		}},
		{"default-pool", func(b *testing.B) func() error {
			untuned := http.DefaultTransport.(*http.Transport).Clone()
			b.Cleanup(untuned.CloseIdleConnections)
			return callFloor(server.Plain+"/slow", untuned)
		}},
	}
	for n := 1; n <= 1024; n *= 4 {
		for _, c := range contenders {
			b.Run(fmt.Sprintf("%d/%s", n, c.name), func(b *testing.B) { inFlight(b, server, n, c.call(b)) })
		}
	}
}

// inFlight counts the connections of the first calls too: what it takes to be
// warm is part of the price.
func inFlight(b *testing.B, server *benchServer, n int, call func() error) {
	var warm sync.WaitGroup
	server.conns(b)
	for range n {
		warm.Go(func() { _ = call() })
	}
	warm.Wait()
	b.ReportAllocs()
	b.ResetTimer()
	var all sync.WaitGroup
	for caller := range n {
		all.Go(func() {
			for i := caller; i < b.N; i += n {
				if err := call(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	b.ReportMetric(float64(server.conns(b)), "conns")
}

// BenchmarkLateChunk has 50 calls and one connection, although the last chunk of
// each answer is late.
func BenchmarkLateChunk(b *testing.B) {
	server := startBenchServer(b)
	call := callSDK(b, server.Plain+"/late")
	server.conns(b)
	for b.Loop() {
		require.NoError(b, call())
	}
	b.ReportMetric(float64(server.conns(b)), "conns")
}

// BenchmarkWaiting is the memory of a thousand calls that wait.
func BenchmarkWaiting(b *testing.B) {
	const calls = 1000
	server := startBenchServer(b)
	memory := func(call func(context.Context)) float64 {
		ctx, cancel := context.WithCancel(context.Background())
		before := inUse()
		var all sync.WaitGroup
		for range calls {
			all.Go(func() { call(ctx) })
		}
		server.await(b, calls)
		used := inUse() - before
		cancel()
		all.Wait()
		server.await(b, 0)
		return float64(used) / calls
	}
	client, err := NewClient("key", "shop", WithBaseURL(server.Plain+"/stuck"), WithMaxRetries(0))
	require.NoError(b, err)
	pool := newPool(Pool{})
	byHand := &http.Client{Transport: pool}
	template, err := http.NewRequest(http.MethodPost, server.Plain+"/stuck", nil)
	require.NoError(b, err)
	for b.Loop() {
		floor := memory(func(ctx context.Context) {
			req := template.WithContext(ctx)
			form := formFloor(benchOrder())
			req.Body, req.ContentLength = io.NopCloser(strings.NewReader(form)), int64(len(form))
			_, _ = byHand.Do(req) // no answer ever comes
		})
		used := memory(func(ctx context.Context) { _, _ = client.Orders.Create(ctx, benchOrder()) })
		b.ReportMetric(used, "B/call")
		b.ReportMetric(used/floor, "x-floor")
	}
}

func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

func BenchmarkForm(b *testing.B) {
	params := benchOrder()
	require.Equal(b, formFloor(params), formOf(b, params))
	againstFloor(b,
		func() error { formOf(b, params); return nil },
		func() error { formFloor(params); return nil })
}

func formOf(b *testing.B, params any) string {
	f, err := encode(params)
	require.NoError(b, err)
	return string(f.encode())
}

func BenchmarkDecode(b *testing.B) {
	decodes := func(name string, body []byte, into func() any, floor func([]byte) error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			againstFloor(b, func() error { return decode(body, into()) }, func() error { return floor(body) })
		})
	}
	order := func() any { return new(Order) }
	decodes("order", testdata(b, "answers", "order.json"), order, decodeFloor[Order]())
	for _, n := range []int{1, 5, 25} {
		decodes("transactions/"+strconv.Itoa(n), listed(b, "txn_list", n, "order.json"), order, txnFloor())
	}
	for _, n := range []int{1, 10, 100, 1000} {
		decodes("cards/"+strconv.Itoa(n), listed(b, "cards", n, "card.json"), func() any { return new(CardList) }, decodeFloor[CardList]())
	}
}

// txnFloor knows a transaction of an order, which plainType leaves raw.
func txnFloor() func([]byte) error {
	t := reflect.StructOf([]reflect.StructField{{
		Name: "TxnList", Type: reflect.SliceOf(plainType(reflect.TypeFor[Order]())), Tag: `json:"txn_list"`,
	}})
	return func(body []byte) error { return json.Unmarshal(body, reflect.New(t).Interface()) }
}

// listed is an object with n times the same thing in a list.
func listed(tb testing.TB, name string, n int, item string) []byte {
	var object []byte
	if item == "card.json" {
		var list struct{ Cards []json.RawMessage }
		require.NoError(tb, json.Unmarshal(testdata(tb, "answers", "card_list.json"), &list))
		object = list.Cards[0]
	} else {
		object = testdata(tb, "answers", item)
	}
	items := slices.Repeat([]json.RawMessage{object}, n)
	body, err := json.Marshal(map[string]any{name: items})
	require.NoError(tb, err)
	return body
}
