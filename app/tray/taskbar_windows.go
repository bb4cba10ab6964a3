package tray

import (
	"context"
	"os"
	"time"
	"unicode/utf16"

	"fyne.io/systray"
)

const (
	mnemonic     = '&'
	tooltipUnits = 127 // szTip of NOTIFYICONDATAW has 128, including the final NUL

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_taskbar"
)

// waitForTaskbar blocks until the taskbar takes icons: autostart may start us before it, and the library tries only
// once. It is false if ctx ended first.
func waitForTaskbar(ctx context.Context) bool {
	for !taskbarExists() || !taskbarTakesIcons() {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(250 * time.Millisecond):
		}
	}
	return true
}

// hostPresent asks the taskbar for our icon. There may be a taskbar without it, for instance while Explorer starts.
func (t *Tray) hostPresent() (bool, error) {
	return taskbarExists() && iconShown(findWindow(libraryClass, true)), nil
}

func taskbarExists() bool { return findWindow("Shell_TrayWnd", false) != 0 }

// libraryTipUnits is the length of a tooltip that the library can set. Its structure has a size that the shell does not
// know, and then only the fields of Windows 95 are read (seen in Wine; reported of Windows XP).
const libraryTipUnits = 63

// setTooltip sets the whole text itself. The library gets the short one, which it uses when it adds the icon again
// after a restart of Explorer.
func setTooltip(text string) {
	systray.SetTooltip(cleanText(text, libraryTipUnits))
	d := iconData{window: findWindow(libraryClass, true), flags: nifTip}
	copy(d.tip[:len(d.tip)-1], utf16.Encode([]rune(cleanText(text, tooltipUnits))))
	d.send(nimModify) // fails only without an icon; the next icon has the short text
}

// setPicture changes the picture of the icon. The library's own way would write a temporary file, keep the picture
// before where that fails, and say nothing. A picture that was shown once needs no file any more: the library keeps it
// by the file's name.
func (t *Tray) setPicture(picture []byte) error {
	file, shown := t.platform.shownFiles[string(picture)]
	if !shown {
		var err error
		if file, err = pictureFile(pngToICO(picture), t.Pictures, os.TempDir()); err != nil {
			return err
		}
	}
	if err := systray.SetIconFromFilePath(file); err != nil {
		return err
	}
	if t.platform.shownFiles == nil {
		t.platform.shownFiles = map[string]string{}
	}
	t.platform.shownFiles[string(picture)] = file
	return nil
}
