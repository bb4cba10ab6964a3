package hotkey

import (
	"time"

	"golang.org/x/sys/unix"
)

// bootTime is the clock that goes on while the machine sleeps.
func bootTime() time.Duration {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) // it is there since Linux 2.6.39
	return time.Duration(t.Nano())
}
