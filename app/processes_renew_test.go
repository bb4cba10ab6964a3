//go:build linux && nowindow

package app

import (
	"context"
	"io"
	"os"
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

const (
	ownProgramPath = "bin/wolkvox-hold"
	logPath        = "home/.local/state/wolkvox-hold/wolkvox-hold.log"
)

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

// replaceProgram puts a file in the program's place, as dpkg does.
func (w *workplace) replaceProgram(file string) {
	w.t.Helper()
	must(w.t, os.Rename(file, w.program))
}

// leave ends the resident, which is the process that was started.
func (*workplace) leave(r *process) { r.signal(syscall.SIGTERM) }

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
