package hold

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// loop is the state that belongs to the goroutine of Run.
type loop struct {
	t      *Toggler
	ctx    context.Context
	gate   gate
	flight *flight // nil when no request is under way
}

// resume takes over what the process before left behind.
func (l *loop) resume() {
	now, wall := time.Now(), l.t.wall()
	last := l.t.Last.asOf(wall)
	l.gate.resume(now, last, wolkvox.Age(wall, last.At), wolkvox.Age(wall, last.Pressed), l.t.rules())
	if !last.InFlight {
		return
	}
	// Told first and stored then: dying in between tells it twice, not never.
	l.t.tell(Outcome{Result: Unknown, Reason: Crashed, At: last.Pressed})
	_ = l.t.store(l.mark()) // Store logs its own errors
}

// read takes every press that waits.
func (l *loop) read() {
	for _, p := range l.t.take(false) {
		if l.ctx.Err() != nil {
			l.drop(p, verdict{Ignored, Quitting, false})
			continue
		}
		l.press(p)
	}
}

func (l *loop) press(p *pending) {
	now, wall := time.Now(), l.t.wall()
	v := l.gate.judge(now, p.ageAt(wall, now), l.t.rules(), l.flight != nil)
	if v.result == "" {
		l.send(p, wall.Add(-p.ageAt(wall, now)))
		return
	}
	if l.flight == nil {
		// While one is in flight the mark must keep saying so.
		_ = l.t.store(l.mark()) // Store logs its own errors
	}
	l.drop(p, v)
}

// drop tells of a press that was not sent.
func (l *loop) drop(p *pending, v verdict) {
	if l.flight != nil {
		l.flight.ignored++
	}
	o := p.outcome(v.result, v.reason)
	o.Soft = v.soft
	o.Took = p.ageAt(l.t.wall(), time.Now())
	l.t.tell(o)
	p.done(o)
}

// send starts the request of a press that was made at at, as the clock goes now:
// p.At may be by a clock that was set back while the press waited, and would
// hide how old it is. Quitting does not end its context: the answer has 2 s to
// come.
func (l *loop) send(p *pending, at time.Time) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(l.ctx))
	m := Mark{InFlight: true, Wait: l.t.rules().gapAfter(Unknown)}
	pressed := l.gate.pressed
	f := &flight{
		press:   p,
		at:      at,
		cancel:  cancel,
		done:    make(chan wolkvox.Outcome, 1),
		working: l.t.Working,
		age:     p.age,
		came:    p.arrived,
		began:   time.Now(),
		mark: func() error {
			m.At = l.t.wall().Round(0)
			m.Pressed = m.At.Add(-time.Since(pressed))
			return l.t.store(m)
		},
	}
	l.flight = f
	go f.run(ctx, l.t.Toggle)
}

// landed is where the outcome of the press in flight comes; without one, never.
func (l *loop) landed() <-chan wolkvox.Outcome {
	if l.flight == nil {
		return nil
	}
	return l.flight.done
}

// finish gives the press in flight its outcome.
func (l *loop) finish(reply wolkvox.Outcome) {
	f := l.flight
	l.flight = nil
	f.land()
	f.cancel()

	now := time.Now()
	o := f.press.outcome(Result(reply.Result), Reason(reply.Reason))
	o.Reply = reply
	o.Took = f.press.ageAt(l.t.wall(), now)
	o.AlsoIgnored = f.ignored
	o.Times = f.times()
	l.gate.finish(now, o.Result, l.t.rules())
	// Told first: if the program dies here, the next start says unknown of a
	// press that was told, instead of nothing about one that was not. Done
	// comes last, since it may let a one-shot command end.
	l.t.tell(o)
	_ = l.t.store(l.mark()) // Store logs its own errors
	f.press.done(o)
}

// quit ends the press in flight and all that wait.
func (l *loop) quit(wake <-chan struct{}) {
	timer := time.NewTimer(quitWait)
	defer timer.Stop()
	cancelled := false
	for l.flight != nil {
		select {
		case <-wake:
			l.read()
		case out := <-l.landed():
			l.read()
			l.finish(out)
		case <-timer.C:
			if cancelled {
				l.finish(l.flight.abandon())
				break
			}
			cancelled = true
			l.flight.cancel()
			timer.Reset(cancelWait)
		}
	}
	for _, p := range l.t.take(true) {
		l.drop(p, verdict{Ignored, Quitting, false})
	}
}

// mark is what the lock file shall say while nothing is in flight.
func (l *loop) mark() Mark {
	now, wall := time.Now(), l.t.wall().Round(0)
	m := Mark{At: wall, Wait: clampWait(l.gate.end.Sub(now))}
	if !l.gate.pressed.IsZero() {
		m.Pressed = wall.Add(-now.Sub(l.gate.pressed))
	}
	return m
}
