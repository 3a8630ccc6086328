package juspay

import (
	"flag"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// -update writes the parts of the documentation that are generated, where they
// are compared otherwise.
var update = flag.Bool("update", false, "write generated documentation")

// codeBlock is ```go … ``` in Markdown, after a comment that names its source.
var codeBlock = regexp.MustCompile("(?s)(?:<!-- from (\\S+) -->\n)?```go\n(.*?)```")

func TestCodeInTheDocumentationIsCodeThatRuns(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	for _, page := range append(pages, "README.md") {
		for _, block := range codeBlock.FindAllStringSubmatch(readText(t, page), -1) {
			source, code := block[1], block[2]
			require.NotEmpty(t, source, "%s: this block does not say which file it is from:\n%s", page, code)
			require.True(t, contains(readText(t, source), code), "%s: not, or no longer, in %s:\n%s", page, source, code)
		}
	}
}

func TestCodeInThePackageCommentIsCodeThatRuns(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	require.NoError(t, err)
	examples := readText(t, "example_test.go")
	var parser comment.Parser
	for _, block := range parser.Parse(file.Doc.Text()).Content {
		if code, ok := block.(*comment.Code); ok && !strings.HasPrefix(code.Text, "go ") {
			require.True(t, contains(examples, code.Text), "not, or no longer, an Example:\n%s", code.Text)
		}
	}
}

// contains looks for whole lines, at any depth of indentation.
func contains(source, code string) bool {
	lines := strings.Split(strings.Trim(code, "\n"), "\n")
	for depth := range 4 {
		indented := make([]string, len(lines))
		for i, line := range lines {
			if line != "" {
				line = strings.Repeat("\t", depth) + line
			}
			indented[i] = line
		}
		if strings.Contains("\n"+source, "\n"+strings.Join(indented, "\n")+"\n") {
			return true
		}
	}
	return false
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}

// methodNames are the endpoints' methods, by way of the names of endpoint.go:
// customersCreate is Customers.Create.
func methodNames(t *testing.T) [endpointCount]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "endpoint.go", nil, 0)
	require.NoError(t, err)
	client := reflect.TypeFor[Client]()
	var names [endpointCount]string
	next := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || next == len(names) || next == 0 && spec.Names[0].Name != "customersCreate" {
			return true
		}
		service, method := split(spec.Names[0].Name)
		field, found := client.FieldByName(service)
		require.True(t, found, "no service %s", service)
		_, found = field.Type.MethodByName(method)
		require.True(t, found, "no method %s.%s", service, method)
		names[next] = service + "." + method
		next++
		return true
	})
	require.NotContains(t, names, "")
	return names
}

// split takes customersCreate apart.
func split(name string) (service, method string) {
	at := strings.IndexFunc(name, unicode.IsUpper)
	return strings.ToUpper(name[:1]) + name[1:at], name[at:]
}

const packagePage = "https://pkg.go.dev/github.com/juspay-go/juspay"

func TestReadmeListsEveryEndpoint(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	table.WriteString("| Juspay | Here |\n|---|---|\n")
	for id, name := range methodNames(t) {
		e := &endpoints[id]
		fmt.Fprintf(&table, "| `%s` | [`%s`](%s#%s) |\n", e.route(false), name, packagePage, name)
	}
	requireGenerated(t, "README.md", "endpoints", table.String())
}

// requireGenerated compares what stands between two comments in a page.
func requireGenerated(t *testing.T, path, part, want string) {
	t.Helper()
	begin, end := "<!-- "+part+" -->\n", "<!-- /"+part+" -->"
	before, rest, found := strings.Cut(readText(t, path), begin)
	require.True(t, found, "%s has no %q", path, begin)
	got, after, found := strings.Cut(rest, end)
	require.True(t, found, "%s has no %q", path, end)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(before+begin+want+end+after), 0o644))
		return
	}
	require.Equal(t, want, got, "%s is out of date: go test -update -run %s .", path, t.Name())
}
