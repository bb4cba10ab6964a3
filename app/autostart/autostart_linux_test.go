package autostart

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// desk is one user's view of a machine.
type desk struct {
	t             *testing.T
	a             Autostart
	own, machines string // the entries' paths
}

func newDesk(t *testing.T) desk {
	t.Helper()
	root := t.TempDir()
	program := filepath.Join(root, "Wolkvox Hold", "wolkvox-hold")
	d := desk{
		t:        t,
		own:      filepath.Join(root, "config", "autostart", fileName),
		machines: filepath.Join(root, "xdg", "autostart", fileName),
	}
	d.write(program, "")
	if err := os.Chmod(program, 0o755); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"XDG_CONFIG_HOME": filepath.Join(root, "config"),
		"XDG_CONFIG_DIRS": filepath.Join(root, "none") + ":relative:" + filepath.Join(root, "xdg"),
	}
	d.a = Autostart{Exec: program, Getenv: func(key string) string { return env[key] }}
	return d
}

func (d desk) write(path, text string) {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

func (d desk) set(on bool) {
	d.t.Helper()
	if err := d.a.Set(on); err != nil {
		d.t.Fatalf("set %v: %v", on, err)
	}
	if got, err := d.a.Enabled(); err != nil || got != on {
		d.t.Errorf("after set %v: got %v, %v", on, got, err)
	}
}

func (d desk) wantOwn(want bool) {
	d.t.Helper()
	_, err := os.Stat(d.own)
	if got := err == nil; got != want {
		d.t.Errorf("the agent's own entry: got %v, %v, want %v", got, err, want)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(d.own), ".wolkvox-hold-*"))
	if err != nil || len(left) != 0 {
		d.t.Errorf("got files left behind: %q, %v", left, err)
	}
}

func TestMachinesEntryThatIsOff(t *testing.T) {
	d := newDesk(t)
	d.write(d.machines, hiddenEntry)
	if got, err := d.a.Enabled(); err != nil || got {
		t.Errorf("at first: got %v, %v, want off", got, err)
	}
	d.set(true)
	d.wantOwn(true)
	d.set(false)
}

func TestEntryThatAnotherToolSwitchedOff(t *testing.T) {
	for _, line := range []string{"Hidden=true\n", "X-GNOME-Autostart-enabled=false\n"} {
		d := newDesk(t)
		d.set(true)
		text, err := os.ReadFile(d.own)
		if err != nil {
			t.Fatal(err)
		}
		d.write(d.own, string(text)+line)
		if got, err := d.a.Enabled(); err != nil || got {
			t.Errorf("%q: got %v, %v, want off", line, got, err)
		}
		d.set(true)
	}
}

func TestEntryOfAProgramThatIsGone(t *testing.T) {
	d := newDesk(t)
	d.set(true)
	if err := os.Remove(d.a.Exec); err != nil {
		t.Fatal(err)
	}
	if got, err := d.a.Enabled(); err != nil || got {
		t.Errorf("got %v, %v, want off: the session cannot start it", got, err)
	}
}

func TestEntryOfAProgramThatCannotBeStarted(t *testing.T) {
	d := newDesk(t)
	d.set(true)
	if err := os.Chmod(d.a.Exec, 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := d.a.Enabled(); err != nil || got {
		t.Errorf("got %v, %v, want off", got, err)
	}
}

// A symbolic link is replaced; its target is not written.
func TestLinkIsReplaced(t *testing.T) {
	d := newDesk(t)
	target := filepath.Join(t.TempDir(), "dotfile")
	d.write(target, "mine")
	d.write(d.own, "")
	if err := os.Remove(d.own); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, d.own); err != nil {
		t.Fatal(err)
	}
	d.set(true)
	if got, err := os.ReadFile(target); err != nil || string(got) != "mine" {
		t.Errorf("got %q, %v, want the link's target untouched", got, err)
	}
}

func TestFailedWriteLeavesTheOldEntry(t *testing.T) {
	d := newDesk(t)
	d.set(true)
	before, err := os.ReadFile(d.own)
	if err != nil {
		t.Fatal(err)
	}
	d.a.Exec = "relative"
	if err := d.a.Set(true); err == nil {
		t.Error("got nil for a relative program")
	}
	if got, err := os.ReadFile(d.own); err != nil || string(got) != string(before) {
		t.Errorf("got %q, %v, want the entry as before", got, err)
	}
}

func TestPlaceOfTheEntry(t *testing.T) {
	tests := []struct {
		name, config, home, want string
	}{
		{"default", "", "/home/a", "/home/a/.config/autostart/" + fileName},
		{"set", "/cfg", "/home/a", "/cfg/autostart/" + fileName},
		{"relative is ignored", "cfg", "/home/a", "/home/a/.config/autostart/" + fileName},
		{"none", "", "", ""},
		{"relative home", "", "home", ""},
	}
	for _, tt := range tests {
		a := Autostart{Getenv: func(key string) string {
			return map[string]string{"XDG_CONFIG_HOME": tt.config, "HOME": tt.home}[key]
		}}
		got, err := a.ownFile()
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
		if tt.want == "" {
			if _, err := a.Enabled(); err == nil {
				t.Errorf("%s: enabled: got nil, want an error", tt.name)
			}
			if err := a.Set(false); err == nil {
				t.Errorf("%s: set: got nil, want an error", tt.name)
			}
		}
	}
	a := Autostart{Getenv: func(string) string { return "" }}
	if got := a.machineFiles(); len(got) != 1 || got[0] != "/etc/xdg/autostart/"+fileName {
		t.Errorf("got %q, want the machine's default folder", got)
	}
}

func TestEntryThatCannotBeRead(t *testing.T) {
	d := newDesk(t)
	if err := os.MkdirAll(d.own, 0o755); err != nil { // a folder of that name
		t.Fatal(err)
	}
	if got, err := d.a.Enabled(); err == nil || errors.Is(err, fs.ErrNotExist) || got {
		t.Errorf("got %v, %v, want an error", got, err)
	}
}
