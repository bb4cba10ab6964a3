package checks

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// left lists the names in a folder.
func left(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func parts(content string) []File {
	now := time.Now()
	return []File{{"report.txt", []byte("all is well\n"), now}, {"log/wolkvox-hold.log", []byte(content), now}}
}

func TestABundleHoldsWhatItWasGiven(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "bundle.zip")
	log := strings.Repeat("a line of the log\n", 5000)
	if err := writeBundle(path, parts(log), NewScanner(token).Find); err != nil {
		t.Fatal(err)
	}
	if got := left(t, folder); got != "bundle.zip" {
		t.Errorf("got %q in the folder", got)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a file for this user alone", info.Mode(), err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 2 || z.File[0].Name != "report.txt" || z.File[1].Name != "log/wolkvox-hold.log" {
		t.Fatalf("got %d files", len(z.File))
	}
	part, err := z.File[1].Open()
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(part); err != nil || string(b) != log {
		t.Errorf("got %d bytes of the log, %v", len(b), err)
	}
}

// TestABundleWithTheTokenIsRefused: in each encoding, in the content and in a name, and no
// file is left.
func TestABundleWithTheTokenIsRefused(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "bundle.zip")
	find := NewScanner(token).Find
	for _, e := range encodings {
		var found *secretError
		err := writeBundle(path, parts("before "+e.encode(token)+" after\n"), find)
		if !errors.As(err, &found) || found.File != "log/wolkvox-hold.log" {
			t.Errorf("%s: got %v", e.name, err)
		}
		if got := left(t, folder); got != "" {
			t.Fatalf("%s: %q is left", e.name, got)
		}
	}
	var found *secretError
	if err := writeBundle(path, []File{{Name: "log/" + token + ".log"}}, find); !errors.As(err, &found) {
		t.Errorf("in a name: got %v", err)
	}
	if err := writeBundle(filepath.Join(folder, token+".zip"), parts(""), find); !errors.As(err, &found) {
		t.Errorf("in the bundle's own name: got %v", err)
	}
	if got := left(t, folder); got != "" {
		t.Errorf("%q is left", got)
	}
}

func TestABundleReplacesNothing(t *testing.T) {
	find := NewScanner(token).Find
	folder := t.TempDir()
	path := filepath.Join(folder, "bundle.zip")
	const precious = "somebody's own"
	if err := os.WriteFile(path, []byte(precious), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	targets := []string{"bundle.zip", "folder"}
	if runtime.GOOS != "windows" {
		if err := os.Symlink("nowhere", filepath.Join(folder, "link")); err != nil {
			t.Fatal(err)
		}
		targets = append(targets, "link")
	}
	before := left(t, folder)
	for _, name := range targets {
		if err := writeBundle(filepath.Join(folder, name), parts(""), find); !errors.Is(err, errExists) {
			t.Errorf("%s: got %v, want that it exists", name, err)
		}
	}
	// A file that was created after the first check is not replaced either.
	for name, write := range map[string]func(string, []byte) error{"by a link": writeNew, "without links": writeWithoutLink} {
		if err := write(path, []byte("new")); !errors.Is(err, errExists) {
			t.Errorf("%s: got %v, want that it exists", name, err)
		}
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != precious || left(t, folder) != before {
		t.Errorf("got %q, %v, and %q in the folder", b, err, left(t, folder))
	}
}

func TestABundleThatCannotBeWrittenLeavesNothing(t *testing.T) {
	find := NewScanner(token).Find
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"no such folder":           filepath.Join(folder, "none", "bundle.zip"),
		"a file for a folder":      filepath.Join(file, "bundle.zip"),
		"a name that cannot be":    filepath.Join(folder, "a\x00b"),
		"a name that is too long":  filepath.Join(folder, strings.Repeat("x", 300)),
		"a folder's name, no file": folder + string(filepath.Separator),
	} {
		if err := writeBundle(path, parts(""), find); err == nil {
			t.Errorf("%s: it was written", name)
		}
	}
	huge := []File{{Name: "huge", Content: bytes.Repeat([]byte("x"), maxBundle+1)}}
	if err := writeBundle(filepath.Join(folder, "bundle.zip"), huge, find); !errors.Is(err, errTooBig) {
		t.Errorf("too big: got %v", err)
	}
	if got := left(t, folder); got != "file" {
		t.Errorf("%q is left", got)
	}
	without := filepath.Join(folder, "without-links.zip")
	if err := writeWithoutLink(without, []byte("content")); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(without); err != nil || string(b) != "content" {
		t.Errorf("without links: got %q, %v", b, err)
	}
}
