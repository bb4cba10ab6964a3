package hold

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// loop is the state that belongs to the goroutine of Run.
type loop struct {
	t      *Toggler
	ctx    context.Context
	gate   gate
	flight *flight // nil when no request is under way

	unknown   bool // there is an unknown outcome that nobody has seen, and no press toggled since
	unknownOf int  // the number of its press
	tellAgain bool // the next start must report it again, see TellUnknownAgain
}

// resume continues from where the previous process ended.
func (l *loop) resume() {
	now, wall := time.Now(), l.t.wall()
	last := l.t.Last.asOf(wall, l.t.boot())
	l.gate.resume(now, last, wolkvox.Age(wall, last.At), wolkvox.Age(wall, last.Pressed), l.t.rules())
	l.unknown = last.Unknown || last.InFlight
	if !last.InFlight {
		return
	}
	// Reported before it is stored: if this process dies in between, it is reported
	// twice, not never.
	l.tell(Outcome{Result: Unknown, Reason: Crashed, At: last.Pressed})
	l.store()
}

// read handles every press that waits, in the order in which they were made: of two commands
// the later one can come first, and what the earlier one does to the press gap counts for it.
func (l *loop) read() {
	presses, seen := l.t.take(false)
	slices.SortStableFunc(presses, func(a, b *pending) int { return a.made().Compare(b.made()) })
	if l.unknown && l.unknownOf < seen {
		l.unknown = false
		l.store()
	}
	for _, p := range presses {
		if l.ctx.Err() != nil {
			l.refuse(p)
			continue
		}
		l.press(p)
	}
}

// refuse drops a press that came while the program ends.
func (l *loop) refuse(p *pending) {
	now := time.Now()
	l.gate.refuse(now, p.ageAt(l.t.wall(), now))
	l.store()
	l.drop(p, verdict{Ignored, Quitting, false})
}

// store writes the mark. Nobody waits for it, and an error changes nothing. While a
// press is in flight the mark must keep saying so.
func (l *loop) store() {
	if l.flight == nil {
		l.t.marks.write(l.mark())
	}
}

func (l *loop) press(p *pending) {
	now, wall := time.Now(), l.t.wall()
	v := l.gate.judge(now, p.ageAt(wall, now), l.t.rules(), l.flight != nil)
	if v.result == "" {
		l.send(p, wall.Add(-p.ageAt(wall, now)))
		return
	}
	l.store()
	l.drop(p, v)
}

// drop reports the outcome of a press that is not sent.
func (l *loop) drop(p *pending, v verdict) {
	if l.flight != nil {
		l.flight.ignored++
	}
	o := l.t.outcome(p, v.result, v.reason)
	o.Soft = v.soft
	o.AfterUnknown = l.unknown
	o.Took = p.ageAt(l.t.wall(), time.Now())
	p.done(l.tell(o))
}

// tell notes in an outcome whether the program is ending, reports it, and returns it.
func (l *loop) tell(o Outcome) Outcome {
	o.Ending = l.ctx.Err() != nil
	if o.Ending && o.Result == Unknown && l.t.TellUnknownAgain {
		l.tellAgain = true
	}
	l.t.tell(o)
	return o
}

// send starts the request of a press that was made at at, by the present wall clock.
// p.At may be by a clock that was set back while the press waited, which would hide its
// age. The request's context does not end with the program's: the answer has 2 s to
// arrive.
func (l *loop) send(p *pending, at time.Time) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(l.ctx))
	now, rules, pressed := time.Now(), l.t.rules().clamped(), l.gate.pressed
	f := &flight{
		press:   p,
		at:      at,
		cancel:  cancel,
		done:    make(chan wolkvox.Outcome, 1),
		stages:  make(chan Stage, 8), // two for each of 3 tries
		ended:   make(chan struct{}),
		age:     p.age,
		arrived: p.arrived,
		began:   now,

		writeMark: l.t.marks.write,
		newMark: func() Mark {
			m := l.t.markOf(pressed)
			m.InFlight, m.Wait = true, rules.gapAfter(Unknown, false)
			return m
		},
	}
	l.flight = f
	go f.run(ctx, l.t.Toggle)
	runtime.Gosched() // let the press go first: a timer costs time
	f.overdue = time.NewTimer(rules.Timeout + giveUpAfter - p.ageAt(l.t.wall(), now))
}

// replies delivers the outcome of Toggle for the press in flight.
func (l *loop) replies() <-chan wolkvox.Outcome {
	if l.flight == nil {
		return nil
	}
	return l.flight.done
}

// stages delivers the stages of the press in flight.
func (l *loop) stages() <-chan Stage {
	if l.flight == nil {
		return nil
	}
	return l.flight.stages
}

// overdue fires when the press in flight must be given up.
func (l *loop) overdue() <-chan time.Time {
	if l.flight == nil {
		return nil
	}
	return l.flight.overdue.C
}

// giveUp ends a press whose Toggle does not return.
func (l *loop) giveUp() {
	l.read()
	l.finish(l.flight.giveUp(wolkvox.Timeout, wolkvox.Late))
}

// finish gives the press in flight its outcome.
func (l *loop) finish(reply wolkvox.Outcome) {
	f := l.flight
	l.flight = nil
	f.end()
	f.cancel()
	f.overdue.Stop()

	now := time.Now()
	o := l.t.outcome(f.press, Result(reply.Result), Reason(reply.Reason))
	if id, known := f.request.AgentID(); known {
		o.AgentID = id
	}
	o.Reply = reply
	o.Took = f.press.ageAt(l.t.wall(), now)
	o.AlsoIgnored = f.ignored
	o.Times = f.times()
	answered := reply.HTTPStatus != 0
	l.gate.finish(now, o.Result, answered, l.t.rules())
	switch o.Result {
	case Toggled:
		l.unknown = false
	case Unknown:
		l.unknown, l.unknownOf = true, o.Number
	default:
		o.AfterUnknown = l.unknown
	}
	// Reported before it is stored: if the program dies here, the next start says
	// unknown about a press that was reported, instead of nothing about one that was
	// not. Done comes last, because a one-shot command may end after it.
	o = l.tell(o)
	l.store()
	f.press.done(o)
}

// quit ends the press in flight and all waiting ones, and waits for the last mark.
func (l *loop) quit(wake <-chan struct{}) {
	timer := time.NewTimer(quitWait)
	defer timer.Stop()
	cancelled := false
	for l.flight != nil {
		select {
		case <-wake:
			l.read()
		case out := <-l.replies():
			l.read()
			l.finish(out)
		case s := <-l.stages():
			l.t.working(s)
		case <-l.overdue():
			l.giveUp()
		case <-timer.C:
			if cancelled {
				l.finish(l.flight.giveUp(wolkvox.CanceledInFlight, wolkvox.Canceled))
				break
			}
			cancelled = true
			l.flight.cancel()
			timer.Reset(cancelWait)
		}
	}
	last, _ := l.t.take(true)
	for _, p := range last {
		l.refuse(p)
	}
	timer.Reset(markWait)
	select {
	case <-l.t.marks.idle():
	case <-timer.C:
	}
}

// mark returns the mark while nothing is in flight.
func (l *loop) mark() Mark {
	m := l.t.markOf(l.gate.pressed)
	m.Wait, m.Unknown = clampWait(time.Until(l.gate.end)), l.unknown
	m.InFlight = l.tellAgain
	return m
}
