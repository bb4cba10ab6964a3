package resident

import (
	"testing"
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
