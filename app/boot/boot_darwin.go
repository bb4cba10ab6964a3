package boot

import (
	"time"

	"golang.org/x/sys/unix"
)

// name is a UUID that the kernel generates at each boot.
func name() string {
	name, _ := unix.Sysctl("kern.bootsessionuuid")
	return name
}

// Since returns the time since the boot, including sleep; 0 if it is unknown. On macOS CLOCK_MONOTONIC
// goes on while the machine sleeps (clock_gettime(3)).
func Since() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
