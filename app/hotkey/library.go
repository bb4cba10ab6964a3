//go:build windows || (darwin && cgo)

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

// This file and library_windows.go run under Wine in the checks; they were never
// run on a real Windows. On macOS they have been type-checked only; there
// registering needs the main run loop, so Grab only answers once the tray runs.

// Open makes a listener on this desktop. It always succeeds; what the system
// refuses, it refuses to [Listener.Grab]. A nil log logs nothing. Neither system
// asks what the key is for.
func Open(log *slog.Logger, _ string) (*Listener, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &library{log: log, start: time.Now(), changed: make(chan struct{}, 1), first: true, within: registerWithin}
	l.closing, l.cancel = context.WithCancel(context.Background())
	return &Listener{Backend: libraryBackend, Polled: libraryPolled, source: l}, nil
}

// library is the backend that golang.design/x/hotkey v0.6.1 serves.
type library struct {
	log     *slog.Logger
	start   time.Time
	closing context.Context
	cancel  context.CancelFunc
	changed chan struct{} // a registration came

	mu     sync.Mutex
	first  bool
	within time.Duration // how long a registration may take
	now    *registration // nil for none
}

// registration is one chord that is registered. The library replaces the
// channels of a Hotkey when it is unregistered, so they are fetched once for
// each registration and a Hotkey is never used again.
type registration struct {
	chord      settings.Chord
	key        xhotkey.Key
	hotkey     *xhotkey.Hotkey
	downs, ups <-chan xhotkey.Event
	held       bool            // the key was down already; only run changes it
	ended      context.Context // ends with the registration
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
	if l.now != nil && l.now.chord == c {
		return keyDown(key), nil
	}
	heldNow = keyDown(key)
	try := func() (err error) {
		hotkey := xhotkey.New(libraryModifiers(c), key)
		if err := register(hotkey, l.within); err != nil {
			if e, ok := errors.AsType[*Error](err); ok {
				e.Chord = c
				return e
			}
			return &Error{Code: refusedCode, Chord: c, Err: err}
		}
		l.release()
		heldNow = heldNow && keyDown(key)
		l.now = &registration{chord: c, key: key, hotkey: hotkey, downs: hotkey.Keydown(), ups: hotkey.Keyup(), held: heldNow}
		l.now.ended, l.now.end = context.WithCancel(l.closing)
		return nil
	}
	if l.first {
		l.first = false
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
	l.release()
}

// release unregisters the chord and empties its channels, which else keep a
// goroutine of the library waiting for a reader.
func (l *library) release() {
	old := l.now
	if old == nil {
		return
	}
	l.now = nil
	old.end()
	gone := make(chan error, 1)
	go func() {
		err := old.hotkey.Unregister()
		gone <- err
		if err != nil {
			return
		}
		for range old.downs {
		}
		for range old.ups {
		}
	}()
	select {
	case err := <-gone:
		if err != nil {
			l.log.Warn("the chord could not be unregistered", "chord", old.chord.String(), "err", err)
		}
	case <-time.After(soon):
		l.log.Warn("the chord could not be unregistered in time", "chord", old.chord.String())
	}
}

// soon is how long the system may take to release a chord, and to register one for a
// caller that only looks.
const soon = 2 * time.Second

// register registers within a limit. A registration that comes later is undone.
func register(hotkey *xhotkey.Hotkey, limit time.Duration) error {
	var none struct{}
	_, err := deadline.Begin(limit, error(&Error{Code: CodeLost, Err: ErrSilent}),
		func() (struct{}, error) { return none, hotkey.Register() },
		func(struct{}) { _ = hotkey.Unregister() })() // nobody listens to it; there is nothing more to do
	return err
}

func (l *library) close() {
	l.cancel()
	l.ungrab()
}

// run is Listener.Run.
func (l *library) run(ctx context.Context, events func(Event), down func(error)) error {
	defer l.close()
	defer context.AfterFunc(ctx, l.cancel)()
	for {
		if r := l.current(); r != nil {
			discard(r.ended, r.downs, r.ups) // to release the chord before may have taken long
			pump(r.ended, r.downs, r.ups, r.released, func(isDown bool, age time.Duration) {
				events(Event{Down: isDown, Time: time.Since(l.start), Age: age})
			})
			if r.ended.Err() == nil { // the library closed the channels by itself
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

// released reports, once, that a key that was down before the registration came
// up. The library tells the release of presses only that it has told.
func (r *registration) released() bool {
	if !r.held || keyDown(r.key) {
		return false
	}
	r.held = false
	return true
}

func (l *library) current() *registration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// once keeps the first refusal from being retried for a second, and a registration from
// being waited for longer than soon.
func (l *library) once() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.first, l.within = false, soon
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
