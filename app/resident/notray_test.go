package resident

import (
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestANoteDoesNotTakeAnothersPlace: a hint about the desktop is given only once, so it is
// not given when it would not be shown.
func TestANoteDoesNotTakeAnothersPlace(t *testing.T) {
	for _, tt := range []struct {
		name    string
		user    settings.Raw
		arrange func(*resident)
		want    bool
	}{
		{"nothing else to tell", mine, func(*resident) {}, true},
		{"an unknown outcome that nobody has seen", mine, func(r *resident) { r.screen.state.UnknownAt = time.Now() }, false},
		{"one that was seen", mine, func(r *resident) { r.screen.state.Last.Result = hold.Unknown }, true},
		{"the question whose extension counts", mine, func(r *resident) { r.hints.asking = true }, false},
		{"the icon alone", settings.Raw{"server": "0042", "agent_id": "12345", "feedback": "icon"}, func(*resident) {}, false},
	} {
		o := newOffice(t, tt.user)
		tt.arrange(o.r)
		if got := o.r.mayHint(); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
		if !tt.want {
			o.r.hintNote("hotkey", "nobody asked") // there is no notifier: a note would panic
		}
	}
}
