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

// enterDesktop makes this thread the first of the process to use windows. Where several
// threads do so at once and one of them loads a library that has its own window, Wine 8
// deadlocks them: neither presses nor Quit get through. On Windows it costs nothing.
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

// lingers is how long the icon stays after an outcome that is shown at the end: the balloon
// closes with the icon.
const lingers = 3 * time.Second

// hidesIcons reports whether this Windows puts icons of new programs into the overflow
// behind the arrow until the person drags them out: 11 and later.
func hidesIcons() bool { return windows.RtlGetVersion().BuildNumber >= 22000 }

// From werapi.h and winbase.h.
const (
	restartNoPatch  = 4
	restartNoReboot = 8
	werNoHeap       = 1
)

// restartAfterCrash asks Windows to start the program again after a crash or a hang, which
// it does for programs that ran for at least 60 s; not after a reboot (autostart does that)
// and not after an update (the installer does that). Windows restarts programs whose crash
// it reports (Windows Error Reporting). Such a report must not contain the heap, which holds
// the token. A crash inside Go code is not reported at all: debug.SetTraceback("wer") would
// do that, but nobody could prove that the report holds no token.
func restartAfterCrash(log *slog.Logger) {
	register, flags := kernel32.NewProc("RegisterApplicationRestart"), kernel32.NewProc("WerSetFlags")
	if register.Find() != nil || flags.Find() != nil {
		return
	}
	if result, _, _ := flags.Call(werNoHeap); result != 0 {
		log.Debug("no restart after a crash: reports would hold the heap", "code", result)
		return
	}
	// Without --background: with it, the program ends at once where autostart is off.
	if result, _, _ := register.Call(0, restartNoPatch|restartNoReboot); result != 0 {
		log.Debug("no restart after a crash", "code", result)
	}
}
