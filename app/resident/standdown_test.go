package resident

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// copyIn is an agent's resident in a session of some kind. Its presses go to a pretend
// server that counts them.
type copyIn struct {
	*office
	kind session.Kind
}

// counting is the pretend server that both copies reach.
func counting(t *testing.T) *simulator.Server {
	server, err := simulator.New(simulator.Options{Server: "0042", Token: "0a1b2c"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go func() { _ = server.Run(ctx) }()
	return server
}

func newCopy(t *testing.T, server *simulator.Server, runWhere string, kind session.Kind) *copyIn {
	c := &copyIn{newOffice(t, mine), kind}
	c.Set = policy.Policy{Enforced: settings.Raw{"run_where": runWhere, "proxy": "none", "warm": "off"}}
	c.r.live.Session.Look = func() session.Kind { return c.kind }
	c.r.screen.notifier = &notify.Notifier{}
	c.r.live.Reload()
	aim := &practice.Setup{Roots: server.RootCAs(), Address: server.Addr()}
	aim.Aim(&c.r.live.Now().Client)
	return c
}

func (c *copyIn) press() wolkvox.Outcome {
	return c.r.toggle(c.T.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now()}})
}

// TestOneKeyAtTwoCopiesPressesOnce: a key pressed in a remote desktop reaches the copy on the
// agent's computer and the one on the remote machine.
func TestOneKeyAtTwoCopiesPressesOnce(t *testing.T) {
	remote := session.Kind{Remote: true, How: session.HowRDP}
	for _, tt := range []struct {
		runWhere string
		toggles  int
		far      string // the outcome at the copy on the remote desktop
	}{
		{"any", 2, "toggled"}, // doctor warns
		{"local", 1, "not_toggled"},
		{"remote", 1, "toggled"},
	} {
		t.Run(tt.runWhere, func(t *testing.T) {
			server := counting(t)
			own, far := newCopy(t, server, tt.runWhere, session.Kind{}), newCopy(t, server, tt.runWhere, remote)
			first, second := own.press(), far.press()
			if n := server.Toggles("12435"); n != tt.toggles {
				t.Errorf("one key toggled %d times, want %d: %v and %v", n, tt.toggles, first, second)
			}
			if string(second.Result) != tt.far {
				t.Errorf("the remote copy tells %s (%s)", second.Result, second.Reason)
			}
			for _, o := range []wolkvox.Outcome{first, second} {
				if o.Result == wolkvox.NotToggled && o.Reason != press.StoodDown {
					t.Errorf("got reason %s", o.Reason)
				}
			}
		})
	}
}

// The session moves from a remote desktop to the console, and back.
func TestACopyStandsUpWhereItsSessionComesHome(t *testing.T) {
	server := counting(t)
	c := newCopy(t, server, "local", session.Kind{Remote: true, How: session.HowRDP})
	c.r.checkSessionFirst()
	if !c.r.screen.state.Down || !c.r.hotkey.Suspended {
		t.Fatal("the copy serves in a remote session")
	}
	if o := c.press(); o.Reason != press.StoodDown {
		t.Errorf("got %s (%s)", o.Result, o.Reason)
	}
	c.kind = session.Kind{}
	c.r.live.Session.Detect(c.P.Getenv)
	c.r.applySession()
	if o := c.press(); o.Result != wolkvox.Toggled || c.r.screen.state.Down {
		t.Errorf("at the console: got %s (%s)", o.Result, o.Reason)
	}
	c.kind = session.Kind{Remote: true, How: session.HowCitrix}
	c.r.live.Session.Detect(c.P.Getenv)
	c.r.applySession()
	if o := c.press(); o.Reason != press.StoodDown || !c.r.screen.state.Down {
		t.Errorf("away again: got %s (%s)", o.Result, o.Reason)
	}
	c.Set = policy.Policy{}
	c.r.policyChanged()
	if c.r.screen.state.Down {
		t.Error("IT took the policy back, and the copy still stands down")
	}
}

// TestTheSessionIsLookedAtWhenItChanges, for as long as Windows takes for it, and not at rest.
func TestTheSessionIsLookedAtWhenItChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, mine)
		defer o.r.end()
		var looks, atHome atomic.Int64
		o.r.live.Session.Look = func() session.Kind {
			if looks.Add(1); atHome.Load() != 0 {
				return session.Kind{}
			}
			return session.Kind{Remote: true, How: session.HowRDP}
		}
		changed := make(chan struct{}, 1)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { _ = o.r.loop(ctx) }()
		go o.r.live.FollowSession(ctx, changed, func() { o.r.post(o.r.applySession) })
		down := func() bool {
			is := make(chan bool)
			o.r.post(func() { is <- o.r.screen.state.Down })
			return <-is
		}
		changed <- struct{}{}
		time.Sleep(time.Hour)
		if n := looks.Load(); n != 0 {
			t.Errorf("looked %d times where every kind may press", n)
		}
		o.Set = policy.Policy{Enforced: settings.Raw{"run_where": "local"}}
		o.r.live.Reload()
		changed <- struct{}{}
		time.Sleep(3 * time.Second)
		if !down() {
			t.Error("the copy does not stand down")
		}
		atHome.Store(1) // Windows is done with the change
		time.Sleep(2 * time.Second)
		if down() {
			t.Error("the copy does not stand up")
		}
		time.Sleep(time.Hour)
		if n := int(looks.Load()); n < 3 || n > 12 {
			t.Errorf("looked %d times", n)
		}
	})
}

// A copy that stands down says so wherever an agent looks.
func TestStandingDownIsSaid(t *testing.T) {
	c := newCopy(t, counting(t), "local", session.Kind{Remote: true, How: session.HowXRDP})
	c.r.checkSessionFirst()
	if !strings.Contains(c.Err.String(), "an xrdp session") {
		t.Errorf("on the terminal: %q", &c.Err)
	}
	v := c.r.view()
	if !strings.Contains(v.Tooltip, "Turned off in this session") {
		t.Errorf("the tooltip: %q", v.Tooltip)
	}
	for _, i := range v.Items {
		if i.ID == trayview.ItemToggle && (!i.Disabled || !strings.Contains(i.Label, "off in this session")) {
			t.Errorf("the menu: %+v", i)
		}
	}
	s := c.r.status("", c.P.Words)
	if !s.StandsDown || s.Session != session.HowXRDP || !strings.Contains(strings.Join(s.Missing, "\n"), "an xrdp session") {
		t.Errorf("status: %+v", s)
	}
}
