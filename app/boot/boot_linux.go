package boot

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// name is a random UUID that the kernel draws at each start (random(4)).
func name() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(b)
}

// Since is how long ago the machine started, sleep included; 0 where it is not known.
func Since() time.Duration { return clock(unix.CLOCK_BOOTTIME) }

// Slept is how long the machine has slept since it started: what its two clocks
// differ by.
func Slept() time.Duration {
	awake := clock(unix.CLOCK_MONOTONIC)
	return Since() - awake
}

func clock(id int32) time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(id, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
