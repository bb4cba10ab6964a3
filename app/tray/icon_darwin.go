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

	// readyTimeout is how long the icon may take before it counts as lost.
	readyTimeout = 10 * time.Second
)

// platform is empty: the menu bar is always there.
type platform struct{}

func (t *Tray) hostPresent() (bool, error) { return true, nil }

// serve runs AppKit's event loop on the main thread: the library locks the main goroutine to it when the program
// loads, and Run is called there. Hotkeys use the same loop.
func (t *Tray) serve(ctx context.Context, first View) {
	if ctx.Err() != nil {
		return
	}
	late := time.AfterFunc(readyTimeout, func() {
		t.setLost(ctx, fmt.Errorf("%w (the system did not take the icon)", ErrLibrary))
	})
	defer late.Stop()
	// No SetOnTapped: the library calls it for a right click too, and opening the menu must not toggle. Without it
	// both clicks open the menu.
	t.guard(ctx, func() {
		systray.Run(func() {
			late.Stop()
			t.guard(ctx, func() { t.update(ctx, first) })
			// Quit works only once and does nothing before the loop runs, so it is called here.
			<-ctx.Done()
			systray.Quit()
		}, t.onExit(ctx))
	})
	t.setLost(ctx, fmt.Errorf("%w (its event loop ended)", ErrLibrary))
}

// onExit is called on the main thread when the system ends the program (sign-out, shutdown). The process ends when
// it returns.
func (t *Tray) onExit(ctx context.Context) func() {
	return func() {
		if t.Ending != nil && ctx.Err() == nil {
			t.Ending()
		}
	}
}

// update creates the menu and shows the views, on one goroutine. There is no title: the menu bar would draw it beside
// the icon.
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
	throttle(ctx, &t.box, show)
}

// tapped and chosen return when a click on the icon or in the menu was made: it comes without a time.
func (t *Tray) tapped() time.Time { return time.Now() }
func (t *Tray) chosen() time.Time { return time.Now() }

func (t *Tray) setPicture(picture []byte, _ [][]byte) error {
	systray.SetIcon(picture)
	return nil
}

func (t *Tray) setTooltip(text string) { systray.SetTooltip(text) }
