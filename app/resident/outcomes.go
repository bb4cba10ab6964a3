package resident

import (
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// screen is what the person sees and hears of outcomes. The loop owns its state.
type screen struct {
	tray     *tray.Tray
	notifier *notify.Notifier
	sounds   *sound.Player
	state    state
	unclear  int  // unknown outcomes in a row, all of one reason
	noted    bool // a notification of an outcome that is not toggled may stand

	freeMemory func() // gives memory back after an outcome has left the icon
}

// settleAfter is how long the icon shows a clear outcome before it is ready
// again, and the tooltip a dropped press. Unknown stays until it is seen.
const settleAfter = 5 * time.Second

// showOutcome shows an outcome: icon, tooltip, menu, notification, log.
func (r *resident) showOutcome(o hold.Outcome) {
	press.LogOutcome(r.log, o)
	if o.Result == hold.Ignored {
		r.ignored(o)
		return
	}
	o.Ending = o.Ending || r.ctx.Err() != nil // it may have begun to end since
	r.live.warmth.Pressed(o.Reply)
	r.screen.take(o)
	body := []string{r.sentence(o)}
	if also := r.p.Words.AlsoIgnored(o.AlsoIgnored); also != "" {
		body = append(body, also)
	}
	if r.screen.unclear >= 3 {
		body = append(body, r.p.Words.CallIT())
	}
	shownAs := o
	if o.AfterUnknown {
		shownAs.Result = hold.Unknown // what stands is still true, and comes first
	}
	r.present(o, func() {
		r.showNote(r.summary(shownAs), strings.Join(body, "\n"), shownAs.Result == hold.Unknown)
	})
	r.show(false)
	shown := r.screen.state.lastAt
	time.AfterFunc(settleAfter, func() { r.post(func() { r.settle(shown) }) })
}

// take makes an outcome the one that is shown.
func (s *screen) take(o hold.Outcome) {
	switch {
	case o.Result != hold.Unknown || o.Reason == hold.Crashed:
		s.unclear = 0
	case s.unclear > 0 && o.Reason != s.state.last.Reason:
		s.unclear = 1
	default:
		s.unclear++
	}
	now := time.Now()
	s.state.working, s.state.settled = false, false
	s.state.last, s.state.lastAt, s.state.dropped = o, now, time.Time{}
	switch o.Result {
	case hold.Toggled:
		s.state.unknownAt = time.Time{}
	case hold.Unknown:
		s.state.unknownAt, s.state.unknownOf = now, o.Number
	}
}

// noteLasts is how long a notification stands that need not be seen.
const noteLasts = 4 * time.Second

// settle follows the outcome that was shown at that time, unless another one has
// come since.
func (r *resident) settle(shown time.Time) {
	if !r.screen.state.lastAt.Equal(shown) || r.screen.state.working {
		return
	}
	r.screen.state.settled = true
	r.show(false)
	r.screen.freeMemory()
	r.upgradeIfIdle()
}

// ignored says a dropped press: in the tooltip beside an outcome that will count it,
// within a double click, and while an unknown outcome stands, whose notification stays;
// else in a notification, since the agent would take the outcome before it for this
// one's. The icon keeps that outcome: it is true, and a dropped press has none.
func (r *resident) ignored(o hold.Outcome) {
	if !o.Soft && !o.AfterUnknown {
		r.present(o, func() { r.showNote(r.summary(o), r.sentence(o), false) })
		return
	}
	now := time.Now()
	r.screen.state.dropped = now
	r.show(false)
	time.AfterFunc(settleAfter, func() {
		r.post(func() {
			if r.screen.state.dropped.Equal(now) {
				r.screen.state.dropped = time.Time{}
				r.show(false)
			}
		})
	})
}

func (r *resident) working(hold.Stage) {
	r.screen.state.working = true
	r.show(true)
}

// menuOpened: an unknown outcome has been seen.
func (r *resident) menuOpened() {
	if r.screen.state.unseen() {
		r.toggler.Seen(r.screen.state.unknownOf)
		r.screen.state.unknownAt = time.Time{}
	}
	r.screen.state.openedAt = time.Now()
	r.live.warmth.Likely()
	r.show(true)
	r.hotkeyAgain()
	r.upgradeIfIdle()
}

// reportMissing tells that a part of the desktop is missing; the rest goes on.
func (r *resident) reportMissing(code string, err error) {
	r.log.Warn(code, "err", err)
	r.p.Warn(r.p.Words.Part(code))
}

// hintNote is a note that tells no outcome and that nobody asked for. Where its place is
// taken, or outcomes are told by the icon alone, log and status tell it.
func (r *resident) hintNote(text string) {
	if !r.taken() && !r.iconAlone() {
		r.answerNote(text)
	}
}

// iconAlone reports whether the agent wants no notes. What answers a click is shown all
// the same: without it the click would do nothing.
func (r *resident) iconAlone() bool { return r.live.current.Load().Feedback == "icon" }

// taken reports whether the one note on the screen has to stay: an unknown outcome
// until it has been seen, a question until it is answered.
func (r *resident) taken() bool { return r.screen.state.unseen() || r.hints.asking }

// answerNote is a note without an outcome. Its head names the extension all the same.
func (r *resident) answerNote(text string) { r.showNote(r.heading(), text, false) }

// lateNote is remark for what comes some time after the click that it answers, or by nobody's
// act: an unknown outcome that came meanwhile keeps its place.
func (r *resident) lateNote(text string) {
	if !r.screen.state.unseen() {
		r.answerNote(text)
	}
}

func (r *resident) showNote(summary, body string, urgent bool) {
	n := notify.Note{Summary: summary, Body: body, Urgent: urgent}
	if !urgent {
		n.Expire = noteLasts
	}
	r.screen.notifier.Show(n)
}

func (r *resident) show(now bool) { r.screen.tray.Show(r.view(), now) }

// presentation is how an outcome reaches the agent beside the icon, which always tells.
type presentation struct {
	note  bool
	sound string // its name; empty for none
}

// presentationOf decides how an outcome is told. With feedback "sound" a sound stands
// for a toggled press alone: the other outcomes name something to do, and unknown
// has to stay until it is seen, so they are shown as well. Noted says that a
// notification of an earlier outcome may still be on the screen, where it would
// contradict the sound: the new one takes its place. So does one that counts
// presses which were not sent. A press that was ignored has no sound: silence is
// never taken for toggled.
func presentationOf(feedback string, o hold.Outcome, noted bool) presentation {
	switch feedback {
	case "icon":
		return presentation{}
	case "sound":
		switch o.Result {
		case hold.Toggled:
			return presentation{note: noted || o.AlsoIgnored > 0, sound: string(o.Result)}
		case hold.Ignored:
			return presentation{note: true}
		}
		return presentation{note: true, sound: string(o.Result)}
	}
	return presentation{note: true}
}

// present tells an outcome by note, a sound or both. Where the sound that stands for
// a note cannot be played, the note is shown after all, unless another outcome has
// come since. It runs on the loop's goroutine.
func (r *resident) present(o hold.Outcome, note func()) {
	t := presentationOf(r.live.current.Load().Feedback, o, r.screen.noted)
	r.screen.noted = t.note && o.Result != hold.Toggled
	if t.note {
		note()
	}
	if t.sound == "" {
		return
	}
	told := r.screen.state.lastAt
	s := sound.Sound{Name: t.sound, WAV: assets.Sound(t.sound)}
	if !t.note {
		s.Failed = func() {
			r.post(func() {
				if r.screen.state.lastAt.Equal(told) {
					note()
				}
			})
		}
	}
	r.screen.sounds.Play(s)
}

// postOutcome is given every outcome. It runs on the goroutine of the Toggler.
func (r *resident) postOutcome(o hold.Outcome) { r.post(func() { r.showOutcome(o) }) }

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
		if text := r.p.Words.NotToggledWithoutExtension(r.live.current.Load().NoAgentID()); text != "" {
			return text
		}
	}
	return press.Sentence(r.p.Words, o)
}
