package settingsfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/windows"
)

// checkOwner accepts everything: Windows keeps a profile's folders from other users.
func checkOwner(string, fs.FileInfo) error { return nil }

func checkFolderOwner(string) error { return nil }

// checkReachable checks that a file that was not found is really missing. Windows also
// says "not found" if %APPDATA% is on a share or drive that is not available; taking
// that for a first start would drop the agent's settings.
func checkReachable(path string) error {
	root := filepath.VolumeName(path) + `\`
	if _, err := os.Stat(root); err != nil {
		return fmt.Errorf("%s cannot be reached: %w", root, err)
	}
	return nil
}

// busyTimeout is how long another program may keep a file open.
const busyTimeout = 2 * time.Second

// syncFolder does nothing: Windows has no such call for folders.
func syncFolder(string) {}

// retryWhileBusy calls f until the file is not in use, for at most 2 s. On Windows a file
// that somebody reads cannot be replaced, and cannot be read while it is being replaced;
// virus scanners read every new file.
func retryWhileBusy(f func() error) error {
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		err := f()
		busy := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !busy || time.Since(start) >= busyTimeout {
			return err
		}
	}
}
