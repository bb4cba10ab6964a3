//go:build !windows

package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTheSourceAndTheCatalogsAgree looks at each w.text, w.count and w.coded in this
// package: its message is there, is given all that it has places for and nothing
// else, and no message is left that nothing asks for.
func TestTheSourceAndTheCatalogsAgree(t *testing.T) {
	all, err := read("en", english)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	calls := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if who, ok := method.X.(*ast.Ident); !ok || who.Name != "w" {
				return true
			}
			skip := map[string]int{"text": 1, "count": 2, "coded": 2}[method.Sel.Name]
			if skip == 0 {
				return true
			}
			calls++
			id, ok := literal(call.Args[0])
			if !ok {
				t.Errorf("%s: the ID of a sentence, or its family, is written where it is asked for", name)
				return true
			}
			given, err := names(call.Args[skip:])
			if err != nil {
				t.Errorf("%s: %s: %v", name, id, err)
				return true
			}
			if method.Sel.Name == "coded" {
				family := 0
				for other, texts := range all {
					if code, ok := strings.CutPrefix(other, id+"."); ok && !strings.Contains(code, ".") {
						family++
						asked[other] = true
						for _, place := range places(texts) {
							if !slices.Contains(given, place) {
								t.Errorf("%s: %s has a place for %s, and is given %v", name, other, place, given)
							}
						}
					}
				}
				if family == 0 {
					t.Errorf("%s: no message begins with %s.", name, id)
				}
				return true
			}
			asked[id] = true
			texts, ok := all[id]
			if !ok {
				t.Errorf("%s: there is no message %s", name, id)
				return true
			}
			if _, counts := texts["one"]; counts != (method.Sel.Name == "count") {
				t.Errorf("%s: %s has plural forms or not: use w.count or w.text", name, id)
			}
			if method.Sel.Name == "count" {
				given = append(given, "Count")
			}
			slices.Sort(given)
			if want := places(texts); !slices.Equal(slices.Compact(given), want) && !(method.Sel.Name == "count" && countApart(given, want)) {
				t.Errorf("%s: %s has places for %v, and is given %v", name, id, want, given)
			}
			return true
		})
	}
	if calls < 100 {
		t.Fatalf("found only %d sentences in the source", calls)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if !asked[id] {
			t.Errorf("nothing asks for %s", id)
		}
	}
}

// aFileEach are texts that no program shows, such as IT's policy templates: what
// makes those may have a file for each language, which the resident does not carry.
var aFileEach = regexp.MustCompile(`_(english|spanish|portuguese)\.go$`)

// TestNoSentenceStaysInTheSource finds what only one language has.
func TestNoSentenceStaysInTheSource(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("found %q: %v", files, err)
	}
	sentence := regexp.MustCompile(`\pL{2,}[,;:]? \pL+[,;:]? \pL{2,}`)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || aFileEach.MatchString(name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if s, ok := literal(e); ok && sentence.MatchString(s) {
					t.Errorf("%s: %q belongs into the catalogs; doc.go says how", name, s)
				}
			}
			return true
		})
	}
}

// places are the names of all places of a message's forms.
func places(texts forms) []string {
	return placeholders(texts[""] + texts["one"] + texts["other"])
}

// names reads pairs of arguments: each first one is a literal.
func names(args []ast.Expr) ([]string, error) {
	if len(args)%2 != 0 {
		return nil, fmt.Errorf("a name or a value is missing")
	}
	given := []string{}
	for i := 0; i < len(args); i += 2 {
		name, ok := literal(args[i])
		if !ok {
			return nil, fmt.Errorf("the name of a place is not written where it is filled")
		}
		given = append(given, name)
	}
	return given, nil
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
