package juspay

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/require"
)

// taggedTypes are all types that url tags describe: params, sources of payment,
// and the structs inside them.
var taggedTypes = []any{
	new(Address), new(CaptureParams), new(CardAddParams), new(CardDetails), new(CardFingerprintParams),
	new(CardInfoParams), new(CardListParams), new(CardTokenizeParams), new(CardUpdateParams),
	new(CustomerCreateParams), new(CustomerGetParams), new(CustomerUpdateParams), new(EMIParams),
	new(EncryptedCard), new(FulfillmentParams), new(MandateExecution), new(MandateParams),
	new(MerchantPaymentMethodsParams), new(NetBanking), new(NetworkToken), new(NewCard), new(OTPSubmitParams),
	new(OrderCreateParams), new(OrderGetParams), new(OrderUpdateParams), new(OtherSource), new(RefundParams),
	new(SavedCard), new(SavedPaymentMethodsParams), new(SessionCreateParams), new(TokenGenerateParams),
	new(TxnCreateParams), new(TxnRefundParams), new(UPICollect), new(UPIIntent), new(VaultCardDeleteParams),
	new(VaultCardParams), new(AltIDParams), new(Wallet), new(cardDelete),
}

type (
	loud  string
	inner struct {
		A string `url:"a"`
		B *bool  `url:"b,omitempty"`
	}
	// oddParams has what no params of the package have: the plan must know that it
	// does not know it.
	oddParams struct {
		inner
		Deep     inner     `url:"deep"`
		DeepNil  *inner    `url:"deep_nil,omitempty"`
		At       time.Time `url:"at"`
		Unix     time.Time `url:"unix,omitempty,unix"`
		List     []string  `url:"list,comma"`
		Loud     loud      `url:"loud"`
		NoTag    string
		Numeric  bool `url:"numeric,int"`
		Unsigned uint `url:"unsigned"`
	}
	embeddingParams struct {
		Address
		City string `url:"city"`
	}
	// plainParams has all that the plan writes by itself.
	plainParams struct {
		Twice, Again string `url:"twice"`
		NoTag        int64
		Flag         *bool   `url:"flag"`
		MaybeFlag    *bool   `url:"maybe_flag,omitempty"`
		Text         *string `url:",omitempty"`
		Count        *int    `url:"count,omitempty"`
		Small        int8    `url:"small"`
		Off          bool    `url:"off"`
		Money        Amount  `url:"money,omitempty"`
		Hidden       Secret  `url:"hidden"`
		Left         string  `url:"-"`
		unexported   string  //nolint:unused // is there to be left alone
	}
)

func (l loud) String() string { return strings.ToUpper(string(l)) }

func TestTagsAreWrittenAsGoQuerystringDoes(t *testing.T) {
	t.Parallel()
	for _, params := range append(taggedTypes, new(oddParams), new(embeddingParams), new(plainParams), new(inner)) {
		t.Run(reflect.TypeOf(params).Elem().Name(), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, 2))
			for range 200 {
				v := reflect.New(reflect.TypeOf(params).Elem())
				fill(random, v.Elem())
				want, err := query.Values(v.Interface())
				require.NoError(t, err)
				got, err := tagged(v.Interface())
				require.NoError(t, err)
				require.Equal(t, want, valuesOf(got))
				require.Equal(t, want.Encode(), string(got.encode()))

				var prefixed form
				require.NoError(t, addTagged(&prefixed, "order.", v.Elem().Interface()))
				renamed := url.Values{}
				for name, texts := range want {
					renamed["order."+name] = texts
				}
				require.Equal(t, renamed, valuesOf(prefixed))
			}
		})
	}
}

func TestNoParameterIsSentTwice(t *testing.T) {
	t.Parallel()
	sources := []PaymentSource{NewCard{}, &SavedCard{}, NetworkToken{}, EncryptedCard{}, UPICollect{}, UPIIntent{}, NetBanking{}, Wallet{}, MandateExecution{}}
	for _, params := range taggedTypes {
		t.Run(reflect.TypeOf(params).Elem().Name(), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(3, 4))
			for range 200 {
				v := reflect.New(reflect.TypeOf(params).Elem())
				fill(random, v.Elem())
				if txn, ok := v.Interface().(*TxnCreateParams); ok {
					txn.Source = sources[random.IntN(len(sources))]
				}
				f, err := tagged(v.Interface())
				require.NoError(t, err)
				if _, ok := params.(*EMIParams); ok {
					f = nil // is no params, and adds its tags itself
				}
				if a, ok := v.Interface().(adder); ok {
					a.addTo(&f)
				}
				require.Len(t, valuesOf(f), len(f), "%v", f)
			}
		})
	}
}

// fill leaves half of the fields as they are.
func fill(random *rand.Rand, v reflect.Value) {
	if !v.CanSet() || random.IntN(2) == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"plain", "a b&c=d/é%+", "null", "0", "line\nfeed"}[random.IntN(5)])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(random.Int64N(255) - 128)
	case reflect.Uint:
		v.SetUint(random.Uint64N(1000))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(random, v.Elem())
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[[]string]() {
			v.Set(reflect.ValueOf([]string{"x", "y z"}))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf([]time.Time{time.Unix(random.Int64N(2e9), 5), time.Time{}.UTC()}[random.IntN(2)]))
			return
		}
		for i := range v.NumField() {
			fill(random, v.Field(i))
		}
	}
}

func TestPlanKnowsWhatItCannotWrite(t *testing.T) {
	t.Parallel()
	for _, params := range []any{plainParams{}, inner{}, Address{}, NewCard{}, OrderCreateParams{}, TxnCreateParams{}, RefundParams{}} {
		require.True(t, planOf(reflect.TypeOf(params), "").plain, "%T", params)
	}
	for _, params := range []any{oddParams{}, embeddingParams{}, MandateParams{}} {
		require.False(t, planOf(reflect.TypeOf(params), "").plain, "%T", params)
	}
}

// A type that is missing from the list would go untested.
func TestTaggedTypesAreAll(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, params := range taggedTypes {
		known[reflect.TypeOf(params).Elem().Name()] = true
	}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		for _, name := range typesWithTags(parsed) {
			found++
			require.True(t, known[name], "%s is not in taggedTypes", name)
		}
	}
	require.Greater(t, found, 30)
}

func typesWithTags(file *ast.File) (names []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		structure, ok := spec.Type.(*ast.StructType)
		if ok && slices.ContainsFunc(structure.Fields.List, func(field *ast.Field) bool {
			return field.Tag != nil && strings.Contains(field.Tag.Value, `url:"`)
		}) {
			names = append(names, spec.Name.Name)
		}
		return false
	})
	return names
}
