package notify

import (
	"context"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32  = windows.NewLazySystemDLL("user32.dll")
	shell32 = windows.NewLazySystemDLL("shell32.dll")

	shellNotifyIcon          = shell32.NewProc("Shell_NotifyIconW")
	findWindowEx             = user32.NewProc("FindWindowExW")
	getWindowThreadProcessID = user32.NewProc("GetWindowThreadProcessId")
)

// The hidden window and the icon ID of fyne.io/systray, to which balloons belong (systray_windows.go, initInstance).
const (
	iconClass = "SystrayClass"
	iconID    = 100
)

// From shellapi.h.
const (
	nimModify = 0x1

	nifInfo     = 0x10
	nifRealtime = 0x40 // dropped if it cannot be shown at once

	niifInfo      = 0x01
	niifWarning   = 0x02
	niifUser      = 0x04 // the picture is balloonIcon
	niifNoSound   = 0x10 // the agent is on a call
	niifLargeIcon = 0x20 // balloonIcon has the size of a large icon
)

// iconData is NOTIFYICONDATAW in its latest form (Windows Vista). The library's structure cannot be used: it has two
// fields for the union of uTimeout and uVersion, which moves the title.
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
	timeout         uint32 // union with the version
	infoTitle       [64]uint16
	infoFlags       uint32
	item            windows.GUID
	balloonIcon     windows.Handle
}

func (n *Notifier) serve(ctx context.Context) { n.serveWaiting(ctx, n.show) }

// show shows a note as a balloon of the tray icon, or in the note window: where Windows shows no
// balloons or there is no icon (at sign-in, in a session without a taskbar), and every warning, since
// a person can also silence a single program, or all but some, and Windows does not say so. A zero
// note removes what is shown. With nil it only checks for the icon.
func (n *Notifier) show(note *Note) error {
	if note == nil {
		return showBalloon(nil, nil)
	}
	var picture []byte
	if n.Picture != nil {
		picture = n.Picture(note.Picture)
	}
	none := *note == Note{}
	if !none && (note.Warning || note.Urgent || Silenced() != "" || muted()) {
		if ownWindow.show(note, picture) == nil {
			removeBalloon()
			return nil
		}
		return showBalloon(note, picture) // better than nothing
	}
	_ = ownWindow.show(nil, nil)
	if none {
		removeBalloon()
		return nil
	}
	err := showBalloon(note, picture)
	if err != nil && ownWindow.show(note, picture) == nil {
		return nil
	}
	return err
}

// balloonShown is false when no balloon was shown since the last was removed: an Explorer that
// hangs is not asked to remove one then, which would delay the next note. It is owned by the
// goroutine of serve.
var balloonShown bool

// balloonPicture is the icon of the balloon that is shown, or 0. It is owned like balloonShown.
var balloonPicture uintptr

// removeBalloon removes the balloon that is shown, if any.
func removeBalloon() {
	if window := iconWindow(); balloonShown && window != 0 {
		_ = modify(&iconData{window: window, flags: nifInfo})
	}
	balloonShown = false
}

// showBalloon shows a note as a balloon of the tray icon, with its own picture or, where Windows does not take that, with
// that of its level. With nil it only checks for the icon.
func showBalloon(note *Note, picture []byte) error {
	window := iconWindow()
	if window == 0 {
		return ErrNoIcon
	}
	if note == nil {
		return modify(&iconData{window: window})
	}
	// An empty text removes the previous balloon, which Windows would otherwise show to its end first.
	if err := modify(&iconData{window: window, flags: nifInfo}); err != nil {
		return err
	}
	balloonShown = true
	destroyIcon(balloonPicture)
	balloonPicture = makeIcon(picture, 0)
	if balloonPicture != 0 {
		d := newBalloon(note, window)
		d.infoFlags = d.infoFlags&^(niifInfo|niifWarning) | niifUser | niifLargeIcon
		d.balloonIcon = windows.Handle(balloonPicture)
		if modify(d) == nil {
			return nil
		}
	}
	return modify(newBalloon(note, window))
}

// newBalloon returns the shell's structure for a note. Windows and the user's settings decide how long a balloon stays.
func newBalloon(note *Note, window windows.HWND) *iconData {
	d := &iconData{window: window, flags: nifInfo | nifRealtime, infoFlags: niifInfo | niifNoSound}
	if note.Warning || note.Urgent {
		d.flags, d.infoFlags = nifInfo, niifWarning|niifNoSound
	}
	copy(d.infoTitle[:len(d.infoTitle)-1], units(note.Summary, len(d.infoTitle)-1, false))
	copy(d.info[:len(d.info)-1], units(note.Body, len(d.info)-1, true))
	if d.info[0] == 0 {
		d.info[0] = ' ' // an empty text would remove the balloon
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

// iconWindow finds the icon's window in this process, or 0.
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
