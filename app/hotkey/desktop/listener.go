package desktop

import (
	"context"
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Listener holds one chord on one desktop. Make it with [Open]; its methods
// may be called from any goroutine. Its fields do not change.
type Listener struct {
	// Backend names what listens.
	Backend hotkey.Backend
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
	Run(ctx context.Context, events func(hotkey.Event), down func(error)) error
	Grab(c settings.Chord) (heldNow bool, err error)
	Ungrab()
	Close()
}

// OpenPractice is [Open] for practice. Practice may run beside the real program, and a
// Wayland desktop stores keys by shortcut name, so it needs a name of its own.
func OpenPractice(log *slog.Logger, about string) (*Listener, error) {
	l, err := Open(log, about)
	if err == nil {
		if s, ok := l.source.(interface{ ForPractice() }); ok {
			s.ForPractice()
		}
	}
	return l, err
}

// Run delivers events. It blocks until ctx ends or the Listener is closed and then returns
// nil, or until the desktop is gone and then returns an [*hotkey.Error] with [hotkey.CodeLost]; open a new
// Listener then. Call it once: when it returns the Listener is closed, because a chord that
// is registered and not read would be lost to every program.
//
// events is called for each event of the registered chord, one at a time.
//
// down is called with an [*hotkey.Error] when the chord stops working while Run goes on (for
// instance, the key is missing or taken on a new keyboard layout), with nil when it works
// again, and with the error that Run returns.
//
// Neither callback may block.
func (l *Listener) Run(ctx context.Context, events func(hotkey.Event), down func(error)) error {
	return l.source.Run(ctx, events, down)
}

// Grab registers c and releases the previous chord.
//
// heldNow reports that the chord's key is down at this moment: it is held, not
// pressed, and its next down is a repeat.
//
// A refusal is an [*hotkey.Error] and changes nothing: no part of c is registered, and the previous
// chord still works. [hotkey.CodeLayoutSwitch] is not a refusal: the chord is registered, and
// presses that arrive are served.
//
// A refusal of a Listener's first chord is retried for up to 1 s, because the desktop may
// not have released yet what an earlier process of ours held. Otherwise Grab returns within
// 2 s, on Windows within 22 s.
//
// On Wayland a program has one key, and the user chooses it, so a refusal loses the previous
// chord too. [hotkey.CodeAsking] is not a refusal: the answer comes through Run's down.
func (l *Listener) Grab(c settings.Chord) (heldNow bool, err error) {
	return l.source.Grab(c)
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
func (l *Listener) Ungrab() { l.source.Ungrab() }

// Close releases the chord and the connection to the desktop, and ends Run. A closed
// Listener refuses every Grab with [hotkey.CodeLost]. Closing twice is harmless.
func (l *Listener) Close() { l.source.Close() }
