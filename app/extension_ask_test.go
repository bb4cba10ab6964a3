//go:build nowindow

package app

import (
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Where IT begins to ask, a resident that runs asks at once, and only once; a number
// of before does not count from then on.
func TestAPolicyThatBeginsToAsk(t *testing.T) {
	o := newOffice(t, mine)
	o.r.notifier = &notify.Notifier{Log: o.r.log}
	asks := func() int { return strings.Count(o.err.String(), o.p.words.AskExtension()) }
	o.r.policyChanged()
	if asks() != 0 {
		t.Fatal("asked without being told to")
	}
	o.set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
	o.r.policyChanged()
	o.wantExtension("asked", "")
	o.r.reloaded()
	o.r.reloaded()
	if asks() != 1 {
		t.Errorf("asked %d times, want once", asks())
	}
	if !o.r.asking {
		t.Error("another note may take the question's place")
	}
	if m := o.give("555"); m.Err != "" {
		t.Fatal(m.Err)
	}
	o.wantExtension("answered", "555")
	if o.r.asking {
		t.Error("the question stands after its answer")
	}
}

// What is asked for at a start: the extension also at log-on, and the rest only of
// a person who started the program by hand.
func TestFirstQuestions(t *testing.T) {
	ask := settings.Raw{"ask_agent_id": "start"}
	for _, c := range []struct {
		name       string
		set        settings.Raw
		user       settings.Raw
		background bool
		want       int
	}{
		{"set up", nil, mine, false, 0},
		{"nothing is set up, at log-on", nil, nil, true, 0},
		{"nothing is set up, by hand", nil, nil, false, 1},
		{"not answered, at log-on", ask, mine, true, 1},
		{"not answered, by hand", ask, mine, false, 1},
		{"not answered and no server, at log-on", ask, nil, true, 1},
		{"not answered and no server, by hand", ask, nil, false, 2},
	} {
		o := newOffice(t, c.user)
		o.set = policy.Policy{Enforced: c.set}
		o.r.reload()
		o.r.firstQuestions(c.background)
		if got := len(o.r.posted); got != c.want {
			t.Errorf("%s: asked for %d things, want %d", c.name, got, c.want)
		}
	}
}
