// Command mutating changes one thing at a time in a package (a condition is always or
// never met, a bound moves, a sign turns, a statement is gone) and sees the package's
// own tests fail. What no test sees lives. accepted.txt names what may live, with the
// reason; a package of which less than 90 % of the rest is seen fails, and so does an
// entry of accepted.txt that does not live. Of other packages watched.txt names single
// changes that a test must see.
//
//	go run ./.ci/mutating [-v] [PACKAGE|FILE...]
//
// A package is compiled once, with a switch for each mutant that the environment turns
// on. A first run of each test shows which switches it meets. It works from the module's
// root, and needs no display and no cgo. With -v it also names what is killed.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// enough is how many percent of a package's mutants its tests must see.
const enough = 90

//go:embed accepted.txt
var accepted string

//go:embed watched.txt
var watched string

var verbose bool

// seeds are flags of a package's test program: a mutant lives or not, whatever the day's seed.
var seeds = map[string][]string{"app/hold": {"-seed", "1"}}

func main() {
	flag.BoolVar(&verbose, "v", false, "name also the mutants that are killed")
	flag.Parse()
	packages := flag.Args()
	only := map[string]map[string]bool{} // by package
	if len(packages) == 0 {
		packages, only = []string{"app/press", "app/settings", "app/hold", "wolkvox"}, inWatched()
		packages = append(packages, slices.Sorted(maps.Keys(only))...)
	}
	killed, lived, failed := 0, 0, false
	for _, pkg := range packages {
		k, l, err := examine(path.Clean(pkg), only[pkg])
		if err != nil {
			fmt.Printf("FAIL %s: %v\n", pkg, err)
			failed = true
		}
		killed, lived = killed+k, lived+l
	}
	fmt.Printf("%d killed, %d lived\n", killed, lived)
	if failed {
		os.Exit(1)
	}
}

// inWatched returns what watched.txt names, by package.
func inWatched() map[string]map[string]bool {
	keys := map[string]map[string]bool{}
	for line := range strings.Lines(watched) {
		file, _, ok := strings.Cut(strings.TrimSpace(line), " ")
		if pkg := path.Dir(file); ok && strings.HasSuffix(file, ".go") {
			if keys[pkg] == nil {
				keys[pkg] = map[string]bool{}
			}
			keys[pkg][strings.TrimSpace(line)] = true
		}
	}
	return keys
}

// trial is one test, and how long it takes as things are.
type trial struct {
	name string
	took time.Duration
}

// examine changes a package, or one file of it. With watched keys it makes those changes
// alone, and each must be seen.
func examine(pkg string, watched map[string]bool) (killed, lived int, err error) {
	only := pkg
	if strings.HasSuffix(pkg, ".go") {
		pkg = path.Dir(pkg)
	}
	work, err := os.MkdirTemp("", "wolkvox-hold-mutants-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(work)
	mutants, overlay, err := mutate(pkg, work)
	if err != nil {
		return 0, 0, err
	}
	program := filepath.Join(work, "test")
	if out, err := run(".", nil, "go", "test", "-c", "-vet=off", "-tags", "nowindow", "-overlay", overlay, "-o", program, "./"+pkg); err != nil {
		return 0, 0, fmt.Errorf("the changed package does not build:\n%s", out)
	}
	reach, err := reached(pkg, program, work, len(mutants))
	if err != nil {
		return 0, 0, err
	}
	may := map[string]bool{} // true for one that was seen to live
	for line := range strings.Lines(accepted) {
		if key := strings.TrimSpace(line); strings.HasPrefix(line, only) {
			may[key] = false
		}
	}
	var mu sync.Mutex
	allowed := 0
	each(len(mutants), func(i int) {
		m := mutants[i]
		if !strings.HasPrefix(m.key, only) || watched != nil && !watched[m.key] {
			return
		}
		lives := survives(pkg, program, i, reach[i])
		mu.Lock()
		defer mu.Unlock()
		_, known := may[m.key]
		switch {
		case !lives:
			killed++
			if verbose {
				fmt.Printf("killed %s, line %d\n", m.key, m.line)
			}
		case known:
			may[m.key] = true
			allowed++
		default:
			lived++
			fmt.Printf("lived %s, line %d, seen by none of %d tests\n", m.key, m.line, len(reach[i]))
		}
	})
	score := 100 * float64(killed) / float64(max(killed+lived, 1))
	fmt.Printf("%s: %d mutants, %d killed, %d lived, %d accepted: %.1f %%\n", only, killed+lived+allowed, killed, lived, allowed, score)
	for key, lives := range may {
		if !lives {
			err = errors.Join(err, fmt.Errorf("accepted.txt names what is killed or no longer there: %s", key))
		}
	}
	for key := range watched {
		if !slices.ContainsFunc(mutants, func(m mutant) bool { return m.key == key }) {
			err = errors.Join(err, fmt.Errorf("watched.txt names what is no longer there: %s", key))
		}
	}
	if err == nil && (score < enough || watched != nil && lived > 0) {
		err = fmt.Errorf("less than %d %% killed, or a watched one lives", enough)
	}
	return killed, lived, err
}

// reached runs each test as things are, and returns by mutant those that meet its
// switch, quick ones first.
func reached(pkg, program, work string, mutants int) ([][]trial, error) {
	out, err := run(pkg, nil, program, "-test.list", "^(Test|Fuzz|Example)")
	if err != nil {
		return nil, fmt.Errorf("its tests cannot be listed:\n%s", out)
	}
	reach := make([][]trial, mutants)
	names := strings.Fields(out)
	var mu sync.Mutex
	each(len(names), func(i int) {
		seen := filepath.Join(work, names[i])
		bad := os.WriteFile(seen, nil, 0o600)
		began := time.Now()
		if out, failed := test(pkg, program, []string{"MUTANTS_SEEN=" + seen}, time.Minute, names[i]); failed != nil {
			bad = fmt.Errorf("%s fails as things are:\n%s", names[i], out)
		}
		took := time.Since(began)
		text, _ := os.ReadFile(seen)
		mu.Lock()
		defer mu.Unlock()
		if bad != nil {
			err = bad
		}
		ids := strings.Fields(string(text))
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			n, _ := strconv.Atoi(id)
			reach[n] = append(reach[n], trial{names[i], took})
		}
	})
	for _, list := range reach {
		slices.SortFunc(list, func(a, b trial) int { return int(a.took - b.took) })
	}
	return reach, err
}

// survives reports whether a mutant passes the tests that meet its switch. The quick
// ones run together.
func survives(pkg, program string, id int, tests []trial) bool {
	for len(tests) > 0 {
		var names []string
		var took time.Duration
		for len(tests) > 0 && (len(names) == 0 || took+tests[0].took < time.Second) {
			names, took, tests = append(names, tests[0].name), took+tests[0].took, tests[1:]
		}
		if _, err := test(pkg, program, []string{"MUTANT=" + strconv.Itoa(id)}, 10*time.Second+5*took, names...); err != nil {
			return false
		}
	}
	return true
}

func test(pkg, program string, env []string, limit time.Duration, names ...string) (string, error) {
	for i, name := range names {
		names[i] = regexp.QuoteMeta(name)
	}
	args := []string{program, "-test.short", "-test.failfast", "-test.timeout", limit.String(), "-test.run", "^(" + strings.Join(names, "|") + ")$"}
	return run(pkg, env, append(args, seeds[pkg]...)...)
}

// each calls f with 0 to n-1, two at a time.
func each(n int, f func(int)) {
	next := make(chan int)
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}

// run runs a program in a folder and returns all that it printed.
func run(folder string, env []string, command ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Dir, c.Env = folder, append(os.Environ(), env...)
	c.WaitDelay = 10 * time.Second // what it started may keep its output open
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := c.CombinedOutput()
	if c.Process != nil {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) // what a changed test left behind
	}
	return string(out), err
}
