// Package newest passes values between goroutines where only the newest counts: one that
// was not taken yet is replaced, and nobody waits to hand one over.
package newest

import "sync"

// Value holds the value that waits. The zero Value is empty and ready for use.
type Value[T any] struct {
	mu    sync.Mutex
	waits bool
	value T
	ready chan struct{}
}

// Put replaces the value that waits.
func (v *Value[T]) Put(value T) { v.Change(func(T) T { return value }) }

// Change replaces the value that waits, or the zero value, by what change makes of it.
func (v *Value[T]) Change(change func(T) T) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.value, v.waits = change(v.value), true
	Wake(v.made())
}

// Take removes and returns the value that waits.
func (v *Value[T]) Take() (value T, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	value, ok = v.value, v.waits
	var none T
	v.value, v.waits = none, false
	return value, ok
}

// Peek returns the value that waits, or the zero value.
func (v *Value[T]) Peek() T {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.value
}

// Ready receives after a Put. What came may have been taken by then.
func (v *Value[T]) Ready() <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.made()
}

// made makes the channel on first use, under the lock.
func (v *Value[T]) made() chan struct{} {
	if v.ready == nil {
		v.ready = make(chan struct{}, 1)
	}
	return v.ready
}

// Wake has the reader of a channel of capacity 1 look once more: several events that it
// has not looked at yet are one.
func Wake(reader chan<- struct{}) {
	select {
	case reader <- struct{}{}:
	default:
	}
}
