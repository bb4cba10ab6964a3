package tray

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"fyne.io/systray"
)

// readyTimeout is how long the icon may take: when the system refuses it, the library goes on silently.
const readyTimeout = 10 * time.Second

// platform is the state of the icon on Windows. The taskbar is asked directly.
type platform struct {
	clicks clickTimes

	// Guarded by showing.
	picture []byte // wanted now, though the taskbar may not have taken it
	sizes   [][]byte
	icon    uintptr // a handle, of the latest picture that the taskbar took; 0 for none
	tooltip string
}

// serve runs the message loop, on the thread that created the icon. An open menu blocks that thread, so updates have
// their own goroutine.
func (t *Tray) serve(ctx context.Context, first View) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if !waitForTaskbar(ctx) {
		return
	}
	late := time.AfterFunc(readyTimeout, func() {
		t.setLost(ctx, fmt.Errorf("%w (the system did not take the icon)", ErrLibrary))
		context.AfterFunc(ctx, func() { t.guard(ctx, systray.Quit) }) // its window exists even then
	})
	defer late.Stop()
	systray.SetOnTapped(t.onTap(ctx))
	t.guard(ctx, func() {
		systray.Run(func() {
			late.Stop()
			t.guard(ctx, func() { t.update(ctx, first) })
			// Quit works only once: before Run it panics, and before the window exists it does nothing. This function
			// is not called where the icon was refused.
			<-ctx.Done()
			t.guard(ctx, systray.Quit)
		}, nil)
	})
	t.setLost(ctx, fmt.Errorf("%w (its message loop ended)", ErrLibrary))
}

// update creates the menu and shows the views, on one goroutine.
func (t *Tray) update(ctx context.Context, first View) {
	s := t.build(ctx, first)
	s.show(first)
	t.hookWindow(ctx)
	if t.Ready != nil {
		t.Ready()
	}
	throttle(ctx, &t.box, s.show)
}
