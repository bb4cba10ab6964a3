package resident

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

var helpDesk = map[string]any{"name": "Mesa de ayuda", "contact": "ext. 100"}

// managed is an office whose policy names a help desk.
func managed(t *testing.T, user settings.Raw, enforced settings.Raw) *office {
	o := newOffice(t, user)
	o.P.Words.IT = &words.HelpDesk{Find: func() { o.P.Load() }}
	o.Set = policy.Policy{Source: "here", Enforced: enforced}
	o.r.policyChanged()
	return o
}

// A refusal names who set the value and how to reach them.
func TestWhatITSetCannotBeChangedAndSaysWhoSetIt(t *testing.T) {
	o := managed(t, mine, settings.Raw{"server": "0001", "log_level": "warn", "managed_by": helpDesk})
	for _, args := range [][]string{
		{"config", "set", "server", "0042"},
		{"config", "set", "server", "no server at all"}, // the refusal that names the help desk comes first
		{"config", "unset", "server"},
		{"config", "set", "log_level", "debug"},
	} {
		o.Err.Reset()
		if code := runLine(t.Context(), o.P, args); code != env.ExitUsage || !strings.Contains(o.Err.String(), "set by Mesa de ayuda (ext. 100)") {
			t.Errorf("%q: exit %d, %s", args, code, &o.Err)
		}
	}
	// A policy-only key is refused even if no policy sets it.
	for _, k := range settings.Keys() {
		if !k.PolicyOnly() || k == settings.LogLevel || k == settings.KeyManagedBy {
			continue
		}
		o.Err.Reset()
		if code := runLine(t.Context(), o.P, []string{"config", "set", string(k), k.Row().Example}); code != env.ExitUsage || !strings.Contains(o.Err.String(), "only IT can set this") {
			t.Errorf("%s: exit %d, %s", k, code, &o.Err)
		}
	}
	if raw, err := o.File().Load(); err != nil || raw["server"] != "0042" || len(raw) != len(mine) {
		t.Errorf("the agent's own settings: %v, %v", raw, err)
	}
}

// lock_settings locks all but the extension.
func TestLockedSettings(t *testing.T) {
	o := managed(t, mine, settings.Raw{"lock_settings": true, "managed_by": helpDesk})
	for _, k := range settings.Keys() {
		o.Err.Reset()
		want := env.ExitUsage
		if k == settings.AgentID {
			want = env.ExitDone
		}
		if code := runLine(t.Context(), o.P, []string{"config", "set", string(k), k.Row().Example}); code != want {
			t.Errorf("%s: exit %d, %s", k, code, &o.Err)
		}
		if want == env.ExitUsage && !k.PolicyOnly() && !strings.Contains(o.Err.String(), "Mesa de ayuda (ext. 100)") {
			t.Errorf("%s: not told who: %s", k, &o.Err)
		}
	}
	if o.P.Load().AgentID != settings.AgentID.Row().Example {
		t.Error("the extension could not be changed")
	}
}

// "Call IT" names whom to call, in the notification, the menu and on the command line.
func TestCallITSaysWhom(t *testing.T) {
	o := managed(t, mine, settings.Raw{"managed_by": helpDesk})
	const who = "Mesa de ayuda, ext. 100"
	if got := o.r.p.Words.Outcome(string(hold.NotToggled), "tls"); !strings.HasSuffix(got, "Call Mesa de ayuda (ext. 100).") {
		t.Errorf("the notification and the command: %q", got)
	}
	menu := func() tray.Item {
		items := o.r.view().Items
		return items[slices.IndexFunc(items, func(i tray.Item) bool { return i.ID == trayview.ItemIT })]
	}
	if got := menu(); got.Label != "IT: "+who || got.Hidden || got.Disabled {
		t.Errorf("the menu: %+v", got)
	}

	// It can change and be removed without a restart.
	o.Set = policy.Policy{Source: "here", Enforced: settings.Raw{"managed_by": "Soporte"}}
	o.r.policyChanged()
	if got := o.r.p.Words.CallIT(); !strings.HasSuffix(got, "call Soporte.") {
		t.Errorf("changed: %q", got)
	}
	o.Set = policy.Policy{}
	o.r.policyChanged()
	if got := menu(); !got.Hidden || strings.Contains(o.r.p.Words.CallIT(), "Soporte") {
		t.Errorf("taken away: %+v", got)
	}

	// A command that has not read the policy yet reads it.
	o.Set = policy.Policy{Source: "here", Enforced: settings.Raw{"managed_by": helpDesk}}
	early := &env.Env{PolicyReader: o.P.PolicyReader, Getenv: o.P.Getenv}
	early.Words.IT = &words.HelpDesk{Find: func() { early.Load() }}
	if got := early.Words.Outcome(string(hold.NotToggled), "no_place"); !strings.Contains(got, "Mesa de ayuda (ext. 100)") {
		t.Errorf("before any policy was read: %q", got)
	}
}

// Every setting that a policy can change counts without a restart.
func TestEverySettingOfAPolicyCountsAtOnce(t *testing.T) {
	o := newOffice(t, mine)
	o.r.screen.notifier = &notify.Notifier{Log: o.r.log}
	level := new(slog.LevelVar)
	o.r.log = slog.New(slog.NewTextHandler(&o.log, &slog.HandlerOptions{Level: level}))
	o.r.live.Log = env.Log{Logger: o.r.log, Level: level}
	for _, r := range settings.Rows() {
		now := o.r.live.Now()
		if now.Origin(r.Key) == settings.OriginPolicy {
			t.Fatalf("%s: a policy from before", r.Key)
		}
		set := policy.Policy{Source: "here", Enforced: settings.Raw{string(r.Key): r.Example}}
		if r.PerUser {
			set = policy.Policy{Source: "here", UserEnforced: set.Enforced}
		}
		o.Set = set
		o.r.policyChanged()
		now = o.r.live.Now()
		if !now.Enforced(r.Key) || now.Text(r.Key) != r.Example {
			t.Errorf("%s: got %s from %s", r.Key, now.Text(r.Key), now.Origin(r.Key))
		}
		switch r.Key {
		case settings.Server:
			if now.Client.Server != r.Example {
				t.Errorf("the next press goes to %s", now.Client.Server)
			}
		case settings.AgentID:
			if now.Client.AgentID != r.Example {
				t.Errorf("the next press is for %s", now.Client.AgentID)
			}
		case settings.TimeoutS:
			if now.Client.Timeout != now.Timeout {
				t.Errorf("the next press takes %v", now.Client.Timeout)
			}
		case settings.PressGapMS:
			if o.r.live.Rules().Gap != now.PressGap {
				t.Errorf("the gap is %v", o.r.live.Rules().Gap)
			}
		case settings.Proxy:
			if ways, err := now.Client.Proxy(nil); err != nil || len(ways) != 1 || ways[0].String() != r.Example {
				t.Errorf("the next press goes by %v, %v", ways, err)
			}
		case settings.Warm:
			if now.Client.Spare != nil {
				t.Error("a spare is kept")
			}
		case settings.HideQuit:
			items := o.r.view().Items
			if last := items[len(items)-1]; last.ID != trayview.ItemQuit || !last.Hidden {
				t.Errorf("the menu ends in %+v", last)
			}
		case settings.LogLevel:
			o.r.log.Debug("a line for whoever looks closely")
			if !strings.Contains(o.log.String(), "closely") {
				t.Error("debug is not written")
			}
		}
		o.Set = policy.Policy{}
		o.r.policyChanged()
	}
	o.r.log.Debug("nobody looks any more")
	o.r.log.With("a", 1).WithGroup("g").Debug("nobody looks any more")
	if log := o.log.String(); strings.Contains(log, "any more") || !strings.Contains(log, "policy changed") {
		t.Error("the log is not written as before")
	}
}

// A field of the window reports what the person can fix, not IT's mistakes.
func TestWhatIsWrongBesideAField(t *testing.T) {
	for _, c := range []struct {
		name   string
		user   settings.Raw
		policy settings.Raw
		key    settings.Key
		want   string
	}{
		{"nothing", mine, nil, settings.Server, ""},
		{"the person's own", settings.Raw{"server": "42"}, nil, settings.Server, settings.CodeServerFormat},
		{"the person's own, and IT's serves", settings.Raw{"server": "42"}, settings.Raw{"server": "0001"}, settings.Server, settings.CodeServerFormat},
		{"IT's, and the person's serves", mine, settings.Raw{"server": "42"}, settings.Server, ""},
		{"IT's, and the built-in value serves", mine, settings.Raw{"press_gap_ms": 5}, settings.PressGapMS, ""},
		{"an extension for the whole machine", mine, settings.Raw{"agent_id": "99999"}, settings.AgentID, ""},
		{"a variable without an extension in it, which is told beside the field anyhow", mine, settings.Raw{"agent_id_from": "HOME"}, settings.AgentID, ""},
	} {
		o := managed(t, c.user, c.policy)
		if bad, found := o.P.Load().Trouble(c.key); bad.Code != c.want || found != (c.want != "") {
			t.Errorf("%s: got %q, want %q", c.name, bad.Code, c.want)
		}
	}
}
