package settingsfile

import (
	"errors"
	"path/filepath"
)

func configFolder(getenv func(string) string) (string, error) {
	appData := getenv("APPDATA")
	if !filepath.IsAbs(appData) {
		return "", errors.New("no place for the settings: set APPDATA to the whole path of the user's application data")
	}
	return appData, nil
}
