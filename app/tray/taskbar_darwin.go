//go:build cgo

package tray

import "context"

const (
	mnemonic     = 0
	tooltipUnits = 0
)

// waitForTaskbar has nothing to wait for: the menu bar is always there.
func waitForTaskbar(ctx context.Context) bool { return ctx.Err() == nil }

func (t *Tray) hostPresent() (bool, error) { return true, nil }
