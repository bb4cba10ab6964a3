//go:build !windows

package resident

import (
	"log/slog"
	"os/exec"
	"runtime"
)

// enterDesktop has nothing to do here.
func enterDesktop() {}

// openFolder shows a folder in the desktop's file manager.
func openFolder(path string) error {
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	open := exec.Command(opener, path)
	if err := open.Start(); err != nil {
		return err
	}
	go func() { _ = open.Wait() }()
	return nil
}

// lingers is nothing: notifications stay when the program ends.
const lingers = 0

// hidesIcons is Windows' way.
func hidesIcons() bool { return false }

// restartAfterCrash is Windows' way.
func restartAfterCrash(*slog.Logger) {}
