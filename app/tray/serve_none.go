//go:build !linux && !windows && !(darwin && cgo)

package tray

import "context"

const (
	mnemonic     = 0
	tooltipUnits = 0
)

// platform holds nothing where there is no tray.
type platform struct{}

func (t *Tray) serve(ctx context.Context, _ View) { t.lose(ctx, ErrNotOnThisSystem) }

func (t *Tray) hostPresent() (bool, error) { return false, ErrNotOnThisSystem }
