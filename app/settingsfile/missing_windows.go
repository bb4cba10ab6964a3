package settingsfile

import (
	"fmt"
	"os"
	"path/filepath"
)

// missing says whether a file that was not found is merely not there yet. Windows
// answers "not found" as well where %APPDATA% leads to a share or a drive that is
// gone, and taking that for a first start would forget what the agent set.
func missing(path string) error {
	root := filepath.VolumeName(path) + `\`
	if _, err := os.Stat(root); err != nil {
		return fmt.Errorf("%s cannot be reached: %w", root, err)
	}
	return nil
}
