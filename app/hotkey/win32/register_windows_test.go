package win32

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// typed sends keys as a keyboard does (keybd_event): the virtual key, negative for its
// release.
func typed(keys ...int) {
	event := user32.NewProc("keybd_event")
	for _, key := range keys {
		up := uintptr(0)
		if key < 0 {
			key, up = -key, 2 // KEYEVENTF_KEYUP
		}
		_, _, _ = event.Call(uintptr(key), 0, up, 0)
	}
}

const shift, ctrl, f13, f14 = 0x10, 0x11, 0x7c, 0x7d

func chordOf(t *testing.T, text string) settings.Chord {
	t.Helper()
	c, err := settings.ParseChord(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// unregistered is a backend without a chord.
func unregistered() *Keys { return New(slog.New(slog.DiscardHandler)) }

// listening is a backend that runs, with its events.
func listening(t *testing.T, chord string) (*Keys, chan hotkey.Event) {
	t.Helper()
	l := unregistered()
	if _, err := l.Grab(chordOf(t, chord)); err != nil {
		t.Fatal(err)
	}
	events := make(chan hotkey.Event, 64)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, func(e hotkey.Event) { events <- e }, func(error) {}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l, events
}

func wantEvent(t *testing.T, events chan hotkey.Event, down bool) hotkey.Event {
	t.Helper()
	select {
	case e := <-events:
		if e.Down != down {
			t.Fatalf("got %+v, want down %v", e, down)
		}
		return e
	case <-time.After(time.Minute):
		t.Fatalf("no event, want down %v", down)
	}
	return hotkey.Event{}
}

// TestAChordIsHeardWithItsRelease: a key that stays down is down until it comes up, and keys
// that are not the chord are nothing.
func TestAChordIsHeardWithItsRelease(t *testing.T) {
	_, events := listening(t, "Ctrl+Shift+F13")
	for range 3 {
		typed(f13, -f13, ctrl, f13, -f13, -ctrl, ctrl, shift, f14, -f14) // none is the chord
		typed(f13)
		first := wantEvent(t, events, true)
		typed(-f13, -shift, -ctrl)
		if up := wantEvent(t, events, false); up.Time < first.Time || first.Age < 0 || up.Age < 0 {
			t.Errorf("released at %v after %v, ages %v and %v", up.Time, first.Time, up.Age, first.Age)
		}
	}
	select {
	case e := <-events:
		t.Errorf("one more event: %+v", e)
	default:
	}
}

// TestAChordThatWasDownIsNoPress, and its release is reported.
func TestAChordThatWasDownIsNoPress(t *testing.T) {
	l, events := listening(t, "Ctrl+Shift+F14")
	typed(f13)
	held, err := l.Grab(chordOf(t, "Ctrl+Shift+F13"))
	if err != nil || !held {
		t.Fatalf("held %v, %v", held, err)
	}
	typed(-f13)
	wantEvent(t, events, false)
	typed(ctrl, shift, f14, -f14, f13, -f13, -shift, -ctrl) // the chord before is released
	wantEvent(t, events, true)
	wantEvent(t, events, false)
}

// TestTheAgeOfAPressIsItsMessages: what waits in the queue grows old.
func TestTheAgeOfAPressIsItsMessages(t *testing.T) {
	l := unregistered()
	if _, err := l.Grab(chordOf(t, "Ctrl+Shift+F13")); err != nil {
		t.Fatal(err)
	}
	typed(ctrl, shift, f13, -f13, -shift, -ctrl)
	const lay = 300 * time.Millisecond
	time.Sleep(lay) // nobody reads
	events := make(chan hotkey.Event, 64)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { _ = l.Run(ctx, func(e hotkey.Event) { events <- e }, func(error) {}) }()
	defer cancel()
	if e := wantEvent(t, events, true); e.Age < lay/2 {
		t.Errorf("a press that lay for %v is %v old", lay, e.Age)
	}
}

// TestAHoldOverTheEndOfTheCount: the times of messages begin again at 0 after 49.7 days.
func TestAHoldOverTheEndOfTheCount(t *testing.T) {
	l := unregistered()
	events := make(chan hotkey.Event, 64)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = l.Run(ctx, func(e hotkey.Event) { events <- e }, func(error) {}) }()
	l.events <- winEvent{true, math.MaxUint32 - 999}
	l.events <- winEvent{false, 1000}
	down := wantEvent(t, events, true)
	if up := wantEvent(t, events, false); up.Time-down.Time != 2*time.Second {
		t.Errorf("a key that was down for 2 s counts as down for %v", up.Time-down.Time)
	}
}

// TestATakenChordIsTold, keeps the one before, and can be had when it is released.
func TestATakenChordIsTold(t *testing.T) {
	rival := unregistered()
	if _, err := rival.Grab(chordOf(t, "Ctrl+Shift+F13")); err != nil {
		t.Fatal(err)
	}
	l, events := listening(t, "Ctrl+Shift+F14")
	_, err := l.Grab(chordOf(t, "Ctrl+Shift+F13"))
	if e := (*hotkey.Error)(nil); !errors.As(err, &e) || e.Code != hotkey.CodeTaken || !errors.Is(err, windows.ERROR_HOTKEY_ALREADY_REGISTERED) {
		t.Fatalf("got %v, want taken", err)
	}
	typed(ctrl, shift, f14, -f14, -shift, -ctrl)
	wantEvent(t, events, true)
	wantEvent(t, events, false)
	rival.Close()
	if _, err := l.Grab(chordOf(t, "Ctrl+Shift+F13")); err != nil {
		// The rival's thread may not have ended yet.
		for end := time.Now().Add(time.Minute); err != nil && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			_, err = l.Grab(chordOf(t, "Ctrl+Shift+F13"))
		}
		if err != nil {
			t.Error(err)
		}
	}
	l.Close()
	if _, err := l.Grab(chordOf(t, "Ctrl+Shift+F14")); err == nil {
		t.Error("a closed listener registers")
	}
}

// TestWhyAChordIsRefused: nobody is told to look for another program where there is none.
func TestWhyAChordIsRefused(t *testing.T) {
	for err, code := range map[error]string{
		windows.ERROR_HOTKEY_ALREADY_REGISTERED:          hotkey.CodeTaken,
		windows.ERROR_NOT_ENOUGH_QUOTA:                   hotkey.CodeFailed,
		windows.ERROR_CLASS_DOES_NOT_EXIST:               hotkey.CodeFailed, // 1411
		windows.ERROR_ACCESS_DENIED:                      hotkey.CodeLost,
		windows.ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION: hotkey.CodeLost,
		hotkey.ErrSilent:                                 hotkey.CodeLost,
	} {
		e := (*hotkey.Error)(nil)
		if got := refusal(chordOf(t, "Ctrl+Shift+F13"), err); !errors.As(got, &e) || e.Code != code || !errors.Is(got, err) {
			t.Errorf("%v: got %v, want %s", err, got, code)
		}
	}
}

// TestAThreadThatEndsIsTold: the listener ends, so that another one can be opened.
func TestAThreadThatEndsIsTold(t *testing.T) {
	l := unregistered()
	if _, err := l.Grab(chordOf(t, "Ctrl+Shift+F13")); err != nil {
		t.Fatal(err)
	}
	_, _, _ = procPostThread.Call(uintptr(l.thread.id), 0x0012, 0, 0) // WM_QUIT
	if err := l.Run(t.Context(), func(hotkey.Event) {}, func(error) {}); !errors.Is(err, hotkey.ErrSilent) {
		t.Errorf("got %v", err)
	}
}

// TestAThreadThatGoesOnKeepsNoChord: Go keeps the first thread of a process, and with it what is
// registered there. The next listener must get the chord.
func TestAThreadThatGoesOnKeepsNoChord(t *testing.T) {
	lost, over := make(chan struct{}), make(chan struct{})
	defer close(over)
	thread := &winThread{events: make(chan winEvent, 64), lost: lost, ready: make(chan struct{})}
	go func() { thread.loop(); <-over }()
	chord := chordOf(t, "Ctrl+Shift+F13")
	if _, err := thread.do(t.Context(), time.Minute, winRequest{key: f13, modifiers: modifiers(chord)}); err != nil {
		t.Fatal(err)
	}
	_, _, _ = procPostThread.Call(uintptr(thread.id), 0x0012, 0, 0) // WM_QUIT
	<-lost
	other := unregistered()
	defer other.Close()
	other.firstGrab = false // it would try again
	if _, err := other.Grab(chord); err != nil {
		t.Error(err)
	}
}

// TestARequestThatNobodyWaitsForChangesNothing: what a slow system did too late is undone, and
// a chord that was to be released is.
func TestARequestThatNobodyWaitsForChangesNothing(t *testing.T) {
	l, events := listening(t, "Ctrl+Shift+F14")
	thread := l.thread
	gone := true
	runtime.LockOSThread() // in the thread's place
	defer runtime.UnlockOSThread()
	thread.register(winRequest{key: f13, modifiers: modifiers(chordOf(t, "Ctrl+Shift+F13")), done: make(chan winReply, 1), abandoned: &gone})
	typed(ctrl, shift, f13, -f13, f14, -f14, -shift, -ctrl)
	wantEvent(t, events, true)
	wantEvent(t, events, false)
	select {
	case e := <-events:
		t.Errorf("one more event: %+v", e)
	default:
	}
	other := unregistered()
	if _, err := other.Grab(chordOf(t, "Ctrl+Shift+F13")); err != nil {
		t.Errorf("the chord of a request that nobody waits for is kept: %v", err)
	}
	other.Close()
	thread.post(winRequest{done: make(chan winReply, 1), abandoned: &gone})
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		free := unregistered()
		_, err := free.Grab(chordOf(t, "Ctrl+Shift+F14"))
		free.Close()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
