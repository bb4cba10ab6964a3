package tray

import "context"

// Look tells whether the desktop of this session shows icons, for programs that show none themselves.
func Look(context.Context) (host bool, err error) { return taskbar(), nil }
