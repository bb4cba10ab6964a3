package resident

import (
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// clicked handles a click in the menu, on a goroutine of the tray.
func (r *resident) clicked(id string) {
	switch id {
	case itemToggle:
		r.click(hold.Menu)
	case itemQuit:
		r.end()
	default:
		r.post(func() { r.menu(id) })
	}
}

func (r *resident) menu(id string) {
	switch id {
	case itemExtension:
		byCommand := func() { r.answerNote(r.p.Words.ExtensionByCommand()) }
		if r.openSmall("--extension", byCommand) != nil {
			byCommand()
		}
	case itemHotkey:
		byNote := func() {
			s := r.p.HotkeySteps(r.p.Words, r.live.now().Hotkey)
			r.showNote(r.p.Words.HotkeyHow(), strings.Join(s.Lines, "\n"), false)
		}
		if r.openSmall("--hotkey", byNote) != nil {
			byNote()
		}
	case itemSettings:
		if r.openSettings() != nil {
			r.p.Warn(r.p.Words.NoWindow())
			r.answerNote(r.p.Words.NoWindow())
		}
	case itemLog:
		go func() { // not on the loop: opening a folder on an unreachable share blocks
			folder := r.p.StateFolder()
			if openFolder(folder) != nil {
				r.post(func() { r.lateNote(r.p.Words.LogIn(folder)) })
			}
		}()
	case itemAbout:
		r.answerNote(r.p.Words.About(r.p.Version))
	}
}
