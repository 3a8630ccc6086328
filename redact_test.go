package juspay

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// structs are the struct types of the package's own source, and which of them
// format themselves by value.
type structs struct {
	fields  map[string]*ast.StructType
	formats map[string]bool
	redacts map[string]bool // those that do so through redact
}

func readStructs(t *testing.T) structs {
	t.Helper()
	ours := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), ".", ours, parser.SkipObjectResolution) //nolint:staticcheck // SA1019: there are no build tags here
	require.NoError(t, err)
	found := structs{fields: map[string]*ast.StructType{}, formats: map[string]bool{}, redacts: map[string]bool{}}
	for _, file := range packages["juspay"].Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok {
					found.fields[n.Name.Name] = s
				}
			case *ast.FuncDecl:
				if n.Name.Name == "Format" && n.Recv != nil {
					if receiver, ok := n.Recv.List[0].Type.(*ast.Ident); ok {
						found.formats[receiver.Name] = true
						ast.Inspect(n.Body, func(inner ast.Node) bool {
							if called, ok := inner.(*ast.Ident); ok && called.Name == "redact" {
								found.redacts[receiver.Name] = true
							}
							return true
						})
					}
				}
			}
			return true
		})
	}
	return found
}

// mustHide reports that a value of this type leads to something that must not
// be printed: a secret, a token, an answer's bytes, or values of unknown
// meaning.
func (s structs) mustHide(name string, seen map[string]bool) bool {
	if name == "Secret" || name == "PaymentSource" || name == "Response" {
		return true
	}
	if s.fields[name] == nil || seen[name] {
		return false
	}
	seen[name] = true
	hide := false
	for _, field := range s.fields[name].Fields.List {
		for _, n := range field.Names {
			hide = hide || tokens[n.Name]
		}
		ast.Inspect(field.Type, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.MapType:
				hide = true
			case *ast.Ident:
				hide = hide || n.Name == "Values" || s.mustHide(n.Name, seen)
			}
			return true
		})
	}
	return hide
}

func TestEveryTypeThatLeadsToASecretFormatsItself(t *testing.T) {
	t.Parallel()
	s := readStructs(t)
	require.Greater(t, len(s.fields), 50, "the source was not found")
	for name := range s.fields {
		if ast.IsExported(name) && s.mustHide(name, map[string]bool{}) && !s.formats[name] {
			t.Errorf("%s has no Format: add func (v %s) Format(f fmt.State, _ rune) { redact(f, v) }", name, name)
		}
	}
}

// printable are the types that format themselves, each to be filled with
// secrets and printed.
var printable = []any{
	CustomerCreateParams{}, CustomerGetParams{}, CustomerUpdateParams{}, Customer{}, ClientAuth{}, CardDetails{},
	CardTokenizeParams{}, CardTokenized{}, CardAddParams{}, CardAdded{}, CardListParams{}, CardList{}, StoredCard{},
	CardUpdateParams{}, CardUpdated{}, CardDeleted{}, CardInfoParams{}, CardInfo{}, BINList{}, TxnCreateParams{}, Txn{}, Payment{},
	Authentication{}, OTPChallenge{}, OTPSubmitParams{}, OTPResult{}, PaymentInfo{}, CaptureParams{}, TxnRefundParams{}, NewCard{},
	SavedCard{}, NetworkToken{}, EncryptedCard{}, UPICollect{}, UPIIntent{}, Wallet{}, MandateExecution{}, OtherSource{}, Order{},
	OrderCard{}, Refund{}, Mandate{}, SecondFactorResponse{}, OrderCreateParams{}, Address{}, OrderGetParams{}, OrderUpdateParams{},
	RefundParams{}, FulfillmentParams{}, Fulfillment{}, SessionCreateParams{}, Session{}, SavedPaymentMethodsParams{},
	SavedPaymentMethods{}, WalletList{}, CustomerWallet{}, MerchantPaymentMethodsParams{}, MerchantPaymentMethods{},
	CardFingerprintParams{}, CardFingerprint{}, VaultCardParams{}, VaultCard{}, VaultAuthenticationDetails{},
	VaultCardDeleteParams{}, VaultCardDeleted{}, TokenGenerateParams{}, TokenGenerated{}, AltIDParams{}, AltID{}, AltIDPayload{},
	AltIDDetails{},
	Event{}, Return{},
}

func TestEveryTypeThatFormatsItselfIsPrintedHere(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{"Response": true} // has a test of its own
	for _, v := range printable {
		listed[reflect.TypeOf(v).Name()] = true
	}
	for name := range readStructs(t).redacts {
		assert.True(t, listed[name], "%s is missing among the printable types", name)
	}
}

// What must never be seen; maskDigits would hide the digits of a card number
// anywhere, and so do not prove much.
const (
	plantedNumber = "4111111111111111"
	plantedCVV    = "cvv-planted"
	plantedToken  = "tkn_planted"
	plantedRaw    = "raw-planted"
)

// plant fills everything that v leads to: secrets and tokens with what must not
// be seen, raw and unknown values too when raw is set, the rest with "x".
func plant(v reflect.Value, name string, raw bool, depth int) {
	rawText := "x"
	if raw {
		rawText = plantedRaw
	}
	switch v.Type() {
	case reflect.TypeFor[Secret]():
		v.SetString(plantedNumber + plantedCVV)
		return
	case reflect.TypeFor[PaymentSource]():
		v.Set(reflect.ValueOf(&NewCard{Number: plantedNumber, SecurityCode: plantedCVV}))
		return
	case reflect.TypeFor[Response]():
		v.Set(reflect.ValueOf(Response{StatusCode: 200, Header: http.Header{"A": {plantedRaw}}, Body: []byte(plantedRaw)}))
		return
	case reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(`"` + rawText + `"`))
		return
	case reflect.TypeFor[url.Values]():
		v.Set(reflect.ValueOf(url.Values{"x": {rawText}}))
		return
	case reflect.TypeFor[Time](), reflect.TypeFor[time.Time]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
		if tokens[name] {
			v.SetString(plantedToken)
		}
	case reflect.Pointer:
		if depth < 6 {
			v.Set(reflect.New(v.Type().Elem()))
			plant(v.Elem(), name, raw, depth+1)
		}
	case reflect.Slice:
		if depth < 6 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			plant(v.Index(0), name, raw, depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		if value.Kind() == reflect.Interface || value.Kind() == reflect.String {
			value.Set(reflect.ValueOf(rawText))
		} else {
			plant(value, name, raw, depth+1)
		}
		v.SetMapIndex(reflect.ValueOf("x"), value)
	case reflect.Struct:
		for i := range v.NumField() {
			plant(v.Field(i), v.Type().Field(i).Name, raw, depth+1)
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(1)
	}
}

func planted(typ reflect.Type, raw bool) reflect.Value {
	v := reflect.New(typ)
	plant(v.Elem(), "", raw, 0)
	return v
}

// Two verbs cannot be told anything: fmt answers %p and %w of a value that is no
// pointer, or no error, with the bare value, asking no method; go vet finds
// both.
func TestNoVerbPrintsASecret(t *testing.T) {
	t.Parallel()
	for _, example := range printable {
		typ := reflect.TypeOf(example)
		t.Run(typ.Name(), func(t *testing.T) {
			t.Parallel()
			pointer := planted(typ, true)
			for _, v := range []any{
				pointer.Interface(), pointer.Elem().Interface(), []any{pointer.Interface()}, map[string]any{"x": pointer.Elem().Interface()},
				struct{ V any }{pointer.Interface()}, &struct{ V any }{pointer.Elem().Interface()},
			} {
				for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%t"} {
					text := fmt.Sprintf(verb, v)
					for _, secret := range []string{plantedNumber, plantedCVV, plantedToken, plantedRaw} {
						assert.NotContains(t, text, secret, verb)
						assert.NotContains(t, strings.ToLower(text), hex.EncodeToString([]byte(secret)), verb)
						assert.NotContains(t, text, strings.Trim(fmt.Sprint([]byte(secret)), "[]"), verb)
					}
				}
			}
			assert.True(t, strings.HasPrefix(fmt.Sprint(pointer.Interface()), "juspay."+typ.Name()+"{"), "a person must still see what it is")
		})
	}
}

func TestNoLogHoldsASecret(t *testing.T) {
	t.Parallel()
	for _, example := range printable {
		typ := reflect.TypeOf(example)
		raw := typ.Implements(reflect.TypeFor[slog.LogValuer]())
		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", planted(typ, raw).Interface())
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", planted(typ, true).Elem().Interface())
		for _, secret := range []string{plantedNumber, plantedCVV, plantedToken, plantedRaw} {
			assert.NotContains(t, log.String(), secret, typ)
		}
	}
}

// Tokens and raw JSON are left out here: they are marshalled to be handed on.
func TestNoJSONHoldsASecret(t *testing.T) {
	t.Parallel()
	for _, example := range printable {
		typ := reflect.TypeOf(example)
		t.Run(typ.Name(), func(t *testing.T) {
			t.Parallel()
			pointer := planted(typ, false)
			for _, v := range []any{pointer.Interface(), pointer.Elem().Interface(), []any{pointer.Interface()}} {
				text, err := json.Marshal(v)
				require.NoError(t, err)
				for _, secret := range []string{plantedNumber, plantedCVV, plantedRaw} {
					assert.NotContains(t, string(text), secret)
				}
			}
		})
	}
}

func TestTokensCanBeHandedOnAsJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(CardList{Cards: []StoredCard{{CardToken: plantedToken}}})
	require.NoError(t, err)
	assert.Contains(t, string(text), `"card_token":"`+plantedToken+`"`)
}

func TestSecretsArriveOnTheWireWhole(t *testing.T) {
	t.Parallel()
	source := NetworkToken{Number: plantedNumber, Expiry: Expiry{1, 30}, Cryptogram: plantedCVV}
	assert.Equal(t, plantedNumber, sent(t, source).Get("card_number"))
	assert.Equal(t, plantedCVV, sent(t, source).Get("tavv"))
	assert.Equal(t, plantedToken, sent(t, &CardUpdateParams{CardToken: plantedToken, Nickname: "x"}).Get("card_token"))
}
