// Command typecheck type-checks packages of this module for another system, with
// their cgo files, where that system's C headers are missing: names out of C are
// taken on trust (go/types' FakeImportC), everything else is checked.
//
//	GOOS=darwin GOARCH=arm64 typecheck [-tags LIST] ./...
//
// It fails on an error in this module only; what it must believe of others is
// enough to check ours against.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// listed is what `go list -json` says of a package, as far as it counts here.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	ImportMap  map[string]string
	Module     *struct {
		Main      bool
		GoVersion string
	}
	Error *struct{ Err string }
}

// world holds the packages checked so far; `go list -deps` brings them in order.
type world struct {
	files  *token.FileSet
	known  map[string]*types.Package
	ours   []checked
	errors int
}

// checked is a package of this module with what its names and expressions mean.
type checked struct {
	path  string
	files []*ast.File
	info  *types.Info
}

func main() {
	log.SetFlags(0)
	tags := flag.String("tags", "", "build tags")
	flag.Parse()
	w := load(*tags, flag.Args()...)
	fmt.Printf("%d packages of ours type-checked, %d errors\n", len(w.ours), w.errors)
	if len(w.ours) == 0 || w.errors > 0 {
		os.Exit(1)
	}
}

// load checks packages and all that they need, for the system of the environment.
func load(tags string, packages ...string) *world {
	args := append([]string{"list", "-deps", "-e", "-tags", tags, "-json=ImportPath,Dir,GoFiles,CgoFiles,ImportMap,Module,Error"}, packages...)
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		log.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	w := &world{files: token.NewFileSet(), known: map[string]*types.Package{"unsafe": types.Unsafe}}
	for dec := json.NewDecoder(out); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		w.check(p)
	}
	if err := cmd.Wait(); err != nil {
		log.Fatal(err)
	}
	return w
}

func (w *world) check(p listed) {
	if p.ImportPath == "unsafe" {
		return
	}
	own := p.Module != nil && p.Module.Main
	report := func(err error) {
		if own {
			fmt.Println(err)
			w.errors++
		}
	}
	if p.Error != nil {
		report(errors.New(p.ImportPath + ": " + p.Error.Err))
	}
	var parsed []*ast.File
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
		f, err := parser.ParseFile(w.files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			report(err)
			continue
		}
		parsed = append(parsed, f)
	}
	config := types.Config{
		FakeImportC:      true,
		IgnoreFuncBodies: !own,
		Importer:         imports{w, p.ImportMap},
		Sizes:            types.SizesFor("gc", arch()),
		Error:            report,
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	var info *types.Info
	if own {
		info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
		w.ours = append(w.ours, checked{p.ImportPath, parsed, info})
	}
	w.known[p.ImportPath], _ = config.Check(p.ImportPath, w.files, parsed, info)
}

func arch() string {
	if a := os.Getenv("GOARCH"); a != "" {
		return a
	}
	return "amd64"
}

// imports finds a package's imports among those checked before.
type imports struct {
	w     *world
	names map[string]string // vendored names of the standard library
}

func (i imports) Import(path string) (*types.Package, error) {
	if real, ok := i.names[path]; ok {
		path = real
	}
	if p := i.w.known[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}
