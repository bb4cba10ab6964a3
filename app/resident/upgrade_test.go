package resident

import (
	"testing"
	"time"
)

func TestWhatAResidentWaitsForBeforeItRestarts(t *testing.T) {
	for _, tt := range []struct {
		name string
		busy busy
		want string
	}{
		{"nothing was pressed yet", busy{}, ""},
		{"an outcome that was told and is off the icon", busy{hasOutcome: true, settled: true}, ""},
		{"a press in flight", busy{working: true}, "press"},
		{"a press in flight after one that settled", busy{working: true, hasOutcome: true, settled: true}, "press"},
		{"an outcome on the icon", busy{hasOutcome: true}, "outcome"},
		{"the settings window", busy{hasOutcome: true, settled: true, window: true}, "window"},
		{"a window that records a chord", busy{lease: true}, "recording"},
	} {
		if got := tt.busy.waitsFor(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestAnUpgradeLeavesWhatTheNewerProgramDoesNotShow: a press that is dropped just then is told by
// its notification alone.
func TestAnUpgradeLeavesWhatTheNewerProgramDoesNotShow(t *testing.T) {
	for name, tt := range map[string]struct {
		arrange func(*resident)
		clears  bool
	}{
		"a press that was dropped":                        {func(*resident) {}, false},
		"the question for the extension":                  {func(r *resident) { r.hints.asking = true }, true},
		"an unknown outcome that nobody has seen":         {func(r *resident) { r.screen.state.UnknownAt = time.Now() }, true},
		"an unknown outcome, and the program only closes": {func(r *resident) { r.screen.state.UnknownAt = time.Now(); r.restart.done.Store(false) }, false},
	} {
		o := newOffice(t, mine)
		o.r.restart.done.Store(true)
		tt.arrange(o.r)
		clears := func() (is bool) {
			defer func() { is = recover() != nil }() // there is no notifier: to dismiss a note panics
			o.r.clearScreen()
			for len(o.r.posted) > 0 {
				(<-o.r.posted)()
			}
			return false
		}
		if got := clears(); got != tt.clears {
			t.Errorf("%s: cleared %v, want %v", name, got, tt.clears)
		}
	}
}
