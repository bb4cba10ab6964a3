//go:build !nowindow

package window

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// show shows w, and returns ErrNoWindow if no window appeared.
//
// Fyne 2.8.1 does not report that: without a display, Show panics in GLFW; without
// OpenGL it only logs, and its event loop would run for ever without a window.
func show(w fyne.Window) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w (%v)", ErrNoWindow, r)
		}
	}()
	w.Show()
	if native, ok := w.(driver.NativeWindow); ok {
		native.RunNative(func(context any) {
			if !hasHandle(context) {
				err = ErrNoWindow
			}
		})
	}
	return err
}

// hasHandle reports whether the system has a handle for the window. An unknown kind of
// handle counts: closing a window that exists would be worse.
func hasHandle(context any) bool {
	switch c := context.(type) {
	case driver.X11WindowContext:
		return c.WindowHandle != 0
	case driver.WaylandWindowContext:
		return c.WaylandSurface != 0
	case driver.WindowsWindowContext:
		return c.HWND != 0
	case driver.MacWindowContext:
		return c.NSWindow != 0
	}
	return true
}

// supportsFyne reports whether an OpenGL driver of that version can draw the window:
// Fyne needs OpenGL 2.1. Windows' own driver, which is used where there is no other
// (many remote desktops), reports 1.1.0.
func supportsFyne(version string) bool {
	var major, minor int
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n != 2 {
		return false
	}
	return major > 2 || major == 2 && minor >= 1
}
