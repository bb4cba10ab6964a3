// Package eventloop replaces Fyne's event loop in tests, whose goroutine is the story's.
package eventloop

import (
	"sync"
	"testing/synctest"
)

// Loop runs what was posted to it when a test asks for that. The zero value is ready.
type Loop struct {
	mu     sync.Mutex
	posted []func()
}

// Post queues f. It may be called from any goroutine.
func (l *Loop) Post(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.posted = append(l.posted, f)
}

// Settle waits for the background work of the test's bubble and runs what it posted, until
// nothing more is posted.
func (l *Loop) Settle() {
	for {
		synctest.Wait()
		posted := l.take()
		if len(posted) == 0 {
			return
		}
		for _, f := range posted {
			f()
		}
	}
}

// Waiting returns how many functions are queued.
func (l *Loop) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.posted)
}

func (l *Loop) take() []func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	posted := l.posted
	l.posted = nil
	return posted
}
