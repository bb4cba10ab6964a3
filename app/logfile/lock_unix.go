//go:build unix

package logfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockHeldByOther tries to take the lock of the log, and reports whether another
// process has it. If there are no locks, as on some network folders, it returns false.
func lockHeldByOther(file *os.File) bool {
	return errors.Is(unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK)
}
