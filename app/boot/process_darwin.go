package boot

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// ProcessAge returns how long ago this process was started; 0 if it is unknown.
func ProcessAge() time.Duration {
	process, err := unix.SysctlKinfoProc("kern.proc.pid", os.Getpid())
	if err != nil {
		return 0
	}
	return max(time.Since(time.Unix(process.Proc.P_starttime.Unix())), 0)
}
