//go:build !linux && !windows

package tray

import (
	"context"
	"runtime"
)

// Look tells whether the desktop of this session shows icons, for programs that show none themselves. The menu bar of
// macOS is always there.
func Look(context.Context) (host bool, err error) {
	if runtime.GOOS == "darwin" {
		return true, nil
	}
	return false, ErrNotOnThisSystem
}
