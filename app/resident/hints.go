package resident

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"

	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// hints are what the person is told that is no outcome: once ever, once a start, or until
// it is answered. The loop owns them.
type hints struct {
	asking         bool // a notification asks for the extension
	brokenTrayTold bool // that the desktop's tray does not take the icon
	noHostTold     bool // that this desktop shows no icons, just now
}

// The files that remember that a hint was given.
const (
	hintFile     = "hidden-icons-hint-shown"
	notSetUpFile = "not-set-up-told"
)

// hint says once where a new icon hides.
func (r *resident) hint() {
	if hidesIcons() && r.mayTell() && r.firstTime(hintFile) {
		r.hintNote(r.p.Words.HiddenIcons())
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
	if len(r.missing()) == 0 || r.screen.state.down || r.windows.settings != nil || r.hints.noHostTold {
		return
	}
	if r.mayTell() && r.firstTime(notSetUpFile) {
		r.screen.notifier.Show(notify.Note{Summary: r.heading(), Body: r.p.Words.NotSetUp(), Expire: setUpLasts})
	}
}

// missing is what the person has to set before a press can work, apart from what is
// asked for anyway.
func (r *resident) missing() []settings.Key {
	l := r.live.current.Load()
	missing := l.Missing()
	if l.AsksAgentID() {
		missing = slices.DeleteFunc(missing, func(k settings.Key) bool { return k == settings.AgentID })
	}
	return missing
}

// hostWithin is how long after our start a panel may come up before the agent is
// showOutcome that this desktop shows no icons.
const hostWithin = 10 * time.Second

// noTrayFile remembers that this was told.
const noTrayFile = "no-tray-told"

// lookForTrayHost says that this desktop shows no tray icons: at once for the log
// and a terminal, and once ever for the agent, who is left with hotkey and
// commands. A host that starts later still gets the icon.
func (r *resident) lookForTrayHost() {
	if host, err := r.screen.tray.Status(); err != nil || host {
		return
	}
	r.post(func() { r.reportMissing(tray.NoHost, nil) })
	select {
	case <-time.After(hostWithin):
	case <-r.ctx.Done():
		return
	}
	if host, err := r.screen.tray.Status(); err == nil && !host {
		r.post(func() {
			if r.mayTell() && r.firstTime(noTrayFile) {
				r.hints.noHostTold = true
				r.hintNote(r.p.Words.Part(tray.NoHost))
			}
		})
	}
}

// trayLost says why there is no icon. A desktop whose tray does not take it is told to
// the agent too, once a start, since nothing can be seen of it.
func (r *resident) trayLost(err error) {
	code := tray.Code(err)
	r.reportMissing(code, err)
	if code == tray.Broken && !r.hints.brokenTrayTold && r.mayTell() {
		r.hints.brokenTrayTold = true
		r.hintNote(r.p.Words.Part(code))
	}
}

// noIcon is the code of why no icon is shown now, empty where one is. It asks the
// desktop, which may take 2 s.
func (r *resident) noIcon() string {
	host, err := r.screen.tray.Status()
	switch {
	case host:
		return ""
	case err == nil || errors.Is(err, tray.ErrNotRunning):
		return tray.NoHost
	}
	return tray.Code(err)
}

// mayTell reports whether a note that tells no outcome would be shown now: not in
// practice, not where the agent wants none, and not where another keeps its place.
func (r *resident) mayTell() bool {
	return r.practice == nil && !r.taken() && !r.iconAlone()
}

// firstTime reports whether what the file is named after has never been told. The
// file lies beside the log. Where that cannot be remembered, or not in time since
// outcomes wait, it counts as told: better never than at each start.
func (r *resident) firstTime(name string) bool {
	first, err := env.Within(env.ReadWithin, func() (bool, error) {
		file, err := os.OpenFile(filepath.Join(r.p.StateFolder(), name), os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return false, err
		}
		return true, file.Close() // it is empty
	})
	return first && err == nil
}

// stepsFile remembers that the steps were shown.
const stepsFile = "hotkey-steps-shown"

// showSteps says that there is no hotkey, and how to get one. That a desktop gives
// none to programs is said once and not at each start.
func (r *resident) showSteps(code string, c settings.Chord) {
	text := r.p.Words.Hotkey(code, c.String())
	if !r.mayTell() {
		r.hintNote(text)
		return
	}
	if code == hotkey.CodeWayland && !r.firstTime(stepsFile) {
		return
	}
	lines := r.p.HotkeySteps(r.p.Words, c).Lines
	if code != hotkey.CodeWayland {
		lines = append([]string{text}, lines...)
	}
	r.screen.notifier.Show(notify.Note{
		Summary: r.p.Words.NoHotkeyHere(),
		Body:    strings.Join(lines, "\n"),
		Button:  r.p.Words.HotkeyHow(),
	})
}

// answerRests is how long nobody may press before the answer of an earlier day wears
// off. A desk that is never logged off has no start in the morning; a pause of a
// night shift is shorter.
const answerRests = 4 * time.Hour

// newDay asks anew where the answer has worn off. It runs on the goroutine of a
// press, of which nothing will be sent, and returns when that can be told.
func (r *resident) newDay(ctx context.Context) {
	done := make(chan struct{})
	r.post(func() {
		defer close(done)
		r.p.CountAnswersFrom(env.Today())
		r.reloaded()
	})
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// firstQuestions asks for what is missing at the start. The extension is asked for
// at log-on, too, where IT wants that; the settings window opens by itself only for
// a person who started us by hand, and anybody else is told once.
func (r *resident) firstQuestions(background bool) {
	if r.live.current.Load().AsksAgentID() {
		r.post(r.ask)
	}
	switch {
	case len(r.missing()) == 0 || r.practice != nil:
	case background:
		time.AfterFunc(setUpWithin, func() { r.post(r.tellNotSetUp) })
	default:
		r.post(func() { r.menu(itemSettings) })
	}
}

// ask asks the person whose extension counts: in a small window, and where there
// can be none by a notification that says how to answer. That one comes also where
// outcomes are told by the icon alone.
func (r *resident) ask() {
	if r.openSmall("--extension", r.askByNote) != nil {
		r.askByNote()
	}
}

func (r *resident) askByNote() {
	if r.screen.state.unseen() {
		return // an unknown outcome keeps its place; the icon says that set-up is missing
	}
	r.hints.asking = true
	r.p.Warn(r.p.Words.AskExtension())
	r.screen.notifier.Show(notify.Note{Summary: r.heading(), Body: r.p.Words.AskExtension(), Urgent: true})
}

// answeredByNote takes the question off the screen, where it would stand. An unknown
// outcome that came meanwhile has taken its place, and keeps it.
func (r *resident) answeredByNote() {
	r.hints.asking = false
	if r.screen.state.unseen() {
		return
	}
	body := r.p.Words.ExtensionTaken()
	if r.live.current.Load().AgentID == "" {
		body = r.p.Words.MissingSetting(string(settings.AgentID)) // it is asked for no more
	}
	r.screen.notifier.Show(notify.Note{Summary: r.heading(), Body: body, Expire: noteLasts})
}

// heading heads a notification that tells no outcome.
func (r *resident) heading() string { return r.p.Words.Heading(r.live.current.Load().AgentID) }
