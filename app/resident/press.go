package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// A press of any source enters here, and the Toggler takes it. Its request is in request.go,
// its outcome goes to outcomes.go.

// press hands a press from any source to the Toggler.
func (r *resident) press(source hold.Source, at time.Time, done func(hold.Outcome)) {
	r.toggler.Press(hold.Press{At: at, Source: source, Done: done})
}

// click makes a press of a click on the icon or its menu, which was not made before that
// time. Clicks that waited while the process was stopped may be too old to be sent: only the
// first of them gets an outcome.
func (r *resident) click(source hold.Source, notBefore time.Time) {
	age, again := r.clicks.Age()
	age = max(age, eventage.Elapsed(notBefore, time.Now()))
	if age > wolkvox.SendWithin {
		if again {
			return
		}
		// Its real age is unknown, only that it is too old. Take the smallest such age, so
		// that the press does not fall into the gap of an outcome from long ago.
		age = wolkvox.SendWithin + time.Millisecond
	}
	r.press(source, time.Now().Add(-age), nil)
}

// clickAges returns how old a click that comes now can be, and whether another one from
// before the same standstill has come already. Waited is the age of another event of the icon.
type clickAges interface {
	Run(ctx context.Context) error
	Age() (age time.Duration, again bool)
	Waited() time.Duration
}

func (r *resident) newToggler() *hold.Toggler {
	return &hold.Toggler{
		Toggle:  r.toggle,
		AgentID: func() string { return r.live.Now().AgentID },
		Rules:   r.live.Rules,
		Store:   press.MarkStore(r.lock, r.log),
		Boot:    r.p.BootClock,
		Last:    press.NewestMark(r.lock.Stamps(), time.Now(), r.p.BootClock()),
		Tell:    r.postOutcome,
		Working: func(s hold.Stage) { r.post(func() { r.working(s) }) },

		TellUnknownAgain: true, // notifications end with the session
	}
}
