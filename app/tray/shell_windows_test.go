package tray

import "testing"

func TestWithoutAWindowThereIsNoIcon(t *testing.T) {
	if window := findWindow(libraryClass, true); window != 0 || iconShown(window) {
		t.Errorf("window %#x, want none and no icon", window)
	}
}
