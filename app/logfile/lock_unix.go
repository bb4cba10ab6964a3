//go:build unix

package logfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// takenByOther takes the lock of the log, or reports that another has it. Where
// there can be no lock (some network folders know none) it is taken for granted.
func takenByOther(file *os.File) bool {
	return errors.Is(unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK)
}
