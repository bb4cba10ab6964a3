// Package newest passes values between goroutines where only the newest counts: a value that was not
// taken yet is replaced, and the sender never blocks.
package newest

import "sync"

// Value holds at most one value. The zero Value is empty and ready for use.
type Value[T any] struct {
	mu    sync.Mutex
	waits bool
	value T
	ready chan struct{}
}

// Put sets the value.
func (v *Value[T]) Put(value T) { v.Change(func(T) T { return value }) }

// Change sets the value to change's result for the present value, or for the zero value if there is
// none.
func (v *Value[T]) Change(change func(T) T) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.value, v.waits = change(v.value), true
	Wake(v.channel())
}

// Take removes and returns the value. It is false if there is none.
func (v *Value[T]) Take() (value T, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	value, ok = v.value, v.waits
	var none T
	v.value, v.waits = none, false
	return value, ok
}

// Peek returns the value, or the zero value if there is none.
func (v *Value[T]) Peek() T {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.value
}

// Ready returns a channel that receives after a Put. The value may have been taken by then.
func (v *Value[T]) Ready() <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.channel()
}

// channel makes the channel on first use. The caller holds the lock.
func (v *Value[T]) channel() chan struct{} {
	if v.ready == nil {
		v.ready = make(chan struct{}, 1)
	}
	return v.ready
}

// Wake signals the reader of a channel of capacity 1. Several signals before the reader receives are
// one.
func Wake(reader chan<- struct{}) {
	select {
	case reader <- struct{}{}:
	default:
	}
}
