package proxy

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// desk is a desktop whose portal answers as the test wants.
type desk struct {
	desktop
	env    map[string]string
	calls  atomic.Int32 // of Lookup
	starts atomic.Int32 // of those, with leave to start the portal
}

func newDesk(t *testing.T, answer func(uri string) []any) *desk {
	d := &desk{env: map[string]string{}}
	d.getenv = func(k string) string { return d.env[k] }
	d.dial = func(context.Context) (*dbus.Conn, error) {
		return fakebus.Dial(t, func(call *dbus.Message) ([]any, []dbus.Signal) {
			d.calls.Add(1)
			if call.Flags&dbus.FlagNoAutoStart == 0 {
				d.starts.Add(1)
			}
			if call.Headers[dbus.FieldDestination].Value() != portalName || call.Headers[dbus.FieldPath].Value() != portalPath ||
				call.Headers[dbus.FieldInterface].Value().(string)+"."+call.Headers[dbus.FieldMember].Value().(string) != lookupMethod {
				t.Errorf("an unexpected call: %v", call)
			}
			return answer(call.Body[0].(string)), nil
		}), nil
	}
	return d
}

func says(uris ...string) func(string) []any {
	return func(string) []any { return []any{append([]string{}, uris...)} }
}

func fails(name string) func(string) []any {
	return func(string) []any { return []any{*dbus.NewError(name, []any{"text of the bus"})} }
}

func (d *desk) want(t *testing.T, what, proxy, source string) {
	t.Helper()
	a, err := d.look(wolkvox)
	if err != nil || text(a.Ways...) != proxy || a.Source != source {
		t.Errorf("%s: got %q by %s, %v, want %q by %s", what, text(a.Ways...), a.Source, err, proxy, source)
	}
}

func TestTheEnvironmentThenTheDesktop(t *testing.T) {
	asked := ""
	d := newDesk(t, func(uri string) []any { asked = uri; return []any{[]string{"http://desk.example:3128", "direct://"}} })
	d.want(t, "the desktop's proxy", "http://desk.example:3128 direct", SourceSettings)
	if asked != "https://wv0042.wolkvox.com/" {
		t.Errorf("the desktop was asked for %q", asked)
	}
	d.env["HTTPS_PROXY"] = "http://environment.example:1"
	d.want(t, "the environment goes first", "http://environment.example:1", SourceEnvironment)
	d.env["NO_PROXY"] = "wv0042.wolkvox.com"
	d.want(t, "and its exceptions are part of it", "", SourceNone)
	if n := d.calls.Load(); n != 1 {
		t.Errorf("the desktop was asked %d times, want once", n)
	}
}

func TestWhatTheEnvironmentSays(t *testing.T) {
	const one, two = "http://one.example:1", "socks5h://two.example:2"
	for _, c := range []struct {
		env           map[string]string
		proxy, source string
	}{
		{map[string]string{"ALL_PROXY": two}, two, SourceEnvironment},
		{map[string]string{"all_proxy": two}, two, SourceEnvironment},
		{map[string]string{"ALL_PROXY": "one.example:1"}, one, SourceEnvironment},
		{map[string]string{"ALL_PROXY": "socks5://two.example:2"}, "socks5://two.example:2", SourceEnvironment},
		{map[string]string{"HTTPS_PROXY": one, "ALL_PROXY": two}, one, SourceEnvironment},
		{map[string]string{"https_proxy": one, "ALL_PROXY": two}, one, SourceEnvironment},
		{map[string]string{"HTTPS_PROXY": " ", "ALL_PROXY": two}, two, SourceEnvironment},
		{map[string]string{"HTTP_PROXY": one}, "http://desk.example:3128", SourceSettings}, // wolkvox is asked by https
		{map[string]string{"ALL_PROXY": two, "NO_PROXY": "localhost,.wolkvox.com"}, "", SourceNone},
		{map[string]string{"ALL_PROXY": two, "no_proxy": "*"}, "", SourceNone},
		{map[string]string{"ALL_PROXY": two, "NO_PROXY": "example.com"}, two, SourceEnvironment},
		{map[string]string{"NO_PROXY": "*"}, "http://desk.example:3128", SourceSettings},
		{map[string]string{"ALL_PROXY": "socks5h://user:pa55word@two.example:2"}, "socks5h://user:pa55word@two.example:2", SourceEnvironment},
	} {
		d := newDesk(t, says("http://desk.example:3128"))
		d.env = c.env
		d.want(t, fmt.Sprint(c.env), c.proxy, c.source)
	}
}

func TestWhatADesktopAnswers(t *testing.T) {
	for _, c := range []struct {
		name          string
		answer        func(string) []any
		proxy, source string
	}{
		{"no proxy", says("direct://"), "direct", SourceNone},
		{"nothing", says(), "", SourceNone},
		{"a password that is not ours to send", says("http://user:secret@p.example:8080"), "http://p.example:8080", SourceSettings},
		{"those that can be used, in their order", says("socks5://s.example:1080", "socks4://old.example:1080", "http://p.example:8080", "https://q.example:8443", "direct://"), "socks5h://s.example:1080 http://p.example:8080 https://q.example:8443 direct", SourceSettings},
		{"SOCKS of any version", says("SOCKS://s.example:1080"), "socks5h://s.example:1080", SourceSettings},
		{"SOCKS with a password that is not ours to send", says("socks5://user:secret@s.example:1080"), "socks5h://s.example:1080", SourceSettings},
		{"a portal without that interface", fails("org.freedesktop.DBus.Error.UnknownMethod"), "", SourceNone},
		{"no portal", fails(unknownName), "", SourceNone},
		{"a refusal", fails("org.freedesktop.portal.Error.NotAllowed"), "", SourceNone},
		{"a number", func(string) []any { return []any{uint32(7)} }, "", SourceNone},
		{"no body", func(string) []any { return []any{} }, "", SourceNone},
	} {
		newDesk(t, c.answer).want(t, c.name, c.proxy, c.source)
	}
	for _, answer := range []func(string) []any{says("socks4://s.example:1080"), says("socks5:s.example"), says("ftp://p.example:21"), says("nonsense"), says("http://")} {
		if a, err := newDesk(t, answer).look(wolkvox); !errors.Is(err, errUnusable) {
			t.Errorf("got %+v, %v: going without a proxy could be what IT forbids", a, err)
		}
	}
}

func TestWithoutABusThereIsNoProxy(t *testing.T) {
	d := newDesk(t, nil)
	d.dial = func(context.Context) (*dbus.Conn, error) { return nil, errors.New("no bus") }
	d.want(t, "no bus", "", SourceNone)
}

// TestAPortalThatHangsCostsLittle: each call waits 1.5 s, the portal is started once in
// 10 minutes, and its last answer still counts.
func TestAPortalThatHangsCostsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		defer close(over)
		hangs := false
		d := newDesk(t, func(string) []any {
			if hangs {
				<-over
			}
			return []any{[]string{"http://desk.example:3128"}}
		})
		d.want(t, "at first", "http://desk.example:3128", SourceSettings)
		hangs = true
		for range 5 {
			began := time.Now()
			d.want(t, "while it hangs", "http://desk.example:3128", SourceSettings)
			if took := time.Since(began); took != portalTimeout {
				t.Errorf("it took %v, want %v", took, portalTimeout)
			}
		}
		if calls, starts := d.calls.Load(), d.starts.Load(); calls != 6 || starts != 2 {
			t.Errorf("asked %d times, %d times with leave to start it, want 6 and 2", calls, starts)
		}
		time.Sleep(portalRetryAfter)
		d.want(t, "later", "http://desk.example:3128", SourceSettings)
		if starts := d.starts.Load(); starts != 3 {
			t.Errorf("leave to start it was given %d times, want once more after a rest", starts)
		}
	})
}

// TestABusThatHangsCostsLittle: connecting to a bus cannot be cancelled.
func TestABusThatHangsCostsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		d := newDesk(t, nil)
		d.dial = func(context.Context) (*dbus.Conn, error) {
			select {
			case <-over:
			case <-time.After(time.Hour):
			}
			return nil, errors.New("gone")
		}
		began := time.Now()
		d.want(t, "while it hangs", "", SourceNone)
		if took := time.Since(began); took != portalTimeout {
			t.Errorf("it took %v, want %v", took, portalTimeout)
		}
		close(over)
	})
}

// TestADesktopWithoutAPortalIsAskedAgain: the portal may appear later, for example
// after the log-on.
func TestADesktopWithoutAPortalIsAskedAgain(t *testing.T) {
	there := false
	d := newDesk(t, func(uri string) []any {
		if !there {
			return fails(unknownName)(uri)
		}
		return []any{[]string{"http://desk.example:3128"}}
	})
	d.want(t, "before it comes", "", SourceNone)
	there = true
	d.want(t, "after it came", "http://desk.example:3128", SourceSettings)
	if starts := d.starts.Load(); starts != 2 {
		t.Errorf("got leave to start it %d times, want each time", starts)
	}
}

func FuzzDesktopAnswer(f *testing.F) {
	f.Add("http://p.example:3128\ndirect://")
	f.Add("socks://a\nHTTP://b")
	f.Fuzz(func(t *testing.T, lines string) {
		ways, err := parseURIs(strings.Split(lines, "\n"))
		if (len(ways) == 0) != (err != nil) {
			t.Errorf("%q: got %v, %v", lines, ways, err)
		}
		for _, u := range ways {
			if u == nil {
				continue
			}
			again, bad := url.Parse(u.String())
			if err != nil || bad != nil || again.Host != u.Host || u.User != nil || u.Path != "" || !slices.Contains(schemes, u.Scheme) {
				t.Errorf("%q: got %v, %v", lines, u, err)
			}
		}
	})
}
