//go:build !nowindow

package window

import "testing"

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
		if got := enough(version); got != want {
			t.Errorf("enough(%q): got %v, want %v", version, got, want)
		}
	}
}
