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
	// pairWindow is how soon after a toggle the next one belongs to the same call. A
	// later one begins a new pair: the call that is put on hold will be taken back.
	pairWindow = 5 * time.Minute
	// maxRedials is how often the spare is dialled again for the press that ends a pair.
	maxRedials = 2
	// minRedialLife is how long spares must last to be dialled again. Shorter ones
	// would take too many connections until the next press.
	minRedialLife = 30 * time.Second
	// minDialLife is how long spares must last to be dialled after a press. Shorter
	// ones only help a press that follows the opening of the menu.
	minDialLife = 10 * time.Second
	// unusedAllowed is how many more spares than presses may end unused before no spare
	// is dialled again. So an agent's connections stay at two per press, however long
	// calls are on hold.
	unusedAllowed = 1
	// closesToLearn is how many spares in a row the server must close before their life
	// is learned; a single one may be an accident.
	closesToLearn = 3
	// closeMargin is how much earlier than the server a spare is closed then, because a
	// press that crosses the server's close would be unknown.
	closeMargin = 2 * time.Second
	// learnedLifeTTL is how long a learned life is used: longer than a shift.
	learnedLifeTTL = 12 * time.Hour
)

// Warmth decides when a [Spare] is dialled and how long it is kept, so that a press is
// quick while wolkvox gets no traffic without an agent at work. It learns how long a
// spare lasts on this network, from servers that close it and from presses that got no
// answer on it. Mode and Dial must be set. Its methods may be called from several
// goroutines and do not block. It must not be copied.
type Warmth struct {
	// Mode is called each time. Any other value counts as WarmOff.
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
	longest time.Duration // the longest that one of these had waited
	life    time.Duration // how long a spare lasts here, if that was learned
	learned time.Time     // when
	ended   bool
}

// Pressed reports the outcome of a press. If wolkvox answered it, another press is
// likely, because the agent will take the call back.
func (w *Warmth) Pressed(o Outcome) {
	w.mu.Lock()
	if o.Waited >= minDialLife && (o.Reason == Timeout || o.Reason == Lost) {
		// A firewall may have dropped the connection at some age below this one. Usual
		// limits are at least half a minute, so half of a longer age is safe.
		w.learnLife(o.Waited / 2)
	}
	w.presses++
	w.redials = 0
	if o.Result == Toggled {
		if w.toggled.IsZero() || time.Since(w.toggled) >= pairWindow {
			w.redials = maxRedials
		}
		w.toggled = time.Now()
	}
	pays := w.currentLife() >= minDialLife
	w.mu.Unlock()
	if o.HTTPStatus != 0 && pays {
		w.dial()
	}
}

// Likely reports that a press is likely within seconds.
func (w *Warmth) Likely() { w.dial() }

// Forget is called when the network has changed.
func (w *Warmth) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.redials, w.closes, w.longest, w.life = 0, 0, 0, 0
}

// End stops all further dials.
func (w *Warmth) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
}

func (w *Warmth) dial() {
	w.mu.Lock()
	life, ended := w.currentLife(), w.ended
	w.mu.Unlock()
	if !ended && w.Mode() == WarmAuto {
		go w.Dial(life, func(after time.Duration) { w.over(life, after) })
	}
}

// over is called when a spare that should be kept for life has ended while it waited.
func (w *Warmth) over(life, after time.Duration) {
	w.mu.Lock()
	w.unused++
	again := false
	if after < life {
		w.closes++
		if w.longest = max(w.longest, after); w.closes >= closesToLearn {
			w.learnLife(w.longest - closeMargin)
		}
	} else {
		w.closes, w.longest = 0, 0
		if again = w.redials > 0 && life >= minRedialLife && w.unused <= w.presses+unusedAllowed; again {
			w.redials--
		}
	}
	w.mu.Unlock()
	if again {
		w.dial()
	}
}

// currentLife is how long a spare is kept.
func (w *Warmth) currentLife() time.Duration {
	if w.life == 0 || time.Since(w.learned) >= learnedLifeTTL {
		return SpareFor
	}
	return w.life
}

// learnLife learns a shorter life.
func (w *Warmth) learnLife(life time.Duration) {
	w.life = max(min(life, w.currentLife()), time.Second)
	w.learned = time.Now()
}
