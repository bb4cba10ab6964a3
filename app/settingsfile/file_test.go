package settingsfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func set(key, value string) func(settings.Raw) error {
	return func(r settings.Raw) error {
		r[key] = value
		return nil
	}
}

// tree returns the names and contents below dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		name = filepath.ToSlash(name)
		if d.Type()&fs.ModeSymlink != 0 {
			files[name], err = os.Readlink(path)
			return err
		}
		b, err := os.ReadFile(path)
		files[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func want(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	got := tree(t, dir)
	for name, content := range files {
		if got[name] != content {
			t.Errorf("%s: got %q, want %q", name, got[name], content)
		}
	}
	if len(got) != len(files) {
		t.Errorf("got %d files, want %d: %v", len(got), len(files), got)
	}
}

func put(t *testing.T, path, content string, mode fs.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

func TestFirstSaveMakesAPrivateFolderAndFile(t *testing.T) {
	dir := t.TempDir()
	f := File{filepath.Join(dir, "a", "wolkvox-hold", "config.json")}
	raw, err := f.Load()
	if err != nil || len(raw) != 0 || raw == nil {
		t.Fatalf("missing file: got %v, %v", raw, err)
	}
	want(t, dir, nil)
	if err := f.Save(set("server", "0042")); err != nil {
		t.Fatal(err)
	}
	want(t, dir, map[string]string{"a/wolkvox-hold/config.json": "{\n  \"server\": \"0042\"\n}\n"})
	wantPrivate(t, f.Path)
	wantPrivate(t, filepath.Dir(f.Path))
}

func TestSaveKeepsOtherKeysAndTakesReadRightsAway(t *testing.T) {
	dir := t.TempDir()
	f := File{filepath.Join(dir, "config.json")}
	put(t, f.Path, `{"later":{"version":[2.50]},"server":"0042"}`, 0o644)
	if err := f.Save(set("agent_id", "12435")); err != nil {
		t.Fatal(err)
	}
	want(t, dir, map[string]string{"config.json": `{
  "agent_id": "12435",
  "later": {
    "version": [
      2.50
    ]
  },
  "server": "0042"
}
`})
	wantPrivate(t, f.Path)
}

func TestARefusedChangeLeavesEverythingAsItWas(t *testing.T) {
	no := errors.New("no")
	refuse := func(r settings.Raw) error {
		r["server"] = "0043"
		return no
	}
	for name, content := range map[string]string{"good": `{"server":"0042"}`, "torn": `{"server":"00`} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			f := File{filepath.Join(dir, "config.json")}
			put(t, f.Path, content, 0o600)
			if err := f.Save(refuse); err != no {
				t.Errorf("got %v, want the change's own error", err)
			}
			if err := f.Save(func(r settings.Raw) error { r["f"] = func() {}; return nil }); err == nil {
				t.Error("a value that is no JSON: got no error")
			}
			want(t, dir, map[string]string{"config.json": content})
		})
	}
	t.Run("missing", func(t *testing.T) {
		dir := t.TempDir()
		if err := (File{filepath.Join(dir, "a", "config.json")}).Save(refuse); err != no {
			t.Errorf("got %v", err)
		}
		if _, err := os.Stat(filepath.Join(dir, "a")); err == nil {
			t.Error("the folder was made")
		}
	})
}

func TestATornFileStaysAndIsCopiedBeforeTheFirstSave(t *testing.T) {
	big := `{"a":"` + strings.Repeat("x", 2*settings.MaxBytes) + `"}`
	for _, content := range []string{"", "{", `{"server":"00`, "[]", `{"a":1,"a":2}`, "\x00\x00\x00", big} {
		dir := t.TempDir()
		f := File{filepath.Join(dir, "config.json")}
		put(t, f.Path, content, 0o644)
		raw, err := f.Load()
		if !errors.Is(err, ErrTorn) || len(raw) != 0 {
			t.Fatalf("%.20q: got %v, %v, want ErrTorn", content, raw, err)
		}
		want(t, dir, map[string]string{"config.json": content})
		if err := f.Save(set("server", "0042")); err != nil {
			t.Fatal(err)
		}
		good := "{\n  \"server\": \"0042\"\n}\n"
		want(t, dir, map[string]string{"config.json": good, "config.json.torn-1": content})
		wantPrivate(t, f.Path+".torn-1")
		// A good file makes no copies; a second torn one takes the next number.
		if err := f.Save(set("server", "0042")); err != nil {
			t.Fatal(err)
		}
		put(t, f.Path, "torn again", 0o600)
		if err := f.Save(set("server", "0042")); err != nil {
			t.Fatal(err)
		}
		want(t, dir, map[string]string{"config.json": good, "config.json.torn-1": content, "config.json.torn-2": "torn again"})
	}
}

func TestATornFileThatCannotBeCopiedIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	f := File{filepath.Join(dir, "config.json")}
	for n := 1; n <= maxCopies; n++ {
		put(t, f.Path+".torn-"+strconv.Itoa(n), "older", 0o600)
	}
	put(t, f.Path, "torn", 0o600)
	before := tree(t, dir)
	if err := f.Save(set("server", "0042")); err == nil {
		t.Error("got no error")
	}
	want(t, dir, before)
}

func TestASaveThatFailsLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "config.json")
	put(t, filepath.Join(target, "in the way"), "x", 0o600) // a rename over a full folder fails
	before := tree(t, dir)
	if err := replace(target, []byte("{}"), func() bool { return true }); err == nil {
		t.Error("got no error")
	}
	want(t, dir, before)
}

// TestTwoSavesAtOnceKeepBoth: a program that began to save the hotkey must not bring back the
// extension that another one has just replaced.
func TestTwoSavesAtOnceKeepBoth(t *testing.T) {
	for name, content := range map[string]string{"good": `{"agent_id":"111"}`, "torn": `{"agent_id":"11`, "missing": ""} {
		dir := t.TempDir()
		f := File{filepath.Join(dir, "config.json")}
		if content != "" {
			put(t, f.Path, content, 0o600)
		}
		calls := 0
		err := f.Save(func(r settings.Raw) error {
			if calls++; calls == 1 {
				if err := f.Save(set("agent_id", "222")); err != nil {
					t.Fatal(err)
				}
			}
			r["hotkey"] = "F13"
			return nil
		})
		raw, unread := f.Load()
		if err := errors.Join(err, unread); err != nil || raw["agent_id"] != "222" || raw["hotkey"] != "F13" {
			t.Errorf("%s: got %v, %v", name, raw, err)
		}
		for left := range tree(t, dir) {
			if left != "config.json" && !strings.Contains(left, ".torn-") {
				t.Errorf("%s: %s is left", name, left)
			}
		}
	}
	f := File{filepath.Join(t.TempDir(), "config.json")}
	other := 0
	err := f.Save(func(settings.Raw) error {
		other++
		put(t, f.Path, `{"agent_id":"`+strconv.Itoa(other)+`"}`, 0o600)
		return nil
	})
	if raw, _ := f.Load(); err == nil || raw["agent_id"] != strconv.Itoa(other) {
		t.Errorf("another program that saves without end: got %v, %v", raw, err)
	}
}

// A reader during a save sees the old or the new settings.
func TestReadersNeverSeeHalfAFile(t *testing.T) {
	f := File{filepath.Join(t.TempDir(), "config.json")}
	long := strings.Repeat("x", 100_000)
	if err := f.Save(set("later", long)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		for n := range 30 {
			if err := f.Save(set("server", "004"+string(rune('0'+n%10)))); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for {
		raw, err := f.Load()
		if err != nil || raw["later"] != long {
			t.Fatalf("got %d keys, %v", len(raw), err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
		}
	}
}
