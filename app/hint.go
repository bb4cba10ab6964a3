package app

import (
	"slices"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The files that remember that a hint was given.
const (
	hintFile     = "hidden-icons-hint-shown"
	notSetUpFile = "not-set-up-told"
)

// hint says once where a new icon hides.
func (r *resident) hint() {
	if hidesIcons() && r.mayTell() && r.firstTime(hintFile) {
		r.aside(r.p.Words.HiddenIcons())
	}
}

// setUpWithin is how long after a log-on the person is told that the program is to be
// set up: what the desktop itself lacks comes before.
const setUpWithin = hostWithin + 2*time.Second

// setUpLasts is how long that stands, where the desktop leaves it to us: much goes on at
// a log-on, and it is told once.
const setUpLasts = 30 * time.Second

// tellNotSetUp says once that the program is to be set up. A log-on opens no window, and
// a grey icon is easily overlooked.
func (r *resident) tellNotSetUp() {
	if len(r.missing()) == 0 || r.state.down || r.window != nil || r.noHostTold {
		return
	}
	if r.mayTell() && r.firstTime(notSetUpFile) {
		r.notifier.Show(notify.Note{Summary: r.heading(), Body: r.p.Words.NotSetUp(), Expire: setUpLasts})
	}
}

// missing is what the person has to set before a press can work, apart from what is
// asked for anyway.
func (r *resident) missing() []settings.Key {
	l := r.current.Load()
	missing := l.Missing()
	if l.AsksAgentID() {
		missing = slices.DeleteFunc(missing, func(k settings.Key) bool { return k == settings.AgentID })
	}
	return missing
}
