package autostart

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows/registry"
)

// desk is one user's view of a machine, in a part of the real registry.
type desk struct {
	t *testing.T
	a Autostart
}

func newDesk(t *testing.T) desk {
	t.Helper()
	root := fmt.Sprintf(`Software\WolkvoxHoldTest-%d-%s`, os.Getpid(), t.Name())
	ownBefore, machineBefore := own, machine
	own = runLocation{registry.CURRENT_USER, root + `-own-run`, root + `-own-approved`}
	machine = runLocation{registry.CURRENT_USER, root + `-machine-run`, root + `-machine-approved`}
	t.Cleanup(func() {
		for _, p := range []runLocation{own, machine} {
			_ = registry.DeleteKey(p.hive, p.run)
			_ = registry.DeleteKey(p.hive, p.approved)
		}
		own, machine = ownBefore, machineBefore
	})
	program := filepath.Join(t.TempDir(), "Wolkvox Hold.exe")
	if err := os.WriteFile(program, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	return desk{t, Autostart{Exec: program, Getenv: os.Getenv}}
}

func (d desk) write(path string, set func(registry.Key) error) {
	d.t.Helper()
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
	if err == nil {
		err = set(key)
		key.Close()
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d desk) machineStarts(program string) {
	d.t.Helper()
	d.write(machine.run, func(k registry.Key) error { return k.SetStringValue(runName, `"`+program+`" --background`) })
}

// line is the agent's own entry.
func (d desk) line() string {
	key, err := registry.OpenKey(own.hive, own.run, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer key.Close()
	line, _, _ := key.GetStringValue(runName)
	return line
}

func (d desk) set(on bool) {
	d.t.Helper()
	if err := d.a.Set(on); err != nil {
		d.t.Errorf("set %v: %v", on, err)
	}
}

func (d desk) want(what string, on bool, line string) {
	d.t.Helper()
	if got, err := d.a.Enabled(); err != nil || got != on {
		d.t.Errorf("%s: got %v, %v, want %v", what, got, err, on)
	}
	if got := d.line(); got != line {
		d.t.Errorf("%s: got the agent's own entry %q, want %q", what, got, line)
	}
}

func TestAgentTurnsItOnAndOff(t *testing.T) {
	d := newDesk(t)
	line := `"` + d.a.Exec + `" --background`
	d.want("at first", false, "")
	d.set(false)
	d.want("off, and was", false, "")
	d.set(true)
	d.want("on", true, line)
	d.set(true)
	d.want("on twice", true, line)
	d.write(own.approved, func(k registry.Key) error { return k.SetBinaryValue(runName, []byte{3, 0, 0, 0}) })
	d.want("off in Task Manager", false, line)
	d.set(true)
	d.want("on again here", true, line)
	d.set(false)
	d.want("off", false, "")
	d.set(true)
	if err := os.Remove(d.a.Exec); err != nil {
		t.Fatal(err)
	}
	d.want("the program is gone", false, line)
	d.write(own.run, func(k registry.Key) error { return k.SetDWordValue(runName, 1) })
	d.want("an entry that is no text", false, "")
}

func TestTheMachinesEntry(t *testing.T) {
	d := newDesk(t)
	d.machineStarts(d.a.Exec)
	d.want("by the machine", true, "")
	d.set(true)
	d.want("on where it is", true, "")
	d.set(false)
	d.want("off: the machine's is left alone", true, "")
	d.write(machine.approved, func(k registry.Key) error { return k.SetBinaryValue(runName, []byte{3}) })
	d.want("the machine's is off in Task Manager", false, "")
	d.set(true)
	d.want("on all the same", true, `"`+d.a.Exec+`" --background`)
	d.machineStarts(`C:\gone\wolkvox-hold.exe`)
	d.set(true)
	d.want("the machine's program is gone", true, `"`+d.a.Exec+`" --background`)
}

// TestAnEntryWithAVariable: Windows replaces variables in an entry of that type, and in no other.
func TestAnEntryWithAVariable(t *testing.T) {
	d := newDesk(t)
	t.Setenv("WOLKVOX_HOLD_TEST_FOLDER", filepath.Dir(d.a.Exec))
	line := `"%WOLKVOX_HOLD_TEST_FOLDER%\` + filepath.Base(d.a.Exec) + `" --background`
	d.write(machine.run, func(k registry.Key) error { return k.SetStringValue(runName, line) })
	d.want("of the other type", false, "")
	d.write(machine.run, func(k registry.Key) error { return k.SetExpandStringValue(runName, line) })
	d.want("with a variable", true, "")
}

// TestAnEntryIsThereEvenWhenItIsOff: an entry that a policy suggests is not made twice.
func TestAnEntryIsThereEvenWhenItIsOff(t *testing.T) {
	d := newDesk(t)
	there := func(what string, want bool) {
		t.Helper()
		if got, err := d.a.Exists(); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", what, got, err, want)
		}
	}
	there("at first", false)
	d.set(true)
	there("on", true)
	d.write(own.approved, func(k registry.Key) error { return k.SetBinaryValue(runName, []byte{3, 0, 0, 0}) })
	there("off in Task Manager", true)
	d.set(false)
	there("removed", false)
	d.machineStarts(`C:\gone\wolkvox-hold.exe`)
	there("by the machine", true)
}

func TestAPathThatNoEntryCanHold(t *testing.T) {
	d := newDesk(t)
	d.a.Exec = "wolkvox-hold.exe"
	if err := d.a.Set(true); err == nil {
		t.Error("got nil, want an error")
	}
	d.want("nothing is written", false, "")
}
