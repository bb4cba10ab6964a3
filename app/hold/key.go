package hold

import "time"

const (
	// bounce is how soon after a release a press is still the same press. It
	// covers worn keys, and remote X servers that give the two halves of an
	// auto-repeat different times.
	bounce = 100 * time.Millisecond
	// lostAfter is how long a key can be down without any event before its
	// release counts as lost. The slowest auto-repeat served is 3 a second, the
	// longest usual delay before the first repeat is 1 s.
	lostAfter = 2500 * time.Millisecond
)

// KeyEvent is one event of the hotkey's key.
type KeyEvent struct {
	// Down is true when the key went down, false when it came up.
	Down bool
	// Time is when it happened, on the event source's own clock: X11 server
	// time, unwrapped, or the time of arrival where the source has no clock.
	Time time.Duration
}

// Key separates presses from repeats and bounces of one key. The zero value is a key
// that is up. It needs no timer: it only compares the times of the events, so events
// that are read late, many together, give the same result as events that are read at
// once. It is not safe for several goroutines.
type Key struct {
	// Polled means that a release is found by asking for the key's state, as on
	// Windows. Then a release is never lost, and never half of a repeat.
	Polled bool

	down bool

	seen bool          // an event was seen on the current clock
	last time.Duration // its time

	released bool          // a release was seen on the current clock
	up       time.Duration // its time

	repeated bool          // the latest press was a repeat whose own release may follow
	repeat   time.Duration // its time
}

// Event handles the next event and reports whether it is a press: true once each time a
// person pushes the key down.
//
// On X11 an auto-repeat is a release and a press with the same Time, in either order
// (measured; the protocol guarantees none). On Windows it is a press without a release.
func (k *Key) Event(e KeyEvent) (pressed bool) {
	if k.seen && e.Time < k.last-bounce {
		// The clock has restarted (another X server), and times of the old one
		// cannot be compared with it. Whether the key is down is kept: if it were
		// forgotten, a held key would be a second press.
		k.released = false
	}
	silent := k.seen && !k.Polled && e.Time-k.last >= lostAfter
	k.seen, k.last = true, e.Time
	if !e.Down {
		k.release(e.Time)
		return false
	}
	held := k.down && !silent
	again := k.released && within(e.Time, k.up, bounce)
	k.repeated, k.repeat = held, e.Time
	k.down = true
	return !held && !again
}

func (k *Key) release(at time.Duration) {
	if k.repeated && k.repeat == at && !k.Polled {
		// The second half of a repeat that came press first: the key is still
		// down. It belongs to one press only; another release is real.
		k.repeated = false
		return
	}
	k.down, k.repeated = false, false
	k.released, k.up = true, at
}

// Held records that the chord was already down at the time at, when it was
// registered, so that its repeats are not presses. Its release may never arrive (X11
// without auto-repeat): it counts as lost after the usual silence, counted from at.
func (k *Key) Held(at time.Duration) {
	// The times of an older registration say nothing about this one.
	*k = Key{Polled: k.Polled, down: true, seen: true, last: at}
}

func within(a, b, d time.Duration) bool {
	return a-b <= d && b-a <= d
}
