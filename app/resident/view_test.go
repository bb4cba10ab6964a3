package resident

import (
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// TestTheIconTellsTheState goes through a day: set-up, ready, a press, each
// outcome, and what stays.
func TestTheIconTellsTheState(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 30, 5, 0, time.UTC)
	outcome := func(r hold.Result) state { return state{last: hold.Outcome{Result: r}, lastAt: at} }
	settled := outcome(hold.Toggled)
	settled.settled = true
	working := outcome(hold.Unknown)
	working.working = true
	stands := outcome(hold.NotToggled)
	stands.unknownAt = at.Add(-time.Minute)
	dropped := outcome(hold.Toggled)
	dropped.dropped = at.Add(time.Second)
	for _, tt := range []struct {
		name    string
		s       shown
		icon    string
		tooltip string
	}{
		{"first start", shown{needsSetup: true}, "needs_setup", "not set up yet - no extension set"},
		{"set up", shown{agentID: "12345", chord: "Ctrl+Shift+F9"}, "ready", "ready - extension 12345 (Ctrl+Shift+F9)"},
		{"a press on its way, whatever came before", shown{state: working, agentID: "1"}, "working", "asking wolkvox"},
		{"toggled", shown{state: outcome(hold.Toggled)}, "toggled", "Hold toggled at 09:30:05"},
		{"not toggled", shown{state: outcome(hold.NotToggled)}, "not_toggled", "Not toggled at 09:30:05"},
		{"unknown", shown{state: outcome(hold.Unknown)}, "unknown", "No clear answer at 09:30:05"},
		{"unknown, and not toggled after it", shown{state: stands}, "unknown", "No clear answer at 09:29:05"},
		{"a press dropped after toggled", shown{state: dropped}, "toggled", "Press ignored at 09:30:06"},
		{"an outcome of some seconds ago", shown{state: settled}, "ready", "ready"},
		{"a locked keychain", shown{state: state{keychain: "locked"}}, "needs_setup", "Unlock the keychain"},
		{"practice", shown{words: words.Words{Practice: true}}, "practice_ready", "PRACTICE"},
	} {
		v := tt.s.view()
		if string(v.Icon) != string(assets.Icon(tt.icon)) || len(v.Icon) == 0 {
			t.Errorf("%s: the icon is not %s", tt.name, tt.icon)
		}
		if !strings.Contains(v.Tooltip, tt.tooltip) {
			t.Errorf("%s: got tooltip %q, want %q in it", tt.name, v.Tooltip, tt.tooltip)
		}
	}
}

// TestTheStateLineNeverGrowsStale: the line shows the clock time. Where the desktop reports
// that the menu opens, it also shows how long ago that was.
func TestTheStateLineNeverGrowsStale(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 30, 5, 0, time.UTC)
	s := shown{state: state{last: hold.Outcome{Result: hold.Toggled}, lastAt: at}}
	if got, want := s.view().Items[0].Label, "Hold toggled at 09:30:05"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.openedAt = at.Add(3 * time.Minute)
	if got, want := s.view().Items[0].Label, "Hold toggled 3 minutes ago (09:30:05)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// The next outcome came after the menu was last opened.
	s.lastAt = at.Add(5 * time.Minute)
	if got, want := s.view().Items[0].Label, "Hold toggled at 09:35:05"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestQuitCanBeHidden(t *testing.T) {
	for _, hide := range []bool{false, true} {
		items := shown{hideQuit: hide}.view().Items
		if last := items[len(items)-1]; last.ID != itemQuit || last.Hidden != hide {
			t.Errorf("hide_quit %v: got %+v", hide, last)
		}
	}
}
