package boot

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// name is the time of the start as the clock went then: what Windows names as the
// time of the start moves with the clock when that is set, and the bias says by how
// much it has moved. Should one move without the other, the name changes, and the
// wall clock counts as between two boots.
func name() string {
	var now struct {
		bootTime, currentTime, timeZoneBias int64
		timeZoneID, _                       uint32
		bootTimeBias, sleepTimeBias         int64
	}
	size := uint32(unsafe.Sizeof(now))
	if windows.NtQuerySystemInformation(windows.SystemTimeOfDayInformation, unsafe.Pointer(&now), size, nil) != nil || now.bootTime == 0 {
		return ""
	}
	return fmt.Sprint(now.bootTime - now.bootTimeBias)
}

// Since is how long ago the machine started, sleep included.
func Since() time.Duration { return windows.DurationSinceBoot() }
