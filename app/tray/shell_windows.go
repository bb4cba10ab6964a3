package tray

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	shell  = windows.NewLazySystemDLL("shell32.dll").NewProc("Shell_NotifyIconW")
)

// The library's window and the number of its icon (systray_windows.go, initInstance).
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

// iconData is NOTIFYICONDATAW; what this package does not use stands as its last, unnamed part.
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

func (d *iconData) tell(what uintptr) bool {
	d.size, d.id = uint32(unsafe.Sizeof(*d)), libraryIcon
	ok, _, _ := shell.Call(what, uintptr(unsafe.Pointer(d)))
	return ok != 0
}

// iconThere asks the taskbar whether it has our icon: a change of nothing succeeds only then.
func iconThere(window uintptr) bool {
	return window != 0 && (&iconData{window: window}).tell(nimModify)
}

// takesIcons tries whether the taskbar takes icons yet, with one that is never seen. It has the number of the real one, so that
// Windows' own list of icons names this program once.
func takesIcons() bool {
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
	return d.tell(nimAdd) && d.tell(nimDelete)
}

// findWindow finds a top-level window by its class, in this process alone if own; 0 if there is none.
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
