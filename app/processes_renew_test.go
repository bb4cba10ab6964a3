//go:build linux && nowindow

package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/startup"
	"github.com/wolkvox-hold/wolkvox-hold/app/upgrade"
)

// ownProgram gives a workplace a program file of its own, which can be replaced.
func (w *workplace) ownProgram() {
	w.t.Helper()
	from := w.program
	w.program = w.path("bin/wolkvox-hold")
	must(w.t, os.Mkdir(filepath.Dir(w.program), 0o755))
	w.copyProgram(from, w.program)
}

func (w *workplace) copyProgram(from, to string) {
	w.t.Helper()
	b, err := os.ReadFile(from)
	must(w.t, err)
	// A process that another test starts meanwhile would have the file open for writing
	// until its exec, and "text file busy" would be the answer to ours.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	must(w.t, os.WriteFile(to, b, 0o755))
}

// upgrade puts another version in the program's place, as dpkg does: written
// beside it, then renamed.
func (w *workplace) upgrade(version string) {
	w.t.Helper()
	must(w.t, os.WriteFile(w.program+".toml", fmt.Appendf(nil, "Version = %q\n", version), 0o644))
	w.copyProgram(w.program, w.program+".dpkg-new")
	must(w.t, os.Rename(w.program+".dpkg-new", w.program))
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

// gapOver waits for the end of the press gap after an outcome that was just told:
// a resident keeps it by its own clock.
func (w *workplace) gapOver() {
	w.t.Helper()
	began := time.Now()
	w.until("the press gap is over", func() bool { return time.Since(began) > hold.DefaultGap })
}

func (w *workplace) logHas(text string) bool {
	log, err := os.ReadFile(w.path("home/.local/state/wolkvox-hold/wolkvox-hold.log"))
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
	r.signal(syscall.SIGTERM)
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

// TestProcessesUnknownStands: after an unknown outcome nothing that is dropped or not
// toggled takes its notification away or says to press again, and the program that
// takes this one's place goes on so.
func TestProcessesUnknownStands(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.ownProgram()
	must(t, w.server.MisbehaveNext("close_before_reply"))
	w.resident()
	unknown := w.toggle()
	if unknown.Outcome != string(hold.Unknown) {
		t.Fatalf("told %s (%s), want unknown", unknown.Outcome, unknown.Reason)
	}
	wantLook := func(said residentapi.PressOutcome) {
		t.Helper()
		if !strings.Contains(said.Message, "An earlier press is not confirmed: check wolkvox Agent") {
			t.Errorf("%s (%s) says %q, want it to say what to look at", said.Outcome, said.Reason, said.Message)
		}
	}
	w.until("unknown is shown", func() bool { return w.notes.shown(unknown.Message) })
	said := w.toggle()
	wantTold(t, said, hold.Ignored, "too_soon")
	wantLook(said)
	w.until("the dropped press is in the log", func() bool { return w.logHas("reason=too_soon") })
	if got := w.notes.last(); got != unknown.Message {
		t.Errorf("a dropped press shows %q, want unknown to stay", got)
	}

	w.upgrade("1.2.4")
	w.renewed("1.2.4")
	w.until("the newer program shows it", func() bool { return w.notes.count(unknown.Message) == 2 })
	must(t, w.server.MisbehaveNext("http_200_code_403"))
	said = w.toggle()
	wantTold(t, said, hold.NotToggled, "refused")
	wantLook(said)
	w.until("not toggled is shown beside unknown", func() bool { return w.notes.shown(said.Message) })

	w.gapOver()
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.gapOver()
	must(t, w.server.MisbehaveNext("http_200_code_403"))
	if said = w.toggle(); strings.Contains(said.Message, "earlier press") {
		t.Errorf("after a press that toggled, not toggled says %q", said.Message)
	}
	w.compare("an upgrade with an unknown outcome on the icon", w.toggles())
}

// TestProcessesUnknownStandsAlone: without a resident the mark carries it.
func TestProcessesUnknownStandsAlone(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	must(t, w.server.MisbehaveNext("close_before_reply"))
	if said := w.toggle(); said.Outcome != string(hold.Unknown) {
		t.Fatalf("told %s (%s), want unknown", said.Outcome, said.Reason)
	}
	for _, reason := range []string{"too_soon", "refused"} {
		if reason == "refused" {
			w.gapPasses()
			must(t, w.server.MisbehaveNext("http_200_code_403"))
		}
		if said := w.toggle(); said.Reason != reason || !strings.Contains(said.Message, "check wolkvox Agent") {
			t.Errorf("told %s (%s): %q, want %s, and what to look at", said.Outcome, said.Reason, said.Message, reason)
		}
	}
	w.compare("commands after an unknown outcome", w.toggles())
}

// TestProcessesUpgradeThatDoesNotStart: the resident goes on, and a whole file
// that comes later counts.
func TestProcessesUpgradeThatDoesNotStart(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.ownProgram()
	whole := w.path("whole")
	w.copyProgram(w.program, whole)
	w.resident()
	must(t, os.WriteFile(w.program+".new", []byte("\x7fELF, and no more"), 0o755))
	must(t, os.Rename(w.program+".new", w.program))
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

// TestProcessesResumeWaitsForACommand: a toggle command that holds the lock when
// the newer program starts keeps it waiting, not away.
func TestProcessesResumeWaitsForACommand(t *testing.T) {
	w := newWorkplace(t)
	lock := w.lock(instance.Command)
	within, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	p := &env.Env{Stderr: io.Discard, Getenv: w.places().Getenv}
	if err := startup.Resume(within, p); err != nil || within.Err() == nil {
		t.Errorf("beside a command it gave up: %v", err)
	}
	w.start([]string{upgrade.ResumeCommand})
	lock.Release()
	w.until("the resident listens", func() bool { return w.listens() })
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.wantResidentToggled()
	w.tally("a resident that starts anew beside a command", 1)
}
