package juspay

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// structs are the struct types of the package's own source, and which of them
// format themselves by value.
type structs struct {
	fields  map[string]*ast.StructType
	formats map[string]bool
}

func readStructs(t *testing.T) structs {
	t.Helper()
	ours := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), ".", ours, parser.SkipObjectResolution)
	require.NoError(t, err)
	found := structs{fields: map[string]*ast.StructType{}, formats: map[string]bool{}}
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
