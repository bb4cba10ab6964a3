package settingsfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// wantPrivate wants a file or folder to be there. On Windows the access list of the
// user's profile, in which it lies, keeps others out.
func wantPrivate(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestSettingsAreKeptOnWindows(t *testing.T) {
	env := map[string]string{"APPDATA": t.TempDir()}
	path, err := DefaultPath(func(k string) string { return env[k] })
	if err != nil || path != env["APPDATA"]+`\wolkvox-hold\config.json` {
		t.Fatalf("got %q, %v", path, err)
	}
	f := File{path}
	if raw, err := f.Load(); err != nil || len(raw) != 0 {
		t.Errorf("a first start: got %v, %v", raw, err)
	}
	for _, server := range []string{"0042", "0043"} {
		if err := f.Save(func(r settings.Raw) error { r["server"] = server; return nil }); err != nil {
			t.Fatal(err)
		}
		if raw, err := f.Load(); err != nil || raw["server"] != server {
			t.Errorf("got %v, %v", raw, err)
		}
	}
	if err := os.WriteFile(path, []byte(`{"server":"00`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Load(); !errors.Is(err, ErrTorn) {
		t.Errorf("got %v, want ErrTorn", err)
	}
	if err := f.Save(func(r settings.Raw) error { r["server"] = "0044"; return nil }); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path + ".torn-1"); err != nil || string(b) != `{"server":"00` {
		t.Errorf("the torn file: got %q, %v", b, err)
	}
}

// What is gone is not a first start, and nothing is saved there.
func TestSettingsOnAShareThatIsGone(t *testing.T) {
	dir := t.TempDir()
	notAFolder := filepath.Join(dir, "file")
	if err := os.WriteFile(notAFolder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, appData := range []string{`\\127.0.0.1\no-such-share\AppData`, `Q:\AppData`, filepath.Join(dir, "gone"), notAFolder} {
		f := File{appData + `\wolkvox-hold\config.json`}
		raw, err := f.Load()
		if err == nil || errors.Is(err, ErrTorn) || len(raw) != 0 {
			t.Errorf("%s: Load: got %v, %v, want that it cannot be read", appData, raw, err)
		}
		called := false
		if err := f.Save(func(settings.Raw) error { called = true; return nil }); err == nil || called {
			t.Errorf("%s: Save: got %v, change called: %v", appData, err, called)
		}
	}
}
