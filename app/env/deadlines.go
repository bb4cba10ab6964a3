package env

import (
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
)

const (
	// ReadWithin is how long a file may take that is read on the way of a press or
	// while outcomes wait to be told.
	ReadWithin = time.Second
	// FirstReadWithin is how long the settings may take at the start of a session,
	// when a network share is still waking up.
	FirstReadWithin = 5 * time.Second
	// WriteWithin is how long a small file may take that is written while a command
	// waits for the resident's answer.
	WriteWithin = 2 * time.Second
)

var ErrSlow = errors.New("no answer in time: is it on a network share that is gone?")

// Within stops waiting for f after limit. Reading from a share that is gone takes
// the system a minute or more, and nothing ends that call; it is left to itself.
func Within[T any](limit time.Duration, f func() (T, error)) (T, error) { return Begin(limit, f)() }

// Begin is within for what need not be waited for yet. The limit counts from now.
func Begin[T any](limit time.Duration, f func() (T, error)) (wait func() (T, error)) {
	return deadline.Begin(limit, ErrSlow, f, nil)
}
