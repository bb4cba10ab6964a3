package winapi

import (
	"errors"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	gdi32  = windows.NewLazySystemDLL("gdi32.dll")

	procCreateFont       = gdi32.NewProc("CreateFontIndirectW")
	procCreateIcon       = user32.NewProc("CreateIconFromResourceEx")
	procCreateWindow     = user32.NewProc("CreateWindowExW")
	procDeleteObject     = gdi32.NewProc("DeleteObject")
	procDestroyIcon      = user32.NewProc("DestroyIcon")
	procDispatch         = user32.NewProc("DispatchMessageW")
	procDpiContext       = user32.NewProc("SetThreadDpiAwarenessContext") // Windows 10 1607
	procDpiForWindow     = user32.NewProc("GetDpiForWindow")              // Windows 10 1607
	procDrawText         = user32.NewProc("DrawTextW")
	procFindWindow       = user32.NewProc("FindWindowExW")
	procGetMessage       = user32.NewProc("GetMessageW")
	procLoadCursor       = user32.NewProc("LoadCursorW")
	procMonitorFrom      = user32.NewProc("MonitorFromWindow")
	procMonitorInfo      = user32.NewProc("GetMonitorInfoW")
	procNotifyEvent      = user32.NewProc("NotifyWinEvent")
	procNotifyIcon       = windows.NewLazySystemDLL("shell32.dll").NewProc("Shell_NotifyIconW")
	procParameters       = user32.NewProc("SystemParametersInfoW")
	procParametersForDpi = user32.NewProc("SystemParametersInfoForDpi") // Windows 10 1607
	procPostMessage      = user32.NewProc("PostMessageW")
	procRegisterClass    = user32.NewProc("RegisterClassExW")
	procSelectObject     = gdi32.NewProc("SelectObject")
	procSetText          = user32.NewProc("SetWindowTextW")
	procSetWindowPos     = user32.NewProc("SetWindowPos")
	procTickCount        = windows.NewLazySystemDLL("kernel32.dll").NewProc("GetTickCount")
)

// From winuser.h.
const (
	monitorPrimary      = 1
	spiNonClientMetrics = 0x0029
	cursorArrow         = 32512
	eventAlert          = 2
	objectClient        = 0xfffffffc // OBJID_CLIENT
	iconVersion         = 0x00030000 // of the format, as CreateIconFromResourceEx wants it
	lrDefaultSize       = 0x0040     // the size of a large icon, where none is given

	// perMonitorAware2 is DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2.
	perMonitorAware2 = ^uintptr(3)
)

// TickCount returns the milliseconds since the start of the system, by which messages have
// their time. It wraps after 49.7 days.
func TickCount() uint32 {
	ticks, _, _ := procTickCount.Call()
	return uint32(ticks)
}

// UseDPIOfEachScreen makes the windows that this thread creates as sharp on each screen as its
// scale allows. The thread must be locked, and not given back.
func UseDPIOfEachScreen() {
	if procDpiContext.Find() == nil {
		_, _, _ = procDpiContext.Call(perMonitorAware2)
	}
}

// WindowDPI returns the DPI of the screen on which a window is: 96 at 100 %, and never less.
func WindowDPI(window uintptr) int32 {
	if procDpiForWindow.Find() != nil {
		return 96
	}
	dpi, _, _ := procDpiForWindow.Call(window)
	return max(int32(dpi), 96)
}

// WorkArea returns the screen on which a window is, or the primary one, and what of it the
// taskbar leaves.
func WorkArea(window uintptr) (monitor uintptr, work Rect) {
	monitor, _, _ = procMonitorFrom.Call(window, monitorPrimary)
	var info monitorInfo
	info.size = uint32(unsafe.Sizeof(info))
	_, _, _ = procMonitorInfo.Call(monitor, uintptr(unsafe.Pointer(&info)))
	return monitor, info.work
}

// MessageFont describes the font of the system's messages for those DPI, with the size that
// the person set.
func MessageFont(dpi int32) LogFont {
	var m nonClientMetrics
	m.size = uint32(unsafe.Sizeof(m))
	ok := uintptr(0)
	if procParametersForDpi.Find() == nil {
		ok, _, _ = procParametersForDpi.Call(spiNonClientMetrics, uintptr(m.size), uintptr(unsafe.Pointer(&m)), 0, uintptr(dpi))
	}
	if ok == 0 {
		_, _, _ = procParameters.Call(spiNonClientMetrics, uintptr(m.size), uintptr(unsafe.Pointer(&m)), 0)
	}
	return m.message
}

// busyTimeout is how long another program may keep a file open.
const busyTimeout = 2 * time.Second

// RetryWhileBusy calls f until the file is not in use, for at most 2 s. On Windows a file
// that somebody reads cannot be replaced or removed, and cannot be read while it is being
// replaced; virus scanners read every new file.
func RetryWhileBusy(f func() error) error {
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		err := f()
		busy := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !busy || time.Since(start) >= busyTimeout {
			return err
		}
	}
}

// NewFont makes a font. The caller deletes it by [DeleteFont].
func NewFont(f LogFont) (font uintptr) {
	font, _, _ = procCreateFont.Call(uintptr(unsafe.Pointer(&f)))
	return font
}

// DeleteFont deletes a font of [NewFont]; 0 is none.
func DeleteFont(font uintptr) { _, _, _ = procDeleteObject.Call(font) }

// DrawText draws a text, or with DT_CALCRECT only measures it, and returns the area that it
// takes. Flags are those of DrawTextW.
func DrawText(dc, font uintptr, text string, in Rect, flags uintptr) Rect {
	u, err := windows.UTF16FromString(text)
	if err != nil || len(u) == 1 {
		return Rect{Left: in.Left, Top: in.Top, Right: in.Left, Bottom: in.Top}
	}
	before, _, _ := procSelectObject.Call(dc, font)
	_, _, _ = procDrawText.Call(dc, uintptr(unsafe.Pointer(&u[0])), uintptr(len(u)-1), uintptr(unsafe.Pointer(&in)), flags)
	_, _, _ = procSelectObject.Call(dc, before)
	return in
}

// Get waits for the next message of this thread. It returns false after WM_QUIT, and if Windows
// gives no more messages.
func (m *Message) Get() bool {
	got, _, _ := procGetMessage.Call(uintptr(unsafe.Pointer(m)), 0, 0, 0)
	return int32(got) > 0
}

// Dispatch calls the procedure of the message's window.
func (m *Message) Dispatch() { _, _, _ = procDispatch.Call(uintptr(unsafe.Pointer(m))) }

// Post sends a message to a window without waiting for it.
func Post(window uintptr, message uint32) error {
	if ok, _, err := procPostMessage.Call(window, uintptr(message), 0, 0); ok == 0 {
		return err
	}
	return nil
}

// RegisterClass makes a window class of this process.
func RegisterClass(name string, style uint32, procedure uintptr) error {
	text, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return err
	}
	class := windowClass{style: style, procedure: procedure, name: text}
	class.size = uint32(unsafe.Sizeof(class))
	class.cursor, _, _ = procLoadCursor.Call(0, cursorArrow)
	if ok, _, err := procRegisterClass.Call(uintptr(unsafe.Pointer(&class))); uint16(ok) == 0 {
		return err
	}
	return nil
}

// NewWindow makes a window of a class, without a size. Parent and id are for controls.
func NewWindow(class string, exStyle, style, parent, id uintptr) (uintptr, error) {
	name, err := windows.UTF16PtrFromString(class)
	if err != nil {
		return 0, err
	}
	window, _, err := procCreateWindow.Call(exStyle, uintptr(unsafe.Pointer(name)), 0, style, 0, 0, 0, 0, parent, id, 0, 0)
	if window == 0 {
		return 0, err
	}
	return window, nil
}

// SetText changes the title of a window, or the text of a control.
func SetText(window uintptr, text string) {
	if u, err := windows.UTF16PtrFromString(text); err == nil {
		_, _, _ = procSetText.Call(window, uintptr(unsafe.Pointer(u)))
	}
}

// Move changes position and size of a window. After and flags are those of SetWindowPos.
func Move(window, after uintptr, to Rect, flags uintptr) {
	_, _, _ = procSetWindowPos.Call(window, after, uintptr(to.Left), uintptr(to.Top), uintptr(to.Width()), uintptr(to.Height()), flags)
}

// Alert has a screen reader say the text of a window or control now.
func Alert(window uintptr) { _, _, _ = procNotifyEvent.Call(eventAlert, window, objectClient, 0) }

// FindWindow finds a top-level window by its class, with own only in this process; 0 if there is
// none.
func FindWindow(class string, own bool) uintptr {
	name, err := windows.UTF16PtrFromString(class)
	if err != nil {
		return 0
	}
	for window := uintptr(0); ; {
		window, _, _ = procFindWindow.Call(0, window, uintptr(unsafe.Pointer(name)), 0)
		if window == 0 || !own {
			return window
		}
		var process uint32
		_, _ = windows.GetWindowThreadProcessId(windows.HWND(window), &process)
		if process == windows.GetCurrentProcessId() {
			return window
		}
	}
}

// NewIcon makes an icon of a PNG or of a resource's bytes, size pixels wide and high, or as large
// icons are with 0. The caller destroys it by [DestroyIcon].
func NewIcon(bits []byte, size int) (icon uintptr, err error) {
	if len(bits) == 0 {
		return 0, windows.ERROR_INVALID_DATA
	}
	flags := uintptr(0)
	if size == 0 {
		flags = lrDefaultSize
	}
	icon, _, err = procCreateIcon.Call(uintptr(unsafe.Pointer(&bits[0])), uintptr(len(bits)), 1, iconVersion, uintptr(size), uintptr(size), flags)
	if icon == 0 {
		return 0, err
	}
	return icon, nil
}

// DestroyIcon destroys an icon of [NewIcon]; 0 is none.
func DestroyIcon(icon uintptr) {
	if icon != 0 {
		_, _, _ = procDestroyIcon.Call(icon)
	}
}

// The window class and the number of the icon of fyne.io/systray (systray_windows.go,
// initInstance).
const (
	trayClass = "SystrayClass"
	trayIcon  = 100
)

// TrayWindow is the window of the tray library in this process, to which icon and balloons belong;
// 0 before there is one.
func TrayWindow() uintptr { return FindWindow(trayClass, true) }

// Send passes d, which is about the icon of the tray library, to the taskbar with a NIM message.
func (d *IconData) Send(message uintptr) error {
	d.size, d.id = uint32(unsafe.Sizeof(*d)), trayIcon
	if ok, _, err := procNotifyIcon.Call(message, uintptr(unsafe.Pointer(d))); ok == 0 {
		return err
	}
	return nil
}
