package settingsfile

import (
	"errors"
	"path/filepath"
)

func configFolder(getenv func(string) string) (string, error) {
	home := getenv("HOME")
	if !filepath.IsAbs(home) {
		return "", errors.New("no place for the settings: set HOME to the whole path of the home folder")
	}
	return filepath.Join(home, "Library", "Application Support"), nil
}
