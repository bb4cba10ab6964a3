package resident

import (
	"strconv"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
)

// A resident whose program file was replaced makes room for the newer program
// when it is idle (design: processes): it ends as Quit does, and starts that
// program in its own place, so that its process, and what a session or a service
// manager knows of it, stays the same. Until then it serves presses as ever.

// ResumeCommand starts the resident in the place of an older one. It stands in no
// help. Other than --background it asks nothing about autostart: the agent works
// with the program now, whatever starts it at the next log-on.
const ResumeCommand = "__resume"

// askAgain is how long the Toggler, or a window that records a chord, is given
// before it is asked again.
const askAgain = 5 * time.Second

// upgrade is a newer program that waits until this one is idle.
type upgrade struct {
	newer  string      // its version; empty for none; owned by the loop
	done   atomic.Bool // ended to make room for it
	leftAt int64       // when, by the clock of [control.Stamp]; written before done
}

// busy is what keeps a resident from restarting itself, apart from the press gap,
// which the Toggler keeps.
type busy struct {
	working bool // a press is in flight, and shown
	told    bool // an outcome was told ...
	settled bool // ... and is off the icon, or an unknown one that is handed over
	window  bool // a window that it started is open
	lease   bool // a window records a chord
}

// waitsFor says what it waits for: a code for the log, empty if nothing. Only the
// lease ends without a word to the loop.
func (b busy) waitsFor() string {
	switch {
	case b.working:
		return "press"
	case b.told && !b.settled:
		return "outcome"
	case b.window:
		return "window"
	case b.lease:
		return "recording"
	}
	return ""
}

// newerVersion is told which version lies where this program was started from; an empty
// one for none, or for a file that is not whole. It runs on the loop.
func (r *resident) newerVersion(version string) {
	if version != r.upgrade.newer {
		r.log.Info("program file replaced", "newer", version)
	}
	r.upgrade.newer = version
	r.upgradeIfIdle()
}

// upgradeIfIdle is called whenever something ends that the restart waits for. It
// runs on the loop.
func (r *resident) upgradeIfIdle() {
	if r.upgrade.newer == "" {
		return
	}
	b := busy{
		working: r.screen.state.working,
		told:    !r.screen.state.lastAt.IsZero(),
		settled: r.screen.state.settled,
		window:  r.windows.settings != nil || len(r.windows.small) > 0,
		lease:   r.hotkey.lease.held(),
	}
	again := func() { time.AfterFunc(askAgain, func() { r.post(r.upgradeIfIdle) }) }
	switch b.waitsFor() {
	case "recording":
		again()
	case "":
		// Whatever is pressed from here on meets the Toggler, which decides.
		go func() {
			if r.toggler.StopIfIdle(r.ctx) {
				r.upgrade.leftAt = control.Now().Boot
				r.upgrade.done.Store(true)
				r.end()
			} else if r.ctx.Err() == nil {
				r.post(again)
			}
		}()
	}
}

// LeftAtKey is where the older program says when it took its last press, by the clock
// of control.Stamp. The log tells how long the key pressed nothing.
const LeftAtKey = "WOLKVOX_HOLD_LEFT_AT"

// leftAt reads it; what is no such moment is 0.
func LeftAt(value string) int64 {
	at, err := strconv.ParseInt(value, 10, 64)
	if err != nil || at < 0 || at > control.Now().Boot {
		return 0
	}
	return at
}

var processBegan = time.Now()

// withoutHotkey is since when there is no hotkey, at the start.
func withoutHotkey(p *env.Env) time.Time {
	if p.LeftAt == 0 {
		return processBegan
	}
	return time.Now().Add(time.Duration(p.LeftAt - control.Now().Boot))
}
