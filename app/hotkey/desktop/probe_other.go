//go:build !linux && !windows

package desktop

import (
	"runtime"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// look tries nothing on macOS: registering needs the main run loop, which only the tray
// program has.
func look(settings.Chord, bool) LookResult {
	if runtime.GOOS == "darwin" {
		return LookResult{Backend: hotkey.BackendMacOS}
	}
	return LookResult{Backend: hotkey.BackendNone, Code: hotkey.CodeUnsupported}
}
