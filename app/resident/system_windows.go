package resident

import (
	"time"

	"golang.org/x/sys/windows"
)

var user32 = windows.NewLazySystemDLL("user32.dll")

// enterDesktop makes this thread the first of the process to use windows. Where several
// threads do so at once and one of them loads a library that has its own window, Wine 8
// deadlocks them: neither presses nor Quit get through. On Windows it costs nothing.
func enterDesktop() { _, _, _ = user32.NewProc("GetDesktopWindow").Call() }

// lingers is how long the icon stays after an outcome that is shown at the end: the balloon
// closes with the icon.
const lingers = 3 * time.Second

// hidesIcons reports whether this Windows puts icons of new programs into the overflow
// behind the arrow until the person drags them out: 11 and later.
func hidesIcons() bool { return windows.RtlGetVersion().BuildNumber >= 22000 }
