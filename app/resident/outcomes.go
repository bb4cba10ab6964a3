package resident

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// screen is what the person sees and hears of outcomes. The loop owns its state.
type screen struct {
	tray     *tray.Tray
	notifier *notify.Notifier
	sounds   *sound.Player
	state    trayview.State
	noted    bool   // a notification of an outcome other than toggled may be on screen
	stale    bool   // the icon is lost or shows an older picture: every outcome needs a notification
	untold   func() // shows the notification of the latest outcome; nil if it has had one

	request atomic.Pointer[hold.Request] // the latest; the goroutine of its press sets it

	noIcon     func() string // a code for why no icon is shown, empty if one is; it may take 2 s
	freeMemory func()        // returns memory to the system after an outcome has left the icon
}

// settleAfter is how long the icon shows a clear outcome, and the tooltip a dropped press.
// Unknown stays until it is seen.
const settleAfter = 5 * time.Second

// workingAfter is how long the answer to a request that needed no dial may take before the icon
// shows that a press is under way. An outcome that comes sooner need not wait until the desktop
// has drawn that picture too.
const workingAfter = 50 * time.Millisecond

// postOutcome receives every outcome on the Toggler's goroutine.
func (r *resident) postOutcome(o hold.Outcome) { r.post(func() { r.showOutcome(o) }) }

// showOutcome shows an outcome: icon, tooltip, menu, notification, log.
func (r *resident) showOutcome(o hold.Outcome) {
	press.LogOutcome(r.log, o)
	if o.Result == hold.Ignored {
		r.ignored(o)
		return
	}
	o.Ending = o.Ending || r.ctx.Err() != nil // the end may have begun since
	r.live.Warmth.Pressed(o.Reply)
	r.screen.state.SetOutcome(o)
	r.present(o, func() { r.showNote(r.outcomeNote(r.screen.state.Last)) })
	r.show(false)
	shown := r.screen.state.LastAt
	time.AfterFunc(settleAfter, func() { r.post(func() { r.settle(shown) }) })
}

// present tells an outcome by notification, sound or both, and reports whether a notification
// says it. If a sound without notification cannot be played, or there is no icon that could show
// it instead, the notification is shown after all, unless another outcome has come or another
// press was sent since. One that was dropped since is counted in it. It runs on the loop.
func (r *resident) present(o hold.Outcome, note func()) (noted bool) {
	t := presentationOf(r.live.Now().Feedback, o, r.screen.noted)
	// In practice the messages are what it is for, and a sound alone would not say PRACTICE.
	t.note = t.note || r.screen.stale || r.p.Words.Practice
	tell := func() {
		note()
		r.screen.noted = o.Result != hold.Toggled
	}
	if o.Result != hold.Ignored {
		r.screen.untold = nil // an older outcome is not told after this one
	}
	switch {
	case t.note:
		tell()
	case r.screen.untold == nil:
		r.screen.untold = tell
	}
	shownAt := r.screen.state.LastAt
	otherwise := func() { // from another goroutine
		r.post(func() {
			if r.screen.state.LastAt.Equal(shownAt) {
				r.tellUntold()
			}
		})
	}
	switch {
	case t.sound != "" && t.note:
		r.screen.sounds.Play(sound.Sound{Name: t.sound, WAV: assets.Sound(t.sound)})
	case t.sound != "":
		r.screen.sounds.Play(sound.Sound{Name: t.sound, WAV: assets.Sound(t.sound), Failed: otherwise})
	case !t.note:
		go func() { // the desktop may take 2 s to answer
			if r.screen.noIcon() != "" {
				otherwise()
			}
		}()
	}
	return t.note
}

// tellUntold shows the notification of the latest outcome, if it has had none. During the next
// press it would look like the outcome of that.
func (r *resident) tellUntold() {
	s := &r.screen
	if s.untold == nil || s.state.Working {
		return
	}
	s.untold()
	s.untold = nil
}

// presentation is how an outcome reaches the agent besides the icon, which always changes.
type presentation struct {
	note  bool
	sound string // its name; empty for none
}

// presentationOf decides how an outcome is told. With feedback "sound", only a toggled
// press has a sound without a notification: the other outcomes name something to do, and
// unknown must stay until it is seen. Two cases add a notification to toggled: an earlier
// one may still be on screen (noted) and would contradict the sound or the icon, or presses
// were not sent and are counted in it. An ignored press has no sound: nobody takes silence for
// toggled.
func presentationOf(feedback string, o hold.Outcome, noted bool) presentation {
	switch feedback {
	case "icon":
		return presentation{note: noted && o.Result == hold.Toggled}
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

// noteCategory is what the notifications of outcomes are about (Desktop Notifications
// Specification 1.3, "Categories"): a desktop can show or place them by it.
const noteCategory = "call"

// outcomeNote is the notification of an outcome. An earlier unknown one is still true and
// more important than a press after it that was not toggled.
func (r *resident) outcomeNote(o hold.Outcome) notify.Note {
	reason := string(o.Reason)
	if press.ProxyWantsPassword(o) {
		reason = words.ReasonProxyPassword
	}
	said := words.Press{
		Result: string(o.Result), Reason: reason, AgentID: o.AgentID,
		AfterUnknown:  o.AfterUnknown,
		Crashed:       o.Reason == hold.Crashed,
		OnlyExtension: slices.Equal(r.live.Now().Missing(), []settings.Key{settings.AgentID}),
		AlsoIgnored:   o.AlsoIgnored,
		ThirdUnknown:  r.screen.state.Unclear >= 3,
	}
	shownAs := o.Result
	if o.AfterUnknown {
		shownAs = hold.Unknown
		said.AgentID = r.screen.state.Unknown.AgentID // there is where to look
	}
	n := notify.Note{
		Warning: shownAs != hold.Toggled, Failure: shownAs == hold.NotToggled || shownAs == hold.Ignored, Urgent: shownAs == hold.Unknown,
		Picture: string(shownAs), Category: noteCategory,
	}
	n.Summary, n.Body = r.p.Words.Note(said)
	if shownAs == hold.Unknown {
		n.Button, n.Action = r.p.Words.OpenGuide(), trayview.ItemHelp
	} else if reason == string(press.PracticeOpen) {
		n.Button, n.Action = r.p.Words.MenuClosePractice(), trayview.ItemClosePractice
	}
	return n
}

// settle takes the outcome that was shown at that time off the icon, unless another one has
// come since.
func (r *resident) settle(shown time.Time) {
	if !r.screen.state.LastAt.Equal(shown) || r.screen.state.Working {
		return
	}
	r.screen.state.Settled = true
	r.show(false)
	if hint := r.hints.waiting; hint != nil {
		r.hint(hint)
	}
	r.screen.freeMemory()
	r.upgradeIfIdle()
}

// ignored shows a dropped press. The tooltip is enough within a double click, when the
// coming outcome will count it, and while an unknown outcome must stay on screen. Otherwise
// a notification says it: the agent would take the last outcome for that of this press. The
// icon keeps the last outcome, since a dropped press has none; but where the agent wants no
// notifications, only the icon can say that the last outcome is not that of this press.
func (r *resident) ignored(o hold.Outcome) {
	if !o.Soft && !o.AfterUnknown {
		note := r.outcomeNote(o)
		r.screen.state.Last.AlsoIgnored++ // for the case that the last outcome is still to be told
		if r.present(o, func() { r.showNote(note) }) {
			return
		}
		r.screen.state.Settled = true
	}
	now := time.Now()
	r.screen.state.Dropped = now
	r.show(false)
	time.AfterFunc(settleAfter, func() {
		r.post(func() {
			if r.screen.state.Dropped.Equal(now) {
				r.screen.state.Dropped = time.Time{}
				r.show(false)
			}
		})
	})
}

// working shows that a press was accepted. An older outcome on screen, or a late sound, would
// look like its own; an unknown one stays until it is seen.
func (r *resident) working(stage hold.Stage) {
	first := !r.screen.state.Working
	if first {
		r.screen.sounds.Stop()
		if !r.noteMustStay() {
			r.screen.notifier.Dismiss()
		}
	}
	r.screen.state.Working, r.screen.state.WorkingFor = true, r.sending()
	if !first || stage == hold.Dialing {
		r.show(true)
		return
	}
	time.AfterFunc(workingAfter, func() {
		r.post(func() {
			if r.screen.state.Working {
				r.show(true)
			}
		})
	})
}

// menuOpened takes an unknown outcome as seen, if it was shown when the menu was opened. The loop
// may be busy in between, and a person who waits for an outcome opens the menu.
func (r *resident) menuOpened(at time.Time) {
	if r.screen.state.Unseen() && !at.Before(r.screen.state.UnknownAt) {
		r.toggler.Seen(r.screen.state.Unknown.Number)
		r.screen.state.UnknownAt, r.screen.untold = time.Time{}, nil
		r.screen.notifier.Dismiss()
	}
	r.screen.state.OpenedAt = at
	r.live.Warmth.Likely()
	r.show(true)
	r.retryHotkey()
	r.upgradeIfIdle()
}

// sending is the extension of the press in flight, which may be another than the one in force;
// empty if it is not known.
func (r *resident) sending() (agentID string) {
	if request := r.screen.request.Load(); request != nil {
		agentID, _ = request.AgentID()
	}
	return agentID
}

func (r *resident) show(now bool) { r.screen.tray.Show(r.view(), now) }

func (r *resident) view() tray.View {
	l := r.live.Now()
	s := trayview.Shown{
		State:      r.screen.state,
		Words:      r.p.Words,
		AgentID:    l.AgentID,
		NeedsSetup: len(l.Missing()) > 0,
		HideQuit:   l.HideQuit,
		Resumed:    r.p.Resumed,
	}
	s.Chord = r.hotkey.Name()
	return s.View()
}
