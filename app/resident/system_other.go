//go:build !windows

package resident

import (
	"os/exec"
	"runtime"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
)

// enterDesktop is needed on Windows only.
func enterDesktop() {}

// openFolder shows a folder in the desktop's file manager.
func openFolder(path string) error {
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	open := exec.Command(opener, path)
	if err := child.Start(open); err != nil {
		return err
	}
	go func() { _ = open.Wait() }()
	return nil
}

// lingers is 0: notifications stay when the program ends.
const lingers = 0

// hidesIcons is about Windows only.
func hidesIcons() bool { return false }
