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
	// giveUpAfter is how long after its time-out a Toggle may still return.
	giveUpAfter = 500 * time.Millisecond
	// markWait is how long the end waits for the disk to take the last mark.
	markWait = 500 * time.Millisecond
)

// Toggler takes presses from all sources and makes at most one toggle of each.
// Set the fields, then call Run once; do not change or copy it afterwards. Only
// Toggle is required.
//
// The functions are called on the goroutine of Run unless they say otherwise,
// and must return soon: what takes time is posted elsewhere.
type Toggler struct {
	// Toggle does the toggle: wolkvox's Client.ToggleHold, or what wraps it. It
	// is called on a goroutine of its own, one at a time, and may block.
	// It must call the request's SetAgentID as soon as it knows the settings, and its
	// BeforeSend before the first byte, and return soon after ctx ends. One that does
	// not return by 0.5 s after its time-out is given up: what it does then sends
	// nothing, and the next press has a Toggle of its own. A panic in it is recovered.
	Toggle func(ctx context.Context, r *Request) wolkvox.Outcome
	// AgentID is the agent ID in force, for the outcome of a press without a request. It
	// may be called from any goroutine. Nil: none is set.
	AgentID func() string
	// Rules are read anew for each press and each outcome. Nil: the defaults.
	Rules func() Rules
	// Store writes the mark into the lock file: before the first byte of a
	// request (InFlight), with each outcome, and with each press dropped by the
	// press gap. It runs on a goroutine of its own, never twice at once, and may
	// block for as long as a disk does: then the newest mark comes next. Before the
	// first byte, an error, or no end by the time the press is SendWithin old, means
	// that the byte does not leave; elsewhere nothing hangs on it, so Store itself
	// logs its errors.
	Store func(Mark) error
	// Boot reads the clock that starts with the machine. Nil: there is none, and the
	// press gap goes by the wall clock from one process to the next.
	Boot func() Boot
	// Last is what the lock file held at the start, from ParseMark. If it is in
	// flight, its outcome is told before any other: Unknown, Crashed.
	Last Mark
	// TellUnknownAgain is for a program that ends together with its desktop. An unknown
	// outcome that is told while it ends may be seen by nobody, so its mark stays in
	// flight, and the next start says unknown again.
	TellUnknownAgain bool
	// Tell takes every outcome, those of dropped presses too. A press dropped
	// while another is in flight is told at once, and counted in the outcome of
	// that other. Told on the goroutine of Press are those that come after the
	// end of Run. Not told are only those that come with 64 waiting: they have their
	// Done alone.
	Tell func(Outcome)
	// Working says how far the press in flight has come, and never after that
	// press's outcome was told.
	Working func(Stage)
	// Wall is the wall clock. Nil: time.Now.
	Wall func() time.Time

	mu      sync.Mutex
	wake    chan struct{} // holds one value while the queue is not empty
	leave   chan chan<- bool
	queue   []*pending
	seen    int // one more than the number of the latest outcome that was seen
	number  int
	started bool
	closed  bool

	marks marker
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
		t.wakeLocked()
	}
	t.mu.Unlock()
	if refused == "" {
		return
	}
	o := t.outcome(n, Ignored, refused)
	if refused == Quitting {
		o.Ending, o.AfterUnknown = true, t.keepGap().Unknown
		t.tell(o)
	}
	n.done(o)
}

// Seen tells that the agent has seen the outcome of press number, which was not
// ignored: an unknown one of that press or an earlier one stands no more. It may be
// called from any goroutine.
func (t *Toggler) Seen(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen = max(t.seen, number+1)
	t.wakeLocked()
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
	t.marks.store, t.marks.last = t.Store, t.Last
	wake := t.waking()
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
		case s := <-l.staged():
			t.working(s)
		case <-l.overdue():
			l.giveUp()
		}
	}
	l.quit(wake)
	return nil
}

// keepGap stores that presses were refused until now, though Run has ended. It returns
// the mark.
func (t *Toggler) keepGap() Mark {
	m := t.marks.newest()
	if m.InFlight || m.At.IsZero() {
		return m
	}
	m = m.LetGo(t.wall(), t.boot())
	t.marks.put(m)
	return m
}

// LetGo is for a process that is about to release its lock, when Run has ended: presses
// of other processes were refused until now. It stores that, and waits for the disk
// until ctx ends.
func (t *Toggler) LetGo(ctx context.Context) {
	t.keepGap()
	select {
	case <-t.marks.rest():
	case <-ctx.Done():
	}
}

// waking is the channel of wake, under the lock.
func (t *Toggler) waking() chan struct{} {
	if t.wake == nil {
		t.wake = make(chan struct{}, 1)
	}
	return t.wake
}

// wakeLocked has Run read what came, under the lock.
func (t *Toggler) wakeLocked() {
	select {
	case t.waking() <- struct{}{}:
	default:
	}
}

// take empties the queue; with last, no press is queued any more.
func (t *Toggler) take(last bool) (presses []*pending, seen int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	presses = t.queue
	t.queue, t.closed = nil, t.closed || last
	return presses, t.seen
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

func (t *Toggler) agentID() string {
	if t.AgentID != nil {
		return t.AgentID()
	}
	return ""
}

func (t *Toggler) tell(o Outcome) {
	if t.Tell != nil {
		t.Tell(o)
	}
}

func (t *Toggler) working(s Stage) {
	if t.Working != nil {
		t.Working(s)
	}
}

func (t *Toggler) boot() Boot {
	if t.Boot != nil {
		return t.Boot()
	}
	return Boot{}
}

// markOf is a mark of now, when the latest press was made at pressed.
func (t *Toggler) markOf(pressed time.Time) Mark {
	m := Mark{At: t.wall().Round(0), Boot: t.boot()}
	if !pressed.IsZero() {
		m.Pressed = m.At.Add(-time.Since(pressed))
	}
	return m
}

func (p *pending) done(o Outcome) {
	if p.Done != nil {
		p.Done(o)
	}
}

// outcome is one of a press for which nothing was sent.
func (t *Toggler) outcome(p *pending, result Result, reason Reason) Outcome {
	return Outcome{Number: p.number, Result: result, Reason: reason, AgentID: t.agentID(), Source: p.Source, At: p.At, Took: p.age}
}

// ageAt is the larger of three ages: by the wall clock, by the monotonic clock
// where At has a reading, and by the time since it arrived here.
func (p *pending) ageAt(wall, now time.Time) time.Duration {
	return max(wolkvox.Age(wall, p.At), p.age+now.Sub(p.arrived))
}
