package hotkey

import (
	"errors"
	"fmt"
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
	CodeNoDisplay    = "no_display"    // no desktop to listen on; for desktop.Look also one that does not answer
	CodeWayland      = "wayland"       // a Wayland session whose desktop has no shortcuts for programs
	CodeAsking       = "asking"        // Wayland: the desktop has not answered yet; it may be asking the user
	CodeDenied       = "denied"        // Wayland: the user or the desktop refused
	CodeUnconfirmed  = "unconfirmed"   // Wayland: the desktop did not say which key it assigned, if any; presses are served
	CodeClosed       = "closed"        // Wayland: the desktop withdrew the key
	CodePortal       = "portal"        // Wayland: the portal ended or gave an invalid answer
	CodeLost         = "lost"          // the desktop went away, or this listener was closed
	CodePermission   = "permission"    // macOS: Accessibility has not been granted to the program
	CodeUnsupported  = "unsupported"   // no backend for this system in this build
	CodeFailed       = "failed"        // the system refused the chord for another reason, which the log names
)

// ErrDesktopEnded is the cause of a [CodeLost] where the X server, or on Wayland the
// session bus, closed the connection: the user's session has ended.
var ErrDesktopEnded = errors.New("the desktop ended")

// ErrSilent is the cause of a [CodeLost] where the desktop is there but did not answer in
// time. It may be busy, or a program may hold the X server alone (XGrabServer). A Listener
// that is opened later can work.
var ErrSilent = errors.New("the desktop did not answer in time")

// Error is the type of every error that a backend returns or reports.
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
	case CodeFailed:
		return "refused by the system, choose another chord"
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
