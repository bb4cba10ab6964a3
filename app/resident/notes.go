package resident

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// noteDuration is how long a notification stays that need not be seen.
const noteDuration = 4 * time.Second

func (r *resident) showNote(n notify.Note) {
	if !n.Urgent {
		n.Expire = noteDuration
	}
	r.screen.notifier.Show(n)
}

// notePicture is the picture of a notification: that of its outcome, so that it says the same
// as the icon, else the program's own. Practice has its own family here too.
func (r *resident) notePicture(name string) []byte {
	if name == "" || name == string(hold.Ignored) {
		name = "ready"
	}
	if r.p.Words.Practice {
		name = "practice_" + name
	}
	return assets.Icon(name, 64)
}

// answerNote shows a notification that answers a click. Its heading names the extension.
func (r *resident) answerNote(text string) { r.showNote(notify.Note{Summary: r.heading(), Body: text}) }

// lateNote is answerNote for what comes some time after the click, or without one: an
// unknown outcome that came in the meantime stays on screen.
func (r *resident) lateNote(text string) {
	if !r.screen.state.Unseen() {
		r.answerNote(text)
	}
}

// hintNote shows a notification that nobody asked for, with the title of that code. It is
// skipped where another one must stay or the agent wants none; the log and status have the
// information.
func (r *resident) hintNote(code, text string) {
	r.hint(func() { r.showHint(code, text) })
}

func (r *resident) showHint(code, text string) {
	if !r.noteMustStay() && !r.iconOnly() {
		r.showNote(notify.Note{Summary: r.p.Words.HintTitle(code, r.live.Now().AgentID), Body: text})
	}
}

// hint shows a notification that nobody asked for. It waits until the outcome of a press has been
// on screen for its time, since it would take its place. The newest hint wins.
func (r *resident) hint(show func()) {
	r.hints.waiting = nil
	if s := &r.screen.state; s.Working || !s.LastAt.IsZero() && !s.Settled {
		r.hints.waiting = show
		return
	}
	show()
}

// tellNewToken says that a refused token was replaced, and to press again: at once, but only while
// the last press changed nothing. A later one may have toggled.
func (r *resident) tellNewToken() {
	if s := &r.screen.state; !s.Working && s.Last.Result == hold.NotToggled {
		r.showHint("new_token", r.p.Words.NewToken())
	}
}

// noteMustStay reports whether the notification on screen must stay: an unknown outcome until
// it is seen, a question until it is answered.
func (r *resident) noteMustStay() bool { return r.screen.state.Unseen() || r.hints.asking }

// iconOnly reports whether the agent wants no notifications (feedback "icon"). Answers to
// a click are shown even then: otherwise the click would seem to do nothing.
func (r *resident) iconOnly() bool { return r.live.Now().Feedback == "icon" }

// reportMissing logs and prints that a part of the desktop is missing; the rest works on.
func (r *resident) reportMissing(code string, err error) {
	r.log.Warn(code, "err", err)
	r.p.Warn(r.p.Words.Part(code))
}

// heading is the first line of a notification that is no outcome.
func (r *resident) heading() string { return r.p.Words.Heading(r.live.Now().AgentID) }

// showTokenTrouble reports why there is no token, once for each reason.
func (r *resident) showTokenTrouble(err error) {
	code := ""
	if err != nil {
		code = keychain.Code(err)
	}
	if code != "" && code != r.screen.state.Keychain {
		r.log.Warn("keychain", "err", err)
		r.p.Warn(r.p.Words.Keychain(code))
	}
	r.screen.state.Keychain = code
	r.show(false)
}
