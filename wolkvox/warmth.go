package wolkvox

import (
	"sync"
	"time"
)

// Warm says when a spare connection is dialled.
type Warm string

const (
	// WarmOff dials none: each press dials for itself.
	WarmOff Warm = "off"
	// WarmAuto dials one each time when a press is likely, and at most twice more
	// where a press has begun a pair.
	WarmAuto Warm = "auto"
)

const (
	// pairWithin is how soon after a toggle the next one belongs to the same call. One
	// that comes later begins a pair: whoever was put on hold is taken back.
	pairWithin = 5 * time.Minute
	// maxRedials is how often the spare is dialled again for the press that ends a pair.
	maxRedials = 2
	// redialFrom is how long spares must last to be dialled again: with shorter ones it
	// takes too many connections to meet a press.
	redialFrom = 30 * time.Second
	// dialFrom is how long spares must last to be dialled after a press. Shorter ones
	// meet only a press that follows the menu.
	dialFrom = 10 * time.Second
	// advance is how many spares more than presses may end unused for one to be dialled
	// again. So an agent's connections stay at two a press, however long the holds are.
	advance = 1
	// closesInRow is how many spares in a row a server closes before that counts as its
	// habit; one may have been an accident.
	closesInRow = 3
	// closeBefore is how much sooner than the server a spare is closed then, since a
	// press that crosses the closing on its way has no clear answer.
	closeBefore = 2 * time.Second
	// lifeFor is how long a shorter life that was learned counts: longer than a shift.
	lifeFor = 12 * time.Hour
)

// Warmth decides when a [Spare] is dialled and how long it is kept, so that a press is
// quick and wolkvox has a good neighbour: without an agent at work there is no traffic.
// It learns how long a spare lasts on this network, from the server that closes it and
// from a press that got no answer on it. Mode and Dial must be set. Its methods may be
// called from several goroutines, and do not block. It must not be copied.
type Warmth struct {
	// Mode is asked anew each time. What is neither of the two counts as WarmOff.
	Mode func() Warm
	// Dial dials the spare unless there is one, as [Spare.Dial] does. It runs on a
	// goroutine of its own.
	Dial func(life time.Duration, over func(after time.Duration))

	mu      sync.Mutex
	toggled time.Time     // the last toggle
	redials int           // how often the spare may still be dialled again
	presses int           // in all
	unused  int           // spares in all that ended without a press
	closes  int           // spares in a row that the server closed
	longest time.Duration // that one of these had waited
	life    time.Duration // how long a spare lasts here, if that was learned
	learned time.Time     // when
	ended   bool
}

// Pressed tells of the outcome of a press. Where wolkvox answered it, whoever
// holds a call will take it back: another press is likely.
func (w *Warmth) Pressed(o Outcome) {
	w.mu.Lock()
	if o.Waited >= dialFrom && (o.Reason == Timeout || o.Reason == Lost) {
		// A firewall may have forgotten the connection, at some age below this one. No
		// limit below half a minute is usual, so that half of an age above it is safe.
		w.lasts(o.Waited / 2)
	}
	w.presses++
	w.redials = 0
	if o.Result == Toggled {
		if w.toggled.IsZero() || time.Since(w.toggled) >= pairWithin {
			w.redials = maxRedials
		}
		w.toggled = time.Now()
	}
	pays := w.lifeNow() >= dialFrom
	w.mu.Unlock()
	if o.HTTPStatus != 0 && pays {
		w.dial()
	}
}

// Likely says that a press is likely within seconds.
func (w *Warmth) Likely() { w.dial() }

// Forget is for when the network is another one.
func (w *Warmth) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.redials, w.closes, w.longest, w.life = 0, 0, 0, 0
}

// End lets nothing be dialled any more.
func (w *Warmth) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
}

func (w *Warmth) dial() {
	w.mu.Lock()
	life, ended := w.lifeNow(), w.ended
	w.mu.Unlock()
	if !ended && w.Mode() == WarmAuto {
		go w.Dial(life, func(after time.Duration) { w.over(life, after) })
	}
}

// over hears that a spare that was to be kept for life has ended while it waited.
func (w *Warmth) over(life, after time.Duration) {
	w.mu.Lock()
	w.unused++
	again := false
	if after < life {
		w.closes++
		if w.longest = max(w.longest, after); w.closes >= closesInRow {
			w.lasts(w.longest - closeBefore)
		}
	} else {
		w.closes, w.longest = 0, 0
		if again = w.redials > 0 && life >= redialFrom && w.unused <= w.presses+advance; again {
			w.redials--
		}
	}
	w.mu.Unlock()
	if again {
		w.dial()
	}
}

// lifeNow is how long a spare is kept.
func (w *Warmth) lifeNow() time.Duration {
	if w.life == 0 || time.Since(w.learned) >= lifeFor {
		return SpareFor
	}
	return w.life
}

// lasts learns a shorter life.
func (w *Warmth) lasts(life time.Duration) {
	w.life = max(min(life, w.lifeNow()), time.Second)
	w.learned = time.Now()
}
