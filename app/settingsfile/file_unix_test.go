//go:build !windows

package settingsfile

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// wantPrivate checks that nobody else can read a file or folder.
func wantPrivate(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	want := os.FileMode(0o600)
	if info.IsDir() {
		want = 0o700
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s: got mode %o, want %o", path, got, want)
	}
}

func TestWhatCannotBeReadIsNeitherTornNorReplaced(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "file"), "x", 0o600)
	put(t, filepath.Join(dir, "folder", "inside"), "x", 0o600)
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	before := tree(t, dir)
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"pipe", "folder", "file/config.json", "loop"} {
		f := File{filepath.Join(dir, path)}
		raw, err := f.Load()
		if err == nil || errors.Is(err, ErrTorn) || len(raw) != 0 {
			t.Errorf("%s: Load: got %v, %v", path, raw, err)
		}
		called := false
		if err := f.Save(func(settings.Raw) error { called = true; return nil }); err == nil || called {
			t.Errorf("%s: Save: got %v, change called: %v", path, err, called)
		}
	}
	if err := os.Remove(filepath.Join(dir, "pipe")); err != nil {
		t.Fatal(err) // a pipe cannot be compared by its content
	}
	want(t, dir, before)
}

func TestALinkStaysALink(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "dotfiles", "hold.json"), `{"server":"0041"}`, 0o600)
	f := File{filepath.Join(dir, "config.json")}
	if err := os.Symlink("dotfiles/hold.json", f.Path); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(set("server", "0042")); err != nil {
		t.Fatal(err)
	}
	want(t, dir, map[string]string{"config.json": "dotfiles/hold.json", "dotfiles/hold.json": "{\n  \"server\": \"0042\"\n}\n"})
}
