package logfile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// takenByOther takes the lock of the log, or reports that another has it. Where
// there can be no lock it is taken for granted.
func takenByOther(file *os.File) bool {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}
