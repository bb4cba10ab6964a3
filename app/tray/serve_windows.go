package tray

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"fyne.io/systray"
)

// readyLimit is how long the icon may take: the library goes on silently without a menu when the system refuses it.
const readyLimit = 10 * time.Second

// platform holds nothing here: the taskbar is asked directly.
type platform struct{}

// serve runs the system's message loop, which belongs to the thread that made the icon. Updates come from a goroutine of
// their own, because an open menu keeps that thread busy.
func (t *Tray) serve(ctx context.Context, first View) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if !waitForTaskbar(ctx) {
		return
	}
	late := time.AfterFunc(readyLimit, func() {
		t.lose(ctx, fmt.Errorf("%w (the system did not take the icon)", ErrLibrary))
		context.AfterFunc(ctx, func() { t.guard(ctx, systray.Quit) }) // its window is there all the same
	})
	defer late.Stop()
	systray.SetOnTapped(t.tapped(ctx))
	t.guard(ctx, func() {
		systray.Run(func() {
			late.Stop()
			t.guard(ctx, func() { t.update(ctx, first) })
			// Here, because Quit works once: before Run it panics, before the window is there it ends nothing. Where
			// the icon was refused this function is never called.
			<-ctx.Done()
			t.guard(ctx, systray.Quit)
		}, nil)
	})
	t.lose(ctx, fmt.Errorf("%w (its message loop ended)", ErrLibrary))
}

// update is the one goroutine that makes the menu and changes what is shown.
func (t *Tray) update(ctx context.Context, first View) {
	s := t.build(ctx, first)
	s.show(first)
	t.attach(ctx)
	if t.Ready != nil {
		t.Ready()
	}
	pace(ctx, &t.box, s.show)
}
