package app

import (
	"log/slog"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// The values of the setting warm.
const (
	warmOff = "off"
	warmOn  = "on"
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

// warmth decides when a spare connection is dialled (setting warm). Each time
// when a press is likely one is; with warm=on, another one when that was closed,
// while presses come. Without an agent at work there is no traffic.
type warmth struct {
	log  *slog.Logger
	mode func() string
	// dial dials the spare unless there is one, and tells lost when the server
	// closes it while it waits.
	dial func(lost func(after time.Duration)) error

	mu      sync.Mutex
	likely  time.Time // when a press was last likely
	dialled time.Time
	quick   int // quick closes in a row
	again   *time.Timer
	ended   bool
}

// press says that a press is likely: one was just made, or the menu was opened.
func (w *warmth) press() {
	if w.mode() == warmOff {
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

func (w *warmth) connect() {
	w.mu.Lock()
	w.dialled = time.Now()
	w.mu.Unlock()
	if err := w.dial(w.lost); err != nil {
		w.log.Debug("spare connection", "err", err)
	}
	w.after(wolkvox.SpareFor) // when it is closed, if no press takes it
}

func (w *warmth) lost(after time.Duration) {
	w.mu.Lock()
	w.quick++
	if after >= quickClose {
		w.quick = 0
	}
	wait := redialAfter - time.Since(w.dialled)
	w.mu.Unlock()
	w.after(max(wait, 0))
}

// after dials again in a while, where that is wanted.
func (w *warmth) after(wait time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.again != nil {
		w.again.Stop()
		w.again = nil
	}
	if w.ended || w.mode() != warmOn || w.quick >= quickCloses || time.Since(w.likely)+wait >= restAfter {
		return
	}
	w.again = time.AfterFunc(wait, w.connect)
}

// end lets nothing be dialled any more.
func (w *warmth) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	if w.again != nil {
		w.again.Stop()
	}
}
