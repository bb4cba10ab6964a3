package resident

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// TestHowAnOutcomeIsTold: besides the icon, which always changes. Unless the agent wants no
// notifications, an outcome that names something to do or must be seen is always shown.
func TestHowAnOutcomeIsTold(t *testing.T) {
	type story struct {
		feedback string
		result   hold.Result
		also     int  // presses that were dropped meanwhile
		noted    bool // an earlier outcome's notification may be on screen
		want     presentation
	}
	var stories []story
	for _, result := range []hold.Result{hold.Toggled, hold.NotToggled, hold.Unknown, hold.Ignored} {
		for _, noted := range []bool{false, true} {
			stories = append(stories,
				story{"notification", result, 0, noted, presentation{note: true}},
				story{"icon", result, 1, noted, presentation{note: noted && result == hold.Toggled}})
		}
	}
	stories = append(stories,
		story{"sound", hold.Toggled, 0, false, presentation{sound: "toggled"}},
		story{"sound", hold.Toggled, 1, false, presentation{note: true, sound: "toggled"}},
		story{"sound", hold.Toggled, 0, true, presentation{note: true, sound: "toggled"}},
		story{"sound", hold.NotToggled, 0, false, presentation{note: true, sound: "not_toggled"}},
		story{"sound", hold.Unknown, 0, false, presentation{note: true, sound: "unknown"}},
		story{"sound", hold.Ignored, 0, false, presentation{note: true}},
	)
	for _, s := range stories {
		got := presentationOf(s.feedback, hold.Outcome{Result: s.result, AlsoIgnored: s.also}, s.noted)
		if got != s.want {
			t.Errorf("%s, %s, %d ignored, note stands %v: got %+v, want %+v", s.feedback, s.result, s.also, s.noted, got, s.want)
		}
		if got.sound != "" && assets.Sound(got.sound) == nil {
			t.Errorf("there is no sound %q", got.sound)
		}
	}
}
