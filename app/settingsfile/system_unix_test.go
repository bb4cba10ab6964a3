//go:build !windows

package settingsfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// giveAway makes the file at path another user's: root changes its owner, anybody else
// pretends to be another user.
func giveAway(t *testing.T, path string) {
	t.Helper()
	if os.Geteuid() != root {
		before := effectiveUID
		effectiveUID = func() uint32 { return before() + 1 }
		t.Cleanup(func() { effectiveUID = before })
		return
	}
	if err := os.Lchown(path, 12345, 12345); err != nil {
		t.Fatal(err)
	}
}

// A file of another user is neither used nor overwritten, and nothing is written into
// their folders.
func TestWhatBelongsToAnotherUser(t *testing.T) {
	set := func(r settings.Raw) error { r["server"] = "0042"; return nil }
	t.Run("the file", func(t *testing.T) {
		dir := t.TempDir()
		f := File{filepath.Join(dir, "config.json")}
		put(t, f.Path, `{"agent_id":"1"}`, 0o644)
		if raw, err := f.Load(); err != nil || raw["agent_id"] != "1" {
			t.Fatalf("our own: got %v, %v", raw, err)
		}
		before := tree(t, dir)
		giveAway(t, f.Path)
		if raw, err := f.Load(); !errors.Is(err, ErrForeign) || errors.Is(err, ErrTorn) || len(raw) > 0 {
			t.Errorf("Load: got %v, %v", raw, err)
		}
		if err := f.Save(set); !errors.Is(err, ErrForeign) {
			t.Errorf("Save: got %v", err)
		}
		want(t, dir, before)
	})
	t.Run("its folder", func(t *testing.T) {
		dir := t.TempDir()
		giveAway(t, dir)
		before := tree(t, dir)
		for _, path := range []string{"config.json", "made/here/config.json"} {
			f := File{filepath.Join(dir, path)}
			if raw, err := f.Load(); err != nil || len(raw) > 0 {
				t.Errorf("%s: Load: got %v, %v; want nothing that is set", path, raw, err)
			}
			if err := f.Save(set); !errors.Is(err, ErrForeign) {
				t.Errorf("%s: Save: got %v", path, err)
			}
			if err := f.Replace(settings.Raw{}); !errors.Is(err, ErrForeign) {
				t.Errorf("%s: Replace: got %v", path, err)
			}
		}
		want(t, dir, before)
	})
}
