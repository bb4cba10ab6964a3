package resident

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
)

// TestEachOutcomeHasItsOwnPicture: and the level of a warning where hold may not be as the agent
// thinks. Only unknown offers the guide.
func TestEachOutcomeHasItsOwnPicture(t *testing.T) {
	o := newOffice(t, mine)
	seen := map[string]bool{}
	for _, c := range []struct {
		out                      hold.Outcome
		picture                  string
		warning, failure, urgent bool
	}{
		{hold.Outcome{Number: 1, Result: hold.Toggled}, "toggled", false, false, false},
		{hold.Outcome{Number: 1, Result: hold.NotToggled, Reason: "dns"}, "not_toggled", true, true, false},
		{hold.Outcome{Number: 1, Result: hold.Unknown, Reason: "timeout"}, "unknown", true, false, true},
		{hold.Outcome{Number: 1, Result: hold.NotToggled, Reason: "dns", AfterUnknown: true}, "unknown", true, false, true},
		{hold.Outcome{Number: 1, Result: hold.Ignored, Reason: hold.TooSoon}, "ignored", true, true, false},
	} {
		n := o.r.outcomeNote(c.out)
		if n.Picture != c.picture || n.Warning != c.warning || n.Failure != c.failure || n.Urgent != c.urgent || n.Category == "" {
			t.Errorf("%s: got %+v", c.out.Result, n)
		}
		if guide := n.Action == trayview.ItemHelp && n.Button != ""; guide != (c.picture == "unknown") {
			t.Errorf("%s: offers the guide %v", c.out.Result, guide)
		}
		picture := string(o.r.notePicture(n.Picture))
		if picture == "" || seen[picture] != c.out.AfterUnknown {
			t.Errorf("%s: the picture is none, or that of another outcome", c.out.Result)
		}
		seen[picture] = true
	}
}
