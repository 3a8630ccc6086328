package juspay

import (
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
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

// Methods that fmt, encoding/json, log/slog and package errors call.
var interfaceMethods = map[string]bool{
	"Format": true, "String": true, "LogValue": true, "MarshalJSON": true, "UnmarshalJSON": true, "MarshalText": true,
	"UnmarshalText": true, "EncodeValues": true, "Error": true, "Is": true, "Unwrap": true,
}

func TestEveryMethodHasAnExampleWithOutput(t *testing.T) {
	t.Parallel()
	examples := map[string]bool{}
	files, err := filepath.Glob("example*_test.go")
	require.NoError(t, err)
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, example := range doc.Examples(file) {
			assert.NotEmpty(t, example.Output, "Example%s has no output, so that it does not run", example.Name)
			examples[example.Name] = true
		}
	}
	for _, typ := range parsePackage(t, token.NewFileSet(), ".").Types {
		for _, method := range typ.Methods {
			if !interfaceMethods[method.Name] {
				assert.True(t, examples[typ.Name+"_"+method.Name], "no Example%s_%s", typ.Name, method.Name)
			}
		}
	}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{".", "juspaytest"} {
		p := parsePackage(t, token.NewFileSet(), folder)
		assertValues(t, append(p.Consts, p.Vars...))
		funcs := p.Funcs
		for _, typ := range p.Types {
			assertSentence(t, typ.Name, typ.Doc)
			assertValues(t, append(typ.Consts, typ.Vars...))
			funcs = slices.Concat(funcs, typ.Funcs, typ.Methods)
		}
		for _, f := range funcs {
			if !interfaceMethods[f.Name] {
				assertSentence(t, f.Name, f.Doc)
			}
		}
	}
}

// assertSentence wants a comment that starts with the name, as go doc's do.
func assertSentence(t *testing.T, name, text string) {
	t.Helper()
	assert.True(t, strings.HasPrefix(text, name+" ") || strings.HasPrefix(text, name+"'s "), "%s: %q does not start with its name", name, text)
}

// assertValues wants a comment at each group of constants and variables.
func assertValues(t *testing.T, groups []*doc.Value) {
	t.Helper()
	for _, group := range groups {
		if group.Doc != "" {
			continue
		}
		for _, spec := range group.Decl.Specs {
			value := spec.(*ast.ValueSpec)
			assert.NotEmpty(t, value.Doc.Text()+value.Comment.Text(), "%s", value.Names[0])
		}
	}
}

func TestEveryMethodThatFailsSaysWithWhat(t *testing.T) {
	t.Parallel()
	p := parsePackage(t, token.NewFileSet(), ".")
	funcs := p.Funcs
	for _, typ := range p.Types {
		funcs = slices.Concat(funcs, typ.Funcs, typ.Methods)
	}
	for _, f := range funcs {
		results := f.Decl.Type.Results
		if results == nil || interfaceMethods[f.Name] {
			continue
		}
		if last, ok := results.List[len(results.List)-1].Type.(*ast.Ident); ok && last.Name == "error" {
			assert.Regexp(t, `Err|Error\]|fail`, f.Doc, "%s", f.Name)
		}
	}
}

// Each call of the API names the page of Juspay's documentation that describes
// it, and says of a repeat whether it is safe.
func TestEveryCallNamesItsPage(t *testing.T) {
	t.Parallel()
	methods := map[string]*doc.Func{}
	for _, typ := range parsePackage(t, token.NewFileSet(), ".").Types {
		for _, method := range typ.Methods {
			methods[typ.Name+"."+method.Name] = method
		}
	}
	for _, name := range methodNames(t) {
		text := methods[name].Doc
		assert.Contains(t, text, "Juspay docs: https://", "%s", name)
		assert.Regexp(t, `(?i)repeat|\[Orders\.Refund\]`, text, "%s does not say whether a repeat is safe", name)
	}
}

func TestEndpointsPageIsTheTable(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	table.WriteString("| Juspay | Here | A repeat is | Look | Encrypted twin |\n|---|---|---|---|---|\n")
	for id, name := range methodNames(t) {
		e := &endpoints[id]
		twin := e.twin
		if twin != "" {
			twin = "`" + e.route(true) + "`"
		}
		fmt.Fprintf(&table, "| `%s` | [`%s`](%s#%s) | %s | %s | %s |\n", e.route(false), name, packagePage, name, e.repeat, e.next, twin)
	}
	requireGenerated(t, "docs/endpoints.md", "endpoints", table.String())
}

// link is [text](target) in Markdown.
var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	more, err := filepath.Glob("*.md")
	require.NoError(t, err)
	for _, page := range append(pages, more...) {
		for _, found := range link.FindAllStringSubmatch(readText(t, page), -1) {
			target, _, _ := strings.Cut(found[1], "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			_, err := os.Stat(filepath.Join(filepath.Dir(page), target))
			assert.NoError(t, err, "%s links to %s", page, found[1])
		}
	}
}

func TestTheMapNamesEveryFile(t *testing.T) {
	t.Parallel()
	page := readText(t, "CONTRIBUTING.md")
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range paths {
		if !strings.HasSuffix(path, "_test.go") && path != "doc.go" {
			assert.Contains(t, page, "`"+path+"`")
		}
	}
}

func TestLicencesOfDependenciesAreListed(t *testing.T) {
	t.Parallel()
	page := readText(t, "CONTRIBUTING.md")
	modules := regexp.MustCompile(`(?m)^(?:require )?\t?(\S+\.\S+/\S+) v`).FindAllStringSubmatch(readText(t, "go.mod"), -1)
	require.NotEmpty(t, modules)
	for _, module := range modules {
		assert.Contains(t, page, "| `"+module[1]+"` |")
	}
}

func TestExamplesAreListedAndShort(t *testing.T) {
	t.Parallel()
	page := readText(t, "examples/README.md")
	folders, err := os.ReadDir("examples")
	require.NoError(t, err)
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		name := folder.Name()
		assert.Contains(t, page, "["+name+"]("+name+")")
		if name == "quickstart" || name == "shop" || name == "webhook" {
			continue // these are whole programs
		}
		files, err := filepath.Glob(filepath.Join("examples", name, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			assert.Less(t, strings.Count(readText(t, file), "\n"), 80, file)
		}
	}
}
