package settingsfile

import "path/filepath"

// DefaultPath returns where the settings of this user are kept:
//
//	Linux    $XDG_CONFIG_HOME/wolkvox-hold/config.json, or ~/.config in its place
//	Windows  %APPDATA%\wolkvox-hold\config.json
//	macOS    ~/Library/Application Support/wolkvox-hold/config.json
//
// getenv is os.Getenv or a replacement. It is an error if the variable for that folder
// (HOME, APPDATA) is not set to a full path.
func DefaultPath(getenv func(string) string) (string, error) {
	folder, err := configFolder(getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "wolkvox-hold", "config.json"), nil
}
