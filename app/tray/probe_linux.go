package tray

import (
	"context"
	"fmt"
)

// Look reports whether the desktop of this session shows icons, for programs without an icon. The error wraps
// [ErrNoBus] where there is no session bus, and [ErrHostBroken] where the watcher does not answer. It takes at
// most 4 s and never starts anything.
func Look(ctx context.Context) (host bool, err error) {
	conn, err := dial(ctx)
	if err != nil {
		return false, fmt.Errorf("%w (%w)", ErrNoBus, err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, busTimeout)
	defer cancel()
	return hasHost(ctx, conn)
}
