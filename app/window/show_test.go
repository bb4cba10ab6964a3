//go:build !nowindow

package window

import (
	"testing"

	"fyne.io/fyne/v2/driver"
)

// Without OpenGL the driver hands out a handle of zero, and would then wait for
// ever for a window that is not there.
func TestAWindowWithoutAHandleIsNoWindow(t *testing.T) {
	for _, tt := range []struct {
		context any
		want    bool
	}{
		{driver.X11WindowContext{}, false},
		{driver.X11WindowContext{WindowHandle: 1}, true},
		{driver.WaylandWindowContext{}, false},
		{driver.WaylandWindowContext{WaylandSurface: 1}, true},
		{driver.WindowsWindowContext{}, false},
		{driver.WindowsWindowContext{HWND: 1}, true},
		{driver.MacWindowContext{}, false},
		{driver.MacWindowContext{NSWindow: 1}, true},
		{driver.UnknownContext{}, true},
	} {
		if got := exists(tt.context); got != tt.want {
			t.Errorf("%#v: got %v, want %v", tt.context, got, tt.want)
		}
	}
}
