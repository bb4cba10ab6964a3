package resident

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/upgrade"
)

// A resident whose program file was replaced restarts as the newer program when it is idle.
// It ends as Quit does and then leaves its place to the new file, on Linux in the same process,
// so that the process ID known to the session or service manager stays the same. Until then it
// serves presses.

// idleRetry is the pause before the Toggler, or a window that records a chord, is asked again.
const idleRetry = 5 * time.Second

// restart is a newer program that waits until this one is idle.
type restart struct {
	newer    string // its version; empty for none; owned by the loop
	starting bool   // it is being started, or waits for the Toggler; owned by the loop

	done      atomic.Bool        // this resident ended to be replaced
	successor *upgrade.Successor // what takes its place; set before done
	leftAt    int64              // when it stopped taking presses, by [channel.Stamp]'s clock; set before done
}

// takeOver leaves the place to the newer program. The lock must be free.
func (r *resident) takeOver() error {
	return r.restart.successor.TakeOver(r.p, r.restart.leftAt, r.log.Error)
}

// busy is what keeps a resident from restarting, apart from the press gap, which the
// Toggler checks.
type busy struct {
	working    bool // a press is in flight, and shown
	hasOutcome bool // there was an outcome ...
	settled    bool // ... which is off the icon, or unknown and handed over to the newer program
	window     bool // a window or dialog that it opened is open
	practice   bool // practice is open, and would end with this resident
	lease      bool // a window records a chord
}

// waitsFor returns a code for what it waits for, empty if nothing. The loop is notified when
// each of these ends, except the lease.
func (b busy) waitsFor() string {
	switch {
	case b.working:
		return "press"
	case b.hasOutcome && !b.settled:
		return "outcome"
	case b.window:
		return "window"
	case b.practice:
		return "practice"
	case b.lease:
		return "recording"
	}
	return ""
}

// watchProgram watches for a newer program.
func (r *resident) watchProgram(ctx context.Context) error {
	var file upgrade.File
	if err := file.Open(); err != nil {
		return err
	}
	return r.follow(ctx, "program", file.Watch, func() {
		version, changed, err := file.Look(ctx)
		if !changed {
			return
		}
		if err != nil {
			r.log.Warn("the newer program does not start", "err", err)
		}
		r.post(func() {
			r.newerVersion(version)
			// A file that is still being written causes another event when it is complete.
			if err != nil && !errors.Is(err, upgrade.ErrBeingWritten) && ctx.Err() == nil {
				r.hintNote("newer", r.p.Words.RestartByHand())
			}
		})
	})
}

// newerVersion takes the version of the program file that replaced this one, empty if there
// is none or it is not complete. It runs on the loop.
func (r *resident) newerVersion(version string) {
	if version != r.restart.newer {
		r.log.Info("program file replaced", "newer", version)
	}
	r.restart.newer = version
	r.upgradeIfIdle()
}

// upgradeIfIdle restarts as the newer program if nothing prevents it. It is called whenever
// something that prevents it ends, and runs on the loop.
func (r *resident) upgradeIfIdle() {
	if r.restart.newer == "" || r.restart.starting {
		return
	}
	b := busy{
		working:    r.screen.state.Working,
		hasOutcome: !r.screen.state.LastAt.IsZero(),
		settled:    r.screen.state.Settled,
		window:     r.windows.IsOpen(),
		practice:   r.windows.Practice.Any(),
		lease:      r.hotkey.Lease.Held(),
	}
	again := func() { time.AfterFunc(idleRetry, func() { r.post(r.upgradeIfIdle) }) }
	switch b.waitsFor() {
	case "recording":
		again()
	case "":
		r.restart.starting = true
		go func() {
			successor, err := upgrade.StartNewer()
			if err != nil {
				r.log.Error("the newer program does not start", "err", err)
				r.post(func() {
					r.restart.newer, r.restart.starting = "", false
					r.hintNote("newer", r.p.Words.RestartByHand())
				})
				return
			}
			// From here on the Toggler decides about presses.
			if r.toggler.StopIfIdle(r.ctx) {
				r.restart.successor, r.restart.leftAt = successor, channel.Now().Boot
				r.restart.done.Store(true)
				r.end()
				return
			}
			successor.CallOff()
			r.post(func() { r.restart.starting = false; again() })
		}()
	}
}
