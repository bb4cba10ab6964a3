//go:build linux && desktop

package x11_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/desktop"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// These tests press keys on a real X server, through its XTEST extension:
//
//	go test -trimpath -tags "nowindow desktop" ./app/hotkey/x11/
//
// They need xvfb, setxkbmap and a DISPLAY that nobody works on (Xvfb -noreset). Without them
// they fail; nothing is skipped.

// The key codes that Linux gives the keys of a PC keyboard.
const (
	keyA, keyQ               = 38, 24
	keyCtrl, keyShift        = 37, 50
	keyAlt, keySuper         = 64, 133
	keyF8, keyF9             = 74, 75
	keyCapsLock              = 66
	keyF13                   = 191
	shift, lock, ctrl uint16 = 1, 2, 4
)

var (
	ctrlShiftF9 = settings.DefaultChord()
	ctrlShiftF8 = settings.Chord{Ctrl: true, Shift: true, Key: "F8"}
)

// timeout is how long the desktop may take before a test fails.
const timeout = 20 * time.Second

// keyboard types keys and is also another program that grabs keys.
type keyboard struct {
	t    *testing.T
	conn *xgb.Conn
	root xproto.Window

	window xproto.Window // created by types
}

func newKeyboard(t *testing.T) *keyboard {
	t.Helper()
	if os.Getenv("DISPLAY") == "" {
		t.Fatal("DISPLAY is not set: start Xvfb -noreset -displayfd 1 and set it")
	}
	t.Setenv("XDG_SESSION_TYPE", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	xgb.Logger.SetOutput(io.Discard)
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if err := xtest.Init(conn); err != nil {
		t.Fatal(err)
	}
	k := &keyboard{t: t, conn: conn, root: xproto.Setup(conn).DefaultScreen(conn).Root}
	k.layout("us")
	k.focus(xproto.InputFocusPointerRoot)
	t.Cleanup(func() { // keys that a failed test left down would disturb the next test
		k.release(keyF9, keyF8, keyShift, keyCtrl, keyAlt, keySuper)
	})
	return k
}

func (k *keyboard) fake(kind byte, codes ...byte) {
	k.t.Helper()
	for _, code := range codes {
		if err := xtest.FakeInputChecked(k.conn, kind, code, 0, k.root, 0, 0, 0).Check(); err != nil {
			k.t.Fatal(err)
		}
	}
}

func (k *keyboard) press(codes ...byte)   { k.t.Helper(); k.fake(xproto.KeyPress, codes...) }
func (k *keyboard) release(codes ...byte) { k.t.Helper(); k.fake(xproto.KeyRelease, codes...) }

// tap presses the keys in this order and releases them in the reverse order.
func (k *keyboard) tap(codes ...byte) {
	k.t.Helper()
	k.press(codes...)
	for i := len(codes) - 1; i >= 0; i-- {
		k.release(codes[i])
	}
}

// repeats switches the server's own repeats of held keys.
func (k *keyboard) repeats(mode uint32) {
	k.t.Helper()
	if err := xproto.ChangeKeyboardControlChecked(k.conn, xproto.KbAutoRepeatMode, []uint32{mode}).Check(); err != nil {
		k.t.Fatal(err)
	}
}

// layout switches the keyboard layout for the test.
func (k *keyboard) layout(name string) {
	k.t.Helper()
	if out, err := exec.Command("setxkbmap", name).CombinedOutput(); err != nil {
		k.t.Fatalf("setxkbmap %s: %v: %s", name, err, out)
	}
}

func (k *keyboard) focus(w xproto.Window) {
	k.t.Helper()
	if err := xproto.SetInputFocusChecked(k.conn, xproto.InputFocusPointerRoot, w, xproto.TimeCurrentTime).Check(); err != nil {
		k.t.Fatal(err)
	}
}

// grab grabs a key, as another program.
func (k *keyboard) grab(code byte, state uint16) error {
	return xproto.GrabKeyChecked(k.conn, false, k.root, state, xproto.Keycode(code), xproto.GrabModeAsync, xproto.GrabModeAsync).Check()
}

func (k *keyboard) ungrab(code byte, state uint16) {
	k.t.Helper()
	if err := xproto.UngrabKeyChecked(k.conn, xproto.Keycode(code), k.root, state).Check(); err != nil {
		k.t.Fatal(err)
	}
}

// free reports whether another program could grab the key.
func (k *keyboard) free(code byte, state uint16) bool {
	k.t.Helper()
	err := k.grab(code, state)
	if err == nil {
		k.ungrab(code, state)
		return true
	}
	if _, ok := err.(xproto.AccessError); !ok {
		k.t.Fatal(err)
	}
	return false
}

// until polls until ok.
func (k *keyboard) until(what string, ok func() bool) {
	k.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	over := time.After(timeout)
	for !ok() {
		select {
		case <-tick.C:
		case <-over:
			k.t.Fatalf("gave up waiting until %s", what)
		}
	}
}

// listener is a running Listener with its events and reports.
type listener struct {
	*desktop.Listener
	t      *testing.T
	events chan hotkey.Event
	downs  chan error
	ended  chan error
}

func open(t *testing.T) *desktop.Listener {
	t.Helper()
	l, err := desktop.Open(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if l.Backend != hotkey.BackendX11 {
		t.Errorf("got backend %s, want %s", l.Backend, hotkey.BackendX11)
	}
	t.Cleanup(l.Close)
	return l
}

func run(t *testing.T, l *desktop.Listener) *listener {
	t.Helper()
	r := &listener{Listener: l, t: t, events: make(chan hotkey.Event, 1000), downs: make(chan error, 10), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		err := l.Run(ctx, func(e hotkey.Event) { r.events <- e }, func(err error) { r.downs <- err })
		r.ended <- err
		close(r.ended)
	}()
	t.Cleanup(func() {
		cancel()
		<-r.ended
	})
	return r
}

func listen(t *testing.T, c settings.Chord) *listener {
	t.Helper()
	l := open(t)
	if held, err := l.Grab(c); err != nil || held {
		t.Fatalf("Grab(%s) = %v, %v, want false, nil", c, held, err)
	}
	return run(t, l)
}

func (l *listener) next() hotkey.Event {
	l.t.Helper()
	return receive(l.t, l.events, "an event")
}

func receive[E any](t *testing.T, from <-chan E, what string) E {
	t.Helper()
	select {
	case e := <-from:
		return e
	case <-time.After(timeout):
		t.Fatalf("gave up waiting for %s", what)
		panic("unreachable")
	}
}

// wantTap expects one press and its release next. Events come in order, so this also shows
// that earlier keys gave no event.
func (l *listener) wantTap() {
	l.t.Helper()
	d, u := l.next(), l.next()
	if !d.Down || u.Down || d.Time > u.Time || d.Age < 0 || u.Age < 0 {
		l.t.Fatalf("got %+v and %+v, want a down and its up", d, u)
	}
}

func code(err error) string {
	if e, ok := errors.AsType[*hotkey.Error](err); ok {
		return e.Code
	}
	return ""
}

// While a key is down the server sends the whole keyboard to the program that grabbed the
// chord. A stuck key must not keep people from typing and lockers from locking. It stays one
// press, with and without repeats, and whether or not the modifiers are released.
func TestAHeldKeyLeavesTheKeyboardToOthers(t *testing.T) {
	k := newKeyboard(t)
	t.Cleanup(func() { _ = exec.Command("xset", "r", "on").Run() })
	for repeat, released := range map[string]bool{"off": true, "on": false} {
		t.Run(fmt.Sprintf("repeat %s, modifiers released %v", repeat, released), func(t *testing.T) {
			k.t = t
			if out, err := exec.Command("xset", "r", repeat).CombinedOutput(); err != nil {
				t.Fatalf("xset: %v: %s", err, out)
			}
			l := listen(t, ctrlShiftF9)
			k.press(keyCtrl, keyShift, keyF9)
			c := counter{l: l}
			c.until("the press", func() bool { return c.presses == 1 })
			if released {
				k.release(keyShift, keyCtrl)
			}
			k.until("a locker gets the keyboard", func() bool {
				r, err := xproto.GrabKeyboard(k.conn, false, k.root, xproto.TimeCurrentTime, xproto.GrabModeAsync, xproto.GrabModeAsync).Reply()
				return err == nil && r.Status == xproto.GrabStatusSuccess
			})
			if err := xproto.UngrabKeyboardChecked(k.conn, xproto.TimeCurrentTime).Check(); err != nil {
				t.Fatal(err)
			}
			k.until("a letter arrives where it is typed", func() bool { return k.types(keyQ) })

			// Longer than a key without events counts as down; then press the modifiers again.
			c.during(3 * time.Second)
			k.release(keyShift, keyCtrl)
			k.press(keyCtrl, keyShift)
			c.during(time.Second)
			if c.presses != 1 {
				t.Errorf("got %d presses of a key that is held, want 1", c.presses)
			}
			k.release(keyF9, keyShift, keyCtrl)
			c.until("the release", func() bool { return !c.last.Down && c.during(200*time.Millisecond) == 0 })
			k.tap(keyCtrl, keyShift, keyF9)
			c.until("the next press", func() bool { return c.presses == 2 && !c.last.Down })
			l.Close()
		})
	}
}

// Ungrab while the chord's key is down releases the keyboard as well.
func TestAChordThatIsGivenUpWhileHeld(t *testing.T) {
	k := newKeyboard(t)
	l := listen(t, ctrlShiftF9)
	k.press(keyCtrl, keyShift, keyF9)
	if e := l.next(); !e.Down {
		t.Fatalf("got %+v, want a down", e)
	}
	l.Ungrab()
	k.release(keyShift, keyCtrl)
	if !k.types(keyQ) {
		t.Error("a letter was typed, and did not arrive")
	}
	k.release(keyF9)
}

// counter counts the presses that the key filter makes of a listener's events.
type counter struct {
	l       *listener
	key     hold.Key
	last    hotkey.Event
	presses int
}

func (c *counter) take(e hotkey.Event) {
	c.last = e
	if c.key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time}) {
		c.presses++
	}
}

// during takes events for that time and returns their number.
func (c *counter) during(d time.Duration) (n int) {
	for over := time.After(d); ; n++ {
		select {
		case e := <-c.l.events:
			c.take(e)
		case <-over:
			return n
		}
	}
}

// until takes events until ok.
func (c *counter) until(what string, ok func() bool) {
	c.l.t.Helper()
	for over := time.Now().Add(timeout); !ok(); {
		if time.Now().After(over) {
			c.l.t.Fatalf("gave up waiting for %s", what)
		}
		c.during(5 * time.Millisecond)
	}
}

// types taps a key and reports whether it arrives at the window in focus.
func (k *keyboard) types(code byte) bool {
	k.t.Helper()
	if k.window == 0 {
		w, err := xproto.NewWindowId(k.conn)
		if err != nil {
			k.t.Fatal(err)
		}
		k.window = w
		if err := xproto.CreateWindowChecked(k.conn, 0, w, k.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0,
			xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{1, xproto.EventMaskKeyPress | xproto.EventMaskStructureNotify}).Check(); err != nil {
			k.t.Fatal(err)
		}
		if err := xproto.MapWindowChecked(k.conn, w).Check(); err != nil {
			k.t.Fatal(err)
		}
	}
	k.focus(k.window)
	defer k.focus(xproto.InputFocusPointerRoot)
	k.tap(code)
	k.conn.Sync()
	came := false
	for event, err := k.conn.PollForEvent(); event != nil || err != nil; event, err = k.conn.PollForEvent() {
		if e, ok := event.(xproto.KeyPressEvent); ok && byte(e.Detail) == code {
			came = true
		}
	}
	return came
}

// Only a key that is down counts, not the modifiers around it.
func TestGrabWhileOnlyModifiersAreDown(t *testing.T) {
	k := newKeyboard(t)
	l := open(t)
	k.press(keyCtrl, keyShift)
	held, err := l.Grab(ctrlShiftF9)
	if err != nil || held {
		t.Fatalf("Grab = %v, %v, want false, nil", held, err)
	}
	r := run(t, l)
	k.tap(keyF9)
	k.release(keyShift, keyCtrl)
	r.wantTap()
}

// Another program may hold the chord in one lock state only. Then none of the other states may
// stay grabbed.
func TestChordTakenByAnotherProgram(t *testing.T) {
	k := newKeyboard(t)
	const numLock uint16 = 16
	states := []uint16{ctrl | shift, ctrl | shift | lock, ctrl | shift | numLock, ctrl | shift | lock | numLock}
	for _, taken := range states {
		k.until("the previous round has released the chord", func() bool { return k.grab(keyF9, taken) == nil })
		l := open(t)
		if _, err := l.Grab(ctrlShiftF9); code(err) != hotkey.CodeTaken {
			t.Fatalf("state %#x is taken: got %v, want code %s", taken, err, hotkey.CodeTaken)
		}
		for _, s := range states {
			if s != taken && !k.free(keyF9, s) {
				t.Errorf("state %#x is taken: state %#x stayed grabbed", taken, s)
			}
		}
		k.ungrab(keyF9, taken)
		if _, err := l.Grab(ctrlShiftF9); err != nil {
			t.Errorf("after the other program released it: %v", err)
		}
		r := run(t, l)
		k.tap(keyCtrl, keyShift, keyF9)
		r.wantTap()
		l.Close()
	}
}

// The first refusal is retried: here the chord becomes free after it.
func TestFirstRefusalIsRetried(t *testing.T) {
	k := newKeyboard(t)
	if err := k.grab(keyF9, ctrl|shift); err != nil {
		t.Fatal(err)
	}
	l := open(t)
	answer := make(chan error, 1)
	go func() {
		_, err := l.Grab(ctrlShiftF9)
		answer <- err
	}()
	time.AfterFunc(200*time.Millisecond, func() { xproto.UngrabKey(k.conn, keyF9, k.root, ctrl|shift) })
	if err := receive(t, answer, "Grab"); err != nil {
		t.Errorf("got %v, want the chord once it is free", err)
	}
}

func TestChangeOfChord(t *testing.T) {
	k := newKeyboard(t)
	l := listen(t, ctrlShiftF9)
	if _, err := l.Grab(ctrlShiftF8); err != nil {
		t.Fatal(err)
	}
	if !k.free(keyF9, ctrl|shift) || k.free(keyF8, ctrl|shift) {
		t.Error("want the old chord released and the new one grabbed")
	}
	k.tap(keyCtrl, keyShift, keyF9)
	k.tap(keyCtrl, keyShift, keyF8)
	l.wantTap()

	// The same key with fewer modifiers.
	if _, err := l.Grab(settings.Chord{Ctrl: true, Key: "F8"}); err != nil {
		t.Fatal(err)
	}
	if !k.free(keyF8, ctrl|shift) || k.free(keyF8, ctrl) {
		t.Error("want Ctrl+Shift+F8 released and Ctrl+F8 grabbed")
	}

	l.Ungrab()
	if !k.free(keyF8, ctrl) {
		t.Error("want nothing grabbed after Ungrab")
	}
	if _, err := l.Grab(ctrlShiftF9); err != nil {
		t.Fatal(err)
	}
	k.tap(keyCtrl, keyF8)
	k.tap(keyCtrl, keyShift, keyF9)
	l.wantTap()
}

func TestF13ByItsKeyCode(t *testing.T) {
	k := newKeyboard(t)
	l := listen(t, settings.Chord{Key: "F13"})
	k.tap(keyF13)
	l.wantTap()
}

// pressesOf counts the presses in events that have come.
func pressesOf(l *listener, key *hold.Key) (n int) {
	for {
		select {
		case e := <-l.events:
			if key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time}) {
				n++
			}
		default:
			return n
		}
	}
}

// A layout moves the chord to a key that is down. That is no press, also where the server repeats
// keys by releases and presses, the first release of which goes to another program.
func TestTheGrabMovesToAKeyThatIsDown(t *testing.T) {
	k := newKeyboard(t)
	l := listen(t, settings.Chord{Ctrl: true, Shift: true, Key: "Q"})
	k.repeats(xproto.AutoRepeatModeOff) // this test repeats the key
	t.Cleanup(func() { k.release(keyA); k.repeats(xproto.AutoRepeatModeDefault) })
	k.press(keyCtrl, keyShift, keyA)
	k.layout("fr")
	k.until("the grab has moved", func() bool { return !k.free(keyA, ctrl|shift) })
	var key hold.Key
	for range 2 { // held, as by a repeat
		if e := l.next(); key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time}) {
			t.Errorf("a key that was down is pressed: %+v", e)
		}
	}
	k.release(keyA)
	k.press(keyA)
	for {
		e := l.next()
		if key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time}) {
			t.Errorf("its repeat is a press: %+v", e)
		}
		if e.Down {
			return
		}
	}
}

// The chord's key is down while a layout takes it away and gives it back. Its release was not seen,
// and the next press counts nevertheless.
func TestAPressAfterALayoutTookTheKeyAway(t *testing.T) {
	k := newKeyboard(t)
	l := listen(t, settings.Chord{Ctrl: true, Shift: true, Key: "A"})
	t.Cleanup(func() { k.release(keyA) })
	k.press(keyCtrl, keyShift, keyA)
	var key hold.Key
	if e := l.next(); !key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time}) {
		t.Fatalf("got %+v, want a press", e)
	}
	k.layout("ru")
	if err := receive(t, l.downs, "the loss"); code(err) != hotkey.CodeNoSuchKey {
		t.Fatalf("got %v, want code %s", err, hotkey.CodeNoSuchKey)
	}
	k.release(keyA, keyShift, keyCtrl)
	k.layout("us")
	if err := receive(t, l.downs, "the return"); err != nil {
		t.Fatalf("got %v, want nil", err)
	}
	pressesOf(l, &key)
	time.Sleep(200 * time.Millisecond) // longer than a bounce
	k.tap(keyCtrl, keyShift, keyA)
	presses := 0
	k.until("the press is seen", func() bool { presses += pressesOf(l, &key); return presses > 0 })
}

// A program that sends a key to every window presses nothing: nobody pressed the chord.
func TestAKeyThatAProgramSends(t *testing.T) {
	k := newKeyboard(t)
	l := listen(t, ctrlShiftF9)
	k.tap(keyCtrl, keyShift, keyF9)
	_, up := l.next(), l.next()
	tree, err := xproto.QueryTree(k.conn, k.root).Reply()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range tree.Children {
		event := xproto.KeyPressEvent{Detail: keyF9, Time: xproto.Timestamp(up.Time/time.Millisecond) + 1, Root: k.root, Event: w, SameScreen: true}
		if err := xproto.SendEventChecked(k.conn, false, w, 0, string(event.Bytes())).Check(); err != nil {
			t.Fatal(err)
		}
	}
	k.tap(keyCtrl, keyShift, keyF9)
	l.wantTap()
}

// The letter moves to a key that another program has grabbed: the chord is lost, with a
// report, and the old key is released.
func TestLayoutWhereTheKeyIsTaken(t *testing.T) {
	k := newKeyboard(t)
	l := listen(t, settings.Chord{Ctrl: true, Shift: true, Key: "Q"})
	if err := k.grab(keyA, ctrl|shift); err != nil {
		t.Fatal(err)
	}
	k.layout("fr")
	if err := receive(t, l.downs, "the loss"); code(err) != hotkey.CodeTaken {
		t.Fatalf("got %v, want code %s", err, hotkey.CodeTaken)
	}
	if !k.free(keyQ, ctrl|shift) {
		t.Error("the old key stayed grabbed")
	}
}

// A chord pressed under a second layout group is the same key.
func TestSecondGroup(t *testing.T) {
	k := newKeyboard(t)
	k.layout("us,ru")
	l := listen(t, settings.Chord{Ctrl: true, Shift: true, Key: "A"})
	if out, err := exec.Command("setxkbmap", "-layout", "us,ru", "-option", "", "-option", "grp:caps_toggle").CombinedOutput(); err != nil {
		t.Fatalf("setxkbmap: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("setxkbmap", "-option", "").Run() })
	for range 2 {
		k.tap(keyCapsLock) // the other group
		k.tap(keyCtrl, keyShift, keyA)
		l.wantTap()
	}
}

func TestRunEndsWithItsContextAndReleasesTheChord(t *testing.T) {
	k := newKeyboard(t)
	l := open(t)
	if _, err := l.Grab(ctrlShiftF9); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Run(ctx, func(hotkey.Event) {}, func(error) {}); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	k.until("the chord is free", func() bool { return k.free(keyF9, ctrl|shift) })
	if _, err := l.Grab(ctrlShiftF9); code(err) != hotkey.CodeLost {
		t.Errorf("Grab after the end: %v, want code %s", err, hotkey.CodeLost)
	}
}

func TestCloseEndsRun(t *testing.T) {
	newKeyboard(t)
	l := listen(t, ctrlShiftF9)
	l.Close()
	l.Close()
	if err := receive(t, l.ended, "the end of Run"); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if len(l.downs) != 0 {
		t.Errorf("got %v, want no report of a loss", <-l.downs)
	}
}

// serve starts an X server for the test.
func serve(t *testing.T, args ...string) (display string, server *exec.Cmd) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	server = exec.Command("Xvfb", append([]string{"-displayfd", "3", "-noreset", "-nolisten", "tcp"}, args...)...)
	server.ExtraFiles = []*os.File{write}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	t.Cleanup(func() {
		// On SIGTERM it removes its lock file and its socket. It may have ended already.
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	})
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	return ":" + strings.TrimSpace(line), server
}

// Grab gives up on a server that stops answering. When it answers again the chord is free, and
// Desktop shows that it is the same server.
func TestServerThatHangs(t *testing.T) {
	newKeyboard(t)
	display, server := serve(t)
	t.Setenv("DISPLAY", display)
	l := listen(t, ctrlShiftF9)
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// A program that grabs the server stops all others.
	if err := xproto.GrabServerChecked(conn).Check(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Grab(ctrlShiftF8); code(err) != hotkey.CodeLost {
		t.Errorf("Grab = %v, want code %s", err, hotkey.CodeLost)
	}
	if err := receive(t, l.ended, "the end of Run"); code(err) != hotkey.CodeLost || !errors.Is(err, hotkey.ErrSilent) {
		t.Errorf("Run = %v, want code %s: the session may go on", err, hotkey.CodeLost)
	}
	if _, err := desktop.Open(nil, ""); code(err) != hotkey.CodeLost || !errors.Is(err, hotkey.ErrSilent) {
		t.Errorf("Open = %v, want code %s: it is there", err, hotkey.CodeLost)
	}
	if err := xproto.UngrabServerChecked(conn).Check(); err != nil {
		t.Fatal(err)
	}
	if again := listen(t, ctrlShiftF9); again.Desktop != server.Process.Pid {
		t.Errorf("process %d serves the display, want %d", again.Desktop, server.Process.Pid)
	}
}

// A server that requires a secret gets the one from the authority file.
func TestServerThatAsksForASecret(t *testing.T) {
	newKeyboard(t)
	secret, err := hex.DecodeString("00112233445566778899aabbccddeeff")
	if err != nil {
		t.Fatal(err)
	}
	const name = "MIT-MAGIC-COOKIE-1"
	entry := []byte{0xff, 0xff, 0, 0, 0, 0, 0, byte(len(name))}
	entry = append(append(append(entry, name...), 0, 16), secret...)
	file := filepath.Join(t.TempDir(), "authority")
	if err := os.WriteFile(file, entry, 0o600); err != nil {
		t.Fatal(err)
	}
	display, _ := serve(t, "-auth", file)
	t.Setenv("DISPLAY", display)
	t.Setenv("XAUTHORITY", file)
	listen(t, ctrlShiftF9)

	t.Setenv("XAUTHORITY", filepath.Join(t.TempDir(), "none"))
	if l, err := desktop.Open(nil, ""); code(err) != hotkey.CodeNoDisplay {
		t.Errorf("without the secret: got %v, %v, want code %s", l, err, hotkey.CodeNoDisplay)
	}
}

// A program that the service manager started before the desktop does not have the desktop's
// variables. It finds them in the manager once they are set.
func TestADesktopThatComesLater(t *testing.T) {
	newKeyboard(t)
	secret := filepath.Join(t.TempDir(), "authority")
	if err := os.WriteFile(secret, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	display := os.Getenv("DISPLAY")
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	m := &manager{}
	if err := bus.Export(m, "/org/freedesktop/systemd1", "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
	if r, err := bus.RequestName("org.freedesktop.systemd1", dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(r, err)
	}
	t.Setenv("DISPLAY", "")
	t.Setenv("XAUTHORITY", "")
	for _, variables := range [][]string{nil, {"HOME=/"}, {"DISPLAY=:4711"}, {"DISPLAY=example.net:0"}, {"DISPLAY=nonsense"}} {
		m.variables.Store(&variables)
		if l, err := desktop.Open(nil, ""); code(err) != hotkey.CodeNoDisplay {
			t.Errorf("%v: got %v, %v, want code %s", variables, l, err, hotkey.CodeNoDisplay)
		}
		if got := os.Getenv("DISPLAY"); got != "" {
			t.Errorf("%v: DISPLAY is %s now", variables, got)
		}
	}
	m.variables.Store(&[]string{"DISPLAY=" + display, "XAUTHORITY=" + secret})
	listen(t, ctrlShiftF9)
	if os.Getenv("DISPLAY") != display || os.Getenv("XAUTHORITY") != secret {
		t.Errorf("what is started from here would have DISPLAY=%s, XAUTHORITY=%s", os.Getenv("DISPLAY"), os.Getenv("XAUTHORITY"))
	}
}

// manager is a fake service manager.
type manager struct{ variables atomic.Pointer[[]string] }

func (m *manager) Get(face, property string) (dbus.Variant, *dbus.Error) {
	if face != "org.freedesktop.systemd1.Manager" || property != "Environment" {
		return dbus.Variant{}, dbus.MakeFailedError(errors.New("no such property"))
	}
	return dbus.MakeVariant(append([]string{}, *m.variables.Load()...)), nil
}

// FirstFree skips chords that another program or a Listener of ours holds, and leaves nothing
// grabbed.
func TestTheFirstFreeChord(t *testing.T) {
	k := newKeyboard(t)
	spare := settings.SpareChords(ctrlShiftF9)
	l, err := desktop.Open(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.Grab(spare[0]); err != nil {
		t.Fatal(err)
	}
	const keyF11 = 95
	if err := k.grab(keyF11, ctrl|shift); err != nil {
		t.Fatal(err)
	}
	defer k.ungrab(keyF11, ctrl|shift)
	for range 2 {
		if got, ok := desktop.FirstFree(nil, spare); !ok || got != spare[2] {
			t.Errorf("got %s, %v, want %s", got, ok, spare[2])
		}
	}
	if got, ok := desktop.FirstFree(nil, spare[:2]); ok {
		t.Errorf("got %s, which is taken", got)
	}
}
