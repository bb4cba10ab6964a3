package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// keyboard joins the hotkey's events with the filter that makes presses of them.
type keyboard struct {
	log     *slog.Logger
	about   string // what the key does, for a desktop that asks its person
	pressed func(at time.Time)
	trouble func(code string, c settings.Chord) // an empty code: it works again
	gone    func()                              // the desktop ended, and with it the session

	resting bool // no chord is to be registered; set before Run, then by rest

	registering sync.Mutex // held while a chord is registered or let go of

	mu       sync.Mutex
	listener *hotkey.Listener
	key      hold.Key
	held     time.Time // the chord was down when it was registered, and nothing came since
	chord    settings.Chord
	code     string // why there is no hotkey
	last     time.Time
}

// Run opens the desktop's hotkey backend, registers the first of chords that is
// free and serves until ctx ends. A desktop without hotkeys is told, not an
// error.
func (k *keyboard) Run(ctx context.Context, chords []settings.Chord) error {
	l, err := hotkey.Open(k.log, k.about)
	if err != nil {
		k.fail(err, chords[0])
		return nil
	}
	k.mu.Lock()
	k.listener = l
	k.mu.Unlock()
	for i, c := range chords {
		if err = k.Grab(c); err == nil || codeOf(err) != hotkey.CodeTaken || i == len(chords)-1 {
			break
		}
	}
	err = l.Run(ctx, k.event, func(err error) {
		if err == nil {
			k.set("")
			k.trouble("", k.Chord())
			return
		}
		k.fail(err, k.Chord())
	})
	l.Close()
	if err != nil {
		k.fail(err, k.Chord())
		if errors.Is(err, hotkey.ErrDesktopEnded) {
			k.gone()
		}
	}
	return nil
}

// Grab changes the chord; on failure the old one stays, and the trouble is told.
func (k *keyboard) Grab(c settings.Chord) error {
	k.registering.Lock()
	defer k.registering.Unlock()
	k.mu.Lock()
	l := k.listener
	if k.resting {
		l = nil
	}
	k.mu.Unlock()
	if l == nil {
		return nil
	}
	held, err := l.Grab(c)
	if err != nil {
		if l.Backend == hotkey.BackendPortal {
			k.expect(c)
		}
		k.fail(err, c)
		return err
	}
	k.mu.Lock()
	k.chord, k.code, k.key, k.held = c, "", hold.Key{Polled: l.Polled}, time.Time{}
	if held {
		k.held = time.Now()
	}
	k.mu.Unlock()
	k.trouble("", c)
	return nil
}

// rest lets go of the chord and registers none, or ends that and registers the
// first of chords.
func (k *keyboard) rest(on bool, chords []settings.Chord) {
	k.registering.Lock()
	k.mu.Lock()
	l := k.listener
	k.resting = on
	if on {
		k.chord, k.code, k.held = settings.Chord{}, "", time.Time{}
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

// expect notes a chord that the desktop may give later: the old one is gone.
func (k *keyboard) expect(c settings.Chord) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.chord, k.key, k.held = c, hold.Key{}, time.Time{}
}

func (k *keyboard) event(e hotkey.Event) {
	at := time.Now().Add(-e.Age)
	k.mu.Lock()
	if !k.held.IsZero() {
		// Only an event tells what time it is on the keyboard's own clock.
		k.key.Held(e.Time - at.Sub(k.held))
		k.held = time.Time{}
	}
	pressed := k.key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time})
	if pressed {
		k.last = at
	}
	k.mu.Unlock()
	if pressed {
		k.pressed(at)
	}
}

func (k *keyboard) fail(err error, c settings.Chord) {
	k.log.Warn("hotkey", "err", err)
	code := codeOf(err)
	k.set(code)
	k.trouble(code, c)
}

func (k *keyboard) set(code string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.code = code
}

// lacks reports whether c is to be registered: it is not, or another was refused
// since, and c is wanted again and works as before.
func (k *keyboard) lacks(c settings.Chord) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.chord != c || k.code == hotkey.CodeTaken || k.code == hotkey.CodeNoSuchKey
}

// Chord is the chord that is registered, zero if none is.
func (k *keyboard) Chord() settings.Chord {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.chord
}

// Name is what people call the key that presses: the desktop's name for it where it
// has one, else the chord. It is empty while no key does.
func (k *keyboard) Name() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.listener == nil || k.listener.Backend != hotkey.BackendPortal {
		return k.chord.String()
	}
	if !serving(k.code) {
		return ""
	}
	if name := k.listener.KeyName(); name != "" {
		return name
	}
	return k.chord.String()
}

// Status names the live backend, why it does not work, and when it last fired. A
// portal that gives no key is no backend.
func (k *keyboard) Status() (backend, code string, last time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	backend = string(hotkey.BackendNone)
	if k.listener != nil && (k.listener.Backend != hotkey.BackendPortal || serving(k.code)) {
		backend = string(k.listener.Backend)
	}
	return backend, k.code, k.last
}

func codeOf(err error) string {
	if e := (*hotkey.Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return "failed"
}
