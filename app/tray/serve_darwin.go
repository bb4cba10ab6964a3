//go:build cgo

package tray

import (
	"context"

	"fyne.io/systray"
)

const (
	mnemonic     = 0
	tooltipUnits = 0

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_host"
)

// waitForTaskbar has nothing to wait for: the menu bar is always there.
func waitForTaskbar(ctx context.Context) bool { return ctx.Err() == nil }

func (t *Tray) hostPresent() (bool, error) { return true, nil }

// attach has nothing to add to the library.
func (t *Tray) attach(context.Context) {}

func drawn(picture []byte) []byte { return picture }

func setTooltip(text string) { systray.SetTooltip(text) }
