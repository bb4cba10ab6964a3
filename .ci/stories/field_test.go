package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestFieldCases: each test and each story that holds a case from a bug report is there.
func TestFieldCases(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, cases, _ := strings.Cut(string(page), "\n## Cases from public bug reports\n")
	held := regexp.MustCompile("`([\\w/-]+)(?:\\.(Test\\w+))?`").FindAllStringSubmatch(cases, -1)
	if len(held) < 15 {
		t.Fatalf("only %d tests and stories are named", len(held))
	}
	for _, h := range held {
		files, text := h[1]+".txtar", "desk "
		if h[2] != "" {
			files, text = "../../"+h[1]+"/*_test.go", "\nfunc "+h[2]+"(t *testing.T)"
		}
		paths, err := filepath.Glob(files)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			found = found || strings.Contains(string(content), text)
		}
		if !found {
			t.Errorf("%s is not there", h[0])
		}
	}
}
