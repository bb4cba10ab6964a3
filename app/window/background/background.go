// Package background runs what may block away from the goroutine that draws a window, and
// brings the result back to it. Each window has one [Work], which ends with the window.
package background

import (
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
)

// Work is the background work of one window. Its methods may be called from any goroutine.
type Work struct {
	// Do runs a function on the window's goroutine: fyne.Do, or its replacement in tests.
	Do func(func())

	running sync.WaitGroup
	done    chan struct{}
	mu      sync.Mutex
	closed  bool // guarded by mu
}

// New returns the work of a window that is open.
func New(do func(func())) *Work { return &Work{Do: do, done: make(chan struct{})} }

// Go runs work, which may block, in the background.
func (w *Work) Go(work func()) { w.running.Go(work) }

// Run runs work, which may block, in the background, and then the function that work
// returns on the window's goroutine.
func (w *Work) Run(work func() (then func())) {
	w.Go(func() { w.UI(work()) })
}

// UI runs then on the window's goroutine, unless the window has closed: Fyne would run it
// on the calling goroutine, while its driver no longer exists.
func (w *Work) UI(then func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.Do(then)
	}
}

// Close says that the window has closed. What runs in the background goes on.
func (w *Work) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		close(w.done)
	}
	w.closed = true
}

// Done returns a channel that is closed when the window has closed.
func (w *Work) Done() <-chan struct{} { return w.done }

// Wait waits until all work is done, for up to limit. Call it after Close.
func (w *Work) Wait(limit time.Duration) {
	_, _ = deadline.Begin(limit, nil, func() (struct{}, error) {
		w.running.Wait()
		return struct{}{}, nil
	}, nil)()
}
