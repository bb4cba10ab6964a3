package tray

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	shell  = windows.NewLazySystemDLL("shell32.dll").NewProc("Shell_NotifyIconW")
)

// The library's window class and icon ID (systray_windows.go, initInstance).
const (
	libraryClass = "SystrayClass"
	libraryIcon  = 100
)

// From shellapi.h.
const (
	nimAdd    = 0
	nimModify = 1
	nimDelete = 2

	nifTip    = 0x4
	nifState  = 0x8
	nisHidden = 0x1
)

// iconData is NOTIFYICONDATAW; unused fields are unnamed.
type iconData struct {
	size      uint32
	window    uintptr
	id        uint32
	flags     uint32
	_         uint32
	_         uintptr
	tip       [128]uint16
	state     uint32
	stateMask uint32
	_         [672]byte
}

// send calls Shell_NotifyIcon with one of the nim messages.
func (d *iconData) send(message uintptr) bool {
	d.size, d.id = uint32(unsafe.Sizeof(*d)), libraryIcon
	ok, _, _ := shell.Call(message, uintptr(unsafe.Pointer(d)))
	return ok != 0
}

// iconShown reports whether the taskbar has our icon: only then does an empty change succeed.
func iconShown(window uintptr) bool {
	return window != 0 && (&iconData{window: window}).send(nimModify)
}

// taskbarTakesIcons adds a hidden test icon and removes it. It uses the ID of the real icon, so that Windows' list of
// icons has this program only once.
func taskbarTakesIcons() bool {
	class, err := windows.UTF16PtrFromString("STATIC")
	if err != nil {
		return false
	}
	window, _, _ := user32.NewProc("CreateWindowExW").Call(0, uintptr(unsafe.Pointer(class)), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	if window == 0 {
		return false
	}
	defer user32.NewProc("DestroyWindow").Call(window)
	d := iconData{window: window, flags: nifState, state: nisHidden, stateMask: nisHidden}
	return d.send(nimAdd) && d.send(nimDelete)
}

// findWindow finds a top-level window by its class, with own only in this process; 0 if there is none.
func findWindow(class string, own bool) uintptr {
	name, err := windows.UTF16PtrFromString(class)
	if err != nil {
		return 0
	}
	for window := uintptr(0); ; {
		window, _, _ = user32.NewProc("FindWindowExW").Call(0, window, uintptr(unsafe.Pointer(name)), 0)
		if window == 0 || !own {
			return window
		}
		var process uint32
		_, _, _ = user32.NewProc("GetWindowThreadProcessId").Call(window, uintptr(unsafe.Pointer(&process)))
		if process == windows.GetCurrentProcessId() {
			return window
		}
	}
}
