package settingsfile

import (
	"errors"
	"path/filepath"
)

// configFolder follows the XDG Base Directory Specification, which says that a relative
// path must be ignored.
func configFolder(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home := getenv("HOME")
	if !filepath.IsAbs(home) {
		return "", errors.New("no place for the settings: set HOME to the whole path of the home folder")
	}
	return filepath.Join(home, ".config"), nil
}
