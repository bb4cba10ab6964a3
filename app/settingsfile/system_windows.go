package settingsfile

import (
	"errors"
	"time"

	"golang.org/x/sys/windows"
)

// freeWithin is how long somebody may keep a file to themselves.
const freeWithin = 2 * time.Second

// syncFolder does nothing: Windows has no such call for folders.
func syncFolder(string) {}

// whenFree calls f until the file is free, for 2 s at most. On Windows a file that
// somebody reads cannot be replaced, nor be read while it is; virus scanners read
// whatever was just written.
func whenFree(f func() error) error {
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		err := f()
		busy := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !busy || time.Since(start) >= freeWithin {
			return err
		}
	}
}
