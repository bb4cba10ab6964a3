package boot

import (
	"bytes"
	"os"
	"strconv"
	"time"
)

// tick is the unit of the times in /proc/PID/stat: USER_HZ is 100 wherever Go runs on Linux.
const tick = time.Second / 100

// ProcessAge returns how long ago this process was started, including sleep; 0 if it is unknown.
func ProcessAge() time.Duration { return ageOf(ProcessStart(), Since()) }

func ageOf(start string, since time.Duration) time.Duration {
	ticks, err := strconv.ParseUint(start, 10, 48)
	if err != nil {
		return 0
	}
	return max(since-time.Duration(ticks)*tick, 0)
}

// ProcessStart returns when this process was started, in ticks since the boot; "" if it is unknown. It
// stays the same when the process executes another program (execve).
func ProcessStart() string {
	stat, _ := os.ReadFile("/proc/self/stat")
	return startTime(stat)
}

// startTime returns the 22nd field (proc(5)). The second field is a name in parentheses with any
// characters.
func startTime(stat []byte) string {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return ""
	}
	return string(fields[19])
}
