//go:build !windows

package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEverySentenceStandsInWords looks at the literals of all packages of the
// program but words. What goes where a person reads it may hold no word at all;
// elsewhere three words in a row are taken for a sentence, unless they are an
// error's text or a line of the log, which are for IT and stay English.
func TestEverySentenceStandsInWords(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "words/") || strings.HasPrefix(path, "fakebus/") { // the second serves tests
			return err
		}
		files++
		if why := notSpoken[path]; why != "" {
			return nil
		}
		for _, found := range sentences(t, path) {
			t.Errorf("%s: %q is a sentence: it belongs into app/words", path, found)
		}
		return nil
	})
	if err != nil || files < 150 {
		t.Fatalf("looked at %d files: %v", files, err)
	}
	for path := range notSpoken {
		if len(sentences(t, path)) == 0 {
			t.Errorf("%s holds nothing that looks like a sentence: take it out of the list", path)
		}
	}
}

// notSpoken are the files whose literals only look like sentences.
var notSpoken = map[string]string{
	"settings/system.go": "a table of chords",
	"notify/script.go":   "a program for osascript; the texts are its arguments",
	"logfile/file.go":    "a line of the log",
}

// readers are the functions whose arguments a person reads.
var readers = []string{
	"say", "warn", "lines", "failed", "usage", "note", "aside", "box",
	"Fprint", "Fprintf", "Fprintln", "Print", "Printf", "Println",
	"SetText", "SetTitle", "SetTooltip", "SetPlaceHolder", "NewLabel", "NewButton", "NewCheck", "NewMenuItem", "newFold",
}

// readFields are the fields whose values a person reads.
var readFields = []string{"Label", "Title", "Tooltip", "Summary", "Body", "Text", "Problem", "Message", "PlaceHolder"}

// internal are the functions whose arguments are for IT or for a programmer.
var internal = []string{"New", "Errorf", "Debug", "Info", "Warn", "Error", "Log", "panic", "refused"}

var (
	word  = regexp.MustCompile(`\pL{3,}`)
	use   = regexp.MustCompile(`^[a-z]+( [A-Z]+)+$`) // how a command is called: set KEY VALUE
	three = regexp.MustCompile(`\pL{2,}[,;:]? \pL+[,;:]? \pL{2,}`)
)

// sentences are the literals of a file that look like sentences.
func sentences(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	var look func(n ast.Node, pattern *regexp.Regexp)
	look = func(n ast.Node, pattern *regexp.Regexp) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && pattern.MatchString(s) && !use.MatchString(s) {
					found = append(found, s)
				}
			case *ast.ImportSpec:
				return false
			case *ast.FuncDecl:
				return n.Name.Name != "Error" && n.Name.Name != "describe" // an error's text
			case *ast.CallExpr:
				name := called(n)
				switch {
				case slices.Contains(internal, name):
					return false
				case slices.Contains(readers, name):
					for _, arg := range n.Args {
						look(arg, word)
					}
					return false
				case pattern == word: // what is shown is made by a function of its own
					for _, arg := range n.Args {
						look(arg, three)
					}
					return false
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(readFields, key.Name) {
					look(n.Value, word)
					return false
				}
			case *ast.Field:
				if n.Tag != nil { // of a struct
					look(n.Type, pattern)
					return false
				}
			}
			return true
		})
	}
	look(file, three)
	return found
}

// called is the last name of what is called.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
