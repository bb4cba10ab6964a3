package resident

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
)

// hints records what the person was told besides outcomes. The loop owns it.
type hints struct {
	asking          bool   // a notification asks for the extension
	brokenTrayShown bool   // in this run: the desktop's tray does not accept the icon
	noHostShown     bool   // in this run: the desktop shows no icons
	waiting         func() // shows a hint when the outcome on screen has been there for its time; nil for none
}

// Files that record that a hint was given once and for all.
const (
	hiddenIconsFile = "hidden-icons-hint-shown"
	notSetUpFile    = "not-set-up-told"
	noTrayFile      = "no-tray-told"
	stepsFile       = "hotkey-steps-shown"
)

const (
	// trayHostWait is how long after our start a panel may come up before the agent is
	// told that this desktop shows no icons.
	trayHostWait = 10 * time.Second
	// notSetUpDelay is when after a log-on the person is told that the program is not set
	// up. It comes after the hint about a missing panel, which has priority.
	notSetUpDelay = trayHostWait + 2*time.Second
	// notSetUpLasts is how long that notification stays, where the desktop lets us choose:
	// a log-on is busy, and it is shown only once.
	notSetUpLasts = 30 * time.Second
)

// hintHiddenIcons says once where Windows hides a new icon.
func (r *resident) hintHiddenIcons() {
	if hidesIcons() && r.mayHint() && r.p.FirstTime(hiddenIconsFile) {
		r.hintNote("hidden_icons", r.p.Words.HiddenIcons())
	}
}

// askAtStart asks at the start for what is missing. Where IT wants that, the extension
// is asked for at each log-on. The settings window opens unasked only when a person started
// the program by hand; after a log-on a notification says it once.
func (r *resident) askAtStart(background bool) {
	if r.live.Now().AsksAgentID() {
		r.post(r.askExtension)
	}
	switch {
	case len(r.missing()) == 0 || r.practice != nil:
	case background:
		time.AfterFunc(notSetUpDelay, func() { r.post(r.hintNotSetUp) })
	default:
		r.post(func() { r.menu(trayview.ItemSettings) })
	}
}

// hintNotSetUp says once that the program is not set up. A log-on opens no window, and a
// grey icon is easily overlooked.
func (r *resident) hintNotSetUp() {
	if len(r.missing()) == 0 || r.screen.state.Down || r.windows.SettingsAreOpen() || r.hints.noHostShown {
		return
	}
	if r.mayHint() && r.p.FirstTime(notSetUpFile) {
		l := r.live.Now()
		title, body := r.p.Words.SetupNote(l.AgentID, slices.Equal(l.Missing(), []settings.Key{settings.AgentID}))
		r.screen.notifier.Show(notify.Note{Summary: title, Body: body, Expire: notSetUpLasts})
	}
}

// missing returns what the person must set before a press can work, without an extension
// that is asked for anyway.
func (r *resident) missing() []settings.Key {
	l := r.live.Now()
	missing := l.Missing()
	if l.AsksAgentID() {
		missing = slices.DeleteFunc(missing, func(k settings.Key) bool { return k == settings.AgentID })
	}
	return missing
}

// lookForTrayHost reports a desktop without tray icons: at once in the log and on a
// terminal, and once and for all to the agent, who still has hotkey and commands. A panel
// that starts later still gets the icon. An unknown outcome that was handed over is told by a
// notification then.
func (r *resident) lookForTrayHost() {
	if r.screen.noIcon() != tray.NoHost {
		return
	}
	r.post(func() { r.reportMissing(tray.NoHost, nil); r.tellUntold() })
	select {
	case <-time.After(trayHostWait):
	case <-r.ctx.Done():
		return
	}
	if r.screen.noIcon() == tray.NoHost {
		r.post(func() {
			if r.mayHint() && r.p.FirstTime(noTrayFile) {
				r.hints.noHostShown = true
				r.hintNote("no_icon", r.p.Words.Part(tray.NoHost))
			}
		})
	}
}

// trayLost reports why there is no icon. If the desktop's tray does not accept it, the agent
// is told too, once per run, since nothing else shows it.
func (r *resident) trayLost(err error) {
	code := tray.Code(err)
	r.reportMissing(code, err)
	r.screen.stale = true
	if !r.screen.state.Settled {
		r.tellUntold() // the icon may not say it
	}
	if code == tray.Broken && !r.hints.brokenTrayShown && r.mayHint() {
		r.hints.brokenTrayShown = true
		r.hintNote("no_icon", r.p.Words.Part(code))
	}
}

// noIcon returns a code for why no icon is shown, empty if one is. It asks the desktop,
// which may take 2 s.
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

// showSteps says that there is no hotkey and how to set one up. On a desktop that never
// gives programs a hotkey it is shown once, not at each start.
func (r *resident) showSteps(code string, c settings.Chord) {
	r.hint(func() { r.showStepsNow(code, c) })
}

func (r *resident) showStepsNow(code string, c settings.Chord) {
	text := r.p.Words.Hotkey(code, c.String())
	if !r.mayHint() {
		r.showHint("hotkey", text)
		return
	}
	if code == hotkey.CodeWayland && !r.p.FirstTime(stepsFile) {
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
		Action:  trayview.ItemHotkey,
	})
}

// mayHint reports whether a hint would be shown now: not in practice, not if the agent
// wants no notifications, and not while another one must stay.
func (r *resident) mayHint() bool {
	return r.practice == nil && !r.noteMustStay() && !r.iconOnly()
}
