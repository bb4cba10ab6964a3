//go:build nowindow

package env

import (
	"os"
	"path/filepath"
	"runtime"
)

// WindowProgram is the program that draws the settings window: the file beside this one.
func WindowProgram() (string, error) {
	name := "wolkvox-hold-window"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path := filepath.Join(filepath.Dir(ProgramPath()), name)
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return path, nil
}
