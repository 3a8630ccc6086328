package juspay

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A name that is exported is a promise. The listings in api/ are what was
// promised: a change of theirs is looked at, and never an accident.
func TestExportedNamesAreTheListedOnes(t *testing.T) {
	t.Parallel()
	for folder, listing := range map[string]string{".": "api/juspay.txt", "juspaytest": "api/juspaytest.txt"} {
		got := listAPI(t, folder)
		if *update {
			require.NoError(t, os.WriteFile(listing, []byte(got), 0o644))
			continue
		}
		require.Equal(t, readText(t, listing), got, "the API has changed: if it was meant to, go test -update -run %s .", t.Name())
	}
}

// listAPI prints a package's exported declarations, one a line where it can be,
// sorted, without comments and tags.
func listAPI(t *testing.T, folder string) string {
	t.Helper()
	files := token.NewFileSet()
	p := parsePackage(t, files, folder)
	var lines []string
	add := func(node any) { lines = append(lines, sourceOf(t, files, node)) }
	addValues := func(groups []*doc.Value) {
		for _, group := range groups {
			for _, spec := range group.Decl.Specs {
				lines = append(lines, group.Decl.Tok.String()+" "+sourceOf(t, files, spec))
			}
		}
	}
	addFuncs := func(funcs []*doc.Func) {
		for _, f := range funcs {
			add(&ast.FuncDecl{Recv: f.Decl.Recv, Name: f.Decl.Name, Type: f.Decl.Type})
		}
	}
	addValues(append(p.Consts, p.Vars...))
	addFuncs(p.Funcs)
	for _, typ := range p.Types {
		for _, spec := range typ.Decl.Specs {
			lines = append(lines, "type "+sourceOf(t, files, spec))
		}
		addValues(append(typ.Consts, typ.Vars...))
		addFuncs(append(typ.Funcs, typ.Methods...))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func sourceOf(t *testing.T, files *token.FileSet, node any) string {
	t.Helper()
	if n, ok := node.(ast.Node); ok {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				n.Doc, n.Comment, n.Tag = nil, nil, nil
			case *ast.ValueSpec:
				n.Doc, n.Comment = nil, nil
			case *ast.TypeSpec:
				n.Doc, n.Comment = nil, nil
			}
			return true
		})
	}
	var b bytes.Buffer
	require.NoError(t, (&printer.Config{Mode: printer.RawFormat}).Fprint(&b, files, node))
	return dropBlankLines(b.String())
}

// dropBlankLines drops what comments leave behind.
func dropBlankLines(s string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(s, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" }), "\n")
}

// parsePackage reads a package's own files, tests left out.
func parsePackage(t *testing.T, fileSet *token.FileSet, folder string) *doc.Package {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fileSet, path, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	p, err := doc.NewFromFiles(fileSet, files, "github.com/juspay-go/"+filepath.Join("juspay", folder))
	require.NoError(t, err)
	return p
}
