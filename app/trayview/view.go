package trayview

import (
	"cmp"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// iconSize is the width and height of the picture in pixels, which panels scale: 16 and 24 are whole parts of it.
const iconSize = 48

// taskbarSizes returns the picture in the sizes that a Windows taskbar has at 100 to 300 %.
func taskbarSizes(name string) (pngs [][]byte) {
	for _, size := range []int{16, 20, 24, 32, 48} {
		pngs = append(pngs, assets.Icon(name, size))
	}
	return pngs
}

// State is what the tray shows, apart from the settings.
type State struct {
	Working    bool
	WorkingFor string // the extension of the press in flight; empty if it is not known
	Last       hold.Outcome
	LastAt     time.Time
	Settled    bool      // the last outcome is no longer on the icon
	Dropped    time.Time // when a press was dropped that the tooltip shows; zero for none

	// An unknown outcome stays until it is seen or a press is toggled, whatever was not
	// toggled in between. When it was shown, zero for none.
	UnknownAt time.Time
	Unknown   hold.Outcome

	Unclear int // unknown outcomes in a row, all with the same reason

	OpenedAt time.Time // when the menu was last opened, where the desktop reports that
	Hotkey   string    // code of why there is no hotkey
	Keychain string    // code of why there is no token
	Down     bool      // this copy stands down in this session
	Practice bool      // practice is open beside this copy, which sends nothing meanwhile
	Session  string    // code of what shows that the session is remote

	Spare settings.Chord // to use instead of the configured one
}

// Unseen reports whether there is an unknown outcome that nobody has seen.
func (s State) Unseen() bool { return !s.UnknownAt.IsZero() }

// SetOutcome makes o the outcome that is shown.
func (s *State) SetOutcome(o hold.Outcome) {
	switch {
	case o.Result != hold.Unknown || o.Reason == hold.Crashed:
		s.Unclear = 0
	case s.Unclear > 0 && o.Reason != s.Last.Reason:
		s.Unclear = 1
	default:
		s.Unclear++
	}
	now := time.Now()
	s.Working, s.Settled = false, false
	s.Last, s.LastAt, s.Dropped = o, now, time.Time{}
	switch o.Result {
	case hold.Toggled:
		s.UnknownAt = time.Time{}
	case hold.Unknown:
		s.UnknownAt, s.Unknown = now, o
	}
}

// Standing returns the outcome that icon, tooltip and menu tell, and when it was shown: an unknown
// one that nobody has seen, else the last one. The time is zero if there is none.
func (s State) Standing() (o hold.Outcome, at time.Time) {
	if s.Unseen() {
		o = s.Unknown
		o.Result = hold.Unknown // also where an older process has left only that
		return o, s.UnknownAt
	}
	return s.Last, s.LastAt
}

// Shown is everything that the view depends on.
type Shown struct {
	State
	Words      words.Words
	AgentID    string
	Chord      string
	NeedsSetup bool
	HideQuit   bool
	Resumed    bool // this process replaced an older one
}

// icon is the name of the picture. In order of priority: a press in flight, an unseen
// unknown outcome, the last outcome, missing set-up, ready.
func (s Shown) icon() string {
	switch {
	case s.Working:
		return "working"
	case s.Unseen():
		return string(hold.Unknown)
	case !s.LastAt.IsZero() && !s.Settled:
		return string(s.Last.Result)
	case s.NeedsSetup, s.Keychain != "":
		return "needs_setup"
	}
	return "ready"
}

// View makes the view of s.
func (s Shown) View() tray.View {
	icon := s.icon()
	text := map[string]string{
		"working":     s.Words.Working(),
		"needs_setup": s.Words.NeedsSetup(),
		"ready":       s.Words.Ready(),
	}[icon]
	if s.Practice && icon == "ready" {
		icon, text = "needs_setup", s.Words.InPractice()
	} else if s.Down && icon == "ready" {
		icon, text = "needs_setup", s.Words.NotHere()
	} else if icon == "needs_setup" && !s.NeedsSetup {
		text = s.Words.NeedsKeychain(s.Keychain)
	}
	standing, agentID, first := s.outcome()
	switch {
	case text == "":
		text = standing
	case icon == "working":
		agentID = cmp.Or(s.WorkingFor, s.AgentID)
	default:
		agentID = s.AgentID
	}
	if !s.Dropped.IsZero() {
		text, agentID = s.Words.StateAt(string(hold.Ignored), s.Dropped), s.AgentID
	}
	if s.Words.Practice {
		icon = "practice_" + icon
	}
	return tray.View{
		Icon:    assets.Icon(icon, iconSize),
		Sizes:   taskbarSizes(icon),
		Title:   s.Words.Title(),
		Tooltip: s.Words.Tooltip(text, agentID, s.Chord),
		Items:   s.items(first),
	}
}

// outcome puts the last outcome, or an unseen unknown one, into words: for the tooltip,
// empty if there is none yet, with its extension, and for the first line of the menu. That
// also says how long before opening the menu it was, and names the extension if another one
// is in force since.
func (s Shown) outcome() (tooltip, agentID, line string) {
	o, at := s.Standing()
	agentID = cmp.Or(o.AgentID, s.AgentID) // that of a process that died is not known
	switch {
	case at.IsZero() && s.Resumed:
		return "", agentID, s.Words.Renewed()
	case at.IsZero():
		return "", agentID, s.Words.NoToggleYet()
	}
	tooltip = s.Words.StateAt(string(o.Result), at)
	line = tooltip
	if s.OpenedAt.After(at) {
		line = s.Words.State(string(o.Result), wolkvox.Age(s.OpenedAt, at), at)
	}
	if agentID != s.AgentID {
		line = s.Words.StateOf(line, agentID)
	}
	return tooltip, agentID, line
}
