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
// A held key gives several events. On X11 a repeat is an up and a down with the same Time;
// on Windows it is one more down.
type Event struct {
	// Down is true for a key going down and false for a key coming up.
	Down bool

	// Time is when the event happened on the source's clock. Only differences mean
	// anything. On X11 it is the server's time, without the wrap after 49.7 days; on
	// Windows the time of the message; elsewhere the time of arrival.
	Time time.Duration

	// Age is how old the event was when it was delivered; never negative. Where the
	// source has no usable time stamps (macOS, Wayland) it is an upper bound:
	// the time since the source was last found empty. So a press that waited while the
	// process was stopped or the machine slept never counts as new.
	Age time.Duration
}

// The codes of an [Error]. They are stable: the texts shown to people are keyed by them.
const (
	CodeTaken        = "taken"         // another program holds the chord; X11 does not say which
	CodeNoSuchKey    = "no_such_key"   // the keyboard layout has no such key or modifier
	CodeLayoutSwitch = "layout_switch" // registered, but the keyboard switches its layout with these modifiers
	CodeNoDisplay    = "no_display"    // no desktop to listen on; for Look also one that does not answer
	CodeWayland      = "wayland"       // a Wayland session whose desktop has no shortcuts for programs
	CodeAsking       = "asking"        // Wayland: the desktop has not answered yet; it may be asking the user
	CodeDenied       = "denied"        // Wayland: the user or the desktop refused
	CodeUnconfirmed  = "unconfirmed"   // Wayland: the desktop did not say which key it assigned, if any; presses are served
	CodeClosed       = "closed"        // Wayland: the desktop withdrew the key
	CodePortal       = "portal"        // Wayland: the portal ended or gave an invalid answer
	CodeLost         = "lost"          // the desktop went away, or this listener was closed
	CodePermission   = "permission"    // macOS: Accessibility has not been granted to the program
	CodeUnsupported  = "unsupported"   // no backend for this system in this build
)

// ErrDesktopEnded is the cause of a [CodeLost] where the X server, or on Wayland the
// session bus, closed the connection: the user's session has ended.
var ErrDesktopEnded = errors.New("the desktop ended")

// ErrSilent is the cause of a [CodeLost] where the desktop is there but did not answer in
// time. It may be busy, or a program may hold the X server alone (XGrabServer). A Listener
// that is opened later can work.
var ErrSilent = errors.New("the desktop did not answer in time")

// Error is the type of every error that this package returns or reports.
type Error struct {
	// Code is one of the Code constants.
	Code string
	// Chord is the requested chord, or zero when the error is not about one.
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

// ByHand reports whether it helps with this trouble to bind a key to the toggle command
// in the desktop's settings.
func ByHand(code string) bool {
	switch code {
	case CodeWayland, CodeDenied, CodeUnconfirmed, CodeClosed, CodePortal:
		return true
	}
	return false
}

// Serving reports whether presses arrive in spite of this trouble.
func Serving(code string) bool { return code == "" || code == CodeUnconfirmed }

// Backend names what listens for the chord.
type Backend string

// The backends. Portal is the XDG GlobalShortcuts portal on Wayland; None is a desktop
// without a backend.
const (
	BackendX11     Backend = "x11"
	BackendPortal  Backend = "portal"
	BackendWindows Backend = "windows"
	BackendMacOS   Backend = "macos"
	BackendNone    Backend = "none"
)

// Listener holds one chord on one desktop. Make it with [Open]; its methods
// may be called from any goroutine. Its fields do not change.
type Listener struct {
	// Backend names what listens.
	Backend Backend
	// Polled says that releases are found by polling the key's state. Then none is lost,
	// and a repeat is a down without an up.
	Polled bool
	// Desktop is the process ID of the X server, if that runs on this machine; else 0.
	Desktop int

	keyName func() string // nil where the chord itself is the key's name

	source source
}

// source is a backend; its methods are those of Listener.
type source interface {
	run(ctx context.Context, events func(Event), down func(error)) error
	grab(c settings.Chord) (heldNow bool, err error)
	ungrab()
	close()
}

// OpenPractice is [Open] for practice. Practice may run beside the real program, and a
// Wayland desktop stores keys by shortcut name, so it needs a name of its own.
func OpenPractice(log *slog.Logger, about string) (*Listener, error) {
	l, err := Open(log, about)
	if err == nil {
		if s, ok := l.source.(interface{ forPractice() }); ok {
			s.forPractice()
		}
	}
	return l, err
}

// Run delivers events. It blocks until ctx ends or the Listener is closed and then returns
// nil, or until the desktop is gone and then returns an [*Error] with [CodeLost]; open a new
// Listener then. Call it once: when it returns the Listener is closed, because a chord that
// is registered and not read would be lost to every program.
//
// events is called for each event of the registered chord, one at a time.
//
// down is called with an [*Error] when the chord stops working while Run goes on (for
// instance, the key is missing or taken on a new keyboard layout), with nil when it works
// again, and with the error that Run returns.
//
// Neither callback may block.
func (l *Listener) Run(ctx context.Context, events func(Event), down func(error)) error {
	return l.source.run(ctx, events, down)
}

// Grab registers c and releases the previous chord.
//
// heldNow reports that the chord's key is down at this moment: it is held, not
// pressed, and its next down is a repeat.
//
// A refusal is an [*Error] and changes nothing: no part of c is registered, and the previous
// chord still works. [CodeLayoutSwitch] is not a refusal: the chord is registered, and
// presses that arrive are served.
//
// A refusal of a Listener's first chord is retried for up to 1 s, because the desktop may
// not have released yet what an earlier process of ours held. Otherwise Grab returns within
// 2 s, on Windows within 22 s.
//
// On Wayland a program has one key, and the user chooses it, so a refusal loses the previous
// chord too. [CodeAsking] is not a refusal: the answer comes through Run's down.
func (l *Listener) Grab(c settings.Chord) (heldNow bool, err error) {
	return l.source.grab(c)
}

// KeyName is the desktop's name for the key that the user chose; on Wayland that may differ
// from the chord. It is short, has no control characters, and is empty where the chord
// itself is the name.
func (l *Listener) KeyName() string {
	if l.keyName == nil {
		return ""
	}
	return l.keyName()
}

// Ungrab releases the chord, if there is one.
func (l *Listener) Ungrab() { l.source.ungrab() }

// Close releases the chord and the connection to the desktop, and ends Run. A closed
// Listener refuses every Grab with [CodeLost]. Closing twice is harmless.
func (l *Listener) Close() { l.source.close() }
