//go:build !nowindow

package window

import (
	"testing"

	"fyne.io/fyne/v2/driver"
)

// Without OpenGL the driver's handle is zero, and its event loop would never end.
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
		if got := hasHandle(tt.context); got != tt.want {
			t.Errorf("%#v: got %v, want %v", tt.context, got, tt.want)
		}
	}
}

func TestEnoughOpenGL(t *testing.T) {
	for version, want := range map[string]bool{
		"1.1.0":                            false, // GDI Generic
		"1.4 (2.1 Mesa)":                   false,
		"2.0.6":                            false,
		"2.1":                              true,
		"2.1 Mesa 22.3.6":                  true,
		"4.6.0 NVIDIA 551.23":              true,
		"10.0":                             true,
		"4.5 (Compatibility Profile) Mesa": true,
		"":                                 false,
		"OpenGL ES 3.2":                    false,
		"2":                                false,
		"99999999999999999999.1":           false,
		"-2.1":                             false,
	} {
		if got := supportsFyne(version); got != want {
			t.Errorf("supportsFyne(%q): got %v, want %v", version, got, want)
		}
	}
}
