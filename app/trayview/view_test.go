package trayview

import (
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// TestTheIconTellsTheState goes through a day: set-up, ready, a press, each
// outcome, and what stays.
func TestTheIconTellsTheState(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 30, 5, 0, time.UTC)
	outcome := func(r hold.Result) State { return State{Last: hold.Outcome{Result: r}, LastAt: at} }
	settled := outcome(hold.Toggled)
	settled.Settled = true
	working := outcome(hold.Unknown)
	working.Working = true
	stands := outcome(hold.NotToggled)
	stands.UnknownAt = at.Add(-time.Minute)
	dropped := outcome(hold.Toggled)
	dropped.Dropped = at.Add(time.Second)
	heldBack := outcome(hold.NotToggled)
	heldBack.Practice = true
	for _, tt := range []struct {
		name    string
		s       Shown
		icon    string
		tooltip string
	}{
		{"first start", Shown{NeedsSetup: true}, "needs_setup", "Not set up yet · No extension"},
		{"set up", Shown{AgentID: "12345", Chord: "Ctrl+Shift+F9"}, "ready", "Ready · Extension 12345 (Ctrl+Shift+F9)"},
		{"a press on its way, whatever came before", Shown{State: working, AgentID: "1"}, "working", "Waiting for wolkvox"},
		{"toggled", Shown{State: outcome(hold.Toggled)}, "toggled", "Hold toggled at 09:30"},
		{"not toggled", Shown{State: outcome(hold.NotToggled)}, "not_toggled", "Hold did not change at 09:30"},
		{"unknown", Shown{State: outcome(hold.Unknown)}, "unknown", "Not confirmed at 09:30"},
		{"unknown, and not toggled after it", Shown{State: stands}, "unknown", "Not confirmed at 09:29"},
		{"a press dropped after toggled", Shown{State: dropped}, "toggled", "Press not sent at 09:30"},
		{"an outcome of some seconds ago", Shown{State: settled}, "ready", "Ready"},
		{"a locked keychain", Shown{State: State{Keychain: "locked"}}, "needs_setup", "Keychain locked"},
		{"practice beside it", Shown{State: State{Practice: true}}, "needs_setup", "Practice is open"},
		{"a press held back by practice", Shown{State: heldBack}, "not_toggled", "Hold did not change at 09:30"},
		{"practice", Shown{Words: words.Words{Practice: true}}, "practice_ready", "PRACTICE"},
	} {
		v := tt.s.View()
		if string(v.Icon) != string(assets.Icon(tt.icon, iconSize)) || len(v.Icon) == 0 {
			t.Errorf("%s: the icon is not %s", tt.name, tt.icon)
		}
		if !strings.Contains(v.Tooltip, tt.tooltip) {
			t.Errorf("%s: got tooltip %q, want %q in it", tt.name, v.Tooltip, tt.tooltip)
		}
	}
}

// TestAnOutcomeIsThatOfItsExtension: what is on the icon was for the extension of its press, also
// when another one has come into force since. What the next press would do is for the new one.
func TestAnOutcomeIsThatOfItsExtension(t *testing.T) {
	var s State
	s.SetOutcome(hold.Outcome{Result: hold.Unknown, AgentID: "12345"})
	after := s
	after.SetOutcome(hold.Outcome{Result: hold.NotToggled, AgentID: "67890"})
	seen, crashed := s, s
	seen.UnknownAt, seen.Settled = time.Time{}, true
	crashed.SetOutcome(hold.Outcome{Result: hold.Unknown, Reason: hold.Crashed})
	dropped := s
	dropped.Dropped = time.Now()
	for _, tt := range []struct {
		name          string
		s             State
		tooltip, line string // extensions in them
	}{
		{"unknown", s, "12345", "12345"},
		{"unknown, and not toggled after it", after, "12345", "12345"},
		{"seen", seen, "67890", "12345"},
		{"a press dropped after it", dropped, "67890", "12345"},
		{"of a process that died", crashed, "67890", ""},
	} {
		v := Shown{State: tt.s, AgentID: "67890"}.View()
		for where, text := range map[string]struct{ got, want string }{"tooltip": {v.Tooltip, tt.tooltip}, "line": {v.Items[0].Label, tt.line}} {
			if strings.Contains(text.got, "12345") != (text.want == "12345") || strings.Contains(text.got, "67890") != (text.want == "67890") {
				t.Errorf("%s: the %s is %q, want %q in it", tt.name, where, text.got, text.want)
			}
		}
		if v := (Shown{State: tt.s, AgentID: "12345"}).View(); strings.Contains(v.Items[0].Label, "12345") {
			t.Errorf("%s: the line names the extension in force: %q", tt.name, v.Items[0].Label)
		}
	}
}

// TestTheStateLineNeverGrowsStale: the line shows the clock time. Where the desktop reports
// that the menu opens, it also shows how long ago that was.
func TestTheStateLineNeverGrowsStale(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 30, 5, 0, time.UTC)
	s := Shown{State: State{Last: hold.Outcome{Result: hold.Toggled}, LastAt: at}}
	if got, want := s.View().Items[0].Label, "Hold toggled at 09:30"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.OpenedAt = at.Add(3 * time.Minute)
	if got, want := s.View().Items[0].Label, "Hold toggled 3 minutes ago (09:30)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// The next outcome came after the menu was last opened.
	s.LastAt = at.Add(5 * time.Minute)
	if got, want := s.View().Items[0].Label, "Hold toggled at 09:35"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSleepCountsForTheStateLine: the monotonic clock of some systems stands still while the
// machine sleeps, and an outcome of yesterday would be one of 3 minutes ago.
func TestSleepCountsForTheStateLine(t *testing.T) {
	at := time.Now()
	opened := at.Add(8 * time.Hour)
	(*struct { // time.Time
		wall      uint64
		monotonic int64
	})(unsafe.Pointer(&opened)).monotonic -= int64(8*time.Hour - 3*time.Minute)
	if got := opened.Sub(at); got != 3*time.Minute {
		t.Fatalf("the monotonic clock counted %v, want 3m", got)
	}
	s := Shown{State: State{Last: hold.Outcome{Result: hold.Toggled}, LastAt: at, OpenedAt: opened}}
	if got, want := s.View().Items[0].Label, "Hold toggled 8 hours ago"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAPressInFlightIsOfItsExtension, also when another one has come into force since.
func TestAPressInFlightIsOfItsExtension(t *testing.T) {
	s := Shown{State: State{Working: true, WorkingFor: "12345"}, AgentID: "67890"}
	if got := s.View().Tooltip; !strings.Contains(got, "12345") || strings.Contains(got, "67890") {
		t.Errorf("got %q, want the extension of the press", got)
	}
	s.WorkingFor = ""
	if got := s.View().Tooltip; !strings.Contains(got, "67890") {
		t.Errorf("got %q, want the extension in force", got)
	}
}

// A grey line is hard to read, and the state and the help desk are there to be read.
func TestWhatIsToBeReadIsNotGrey(t *testing.T) {
	for _, item := range (Shown{}).View().Items {
		if item.Disabled {
			t.Errorf("%s is grey", item.ID)
		}
	}
}

// TestPracticeIsOpenedAndClosedInTheMenu: the real program's menu has one of both items, and
// toggles nothing in between; practice's own shows each outcome and can always be closed.
func TestPracticeIsOpenedAndClosedInTheMenu(t *testing.T) {
	for _, tt := range []struct {
		name        string
		s           Shown
		shows, lack string // labels
	}{
		{"before", Shown{}, "Toggle hold, Practice…, Quit", "Close practice, Show: Hold toggled"},
		{"practice is open", Shown{State: State{Practice: true}}, "Close practice, Quit", "Practice…, Toggle hold"},
		{"practice", Shown{Words: words.Words{Practice: true}, HideQuit: false},
			"PRACTICE: Toggle hold, Show: Hold toggled, Show: Hold did not change, Show: Not confirmed, Close practice", "Practice…, Settings…, Extension: none (set…)"},
	} {
		shown := map[string]bool{}
		for _, item := range tt.s.View().Items {
			if !item.Hidden && !item.Disabled {
				shown[item.Label] = true
			}
		}
		for _, label := range strings.Split(tt.shows, ", ") {
			if !shown[label] {
				t.Errorf("%s: no item %q", tt.name, label)
			}
		}
		for _, label := range strings.Split(tt.lack, ", ") {
			if shown[label] {
				t.Errorf("%s: an item %q", tt.name, label)
			}
		}
	}
}

func TestQuitCanBeHidden(t *testing.T) {
	for _, hide := range []bool{false, true} {
		items := Shown{HideQuit: hide}.View().Items
		if last := items[len(items)-1]; last.ID != ItemQuit || last.Hidden != hide {
			t.Errorf("hide_quit %v: got %+v", hide, last)
		}
	}
}
