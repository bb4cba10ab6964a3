//go:build !nowindow

package window

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// show shows w and finds out whether there is a window then.
//
// Fyne 2.8.1 does not say: without a display, Show panics in GLFW; without
// OpenGL it logs, returns, and its event loop would run for ever without a
// window.
func show(w fyne.Window) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w (%v)", ErrNoWindow, r)
		}
	}()
	w.Show()
	if native, ok := w.(driver.NativeWindow); ok {
		native.RunNative(func(context any) {
			if !exists(context) {
				err = ErrNoWindow
			}
		})
	}
	return err
}

// exists reports whether the system's handle is one. An unknown kind of handle
// counts as a window: to end a window that is there would be worse.
func exists(context any) bool {
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
