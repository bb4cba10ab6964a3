package resident

import (
	"log/slog"
	"time"

	"golang.org/x/sys/windows"
)

var (
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")
	user32   = windows.NewLazySystemDLL("user32.dll")
)

// enterDesktop makes this thread the first of the process that has to do with windows.
// Where several threads are the first at once, and one of them loads a library that has a
// window of its own, Wine 8 never lets them go: neither presses nor Quit come through.
// On Windows it costs nothing.
func enterDesktop() { _, _, _ = user32.NewProc("GetDesktopWindow").Call() }

// openFolder shows a folder in Explorer.
func openFolder(path string) error {
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	folder, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	return windows.ShellExecute(0, verb, folder, nil, nil, windows.SW_SHOWNORMAL)
}

// lingers is how long the icon stays after an outcome that was told at the end:
// its balloon goes with it.
const lingers = 3 * time.Second

// hidesIcons tells whether this Windows puts the icons of new programs into the
// overflow behind the arrow until the person drags them out: 11 and later.
func hidesIcons() bool { return windows.RtlGetVersion().BuildNumber >= 22000 }

// From werapi.h and winbase.h.
const (
	restartNoPatch  = 4
	restartNoReboot = 8
	werNoHeap       = 1
)

// restartAfterCrash asks Windows to start the program again after a crash or when
// it hangs; it does so where the program ran for 60 s at least. Not after a reboot
// (autostart does that) and not after an update (the installer does). Windows
// restarts what was reported to it (Windows Error Reporting). No heap belongs into
// such a report, since the token is there; and a crash inside Go code is not
// reported at all, as debug.SetTraceback("wer") would have it, since nobody could
// prove that its report holds no token.
func restartAfterCrash(log *slog.Logger) {
	register, flags := kernel32.NewProc("RegisterApplicationRestart"), kernel32.NewProc("WerSetFlags")
	if register.Find() != nil || flags.Find() != nil {
		return
	}
	if result, _, _ := flags.Call(werNoHeap); result != 0 {
		log.Debug("no restart after a crash: reports would hold the heap", "code", result)
		return
	}
	// Without --background, which ends at once where autostart is off.
	if result, _, _ := register.Call(0, restartNoPatch|restartNoReboot); result != 0 {
		log.Debug("no restart after a crash", "code", result)
	}
}
