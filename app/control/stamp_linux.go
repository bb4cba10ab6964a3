package control

import "golang.org/x/sys/unix"

func bootTime() int64 { return clock(unix.CLOCK_BOOTTIME) }
