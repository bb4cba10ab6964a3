//go:build !nowindow

package capture

import "sync"

// lease acquires and releases the capture lease, with one call to the resident at a
// time, however slowly it answers. It does not depend on Fyne's goroutine, so a window
// that is being dragged or has closed still releases its lease. Its methods may be called
// from any goroutine.
type lease struct {
	capture    func(on bool) (problem string)
	background func(func()) // runs a function in the background
	// onChange gets the state after the resident has answered: the newest request's
	// number, whether the lease is held, and why it was refused.
	onChange func(request int, held bool, problem string)

	mu      sync.Mutex
	request int // counts the calls of acquire
	wanted  bool
	held    bool
	calling bool
}

// acquire asks for the lease and returns the number of this request. An answer to an
// older request is out of date, because the lease may have been released since.
func (l *lease) acquire() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.request++
	l.wanted = true
	l.update()
	return l.request
}

// release ends the lease, or a request for it that has no answer yet.
func (l *lease) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted = false
	l.update()
}

// update is called with mu held.
func (l *lease) update() {
	if !l.calling && (l.wanted || l.held) {
		l.calling = true
		l.background(l.callResident)
	}
}

// callResident calls the resident until held equals wanted.
func (l *lease) callResident() {
	var problem string
	l.mu.Lock()
	for l.wanted != l.held {
		on := l.wanted
		l.mu.Unlock()
		problem = l.capture(on)
		l.mu.Lock()
		l.held = on && problem == ""
		if on && !l.held {
			l.wanted = false // refused: no retry until the person presses the button again
		}
	}
	l.calling = false
	request, held := l.request, l.held
	l.mu.Unlock()
	l.onChange(request, held, problem)
}
