package trayview

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
)

// The menu's items.
const (
	ItemState     = "state"
	ItemToggle    = "toggle"
	ItemExtension = "extension"
	ItemSettings  = "settings"
	ItemHotkey    = "hotkey"
	ItemLog       = "log"
	ItemHelp      = "help"
	ItemAbout     = "about"
	ItemIT        = "it"
	ItemQuit      = "quit"

	ItemPractice      = "practice" // open it
	ItemClosePractice = "practice_close"

	// In practice: show each outcome once.
	ItemShowToggled    = "show_toggled"
	ItemShowNotToggled = "show_not_toggled"
	ItemShowUnknown    = "show_unknown"
)

// items is the menu, with first as its first line.
func (s Shown) items(first string) []tray.Item {
	press := s.Words.MenuToggle(s.Chord)
	switch {
	case s.Down:
		press = s.Words.MenuStoodDown()
	case s.Practice:
		press = s.Words.MenuHeldBack()
	}
	inPractice := s.Words.Practice
	quit := tray.Item{ID: ItemQuit, Label: s.Words.MenuQuit(), Hidden: s.HideQuit}
	if inPractice {
		quit.Label = s.Words.MenuClosePractice()
	}
	return []tray.Item{
		{ID: ItemState, Label: first}, // not disabled, which would make it grey; a click does nothing
		{ID: ItemToggle, Label: press, Disabled: s.Down || s.Practice},
		{Separator: true},
		{ID: ItemExtension, Label: s.Words.MenuExtension(s.AgentID), Hidden: inPractice},
		{ID: ItemSettings, Label: s.Words.MenuSettings(), Hidden: inPractice},
		{ID: ItemPractice, Label: s.Words.MenuPractice(), Hidden: inPractice || s.Practice},
		{ID: ItemClosePractice, Label: s.Words.MenuClosePractice(), Hidden: !s.Practice},
		{ID: ItemShowToggled, Label: s.Words.MenuShow(string(hold.Toggled)), Hidden: !inPractice},
		{ID: ItemShowNotToggled, Label: s.Words.MenuShow(string(hold.NotToggled)), Hidden: !inPractice},
		{ID: ItemShowUnknown, Label: s.Words.MenuShow(string(hold.Unknown)), Hidden: !inPractice},
		{ID: ItemHotkey, Label: s.Words.HotkeyHow(), Hidden: !hotkey.ByHand(s.Hotkey)},
		{ID: ItemLog, Label: s.Words.MenuLog()},
		{ID: ItemHelp, Label: s.Words.MenuHelp()},
		{ID: ItemAbout, Label: s.Words.MenuAbout()},
		{Separator: true},
		{ID: ItemIT, Label: s.Words.MenuIT(), Hidden: s.Words.MenuIT() == ""},
		quit,
	}
}
