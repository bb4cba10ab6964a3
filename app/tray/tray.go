package tray

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// The reasons why there is no icon. The errors of [Tray.Lost] and [Tray.Status] wrap one of them.
var (
	// ErrNoBus means that there is no session bus (for instance in an ssh session or a cron job).
	ErrNoBus = errors.New("no session bus: start the program inside a desktop session")
	// ErrBusLost means that the session bus ended while the icon was shown. The icon comes back with the bus.
	ErrBusLost = errors.New("the session bus ended")
	// ErrHostBroken means that the desktop's watcher or host does not work. It is asked again.
	ErrHostBroken = errors.New("the desktop's tray does not take the icon: restart the panel")
	// ErrPicture means that the icon shows an older picture, because the new one could not be shown. It is tried again
	// with the next view.
	ErrPicture = errors.New("the tray icon's picture cannot be changed: sign out of Windows and sign in again")
	// ErrLibrary means that the tray library failed or refused to start; the wrapped text says how.
	ErrLibrary = errors.New("the tray library failed: restart the program to get its icon back")
	// ErrNotRunning means that Run was not called yet or has returned.
	ErrNotRunning = errors.New("the tray is not running")
	// ErrRanBefore means that Run was called twice; the library supports one icon per process.
	ErrRanBefore = errors.New("the tray ran before in this process: start a new process")
	// ErrNotInThisBuild means a build for macOS without cgo, which has no tray.
	ErrNotInThisBuild = errors.New("no tray in a build without cgo")
)

// Item is one line of the menu. The first [View] fixes the items and their order; later views can change only
// Label, Disabled and Hidden.
type Item struct {
	// ID is the argument of [Tray.Clicked]. It is never shown.
	ID string
	// Label is the plain text. Mnemonic characters are escaped, control characters are removed, and it is cut after
	// 200 characters.
	Label string
	// Disabled shows the item grey, so that it cannot be clicked.
	Disabled bool
	// Hidden removes the item from the menu until a later view shows it again.
	Hidden bool
	// Separator draws a line. It cannot be hidden, and all other fields are ignored.
	Separator bool
}

// View is everything that can be seen: the picture, the texts beside it and the menu.
type View struct {
	// Icon is a PNG of at most 256 by 256 pixels. Empty keeps the present picture.
	Icon []byte
	// Sizes are PNGs of the same picture in the sizes of a Windows taskbar, in any order. It takes the one that it
	// needs, or scales what comes nearest, [View.Icon] included. Other systems do not use them.
	Sizes [][]byte
	// Tooltip is shown while the mouse is over the icon; it may have several lines. Windows shows the first
	// 127 UTF-16 units.
	Tooltip string
	// Title names the icon for the tray host and for screen readers. It is not used on macOS, whose menu bar would
	// draw it beside the icon.
	Title string
	// Items is the menu, matched by position with the items of the first view.
	Items []Item
}

// Tray is one icon in the desktop's tray. Set its fields before [Tray.Run] and do not change them afterwards. The zero
// value works.
//
// The callbacks run on goroutines of the tray library (on Windows and macOS, on its thread), possibly at the same
// time, and must return at once. None is called after Run's context has ended.
type Tray struct {
	// Log receives problems, once each. Nil means slog.Default().
	Log *slog.Logger
	// ID is the name under which a Linux desktop stores settings of this icon, such as its position. It must be the
	// same at each start. Empty means "wolkvox-hold".
	ID string
	// Tapped is called for each left click on the icon, which was not made before that time. Only Windows tells how
	// long a click has waited; elsewhere the time is the present one. With nil a left click opens the menu. It is
	// never called on macOS, where the library cannot distinguish the buttons: each click opens the menu there.
	Tapped func(notBefore time.Time)
	// Clicked is called with the item's ID for each click in the menu; the time is as for Tapped. Clicks that come
	// before it has returned are dropped, not queued: a late click must not become a late press.
	Clicked func(id string, notBefore time.Time)
	// Opened is called when the host reports that the menu was opened; not every host does (see the package
	// documentation).
	Opened func()
	// Ready is called once, when the desktop has the icon.
	Ready func()
	// Lost is called with the reason when the icon is gone. On Linux it may come back.
	Lost func(error)
	// Back is called when the problem that Lost reported is over.
	Back func()
	// Ending is called on macOS when the system ends the program (sign-out, shutdown). The process ends when it
	// returns, so it blocks until the program has shut down; the system waits for some seconds.
	Ending func()

	mu       sync.Mutex
	ran      bool
	running  bool
	lost     error
	box      mailbox
	showing  sync.Mutex // held while picture or tooltip is changed
	platform platform
}

// Run shows the first view and serves the icon. It blocks until ctx ends and then returns nil, even if the tray was
// lost or never started: a missing tray is reported by [Tray.Lost] and does not end the program. The only error is
// [ErrRanBefore].
//
// Call it once per process, on macOS from the main goroutine: the system requires the main thread. There hotkeys need
// this loop too, so the hotkey must end first.
func (t *Tray) Run(ctx context.Context, first View) error {
	t.mu.Lock()
	if t.ran {
		t.mu.Unlock()
		return ErrRanBefore
	}
	t.ran, t.running = true, true
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		t.running = false
		t.mu.Unlock()
	}()
	t.serve(ctx, first)
	<-ctx.Done()
	return nil
}

// Show sets a new view and returns at once. The latest view wins, updates are at least 100 ms apart, and only
// differences are sent. With now the wait is skipped, but not twice in a row; this is for "working", which must be seen
// at once. A view that is set before Run replaces the first view as soon as the icon is there.
func (t *Tray) Show(v View, now bool) { t.box.put(v, now) }

// Status reports whether a tray host is there that can show the icon, and why there is no icon: nil, or an error that
// wraps [ErrNoBus], [ErrBusLost], [ErrHostBroken], [ErrPicture], [ErrLibrary], [ErrNotRunning] or [ErrNotInThisBuild]. It asks the
// desktop, takes at most 2 seconds, and may be called from any goroutine.
func (t *Tray) Status() (hostPresent bool, err error) {
	t.mu.Lock()
	running, lost := t.running, t.lost
	t.mu.Unlock()
	switch {
	case lost != nil && !errors.Is(lost, ErrHostBroken): // which may be over by now
		return false, lost
	case !running:
		return false, ErrNotRunning
	}
	return t.hostPresent()
}

// setLost records and reports why the icon is gone, once for each code. More errors with the same code have the same
// cause.
func (t *Tray) setLost(ctx context.Context, err error) {
	t.mu.Lock()
	isNew := ctx.Err() == nil && (t.lost == nil || Code(t.lost) != Code(err))
	if isNew {
		t.lost = err
	}
	t.mu.Unlock()
	if !isNew {
		return
	}
	t.log().Warn("tray lost", "error", err)
	if t.Lost != nil {
		t.Lost(err)
	}
}

// setBack records and reports that the icon is there again, if it was lost.
func (t *Tray) setBack() {
	t.mu.Lock()
	was := t.lost
	t.lost = nil
	t.mu.Unlock()
	if was == nil {
		return
	}
	t.log().Info("tray back")
	if t.Back != nil {
		t.Back()
	}
}

// guard runs calls into the tray library. A panic of the library only loses the icon: the program can still put calls
// on hold.
func (t *Tray) guard(ctx context.Context, calls func()) {
	defer func() {
		if r := recover(); r != nil {
			t.setLost(ctx, fmt.Errorf("%w (%s)", ErrLibrary, cleanLabel(fmt.Sprint(r), 0)))
		}
	}()
	calls()
}

const (
	// Broken is the code of a desktop whose tray does not take the icon.
	Broken = "tray_broken"
	// Stale is the code of an icon whose picture is not that of the latest view.
	Stale = "tray_picture"
)

// Code returns the stable code of an error of this package, by which the program's texts are found: "" for nil,
// "tray_bus" without a session bus, "tray_bus_lost" after its end, "tray_broken" where the watcher or host does not
// work, "tray_picture" where the icon shows an older picture, "tray_host" where this system has no tray, and "tray_lost" for all else.
func Code(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrNoBus):
		return "tray_bus"
	case errors.Is(err, ErrBusLost):
		return "tray_bus_lost"
	case errors.Is(err, ErrHostBroken):
		return Broken
	case errors.Is(err, ErrPicture):
		return Stale
	case errors.Is(err, ErrNotInThisBuild):
		return "tray_host"
	}
	return "tray_lost"
}

func (t *Tray) log() *slog.Logger { return cmp.Or(t.Log, slog.Default()) }
