package hold

import (
	"errors"
	"sync"
)

var errReplaced = errors.New("a newer mark took its place")

// markWriter writes marks one after the other, and of the waiting ones only the newest.
// A disk may hang in a write for any time without anybody waiting for it. When it works
// again the newest mark is written, so that the file is correct in the end.
type markWriter struct {
	store func(Mark) error // nil: there is no file

	mu      sync.Mutex    // never held while store runs
	last    Mark          // the newest, written or not
	next    *queuedMark   // what is written next
	writing chan struct{} // closed when nothing is left to write; nil then
}

type queuedMark struct {
	mark    Mark
	written chan error // its capacity is 1: the writer never waits for a reader
}

// write queues m. The channel gets nil when it was written, or the error.
func (k *markWriter) write(m Mark) (written <-chan error) {
	q := &queuedMark{m, make(chan error, 1)}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last = m
	if k.store == nil {
		q.written <- nil
		return q.written
	}
	if k.next != nil {
		k.next.written <- errReplaced
	}
	k.next = q
	if k.writing == nil {
		k.writing = make(chan struct{})
		go k.run()
	}
	return q.written
}

func (k *markWriter) run() {
	for q := k.take(); q != nil; q = k.take() {
		q.written <- k.store(q.mark)
	}
}

func (k *markWriter) take() *queuedMark {
	k.mu.Lock()
	defer k.mu.Unlock()
	q := k.next
	k.next = nil
	if q == nil {
		close(k.writing)
		k.writing = nil
	}
	return q
}

// idle is closed when no mark is left to write.
func (k *markWriter) idle() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writing != nil {
		return k.writing
	}
	idle := make(chan struct{})
	close(idle)
	return idle
}

// newest returns the latest mark, written or not.
func (k *markWriter) newest() Mark {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.last
}
