package resident

import (
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/guide"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/openwindows"
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
		r.openSmall(openwindows.Extension, func() { r.answerNote(r.p.Words.ExtensionByCommand()) })
	case trayview.ItemHotkey:
		r.openSmall(openwindows.Hotkey, func() {
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
		go r.openGuide() // not on the loop: it writes to disk
	case trayview.ItemAbout:
		r.answerNote(r.p.Words.About(r.p.Version))
	}
}

// openSmall opens a small window. Failed is called on the loop if there is none, and no dialog.
func (r *resident) openSmall(kind openwindows.Kind, failed func()) {
	if !r.practiceHasNone() {
		r.windows.OpenSmall(kind, failed)
	}
}

// openSettings opens the settings window, or the dialog in its place. The error says that
// neither could be started.
func (r *resident) openSettings() error {
	if r.practiceHasNone() {
		return nil
	}
	return r.windows.OpenSettings(func() { r.answerNote(r.p.Words.NoWindow()) })
}

// practiceHasNone reports whether this is practice, which has no settings to change, and says so.
func (r *resident) practiceHasNone() bool {
	if r.practice != nil {
		r.answerNote(r.p.Words.PracticeNoSettings())
	}
	return r.practice != nil
}

// openGuide opens the guide for agents, in the agent's language.
func (r *resident) openGuide() {
	path, err := guide.Write(r.p.StateFolder(), r.p.Words.Language.Code())
	if err == nil {
		err = child.Open(path)
	}
	if err != nil {
		r.post(func() {
			r.log.Warn("the guide is not opened", "err", err)
			r.lateNote(r.p.Words.GuideIn(path))
		})
	}
}
