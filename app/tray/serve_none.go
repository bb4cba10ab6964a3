//go:build !linux && !windows && !(darwin && cgo)

package tray

import "context"

const (
	mnemonic     = 0
	tooltipUnits = 0

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_host"
)

// platform holds nothing where there is no tray.
type platform struct{}

func (t *Tray) serve(ctx context.Context, _ View) { t.lose(ctx, ErrNotOnThisSystem) }

func (t *Tray) hostPresent() (bool, error) { return false, ErrNotOnThisSystem }
