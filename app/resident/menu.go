package resident

import (
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
)

// clicked handles a click in the menu, which was not made before that time, on a goroutine of the tray.
func (r *resident) clicked(id string, notBefore time.Time) {
	switch id {
	case trayview.ItemToggle:
		r.click(hold.Menu, notBefore)
	case trayview.ItemQuit:
		r.end()
	case trayview.ItemShowToggled:
		r.showInPractice(hold.Toggled)
	case trayview.ItemShowNotToggled:
		r.showInPractice(hold.NotToggled)
	case trayview.ItemShowUnknown:
		r.showInPractice(hold.Unknown)
	default:
		r.post(func() { r.menu(id) })
	}
}

func (r *resident) menu(id string) {
	switch id {
	case trayview.ItemExtension:
		r.openSmall(extensionFlag, func() { r.answerNote(r.p.Words.ExtensionByCommand()) })
	case trayview.ItemHotkey:
		r.openSmall(hotkeyFlag, func() {
			s := r.p.HotkeySteps(r.p.Words, r.live.Now().Hotkey)
			r.showNote(notify.Note{Summary: r.p.Words.HotkeyHow(), Body: strings.Join(s.Lines, "\n")})
		})
	case trayview.ItemSettings:
		if r.openSettings() != nil {
			r.p.Warn(r.p.Words.NoWindow())
			r.answerNote(r.p.Words.NoWindow())
		}
	case trayview.ItemPractice:
		r.openPractice()
	case trayview.ItemClosePractice:
		go r.closePractice()
	case trayview.ItemLog:
		go func() { // not on the loop: opening a folder on an unreachable share blocks
			folder := r.p.StateFolder()
			if child.Open(folder) != nil {
				r.post(func() { r.lateNote(r.p.Words.LogIn(folder)) })
			}
		}()
	case trayview.ItemHelp:
		r.openGuide()
	case trayview.ItemAbout:
		r.answerNote(r.p.Words.About(r.p.Version))
	}
}
