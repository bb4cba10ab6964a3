package hold

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const (
	// queueLen bounds the presses that wait to be read. They are read at once;
	// more than a few only come together when the machine stood still.
	queueLen = 64
	// quitWait is how long the end waits for the answer to a press in flight.
	quitWait = 2 * time.Second
	// cancelWait is how long it waits further for a cancelled Toggle to return.
	cancelWait = 500 * time.Millisecond
)

// Toggler takes presses from all sources and makes at most one toggle of each.
// Set the fields, then call Run once; do not change or copy it afterwards. Only
// Toggle is required.
//
// The functions are called on the goroutine of Run unless they say otherwise,
// and must return soon: what takes time is posted elsewhere.
type Toggler struct {
	// Toggle does the toggle: wolkvox's Client.ToggleHold, or what wraps it. It
	// is called on a goroutine of its own, never twice at once, and may block.
	// It must call the press's BeforeSend before the first byte, and return
	// soon after ctx ends. A panic in it is recovered.
	Toggle func(ctx context.Context, p wolkvox.Press) wolkvox.Outcome
	// Rules are read anew for each press and each outcome. Nil: the defaults.
	Rules func() Rules
	// Store writes the mark into the lock file: before the first byte of a
	// request (InFlight), with each outcome, and with each press dropped by the
	// press gap. Before the first byte it runs on Toggle's goroutine, and an
	// error means that the byte does not leave; elsewhere its error changes
	// nothing, so Store itself logs it. Never called twice at once.
	Store func(Mark) error
	// Last is what the lock file held at the start, from ParseMark. If it is in
	// flight, its outcome is told before any other: Unknown, Crashed.
	Last Mark
	// Tell takes every outcome, those of dropped presses too. A press dropped
	// while another is in flight is told at once, and counted in the outcome of
	// that other. Not told are only presses that came before Run with more than
	// 64 waiting, or after it: they have their Done alone.
	Tell func(Outcome)
	// Working says how far the press in flight has come. It is called on
	// goroutines of the toggle, and never after that press's outcome was told.
	Working func(Stage)
	// Wall is the wall clock. Nil: time.Now.
	Wall func() time.Time

	mu      sync.Mutex
	wake    chan struct{} // holds one value while the queue is not empty
	leave   chan chan<- bool
	queue   []*pending
	number  int
	started bool
	closed  bool
}

// pending is a press with what was known of it when it came.
type pending struct {
	Press
	number  int
	arrived time.Time
	age     time.Duration // at arrival
}

// Press brings a press. It may be called from any goroutine, also before Run,
// and never blocks. When the press cannot be taken at all, since Run has ended
// or 64 are waiting, its Done is called at once.
func (t *Toggler) Press(p Press) {
	now := t.wall()
	if p.At.IsZero() || p.At.After(now) {
		// No outcome tells of a press that is still to come.
		p.At = now
	}
	n := &pending{Press: p, arrived: time.Now(), age: wolkvox.Age(now, p.At)}

	var refused Reason
	t.mu.Lock()
	t.number++
	n.number = t.number
	switch {
	case t.closed:
		refused = Quitting
	case len(t.queue) >= queueLen:
		refused = TooSoon
	default:
		t.queue = append(t.queue, n)
		select {
		case t.wakeLocked() <- struct{}{}:
		default:
		}
	}
	t.mu.Unlock()
	if refused != "" {
		n.done(n.outcome(Ignored, refused))
	}
}

// Run serves presses until ctx ends or Leave ends it. At the end of ctx it
// takes no more of them, waits up to 2 s for the one in flight, cancels it if it
// is still not over, tells its outcome, and returns. It returns an error only
// when it was called before.
func (t *Toggler) Run(ctx context.Context) error {
	t.mu.Lock()
	if t.started {
		t.mu.Unlock()
		return errors.New("hold: Run called twice")
	}
	t.started = true
	wake := t.wakeLocked()
	t.mu.Unlock()

	l := &loop{t: t, ctx: ctx}
	l.resume()
	leaving := t.leaving()
	for left := false; !left && ctx.Err() == nil; {
		select {
		case <-ctx.Done():
		case answer := <-leaving:
			left = l.leave()
			answer <- left
		case <-wake:
			l.read()
		case out := <-l.landed():
			// Whatever came before this moment came while it was in flight.
			l.read()
			l.finish(out)
		}
	}
	l.quit(wake)
	return nil
}

func (t *Toggler) wakeLocked() chan struct{} {
	if t.wake == nil {
		t.wake = make(chan struct{}, 1)
	}
	return t.wake
}

// take empties the queue; with last, no press is queued any more.
func (t *Toggler) take(last bool) []*pending {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.queue
	t.queue, t.closed = nil, t.closed || last
	return q
}

func (t *Toggler) wall() time.Time {
	if t.Wall != nil {
		return t.Wall()
	}
	return time.Now()
}

func (t *Toggler) rules() Rules {
	if t.Rules != nil {
		return t.Rules()
	}
	return Rules{}
}

func (t *Toggler) tell(o Outcome) {
	if t.Tell != nil {
		t.Tell(o)
	}
}

func (t *Toggler) store(m Mark) error {
	if t.Store != nil {
		return t.Store(m)
	}
	return nil
}

func (p *pending) done(o Outcome) {
	if p.Done != nil {
		p.Done(o)
	}
}

func (p *pending) outcome(result Result, reason Reason) Outcome {
	return Outcome{Number: p.number, Result: result, Reason: reason, Source: p.Source, At: p.At, Took: p.age}
}

// ageAt is the larger of three ages: by the wall clock, by the monotonic clock
// where At has a reading, and by the time since it arrived here.
func (p *pending) ageAt(wall, now time.Time) time.Duration {
	return max(wolkvox.Age(wall, p.At), p.age+now.Sub(p.arrived))
}
