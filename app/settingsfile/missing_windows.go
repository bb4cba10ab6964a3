package settingsfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// missing says whether a file that was not found is merely not there yet. Windows
// answers "not found" as well where %APPDATA% leads to a share or a drive that is
// gone, and taking that for a first start would forget what the agent set.
func missing(path string) error {
	folder := filepath.Dir(filepath.Dir(path))
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return fmt.Errorf("the folder %s cannot be reached: %w", folder, err)
	case !info.IsDir():
		return errors.New(folder + " is not a folder")
	}
	return nil
}
