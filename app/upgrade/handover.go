package upgrade

import (
	"strconv"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// ResumeCommand starts the resident in place of an older one. It is in no help. Unlike
// --background it ignores whether autostart is off: the agent is using the program now.
const ResumeCommand = "__resume"

// parseLeftAt parses the moment, by the clock of [channel.Stamp], at which the older program
// stopped taking presses; an invalid one is 0. The log says for how long there was no hotkey.
func parseLeftAt(value string) int64 {
	at, err := strconv.ParseInt(value, 10, 64)
	if err != nil || at < 0 || at > channel.Now().Boot {
		return 0
	}
	return at
}

var processStart = time.Now()

// HotkeyMissingSince returns since when there is no hotkey, at the start.
func HotkeyMissingSince(p *env.Env) time.Time {
	if p.LeftAt == 0 {
		return processStart
	}
	return time.Now().Add(time.Duration(p.LeftAt - channel.Now().Boot))
}
