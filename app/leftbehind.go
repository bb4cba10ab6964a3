package app

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

// leftBehind reports whether this start serves its person where the resident cannot. It
// is that of a desktop that has gone or does not answer, or it was started before the
// desktop's variables, which this start has: no process can be given them later. It has
// no hotkey, and while it holds the lock the next start would have none either.
func leftBehind(p *env.Env, ctx context.Context, owner control.Owner) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	s, err := askStatus(p, ctx)
	if err != nil {
		return false
	}
	display := p.Getenv("DISPLAY") != "" || p.Getenv("WAYLAND_DISPLAY") != ""
	switch s.HotkeyTrouble {
	case hotkey.CodeLost:
		return true
	case hotkey.CodeNoDisplay:
		return display
	}
	// Without a bus it has neither icon nor notifications. One that serves another
	// screen keeps its hotkey.
	return s.TrayTrouble == "tray_bus" && display && p.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" && shares(p, owner.Session)
}
