package boot

import (
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// name is a UUID that the kernel generates at each boot (random(4)).
func name() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(b)
}

// reading is what the kernel's clock said at a moment.
type reading struct {
	at    time.Time
	since time.Duration
}

var latest atomic.Pointer[reading]

// Since returns the time since the boot, including sleep; 0 if it is unknown.
// The kernel is asked again only where the machine may have slept since the last time:
// a sleep, like a step of the wall clock, moves that clock and not the monotonic one. A
// press asks several times, and a system call after a rest is slow.
func Since() time.Duration {
	now := time.Now()
	if last := latest.Load(); last != nil {
		awake := now.Sub(last.at)
		if apart := now.Round(0).Sub(last.at.Round(0)) - awake; awake >= 0 && apart.Abs() < time.Millisecond {
			return last.since + awake
		}
	}
	since := clock(unix.CLOCK_BOOTTIME)
	if since > 0 && time.Since(now) < time.Millisecond { // else this process was stopped between the two
		latest.Store(&reading{now, since})
	}
	return since
}

// Slept returns how long the machine has slept since the boot: the difference of its two clocks.
func Slept() time.Duration {
	awake := clock(unix.CLOCK_MONOTONIC)
	return clock(unix.CLOCK_BOOTTIME) - awake
}

func clock(id int32) time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(id, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
