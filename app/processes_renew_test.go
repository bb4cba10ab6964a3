//go:build linux && nowindow

package app

import (
	"context"
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
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
