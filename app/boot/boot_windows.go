package boot

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// timeOfDay is SYSTEM_TIMEOFDAY_INFORMATION, of which Microsoft's header has only the size.
type timeOfDay struct {
	bootTime, currentTime, timeZoneBias int64
	timeZoneID, _                       uint32
	bootTimeBias, sleepTimeBias         int64
}

// name is the boot time as the wall clock showed it at the boot. When the clock is set, Windows moves its
// boot time and adds the difference to the bias. If only one of them changed, the name would change, and
// callers would use the wall clock, as between two boots.
func name() string {
	var now timeOfDay
	size := uint32(unsafe.Sizeof(now))
	if windows.NtQuerySystemInformation(windows.SystemTimeOfDayInformation, unsafe.Pointer(&now), size, nil) != nil || now.bootTime == 0 {
		return ""
	}
	return fmt.Sprint(now.bootTime - now.bootTimeBias)
}

// Since returns the time since the boot, including sleep.
func Since() time.Duration { return windows.DurationSinceBoot() }
