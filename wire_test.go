package juspay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wire is one call as it travels. What is sent stands in testdata/requests under
// the wire's name, header for header and parameter for parameter; what comes
// back in testdata/answers.
type wire struct {
	name string
	row  endpointID
	invocation
	encrypted bool
	opts      []Option // of this call
	status    int      // 200 when 0
	header    http.Header
	answer    string // "" has no body
	want      any    // the result but for its Response
}

func wires() []wire {
	return slices.Concat(customerWires, cardWires, txnWires, orderWires, vaultWires, encryptedWires, optionWires)
}

func TestRequestsAreExactAndAnswersAreRead(t *testing.T) {
	t.Parallel()
	for _, w := range wires() {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			client, mock := newMocked(t)
			var sent string
			mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				sent = requestText(t, r, w.encrypted)
				assert.Same(t, &endpoints[w.row], r.Context().Value(exchangeKey{}).(*exchange).endpoint)
				assert.Equal(t, "juspay-go/"+Version, r.Header.Get("User-Agent"))
				header := http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"req-1"}}
				maps.Copy(header, w.header)
				return &http.Response{StatusCode: max(w.status, 200), Header: header, Body: io.NopCloser(bytes.NewReader(w.answerBody(t)))}, nil
			})
			opts := w.opts
			if w.encrypted {
				opts = append(slices.Clone(opts), WithEncryption(testKeys(t)))
			}

			got, err := w.on(t.Context(), client, opts...)

			require.NoError(t, err)
			file := filepath.Join("testdata", "requests", strings.ReplaceAll(w.name, " ", "_")+".http")
			expected, err := os.ReadFile(file)
			require.NoError(t, err, "it sent\n%s", sent)
			assert.Equal(t, string(expected), sent)
			assert.Equal(t, 1, mock.GetTotalCallCount())

			response := reflect.ValueOf(got).Elem().FieldByName("Response")
			res := response.Interface().(*Response)
			require.NotNil(t, res)
			assert.Equal(t, max(w.status, 200), res.StatusCode)
			assert.Equal(t, "req-1", res.RequestID)
			assert.Equal(t, "application/json", res.Header.Get("Content-Type"))
			assert.Equal(t, string(w.plainAnswer(t)), string(res.Body), "the answer stays at hand, in clear")
			response.SetZero()
			assert.Equal(t, w.want, got)
		})
	}
}

func (w *wire) plainAnswer(t *testing.T) []byte {
	if w.answer == "" {
		return []byte{}
	}
	return readAnswer(t, w.answer)
}

func (w *wire) answerBody(t *testing.T) []byte {
	plain := w.plainAnswer(t)
	if !w.encrypted {
		return plain
	}
	merchant, juspay := testPrivateKey(t, "merchant-pkcs8.pem"), testPrivateKey(t, "juspay-pkcs8.pem")
	signed := forgedJWS(t, juspay, rs256, string(plain))
	return []byte(objectJWE(t, forgery{}.encrypt(t, &merchant.PublicKey, objectJWS(t, signed))))
}

// requestText writes a request as testdata/requests has it: the headers sorted,
// but for the User-Agent, which has a test of its own; one parameter of a form a
// line, as it is escaped; JSON indented; encrypted bodies opened.
func requestText(t *testing.T, r *http.Request, encrypted bool) string {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s\n", r.Method, r.URL)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			if name != "User-Agent" {
				fmt.Fprintf(&text, "%s: %s\n", name, value)
			}
		}
	}
	if r.Body == nil {
		assert.Zero(t, r.ContentLength)
		return text.String()
	}
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	assert.Equal(t, int64(len(body)), r.ContentLength)
	if encrypted {
		body = []byte(openedByJuspay(t, body))
	}
	text.WriteByte('\n')
	if r.Header.Get("Content-Type") == "application/json" {
		var indented bytes.Buffer
		require.NoError(t, json.Indent(&indented, body, "", "  "))
		body = append(indented.Bytes(), '\n')
	} else if len(body) > 0 {
		form, err := url.ParseQuery(string(body))
		require.NoError(t, err)
		assert.Equal(t, form.Encode(), string(body), "sorted, and escaped as forms are")
		body = append(bytes.ReplaceAll(body, []byte("&"), []byte("\n&")), '\n')
	}
	text.Write(body)
	return text.String()
}

func TestEveryEndpointHasAWire(t *testing.T) {
	t.Parallel()
	plain, encrypted := map[endpointID]bool{}, map[endpointID]bool{}
	for _, w := range wires() {
		if w.encrypted {
			encrypted[w.row] = true
		} else {
			plain[w.row] = true
		}
	}
	for row := range endpointCount {
		assert.True(t, plain[row], "%s is sent by no test", endpoints[row].route(false))
		assert.Equal(t, endpoints[row].twin != "", encrypted[row], "%s, encrypted", endpoints[row].route(false))
	}
}

func TestEveryRequestOfTheTestsIsSent(t *testing.T) {
	t.Parallel()
	var files, names []string
	entries, err := os.ReadDir(filepath.Join("testdata", "requests"))
	require.NoError(t, err)
	for _, entry := range entries {
		files = append(files, entry.Name())
	}
	for _, w := range wires() {
		names = append(names, strings.ReplaceAll(w.name, " ", "_")+".http")
	}
	assert.ElementsMatch(t, names, files)
}
