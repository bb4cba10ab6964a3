//go:build !cgo

package tray

import "context"

const (
	mnemonic     = 0
	tooltipUnits = 0

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_host"
)

// platform is empty: there is no tray.
type platform struct{}

func (t *Tray) serve(ctx context.Context, _ View) { t.setLost(ctx, ErrNotInThisBuild) }

func (t *Tray) hostPresent() (bool, error) { return false, ErrNotInThisBuild }
