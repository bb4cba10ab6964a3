package child

import (
	"runtime"

	"golang.org/x/sys/windows"
)

var procAllowForeground = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")

// anyProcess is ASFW_ANY (winuser.h).
const anyProcess = 0xffffffff

// Open shows a folder in Explorer, or a file in the program that Windows has for it. Parts of the
// shell that may serve this need COM on the thread (documentation of ShellExecute).
func Open(path string) error {
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	what, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	switch windows.CoInitializeEx(0, windows.COINIT_APARTMENTTHREADED|windows.COINIT_DISABLE_OLE1DDE) {
	case nil, windows.Errno(windows.S_FALSE): // S_FALSE: it had COM before
		defer windows.CoUninitialize()
	}
	return windows.ShellExecute(0, verb, what, nil, nil, windows.SW_SHOWNORMAL)
}

// LetOthersComeForward lets windows of other processes come to the front, until the person's next
// input: Windows allows it only to the program that the person works with, and to those that this
// one names. For any other program it does nothing.
func LetOthersComeForward() { _, _, _ = procAllowForeground.Call(anyProcess) }
