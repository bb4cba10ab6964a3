package env

import (
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
)

const (
	// ReadWithin limits reading a file during a press or while outcomes wait.
	ReadWithin = time.Second
	// FirstReadWithin limits reading the settings at the start of a session, when a network
	// share may still be connecting.
	FirstReadWithin = 5 * time.Second
	// WriteWithin limits writing a small file while a command waits for the resident.
	WriteWithin = 2 * time.Second
)

// ErrSlow says that a file was not read or written in time.
var ErrSlow = errors.New("no answer in time: is it on a network share that is gone?")

// Within runs f and stops waiting for it after limit. A read from an unreachable share blocks
// for a minute or more and cannot be cancelled; it goes on in the background.
func Within[T any](limit time.Duration, f func() (T, error)) (T, error) { return begin(limit, f)() }

// begin is Within in two steps: it starts f, and the returned function waits for it. The
// limit counts from the start.
func begin[T any](limit time.Duration, f func() (T, error)) (wait func() (T, error)) {
	return deadline.Begin(limit, ErrSlow, f, nil)
}
