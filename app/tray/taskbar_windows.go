package tray

import (
	"context"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	mnemonic     = '&'
	tooltipUnits = 127 // szTip of NOTIFYICONDATAW holds 128 with the NUL at its end
)

// waitForTaskbar blocks until the taskbar is there: autostart can be faster than it, and the library does not
// try a second time. It looks four times a second, and reports false if ctx ended first.
func waitForTaskbar(ctx context.Context) bool {
	for !taskbar() {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(250 * time.Millisecond):
		}
	}
	return true
}

func (t *Tray) hostPresent() (bool, error) { return taskbar(), nil }

func taskbar() bool {
	name, err := windows.UTF16PtrFromString("Shell_TrayWnd")
	if err != nil {
		return false
	}
	window, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("FindWindowW").Call(uintptr(unsafe.Pointer(name)), 0)
	return window != 0
}
