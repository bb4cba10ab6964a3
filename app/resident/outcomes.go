package resident

import (
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// settleAfter is how long the icon shows a clear outcome before it is ready
// again, and the tooltip a dropped press. Unknown stays until it is seen.
const settleAfter = 5 * time.Second

// told shows an outcome: icon, tooltip, menu, notification, log.
func (r *resident) told(o hold.Outcome) {
	press.LogOutcome(r.log, o)
	if o.Result == hold.Ignored {
		r.ignored(o)
		return
	}
	o.Ending = o.Ending || r.ctx.Err() != nil // it may have begun to end since
	r.warmth.Pressed(o.Reply)
	r.state.working = false
	switch {
	case o.Result != hold.Unknown || o.Reason == hold.Crashed:
		r.unclear = 0
	case r.unclear > 0 && o.Reason != r.state.last.Reason:
		r.unclear = 1
	default:
		r.unclear++
	}
	r.state.last, r.state.lastAt, r.state.dropped = o, time.Now(), time.Time{}
	switch o.Result {
	case hold.Toggled:
		r.state.unknownAt = time.Time{}
	case hold.Unknown:
		r.state.unknownAt, r.state.unknownOf = r.state.lastAt, o.Number
	}
	words := r.p.Words
	body := []string{r.sentence(o)}
	if also := words.AlsoIgnored(o.AlsoIgnored); also != "" {
		body = append(body, also)
	}
	if r.unclear >= 3 {
		body = append(body, words.CallIT())
	}
	shownAs := o
	if o.AfterUnknown {
		shownAs.Result = hold.Unknown // what stands is still true, and comes first
	}
	r.express(o, func() {
		r.note(r.summary(shownAs), strings.Join(body, "\n"), shownAs.Result == hold.Unknown)
	})
	r.state.settled = false
	r.show(false)
	shown := r.state.lastAt
	time.AfterFunc(settleAfter, func() { r.post(func() { r.settle(shown) }) })
}

// noteLasts is how long a notification stands that need not be seen.
const noteLasts = 4 * time.Second

// settle follows the outcome that was shown at that time, unless another one has
// come since.
func (r *resident) settle(shown time.Time) {
	if !r.state.lastAt.Equal(shown) || r.state.working {
		return
	}
	r.state.settled = true
	r.show(false)
	r.rest()
	r.renewIfIdle()
}

// ignored says a dropped press: in the tooltip beside an outcome that will count it,
// within a double click, and while an unknown outcome stands, whose notification stays;
// else in a notification, since the agent would take the outcome before it for this
// one's. The icon keeps that outcome: it is true, and a dropped press has none.
func (r *resident) ignored(o hold.Outcome) {
	if !o.Soft && !o.AfterUnknown {
		r.express(o, func() { r.note(r.summary(o), r.sentence(o), false) })
		return
	}
	now := time.Now()
	r.state.dropped = now
	r.show(false)
	time.AfterFunc(settleAfter, func() {
		r.post(func() {
			if r.state.dropped.Equal(now) {
				r.state.dropped = time.Time{}
				r.show(false)
			}
		})
	})
}

func (r *resident) working(hold.Stage) {
	r.state.working = true
	r.show(true)
}

// menuOpened: an unknown outcome has been seen.
func (r *resident) menuOpened() {
	if r.state.unseen() {
		r.toggler.Seen(r.state.unknownOf)
		r.state.unknownAt = time.Time{}
	}
	r.state.openedAt = time.Now()
	r.warmth.Likely()
	r.show(true)
	r.hotkeyAgain()
	r.renewIfIdle()
}

// say tells that a part of the desktop is missing; the rest goes on.
func (r *resident) say(code string, err error) {
	r.log.Warn(code, "err", err)
	r.p.Warn(r.p.Words.Part(code))
}

// aside is a note that tells no outcome and that nobody asked for. Where its place is
// taken, or outcomes are told by the icon alone, log and status tell it.
func (r *resident) aside(text string) {
	if !r.taken() && !r.iconAlone() {
		r.remark(text)
	}
}

// iconAlone reports whether the agent wants no notes. What answers a click is shown all
// the same: without it the click would do nothing.
func (r *resident) iconAlone() bool { return r.current.Load().Feedback == "icon" }

// taken reports whether the one note on the screen has to stay: an unknown outcome
// until it has been seen, a question until it is answered.
func (r *resident) taken() bool { return r.state.unseen() || r.asking }

// remark is a note without an outcome. Its head names the extension all the same.
func (r *resident) remark(text string) { r.note(r.heading(), text, false) }

// late is remark for what comes some time after the click that it answers, or by nobody's
// act: an unknown outcome that came meanwhile keeps its place.
func (r *resident) late(text string) {
	if !r.state.unseen() {
		r.remark(text)
	}
}

func (r *resident) note(summary, body string, urgent bool) {
	n := notify.Note{Summary: summary, Body: body, Urgent: urgent}
	if !urgent {
		n.Expire = noteLasts
	}
	r.notifier.Show(n)
}

func (r *resident) show(now bool) { r.tray.Show(r.view(), now) }

// telling is how an outcome reaches the agent beside the icon, which always tells.
type telling struct {
	note  bool
	sound string // its name; empty for none
}

// tellingOf decides how an outcome is told. With feedback "sound" a sound stands
// for a toggled press alone: the other outcomes name something to do, and unknown
// has to stay until it is seen, so they are shown as well. Noted says that a
// notification of an earlier outcome may still be on the screen, where it would
// contradict the sound: the new one takes its place. So does one that counts
// presses which were not sent. A press that was ignored has no sound: silence is
// never taken for toggled.
func tellingOf(feedback string, o hold.Outcome, noted bool) telling {
	switch feedback {
	case "icon":
		return telling{}
	case "sound":
		switch o.Result {
		case hold.Toggled:
			return telling{note: noted || o.AlsoIgnored > 0, sound: string(o.Result)}
		case hold.Ignored:
			return telling{note: true}
		}
		return telling{note: true, sound: string(o.Result)}
	}
	return telling{note: true}
}

// express tells an outcome by note, a sound or both. Where the sound that stands for
// a note cannot be played, the note is shown after all, unless another outcome has
// come since. It runs on the loop's goroutine.
func (r *resident) express(o hold.Outcome, note func()) {
	t := tellingOf(r.current.Load().Feedback, o, r.noted)
	r.noted = t.note && o.Result != hold.Toggled
	if t.note {
		note()
	}
	if t.sound == "" {
		return
	}
	told := r.state.lastAt
	s := sound.Sound{Name: t.sound, WAV: assets.Sound(t.sound)}
	if !t.note {
		s.Failed = func() {
			r.post(func() {
				if r.state.lastAt.Equal(told) {
					note()
				}
			})
		}
	}
	r.sounds.Play(s)
}

// tell is given every outcome. It runs on the goroutine of the Toggler.
func (r *resident) tell(o hold.Outcome) { r.post(func() { r.told(o) }) }

// summary is the first line of an outcome's notification. Of the press of a process
// that died nobody knows the extension.
func (r *resident) summary(o hold.Outcome) string {
	if o.Number == 0 {
		return r.p.Words.SummaryOfBefore(string(o.Result))
	}
	return r.p.Words.Summary(string(o.Result), o.AgentID)
}

// sentence is what an outcome's notification says. A press without an extension
// names what should have given one.
func (r *resident) sentence(o hold.Outcome) string {
	if o.Reason == hold.Reason(press.NotSetUp) && !o.AfterUnknown {
		if text := r.p.Words.NotToggledWithoutExtension(r.current.Load().NoAgentID()); text != "" {
			return text
		}
	}
	return press.Sentence(r.p.Words, o)
}
