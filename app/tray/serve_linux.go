package tray

import (
	"context"
	"fmt"
	"os"
	"time"

	"fyne.io/systray"
	"github.com/godbus/dbus/v5"
)

const (
	mnemonic     = '_' // com.canonical.dbusmenu: "the first underscore marks the access key"
	tooltipUnits = 0

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_host"

	// goodbye is how long the library may take to go.
	goodbye = 2 * time.Second
)

// platform is the connection that Status asks through.
type platform struct{ conn *dbus.Conn }

func (t *Tray) serve(ctx context.Context, first View) {
	conn, err := dial(ctx)
	if err != nil {
		t.lose(ctx, fmt.Errorf("%w (%w)", ErrNoBus, err))
		return
	}
	defer conn.Close()
	t.mu.Lock()
	t.platform.conn = conn
	t.mu.Unlock()

	done := make(chan struct{})
	go func() {
		defer close(done)
		t.guard(ctx, func() { t.callLibrary(ctx, conn, first) })
	}()
	<-conn.Context().Done()
	t.lose(ctx, ErrBusLost) // no news if it was ctx that ended
	<-ctx.Done()
	select {
	case <-done:
	case <-time.After(goodbye):
		t.log().Warn("tray library still busy at the end")
	}
}

// callLibrary is the one goroutine that calls the tray library. It ends with ctx, with the bus, or with the
// library's first panic, and takes the icon with it: a picture that nobody updates would tell an old outcome.
func (t *Tray) callLibrary(ctx context.Context, conn *dbus.Conn, first View) {
	// All of this before the start: what the library does at its start, it does with a goroutine of its own.
	systray.SetOnTapped(t.tapped(ctx))
	systray.SetTitle(t.id()) // the title at the start becomes the item's Id
	s := t.build(ctx, first)
	early := first
	early.Title = ""
	s.show(early)

	changes, err := hostChanges(conn)
	if err != nil {
		t.lose(ctx, fmt.Errorf("%w (%w)", ErrBusLost, err))
		return
	}
	start, end := systray.RunWithExternalLoop(nil, nil)
	defer end()
	start()
	if yes, err := owned(conn, fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", os.Getpid())); err != nil || !yes {
		t.lose(ctx, fmt.Errorf("%w (it did not come up on the session bus)", ErrLibrary))
		return
	}
	if shared, err := dbus.SessionBus(); err == nil { // the library's own connection
		go func() {
			if err := latecomer(conn.Context(), changes, shared); err != nil {
				t.log().Warn("tray host not asked for the icon", "error", err)
			}
		}()
	}
	s.show(first)
	if t.Ready != nil {
		t.Ready()
	}
	pace(conn.Context(), &t.box, s.show)
}

func drawn(picture []byte) []byte { return picture }

func setTooltip(text string) { systray.SetTooltip(text) }

func (t *Tray) id() string {
	if t.ID == "" {
		return "wolkvox-hold"
	}
	return t.ID
}
