package app

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

// leftBehind reports whether the resident is that of a desktop that has gone. On X11
// the end of a session may be no signal: programs end because their display does,
// and a resident outlives it. It has no hotkey any more, and while it holds the lock
// the next log-on would have none either.
func (p *program) leftBehind(ctx context.Context, owner control.Owner) bool {
	conn, err := dialOwner(ctx, owner)
	if err != nil {
		return false
	}
	defer conn.Close()
	within, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var s statusReply
	err = conn.Call(within, opStatus, statusMessage{}, &s)
	return err == nil && s.HotkeyTrouble == hotkey.CodeLost
}
