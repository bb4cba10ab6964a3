package tray

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"fyne.io/systray"
	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

const (
	mnemonic     = '_' // com.canonical.dbusmenu: "the first underscore marks the access key"
	tooltipUnits = 0

	// NoHost is the code of a desktop that shows no icons.
	NoHost = "tray_host"

	// stopTimeout is how long the library may take to end.
	stopTimeout = 2 * time.Second

	// The delay before a missing bus is looked for again.
	minBusDelay = time.Second
	maxBusDelay = time.Minute
)

// platform has what Status needs: our connection and the library's, both nil while there is no bus.
type platform struct {
	conn, library *dbus.Conn
	accepted      bool                   // the watcher accepted the icon, but its list cannot be read
	checkNow      newest.Value[struct{}] // makes the registrar check
}

func (t *Tray) serve(ctx context.Context, first View) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.guard(ctx, func() { t.callLibrary(ctx, first) })
	}()
	<-ctx.Done()
	select {
	case <-done:
	case <-time.After(stopTimeout):
		t.log().Warn("tray library still busy at the end")
	}
}

// callLibrary is the only goroutine that calls the tray library. It ends with ctx, or with the library's first panic
// that is not caused by the end of the bus. It removes the icon then: a picture without updates would show an old
// outcome.
//
// The library has one icon per process and keeps its state when a connection ends. On another bus it is started again
// with the same state.
func (t *Tray) callLibrary(ctx context.Context, first View) {
	// All this happens before the start, because the library starts on a goroutine of its own.
	systray.SetOnTapped(t.onTap(ctx))
	i := &icon{t: t, s: t.build(ctx, first), view: first}
	early := first
	early.Title = ""
	i.s.show(early)
	i.start, i.end = systray.RunWithExternalLoop(nil, nil)
	defer i.end()
	for delay := minBusDelay; ; delay = min(2*delay, maxBusDelay) {
		began := time.Now()
		err := i.serve(ctx)
		if ctx.Err() != nil {
			return
		}
		t.setLost(ctx, err)
		if errors.Is(err, ErrLibrary) {
			return
		}
		if time.Since(began) > maxBusDelay {
			delay = minBusDelay
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(delay):
		}
	}
}

// icon is the library's icon. It outlives a bus.
type icon struct {
	t          *Tray
	s          *screen
	view       View // the latest view
	start, end func()
	shown      bool // it was shown on an earlier bus
}

// serve shows the icon on one bus, until the bus or ctx ends. It returns why there is no icon.
func (i *icon) serve(ctx context.Context) (err error) {
	t := i.t
	conn, err := dial(ctx)
	switch {
	case err != nil && i.shown:
		return ErrBusLost
	case err != nil:
		return fmt.Errorf("%w (%w)", ErrNoBus, err)
	}
	defer conn.Close()
	var library *dbus.Conn
	defer func() {
		t.mu.Lock()
		t.platform.conn, t.platform.library, t.platform.accepted = nil, nil, false
		t.mu.Unlock()
		if thrown := recover(); thrown != nil {
			if library == nil || library.Connected() && conn.Connected() {
				panic(thrown)
			}
			err = ErrBusLost
		}
		if library != nil && ctx.Err() == nil {
			_ = library.Close() // otherwise the library would use it again
		}
	}()
	systray.SetTitle(t.id()) // the library uses the title at its start as the item's Id
	i.s.shown.Title = ""
	i.start()
	if library, err = i.libraryConn(conn); err != nil {
		return err
	}
	// The registrar's first check covers what happened before this subscription.
	signals, err := watcherSignals(conn)
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrBusLost, err)
	}
	t.mu.Lock()
	t.platform.conn, t.platform.library = conn, library
	t.mu.Unlock()
	r := &registrar{t: t, conn: conn, library: library}
	go r.run(conn.Context(), signals)
	if p, ok := t.box.Take(); ok {
		i.view = p.view
	}
	i.s.show(i.view)
	if !i.shown && t.Ready != nil {
		t.Ready()
	}
	i.shown = true
	t.setBack()
	throttle(conn.Context(), &t.box, func(v View) {
		i.view = v
		i.s.show(v)
	})
	return ErrBusLost // ignored if ctx ended
}

// libraryConn returns the library's connection, if the library's name is on the bus.
func (i *icon) libraryConn(conn *dbus.Conn) (*dbus.Conn, error) {
	ctx, cancel := context.WithTimeout(conn.Context(), busTimeout)
	defer cancel()
	yes, err := sessionbus.Owned(ctx, conn, fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", os.Getpid()))
	switch {
	case !conn.Connected():
		return nil, ErrBusLost
	case err != nil || !yes:
		return nil, fmt.Errorf("%w (it did not come up on the session bus)", ErrLibrary)
	}
	library, err := dbus.SessionBus()
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrBusLost, err)
	}
	return library, nil
}

// tapped and chosen return when a click on the icon or in the menu was made: it comes without a time.
func (t *Tray) tapped() time.Time { return time.Now() }
func (t *Tray) chosen() time.Time { return time.Now() }

func (t *Tray) setTooltip(text string) { systray.SetTooltip(text) }

func (t *Tray) id() string {
	if t.ID == "" {
		return "wolkvox-hold"
	}
	return t.ID
}
