package hold

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const (
	// queueLen is how many presses can wait to be read. They are read at once; more
	// than a few wait only if the process or the machine was stopped.
	queueLen = 64
	// quitWait is how long the end waits for the answer to a press in flight.
	quitWait = 2 * time.Second
	// cancelWait is how much longer it waits for a cancelled Toggle to return.
	cancelWait = 500 * time.Millisecond
	// giveUpAfter is how long after its time-out a Toggle may still return.
	giveUpAfter = 500 * time.Millisecond
	// markWait is how long the end waits until the last mark is written.
	markWait = 500 * time.Millisecond
)

// Toggler takes presses from all sources and makes at most one toggle of each. Set the
// fields, then call Run once; do not change or copy it afterwards. Only Toggle is
// required.
//
// The functions are called on the goroutine of Run unless their comment says otherwise.
// They must return soon; slow work belongs on another goroutine.
type Toggler struct {
	// Toggle does the toggle: it calls Client.ToggleHold of package wolkvox. It runs
	// on a goroutine of its own, one at a time, and may block.
	// It must call the request's SetAgentID as soon as it knows the settings, and its
	// BeforeSend before the first byte, and return soon after ctx ends. One that has
	// not returned 0.5 s after its time-out is given up: nothing that it does later is
	// sent, and the next press starts another one. A panic in it is recovered.
	Toggle func(ctx context.Context, r *Request) wolkvox.Outcome
	// AgentID is the agent ID in force, for the outcome of a press without a request. It
	// may be called from any goroutine. Nil: none is set.
	AgentID func() string
	// Rules are read again for each press and each outcome. Nil: the defaults.
	Rules func() Rules
	// Store writes the mark into the lock file: before the first byte of a
	// request (InFlight), with each outcome, and with each press dropped by the
	// press gap. It runs on a goroutine of its own, never twice at the same time, and
	// may block as long as the disk does; after that the newest mark is next. Before
	// the first byte, an error, or a write that has not ended when the press is
	// SendWithin old, means that the byte does not leave. Elsewhere nothing depends on
	// it, so Store itself logs its errors.
	Store func(Mark) error
	// Boot reads the clock that starts with the machine. Nil: there is none, and from
	// one process to the next the press gap is counted by the wall clock.
	Boot func() Boot
	// Last is the mark in the lock file at the start, from ParseMark. If it is in
	// flight, its outcome is reported before any other: Unknown, Crashed.
	Last Mark
	// TellUnknownAgain is for a program that ends together with its desktop. Perhaps
	// nobody sees an unknown outcome that is reported while it ends, so the mark stays
	// in flight, and the next start says unknown again.
	TellUnknownAgain bool
	// Tell gets every outcome, also those of dropped presses. A press that is dropped
	// while another is in flight is reported at once, and counted in the outcome of
	// that other. Presses after the end of Run are reported on the goroutine of Press.
	// Presses that come when 64 are waiting are not reported; only their Done is
	// called.
	Tell func(Outcome)
	// Working gets the stages of the press in flight. It is never called after that
	// press's outcome was reported.
	Working func(Stage)
	// Wall is the wall clock. Nil: time.Now.
	Wall func() time.Time

	mu      sync.Mutex
	wake    chan struct{}    // holds one value while the queue is not empty
	stop    chan chan<- bool // carries the answers of StopIfIdle
	queue   []*pending
	seen    int // one more than the number of the latest outcome that was seen
	number  int
	started bool
	closed  bool

	marks markWriter
}

// pending is a press that waits, with its age when it arrived.
type pending struct {
	Press
	number  int
	arrived time.Time
	age     time.Duration // at arrival
}

// Press queues a press. It may be called from any goroutine, also before Run, and never
// blocks. If the press cannot be queued, because Run has ended or 64 are waiting, its
// Done is called at once.
func (t *Toggler) Press(p Press) {
	now := t.wall()
	if p.At.IsZero() || p.At.After(now) {
		// No outcome may show a press in the future.
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
		t.signalLocked()
	}
	t.mu.Unlock()
	if refused == "" {
		return
	}
	o := t.outcome(n, Ignored, refused)
	if refused == Quitting {
		o.Ending, o.AfterUnknown = true, t.storeRefused().Unknown
		t.tell(o)
	}
	n.done(o)
}

// Seen reports that the agent has seen the outcome of press number, which was not
// ignored. If that outcome or an earlier one is unknown, it counts as seen. It may be
// called from any goroutine.
func (t *Toggler) Seen(number int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen = max(t.seen, number+1)
	t.signalLocked()
}

// Run serves presses until ctx ends or StopIfIdle ends it. When ctx ends it takes no
// more presses, waits up to 2 s for the one in flight, then cancels it, reports its
// outcome, and returns. It returns an error only if it was called before.
func (t *Toggler) Run(ctx context.Context) error {
	t.mu.Lock()
	if t.started {
		t.mu.Unlock()
		return errors.New("hold: Run called twice")
	}
	t.started = true
	t.marks.store, t.marks.last = t.Store, t.Last
	wake := t.wakeLocked()
	t.mu.Unlock()

	l := &loop{t: t, ctx: ctx}
	l.resume()
	stop := t.stopRequests()
	for stopped := false; !stopped && ctx.Err() == nil; {
		select {
		case <-ctx.Done():
		case answer := <-stop:
			stopped = l.stopIfIdle()
			answer <- stopped
		case <-wake:
			l.read()
		case out := <-l.replies():
			// Presses that came before this moment came while it was in flight.
			l.read()
			l.finish(out)
		case s := <-l.stages():
			t.working(s)
		case <-l.overdue():
			l.giveUp()
		}
	}
	l.quit(wake)
	return nil
}

// storeRefused stores, after the end of Run, that presses were refused until now, and
// returns that mark.
func (t *Toggler) storeRefused() Mark {
	m := t.marks.newest()
	if m.InFlight || m.At.IsZero() {
		return m
	}
	m = m.RefusedUntil(t.wall(), t.boot())
	t.marks.write(m)
	return m
}

// BeforeRelease must be called when Run has ended and before the process releases its
// lock: until now presses of other processes were refused. It stores that, and waits
// for the disk until ctx ends.
func (t *Toggler) BeforeRelease(ctx context.Context) {
	t.storeRefused()
	select {
	case <-t.marks.idle():
	case <-ctx.Done():
	}
}

// wakeLocked returns wake, and makes it at the first call.
func (t *Toggler) wakeLocked() chan struct{} {
	if t.wake == nil {
		t.wake = make(chan struct{}, 1)
	}
	return t.wake
}

// signalLocked wakes Run.
func (t *Toggler) signalLocked() {
	select {
	case t.wakeLocked() <- struct{}{}:
	default:
	}
}

// take empties the queue. With last, no more presses are queued.
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

// markOf returns a mark made now; pressed is when the latest press was made.
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

// outcome returns the outcome of a press for which nothing was sent.
func (t *Toggler) outcome(p *pending, result Result, reason Reason) Outcome {
	return Outcome{Number: p.number, Result: result, Reason: reason, AgentID: t.agentID(), Source: p.Source, At: p.At, Took: p.age}
}

// ageAt returns the largest of three ages: by the wall clock, by the monotonic clock if
// At has such a reading, and by the time since the press arrived.
func (p *pending) ageAt(wall, now time.Time) time.Duration {
	return max(wolkvox.Age(wall, p.At), p.age+now.Sub(p.arrived))
}

// made is when the press was made.
func (p *pending) made() time.Time { return p.arrived.Add(-p.age) }
