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

	// goodbye is how long the library may take to go.
	goodbye = 2 * time.Second

	// A bus that is not there is looked for again, sooner at first.
	busFirst = time.Second
	busLast  = time.Minute
)

// platform is what Status asks through: our own connection and the library's, both nil while there is no bus.
type platform struct {
	conn, library *dbus.Conn
	taken         bool                   // the watcher answered a registration, and has no list that can be read
	nudged        newest.Value[struct{}] // the keeper is asked to look
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
	case <-time.After(goodbye):
		t.log().Warn("tray library still busy at the end")
	}
}

// callLibrary is the one goroutine that calls the tray library. It ends with ctx or with the library's first panic for
// which no bus is to blame, and takes the icon with it: a picture that nobody updates would tell an old outcome.
//
// The library serves one icon a process, but what it was told outlives its connection: on another bus it is started
// once more, and says the same there.
func (t *Tray) callLibrary(ctx context.Context, first View) {
	// All of this before the start: what the library does at its start, it does with a goroutine of its own.
	systray.SetOnTapped(t.tapped(ctx))
	i := &icon{t: t, s: t.build(ctx, first), view: first}
	early := first
	early.Title = ""
	i.s.show(early)
	i.start, i.end = systray.RunWithExternalLoop(nil, nil)
	defer i.end()
	for pause := busFirst; ; pause = min(2*pause, busLast) {
		began := time.Now()
		err := i.serve(ctx)
		if ctx.Err() != nil {
			return
		}
		t.lose(ctx, err)
		if errors.Is(err, ErrLibrary) {
			return
		}
		if time.Since(began) > busLast {
			pause = busFirst
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// icon is the library's icon, from bus to bus.
type icon struct {
	t          *Tray
	s          *screen
	view       View // the newest that was to be shown
	start, end func()
	was        bool // it was on a bus before
}

// serve is the icon on one bus, until that or ctx ends. It returns why there is none.
func (i *icon) serve(ctx context.Context) (err error) {
	t := i.t
	conn, err := dial(ctx)
	switch {
	case err != nil && i.was:
		return ErrBusLost
	case err != nil:
		return fmt.Errorf("%w (%w)", ErrNoBus, err)
	}
	defer conn.Close()
	var library *dbus.Conn
	defer func() {
		t.mu.Lock()
		t.platform.conn, t.platform.library, t.platform.taken = nil, nil, false
		t.mu.Unlock()
		if thrown := recover(); thrown != nil {
			if library == nil || library.Connected() && conn.Connected() {
				panic(thrown)
			}
			err = ErrBusLost
		}
		if library != nil && ctx.Err() == nil {
			_ = library.Close() // else the library would take it for a live one
		}
	}()
	systray.SetTitle(t.id()) // the title at the start becomes the item's Id
	i.s.shown.Title = ""
	i.start()
	if library, err = i.registered(conn); err != nil {
		return err
	}
	// After the icon is there: what happened meanwhile the keeper's first look finds.
	signals, err := watcherSignals(conn)
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrBusLost, err)
	}
	t.mu.Lock()
	t.platform.conn, t.platform.library = conn, library
	t.mu.Unlock()
	keep := &keeper{t: t, conn: conn, library: library}
	go keep.run(conn.Context(), signals)
	if p, ok := t.box.Take(); ok {
		i.view = p.view
	}
	i.s.show(i.view)
	if !i.was && t.Ready != nil {
		t.Ready()
	}
	i.was = true
	t.back()
	pace(conn.Context(), &t.box, func(v View) {
		i.view = v
		i.s.show(v)
	})
	return ErrBusLost // no news if it was ctx that ended
}

// registered returns the library's own connection, if it has come up on the bus.
func (i *icon) registered(conn *dbus.Conn) (*dbus.Conn, error) {
	ctx, cancel := context.WithTimeout(conn.Context(), busLimit)
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

func drawn(picture []byte) []byte { return picture }

func setTooltip(text string) { systray.SetTooltip(text) }

func (t *Tray) id() string {
	if t.ID == "" {
		return "wolkvox-hold"
	}
	return t.ID
}
