package resident

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
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// keyboard joins the hotkey's events with the filter that makes presses of them.
type keyboard struct {
	log     *slog.Logger
	about   string // what the key does, for a desktop that asks its person
	open    func(log *slog.Logger, about string) (*hotkey.Listener, error)
	pressed func(at time.Time)
	trouble func(code string, c settings.Chord) // an empty code: it works again
	gone    func()                              // the desktop ended, and with it the session
	goesOn  func() bool                         // whether the desktop goes on where its bus ended; nil: it does not

	lease lease // a window that records a chord has the presses

	suspended bool // no chord is to be registered; set before Run, then by rest
	desktop   int  // the process that serves it, 0 if that is not known; Run's own
	lostBus   bool // the desktop's bus ended and is not back, and the desktop goes on; Run's own

	registering sync.Mutex // held while a chord is registered or let go of

	mu       sync.Mutex
	listener *hotkey.Listener
	key      hold.Key
	held     time.Time // the chord was down when it was registered, and nothing came since
	chord    settings.Chord
	code     string // why there is no hotkey
	last     time.Time
	without  time.Time     // since when there is no hotkey; zero while there is one, or where that is not known
	refusals chan struct{} // takes one when a chord is refused
}

// A desktop that did not answer is asked again, and a chord that was refused is tried
// again, sooner at first.
const (
	askAgainFirst = 2 * time.Second
	askAgainLast  = time.Minute
	tryAgainLast  = 30 * time.Second
)

// Run listens until ctx ends, for the first of chords that is free. A desktop without
// hotkeys is told, not an error; one that did not answer or is not there is asked again,
// since a program that was started in a busy moment, or before the desktop, would else
// have no hotkey all day. So is a bus that ended while the desktop goes on.
func (k *keyboard) Run(ctx context.Context, chords func() []settings.Chord) error {
	k.mu.Lock()
	k.refusals = make(chan struct{}, 1)
	k.mu.Unlock()
	met := false // a desktop is or was there
	for wait := askAgainFirst; ; wait = min(2*wait, askAgainLast) {
		began := time.Now()
		err := k.listen(ctx, chords)
		switch {
		case k.lostBus:
			if codeOf(err) == hotkey.CodeWayland && !k.goesOn() {
				k.gone()
				return nil
			}
		case met && nobodyThere(err):
			k.gone()
			return nil
		case errors.Is(err, hotkey.ErrSilent):
			met = true
		case codeOf(err) != hotkey.CodeNoDisplay:
			return nil // else the desktop may come after us
		}
		if time.Since(began) > askAgainLast {
			wait = askAgainFirst // it answered for that long
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

// nobodyThere reports whether nobody serves the display any more. Other failures of a
// desktop that was there are its own: it may be full, or the home with its secret away.
func nobodyThere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
}

// listen opens the desktop's hotkey backend, registers a chord and serves until ctx or
// the desktop ends. What goes wrong is told here.
func (k *keyboard) listen(ctx context.Context, chords func() []settings.Chord) error {
	l, err := k.connect(chords()[0])
	if err != nil {
		return err
	}
	defer l.Close()
	if err := k.grabFirst(chords); errors.Is(err, hotkey.ErrSilent) {
		return err
	}
	var regaining sync.WaitGroup
	defer regaining.Wait()
	listening, stop := context.WithCancel(ctx)
	defer stop()
	regaining.Go(func() { k.regain(listening, func() { _ = k.grab(chords()[0], true) }) })
	err = l.Run(ctx, k.event, func(err error) {
		if err == nil {
			k.set("")
			k.there(k.Chord())
			k.trouble("", k.Chord())
			return
		}
		k.lost(err)
	})
	stop()
	if err != nil {
		k.lost(err)
		if errors.Is(err, hotkey.ErrDesktopEnded) {
			if k.lostBus = l.Backend == hotkey.BackendPortal && k.goesOn != nil && k.goesOn(); !k.lostBus {
				k.gone()
			}
		}
	}
	return err
}

// connect opens the desktop's backend. Wanted is the chord that trouble is told of.
func (k *keyboard) connect(wanted settings.Chord) (*hotkey.Listener, error) {
	l, err := k.open(k.log, k.about)
	if err != nil {
		// Trouble that is known already is not told again.
		if _, before, _ := k.Status(); !k.lostBus && (before != hotkey.CodeNoDisplay || codeOf(err) != before) {
			k.fail(err, wanted)
		}
		return nil, err
	}
	k.lostBus = false
	if k.desktop != 0 && l.Desktop != k.desktop {
		// Another log-on's, which has a program of its own.
		k.gone()
		l.Close()
		return nil, hotkey.ErrDesktopEnded
	}
	k.desktop = l.Desktop
	k.mu.Lock()
	k.listener = l
	suspended := k.suspended
	k.mu.Unlock()
	if suspended {
		k.set("")
		k.trouble("", settings.Chord{})
	}
	return l, nil
}

// grabFirst registers the first of the chords that is free.
func (k *keyboard) grabFirst(chords func() []settings.Chord) (err error) {
	wanted := chords()
	for i, c := range wanted {
		if err = k.Grab(c); !refused(codeOf(err)) && codeOf(err) != hotkey.CodeLayoutSwitch || i == len(wanted)-1 {
			break
		}
	}
	if errors.Is(err, hotkey.ErrSilent) {
		return err
	}
	if now := chords()[0]; now != wanted[0] {
		_ = k.Grab(now) // it was changed meanwhile
	}
	return nil
}

// regain tries a refused chord again, since the other program may release it and a layout
// with its key may come. Nothing is told until it works: nobody wants to read each minute
// that nothing has changed.
func (k *keyboard) regain(ctx context.Context, try func()) {
	for wait := askAgainFirst; ; wait = min(2*wait, tryAgainLast) {
		if _, code, _ := k.Status(); !refused(code) {
			select {
			case <-k.refusals:
				wait = askAgainFirst
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		if _, code, _ := k.Status(); refused(code) {
			try()
		}
	}
}

// refused reports whether a chord was not registered for a reason that may go.
func refused(code string) bool { return code == hotkey.CodeTaken || code == hotkey.CodeNoSuchKey }

// Grab changes the chord; on failure the old one stays, and the trouble is told.
func (k *keyboard) Grab(c settings.Chord) error { return k.grab(c, false) }

// grab is Grab; quietly, the trouble that is known already is not told again.
func (k *keyboard) grab(c settings.Chord, quietly bool) error {
	k.registering.Lock()
	defer k.registering.Unlock()
	k.mu.Lock()
	l := k.listener
	if k.suspended {
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
			k.expect(c)
		}
		if hotkey.Serving(codeOf(err)) {
			k.there(c)
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
	k.there(c)
	if err != nil {
		k.fail(err, c)
		return err
	}
	k.trouble("", c)
	return nil
}

// lost tells of a chord that was registered and is not any more, or may not arrive.
func (k *keyboard) lost(err error) {
	k.mu.Lock()
	if code := codeOf(err); k.without.IsZero() && !hotkey.Serving(code) && code != hotkey.CodeLayoutSwitch {
		k.without = time.Now()
	}
	k.mu.Unlock()
	k.fail(err, k.Chord())
}

// there logs that the chord is registered, and for how long none was.
func (k *keyboard) there(c settings.Chord) {
	k.mu.Lock()
	without := k.without
	k.without = time.Time{}
	k.mu.Unlock()
	if !without.IsZero() {
		k.log.Info("hotkey registered", "chord", c.String(), "without_ms", time.Since(without).Milliseconds())
	}
}

// suspend lets go of the chord and registers none, or ends that and registers the
// first of chords.
func (k *keyboard) suspend(on bool, chords []settings.Chord) {
	k.registering.Lock()
	k.mu.Lock()
	l := k.listener
	k.suspended = on
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
	if refused(code) && k.refusals != nil {
		select {
		case k.refusals <- struct{}{}:
		default: // it is known
		}
	}
}

// needsGrab reports whether c is to be registered: it is not, or another was refused
// since, and c is wanted again and works as before.
func (k *keyboard) needsGrab(c settings.Chord) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.chord != c || refused(k.code)
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
	if !hotkey.Serving(k.code) {
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
	if k.listener != nil && (k.listener.Backend != hotkey.BackendPortal || hotkey.Serving(k.code)) {
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

// hotkeyTrouble tells why there is no hotkey, with a chord to use instead where there is
// one, and that there is one again. Without a code it works.
func (r *resident) hotkeyTrouble(code string, c, spare settings.Chord) {
	r.screen.state.spare = spare
	text := r.p.Words.HotkeyInstead(code, c.String(), spare.String())
	if code != "" && code != r.screen.state.hotkey {
		if hotkey.ByHand(code) {
			r.showSteps(code, c)
		} else {
			r.hintNote(text)
		}
		r.p.Warn(text)
		if code == hotkey.CodePermission {
			go hotkey.AskPermission()
		}
	}
	if code == "" && (refused(r.screen.state.hotkey) || r.screen.state.hotkey == hotkey.CodeLayoutSwitch) && r.practice == nil {
		r.hintNote(r.p.Words.HotkeyBack(c.String())) // in the place of the note that it does not
	}
	r.screen.state.hotkey = code
	r.show(false)
	if r.practice != nil && code == "" {
		r.p.Say(r.p.Words.PracticeStarted(practiceAgent, c.String()))
	}
}

// spareFor finds a chord to use instead of one that does not get through.
func (r *resident) spareFor(code string, c settings.Chord) (spare settings.Chord) {
	if code == hotkey.CodeLayoutSwitch {
		spare, _ = hotkey.FirstFree(r.log, settings.SpareChords(c))
	}
	return spare
}

// hotkeyAgain registers the chord once more where what was missing may have come
// since. No event tells that the person has given the permission, so it is tried
// when the tray is there and whenever the menu opens; settings that are saved
// and a restart try it as well.
func (r *resident) hotkeyAgain() {
	if mayHaveCome(r.screen.state.hotkey) {
		go func() { _ = r.hotkey.Grab(r.live.chords()[0]) }()
	}
}

// mayHaveCome reports whether a hotkey refused with this code may be had now. One that
// is taken is tried again by the keyboard itself.
func mayHaveCome(code string) bool {
	return code == hotkey.CodePermission || code == hotkey.CodeLost
}
