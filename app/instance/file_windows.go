package instance

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// openLockFile relies on the access list of the profile folder, which admits only this
// user, the administrators and the system.
func openLockFile(c candidate, _ int, create bool) (*os.File, error) {
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE
		if err := os.MkdirAll(c.dir, 0o700); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(filepath.Join(c.dir, c.file), flags, 0o600)
}

// tryLock locks one byte far behind the end of the file: on Windows a locked range cannot
// be read by others, and the owner line must stay readable.
func tryLock(f *os.File) (bool, error) {
	flags := uint32(windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY)
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// checkPath has nothing to check: an open file cannot be removed or renamed unless
// somebody opened it for that.
func (pl *place) checkPath() error { return nil }

func unlock(f *os.File) {
	_ = windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
}

// processExists checks the exit code too: a process that has ended can still be opened
// while somebody has a handle to it.
func processExists(pid int) bool {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return errors.Is(err, windows.ERROR_ACCESS_DENIED)
	}
	defer windows.CloseHandle(h)
	const stillActive = 259 // STILL_ACTIVE, GetExitCodeProcess
	var code uint32
	return windows.GetExitCodeProcess(h, &code) != nil || code == stillActive
}
