//go:build darwin && cgo

package macos

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	xhotkey "golang.design/x/hotkey"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// New makes the backend. It registers nothing yet, and so always succeeds.
func New(log *slog.Logger) *Keys {
	l := &Keys{log: log, start: time.Now(), changed: make(chan struct{}, 1)}
	l.closing, l.cancel = context.WithCancel(context.Background())
	return l
}

// Keys is the backend on golang.design/x/hotkey v0.6.1.
//
// desktop.Listener says what its methods promise.
type Keys struct {
	log     *slog.Logger
	start   time.Time
	closing context.Context
	cancel  context.CancelFunc
	changed chan struct{} // wakes Run after a new registration

	mu      sync.Mutex
	current *registration // nil for none
}

// registration is one registered chord. The library replaces the channels of a Hotkey when
// it is unregistered, so each registration has its own Hotkey and reads its channels once.
type registration struct {
	chord      settings.Chord
	key        xhotkey.Key
	hotkey     *xhotkey.Hotkey
	downs, ups <-chan xhotkey.Event
	held       bool            // the key was down before the registration; only Run changes it
	ended      context.Context // done when the chord is unregistered
	end        context.CancelFunc
}

func (l *Keys) Grab(c settings.Chord) (heldNow bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closing.Err() != nil {
		return false, &hotkey.Error{Code: hotkey.CodeLost, Chord: c}
	}
	key, ok := libraryKey(c.Key)
	if !ok {
		return false, &hotkey.Error{Code: hotkey.CodeNoSuchKey, Chord: c}
	}
	if l.current != nil && l.current.chord == c {
		return keyDown(key), nil
	}
	heldNow = keyDown(key)
	h := xhotkey.New(libraryModifiers(c), key)
	if err := register(h); err != nil {
		if e, ok := errors.AsType[*hotkey.Error](err); ok {
			e.Chord = c
			return false, e
		}
		return false, &hotkey.Error{Code: refusedCode, Chord: c, Err: err}
	}
	l.unregister()
	heldNow = heldNow && keyDown(key)
	l.current = &registration{chord: c, key: key, hotkey: h, downs: h.Keydown(), ups: h.Keyup(), held: heldNow}
	l.current.ended, l.current.end = context.WithCancel(l.closing)
	newest.Wake(l.changed)
	l.log.Debug("chord registered", "chord", c.String())
	return heldNow, nil
}

func (l *Keys) Ungrab() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unregister()
}

// unregister releases the current chord and drains its channels: otherwise a goroutine of
// the library would wait for a reader.
func (l *Keys) unregister() {
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
	case <-time.After(mainLoopTimeout):
		l.log.Warn("the chord could not be unregistered in time", "chord", old.chord.String())
	}
}

// mainLoopTimeout is for registering and releasing a chord.
const mainLoopTimeout = 2 * time.Second

// register registers within mainLoopTimeout. A registration that completes later is undone.
func register(h *xhotkey.Hotkey) error {
	var none struct{}
	_, err := deadline.Begin(mainLoopTimeout, error(&hotkey.Error{Code: hotkey.CodeLost, Err: hotkey.ErrSilent}),
		func() (struct{}, error) { return none, h.Register() },
		func(struct{}) { _ = h.Unregister() })() // nothing more can be done about a failure
	return err
}

func (l *Keys) Close() {
	l.cancel()
	l.Ungrab()
}

func (l *Keys) Run(ctx context.Context, events func(hotkey.Event), down func(error)) error {
	defer l.Close()
	defer context.AfterFunc(ctx, l.cancel)()
	for {
		if r := l.registered(); r != nil {
			discard(r.ended, r.downs, r.ups) // releasing the previous chord may have taken long
			pump(r.ended, r.downs, r.ups, r.released, func(isDown bool, age time.Duration) {
				events(hotkey.Event{Down: isDown, Time: time.Since(l.start), Age: age})
			})
			if r.ended.Err() == nil { // the library closed the channels
				err := &hotkey.Error{Code: hotkey.CodeLost, Chord: r.chord}
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

func (l *Keys) registered() *registration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.current
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
