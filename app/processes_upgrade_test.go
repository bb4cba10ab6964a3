//go:build nowindow && (linux || wine)

package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
)

// builtIn replaces what is built into a program: its version. A copy of this
// one can have another.
func builtIn() string {
	if other, err := os.ReadFile(env.ProgramPath() + ".toml"); err == nil {
		return string(other)
	}
	return testMetadata
}

// ownProgram gives a workplace a program file of its own, which can be replaced.
func (w *workplace) ownProgram() {
	w.t.Helper()
	from := w.program
	w.program = w.path(ownProgramPath)
	must(w.t, os.Mkdir(filepath.Dir(w.program), 0o755))
	w.copyProgram(from, w.program)
}

// upgrade puts another version in the program's place.
func (w *workplace) upgrade(version string) {
	w.t.Helper()
	must(w.t, os.WriteFile(w.program+".toml", fmt.Appendf(nil, "Version = %q\n", version), 0o644))
	w.copyProgram(w.program, w.program+".new")
	w.replaceProgram(w.program + ".new")
}

// renewed waits until the resident is that version. In between none may answer.
func (w *workplace) renewed(version string) {
	w.t.Helper()
	w.until("the resident is "+version, func() bool {
		owner, err := instance.Find(w.t.Context(), w.places())
		return err == nil && owner.Kind == instance.Resident && owner.Channel != "" && owner.Program == version
	})
	if s := w.status(); s.Version != version {
		w.t.Errorf("status tells version %q, want %q", s.Version, version)
	}
}

func (w *workplace) logHas(text string) bool {
	log, err := os.ReadFile(w.path(logPath))
	return err == nil && strings.Contains(string(log), text)
}

// TestProcessesUpgradeAtRest: the newer program takes the older one's place, in
// the same process, and serves.
func TestProcessesUpgradeAtRest(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.ownProgram()
	r := w.resident()
	w.renewed("1.2.3")
	w.upgrade("1.2.4")
	w.renewed("1.2.4")
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.wantResidentToggled()
	w.upgrade("1.2.5")
	w.renewed("1.2.5") // which waited for the outcome to leave the icon
	w.tally("a resident upgraded twice, a press in between", 1)
	w.leave(r)
	if code := r.wait(); code != env.ExitDone {
		t.Errorf("the process that was started ended with %d, want %d", code, env.ExitDone)
	}
}

// TestProcessesUpgradeDuringAPress: the press has its true outcome from the
// program that took it, which restarts only then.
func TestProcessesUpgradeDuringAPress(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.ownProgram()
	w.resident()
	here := w.stops.at(t, atAnswer)
	command := w.press()
	<-here.reached
	w.upgrade("1.2.4")
	w.until("the resident has seen it", func() bool { return w.logHas("newer=1.2.4") })
	if s := w.status(); s.Version != "1.2.3" {
		t.Errorf("with a press in flight it became %q", s.Version)
	}
	here.open()
	said, _ := w.hear(command)
	wantTold(t, said, hold.Toggled, "confirmed")
	w.renewed("1.2.4")
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.tally("a resident upgraded during a press, and presses after it", 2)
}

// TestProcessesUpgradeThatDoesNotStart: the resident goes on, and a whole file
// that comes later counts.
func TestProcessesUpgradeThatDoesNotStart(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.ownProgram()
	whole := w.path("whole.exe")
	w.copyProgram(w.program, whole)
	w.resident()
	must(t, os.WriteFile(w.program+".new", []byte("\x7fELF, and no more"), 0o755))
	w.replaceProgram(w.program + ".new")
	w.until("the resident has seen it", func() bool { return w.logHas("does not start") })
	broken := w.program
	w.program = whole
	if s := w.status(); s.Version != "1.2.3" {
		t.Errorf("it became %q", s.Version)
	}
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.wantResidentToggled()
	w.program = broken
	must(t, os.Remove(w.program))
	w.copyProgram(whole, w.program)
	must(t, os.WriteFile(w.program+".toml", []byte("Version = \"1.2.4\"\n"), 0o644))
	w.renewed("1.2.4")
	w.tally("a resident beside a torn upgrade", 1)
}
