package control

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// openLockFile relies on the profile folder's own access list, which lets in
// this user, the administrators and the system only.
func openLockFile(s spot, _ int, create bool) (*os.File, error) {
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE
		if err := os.MkdirAll(s.dir, 0o700); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(filepath.Join(s.dir, s.file), flags, 0o600)
}

// tryLock takes one byte far behind the end of the file: on Windows a lock keeps
// others from reading what it covers, and the owner line has to stay readable.
func tryLock(f *os.File) (bool, error) {
	flags := uint32(windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY)
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// inPlace finds nothing wrong: an open file can be neither removed nor renamed where
// nobody opened it for that.
func (pl *place) inPlace() error { return nil }

func unlock(f *os.File) {
	_ = windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
}

// alive says whether a process is there. One that ended stays to be asked about as
// long as somebody has a handle of it.
func alive(pid int) bool {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return errors.Is(err, windows.ERROR_ACCESS_DENIED)
	}
	defer windows.CloseHandle(h)
	const stillActive = 259 // STILL_ACTIVE, GetExitCodeProcess
	var code uint32
	return windows.GetExitCodeProcess(h, &code) != nil || code == stillActive
}
