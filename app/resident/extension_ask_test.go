//go:build nowindow

package resident

// In this build the tests hide the runtime folder of the user who runs them (see runAlone):
// an extension given here must not reach that user's resident.

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tokencache"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// When IT switches the question on, a running resident asks at once, and only once. An
// older number does not count any more.
func TestAPolicyThatBeginsToAsk(t *testing.T) {
	o := newOffice(t, mine)
	o.P.BeginSession()
	o.r.screen.notifier = &notify.Notifier{Log: o.r.log}
	asks := func() int { return strings.Count(o.Err.String(), o.P.Words.AskExtension()) }
	o.r.policyChanged()
	if asks() != 0 {
		t.Fatal("asked without being told to")
	}
	o.Set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
	o.r.policyChanged()
	o.wantExtension("asked", "")
	o.r.reloadSettings()
	o.r.reloadSettings()
	if asks() != 1 {
		t.Errorf("asked %d times, want once", asks())
	}
	if !o.r.hints.asking {
		t.Error("another note may take the question's place")
	}
	if m := o.give("555"); m.Err != "" {
		t.Fatal(m.Err)
	}
	o.wantExtension("answered", "555")
	if o.r.hints.asking {
		t.Error("the question stands after its answer")
	}
}

// What a start asks for: the extension also at log-on, the rest only from a person who
// started the program by hand.
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
		o.Set = policy.Policy{Enforced: c.set}
		o.r.live.Reload()
		o.r.askAtStart(c.background)
		if got := len(o.r.posted); got != c.want {
			t.Errorf("%s: asked for %d things, want %d", c.name, got, c.want)
		}
	}
}

// The menu can change the extension even if IT enforces a variable or locks the settings.
func TestTheExtensionCanBeChangedWhereSettingsAreLocked(t *testing.T) {
	for name, c := range map[string]struct{ enforced, kept settings.Raw }{
		"locked":                 {settings.Raw{"lock_settings": true}, settings.Raw{"agent_id": "555"}},
		"locked, by a variable":  {settings.Raw{"lock_settings": true, "agent_id_from": "NOT_SET_HERE"}, nil},
		"locked, and asked for":  {settings.Raw{"lock_settings": true, "ask_agent_id": "start"}, nil},
		"by a variable":          {settings.Raw{"agent_id_from": "NOT_SET_HERE"}, nil},
		"a number for a machine": {settings.Raw{"agent_id": "999"}, settings.Raw{"agent_id": "555"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, settings.Raw{"server": "0042"})
			o.Set = policy.Policy{Enforced: c.enforced}
			o.P.Logon = "this log-on"
			if code := runLine(t.Context(), o.P, []string{"config", "set", "agent_id", "555"}); code != env.ExitDone {
				t.Fatalf("got exit %d, %s", code, &o.Err)
			}
			o.r.live.Reload()
			o.wantExtension("changed", "555")
			raw, err := o.File().Load()
			if err != nil || raw["agent_id"] != c.kept["agent_id"] {
				t.Errorf("the settings hold %v, %v, want %v", raw["agent_id"], err, c.kept["agent_id"])
			}
			if code := runLine(t.Context(), o.P, []string{"config", "unset", "agent_id"}); code != env.ExitDone {
				t.Fatalf("got exit %d, %s", code, &o.Err)
			}
			o.r.live.Reload()
			o.wantExtension("taken back", "")
		})
	}
}

// A desk that several people share and where nobody logs off: the person who comes in the
// morning is asked, at the latest by the first press. One who works through the night is not.
func TestAnAnswerWearsOff(t *testing.T) {
	for _, c := range []struct {
		name  string
		rests []time.Duration // before each press, from 20:00 on
		want  bool            // the last press uses the answer
	}{
		{"the same evening", []time.Duration{3*time.Hour + 50*time.Minute}, true},
		{"a night shift", []time.Duration{3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 3 * time.Hour}, true},
		{"a long pause on one day", []time.Duration{-15 * time.Hour, 8 * time.Hour}, true},
		{"the next morning", []time.Duration{12 * time.Hour}, false},
		{"after the night shift", []time.Duration{3 * time.Hour, 3 * time.Hour, 8 * time.Hour}, false},
		{"the next week", []time.Duration{7 * 24 * time.Hour}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				evening := time.Date(2000, 1, 3, 20, 0, 0, 0, time.Local)
				if c.rests[0] < 0 {
					evening, c.rests = evening.Add(c.rests[0]), c.rests[1:]
				}
				time.Sleep(time.Until(evening))
				o := newOffice(t, mine)
				o.r.screen.notifier = &notify.Notifier{Log: o.r.log}
				o.Set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
				o.P.BeginSession()
				o.r.live.Reload()
				if m := o.give("555"); m.Err != "" {
					t.Fatal(m.Err)
				}
				go func() { // the loop
					for {
						select {
						case f := <-o.r.posted:
							f()
						case <-o.r.ctx.Done():
							return
						}
					}
				}()
				defer o.r.end()
				o.r.tokens = tokencache.New(&keychain.Keychain{})
				o.r.tokens.Get = func(context.Context) (wolkvox.Token, error) {
					return wolkvox.Token{}, keychain.ErrNotFound // without a token no press goes further
				}
				go func() { _ = o.r.tokens.Run(o.r.ctx) }()
				var last wolkvox.Outcome
				var id string
				for _, rest := range c.rests {
					time.Sleep(rest)
					request := &hold.Request{Press: wolkvox.Press{At: time.Now()}}
					last = o.r.toggle(t.Context(), request)
					id, _ = request.AgentID()
				}
				asked := strings.Contains(o.Err.String(), o.P.Words.AskExtension())
				if got := last.Reason == press.NoToken && id == "555"; got != c.want || asked == c.want {
					t.Errorf("got %s (%s) for %q, asked: %v; want it for the answer: %v", last.Result, last.Reason, id, asked, c.want)
				}
			})
		})
	}
}
