package winapi

import (
	"errors"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")

	procDpiContext       = user32.NewProc("SetThreadDpiAwarenessContext") // Windows 10 1607
	procDpiForWindow     = user32.NewProc("GetDpiForWindow")              // Windows 10 1607
	procMonitorFrom      = user32.NewProc("MonitorFromWindow")
	procMonitorInfo      = user32.NewProc("GetMonitorInfoW")
	procParameters       = user32.NewProc("SystemParametersInfoW")
	procParametersForDpi = user32.NewProc("SystemParametersInfoForDpi") // Windows 10 1607
	procTickCount        = windows.NewLazySystemDLL("kernel32.dll").NewProc("GetTickCount")
)

// From winuser.h.
const (
	monitorPrimary      = 1
	spiNonClientMetrics = 0x0029

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
func WorkArea(window uintptr) (monitor uintptr, left, top, right, bottom int32) {
	monitor, _, _ = procMonitorFrom.Call(window, monitorPrimary)
	var info monitorInfo
	info.size = uint32(unsafe.Sizeof(info))
	_, _, _ = procMonitorInfo.Call(monitor, uintptr(unsafe.Pointer(&info)))
	return monitor, info.work[0], info.work[1], info.work[2], info.work[3]
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
