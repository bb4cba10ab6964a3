package boot

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// name is a UUID that the kernel generates at each boot (random(4)).
func name() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(b)
}

// Since returns the time since the boot, including sleep; 0 if it is unknown.
func Since() time.Duration { return clock(unix.CLOCK_BOOTTIME) }

// Slept returns how long the machine has slept since the boot: the difference of its two clocks.
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
