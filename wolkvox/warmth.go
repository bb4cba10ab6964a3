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
	// WarmAuto dials one each time when a press is likely, and never by itself.
	WarmAuto Warm = "auto"
	// WarmOn also dials the next one when that was closed, while presses come.
	WarmOn Warm = "on"
)

const (
	// redialAfter is how soon after a dial the next one may follow without a press.
	redialAfter = 30 * time.Second
	// quickClose is how soon a server that wants no idle connections closes one.
	quickClose = 5 * time.Second
	// quickCloses is how often in a row it may, before it is left alone until the
	// next press.
	quickCloses = 3
	// restAfter is how long without a press an agent counts as away.
	restAfter = 30 * time.Minute
)

// Warmth decides when a [Spare] is dialled, so that a press is quick and wolkvox
// has a good neighbour: without an agent at work there is no traffic. Mode and
// Dial must be set. Its methods may be called from several goroutines, and do not
// block. It must not be copied.
type Warmth struct {
	// Mode is asked anew each time. What is none of the three counts as WarmOff.
	Mode func() Warm
	// Dial dials the spare unless there is one, as [Spare.Dial] does, and has over
	// told when it ends while it waits. It runs on a goroutine of its own.
	Dial func(over func(after time.Duration))

	mu     sync.Mutex
	likely time.Time // when a press was last likely
	quick  int       // quick closes in a row
	again  *time.Timer
	ended  bool
}

// Pressed tells of the outcome of a press. Where wolkvox answered it, whoever
// holds a call will take it back: another press is likely.
func (w *Warmth) Pressed(o Outcome) {
	if o.HTTPStatus != 0 {
		w.Likely()
	}
}

// Likely says that a press is likely.
func (w *Warmth) Likely() {
	if m := w.Mode(); m != WarmAuto && m != WarmOn {
		return
	}
	w.mu.Lock()
	w.likely, w.quick = time.Now(), 0
	ended := w.ended
	w.mu.Unlock()
	if !ended {
		go w.connect()
	}
}

// End lets nothing be dialled any more.
func (w *Warmth) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	if w.again != nil {
		w.again.Stop()
	}
}

func (w *Warmth) connect() {
	w.mu.Lock()
	ended := w.ended
	w.mu.Unlock()
	if ended {
		return
	}
	began := time.Now()
	w.Dial(func(after time.Duration) { w.over(began, after) })
	// Where none was to be had, or a press took it that gave no answer. A little later
	// than over would, so that there are never two at the end of a spare.
	w.after(SpareFor + time.Second)
}

// over hears that the spare whose dial began then has ended while it waited.
func (w *Warmth) over(began time.Time, after time.Duration) {
	w.mu.Lock()
	w.quick++
	if after >= quickClose {
		w.quick = 0
	}
	w.mu.Unlock()
	w.after(max(redialAfter-time.Since(began), 0))
}

// after dials again in a while, where that is wanted.
func (w *Warmth) after(wait time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.again != nil {
		w.again.Stop()
		w.again = nil
	}
	if w.ended || w.Mode() != WarmOn || w.quick >= quickCloses || time.Since(w.likely)+wait >= restAfter {
		return
	}
	w.again = time.AfterFunc(wait, func() {
		if w.Mode() == WarmOn { // it may have been changed meanwhile
			w.connect()
		}
	})
}
