package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
)

const (
	// endWithoutIt is how long a resident's parts are waited for once its end was asked
	// for. What is left after that stands in a disk, a bus or a display that does not
	// answer. With the lock's own last words the program is gone within 6 s.
	endWithoutIt = 4500 * time.Millisecond
	// EndAnyway is the same for everything else that a signal cannot end.
	EndAnyway = 5900 * time.Millisecond
)

// endInTime ends the process where ctx has ended and callOff was not called in time.
// Threads that stand in the kernel keep what they use open after the end of their
// process, so the lock is given back and every connection closed first.
func endInTime(ctx context.Context, limit time.Duration, lock *control.Lock, end func()) (callOff func()) {
	over := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
		case <-over:
			return
		}
		timer := time.NewTimer(limit)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-over:
			return
		}
		lock.Release()
		end()
	}()
	return func() { close(over) }
}
