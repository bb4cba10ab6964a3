//go:build darwin && cgo

package hotkey

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	xhotkey "golang.design/x/hotkey"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The backend of macOS. It was never run, only type-checked. Registering needs the main run
// loop, so Grab returns only while the tray runs.

// Open makes a listener on this desktop. It always succeeds; only [Listener.Grab] can be
// refused. A nil log logs nothing. macOS does not show the text that says what the key does.
func Open(log *slog.Logger, _ string) (*Listener, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &library{log: log, start: time.Now(), changed: make(chan struct{}, 1), firstGrab: true, timeout: registerTimeout}
	l.closing, l.cancel = context.WithCancel(context.Background())
	return &Listener{Backend: libraryBackend, Polled: libraryPolled, source: l}, nil
}

// library is the backend on golang.design/x/hotkey v0.6.1.
type library struct {
	log     *slog.Logger
	start   time.Time
	closing context.Context
	cancel  context.CancelFunc
	changed chan struct{} // wakes run after a new registration

	mu        sync.Mutex
	firstGrab bool          // no chord was requested yet
	timeout   time.Duration // of a registration
	current   *registration // nil for none
}

// registration is one registered chord. The library replaces the channels of a Hotkey when
// it is unregistered, so each registration has its own Hotkey and reads its channels once.
type registration struct {
	chord      settings.Chord
	key        xhotkey.Key
	hotkey     *xhotkey.Hotkey
	downs, ups <-chan xhotkey.Event
	held       bool            // the key was down before the registration; only run changes it
	ended      context.Context // done when the chord is unregistered
	end        context.CancelFunc
}

func (l *library) grab(c settings.Chord) (heldNow bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing.Err() != nil {
		return false, &Error{Code: CodeLost, Chord: c}
	}
	key, ok := libraryKey(c.Key)
	if !ok {
		return false, &Error{Code: CodeNoSuchKey, Chord: c}
	}
	if l.current != nil && l.current.chord == c {
		return keyDown(key), nil
	}
	heldNow = keyDown(key)
	try := func() (err error) {
		hotkey := xhotkey.New(libraryModifiers(c), key)
		if err := register(hotkey, l.timeout); err != nil {
			if e, ok := errors.AsType[*Error](err); ok {
				e.Chord = c
				return e
			}
			return &Error{Code: refusedCode, Chord: c, Err: err}
		}
		l.unregister()
		heldNow = heldNow && keyDown(key)
		l.current = &registration{chord: c, key: key, hotkey: hotkey, downs: hotkey.Keydown(), ups: hotkey.Keyup(), held: heldNow}
		l.current.ended, l.current.end = context.WithCancel(l.closing)
		return nil
	}
	if l.firstGrab {
		l.firstGrab = false
		err = retryTaken(l.closing, try)
	} else {
		err = try()
	}
	if err != nil {
		return false, err
	}
	newest.Wake(l.changed)
	l.log.Debug("chord registered", "chord", c.String())
	return heldNow, nil
}

func (l *library) ungrab() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unregister()
}

// unregister releases the current chord and drains its channels: otherwise a goroutine of
// the library would wait for a reader.
func (l *library) unregister() {
	old := l.current
	if old == nil {
		return
	}
	l.current = nil
	old.end()
	done := make(chan error, 1)
	go func() {
		err := old.hotkey.Unregister()
		done <- err
		if err != nil {
			return
		}
		for range old.downs {
		}
		for range old.ups {
		}
	}()
	select {
	case err := <-done:
		if err != nil {
			l.log.Warn("the chord could not be unregistered", "chord", old.chord.String(), "err", err)
		}
	case <-time.After(shortTimeout):
		l.log.Warn("the chord could not be unregistered in time", "chord", old.chord.String())
	}
}

// shortTimeout is for releasing a chord, and for registering one as a test.
const shortTimeout = 2 * time.Second

// register registers within the timeout. A registration that completes later is undone.
func register(hotkey *xhotkey.Hotkey, timeout time.Duration) error {
	var none struct{}
	_, err := deadline.Begin(timeout, error(&Error{Code: CodeLost, Err: ErrSilent}),
		func() (struct{}, error) { return none, hotkey.Register() },
		func(struct{}) { _ = hotkey.Unregister() })() // nothing more can be done about a failure
	return err
}

func (l *library) close() {
	l.cancel()
	l.ungrab()
}

func (l *library) run(ctx context.Context, events func(Event), down func(error)) error {
	defer l.close()
	defer context.AfterFunc(ctx, l.cancel)()
	for {
		if r := l.registered(); r != nil {
			discard(r.ended, r.downs, r.ups) // releasing the previous chord may have taken long
			pump(r.ended, r.downs, r.ups, r.released, func(isDown bool, age time.Duration) {
				events(Event{Down: isDown, Time: time.Since(l.start), Age: age})
			})
			if r.ended.Err() == nil { // the library closed the channels
				err := &Error{Code: CodeLost, Chord: r.chord}
				down(err)
				return err
			}
		}
		select {
		case <-l.closing.Done():
			return nil
		case <-l.changed:
		}
	}
}

// released reports, once, that a key that was down before the registration came up. The
// library does not report that release: it never reported the press.
func (r *registration) released() bool {
	if !r.held || keyDown(r.key) {
		return false
	}
	r.held = false
	return true
}

func (l *library) registered() *registration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.current
}

// noRetry turns off the retry of the first chord and shortens the timeout.
func (l *library) noRetry() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.firstGrab, l.timeout = false, shortTimeout
}

func libraryModifiers(c settings.Chord) []xhotkey.Modifier {
	var mods []xhotkey.Modifier
	for _, m := range []struct {
		on  bool
		mod xhotkey.Modifier
	}{{c.Ctrl, xhotkey.ModCtrl}, {c.Shift, xhotkey.ModShift}, {c.Alt, modAlt}, {c.Super, modSuper}} {
		if m.on {
			mods = append(mods, m.mod)
		}
	}
	return mods
}
