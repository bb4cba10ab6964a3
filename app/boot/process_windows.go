package boot

import (
	"time"

	"golang.org/x/sys/windows"
)

// ProcessAge returns how long ago this process was started; 0 if it is unknown.
func ProcessAge() time.Duration {
	var created, exited, kernel, user windows.Filetime
	if windows.GetProcessTimes(windows.CurrentProcess(), &created, &exited, &kernel, &user) != nil {
		return 0
	}
	return max(time.Since(time.Unix(0, created.Nanoseconds())), 0)
}
