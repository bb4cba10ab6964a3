package tray

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

const (
	mnemonic     = '&'
	tooltipUnits = 127 // szTip of NOTIFYICONDATAW has 128, including the final NUL

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_taskbar"
)

// waitForTaskbar blocks until the taskbar takes icons: autostart may start us before it, and the library tries only
// once. It is false if ctx ended first.
func waitForTaskbar(ctx context.Context) bool {
	for start := time.Now(); !taskbarExists() || !taskbarTakesIcons(); {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(taskbarPause(time.Since(start))):
		}
	}
	return true
}

// hostPresent asks the taskbar for our icon. There may be a taskbar without it, for instance while Explorer starts.
func (t *Tray) hostPresent() (bool, error) {
	return taskbarExists() && iconShown(winapi.TrayWindow()), nil
}

func taskbarExists() bool { return winapi.FindWindow("Shell_TrayWnd", false) != 0 }
