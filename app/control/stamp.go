package control

import (
	"math"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
)

// Stamp is when something happened, by two clocks, so that another process on
// this machine can tell how long ago that was. A press message carries one: a
// resident that was asleep when the message came must not send it.
type Stamp struct {
	// Wall is the wall clock in nanoseconds since 1970. It counts while the
	// machine sleeps, and can be set back.
	Wall int64 `json:"wall"`
	// Boot is the time since the machine started in nanoseconds, sleep included
	// (CLOCK_BOOTTIME on Linux, the continuous clock on macOS, GetTickCount64 on
	// Windows). It cannot be set back. It is 0 where there is no such clock.
	Boot int64 `json:"boot"`
}

// Now is the present moment.
func Now() Stamp {
	return Stamp{Wall: time.Now().UnixNano(), Boot: boot.Since().Nanoseconds()}
}

// Age is how long ago the stamp was made: the larger of what the two clocks say,
// so that neither sleep nor a clock set back makes it look young. It is never
// negative. A stamp that Now cannot have made is older than anything.
func (s Stamp) Age() time.Duration { return s.age(Now()) }

func (s Stamp) age(now Stamp) time.Duration {
	if s.Wall <= 0 || s.Boot < 0 {
		return math.MaxInt64
	}
	age := max(0, now.Wall-s.Wall)
	if s.Boot > 0 && now.Boot > 0 {
		age = max(age, now.Boot-s.Boot)
	}
	return time.Duration(age)
}
