package hotkey

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Event says that the chord's key went down or came up.
//
// A key that is held arrives as a row of events. On X11 a repeat is an up and
// a down of the same Time; on Windows it is one more down.
type Event struct {
	// Down is true for a key going down and false for a key coming up.
	Down bool

	// Time is the moment of the event on the source's own clock, counted from
	// some fixed point. On X11 it is the server's time with its wrap after
	// 49.7 days taken out; elsewhere it is the time of arrival. Only
	// differences mean anything.
	Time time.Duration

	// Age is how old the event was when it was handed over, as well as this
	// package can tell, and never negative. Where the source does not stamp its
	// events (Windows and macOS) it is the most that it can be: the time since the
	// source was last found empty, so that a press which waited while the process
	// stood still or the machine slept never passes for a new one.
	Age time.Duration
}

// The codes of an [Error]. They are stable; the sentence that an agent reads
// is chosen by them elsewhere.
const (
	CodeTaken        = "taken"         // another program holds the chord; X11 does not say which
	CodeNoSuchKey    = "no_such_key"   // the keyboard layout has no such key or modifier
	CodeLayoutSwitch = "layout_switch" // registered, but the keyboard switches its layout with these modifiers
	CodeNoDisplay    = "no_display"    // there is no desktop to listen on; for Look also one that does not answer
	CodeWayland      = "wayland"       // a Wayland session whose desktop gives no keys to programs
	CodeAsking       = "asking"        // Wayland: the desktop has not answered yet, it may be asking its person
	CodeDenied       = "denied"        // Wayland: the person or the desktop said no
	CodeUnconfirmed  = "unconfirmed"   // Wayland: the desktop did not say which key it gave, if any; presses are served
	CodeClosed       = "closed"        // Wayland: the desktop took the key back
	CodePortal       = "portal"        // Wayland: the portal ended or does not answer as it should
	CodeLost         = "lost"          // the desktop went away, or this listener was closed
	CodePermission   = "permission"    // macOS: Accessibility has not been granted to the program
	CodeUnsupported  = "unsupported"   // no backend for this system in this build
)

// ErrDesktopEnded is the cause of a [CodeLost] where the desktop closed the
// connection, its X server or on Wayland its session bus: it ended, and with it the
// person's session.
var ErrDesktopEnded = errors.New("the desktop ended")

// ErrSilent is the cause of a [CodeLost] where the desktop is there and did not answer
// in time. It may be busy, or a program may have an X server to itself (XGrabServer): a
// Listener that is opened later can work.
var ErrSilent = errors.New("the desktop did not answer in time")

// Error is the type of every error this package returns or tells; test for it
// with errors.As.
type Error struct {
	// Code is one of the Code constants.
	Code string
	// Chord is the chord that was asked for, or the zero Chord when the error
	// is not about one.
	Chord settings.Chord
	// Err is the cause, or nil.
	Err error
}

// Error describes the failure for the log.
func (e *Error) Error() string {
	s := "hotkey"
	if e.Chord != (settings.Chord{}) {
		s += " " + e.Chord.String()
	}
	s += ": " + describe(e.Code)
	if e.Err != nil {
		s += fmt.Sprintf(": %v", e.Err)
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func describe(code string) string {
	switch code {
	case CodeTaken:
		return "taken by another program, choose another chord"
	case CodeNoSuchKey:
		return "not on the current keyboard layout, choose another chord"
	case CodeLayoutSwitch:
		return "registered, but the keyboard switches its layout with its modifiers, choose another chord"
	case CodeNoDisplay:
		return "no desktop to listen on, start the program inside a desktop session"
	case CodeWayland:
		return "a Wayland session does not let programs listen for keys, bind the toggle command in the desktop's shortcut settings"
	case CodeAsking:
		return "the desktop has not answered yet, look for its question"
	case CodeDenied:
		return "the desktop refused, allow the program in the desktop's settings and start it again"
	case CodeUnconfirmed:
		return "the desktop did not say which key it gave, press it to see"
	case CodeClosed:
		return "the desktop took the key back, start the program again to ask for it"
	case CodePortal:
		return "the desktop's portal does not answer as it should, it is asked again when it is started anew"
	case CodeLost:
		return "the connection to the desktop is closed"
	case CodePermission:
		return "allow the program under Privacy and Security, Accessibility"
	case CodeUnsupported:
		return "not on this system yet"
	}
	return code
}

// Backend names what listens for the chord.
type Backend string

// The backends. Portal is the XDG GlobalShortcuts portal on Wayland; None is a
// desktop that this package cannot serve.
const (
	BackendX11     Backend = "x11"
	BackendPortal  Backend = "portal"
	BackendWindows Backend = "windows"
	BackendMacOS   Backend = "macos"
	BackendNone    Backend = "none"
)

// Listener holds one chord on one desktop. Make it with [Open]; its methods
// may be called from any goroutine.
type Listener struct {
	// Backend names what listens. It does not change.
	Backend Backend
	// Polled says that releases are found by asking for the key's state, so that
	// none is lost and a repeat is a down without an up. It does not change.
	Polled bool

	// Desktop is the process that serves the display, where it can be known: an X
	// server on this machine. 0 elsewhere. It does not change.
	Desktop int

	keyName func() string // nil: nobody but us names the key

	source source
}

// source is what a backend gives a Listener.
type source interface {
	run(ctx context.Context, events func(Event), down func(error)) error
	grab(c settings.Chord) (heldNow bool, err error)
	ungrab()
	close()
}

// OpenPractice is [Open] for the pretend server. It may run beside the real one, and a
// desktop that remembers its person's keys by name must not give it the same.
func OpenPractice(log *slog.Logger, about string) (*Listener, error) {
	l, err := Open(log, about)
	if err == nil {
		if s, ok := l.source.(interface{ forPractice() }); ok {
			s.forPractice()
		}
	}
	return l, err
}

// Run reads the event stream and blocks until ctx ends or the Listener is
// closed (it returns nil), or until the desktop is gone (it returns an [*Error]
// with [CodeLost]; open a new Listener then). Call it once: when it returns the
// Listener is closed, since a chord that is registered and not read would be
// lost to every program.
//
// events is called for each event of the chord that is grabbed, one after the
// other; it must post and return.
//
// down is called with an [*Error] when the chord stops working while Run goes
// on (the keyboard layout changed, and the key is missing or taken there),
// with nil when it works again, and with the error that Run returns. It must
// post and return as well.
func (l *Listener) Run(ctx context.Context, events func(Event), down func(error)) error {
	return l.source.run(ctx, events, down)
}

// Grab registers c and releases the chord registered before.
//
// heldNow reports that the chord's key is down at this moment: it is held, not
// pressed, and its next down is a repeat.
//
// A refusal is an [*Error] and changes nothing: no part of c is registered and
// the old chord, if there was one, still works. [CodeLayoutSwitch] is no refusal: the
// chord is registered, and presses of it that arrive are served. Refusals of a Listener's first
// chord are retried for up to 1 s, since the desktop may not yet have released
// of what an earlier process of ours held; otherwise Grab answers within 2 s, and on
// Windows within 22 s.
//
// On Wayland the desktop gives one key and lets its person choose, so a refusal
// costs the old chord too. [CodeAsking] is no refusal there: the answer comes by
// Run's down.
func (l *Listener) Grab(c settings.Chord) (heldNow bool, err error) {
	return l.source.grab(c)
}

// KeyName is what the desktop calls the key that calls us, as its person chose it:
// on Wayland that need not be the chord. It is bounded and has no control
// characters, and is empty where the chord itself is the name.
func (l *Listener) KeyName() string {
	if l.keyName == nil {
		return ""
	}
	return l.keyName()
}

// Ungrab releases the chord. It does nothing when there is none.
func (l *Listener) Ungrab() { l.source.ungrab() }

// Close releases the chord and the connection to the desktop, and ends Run. A
// closed Listener refuses every Grab with [CodeLost]. Closing twice is harmless.
func (l *Listener) Close() { l.source.close() }
