package control

import "golang.org/x/sys/windows"

func bootTime() int64 { return windows.DurationSinceBoot().Nanoseconds() }
