package keyboard

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"syscall"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/desktop"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Keyboard registers the chord with the desktop and turns key events into presses.
type Keyboard struct {
	Log          *slog.Logger
	Purpose      string // what the key does, for desktops that ask the person for consent
	Open         func(log *slog.Logger, about string) (*desktop.Listener, error)
	Pressed      func(at time.Time)
	Trouble      func(code string, c settings.Chord) // an empty code: it works again
	SessionEnded func()                              // called when the desktop has ended
	DesktopRuns  func() bool                         // asked after the bus has ended; nil: no

	// MissingSince is since when no hotkey is registered; zero while one is, or if unknown. It
	// is set before Run, then owned by the Keyboard (mu).
	MissingSince time.Time

	Lease Lease // while a window holds it, presses go to that window

	Suspended  bool // register no chord; set before Run, then by Suspend
	desktopPID int  // process ID of the desktop, 0 if unknown; used by Run only
	busLost    bool // the bus ended while the desktop still runs; used by Run only

	registering sync.Mutex // held while a chord is registered or released

	mu        sync.Mutex
	listener  *desktop.Listener
	key       hold.Key
	heldSince time.Time // when the chord was registered while pressed; zero after the next event
	chord     settings.Chord
	code      string // why there is no hotkey
	lastPress time.Time
	refusals  chan struct{} // receives one when a chord is refused
}

// Back-off of the retries: for a desktop that does not answer, and for a refused chord.
const (
	reconnectFirst = 2 * time.Second
	reconnectMax   = time.Minute
	retryMax       = 30 * time.Second
)

// Run listens until ctx ends, for the first of chords that is free. A desktop without
// hotkeys is reported by trouble and is not an error. A desktop that does not answer, is not
// there yet, or has lost its bus is tried again: otherwise a program started in a busy
// moment or before the desktop would have no hotkey all day.
func (k *Keyboard) Run(ctx context.Context, chords func() []settings.Chord) error {
	k.mu.Lock()
	k.refusals = make(chan struct{}, 1)
	k.mu.Unlock()
	seen := false // there is or was a desktop
	for wait := reconnectFirst; ; wait = min(2*wait, reconnectMax) {
		began := time.Now()
		err := k.listen(ctx, chords)
		switch {
		case k.busLost:
			if codeOf(err) == hotkey.CodeWayland && !k.DesktopRuns() {
				k.SessionEnded()
				return nil
			}
		case seen && displayGone(err):
			k.SessionEnded()
			return nil
		case errors.Is(err, hotkey.ErrSilent):
			seen = true
		case codeOf(err) != hotkey.CodeNoDisplay:
			return nil // final, unlike a display that is not there yet
		}
		if time.Since(began) > reconnectMax {
			wait = reconnectFirst // it worked for that long
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

// displayGone reports whether the display's server is gone. Other failures do not prove
// that: it may accept no more clients, or the home with its cookie may be unreachable.
func displayGone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
}

// listen opens the desktop's hotkey backend, registers a chord and serves until ctx or
// the desktop ends. It reports its own failures.
func (k *Keyboard) listen(ctx context.Context, chords func() []settings.Chord) error {
	l, err := k.connect(chords()[0])
	if err != nil {
		return err
	}
	defer l.Close()
	if err := k.grabFirst(chords); errors.Is(err, hotkey.ErrSilent) {
		return err
	}
	var retrying sync.WaitGroup
	defer retrying.Wait()
	listening, stop := context.WithCancel(ctx)
	defer stop()
	retrying.Go(func() { k.retryRefused(listening, func() { _ = k.grab(chords()[0], true) }) })
	err = l.Run(ctx, k.handleEvent, func(err error) {
		if err == nil {
			k.setCode("")
			k.logRegistered(k.Chord())
			k.Trouble("", k.Chord())
			return
		}
		k.reportLost(err)
	})
	stop()
	if err != nil {
		k.reportLost(err)
		if errors.Is(err, hotkey.ErrDesktopEnded) {
			if k.busLost = l.Backend == hotkey.BackendPortal && k.DesktopRuns != nil && k.DesktopRuns(); !k.busLost {
				k.SessionEnded()
			}
		}
	}
	return err
}

// connect opens the desktop's backend; wanted is the chord to name in a failure.
func (k *Keyboard) connect(wanted settings.Chord) (*desktop.Listener, error) {
	l, err := k.Open(k.Log, k.Purpose)
	if err != nil {
		// Do not report the same failure at each retry.
		if _, before, _ := k.Status(); !k.busLost && (before != hotkey.CodeNoDisplay || codeOf(err) != before) {
			k.reportFailure(err, wanted)
		}
		return nil, err
	}
	k.busLost = false
	if k.desktopPID != 0 && l.Desktop != k.desktopPID {
		// It belongs to another log-on, which has its own resident.
		k.SessionEnded()
		l.Close()
		return nil, hotkey.ErrDesktopEnded
	}
	k.desktopPID = l.Desktop
	k.mu.Lock()
	k.listener = l
	suspended := k.Suspended
	k.mu.Unlock()
	if suspended {
		k.setCode("")
		k.Trouble("", settings.Chord{})
	}
	return l, nil
}

// grabFirst registers the first of the chords that is free.
func (k *Keyboard) grabFirst(chords func() []settings.Chord) (err error) {
	wanted := chords()
	if err = firstFree(wanted, k.Grab); errors.Is(err, hotkey.ErrSilent) {
		return err
	}
	if now := chords()[0]; now != wanted[0] {
		_ = k.Grab(now) // the setting has changed in the meantime
	}
	return nil
}

// firstFree grabs one chord after the other until one works, or none can.
func firstFree(chords []settings.Chord, grab func(settings.Chord) error) (err error) {
	for _, c := range chords {
		if err = grab(c); !Refused(codeOf(err)) && codeOf(err) != hotkey.CodeLayoutSwitch {
			return err
		}
	}
	return err
}

// retryRefused tries a refused chord again: the other program may release it, or a layout
// with its key may be added. Nothing is reported until that works.
func (k *Keyboard) retryRefused(ctx context.Context, try func()) {
	for wait := reconnectFirst; ; wait = min(2*wait, retryMax) {
		if _, code, _ := k.Status(); !Refused(code) {
			select {
			case <-k.refusals:
				wait = reconnectFirst
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		if _, code, _ := k.Status(); Refused(code) {
			try()
		}
	}
}

// Refused reports whether a chord was refused for a reason that can pass.
func Refused(code string) bool {
	return code == hotkey.CodeTaken || code == hotkey.CodeNoSuchKey || code == hotkey.CodeFailed
}

// Grab changes the chord; on failure the old one stays and the failure is reported.
func (k *Keyboard) Grab(c settings.Chord) error { return k.grab(c, false) }

// grab is Grab; if quietly, the failure that is known already is not reported again.
func (k *Keyboard) grab(c settings.Chord, quietly bool) error {
	k.registering.Lock()
	defer k.registering.Unlock()
	k.mu.Lock()
	l := k.listener
	if k.Suspended {
		l = nil
	}
	k.mu.Unlock()
	if l == nil {
		return nil
	}
	held, err := l.Grab(c)
	if _, before, _ := k.Status(); quietly && err != nil && codeOf(err) == before {
		return err
	}
	if err != nil && codeOf(err) != hotkey.CodeLayoutSwitch {
		if l.Backend == hotkey.BackendPortal {
			k.expectChord(c)
		}
		if hotkey.Serving(codeOf(err)) {
			k.logRegistered(c)
		}
		k.reportFailure(err, c)
		return err
	}
	k.mu.Lock()
	k.chord, k.code, k.key, k.heldSince = c, "", hold.Key{Polled: l.Polled}, time.Time{}
	if held {
		k.heldSince = time.Now()
	}
	k.mu.Unlock()
	k.logRegistered(c)
	if err != nil {
		k.reportFailure(err, c)
		return err
	}
	k.Trouble("", c)
	return nil
}

// NeedsGrab reports whether c must be registered: it is not the current chord, or another
// one was refused since, and Grab must clear that error.
func (k *Keyboard) NeedsGrab(c settings.Chord) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.chord != c || Refused(k.code)
}

// Suspend releases the chord and keeps any from being registered, or ends that and
// registers the first of chords.
func (k *Keyboard) Suspend(on bool, chords []settings.Chord) {
	k.registering.Lock()
	k.mu.Lock()
	l := k.listener
	k.Suspended = on
	if on {
		k.chord, k.code, k.heldSince = settings.Chord{}, "", time.Time{}
	}
	k.mu.Unlock()
	if on && l != nil {
		l.Ungrab()
	}
	k.registering.Unlock()
	if !on {
		_ = k.Grab(chords[0])
	}
}

// expectChord sets a chord that the portal may still grant; the old one is released.
func (k *Keyboard) expectChord(c settings.Chord) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.chord, k.key, k.heldSince = c, hold.Key{}, time.Time{}
}

func (k *Keyboard) handleEvent(e hotkey.Event) {
	at := time.Now().Add(-e.Age)
	k.mu.Lock()
	if !k.heldSince.IsZero() {
		// The keyboard has its own clock, and only an event shows its time.
		k.key.Held(e.Time - at.Sub(k.heldSince))
		k.heldSince = time.Time{}
	}
	pressed := k.key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time})
	if pressed {
		k.lastPress = at
	}
	k.mu.Unlock()
	if pressed {
		k.Pressed(at)
	}
}

// reportLost reports that the registered chord is lost or may not arrive any more.
func (k *Keyboard) reportLost(err error) {
	k.mu.Lock()
	if code := codeOf(err); k.MissingSince.IsZero() && !hotkey.Serving(code) && code != hotkey.CodeLayoutSwitch {
		k.MissingSince = time.Now()
	}
	k.mu.Unlock()
	k.reportFailure(err, k.Chord())
}

// logRegistered logs that the chord is registered again, and for how long none was.
func (k *Keyboard) logRegistered(c settings.Chord) {
	k.mu.Lock()
	without := k.MissingSince
	k.MissingSince = time.Time{}
	k.mu.Unlock()
	if !without.IsZero() {
		k.Log.Info("hotkey registered", "chord", c.String(), "without_ms", time.Since(without).Milliseconds())
	}
}

func (k *Keyboard) reportFailure(err error, c settings.Chord) {
	k.Log.Warn("hotkey", "err", err)
	code := codeOf(err)
	k.setCode(code)
	k.Trouble(code, c)
}

func (k *Keyboard) setCode(code string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.code = code
	if Refused(code) && k.refusals != nil {
		newest.Wake(k.refusals)
	}
}

// Chord is the registered chord, zero if there is none.
func (k *Keyboard) Chord() settings.Chord {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.chord
}

// Name is the name of the key to press: the desktop's own where it has one, else the
// chord. It is empty while there is no hotkey.
func (k *Keyboard) Name() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.listener == nil || k.listener.Backend != hotkey.BackendPortal {
		return k.chord.String()
	}
	if !hotkey.Serving(k.code) {
		return ""
	}
	if name := k.listener.KeyName(); name != "" {
		return name
	}
	return k.chord.String()
}

// Status returns the backend, why it does not work, and the last press. A portal that
// grants no key does not count as a backend.
func (k *Keyboard) Status() (backend, code string, last time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	backend = string(hotkey.BackendNone)
	if k.listener != nil && (k.listener.Backend != hotkey.BackendPortal || hotkey.Serving(k.code)) {
		backend = string(k.listener.Backend)
	}
	return backend, k.code, k.lastPress
}

// codeOf is the code of a failure, "" for none.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	if e := (*hotkey.Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return hotkey.CodeFailed
}

// WorthRetrying reports whether a hotkey that failed with this code may work now. A taken
// one is retried by the keyboard itself.
func WorthRetrying(code string) bool {
	return code == hotkey.CodePermission || code == hotkey.CodeLost
}
