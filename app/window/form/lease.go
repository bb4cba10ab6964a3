//go:build !nowindow

package form

import "sync"

// lease takes and gives back the capture lease, one call at a time, however
// slowly the resident answers. It does not depend on Fyne's goroutine: a window
// that is being dragged, or is closed already, still gives its lease back. Its
// methods may be called from any goroutine.
type lease struct {
	capture func(on bool) (problem string)
	start   func(func()) // runs a function in the background
	// settled hears what became of the wish with that number: the lease is held,
	// or not, or was refused with a problem.
	settled func(wish int, held bool, problem string)

	mu      sync.Mutex
	wish    int // counts the calls of take
	wanted  bool
	held    bool
	calling bool
}

// take asks for the lease and returns the number of this wish. Answers to older
// wishes are out of date: the lease may have been given back since.
func (l *lease) take() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wish++
	l.wanted = true
	l.settle()
	return l.wish
}

// giveBack ends the lease, also one that is still being asked for.
func (l *lease) giveBack() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted = false
	l.settle()
}

// settle is called with mu held.
func (l *lease) settle() {
	if !l.calling && (l.wanted || l.held) {
		l.calling = true
		l.start(l.calls)
	}
}

// calls asks the resident until what is held is what is wanted.
func (l *lease) calls() {
	var problem string
	l.mu.Lock()
	for l.wanted != l.held {
		on := l.wanted
		l.mu.Unlock()
		problem = l.capture(on)
		l.mu.Lock()
		l.held = on && problem == ""
		if on && !l.held {
			l.wanted = false // refused; the person presses Record again
		}
	}
	l.calling = false
	wish, held := l.wish, l.held
	l.mu.Unlock()
	l.settled(wish, held, problem)
}
