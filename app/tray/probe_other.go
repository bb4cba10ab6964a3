//go:build !linux && !windows

package tray

import (
	"context"
	"runtime"
)

// Look reports whether the desktop of this session shows icons, for programs without an icon. macOS always has a
// menu bar.
func Look(context.Context) (host bool, err error) {
	if runtime.GOOS == "darwin" {
		return true, nil
	}
	return false, ErrNotOnThisSystem
}
