//go:build cgo

package tray

import (
	"context"
	"fmt"
	"time"

	"fyne.io/systray"
)

// This file was type-checked only and never run.

const (
	mnemonic     = 0
	tooltipUnits = 0

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_host"

	// readyLimit is how long the icon may take before it is told as lost.
	readyLimit = 10 * time.Second
)

// platform holds nothing here: the menu bar is always there.
type platform struct{}

func (t *Tray) hostPresent() (bool, error) { return true, nil }

// serve runs AppKit's event loop, on the main thread: the library binds the main goroutine to it when the program
// loads, and Run is called there. Hotkeys are registered and heard through the same loop.
func (t *Tray) serve(ctx context.Context, first View) {
	if ctx.Err() != nil {
		return
	}
	late := time.AfterFunc(readyLimit, func() {
		t.lose(ctx, fmt.Errorf("%w (the system did not take the icon)", ErrLibrary))
	})
	defer late.Stop()
	// No SetOnTapped: the library calls it for a right click as well (it watches both buttons going down), and whoever
	// opens the menu must not toggle. Without it both open the menu.
	t.guard(ctx, func() {
		systray.Run(func() {
			late.Stop()
			t.guard(ctx, func() { t.update(ctx, first) })
			// Here, because Quit works once, and does nothing before the loop is there.
			<-ctx.Done()
			systray.Quit()
		}, t.ended(ctx))
	})
	t.lose(ctx, fmt.Errorf("%w (its event loop ended)", ErrLibrary))
}

// ended is called on the main thread when the system ends the program (log-off, shutdown). The process is gone when it
// returns.
func (t *Tray) ended(ctx context.Context) func() {
	return func() {
		if t.Ending != nil && ctx.Err() == nil {
			t.Ending()
		}
	}
}

// update is the one goroutine that makes the menu and changes what is shown. The menu bar would draw the title beside
// the icon, so there is none.
func (t *Tray) update(ctx context.Context, first View) {
	s := t.build(ctx, first)
	show := func(v View) {
		v.Title = ""
		s.show(v)
	}
	show(first)
	if t.Ready != nil {
		t.Ready()
	}
	pace(ctx, &t.box, show)
}

func drawn(picture []byte) []byte { return picture }

func setTooltip(text string) { systray.SetTooltip(text) }
