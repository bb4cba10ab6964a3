package portal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// desktop is a fake portal on a fake bus, and records what its portal backend reported.
type desktop struct {
	mu      sync.Mutex
	owner   string // the portal's unique name; empty: none runs
	service string // the unique name of the portal that the bus can start; empty: none
	calls   []string
	next    []dbus.Signal
	session dbus.ObjectPath
	trigger string
	options map[string]dbus.Variant // of CreateSession
	closes  bool                    // Close is answered with a Closed signal
	// The answers to these requests; nil: the normal answer.
	register, create, bind func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal)

	p    *Conn
	told []string
	keys []hotkey.Event
}

const portalOwner = ":1.7"

// onWayland runs a test with a portal backend on the desktop, in faked time.
func onWayland(t *testing.T, d *desktop, test func(d *desktop)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		conn := fakebus.Dial(t, d.answer)
		p, err := newConn(conn, slog.New(slog.DiscardHandler), "Toggle hold")
		if err != nil {
			t.Fatal(err)
		}
		d.p = p
		ctx, cancel := context.WithCancel(t.Context())
		ran := make(chan error, 1)
		go func() { ran <- p.Run(ctx, d.event, d.down) }()
		synctest.Wait()
		test(d)
		cancel()
		if err := <-ran; err != nil && !errors.As(err, new(*hotkey.Error)) {
			t.Errorf("run: %v", err)
		}
	})
}

func (d *desktop) event(e hotkey.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keys = append(d.keys, e)
}

func (d *desktop) down(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, codeIn(err))
}

func codeIn(err error) string {
	if e, ok := errors.AsType[*hotkey.Error](err); ok {
		return e.Code
	}
	return "well"
}

// answer plays the bus and the portal.
func (d *desktop) answer(call *dbus.Message) ([]any, []dbus.Signal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	member, _ := call.Headers[dbus.FieldMember].Value().(string)
	path, _ := call.Headers[dbus.FieldPath].Value().(dbus.ObjectPath)
	d.calls = append(d.calls, member)
	token := func(name string) string {
		for _, v := range call.Body {
			if options, ok := v.(map[string]dbus.Variant); ok {
				s, _ := options[name].Value().(string)
				return s
			}
		}
		return ""
	}
	request := requestPath(":1.1", token("handle_token"))
	switch member {
	case "StartServiceByName":
		if d.service == "" {
			return refused("org.freedesktop.DBus.Error.ServiceUnknown"), nil // also where one runs
		}
		d.owner = d.service
		return []any{uint32(1)}, []dbus.Signal{{Sender: "org.freedesktop.DBus", Path: "/", Name: sessionbus.OwnerChanged, Body: []any{portalName, "", d.owner}}}
	case "GetNameOwner":
		if d.owner == "" {
			return refused("org.freedesktop.DBus.Error.NameHasNoOwner"), nil
		}
		return []any{d.owner}, nil
	case "Register":
		if d.register != nil {
			return d.register(d, path)
		}
		return []any{}, nil
	case "CreateSession":
		d.session = dbus.ObjectPath(sessionPrefix + "1_1/" + token("session_handle_token"))
		d.options, _ = call.Body[0].(map[string]dbus.Variant)
		if d.create != nil {
			return d.create(d, request)
		}
		return []any{request}, []dbus.Signal{d.response(request, 0, map[string]dbus.Variant{"session_handle": dbus.MakeVariant(string(d.session))})}
	case "BindShortcuts":
		d.trigger = fmt.Sprint(call.Body[1])
		if d.bind != nil {
			return d.bind(d, request)
		}
		return []any{request}, []dbus.Signal{d.bound(request, "Press Ctrl+Shift+F9")}
	case "Close":
		if d.closes {
			return []any{}, []dbus.Signal{{Sender: d.owner, Path: path, Name: sessionInterface + ".Closed", Body: []any{map[string]dbus.Variant{}}}}
		}
	case "Say":
		said := d.next
		d.next = nil
		return []any{}, said
	}
	return []any{}, nil
}

func refused(name string) []any { return []any{*dbus.NewError(name, []any{"no"})} }

func (d *desktop) response(path dbus.ObjectPath, code uint32, results map[string]dbus.Variant) dbus.Signal {
	return dbus.Signal{Sender: d.owner, Path: path, Name: requestInterface + ".Response", Body: []any{code, results}}
}

type listed struct {
	ID    string
	About map[string]dbus.Variant
}

func shortcuts(list ...listed) map[string]dbus.Variant {
	if list == nil {
		list = []listed{}
	}
	return map[string]dbus.Variant{"shortcuts": dbus.MakeVariant(list)}
}

func (d *desktop) bound(path dbus.ObjectPath, key string) dbus.Signal {
	return d.response(path, 0, shortcuts(listed{shortcutID, map[string]dbus.Variant{"trigger_description": dbus.MakeVariant(key)}}))
}

// say makes the bus send signals. A signal without a sender is sent as the portal's.
func (d *desktop) say(signals ...dbus.Signal) {
	d.mu.Lock()
	for _, s := range signals {
		if s.Sender == "" {
			s.Sender = d.owner
		}
		d.next = append(d.next, s)
	}
	d.mu.Unlock()
	if err := d.p.conn.BusObject().Call("org.example.Say", 0).Err; err != nil {
		panic(err)
	}
	synctest.Wait()
}

func (d *desktop) key(member string) dbus.Signal {
	return dbus.Signal{Path: portalPath, Name: shortcutsInterface + "." + member, Body: []any{d.session, shortcutID, uint64(4711), map[string]dbus.Variant{}}}
}

// owned makes the bus announce a new owner of the portal's name.
func (d *desktop) owned(old, now string) {
	d.mu.Lock()
	d.owner = now
	d.mu.Unlock()
	d.say(dbus.Signal{Sender: "org.freedesktop.DBus", Path: "/org/freedesktop/DBus", Name: sessionbus.OwnerChanged, Body: []any{portalName, old, now}})
}

func (d *desktop) restart(from, to string) {
	d.owned(from, "")
	d.owned("", to)
}

func (d *desktop) grab() string {
	_, err := d.p.Grab(settings.DefaultChord())
	synctest.Wait()
	return codeIn(err)
}

func (d *desktop) count(member string) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.calls {
		if c == member {
			n++
		}
	}
	return n
}

// heard returns the events since the last call, such as "down up".
func (d *desktop) heard() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var s []string
	for _, e := range d.keys {
		s = append(s, map[bool]string{true: "down", false: "up"}[e.Down])
	}
	d.keys = nil
	return strings.Join(s, " ")
}

// said returns the codes reported since the last call.
func (d *desktop) said() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := strings.Join(d.told, " ")
	d.told = nil
	return s
}

func wants(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestPortalGivesTheChord(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		if got := d.p.KeyName(); got != "Press Ctrl+Shift+F9" {
			t.Errorf("the desktop's name of the key: got %q", got)
		}
		if !strings.Contains(d.trigger, "toggle") || !strings.Contains(d.trigger, "CTRL+SHIFT+F9") || !strings.Contains(d.trigger, "Toggle hold") {
			t.Errorf("asked for %s, want the stable id, the chord and what it does", d.trigger)
		}
		order := slices.DeleteFunc(slices.Clone(d.calls), func(c string) bool { return c == "AddMatch" })
		if want := []string{"GetNameOwner", "Register", "CreateSession", "BindShortcuts"}; !slices.Equal(order, want) {
			t.Errorf("asked %v, want %v", order, want)
		}
		d.say(d.key("Activated"), d.key("Deactivated"))
		wants(t, "one press", d.heard(), "down up")
	})
}

func TestPortalThatIsStartedForUs(t *testing.T) {
	onWayland(t, &desktop{service: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		if n := d.count("CreateSession"); n != 1 {
			t.Errorf("asked %d times", n)
		}
		d.say(d.key("Activated"))
		wants(t, "a press", d.heard(), "down")
	})
}

func TestPortalThatKnowsNoRegistry(t *testing.T) {
	unknown := func(*desktop, dbus.ObjectPath) ([]any, []dbus.Signal) {
		return refused("org.freedesktop.DBus.Error.UnknownMethod"), nil
	}
	onWayland(t, &desktop{owner: portalOwner, register: unknown}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
	})
}

func TestPortalRefuses(t *testing.T) {
	type answer = func(*desktop, dbus.ObjectPath) ([]any, []dbus.Signal)
	fails := func(name string) answer {
		return func(*desktop, dbus.ObjectPath) ([]any, []dbus.Signal) { return refused(name), nil }
	}
	says := func(code uint32, results map[string]dbus.Variant) answer {
		return func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
			return []any{at}, []dbus.Signal{d.response(at, code, results)}
		}
	}
	body := func(b ...any) answer {
		return func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
			return []any{at}, []dbus.Signal{{Sender: d.owner, Path: at, Name: requestInterface + ".Response", Body: b}}
		}
	}
	for _, tt := range []struct {
		name         string
		owner        string
		create, bind answer
		want         string // what Grab says
		later        string // the reports within portalTimeout
	}{
		{"there is none", "", nil, nil, hotkey.CodeWayland, ""},
		{"it has no shortcuts", portalOwner, fails("org.freedesktop.DBus.Error.UnknownMethod"), nil, hotkey.CodeWayland, ""},
		{"the program may not", portalOwner, fails("org.freedesktop.portal.Error.NotAllowed"), nil, hotkey.CodeDenied, ""},
		{"it fails", portalOwner, fails("org.freedesktop.portal.Error.Failed"), nil, hotkey.CodePortal, ""},
		{"no session is made", portalOwner, says(2, nil), nil, hotkey.CodePortal, ""},
		{"a session without a path", portalOwner, says(0, map[string]dbus.Variant{}), nil, hotkey.CodePortal, ""},
		{"a session somewhere else", portalOwner, says(0, map[string]dbus.Variant{"session_handle": dbus.MakeVariant("/org/freedesktop/portal/desktop")}), nil, hotkey.CodePortal, ""},
		{"a session that is a number", portalOwner, says(0, map[string]dbus.Variant{"session_handle": dbus.MakeVariant(7)}), nil, hotkey.CodePortal, ""},
		{"the person says no", portalOwner, nil, says(1, map[string]dbus.Variant{}), hotkey.CodeDenied, ""},
		{"the desktop says no", portalOwner, nil, says(2, map[string]dbus.Variant{}), hotkey.CodeDenied, ""},
		{"ours is left out", portalOwner, nil, says(0, shortcuts(listed{"other", nil})), hotkey.CodeDenied, ""},
		{"an empty list is unknown", portalOwner, nil, says(0, shortcuts()), hotkey.CodeUnconfirmed, ""},
		{"no list is unknown", portalOwner, nil, says(0, map[string]dbus.Variant{}), hotkey.CodeUnconfirmed, ""},
		{"a list that is none is unknown", portalOwner, nil, says(0, map[string]dbus.Variant{"shortcuts": dbus.MakeVariant("toggle")}), hotkey.CodeUnconfirmed, ""},
		{"ours without a key", portalOwner, nil, says(0, shortcuts(listed{shortcutID, nil})), hotkey.CodeUnconfirmed, ""},
		{"an answer of another form", portalOwner, body("0", 1), nil, hotkey.CodeAsking, hotkey.CodePortal},
		{"an answer to another request", portalOwner, func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
			return []any{at}, []dbus.Signal{d.response(portalPath+"/request/1_9/x", 0, map[string]dbus.Variant{"session_handle": dbus.MakeVariant(string(d.session))})}
		}, nil, hotkey.CodeAsking, hotkey.CodePortal},
		{"an answer from somebody else", portalOwner, nil, func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
			forged := d.bound(at, "F1")
			forged.Sender = ":1.66"
			return []any{at}, []dbus.Signal{forged}
		}, hotkey.CodeAsking, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onWayland(t, &desktop{owner: tt.owner, create: tt.create, bind: tt.bind}, func(d *desktop) {
				wants(t, "grab", d.grab(), tt.want)
				time.Sleep(portalTimeout + time.Second)
				synctest.Wait()
				wants(t, "later", d.said(), tt.later)
				if n := d.count("CreateSession"); n > 1 {
					t.Errorf("asked %d times", n)
				}
			})
		})
	}
}

// The user may take a minute to answer. Until then no press counts.
func TestPortalAsksTheUser(t *testing.T) {
	var at dbus.ObjectPath
	asks := func(_ *desktop, request dbus.ObjectPath) ([]any, []dbus.Signal) {
		at = request
		return []any{request}, nil
	}
	onWayland(t, &desktop{owner: portalOwner, bind: asks}, func(d *desktop) {
		wants(t, "grab", d.grab(), hotkey.CodeAsking)
		d.say(d.key("Activated"), d.key("Deactivated"))
		wants(t, "a press before the answer", d.heard(), "")
		time.Sleep(time.Minute)
		d.say(d.bound(at, "Meta+H"))
		wants(t, "told", d.said(), "well")
		d.say(d.key("Activated"))
		wants(t, "a press after it", d.heard(), "down")
	})
}

func TestOnlyOurKeyOfOurSessionFromThePortalCounts(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		good := d.key("Activated")
		with := func(change func(s *dbus.Signal)) dbus.Signal {
			s := good
			s.Body = slices.Clone(good.Body)
			change(&s)
			return s
		}
		for name, s := range map[string]dbus.Signal{
			"another session":            with(func(s *dbus.Signal) { s.Body[0] = d.session + "x" }),
			"another shortcut":           with(func(s *dbus.Signal) { s.Body[1] = "toggle2" }),
			"somebody else":              with(func(s *dbus.Signal) { s.Sender = ":1.66" }),
			"another interface":          with(func(s *dbus.Signal) { s.Name = "org.example.GlobalShortcuts.Activated" }),
			"a session that is a text":   with(func(s *dbus.Signal) { s.Body[0] = string(d.session) }),
			"a shortcut that is a list":  with(func(s *dbus.Signal) { s.Body[1] = []string{shortcutID} }),
			"too little":                 with(func(s *dbus.Signal) { s.Body = s.Body[:1] }),
			"nothing":                    with(func(s *dbus.Signal) { s.Body = nil }),
			"an owner of another kind":   {Sender: "org.freedesktop.DBus", Path: "/", Name: sessionbus.OwnerChanged, Body: []any{portalName, "", uint32(65)}},
			"an owner told by the wrong": {Sender: ":1.66", Path: "/", Name: sessionbus.OwnerChanged, Body: []any{portalName, portalOwner, ""}},
			"the end of another session": {Path: d.session + "x", Name: sessionInterface + ".Closed", Body: []any{}},
			"an end told by the wrong":   {Sender: ":1.66", Path: d.session, Name: sessionInterface + ".Closed", Body: []any{}},
		} {
			d.say(s)
			wants(t, name, d.heard()+d.said(), "")
		}
		d.say(good)
		wants(t, "ours", d.heard(), "down")
	})
}

// The time stamp and the details are not used, so they cannot do harm.
func TestStrangeDetailsOfAPress(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		s := d.key("Activated")
		s.Body[2], s.Body[3] = "yesterday", []bool{true}
		d.say(s)
		wants(t, "told", d.heard(), "down")
	})
}

func TestPressBeforeTheDesktopSaidWhichKey(t *testing.T) {
	empty := func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
		return []any{at}, []dbus.Signal{d.response(at, 0, shortcuts())}
	}
	onWayland(t, &desktop{owner: portalOwner, bind: empty}, func(d *desktop) {
		wants(t, "grab", d.grab(), hotkey.CodeUnconfirmed)
		d.say(d.key("Activated"))
		wants(t, "the press", d.heard(), "down")
		wants(t, "told", d.said(), "well")
	})
}

func TestTheUserChangesTheKey(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		changed := func(list ...listed) dbus.Signal {
			return dbus.Signal{Path: portalPath, Name: shortcutsInterface + ".ShortcutsChanged", Body: []any{d.session, shortcuts(list...)["shortcuts"].Value()}}
		}
		d.say(changed(listed{shortcutID, map[string]dbus.Variant{"trigger_description": dbus.MakeVariant("Meta+\x1b[31mJ\u202e")}}))
		if got := d.p.KeyName(); got != "Meta+[31mJ" {
			t.Errorf("the key: got %q", got)
		}
		d.say(changed())
		wants(t, "none at all", d.said(), hotkey.CodeUnconfirmed)
		d.say(dbus.Signal{Path: portalPath, Name: shortcutsInterface + ".ShortcutsChanged", Body: []any{d.session, "none"}})
		wants(t, "of another form", d.said(), "")
	})
}

func TestTheDesktopTakesTheKeyBack(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		press := d.key("Activated")
		d.say(dbus.Signal{Path: d.session, Name: sessionInterface + ".Closed", Body: []any{map[string]dbus.Variant{}}})
		wants(t, "told", d.said(), hotkey.CodeClosed)
		d.say(press)
		wants(t, "a press that comes all the same", d.heard(), "")
		time.Sleep(time.Hour)
		if n := d.count("CreateSession"); n != 1 {
			t.Errorf("asked %d times, want once", n)
		}
		d.restart(portalOwner, ":1.8")
		time.Sleep(time.Second)
		synctest.Wait()
		wants(t, "after the portal's restart", d.said(), hotkey.CodePortal+" well")
		if n := d.count("CreateSession"); n != 2 {
			t.Errorf("asked %d times, want once more", n)
		}
	})
}

func TestTheSessionEndsTogetherWithTheAnswer(t *testing.T) {
	ends := func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
		return []any{at}, []dbus.Signal{d.bound(at, "F9"), {Sender: d.owner, Path: d.session, Name: sessionInterface + ".Closed", Body: []any{}}}
	}
	onWayland(t, &desktop{owner: portalOwner, bind: ends}, func(d *desktop) {
		if got := d.grab() + " " + d.said(); !strings.HasPrefix(got, hotkey.CodeClosed) && !strings.HasSuffix(got, hotkey.CodeClosed) {
			t.Errorf("got %q, want it reported as closed", got)
		}
	})
}

func TestThePortalRestarts(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		old := d.key("Activated")
		old.Sender = portalOwner
		time.Sleep(2 * time.Minute)
		d.owned(portalOwner, "")
		wants(t, "gone", d.said(), hotkey.CodePortal)
		d.owned("", ":1.8")
		wants(t, "back", d.said(), "well")
		d.say(old)
		wants(t, "a press from the old one", d.heard(), "")
		d.say(d.key("Activated"))
		wants(t, "a press from the new one", d.heard(), "down")
	})
}

// A portal that crashes at each request must not be asked all the time.
func TestAPortalThatEndsAgainAndAgainIsLeftAlone(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		for i := range 600 { // ten minutes of one restart a second
			d.restart(fmt.Sprintf(":1.%d", 7+i), fmt.Sprintf(":1.%d", 8+i))
			time.Sleep(time.Second)
			synctest.Wait()
		}
		if n := d.count("CreateSession"); n > 15 {
			t.Errorf("asked %d times in ten minutes", n)
		}
		time.Sleep(maxRetryDelay)
		synctest.Wait()
		d.heard()
		d.say(d.key("Activated"))
		wants(t, "a press once it stays", d.heard(), "down")
	})
}

func TestAUserWhoRefusedIsNotAskedAgain(t *testing.T) {
	denies := func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
		return []any{at}, []dbus.Signal{d.response(at, 1, map[string]dbus.Variant{})}
	}
	onWayland(t, &desktop{owner: portalOwner, bind: denies}, func(d *desktop) {
		wants(t, "grab", d.grab(), hotkey.CodeDenied)
		d.restart(portalOwner, ":1.8")
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := d.count("BindShortcuts"); n != 1 {
			t.Errorf("asked %d times, want once", n)
		}
		wants(t, "told", d.said(), "")
		d.bind = nil
		wants(t, "on the user's request", d.grab(), "well")
	})
}

func TestAPortalThatComesLater(t *testing.T) {
	onWayland(t, &desktop{}, func(d *desktop) {
		wants(t, "grab", d.grab(), hotkey.CodeWayland)
		d.owned("", portalOwner)
		time.Sleep(time.Second)
		synctest.Wait()
		wants(t, "told", d.said(), "well")
	})
}

func TestThePortalEndsWhileTheUserIsAsked(t *testing.T) {
	asks := func(_ *desktop, request dbus.ObjectPath) ([]any, []dbus.Signal) { return []any{request}, nil }
	onWayland(t, &desktop{owner: portalOwner, bind: asks}, func(d *desktop) {
		wants(t, "grab", d.grab(), hotkey.CodeAsking)
		d.bind = nil
		d.restart(portalOwner, ":1.8")
		time.Sleep(time.Second)
		synctest.Wait()
		wants(t, "told", d.said(), hotkey.CodePortal+" well")
	})
}

// kde fakes the portal of Plasma 5.27: it takes shortcuts with the session, stores their keys
// under the session's token, and BindShortcuts opens System Settings.
type kde struct {
	keys   map[string]string // the user's keys, by token
	opened int               // how often System Settings opened
}

func (k *kde) desktop() *desktop {
	list := func(d *desktop) map[string]dbus.Variant {
		asked, _ := d.options["shortcuts"].Value().([][]any)
		if len(asked) != 1 {
			return shortcuts()
		}
		token, _ := d.options["session_handle_token"].Value().(string)
		id, _ := asked[0][0].(string)
		return shortcuts(listed{id, map[string]dbus.Variant{"trigger_description": dbus.MakeVariant(k.keys[token])}})
	}
	return &desktop{
		owner: portalOwner,
		create: func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
			results := list(d)
			results["session_handle"] = dbus.MakeVariant(string(d.session))
			return []any{at}, []dbus.Signal{d.response(at, 0, results)}
		},
		bind: func(d *desktop, at dbus.ObjectPath) ([]any, []dbus.Signal) {
			k.opened++
			return []any{at}, []dbus.Signal{d.response(at, 0, list(d))}
		},
	}
}

// On KDE the user chooses the key once. After that it is set at each start, and nothing opens.
func TestTheKeyOfKDE(t *testing.T) {
	k := &kde{keys: map[string]string{}}
	d := k.desktop()
	onWayland(t, d, func(d *desktop) {
		wants(t, "grab", d.grab(), hotkey.CodeUnconfirmed)
		token, _ := d.options["session_handle_token"].Value().(string)
		k.keys[token] = "Meta+H"
		d.say(dbus.Signal{Path: portalPath, Name: shortcutsInterface + ".ShortcutsChanged", Body: []any{d.session, []listed{{shortcutID, map[string]dbus.Variant{"trigger_description": dbus.MakeVariant("Meta+H")}}}}})
		wants(t, "told", d.said(), "well")
		d.say(d.key("Activated"), d.key("Deactivated"))
		wants(t, "a press", d.heard(), "down up")
	})
	for range 2 {
		onWayland(t, k.desktop(), func(d *desktop) {
			wants(t, "grab at a later start", d.grab(), "well")
			wants(t, "its name", d.p.KeyName(), "Meta+H")
			d.say(d.key("Activated"))
			wants(t, "a press", d.heard(), "down")
			// After a restart of the portal: the same key, and no question.
			d.restart(portalOwner, ":1.8")
			time.Sleep(time.Second)
			synctest.Wait()
			wants(t, "told", d.said(), hotkey.CodePortal+" well")
		})
	}
	if k.opened != 1 {
		t.Errorf("System Settings opened %d times, want once", k.opened)
	}
}

// Practice runs beside the real program and does not share its key.
func TestPracticeHasAKeyOfItsOwn(t *testing.T) {
	k := &kde{keys: map[string]string{}}
	d := k.desktop()
	onWayland(t, d, func(d *desktop) {
		wants(t, "grab", d.grab(), hotkey.CodeUnconfirmed)
		token, _ := d.options["session_handle_token"].Value().(string)
		k.keys[token] = "Meta+H"
	})
	onWayland(t, k.desktop(), func(d *desktop) {
		d.p.ForPractice()
		wants(t, "grab", d.grab(), hotkey.CodeUnconfirmed)
		d.say(d.key("Activated"))
		wants(t, "the real one's key", d.heard(), "")
	})
}

// The Closed signal of the old session may come after the next session was created. The new
// session has the same path and must continue.
func TestTheEndOfTheSessionBeforeIsNotTheEndOfThisOne(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		d.closes = true
		wants(t, "grab again", d.grab(), "well")
		d.say(d.key("Activated"))
		wants(t, "a press", d.heard(), "down")
	})
}

func TestAnotherChordIsAskedForInANewSession(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		c, _ := settings.ParseChord("Ctrl+Shift+F7")
		if _, err := d.p.Grab(c); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if n := d.count("Close"); n != 1 {
			t.Errorf("closed %d sessions, want the old one", n)
		}
		if !strings.Contains(d.trigger, "CTRL+SHIFT+F7") {
			t.Errorf("asked for %s", d.trigger)
		}
		d.say(d.key("Activated"))
		wants(t, "the new session's key", d.heard(), "down")
		d.p.Ungrab()
		synctest.Wait()
		d.say(d.key("Activated"))
		wants(t, "after it was released", d.heard(), "")
	})
}

// Signals that waited while the process was stopped or the machine slept have no usable time.
// They count as sent at the start of the stop.
func TestAPressReadLateIsOld(t *testing.T) {
	onWayland(t, &desktop{owner: portalOwner}, func(d *desktop) {
		wants(t, "grab", d.grab(), "well")
		time.Sleep(950 * time.Millisecond)
		d.say(d.key("Activated"))
		if age := d.keys[0].Age; age > 100*time.Millisecond {
			t.Errorf("a press on a process that runs: %v old", age)
		}
		d.p.eventAge.Quiet(time.Now().Add(-5 * time.Second)) // the last poll before the process was stopped
		d.say(d.key("Activated"))
		if age := d.keys[1].Age; age < 5*time.Second {
			t.Errorf("a press after a standstill of 5 s: at most %v old", age)
		}
	})
}

func TestTheBusGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desktop{owner: portalOwner}
		conn := fakebus.Dial(t, d.answer)
		p, err := newConn(conn, slog.New(slog.DiscardHandler), "")
		if err != nil {
			t.Fatal(err)
		}
		ran := make(chan error, 1)
		go func() { ran <- p.Run(t.Context(), d.event, d.down) }()
		d.p = p
		wants(t, "grab", d.grab(), "well")
		_ = conn.Close()
		err = <-ran
		wants(t, "run", codeIn(err), hotkey.CodeLost)
		if !errors.Is(err, hotkey.ErrDesktopEnded) {
			t.Errorf("got %v, want the desktop's end", err)
		}
		wants(t, "told", d.said(), hotkey.CodeLost)
		wants(t, "grab", codeIn(func() error { _, err := p.Grab(settings.DefaultChord()); return err }()), hotkey.CodeLost)
		p.Ungrab()
		p.Close()
	})
}

// FuzzPortalSignal parses arbitrary signals. Only the portal's signal for our shortcut may be
// parsed as a key event.
func FuzzPortalSignal(f *testing.F) {
	names := []string{
		shortcutsInterface + ".Activated", shortcutsInterface + ".Deactivated", shortcutsInterface + ".ShortcutsChanged",
		requestInterface + ".Response", sessionInterface + ".Closed", sessionbus.OwnerChanged, "org.example.Other",
	}
	senders := []string{portalOwner, ":1.66", "org.freedesktop.DBus", ""}
	session := dbus.ObjectPath(sessionPrefix + "1_1/x")
	values := append([]any{
		session, shortcutID, uint64(1), map[string]dbus.Variant{}, portalName, uint32(0),
		[][]any{{shortcutID, map[string]dbus.Variant{"trigger_description": dbus.MakeVariant(strings.Repeat("F9\x00", 100))}}},
		[][]any{{"other", 7}, {shortcutID}, nil, {shortcutID, 7}}, map[string]dbus.Variant{"shortcuts": dbus.MakeVariant([]listed{})},
	}, fakebus.Values()...)
	f.Add(byte(0), byte(0), []byte{0, 1, 2, 3})
	f.Add(byte(1), byte(0), []byte{0, 1})
	f.Add(byte(2), byte(0), []byte{0, 6})
	f.Add(byte(3), byte(0), []byte{5, 8})
	f.Add(byte(5), byte(2), []byte{4, 1, 1})
	f.Fuzz(func(t *testing.T, name, sender byte, kinds []byte) {
		s := &dbus.Signal{Name: names[int(name)%len(names)], Sender: senders[int(sender)%len(senders)], Path: session, Body: fakebus.Body(kinds[:min(len(kinds), 8)], values)}
		switch m := parseSignal(s, portalOwner, shortcutID).(type) {
		case keySignal:
			id, _ := s.Body[1].(string)
			if path, ok := s.Body[0].(dbus.ObjectPath); s.Sender != portalOwner || !ok || path != m.session || id != shortcutID {
				t.Errorf("%v was parsed as a key event", s)
			}
		case changedSignal:
			if n := len([]rune(m.key.name)); n > maxKeyName || strings.ContainsAny(m.key.name, "\x00\x1b\n") {
				t.Errorf("the name of a key: %q", m.key.name)
			}
		case responseSignal:
			if path, ok := parseSession(m.results); ok && !strings.HasPrefix(string(path), sessionPrefix) {
				t.Errorf("a session at %q", path)
			}
			parseShortcuts(m.results["shortcuts"].Value(), shortcutID)
		case ownerSignal:
			if s.Sender != "org.freedesktop.DBus" {
				t.Errorf("%s told who owns the portal", s.Sender)
			}
		}
	})
}
