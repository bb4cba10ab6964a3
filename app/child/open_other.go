//go:build !windows

package child

import (
	"os/exec"
	"runtime"
)

// Open shows a folder in the desktop's file manager, or a file in the program that the desktop has for it.
func Open(path string) error {
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	open := exec.Command(opener, path)
	if err := Start(open); err != nil {
		return err
	}
	go func() { _ = open.Wait() }()
	return nil
}

// LetOthersComeForward does nothing: here no window needs it.
func LetOthersComeForward() {}
