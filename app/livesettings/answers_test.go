package livesettings

import (
	"net/url"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestAnAnswerOutlivesARestart: an answer survives a restart for an upgrade, but no other
// start, and expires when it would have without the restart.
func TestAnAnswerOutlivesARestart(t *testing.T) {
	nameless := ""
	if runtime.GOOS == "linux" { // only Linux restarts in the same process
		nameless = "555"
	}
	for _, c := range []struct {
		name    string
		logon   string
		set     settings.Raw
		rests   time.Duration // from the last press, at 20:00, to the restart
		resumed bool
		want    string
		worn    bool
	}{
		{"an upgrade", "a", settings.Raw{"ask_agent_id": "start"}, time.Hour, true, "555", false},
		{"an upgrade after midnight", "a", settings.Raw{"ask_agent_id": "start"}, 5 * time.Hour, true, "555", true},
		{"an upgrade after midnight, in the midst of a shift", "a", settings.Raw{"ask_agent_id": "start"}, 0, true, "555", false},
		{"another start after midnight", "a", settings.Raw{"ask_agent_id": "start"}, 5 * time.Hour, false, "", false},
		{"an upgrade where log-ons have no name", "", settings.Raw{"ask_agent_id": "start"}, time.Hour, true, nameless, false},
		{"the same by a variable", "", settings.Raw{"agent_id_from": "NOT_SET_HERE"}, 48 * time.Hour, true, nameless, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Date(2000, 1, 3, 20, 0, 0, 0, time.Local)))
				d := desk.New(t, settings.Raw{"server": "0042", "agent_id": "12435"})
				d.Set = policy.Policy{Enforced: c.set}
				start := func(resumed bool) (*env.Env, *Settings) {
					process := *d.P
					p := &process
					p.NameMachine, p.NameLogon = func() string { return "a" }, func(func(string) string) string { return c.logon }
					p.Resumed = resumed
					p.BeginSession()
					v := New(t.Context(), p, nil)
					v.Proxies.Look = func(*url.URL) (proxy.Answer, error) { return proxy.Answer{Source: proxy.SourceNone}, nil }
					return p, v
				}
				p, v := start(false)
				v.Reload()
				if err := p.KeepExtension("555"); err != nil {
					t.Fatal(err)
				}
				v.MarkUsed()
				if c.rests == 0 {
					time.Sleep(4*time.Hour + 30*time.Minute)
					v.MarkUsed()
				}
				time.Sleep(c.rests)
				v.HandOver()

				next, v := start(c.resumed)
				v.RestoreLastUse()
				wantLoaded(t, "after the restart", next, c.want)
				v.Reload()
				if worn := v.AnswerExpired(v.Now()); worn != c.worn {
					t.Errorf("worn off: %v, want %v", worn, c.worn)
				}
				// What was handed over does not count for a later start.
				wantLoaded(t, "a later start", func() *env.Env { p := next; p.Resumed = false; p.BeginSession(); return p }(), laterStart(c.rests, c.want))
			})
		})
	}
}

// laterStart is the extension in force at a later start in the same log-on.
func laterStart(rests time.Duration, want string) string {
	if rests == time.Hour || rests == 48*time.Hour {
		return want
	}
	return "" // after midnight
}

func wantLoaded(t *testing.T, when string, p *env.Env, want string) {
	t.Helper()
	if l := p.LoadWithin(time.Minute, nil); l.AgentID != want {
		t.Errorf("%s: got the extension %q, want %q", when, l.AgentID, want)
	}
}
