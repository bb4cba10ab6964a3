package app

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

// leftBehind reports whether the resident is that of a desktop that has gone, or that
// does not answer. It has no hotkey, and while it holds the lock the next start would
// have none either.
func (p *program) leftBehind(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	s, err := p.askStatus(ctx)
	return err == nil && s.HotkeyTrouble == hotkey.CodeLost
}
