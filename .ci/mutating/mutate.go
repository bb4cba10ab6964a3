package main

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is one change of the source.
type mutant struct {
	key  string // file, function and change; it does not change when lines move
	line int
}

// switches is a file that each changed package gets. A switch is asked only where its
// change would make a difference at that point, so that it is known which tests can see it.
//
//go:embed switches.txt
var switches string

type edit struct {
	at, cut int
	text    string
}

// mutator puts the switches into the files of one package, as text, so that lines stay
// where they are.
type mutator struct {
	fset    *token.FileSet
	info    types.Info
	mutants []mutant
	count   map[string]int

	path, fn string // of what is visited
	src      []byte
	edits    []edit
}

// mutate writes the package with all its switches to work, and returns its mutants, by
// number, and the overlay that puts it in place.
func mutate(pkg, work string) ([]mutant, string, error) {
	list, err := run(".", nil, "go", "list", "-deps", "-export", "-tags", "nowindow", "-f", `{{.ImportPath}}|{{.Export}}|{{.Dir}}|{{join .GoFiles ","}}`, "./"+pkg)
	if err != nil {
		return nil, "", errors.New(list)
	}
	exports, last := map[string]string{}, []string(nil)
	for line := range strings.Lines(list) {
		last = strings.Split(strings.TrimSpace(line), "|")
		exports[last[0]] = last[1]
	}
	m := &mutator{fset: token.NewFileSet(), count: map[string]int{}, mutants: make([]mutant, 1)}
	m.info.Types = map[ast.Expr]types.TypeAndValue{}
	folder, names := last[2], strings.Split(last[3], ",")
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(m.fset, filepath.Join(folder, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, "", err
		}
		files = append(files, f)
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	check := types.Config{Importer: importer.ForCompiler(m.fset, "gc", lookup)}
	if _, err := check.Check(last[0], m.fset, files, &m.info); err != nil {
		return nil, "", err
	}
	replace := map[string]string{}
	put := func(name, text string) {
		replace[filepath.Join(folder, name)] = filepath.Join(work, name)
		err = errors.Join(err, os.WriteFile(filepath.Join(work, name), []byte(text), 0o600))
	}
	put("mutant_switches.go", strings.Replace(switches, "PACKAGE", files[0].Name.Name, 1))
	for i, f := range files {
		if m.src, err = os.ReadFile(filepath.Join(folder, names[i])); err != nil {
			return nil, "", err
		}
		m.path, m.edits = pkg+"/"+names[i], nil
		for _, d := range f.Decls {
			m.declaration(d)
		}
		put(names[i], m.changed())
	}
	b, _ := json.Marshal(map[string]any{"Replace": replace})
	put("overlay.json", string(b))
	return m.mutants, filepath.Join(work, "overlay.json"), err
}

// changed is the source with its edits.
func (m *mutator) changed() string {
	// What ends at an operator without a space is put before what replaces the operator.
	slices.SortStableFunc(m.edits, func(a, b edit) int { return cmp.Or(a.at-b.at, a.cut-b.cut) })
	var out strings.Builder
	done := 0
	for _, e := range m.edits {
		out.Write(m.src[done:e.at])
		out.WriteString(e.text)
		done = e.at + e.cut
	}
	out.Write(m.src[done:])
	return out.String()
}

func (m *mutator) edit(at token.Pos, cut int, text string) {
	if text != "" {
		m.edits = append(m.edits, edit{m.fset.Position(at).Offset, cut, text})
	}
}

// add makes a mutant and returns its number.
func (m *mutator) add(n ast.Node, kind string) int {
	from, to := m.fset.Position(n.Pos()), m.fset.Position(n.End())
	text, _, _ := strings.Cut(string(m.src[from.Offset:to.Offset]), "\n")
	key := fmt.Sprintf("%s %s | %s: %s", m.path, m.fn, kind, text)
	if m.count[key]++; m.count[key] > 1 {
		key += fmt.Sprintf(" (%d)", m.count[key])
	}
	m.mutants = append(m.mutants, mutant{key, from.Line})
	return len(m.mutants) - 1
}

func (m *mutator) declaration(d ast.Decl) {
	m.fn = "var"
	if f, ok := d.(*ast.FuncDecl); ok {
		m.fn = f.Name.Name
		if f.Recv != nil {
			m.fn = strings.TrimPrefix(types.ExprString(f.Recv.List[0].Type), "*") + "." + m.fn
		}
	}
	var above []ast.Node
	var after []string // what follows each of them
	ast.Inspect(d, func(n ast.Node) bool {
		top := len(above) - 1
		if n == nil {
			m.edit(above[top].End(), 0, after[top])
			above, after = above[:top], after[:top]
			return true
		}
		if g, ok := n.(*ast.GenDecl); ok && g.Tok != token.VAR {
			return false
		}
		before, behind := "", ""
		if s, ok := n.(ast.Stmt); ok && removable(s, above[top]) {
			before, behind = fmt.Sprintf("if !mutantIs(%d) { ", m.add(s, "without")), " }"
		}
		if e, ok := n.(ast.Expr); ok && m.info.Types[e].IsValue() && !unread(e, above[top]) {
			before, behind = m.value(e)
		}
		m.edit(n.Pos(), 0, before)
		above, after = append(above, n), append(after, behind)
		return true
	})
}

// value returns what switches the mutants of an expression, to be put before and after it.
func (m *mutator) value(e ast.Expr) (before, after string) {
	it := m.info.Types[e]
	unary, _ := e.(*ast.UnaryExpr)
	binary, _ := e.(*ast.BinaryExpr)
	_, paren := e.(*ast.ParenExpr)
	number := is(it.Type, types.IsNumeric)
	switch {
	case paren, unary != nil && unary.Op == token.NOT, binary != nil && (binary.Op == token.LAND || binary.Op == token.LOR):
		return "", "" // its parts are changed
	case it.Value != nil && is(it.Type, types.IsBoolean):
		return "(", fmt.Sprintf(" != mutantIs(%d))", m.add(e, "not"))
	case it.Value != nil:
		return "", ""
	case is(it.Type, types.IsBoolean):
		before, after = "((", fmt.Sprintf(" || mutantIs(%d)) && !mutantIs(%d))", m.add(e, "always"), m.add(e, "never"))
	case unary != nil && unary.Op == token.SUB && number:
		m.edit(unary.OpPos, 1, fmt.Sprintf(`mutantSign(%d, 0, "-", `, m.add(e, "sign")))
		return "", ")"
	}
	operator, kind := "", ""
	if binary != nil {
		switch binary.Op {
		case token.LSS, token.GTR, token.LEQ, token.GEQ:
			operator, kind = "mutantBound", "bound"
		case token.ADD, token.SUB, token.MUL, token.QUO:
			if number {
				operator, kind = "mutantSign", "sign"
			}
		}
	}
	if operator == "" {
		return before, after
	}
	m.edit(binary.OpPos, len(binary.Op.String()), fmt.Sprintf(", %q, ", binary.Op))
	return before + fmt.Sprintf("%s(%d, ", operator, m.add(e, kind)), ")" + after
}

// unread reports whether e is in a place where its value is not read.
func unread(e ast.Expr, above ast.Node) bool {
	switch above := above.(type) {
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		return true
	case *ast.AssignStmt:
		return slices.Contains(above.Lhs, e)
	case *ast.RangeStmt:
		return e != above.X
	case *ast.UnaryExpr:
		return above.Op == token.AND
	case *ast.KeyValueExpr:
		return e == above.Key
	}
	return false
}

func is(t types.Type, what types.BasicInfo) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&what != 0
}

// removable reports whether the package compiles without s. What a lock is for no test
// can see without the race detector.
func removable(s ast.Stmt, above ast.Node) bool {
	switch above := above.(type) {
	case *ast.BlockStmt, *ast.CaseClause:
	case *ast.CommClause:
		if above.Comm == s {
			return false
		}
	default:
		return false
	}
	var call ast.Expr
	switch s := s.(type) {
	case *ast.IncDecStmt, *ast.SendStmt, *ast.GoStmt:
		return true
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			return false
		}
		if types.ExprString(s.Lhs[0]) != "_" {
			return true
		}
		call = s.Rhs[0]
	case *ast.DeferStmt:
		call = s.Call
	case *ast.ExprStmt:
		call = s.X
	}
	c, ok := call.(*ast.CallExpr)
	if !ok {
		return call != nil
	}
	name := types.ExprString(c.Fun)
	return name != "panic" && !strings.HasSuffix(name, "ock") // Lock, Unlock, RLock, RUnlock
}
