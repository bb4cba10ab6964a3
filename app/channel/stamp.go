package channel

import (
	"math"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
)

// Stamp is a moment by two clocks, so that another process on this machine can compute
// how long ago it was. A press message carries one: a resident that reads the message
// late, because it was asleep, must not send that press.
type Stamp struct {
	// Wall is the wall clock in nanoseconds since 1970. It counts while the machine
	// sleeps, and can be set back.
	Wall int64 `json:"wall"`
	// Boot is the time since the machine started in nanoseconds, including sleep
	// (CLOCK_BOOTTIME on Linux, the continuous clock on macOS, GetTickCount64 on
	// Windows). It cannot be set back. It is 0 where there is no such clock.
	Boot int64 `json:"boot"`
}

// Now returns the current moment.
func Now() Stamp {
	return Stamp{Wall: time.Now().UnixNano(), Boot: boot.Since().Nanoseconds()}
}

// Started returns when this process was started. A command was pressed then: on a machine that
// has no processor for it, its first instruction runs much later.
func Started() Stamp { return Now().before(boot.ProcessAge()) }

func (s Stamp) before(age time.Duration) Stamp {
	s.Wall -= age.Nanoseconds()
	if s.Boot > 0 {
		s.Boot = max(s.Boot-age.Nanoseconds(), 1)
	}
	return s
}

// Age returns the time since the stamp: the larger of the two clocks' answers, so that
// neither sleep nor a clock that was set back makes it look younger. It is never
// negative. For a stamp that Now cannot have made it is the maximum.
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
