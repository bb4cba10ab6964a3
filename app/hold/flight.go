package hold

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// flight is the press in flight, from when it was taken to its outcome. Toggle runs on
// a goroutine of its own; the hooks that it calls and the Toggler's goroutine share
// what is guarded by mu.
type flight struct {
	press   *pending
	request Request
	at      time.Time // when it was made, by the wall clock at the start of the request
	ignored int       // presses dropped while it is in flight
	cancel  context.CancelFunc
	done    chan wolkvox.Outcome // its capacity is 1: Toggle never waits for a reader

	newMark   func() Mark
	writeMark func(Mark) <-chan error
	stages    chan Stage    // stages to show, for the Toggler's goroutine
	ended     chan struct{} // closed when over is set
	overdue   *time.Timer   // fires when it must be given up
	age       time.Duration // of the event, when it arrived
	arrived   time.Time
	began     time.Time

	// Sending and giving up exclude each other: the first to lock mu decides. Nothing
	// blocks while it is held.
	mu   sync.Mutex
	sent bool // a first byte was allowed
	over bool // the outcome is decided: nothing more may be sent or shown

	dialing, connected, marked, left time.Time // when the last try got to each step
}

// run calls toggle and reports its outcome. A panic becomes an outcome too.
func (f *flight) run(ctx context.Context, toggle func(context.Context, *Request) wolkvox.Outcome) {
	defer func() {
		if r := recover(); r != nil {
			// For the log: one line of bounded length.
			f.done <- f.noOutcome(fmt.Errorf("the toggle panicked: %.200q at %.1500q", fmt.Sprint(r), debug.Stack()))
		}
	}()
	f.request.Press = wolkvox.Press{
		At:         f.at,
		Dialing:    func() { f.show(Dialing) },
		BeforeSend: f.beforeSend,
		Sent:       func() { f.show(Sent) },
	}
	out := toggle(ctx, &f.request)
	switch out.Result {
	case wolkvox.Toggled, wolkvox.NotToggled, wolkvox.Unknown:
		f.done <- out
	default:
		f.done <- f.noOutcome(fmt.Errorf("the toggle ended with the result %.40q, which is none", out.Result))
	}
}

// noOutcome returns the outcome of a toggle that gave none.
func (f *flight) noOutcome(err error) wolkvox.Outcome {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.sent {
		return wolkvox.Outcome{Result: wolkvox.Unknown, Reason: wolkvox.Reason(Crashed), Err: err}
	}
	f.endLocked()
	return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.Invalid, Err: err}
}

// giveUp ends a flight whose toggle does not return. No byte can leave after it, so the
// outcome is not toggled if none has left before.
func (f *flight) giveUp(sent, unsent wolkvox.Reason) wolkvox.Outcome {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.endLocked()
	err := errors.New("the toggle did not return in time")
	if f.sent {
		return wolkvox.Outcome{Result: wolkvox.Unknown, Reason: sent, Err: err}
	}
	return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: unsent, Err: err}
}

// end closes the hooks. After it nothing is shown or sent for this press.
func (f *flight) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.endLocked()
}

func (f *flight) endLocked() {
	if !f.over {
		f.over = true
		close(f.ended)
	}
}

func (f *flight) show(s Stage) {
	f.mu.Lock()
	switch s {
	case Dialing:
		f.dialing, f.connected, f.marked, f.left = time.Now(), time.Time{}, time.Time{}, time.Time{}
	case Sent:
		f.left = time.Now()
	}
	f.mu.Unlock()
	select {
	case f.stages <- s:
	default: // full: toggle reported more stages than expected
	}
}

// times says how long each step to the first byte took.
func (f *flight) times() Times {
	f.mu.Lock()
	defer f.mu.Unlock()
	ready := f.dialing
	if ready.IsZero() {
		ready = f.connected
	}
	t := Times{
		Age:     f.age,
		Queue:   f.began.Sub(f.arrived),
		Ready:   between(f.began, ready),
		Connect: between(f.dialing, f.connected),
		Mark:    between(f.connected, f.marked),
	}
	if left := between(f.arrived, f.left); left > 0 {
		t.FirstByte = f.age + left
	}
	return t
}

// between returns 0 if one of the two steps was not reached.
func between(from, to time.Time) time.Duration {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return max(0, to.Sub(from))
}
