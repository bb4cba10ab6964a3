package tray

import (
	"errors"
	"fmt"
	"unicode/utf16"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

var user32 = windows.NewLazySystemDLL("user32.dll")

// libraryCallback is the message that the library's icon sends (systray_windows.go, initInstance).
const libraryCallback = 0x0401

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

// iconShown reports whether the taskbar has our icon: only then does an empty change succeed.
func iconShown(window uintptr) bool {
	return window != 0 && (&winapi.IconData{Window: window}).Send(nimModify) == nil
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
	d := winapi.IconData{Window: winapi.TrayWindow(), Flags: nifIcon, Icon: icon}
	if d.Send(nimModify) != nil {
		winapi.DestroyIcon(icon)
		return errors.New("the taskbar did not take it")
	}
	winapi.DestroyIcon(p.icon)
	p.icon = icon
	return nil
}

// setTooltip needs no library either: its structure has a size that the shell does not know, and then only the
// fields of Windows 95 are read, with 63 characters (seen in Wine; reported of Windows XP).
func (t *Tray) setTooltip(text string) {
	t.platform.tooltip = text
	d := winapi.IconData{Window: winapi.TrayWindow(), Flags: nifTip}
	copy(d.Tip[:len(d.Tip)-1], utf16.Encode([]rune(text)))
	_ = d.Send(nimModify) // fails only without an icon; the next icon gets it
}

// loadIcon makes an icon of the size that the taskbar shows.
func loadIcon(picture []byte, sizes [][]byte) (icon uintptr, err error) {
	size := iconSize()
	img := fitting(size, append([][]byte{picture}, sizes...)...)
	if img == nil {
		return 0, errors.New("no picture")
	}
	if icon, err = winapi.NewIcon(iconImage(img), size); err != nil {
		return 0, fmt.Errorf("no icon of %d pixels: %w", size, err)
	}
	return icon, nil
}

// iconSize is the width of an icon in the taskbar, in pixels: 16 at 100 %.
func iconSize() int {
	size, _, _ := user32.NewProc("GetSystemMetrics").Call(smCxSmIcon)
	taskbar := winapi.FindWindow("Shell_TrayWnd", false)
	if dpi, _, _ := user32.NewProc("GetDpiForWindow").Call(taskbar); dpi != 0 {
		size, _, _ = user32.NewProc("GetSystemMetricsForDpi").Call(smCxSmIcon, dpi)
	}
	return min(max(int(size), 16), maxPicture)
}

// taskbarTakesIcons adds a hidden test icon and removes it. It uses the ID of the real icon, so that Windows' list of
// icons has this program only once.
func taskbarTakesIcons() bool {
	window, err := winapi.NewWindow("STATIC", 0, 0, 0, 0)
	if err != nil {
		return false
	}
	defer user32.NewProc("DestroyWindow").Call(window)
	d := winapi.IconData{Window: window, Flags: nifState, State: nisHidden, StateMask: nisHidden}
	return d.Send(nimAdd) == nil && d.Send(nimDelete) == nil
}
