package crash

import (
	"log/slog"

	"golang.org/x/sys/windows"
)

var kernel32 = windows.NewLazySystemDLL("kernel32.dll")

// From werapi.h and winbase.h.
const (
	restartNoPatch  = 4
	restartNoReboot = 8
	werNoHeap       = 1
)

// AskRestart asks Windows to start the program again after a crash or a hang, which
// it does for programs that ran for at least 60 s; not after a reboot (autostart does that)
// and not after an update (the resident does that). Windows restarts programs whose crash
// it reports (Windows Error Reporting). Such a report must not contain the heap, which holds
// the token. A crash inside Go code is not reported at all: debug.SetTraceback("wer") would
// do that, but nobody could prove that the report holds no token.
func AskRestart(log *slog.Logger) {
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
