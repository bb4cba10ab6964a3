package notify

import (
	"context"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	shellNotifyIcon          = windows.NewLazySystemDLL("shell32.dll").NewProc("Shell_NotifyIconW")
	findWindowEx             = windows.NewLazySystemDLL("user32.dll").NewProc("FindWindowExW")
	getWindowThreadProcessID = windows.NewLazySystemDLL("user32.dll").NewProc("GetWindowThreadProcessId")
)

// The icon of fyne.io/systray, which the balloon belongs to: the class of its window, which is a hidden one of this
// process, and the number it gives its icon (systray_windows.go, initInstance).
const (
	iconClass = "SystrayClass"
	iconID    = 100
)

// From shellapi.h.
const (
	nimModify = 0x1

	nifInfo     = 0x10
	nifRealtime = 0x40 // drop it when it cannot be shown at once

	niifInfo             = 0x01
	niifWarning          = 0x02
	niifNoSound          = 0x10 // the agent's ear belongs to a call
	niifRespectQuietTime = 0x80
)

// iconData is NOTIFYICONDATAW, its last form (Windows Vista). The library's own has two fields for the union of
// uTimeout and uVersion, which moves the title; so this package has its own.
type iconData struct {
	size            uint32
	window          windows.HWND
	id              uint32
	flags           uint32
	callbackMessage uint32
	icon            windows.Handle
	tip             [128]uint16
	state           uint32
	stateMask       uint32
	info            [256]uint16
	timeout         uint32 // or the version: a union
	infoTitle       [64]uint16
	infoFlags       uint32
	item            windows.GUID
	balloonIcon     windows.Handle
}

func (n *Notifier) serve(ctx context.Context) { n.serveWhere(ctx, balloon) }

// balloon shows a note as a balloon of the tray icon; with nil it only looks whether that is there.
func balloon(note *Note) error {
	window := iconWindow()
	if window == 0 {
		return ErrNoIcon
	}
	if note == nil {
		return modify(&iconData{window: window})
	}
	// Without text it takes the note before away, which Windows would else show to its end first.
	if err := modify(&iconData{window: window, flags: nifInfo}); err != nil {
		return err
	}
	return modify(balloonOf(note, window))
}

// balloonOf is what the shell is asked for. How long a balloon stays is up to Windows and the person's settings: a
// program can neither keep it nor take its time away.
func balloonOf(note *Note, window windows.HWND) *iconData {
	d := &iconData{window: window, flags: nifInfo | nifRealtime, infoFlags: niifInfo | niifNoSound | niifRespectQuietTime}
	if note.Urgent {
		d.flags, d.infoFlags = nifInfo, niifWarning|niifNoSound|niifRespectQuietTime
	}
	copy(d.infoTitle[:len(d.infoTitle)-1], units(note.Summary, len(d.infoTitle)-1, false))
	copy(d.info[:len(d.info)-1], units(note.Body, len(d.info)-1, true))
	if d.info[0] == 0 {
		d.info[0] = ' ' // no text at all would take the balloon away
	}
	return d
}

func modify(d *iconData) error {
	d.size, d.id = uint32(unsafe.Sizeof(*d)), iconID
	if ok, _, err := shellNotifyIcon.Call(nimModify, uintptr(unsafe.Pointer(d))); ok == 0 {
		return fmt.Errorf("%w (%w)", ErrNoIcon, err)
	}
	return nil
}

// iconWindow finds the window of this process that the icon belongs to, or 0.
func iconWindow() windows.HWND {
	class, err := windows.UTF16PtrFromString(iconClass)
	if err != nil {
		return 0
	}
	for window := uintptr(0); ; {
		window, _, _ = findWindowEx.Call(0, window, uintptr(unsafe.Pointer(class)), 0)
		if window == 0 {
			return 0
		}
		var process uint32
		_, _, _ = getWindowThreadProcessID.Call(window, uintptr(unsafe.Pointer(&process)))
		if process == windows.GetCurrentProcessId() {
			return windows.HWND(window)
		}
	}
}
