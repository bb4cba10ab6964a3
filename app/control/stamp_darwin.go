package control

import "golang.org/x/sys/unix"

// On macOS CLOCK_MONOTONIC goes on while the machine sleeps (clock_gettime(3)).
func bootTime() int64 { return clock(unix.CLOCK_MONOTONIC) }
