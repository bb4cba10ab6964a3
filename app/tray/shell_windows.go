package tray

import (
	"errors"
	"fmt"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	shell  = windows.NewLazySystemDLL("shell32.dll").NewProc("Shell_NotifyIconW")

	createIcon  = user32.NewProc("CreateIconFromResourceEx")
	destroyIcon = user32.NewProc("DestroyIcon")
)

// The library's window class, icon ID and callback message (systray_windows.go, initInstance).
const (
	libraryClass    = "SystrayClass"
	libraryIcon     = 100
	libraryCallback = 0x0401
)

// From shellapi.h.
const (
	nimAdd    = 0
	nimModify = 1
	nimDelete = 2

	nifIcon   = 0x2
	nifTip    = 0x4
	nifState  = 0x8
	nisHidden = 0x1
)

// From winuser.h.
const smCxSmIcon = 49

// iconVersion is the format of an icon's data (CreateIconFromResourceEx, dwVer).
const iconVersion = 0x00030000

// iconData is NOTIFYICONDATAW; unused fields are unnamed.
type iconData struct {
	size      uint32
	window    uintptr
	id        uint32
	flags     uint32
	_         uint32
	icon      uintptr
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

// setPicture changes the picture of the icon. The library's own way would write a file for each picture, keep
// the picture before where that fails, and say nothing. Here it goes from memory to the taskbar.
func (t *Tray) setPicture(picture []byte, sizes [][]byte) error {
	p := &t.platform
	p.picture, p.sizes = picture, sizes
	icon, err := loadIcon(picture, sizes)
	if err != nil {
		return err
	}
	d := iconData{window: findWindow(libraryClass, true), flags: nifIcon, icon: icon}
	if !d.send(nimModify) {
		_, _, _ = destroyIcon.Call(icon)
		return errors.New("the taskbar did not take it")
	}
	if p.icon != 0 {
		_, _, _ = destroyIcon.Call(p.icon)
	}
	p.icon = icon
	return nil
}

// setTooltip needs no library either: its structure has a size that the shell does not know, and then only the
// fields of Windows 95 are read, with 63 characters (seen in Wine; reported of Windows XP).
func (t *Tray) setTooltip(text string) {
	t.platform.tooltip = text
	d := iconData{window: findWindow(libraryClass, true), flags: nifTip}
	copy(d.tip[:len(d.tip)-1], utf16.Encode([]rune(text)))
	d.send(nimModify) // fails only without an icon; the next icon gets it
}

// loadIcon makes an icon of the size that the taskbar shows.
func loadIcon(picture []byte, sizes [][]byte) (icon uintptr, err error) {
	size := iconSize()
	img := fitting(size, append([][]byte{picture}, sizes...)...)
	if img == nil {
		return 0, errors.New("no picture")
	}
	bits := iconImage(img)
	icon, _, err = createIcon.Call(uintptr(unsafe.Pointer(&bits[0])), uintptr(len(bits)), 1, iconVersion, uintptr(size), uintptr(size), 0)
	if icon == 0 {
		return 0, fmt.Errorf("no icon of %d pixels: %w", size, err)
	}
	return icon, nil
}

// iconSize is the width of an icon in the taskbar, in pixels: 16 at 100 %.
func iconSize() int {
	size, _, _ := user32.NewProc("GetSystemMetrics").Call(smCxSmIcon)
	taskbar := findWindow("Shell_TrayWnd", false)
	if dpi, _, _ := user32.NewProc("GetDpiForWindow").Call(taskbar); dpi != 0 {
		size, _, _ = user32.NewProc("GetSystemMetricsForDpi").Call(smCxSmIcon, dpi)
	}
	return min(max(int(size), 16), maxPicture)
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
