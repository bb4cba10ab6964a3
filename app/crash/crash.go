// Package crash prepares a process for its own crash: the trace is kept beside the log, and
// where the system can, the program is started again.
package crash

import (
	"os"
	"path/filepath"
	"runtime/debug"
)

// maxCrashes is the size in bytes above which crash traces go to a new file; one older file
// is kept.
const maxCrashes = 1 << 20

// KeepTraces lets the runtime write the trace of a crash beside the log, where IT finds
// it. The token is not in it: its value is behind a pointer.
func KeepTraces(folder string) {
	if os.MkdirAll(folder, 0o700) != nil {
		return
	}
	path := filepath.Join(folder, "crash.log")
	if info, err := os.Stat(path); err == nil && info.Size() > maxCrashes {
		_ = os.Rename(path, filepath.Join(folder, "crash.1.log"))
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_ = debug.SetCrashOutput(file, debug.CrashOptions{})
	_ = file.Close() // the runtime has duplicated it
}
