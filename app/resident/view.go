package resident

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// The menu's items.
const (
	itemState     = "state"
	itemToggle    = "toggle"
	itemExtension = "extension"
	itemSettings  = "settings"
	itemHotkey    = "hotkey"
	itemLog       = "log"
	itemAbout     = "about"
	itemIT        = "it"
	itemQuit      = "quit"
)

// state is what the tray shows, apart from the settings.
type state struct {
	working bool
	last    hold.Outcome
	lastAt  time.Time
	settled bool      // the last outcome is no longer on the icon
	dropped time.Time // when a press was dropped that the tooltip shows; zero for none

	// An unknown outcome stays until it is seen or a press is toggled, whatever was not
	// toggled in between. When it was shown, zero for none, and the number of its press.
	unknownAt time.Time
	unknownOf int

	unclear int // unknown outcomes in a row, all with the same reason

	openedAt time.Time // when the menu was last opened, where the desktop reports that
	hotkey   string    // code of why there is no hotkey
	keychain string    // code of why there is no token
	down     bool      // this copy stands down in this session
	session  string    // code of what shows that the session is remote

	spare settings.Chord // to use instead of the configured one
}

// unseen reports whether there is an unknown outcome that nobody has seen.
func (s state) unseen() bool { return !s.unknownAt.IsZero() }

// setOutcome makes o the outcome that is shown.
func (s *state) setOutcome(o hold.Outcome) {
	switch {
	case o.Result != hold.Unknown || o.Reason == hold.Crashed:
		s.unclear = 0
	case s.unclear > 0 && o.Reason != s.last.Reason:
		s.unclear = 1
	default:
		s.unclear++
	}
	now := time.Now()
	s.working, s.settled = false, false
	s.last, s.lastAt, s.dropped = o, now, time.Time{}
	switch o.Result {
	case hold.Toggled:
		s.unknownAt = time.Time{}
	case hold.Unknown:
		s.unknownAt, s.unknownOf = now, o.Number
	}
}

// shown is everything that the view depends on.
type shown struct {
	state
	words      words.Words
	agentID    string
	chord      string
	needsSetup bool
	hideQuit   bool
	resumed    bool // this process replaced an older one
}

// icon is the name of the picture. In order of priority: a press in flight, an unseen
// unknown outcome, the last outcome, missing set-up, ready.
func (s shown) icon() string {
	switch {
	case s.working:
		return "working"
	case s.unseen():
		return string(hold.Unknown)
	case !s.lastAt.IsZero() && !s.settled:
		return string(s.last.Result)
	case s.needsSetup, s.keychain != "":
		return "needs_setup"
	}
	return "ready"
}

func (s shown) view() tray.View {
	icon := s.icon()
	text := map[string]string{
		"working":     s.words.Working(),
		"needs_setup": s.words.NeedsSetup(),
		"ready":       s.words.Ready(),
	}[icon]
	if s.down && icon == "ready" {
		icon, text = "needs_setup", s.words.NotHere()
	} else if icon == "needs_setup" && !s.needsSetup {
		text = s.words.NeedsKeychain(s.keychain)
	}
	standing, first := s.outcome()
	if text == "" {
		text = standing
	}
	if !s.dropped.IsZero() {
		text = s.words.StateAt(string(hold.Ignored), s.dropped)
	}
	if s.words.Practice {
		icon = "practice_" + icon
	}
	return tray.View{
		Icon:    assets.Icon(icon),
		Title:   s.words.Title(),
		Tooltip: s.words.Tooltip(text, s.agentID, s.chord),
		Items:   s.items(first),
	}
}

// outcome puts the last outcome, or an unseen unknown one, into words: for the tooltip,
// empty if there is none yet, and for the first line of the menu, which also says how long
// before opening the menu that was.
func (s shown) outcome() (tooltip, line string) {
	result, at := s.last.Result, s.lastAt
	if s.unseen() {
		result, at = hold.Unknown, s.unknownAt
	}
	switch {
	case at.IsZero() && s.resumed:
		return "", s.words.Renewed()
	case at.IsZero():
		return "", s.words.NoToggleYet()
	}
	tooltip = s.words.StateAt(string(result), at)
	if s.openedAt.After(at) {
		return tooltip, s.words.State(string(result), s.openedAt.Sub(at), at)
	}
	return tooltip, tooltip
}

// items is the menu, with first as its first line.
func (s shown) items(first string) []tray.Item {
	press := s.words.MenuToggle(s.chord)
	if s.down {
		press = s.words.MenuStoodDown()
	}
	return []tray.Item{
		{ID: itemState, Label: first, Disabled: true},
		{ID: itemToggle, Label: press, Disabled: s.down},
		{Separator: true},
		{ID: itemExtension, Label: s.words.MenuExtension(s.agentID)},
		{ID: itemSettings, Label: s.words.MenuSettings()},
		{ID: itemHotkey, Label: s.words.HotkeyHow(), Hidden: !hotkey.ByHand(s.hotkey)},
		{ID: itemLog, Label: s.words.MenuLog()},
		{ID: itemAbout, Label: s.words.MenuAbout()},
		{Separator: true},
		{ID: itemIT, Label: s.words.MenuIT(), Disabled: true, Hidden: s.words.MenuIT() == ""},
		{ID: itemQuit, Label: s.words.MenuQuit(), Hidden: s.hideQuit},
	}
}
