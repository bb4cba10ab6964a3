package tray

import (
	"context"
	"fmt"
)

// Look tells whether the desktop of this session shows icons, for programs that show none themselves. Its error is
// [ErrNoBus] where there is no session bus, and [ErrHostBroken] where who shows icons does not answer. It takes at most
// 4 s and never starts anything.
func Look(ctx context.Context) (host bool, err error) {
	conn, err := dial(ctx)
	if err != nil {
		return false, fmt.Errorf("%w (%w)", ErrNoBus, err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	return hosted(ctx, conn)
}
