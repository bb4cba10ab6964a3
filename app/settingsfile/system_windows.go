package settingsfile

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
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

// syncFolder does nothing: Windows has no such call for folders.
func syncFolder(string) {}

func retryWhileBusy(f func() error) error { return winapi.RetryWhileBusy(f) }
