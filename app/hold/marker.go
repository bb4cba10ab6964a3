package hold

import (
	"errors"
	"sync"
)

var errOvertaken = errors.New("a newer mark took its place")

// marker writes marks one after the other, and of those that wait only the newest.
// A disk may keep a write for as long as it likes: nobody waits for it who does not
// want to, and when it comes free the newest mark follows, so that the file ends
// true.
type marker struct {
	store func(Mark) error // nil: there is no file

	mu      sync.Mutex    // never held across store
	last    Mark          // the newest, written or not
	next    *order        // what is written next
	writing chan struct{} // closed when nothing is left to write; nil then
}

type order struct {
	mark    Mark
	written chan error // its capacity is 1: the writer never waits for a reader
}

// put has m written, and tells when it was, or why it was not.
func (k *marker) put(m Mark) (written <-chan error) {
	o := &order{m, make(chan error, 1)}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last = m
	if k.store == nil {
		o.written <- nil
		return o.written
	}
	if k.next != nil {
		k.next.written <- errOvertaken
	}
	k.next = o
	if k.writing == nil {
		k.writing = make(chan struct{})
		go k.write()
	}
	return o.written
}

func (k *marker) write() {
	for o := k.take(); o != nil; o = k.take() {
		o.written <- k.store(o.mark)
	}
}

func (k *marker) take() *order {
	k.mu.Lock()
	defer k.mu.Unlock()
	o := k.next
	k.next = nil
	if o == nil {
		close(k.writing)
		k.writing = nil
	}
	return o
}

// rest is closed when all that was put is written.
func (k *marker) rest() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writing != nil {
		return k.writing
	}
	rest := make(chan struct{})
	close(rest)
	return rest
}

// newest is the mark that was put last.
func (k *marker) newest() Mark {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.last
}
