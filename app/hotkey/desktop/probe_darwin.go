package desktop

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// look tries nothing: registering needs the main run loop, which only the tray program has.
func look(settings.Chord, bool) LookResult { return LookResult{Backend: hotkey.BackendMacOS} }
