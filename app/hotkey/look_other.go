//go:build !linux && !windows

package hotkey

import (
	"runtime"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// look tries nothing on macOS: registering needs the main run loop there, which is
// the resident's.
func look(settings.Chord, bool) Sight {
	if runtime.GOOS == "darwin" {
		return Sight{Backend: BackendMacOS}
	}
	return Sight{Backend: BackendNone, Code: CodeUnsupported}
}
