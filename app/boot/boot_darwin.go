package boot

import (
	"time"

	"golang.org/x/sys/unix"
)

// name is a UUID that the kernel draws at each start.
func name() string {
	name, _ := unix.Sysctl("kern.bootsessionuuid")
	return name
}

// Since is how long ago the machine started, sleep included; 0 where it is not known.
// On macOS CLOCK_MONOTONIC goes on while the machine sleeps (clock_gettime(3)).
func Since() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
