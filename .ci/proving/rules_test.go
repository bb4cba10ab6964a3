package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryRuleFitsTheSource tells within a second what the proof itself would tell in
// minutes: each change has one place in the source, and each test is there.
func TestEveryRuleFitsTheSource(t *testing.T) {
	t.Chdir("../..")
	names := map[string]bool{}
	for _, r := range rules {
		if names[r.name] {
			t.Errorf("%s: two rules have this name", r.name)
		}
		names[r.name] = true
		for _, c := range r.changes {
			text, err := os.ReadFile(c.file)
			if err != nil {
				t.Errorf("%s: %v", r.name, err)
			} else if n := strings.Count(string(text), c.old); n != 1 {
				t.Errorf("%s: %s has %d times\n%s", r.name, c.file, n, c.old)
			}
		}
		top, _, _ := strings.Cut(r.test, "/")
		if !hasTest(t, r.pkg, top) {
			t.Errorf("%s: %s has no %s", r.name, r.pkg, top)
		}
	}
}

func hasTest(t *testing.T, pkg, name string) bool {
	t.Helper()
	files, err := os.ReadDir(pkg)
	if err != nil {
		t.Fatal(err)
	}
	head := regexp.MustCompile(`(?m)^func ` + regexp.QuoteMeta(name) + `\(`)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		if text, err := os.ReadFile(pkg + "/" + f.Name()); err == nil && head.Match(text) {
			return true
		}
	}
	return false
}
