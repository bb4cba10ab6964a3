package resident

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/keyboard"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/livesettings"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/app/tokencache"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// office is a resident without a desktop.
type office struct {
	*desk.Desk
	r   *resident
	log bytes.Buffer
}

func newOffice(t *testing.T, user settings.Raw) *office {
	return newOfficeBehind(t, user, func(*url.URL) (proxy.Answer, error) { return proxy.Answer{Source: proxy.SourceNone}, nil })
}

// newOfficeBehind is an office whose system proxy comes from look.
func newOfficeBehind(t *testing.T, user settings.Raw, look func(*url.URL) (proxy.Answer, error)) *office {
	t.Helper()
	o := &office{Desk: desk.New(t, user)}
	token, err := wolkvox.ParseToken("0a1b2c")
	if err != nil {
		t.Fatal(err)
	}
	o.r = newResident(context.Background(), o.P, nil, nil)
	o.r.tokens = tokencache.Fixed(token)
	o.r.log = slog.New(slog.NewTextHandler(&o.log, nil))
	o.r.windows.Log, o.r.windows.HasDialogs = o.r.log, false // tests of dialogs have their own
	o.r.screen.freeMemory = func() {}
	o.r.hotkey, o.r.screen.tray = &keyboard.Keyboard{Log: o.r.log}, &tray.Tray{}
	o.r.screen.sounds, o.r.screen.noIcon = &sound.Player{}, func() string { return "" }
	t.Cleanup(o.r.end)
	o.r.live.Proxies.Look = look
	o.begins()
	o.r.live.Reload()
	return o
}

// begins makes the resident one that has just started and has read no settings yet.
func (o *office) begins() {
	look := o.r.live.Proxies.Look
	o.r.live = livesettings.New(o.r.ctx, o.P, nil)
	o.r.live.Log = env.Log{Logger: o.r.log}
	o.r.live.ApplyAutostart, o.r.live.Proxies.Look = func(*env.Snapshot) error { return nil }, look
}

var mine = settings.Raw{"server": "0042", "agent_id": "12435", "timeout_s": "20"}

// TestAChangeThatCannotBeReadIsNotConfirmed: presses go on with the last values, the extension too.
func TestAChangeThatCannotBeReadIsNotConfirmed(t *testing.T) {
	o := newOffice(t, mine)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = o.r.loop(o.r.ctx) }()
	t.Cleanup(func() { o.r.end(); <-ended })
	if m := o.r.answerReload(t.Context(), nil); m.Err != "" {
		t.Errorf("settings that can be read: got %q", m.Err)
	}
	path := o.File().Path
	if err := errors.Join(os.Rename(path, path+".away"), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	if m := o.r.answerReload(t.Context(), nil); m.Err == "" || o.r.live.Now().AgentID != "12435" {
		t.Errorf("settings that cannot be read: got %q, and presses use %q", m.Err, o.r.live.Now().AgentID)
	}
}

func TestChangedPolicyCountsAtOnce(t *testing.T) {
	o := newOffice(t, mine)
	first := o.r.live.Now()
	o.r.policyChanged()
	if o.r.live.Now() != first || o.log.Len() > 0 {
		t.Errorf("nothing changed, and the settings were read anew: %s", &o.log)
	}

	o.Set = policy.Policy{
		Source:   "here",
		Enforced: settings.Raw{"server": "0001", "agent_id": "99999"},
		Machine:  settings.Raw{"server": "evil.com", "feedback": "icon"},
		Problems: []policy.Problem{{Source: `here\hotkey`, Code: policy.CodeValueTooBig}},
	}
	o.r.policyChanged()
	now := o.r.live.Now()
	if now.Client.Server != "0001" || now.Client.AgentID != "12435" || now.Feedback != "icon" || now.Origin(settings.Feedback) != settings.OriginMachine {
		t.Errorf("got server %s, extension %s, feedback %s", now.Client.Server, now.Client.AgentID, now.Feedback)
	}
	for _, want := range []string{"policy changed", `here\\hotkey`, "agent_id", "evil.com", "(machine)"} {
		if !strings.Contains(o.log.String(), want) {
			t.Errorf("the log does not name %s: %s", want, &o.log)
		}
	}

	o.Set = policy.Policy{}
	o.r.policyChanged()
	if now := o.r.live.Now(); now.Client.Server != "0042" {
		t.Errorf("policy taken away: got server %s", now.Client.Server)
	}
}

// countReads lets the token come from a keychain, and counts how often that is read after now.
func (o *office) countReads() *atomic.Int32 {
	var reads atomic.Int32
	o.r.tokens = tokencache.New(&keychain.Keychain{})
	o.r.tokens.Get = func(context.Context) (wolkvox.Token, error) { reads.Add(1); return wolkvox.Token{}, nil }
	go func() { _ = o.r.tokens.Run(o.r.ctx) }()
	synctest.Wait()
	reads.Store(0)
	return &reads
}

// Reading the keychain can prompt the person, so only a changed token causes a read.
func TestTheKeychainIsReadForTheTokenAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, fromThere)
		reads := o.countReads()
		o.P.BeginSession()
		reload := func(data string) func() {
			return func() {
				o.whileLooping(func() {
					o.r.answer(t.Context(), nil, channel.Message{Op: residentapi.OpReload, Data: []byte(data)})
				})
			}
		}
		for _, c := range []struct {
			name   string
			happen func()
			want   int
		}{
			{"the extension", func() { o.give("555") }, 0},
			{"a policy", func() { o.Set = policy.Policy{Enforced: settings.Raw{"server": "0001"}}; o.r.policyChanged() }, 0},
			{"a setting that was saved", reload(`{"token":false}`), 0},
			{"a setting that an older program saved", reload(``), 0},
			{"a setting that was read again", o.r.reloadSettings, 0},
			{"the token", reload(`{"token":true}`), 1},
		} {
			c.happen()
			if synctest.Wait(); int(reads.Load()) != c.want {
				t.Errorf("%s: the keychain is read %d times, want %d", c.name, reads.Load(), c.want)
			}
		}
	})
}

// TestASavedSettingIsConfirmedWhenPressesUseIt: whoever is told that the extension was saved may
// press at once, and the loop may be busy with a slow disk.
func TestASavedSettingIsConfirmedWhenPressesUseIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, mine)
		o.Save(settings.Raw{"agent_id": "555"})
		confirmed := make(chan channel.Message, 1)
		go func() { confirmed <- o.r.answer(t.Context(), nil, channel.Message{Op: residentapi.OpReload}) }()
		synctest.Wait()
		select {
		case <-confirmed:
			t.Errorf("confirmed, and presses are for the extension %s", o.r.live.Now().Client.AgentID)
		default:
		}
		(<-o.r.posted)()
		if m := <-confirmed; m.Err != "" {
			t.Errorf("got %q", m.Err)
		}
		o.wantExtension("confirmed", "555")
	})
}

// The settings are on a share that becomes unreachable and comes back.
func TestPressesGoOnWhileTheSettingsCannotBeReached(t *testing.T) {
	o := newOffice(t, mine)
	back := o.Hide()
	o.r.reloadSettings()
	now := o.r.live.Now()
	if now.Reason != "" || now.Client.AgentID != "12435" || now.Client.Timeout != 20*time.Second || now.Origin(settings.AgentID) != settings.OriginUser {
		t.Errorf("got %+v (%s), want the settings as they were", now.Client, now.Reason)
	}
	if s := o.P.Troubles(*now.Snapshot); len(s) != 1 || s[0] != o.P.Words.UnreachableFile(o.File().Path) {
		t.Errorf("got troubles %q", s)
	}
	// Twice: the last values are also kept at the second read.
	o.r.reloadSettings()
	if now := o.r.live.Now(); now.Client.AgentID != "12435" {
		t.Errorf("got extension %q", now.Client.AgentID)
	}
	// Saving reports that, and changes nothing.
	if code := runLine(t.Context(), o.P, []string{"config", "set", "server", "0001"}); code != env.ExitFailed || !strings.Contains(o.Err.String(), o.P.Words.NotSaved(o.File().Path)) {
		t.Errorf("got exit %d and %q", code, &o.Err)
	}
	back()
	if raw, err := o.File().Load(); err != nil || raw["server"] != "0042" {
		t.Errorf("the file: got %v, %v", raw, err)
	}
	o.Save(settings.Raw{"agent_id": "10002"})
	o.r.reloadSettings()
	if now := o.r.live.Now(); now.Client.AgentID != "10002" || now.FileErr != nil {
		t.Errorf("back: got extension %s, %v", now.Client.AgentID, now.FileErr)
	}
	// A file that was removed is not an unreachable share.
	if err := os.Remove(o.File().Path); err != nil {
		t.Fatal(err)
	}
	o.r.reloadSettings()
	if now := o.r.live.Now(); now.Reason != press.NotSetUp {
		t.Errorf("removed: got %q and extension %s, want %s", now.Reason, now.Client.AgentID, press.NotSetUp)
	}
}

func TestSettingsThatCouldNotBeReachedAtTheStart(t *testing.T) {
	o := newOffice(t, mine)
	back := o.Hide()
	o.begins()
	o.r.live.Reload()
	reasonOf := func() wolkvox.Reason {
		return o.r.toggle(t.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now(), BeforeSend: func() error { return errors.New("stop") }}}).Reason
	}
	if got := reasonOf(); got != press.NotSetUp {
		t.Errorf("got %q, want %s", got, press.NotSetUp)
	}
	back()
	// That press caused another read in the background.
	(<-o.r.posted)()
	if now := o.r.live.Now(); now.Reason != "" || now.Client.AgentID != "12435" {
		t.Errorf("got %q and extension %q", now.Reason, now.Client.AgentID)
	}
}

// Reading from an unreachable share takes time, in which no outcome is shown. Many presses
// must not queue many such reads.
func TestPressesWithoutSettingsShareOneReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, mine)
		o.Hide()
		o.begins()
		o.r.live.Reload()
		for range 2 {
			for range 5 {
				o.r.toggle(t.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now()}})
			}
			synctest.Wait()
			if n := len(o.r.posted); n != 1 {
				t.Fatalf("5 presses asked for %d readings, want 1", n)
			}
			(<-o.r.posted)()
		}
	})
}

func TestBackgroundStartsNothingWhereAutostartIsOff(t *testing.T) {
	for _, c := range []struct {
		name string
		user settings.Raw
		set  policy.Policy
		off  bool
	}{
		{"nobody said anything: the machine's entry counts", nil, policy.Policy{}, false},
		{"the agent switched it off", settings.Raw{"autostart": false}, policy.Policy{Machine: settings.Raw{"autostart": "1"}}, true},
		{"the agent switched it on", settings.Raw{"autostart": true}, policy.Policy{}, false},
		{"the agent switched it off, policy says on", settings.Raw{"autostart": false}, policy.Policy{Enforced: settings.Raw{"autostart": int64(1)}}, false},
		{"policy says off", settings.Raw{"autostart": true}, policy.Policy{Enforced: settings.Raw{"autostart": int64(0)}}, true},
		{"the installer was told off", nil, policy.Policy{Machine: settings.Raw{"autostart": "0"}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, c.user)
			o.Set = c.set
			if got := o.P.Load().AutostartOff(); got != c.off {
				t.Fatalf("got off %v, want %v", got, c.off)
			}
			if !c.off {
				return
			}
			// The context has ended: a start that does not stop here fails at its lock.
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if code := runLine(ended, o.P, []string{"--background"}); code != env.ExitDone || !strings.Contains(o.Err.String(), "Autostart") {
				t.Errorf("got exit %d and %q", code, &o.Err)
			}
		})
	}
}

func TestAFileThatHangsIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		hangs := func() (int, error) { time.Sleep(time.Hour); return 1, nil }
		if n, err := env.Within(env.ReadWithin, hangs); n != 0 || !errors.Is(err, env.ErrSlow) || time.Since(began) != env.ReadWithin {
			t.Errorf("got %d, %v after %v", n, err, time.Since(began))
		}
		if n, err := env.Within(env.ReadWithin, func() (int, error) { time.Sleep(env.ReadWithin / 2); return 2, io.EOF }); n != 2 || err != io.EOF {
			t.Errorf("got %d, %v", n, err)
		}
		time.Sleep(time.Hour) // the blocked call returns at last
	})
}

// A press uses the proxy that was found before. If the press did not reach wolkvox, the
// proxy is looked for again afterwards.
func TestAPressUsesTheProxyThatWasFound(t *testing.T) {
	var looks atomic.Int32
	looked := make(chan string, 10)
	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	var says atomic.Pointer[url.URL]
	says.Store(&url.URL{Scheme: "http", Host: "127.0.0.1:1"}) // nobody listens there
	o := newOfficeBehind(t, mine, func(target *url.URL) (proxy.Answer, error) {
		looks.Add(1)
		way := says.Load() // before the test learns of this call and changes it
		looked <- target.String()
		return proxy.Answer{Ways: []*url.URL{way}, Source: proxy.SourceScript}, nil
	})
	if got := <-looked; got != "https://wv0042.wolkvox.com/" {
		t.Errorf("looked for %s", got)
	}
	pressed := func(reason wolkvox.Reason, age time.Duration, all int32) {
		t.Helper()
		out := o.r.toggle(t.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now().Add(-age), BeforeSend: func() error { return nil }}})
		if out.Result != wolkvox.NotToggled || out.Reason != reason {
			t.Errorf("got %s (%s), want not toggled (%s)", out.Result, out.Reason, reason)
		}
		if got := <-looked; got != "https://wv0042.wolkvox.com/" || looks.Load() != all {
			t.Errorf("after that press: looked %d times, for %s", looks.Load(), got)
		}
	}
	says.Store(&url.URL{Scheme: "http", Host: silent.Addr().String()})
	pressed(wolkvox.Proxy, 0, 2)
	for found := false; !found; { // until that search has ended
		a, err := o.r.live.Proxies.Find(press.ProxyTarget("0042"))
		found = err == nil && a.Ways[0].Host == silent.Addr().String()
		runtime.Gosched()
	}
	pressed(wolkvox.Late, wolkvox.SendWithin-50*time.Millisecond, 3)

	o.Save(settings.Raw{"proxy": "none"})
	o.r.live.Reload()
	if o.r.live.Now().Client.Proxy != nil || looks.Load() != 3 {
		t.Errorf("proxy=none: looked %d times", looks.Load())
	}
}
