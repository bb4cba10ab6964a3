package hold

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// gate decides which presses may become a toggle. It only compares the times that it is
// given, which all have a monotonic reading. The zero gate has seen no press yet.
type gate struct {
	pressed time.Time // the latest press, accepted or dropped
	began   time.Time // when the latest accepted press was made
	over    time.Time // when its outcome came
	end     time.Time // the end of the press gap
}

// verdict is the gate's decision on a press. With an empty result the press may
// become a toggle.
type verdict struct {
	result Result
	reason Reason
	soft   bool
}

// judge decides on a press of the given age that is read now. busy means that a request
// is in flight.
func (g *gate) judge(now time.Time, age time.Duration, r Rules, busy bool) verdict {
	at := now.Add(-age)
	soft := !g.pressed.IsZero() && at.Sub(g.pressed) <= r.clamped().DoubleClick
	g.pressed = latest(g.pressed, at)
	switch {
	case busy:
		return verdict{Ignored, InFlight, true}
	case at.Before(g.end):
		g.end = latest(g.end, at.Add(MinGap))
		if at.Before(g.over) && !at.Before(g.began) {
			// It was made before the agent could see that outcome, and read after it.
			return verdict{Ignored, InFlight, soft}
		}
		return verdict{Ignored, TooSoon, soft}
	case age > wolkvox.SendWithin:
		g.began = now // nothing was in flight
		g.finish(now, NotToggled, false, r)
		return verdict{NotToggled, Late, false}
	}
	g.began = at
	return verdict{}
}

// refuse drops a press of the given age without a decision of the gate.
func (g *gate) refuse(now time.Time, age time.Duration) {
	made := now.Add(-age)
	g.pressed = latest(g.pressed, made)
	g.end = latest(g.end, made.Add(MinGap))
}

// finish starts the gap after an outcome.
func (g *gate) finish(now time.Time, result Result, answered bool, r Rules) {
	g.over = now
	g.end = latest(g.end, now.Add(r.gapAfter(result, answered)))
}

// resume continues from the previous process: its mark has the given age, and its latest
// press was made pressedAge ago.
func (g *gate) resume(now time.Time, m Mark, age, pressedAge time.Duration, r Rules) {
	if m.At.IsZero() {
		return
	}
	g.end = now.Add(m.Wait - age)
	if m.InFlight && age < longestPress {
		// Its process may have died just now, with the key still down: the
		// outcome is reported now, so the gap counts from now.
		g.began = now // this process accepted no press, so each press in the gap is too soon
		g.finish(now, Unknown, false, r)
	}
	if !m.Pressed.IsZero() {
		g.pressed = now.Add(-pressedAge)
	}
}

// longestPress is the longest time after its mark that a request can still be in
// flight: the longest time-out that can be set is 60 s.
const longestPress = 65 * time.Second

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
