package tray

import (
	"testing"
	"unsafe"
)

// The sizes in shellapi.h for 64-bit Windows. The shell rejects or misreads any other.
func TestTheShellReadsOurStructure(t *testing.T) {
	var d iconData
	if size, state := unsafe.Sizeof(d), unsafe.Offsetof(d.state); size != 976 || state != 296 {
		t.Errorf("size %d, dwState at %d, want 976 and 296", size, state)
	}
}

func TestWithoutAWindowThereIsNoIcon(t *testing.T) {
	if window := findWindow(libraryClass, true); window != 0 || iconShown(window) {
		t.Errorf("window %#x, want none and no icon", window)
	}
}
