package logfile

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes the lock of whoever writes. Busy says that another holds it. Where
// there can be no lock it is taken for granted.
func lock(path string) (unlock func(), busy bool) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return func() {}, false
	}
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err = windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	return func() { _ = file.Close() }, errors.Is(err, windows.ERROR_LOCK_VIOLATION) && file.Close() == nil
}
