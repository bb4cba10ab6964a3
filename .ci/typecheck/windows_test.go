package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// No compiler checks what calls of Windows that are written by hand pass: a field too many moves
// all that follow. So structures, constants, numbers of arguments and uses of results are compared
// with the tables of windows_table_test.go, which follow Microsoft's pages. It looks at the build
// for Windows and runs on every system; what the tables do not have fails too.

const module = "github.com/wolkvox-hold/wolkvox-hold"

// TestWhatWindowsIsCalledWith also type-checks the full build for Windows, cgo files included.
func TestWhatWindowsIsCalledWith(t *testing.T) {
	t.Setenv("GOOS", "windows")
	for _, arch := range []string{"amd64", "arm64"} {
		t.Setenv("GOARCH", arch)
		found := newFindings(types.SizesFor("gc", arch))
		for _, tags := range []string{"", "nowindow"} {
			w := load(tags, module+"/...")
			if len(w.ours) < 15 || w.errors > 0 {
				t.Fatalf("%s, tags %q: %d packages, %d errors", arch, tags, len(w.ours), w.errors)
			}
			for _, p := range w.ours {
				found.look(w.files, p)
			}
		}
		for _, wrong := range slices.Sorted(maps.Keys(found.compare(calls, structures, constants))) {
			t.Errorf("%s: %s", arch, wrong)
		}
	}
}

// TestEachDifferenceIsSeen takes a program that the tables fit, and one thing in it or in them
// away from that.
func TestEachDifferenceIsSeen(t *testing.T) {
	const program = `package p
import ("unsafe"; "golang.org/x/sys/windows")
// From winuser.h.
const flag = 4
type pair struct { a uint32; b uintptr }
var proc = windows.NewLazySystemDLL("user32.dll").NewProc("GetThing")
func f() bool {
	var x pair
	got, _, _ := proc.Call(uintptr(unsafe.Pointer(&x)), flag)
	return int16(got) < 0
}
`
	calls := map[string]call{"GetThing": {2, "int16", ""}}
	structures := map[string]structure{"p.pair": {16, map[string]int64{"a": 0, "b": 8}, ""}}
	constants := map[string]value{"p.flag": {4, "FLAG"}}
	for _, tt := range []struct{ before, after, want string }{
		{"", "", ""},
		{"flag = 4", "flag = 5", "p.flag is 5"},
		{"const flag = 4", "const flag, more = 4, 8", "p.more is 8"},
		{"// From winuser.h.\n", "", ""}, // it is passed nevertheless
		{"a uint32; b", "a uint32; c uint64; b", "p.pair has 24 bytes"},
		{"a uint32; b", "a uint32; _ uint64; b", "p.pair has 24 bytes"},
		{"a uint32; b", "b", "p.pair has 8 bytes"},
		{"var x pair", "var x struct{ a uint32 }", "a structure without a name"},
		{", flag)", ", flag, 0)", "GetThing is called with 3 arguments"},
		{"int16(got) < 0", "got&0x8000 != 0", "is used without int16"},
		{"int16(got) < 0", "int32(got) < 0", "is taken as int32"},
		{"GetThing", "GetOther", "GetOther has no line"},
		{"func f()", "func g(p *windows.LazyProc) { _, _, _ = p.Call() }\nfunc f()", "cannot be seen"},
	} {
		files := token.NewFileSet()
		w := &world{files: files, known: map[string]*types.Package{"unsafe": types.Unsafe}}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
		const path = "golang.org/x/sys/windows"
		library, err := parser.ParseFile(files, path, `package windows
type LazyDLL struct{}
type LazyProc struct{}
func NewLazySystemDLL(string) *LazyDLL { return nil }
func (*LazyDLL) NewProc(string) *LazyProc { return nil }
func (*LazyProc) Call(...uintptr) (uintptr, uintptr, error) { return 0, 0, nil }`, 0)
		if err != nil {
			t.Fatal(err)
		}
		if w.known[path], err = (&types.Config{}).Check(path, files, []*ast.File{library}, nil); err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(files, "p.go", strings.Replace(program, tt.before, tt.after, 1), parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		sizes := types.SizesFor("gc", "amd64")
		if _, err := (&types.Config{Importer: imports{w, nil}, Sizes: sizes}).Check("p", files, []*ast.File{parsed}, info); err != nil {
			t.Fatalf("%q: %v", tt.after, err)
		}
		f := newFindings(sizes)
		f.look(files, checked{"p", []*ast.File{parsed}, info})
		said := strings.Join(slices.Sorted(maps.Keys(f.compare(calls, structures, constants))), "; ")
		if !strings.Contains(said, tt.want) || (tt.want == "") != (said == "") {
			t.Errorf("%q for %q: got %q, want %q", tt.after, tt.before, said, tt.want)
		}
	}
	f := newFindings(nil)
	if wrong := f.compare(calls, structures, constants); len(wrong) != 3 {
		t.Errorf("lines of the tables that nothing needs: got %v", wrong)
	}
}

// call is how Windows declares a function.
type call struct {
	args int
	// as is what a result has to be converted to before anything is done with it: a result of
	// less than 32 bits leaves the rest of the register as it was, and a negative one of 32
	// bits is a large uintptr. Empty for a result that is compared with 0 or passed on.
	as   string
	page string // below https://learn.microsoft.com/windows/win32/
}

// structure is the size of a structure and the offsets of its fields, by their names here; _ is
// no field that anything reads.
type structure struct {
	size   int64
	fields map[string]int64
	page   string
}

// value is a constant's, and Windows' name of it.
type value struct {
	is   uint64
	name string
}

type findings struct {
	sizes      types.Sizes
	wrong      map[string]bool
	calls      map[string][]use
	structures map[string]structure
	constants  map[string]string
}

// use is one place where a function is called.
type use struct {
	where string
	args  int
	plain []string // where its result is used without a conversion, and
	as    []string // the conversions
}

func newFindings(sizes types.Sizes) *findings {
	return &findings{sizes, map[string]bool{}, map[string][]use{}, map[string]structure{}, map[string]string{}}
}

var header = regexp.MustCompile(`\b[a-z]\w*\.h\b`)

// look collects what a package passes to Windows.
func (f *findings) look(files *token.FileSet, p checked) {
	short := p.path[strings.LastIndexByte(p.path, '/')+1:]
	procs := map[types.Object]string{} // variables that hold a function
	named := func(e ast.Expr) string { // the function's name, if e looks one up
		c, ok := e.(*ast.CallExpr)
		if !ok || len(c.Args) != 1 {
			return ""
		}
		if s, ok := c.Fun.(*ast.SelectorExpr); !ok || s.Sel.Name != "NewProc" {
			return ""
		}
		if v := p.info.Types[c.Args[0]].Value; v != nil {
			return constant.StringVal(v)
		}
		return ""
	}
	bind := func(left []ast.Expr, right []ast.Expr) {
		for i, e := range right {
			if name := named(e); name != "" && len(left) == len(right) {
				if id, ok := left[i].(*ast.Ident); ok {
					procs[p.info.Defs[id]] = name
				}
			}
		}
	}
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				left := make([]ast.Expr, len(n.Names))
				for i := range n.Names {
					left[i] = n.Names[i]
				}
				bind(left, n.Values)
			case *ast.AssignStmt:
				bind(n.Lhs, n.Rhs)
			}
			if e, ok := n.(ast.Expr); ok {
				if name := named(e); name != "" && f.calls[name] == nil {
					f.calls[name] = []use{}
				}
			}
			return true
		})
	}
	constantOf := func(id *ast.Ident) {
		if c, ok := p.info.ObjectOf(id).(*types.Const); ok && c.Pkg().Path() == p.path && c.Val().Kind() == constant.Int {
			f.constants[short+"."+c.Name()] = c.Val().ExactString()
		}
	}
	for _, file := range p.files {
		results := map[types.Object]*use{}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				for _, s := range n.Specs {
					if s, ok := s.(*ast.ValueSpec); ok && n.Tok == token.CONST && header.MatchString(n.Doc.Text()+s.Doc.Text()+s.Comment.Text()) {
						for _, id := range s.Names {
							constantOf(id)
						}
					}
				}
			case *ast.AssignStmt:
				c, ok := n.Rhs[0].(*ast.CallExpr)
				if name := f.called(p, procs, c); ok && name != "" {
					uses := f.calls[name]
					if id, ok := n.Lhs[0].(*ast.Ident); ok && id.Name != "_" {
						results[p.info.ObjectOf(id)] = &uses[len(uses)-1]
					}
				}
			}
			return true
		})
		var above []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				above = above[:len(above)-1]
				return true
			}
			above = append(above, n)
			switch n := n.(type) {
			case *ast.Ident:
				u := results[p.info.Uses[n]]
				if u == nil {
					break
				}
				where := files.Position(n.Pos()).String()
				if c, ok := above[len(above)-2].(*ast.CallExpr); ok && p.info.Types[c.Fun].IsType() {
					u.as = append(u.as, types.TypeString(p.info.TypeOf(c.Fun), nil))
				} else if a, ok := above[len(above)-2].(*ast.AssignStmt); !ok || !slices.Contains(a.Lhs, ast.Expr(n)) {
					u.plain = append(u.plain, where)
				}
			case *ast.CallExpr:
				if p.info.Types[n.Fun].IsType() && p.info.TypeOf(n.Fun) == types.Typ[types.UnsafePointer] && len(n.Args) == 1 {
					if pointer, ok := p.info.TypeOf(n.Args[0]).Underlying().(*types.Pointer); ok {
						f.structure(files.Position(n.Pos()), p.path, pointer.Elem())
					}
				}
			}
			return true
		})
		// Every call, wherever its result goes, and the constants that it is given.
		ast.Inspect(file, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || !f.isCall(p, c) {
				return true
			}
			if name := f.called(p, procs, c); name == "" {
				f.wrong[files.Position(c.Pos()).String()+": which function this calls cannot be seen"] = true
			}
			for _, a := range c.Args {
				ast.Inspect(a, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						constantOf(id)
					}
					return true
				})
			}
			return true
		})
	}
}

func (f *findings) isCall(p checked, c *ast.CallExpr) bool {
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Call" {
		return false
	}
	t := p.info.TypeOf(s.X)
	return t != nil && strings.HasSuffix(types.TypeString(t, nil), "x/sys/windows.LazyProc")
}

// called notes a call and returns the function's name, empty if it is not a function of Windows or cannot be seen.
func (f *findings) called(p checked, procs map[types.Object]string, c *ast.CallExpr) string {
	if c == nil || !f.isCall(p, c) {
		return ""
	}
	name := ""
	switch x := c.Fun.(*ast.SelectorExpr).X.(type) {
	case *ast.Ident:
		name = procs[p.info.Uses[x]]
	case *ast.CallExpr:
		name = constant.StringVal(p.info.Types[x.Args[0]].Value)
	}
	if name != "" {
		f.calls[name] = append(f.calls[name], use{where: fmt.Sprint(p.path), args: len(c.Args)})
	}
	return name
}

// structure notes a structure of ours, and those in it.
func (f *findings) structure(where token.Position, path string, t types.Type) {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	named, ok := t.(*types.Named)
	if !ok {
		f.wrong[where.String()+": a structure without a name is passed to Windows"] = true
		return
	}
	owner := named.Obj().Pkg().Path()
	if owner != path && !strings.HasPrefix(owner, module) {
		return // x/sys/windows has its own tests
	}
	got := structure{size: f.sizes.Sizeof(t), fields: map[string]int64{}}
	fields := slices.Collect(s.Fields())
	for i, offset := range f.sizes.Offsetsof(fields) {
		if name := fields[i].Name(); name != "_" {
			got.fields[name] = offset
		}
		f.structure(where, owner, fields[i].Type())
	}
	f.structures[owner[strings.LastIndexByte(owner, '/')+1:]+"."+named.Obj().Name()] = got
}

// compare returns in words where what was found and the tables differ.
func (f *findings) compare(calls map[string]call, structures map[string]structure, constants map[string]value) map[string]bool {
	wrong := maps.Clone(f.wrong)
	say := func(format string, args ...any) { wrong[fmt.Sprintf(format, args...)] = true }
	for name, uses := range f.calls {
		want, ok := calls[name]
		if !ok {
			say("%s has no line in the table", name)
			continue
		}
		for _, u := range uses {
			if u.args != want.args {
				say("%s is called with %d arguments in %s, want %d (%s)", name, u.args, u.where, want.args, want.page)
			}
			if want.as == "" {
				continue
			}
			for _, where := range u.plain {
				say("%s: the result of %s is used without %s", where, name, want.as)
			}
			for _, as := range u.as {
				if as != want.as {
					say("%s: the result of %s is taken as %s, want %s", u.where, name, as, want.as)
				}
			}
		}
	}
	for name, got := range f.structures {
		if want, ok := structures[name]; !ok || got.size != want.size || !maps.Equal(got.fields, want.fields) {
			say("%s has %d bytes and the fields %v, want %d and %v (%s)", name, got.size, got.fields, want.size, want.fields, want.page)
		}
	}
	for name, got := range f.constants {
		if want, ok := constants[name]; !slices.Contains(ownValues, name) && (!ok || got != fmt.Sprint(want.is)) {
			say("%s is %s, want %d (%q)", name, got, want.is, want.name)
		}
	}
	for name := range calls {
		if _, ok := f.calls[name]; !ok {
			say("nothing calls %s", name)
		}
	}
	for name := range structures {
		if _, ok := f.structures[name]; !ok {
			say("nothing passes %s", name)
		}
	}
	for name := range constants {
		if _, ok := f.constants[name]; !ok {
			say("nothing has %s", name)
		}
	}
	return wrong
}
