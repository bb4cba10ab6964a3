package resident

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/desktop"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/macos"
	"github.com/wolkvox-hold/wolkvox-hold/app/keyboard"
	"github.com/wolkvox-hold/wolkvox-hold/app/logoff"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/upgrade"
)

func (r *resident) newKeyboard() *keyboard.Keyboard {
	k := &keyboard.Keyboard{
		Log:          r.log,
		Purpose:      r.p.Words.HotkeyIs(),
		Open:         desktop.Open,
		MissingSince: upgrade.HotkeyMissingSince(r.p),
		Pressed:      r.hotkeyPressed,
		Trouble: func(code string, c settings.Chord) {
			spare := r.spareFor(code, c) // not on the loop: the desktop may take seconds to answer
			r.post(func() { r.hotkeyTrouble(code, c, spare) })
		},
		SessionEnded: r.sessionEnds,
		DesktopRuns:  logoff.Compositor,
	}
	if r.practice != nil {
		k.Open = desktop.OpenPractice
	}
	return k
}

// hotkeyPressed hands a hotkey press to the window that holds the capture lease, or to the
// Toggler.
func (r *resident) hotkeyPressed(at time.Time) {
	if r.hotkey.Lease.Deliver(r.hotkey.Chord().String()) {
		return
	}
	r.press(hold.Hotkey, at, nil)
}

// hotkeyTrouble tells the person why there is no hotkey, with a spare chord where there is
// one, or with an empty code that it works again.
func (r *resident) hotkeyTrouble(code string, c, spare settings.Chord) {
	r.screen.state.Spare = spare
	text := r.p.Words.HotkeyInstead(code, c.String(), spare.String())
	if code != "" && code != r.screen.state.Hotkey {
		switch {
		case r.practice != nil:
			r.tellPractice("")
		case hotkey.ByHand(code):
			r.showSteps(code, c)
		default:
			r.hintNote("hotkey", text)
		}
		r.p.Warn(text)
		if code == hotkey.CodePermission {
			go macos.AskPermission()
		}
	}
	if code == "" && (keyboard.Refused(r.screen.state.Hotkey) || r.screen.state.Hotkey == hotkey.CodeLayoutSwitch) && r.practice == nil {
		r.hintNote("hotkey_back", r.p.Words.HotkeyBack(c.String())) // replaces the notification that it does not work
	}
	r.screen.state.Hotkey = code
	r.show(false)
	if r.practice != nil && code == "" {
		r.tellPractice(c.String())
	}
}

// spareFor finds a chord to use instead of one that switches the keyboard layout.
func (r *resident) spareFor(code string, c settings.Chord) (spare settings.Chord) {
	if code == hotkey.CodeLayoutSwitch {
		spare, _ = desktop.FirstFree(r.log, settings.SpareChords(c))
	}
	return spare
}

// retryHotkey registers the chord again if what was missing may be there now. No event
// says that the person has granted the permission, so this runs when the tray is ready
// and whenever the menu opens. Saved settings and a restart try it too.
func (r *resident) retryHotkey() {
	if keyboard.WorthRetrying(r.screen.state.Hotkey) {
		go func() { _ = r.hotkey.Grab(r.live.Chords()[0]) }()
	}
}
