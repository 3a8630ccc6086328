package juspay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func testEvent(t testing.TB, file string) *Event {
	t.Helper()
	event, err := ParseEvent(testdata(t, "webhooks", file))
	require.NoError(t, err)
	return event
}

func TestParseEvent(t *testing.T) {
	t.Parallel()
	event := testEvent(t, "order_succeeded.json")

	assert.Equal(t, "evt_V2_0123456789abcdef0123456789abcdef", event.ID)
	assert.Equal(t, EventOrderSucceeded, event.Name)
	assert.Equal(t, time.Date(2024, 5, 1, 10, 1, 2, 0, time.UTC), event.DateCreated.Time)
	require.NotNil(t, event.Order)
	assert.Equal(t, "ord1001", event.Order.OrderID)
	assert.Equal(t, StatusCharged, event.Order.Status)
	assert.Equal(t, Int(21), event.Order.StatusID)
	assert.Equal(t, Amount("250.5"), event.Order.Amount)
	assert.Empty(t, event.Order.MaximumEligibleRefundAmount, "a sum that is FILTERED is none")
	assert.Equal(t, "FILTERED", event.Order.CustomerEmail)
	assert.True(t, bool(event.Order.Card.UsingToken), "though it comes as text")
	assert.Equal(t, "1111", event.Order.Card.LastFourDigits)
	assert.Equal(t, "2222", event.Order.Card.Token.LastFourDigits)

	var content struct {
		Order struct {
			CustomerPhone string `json:"customer_phone"`
		}
	}
	require.NoError(t, json.Unmarshal(event.Content, &content))
	assert.Equal(t, "FILTERED", content.Order.CustomerPhone, "the raw content is whole")
}

func TestParseEventDeliversWhatHasNoOrder(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]struct {
		name   EventName
		member string
	}{
		"mandate_activated.json":      {EventMandateActivated, `"mandate_id": "mid_1"`},
		"notification_succeeded.json": {EventNotificationSucceeded, `"object_reference_id": "not1"`},
		"chargeback_received.json":    {EventChargebackReceived, `"id": "cb_1"`},
	} {
		event := testEvent(t, file)
		assert.Equal(t, want.name, event.Name, file)
		assert.Nil(t, event.Order, file)
		assert.Contains(t, string(event.Content), want.member, file)
		assert.Empty(t, event.Refunds(), file)
	}
}

func TestParseEventNeverLosesAnEventToAWobble(t *testing.T) {
	t.Parallel()
	const head = `{"id":"evt_1","event_name":"ORDER_SUCCEEDED","date_created":"2024-05-01T10:01:02Z","content":`
	tests := map[string]struct {
		body    string
		id      string
		order   string // its id; "" is no order
		content string
	}{
		"numbers as text":         {head + `{"order":{"order_id":"o1","status_id":"21","amount":"1.50"}}}`, "evt_1", "o1", `{"order":{"order_id":"o1","status_id":"21","amount":"1.50"}}`},
		"text for an object":      {head + `{"order":{"refunds":"FILTERED","order_id":"o1","status":"CHARGED"}}}`, "evt_1", "o1", `{"order":{"refunds":"FILTERED","order_id":"o1","status":"CHARGED"}}`},
		"a number for a text":     {head + `{"order":{"order_id":1001,"payer_vpa":"null"}}}`, "evt_1", "1001", `{"order":{"order_id":1001,"payer_vpa":"null"}}`},
		"an unknown field":        {head + `{"order":{"order_id":"o1"},"txn":{"order":"x"}}}`, "evt_1", "o1", `{"order":{"order_id":"o1"},"txn":{"order":"x"}}`},
		"an order of null":        {head + `{"order":null}}`, "evt_1", "", `{"order":null}`},
		"an order of text":        {head + `{"order":"ord_1"}}`, "evt_1", "", `{"order":"ord_1"}`},
		"an order of list":        {head + `{"order":[1]}}`, "evt_1", "", `{"order":[1]}`},
		"content of null":         {head + `null}`, "evt_1", "", `null`},
		"content of text":         {head + `"x{\"order\":1}" }`, "evt_1", "", `"x{\"order\":1}"`},
		"content of list":         {head + `[{"order":{"order_id":"o1"}}] }`, "evt_1", "", `[{"order":{"order_id":"o1"}}]`},
		"content of number":       {head + `-1.5e3 }`, "evt_1", "", `-1.5e3`},
		"an empty content":        {head + "{ \n } }", "evt_1", "", "{ \n }"},
		"no content":              {`{"id":"evt_1","event_name":"X"}`, "evt_1", "", ``},
		"no id":                   {`{"event_name":"X"}`, "", "", ``},
		"a number for an id":      {`{"id":123,"event_name":"X"}`, "123", "", ``},
		"null for an id":          {`{"id":null,"event_name":"X"}`, "", "", ``},
		"a date nobody can read":  {`{"event_name":"X","date_created":"yesterday"}`, "", "", ``},
		"brackets in text":        {`{"a":"}]","event_name":"X","b":["\"}",{"content":2}],"content":{"c":"{\\"}}`, "", "", `{"c":"{\\"}`},
		"white space all over":    {" {\n\t\"event_name\" : \"X\" , \"content\" :\r\n { \"order\" : { \"order_id\" : \"o1\" } } } ", "", "o1", `{ "order" : { "order_id" : "o1" } }`},
		"an escaped name":         {`{"event_name":"X","\u0063ontent":{"order":{"order_id":"o1"}}}`, "", "o1", `{"order":{"order_id":"o1"}}`},
		"names in another case":   {`{"Event_Name":"X","CONTENT":{"Order":{"order_id":"o1"}}}`, "", "o1", `{"Order":{"order_id":"o1"}}`},
		"an order without its id": {`{"event_name":"X","content":{"order":{"status":"CHARGED"}}}`, "", "no id", `{"order":{"status":"CHARGED"}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event, err := ParseEvent([]byte(tt.body))
			require.NoError(t, err)
			assert.Equal(t, tt.id, event.ID)
			assert.Equal(t, tt.content, string(event.Content))
			if tt.order == "" {
				assert.Nil(t, event.Order)
				return
			}
			require.NotNil(t, event.Order)
			if tt.order == "no id" {
				assert.Equal(t, StatusCharged, event.Order.Status)
				return
			}
			assert.Equal(t, tt.order, event.Order.OrderID)
			assert.Empty(t, event.Order.PayerVPA, "the text null is none")
		})
	}
}

func TestParseEventRefusesWhatIsNoEvent(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"nothing":             "",
		"white space":         " \n",
		"null":                "null",
		"a number":            "1",
		"text":                `"ORDER_SUCCEEDED"`,
		"a list":              `[{"event_name":"X"}]`,
		"an empty object":     "{}",
		"no name":             `{"id":"evt_1","content":{"order":{"order_id":"o1"}}}`,
		"an empty name":       `{"id":"evt_1","event_name":""}`,
		"a name of null":      `{"id":"evt_1","event_name":null}`,
		"cut short":           `{"id":"evt_1","event_name":"X","content":{"order":{"order_id":"o1"}`,
		"more behind":         `{"id":"evt_1","event_name":"X"}{}`,
		"HTML":                "<html></html>",
		"nested without end":  strings.Repeat(`{"content":`, 100_000),
		"encrypted":           string(testdata(t, "jwe", "webhook-jwt.json")),
		"an encrypted answer": string(testdata(t, "jwe", "answer-object.json")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event, err := ParseEvent([]byte(body))
			require.ErrorIs(t, err, ErrDecode)
			assert.Nil(t, event)
		})
	}
}

func TestEventKeepsItsContentWhenTheBufferIsUsedAgain(t *testing.T) {
	t.Parallel()
	body := testdata(t, "webhooks", "order_succeeded.json")
	event, err := ParseEvent(body)
	require.NoError(t, err)
	before := string(event.Content)
	clear(body)
	assert.Equal(t, before, string(event.Content))
	assert.Equal(t, "ord1001", event.Order.OrderID)
}

func TestEventRefunds(t *testing.T) {
	t.Parallel()
	event := testEvent(t, "order_refunded.json")
	ids := func(name EventName) []string {
		event := *event
		event.Name = name
		var ids []string
		for _, refund := range event.Refunds() {
			ids = append(ids, refund.UniqueRequestID)
		}
		return ids
	}
	assert.Equal(t, []string{"rf_second", "rf_first"}, ids(EventOrderRefunded), "those that succeeded, the newest first")
	assert.Equal(t, []string{"rf_second", "rf_first"}, ids(EventAutoRefundSucceeded))
	assert.Equal(t, []string{"rf_waiting"}, ids(EventRefundInitiated))
	assert.Equal(t, []string{"rf_first"}, ids(EventRefundARNCaptured), "those with an ARN")
	assert.Empty(t, ids(EventOrderRefundFailed))
	assert.Empty(t, ids(EventRefundManualReviewNeeded))
	assert.Empty(t, ids(EventOrderSucceeded), "an event about no refund")
	assert.Empty(t, ids("REFUND_REINVENTED"))

	paidInParts := &Event{Name: EventOrderRefunded, Order: &Order{TxnList: []Order{{}, {Refunds: event.Order.Refunds}}}}
	require.Len(t, paidInParts.Refunds(), 2)
	assert.Equal(t, "rf_second", paidInParts.Refunds()[0].UniqueRequestID)

	event.Refunds()[0].ARN = "changed"
	assert.Equal(t, "changed", event.Order.Refunds[2].ARN, "they point into the order")
}

func TestEventKey(t *testing.T) {
	t.Parallel()
	key := func(body string) string {
		event, err := ParseEvent([]byte(body))
		require.NoError(t, err)
		return event.Key()
	}
	assert.Equal(t, "evt_1", key(`{"id":"evt_1","event_name":"X"}`), "Juspay's id, where there is one")

	without := func(name, txn, status, refund, refundStatus, other string) string {
		return fmt.Sprintf(`{"event_name":%q,"content":{"order":{"order_id":"o1","txn_id":%q,"status":%q,"udf1":%q,"refunds":[{"unique_request_id":%q,"status":%q}]}}}`,
			name, txn, status, other, refund, refundStatus)
	}
	first := without("ORDER_REFUNDED", "t1", "CHARGED", "r1", "SUCCESS", "")
	assert.Equal(t, key(first), key(without("ORDER_REFUNDED", "t1", "CHARGED", "r1", "SUCCESS", "else")), "the same event, delivered again")
	assert.LessOrEqual(t, len(key(first)), 64)

	distinct := map[string]string{}
	for _, body := range []string{
		first,
		without("ORDER_REFUND_FAILED", "t1", "CHARGED", "r1", "SUCCESS", ""),
		without("ORDER_REFUNDED", "t2", "CHARGED", "r1", "SUCCESS", ""),
		without("ORDER_REFUNDED", "t1", "NEW", "r1", "SUCCESS", ""),
		without("ORDER_REFUNDED", "t1", "CHARGED", "r2", "SUCCESS", ""),
		without("ORDER_REFUNDED", "t1", "CHARGED", "r1", "PENDING", ""),
		`{"event_name":"MANDATE_CREATED","content":{"mandate":{"mandate_id":"m1"}}}`,
		`{"event_name":"MANDATE_CREATED","content":{"mandate":{"mandate_id":"m2"}}}`,
		`{"event_name":"MANDATE_REVOKED","content":{"mandate":{"mandate_id":"m2"}}}`,
		`{"event_name":"X","content":{"order":{"status":"CHARGED"}}}`,
		`{"event_name":"X","content":{"order":{"status":"NEW"}}}`,
		`{"id":"` + strings.Repeat("1", 65) + `","event_name":"X"}`,
		`{"id":"` + strings.Repeat("1", 66) + `","event_name":"X"}`,
	} {
		k := key(body)
		assert.Empty(t, distinct[k], "%s has the key of %s", body, distinct[k])
		distinct[k] = body
		assert.LessOrEqual(t, len(k), 64)
	}
}

func TestEventAsJSONIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"order_succeeded.json", "order_failed_without_id.json", "mandate_activated.json"} {
		event := testEvent(t, file)
		text, err := json.Marshal(event)
		require.NoError(t, err)
		again, err := ParseEvent(text)
		require.NoError(t, err)
		assert.JSONEq(t, string(event.Content), string(again.Content), file)
		assert.Equal(t, event.Order == nil, again.Order == nil, file)
		event.Content, event.Order, again.Content, again.Order = nil, nil, nil, nil
		assert.Equal(t, event, again, file)
	}
}

func TestEventPrintsWithoutItsContent(t *testing.T) {
	t.Parallel()
	event := testEvent(t, "mandate_activated.json")
	var printed bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&printed, verb+verb+verb+"\n", event, *event, []any{event})
	}
	slog.New(slog.NewTextHandler(&printed, nil)).Info("x", "event", event)
	slog.New(slog.NewJSONHandler(&printed, nil)).Info("x", "event", *event, "pointer", event)

	assert.Contains(t, printed.String(), "MANDATE_ACTIVATED")
	assert.NotContains(t, printed.String(), "mid_1")
	assert.NotContains(t, printed.String(), fmt.Sprintf("%x", "mid_1"))
}

func FuzzParseEvent(f *testing.F) {
	for _, file := range []string{"order_succeeded.json", "order_failed_without_id.json", "order_refunded.json", "mandate_activated.json"} {
		f.Add(testdata(f, "webhooks", file))
	}
	f.Add([]byte(`{"event_name":"X","content":{"order":{"refunds":[{"status":null}],"txn_list":[{}]}},"Content":1,"\u0063ontent":[]}`))
	f.Add([]byte(`{"event_name":"X","content":"}\\\"{","content":`))
	f.Fuzz(func(t *testing.T, body []byte) {
		event, err := ParseEvent(body)
		if err != nil {
			require.ErrorIs(t, err, ErrDecode)
			require.Nil(t, event)
			return
		}
		require.NotEmpty(t, event.Name)
		require.LessOrEqual(t, len(event.Key()), 64)
		require.LessOrEqual(t, len(event.Refunds()), len(body))
		_ = fmt.Sprint(event)

		// The count of brackets finds what encoding/json finds.
		var envelope struct{ Content json.RawMessage }
		require.NoError(t, json.Unmarshal(body, &envelope))
		require.Equal(t, string(envelope.Content), string(event.Content))
	})
}

// FuzzMember gives the count of brackets what it is never given: text that is
// not JSON. It may find nonsense there, but ends and does not panic.
func FuzzMember(f *testing.F) {
	f.Add([]byte(`{"content":{"a":[1,"x\"}"]},"b":2}`))
	f.Add([]byte(`{"content`))
	f.Add([]byte(`{"content":"\`))
	f.Add([]byte(`{,:}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		found := member(text, "content")
		require.LessOrEqual(t, len(found), len(text))
	})
}
