package tray

import (
	"context"
	"time"
	"unicode/utf16"

	"fyne.io/systray"
)

const (
	mnemonic     = '&'
	tooltipUnits = 127 // szTip of NOTIFYICONDATAW holds 128 with the NUL at its end

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_taskbar"
)

// waitForTaskbar blocks until the taskbar takes icons: autostart can be faster than it, and the library does not
// try a second time. It looks four times a second, and reports false if ctx ended first.
func waitForTaskbar(ctx context.Context) bool {
	for !taskbar() || !takesIcons() {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(250 * time.Millisecond):
		}
	}
	return true
}

// hostPresent asks the taskbar for our own icon: it can be there without it, for instance while Explorer starts.
func (t *Tray) hostPresent() (bool, error) {
	return taskbar() && iconThere(findWindow(libraryClass, true)), nil
}

func taskbar() bool { return findWindow("Shell_TrayWnd", false) != 0 }

// libraryTip is how much of a tooltip the library can bring: its own structure has a size that the shell does not know, and of
// such a one only the fields of Windows 95 are read (Wine; Windows XP is said to).
const libraryTip = 63

// setTooltip gives the library what it can bring, for the icon that it makes again when Explorer restarts, and sets the
// whole text itself.
func setTooltip(text string) {
	systray.SetTooltip(cleanText(text, libraryTip))
	d := iconData{window: findWindow(libraryClass, true), flags: nifTip}
	copy(d.tip[:len(d.tip)-1], utf16.Encode([]rune(cleanText(text, tooltipUnits))))
	d.tell(nimModify) // if it fails there is no icon, and the next one has the shorter text
}

// drawn turns a picture into what the library takes here.
func drawn(picture []byte) []byte { return icoOf(picture) }
