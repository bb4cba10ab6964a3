package logfile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockHeldByOther tries to take the lock of the log, and reports whether another
// process has it. If there are no locks, it returns false.
func lockHeldByOther(file *os.File) bool {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}
