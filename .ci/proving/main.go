// Command proving takes each safety rule out of the program, one at a time, and
// sees the test that guards it fail. A rule that can be taken out unseen fails
// it, and so does a change that no longer fits the source.
//
//	go run ./.ci/proving [-only TEXT]
//
// The source is not touched: the changed copy goes to the compiler as an
// overlay. It works from the module's root, and needs no display and no cgo.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// patience is how long one test may take. A test that hangs without its rule
// has seen that the rule is missing.
const patience = 2 * time.Minute

// workers is how many rules are taken out at once. Half of the time goes into a few
// tests that wait half a minute for what does not come without its rule.
const workers = 4

func main() {
	only := flag.String("only", "", "prove only the rules whose name has this text")
	flag.Parse()
	work, err := os.MkdirTemp("", "wolkvox-hold-prove-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	wanted := make(chan rule)
	results := make(chan result)
	for range workers {
		go func() {
			for r := range wanted {
				began := time.Now()
				err := prove(r, work)
				results <- result{r, err, time.Since(began)}
			}
		}()
	}
	chosen := slices.DeleteFunc(slices.Clone(rules), func(r rule) bool { return !strings.Contains(r.name, *only) })
	go func() {
		for _, r := range chosen {
			wanted <- r
		}
		close(wanted)
	}()
	passed, failed := 0, 0
	for range chosen {
		r := <-results
		if r.err != nil {
			failed++
			fmt.Printf("FAIL %s: %v\n", r.name, r.err)
			continue
		}
		passed++
		fmt.Printf("ok   %s: without it %s fails (%.0f s)\n", r.name, r.test, r.took.Seconds())
	}
	os.RemoveAll(work)
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
}

// result is what became of a rule.
type result struct {
	rule
	err  error
	took time.Duration
}

// programs are the test programs as things are, by package, and tests those of their
// tests that pass, by package and name; or why there is none.
var programs, tests sync.Map

// once returns what make returned for key the first time.
func once[T any](m *sync.Map, key string, make func() T) T {
	found, _ := m.LoadOrStore(key, sync.OnceValue(make))
	return found.(func() T)()
}

// prove takes the rule out and returns an error if nothing sees it.
func prove(r rule, work string) error {
	if err := once(&tests, r.pkg+" "+r.test, func() error { return passes(r, work) }); err != nil {
		return err
	}
	work, err := os.MkdirTemp(work, "rule-")
	if err != nil {
		return err
	}
	overlay, err := without(r, work)
	if err != nil {
		return err
	}
	out, err := testChanged(r, overlay)
	switch {
	case err == nil:
		return fmt.Errorf("nothing fails without it, not even %s", r.test)
	case saysFailed(out, r.test), strings.Contains(out, "panic: test timed out"):
		return nil
	}
	return fmt.Errorf("the changed program could not be tested:\n%s", tail(out))
}

// passes makes sure that the test is there and passes with the rule in place. All
// tests of a package share one program.
func passes(r rule, work string) error {
	program := filepath.Join(work, strings.ReplaceAll(r.pkg, "/", "_")+".test")
	if err := once(&programs, r.pkg, func() error { return build(r.pkg, program) }); err != nil {
		return err
	}
	out, err := run(r.pkg, program, "-test.v", "-test.timeout", patience.String(), "-test.run", pattern(r.test))
	switch {
	case err != nil:
		return fmt.Errorf("%s fails with the rule in place:\n%s", r.test, tail(out))
	case !strings.Contains(out, "--- PASS: "+r.test):
		return fmt.Errorf("%s has no test called %s", r.pkg, r.test)
	}
	return nil
}

// build makes the test program of a package, as things are.
func build(pkg, program string) error {
	if out, err := run(".", "go", "test", "-c", "-o", program, "-ldflags", "-s -w", "-vet=off", "-tags", "nowindow", "./"+pkg); err != nil {
		return fmt.Errorf("%s cannot be tested:\n%s", pkg, tail(out))
	}
	return nil
}

// without writes the source without the rule, and returns the overlay that puts
// it in place.
func without(r rule, work string) (string, error) {
	replace := map[string]string{}
	changed := map[string]string{}
	for _, c := range r.changes {
		text, known := changed[c.file]
		if !known {
			b, err := os.ReadFile(c.file)
			if err != nil {
				return "", err
			}
			text = string(b)
		}
		if n := strings.Count(text, c.old); n != 1 {
			return "", fmt.Errorf("the change no longer fits: %s has %d times\n%s", c.file, n, c.old)
		}
		changed[c.file] = strings.Replace(text, c.old, c.new, 1)
	}
	for file, text := range changed {
		whole, err := filepath.Abs(file)
		if err != nil {
			return "", err
		}
		copied := filepath.Join(work, strings.ReplaceAll(file, "/", "_"))
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[whole] = copied
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(work, "overlay.json")
	return overlay, os.WriteFile(overlay, b, 0o600)
}

// testChanged runs the rule's test with the overlay and returns all that it printed.
func testChanged(r rule, overlay string) (string, error) {
	return run(".", "go", "test", "-v", "-vet=off", "-count=1", "-timeout", patience.String(), "-tags", "nowindow",
		"-overlay", overlay, "-run", pattern(r.test), "./"+r.pkg)
}

// pattern fits one test alone, as -run takes it.
func pattern(test string) string {
	return "^" + strings.ReplaceAll(regexp.QuoteMeta(test), "/", "$/^") + "$"
}

// run runs a program in a folder and returns all that it printed.
func run(folder, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = folder
	c.WaitDelay = 10 * time.Second // what it started may keep its output open
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := c.CombinedOutput()
	return string(out), err
}

// saysFailed reports whether the test itself failed: a program that does not
// build proves nothing.
func saysFailed(out, name string) bool {
	return regexp.MustCompile(`(?m)^\s*--- FAIL: `+regexp.QuoteMeta(name)+` `).MatchString(out) ||
		regexp.MustCompile(`(?m)^panic: `).MatchString(out)
}

// tail is the end of a long output.
func tail(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}
