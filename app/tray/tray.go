package tray

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// The reasons why there is no tray. [Tray.Lost] and [Tray.Status] wrap one of them; test with errors.Is.
var (
	// ErrNoBus means that there is no session bus to show an icon on (a plain ssh log-on, a cron job).
	ErrNoBus = errors.New("no session bus: start the program inside a desktop session")
	// ErrBusLost means that the session bus ended while the icon was shown. The icon comes back with the bus.
	ErrBusLost = errors.New("the session bus ended")
	// ErrHostBroken means that the desktop has who shows icons, and that it does not answer as it should. It is asked again.
	ErrHostBroken = errors.New("the desktop's tray does not take the icon: restart the panel")
	// ErrLibrary means that the tray library failed or refused to start; the wrapped text says how.
	ErrLibrary = errors.New("the tray library failed: restart the program to get its icon back")
	// ErrNotRunning means that Run was not called yet or has returned.
	ErrNotRunning = errors.New("the tray is not running")
	// ErrRanBefore means that Run was called twice; the library behind it serves one icon a process, once.
	ErrRanBefore = errors.New("the tray ran before in this process: start a new process")
	// ErrNotOnThisSystem means that this build has no tray for this system.
	ErrNotOnThisSystem = errors.New("no tray on this system yet")
)

// Item is one line of the menu. Which items there are, and in which order, is fixed by the first
// [View]; later views change Label, Disabled and Hidden only.
type Item struct {
	// ID is what [Tray.Clicked] is given. It is never shown.
	ID string
	// Label is the text as people should read it; mnemonic characters are escaped here, control
	// characters are dropped and everything after 200 characters is cut.
	Label string
	// Disabled shows the item greyed, so that it can be read but not clicked.
	Disabled bool
	// Hidden takes the item out of the menu until a later view brings it back.
	Hidden bool
	// Separator draws a line; all other fields are ignored, and it cannot be hidden.
	Separator bool
}

// View is all that can be seen: the picture, the texts beside it and the menu.
type View struct {
	// Icon is a PNG of at most 256 by 256 pixels. Empty keeps the picture as it is.
	Icon []byte
	// Tooltip is shown while the mouse rests on the icon; it may have several lines. Windows shows the first
	// 127 UTF-16 units.
	Tooltip string
	// Title names the icon for the tray host and for screen readers. It is not shown on macOS, whose menu bar would draw it
	// beside the icon.
	Title string
	// Items is the menu, matched by position with the items of the first view.
	Items []Item
}

// Tray is one icon in the desktop's tray. Set its fields before [Tray.Run] and leave them alone afterwards.
// The zero value works: it shows the icon and tells nobody.
//
// The callbacks run on goroutines (on Windows and macOS: on the thread) of the tray library, possibly at the same
// time. They must hand the news over and return at once. None is called after Run's context ended.
type Tray struct {
	// Log receives what went wrong, once. Nil means slog.Default().
	Log *slog.Logger
	// ID is the name under which a Linux desktop remembers this icon (for instance that it was moved or hidden);
	// it must be the same at each start. Empty means "wolkvox-hold".
	ID string
	// Tapped is called for each left click on the icon. With nil a left click opens the menu. It is never called on macOS,
	// where the library cannot tell a left click from a right one: each click opens the menu there.
	Tapped func()
	// Clicked is called with the item's ID for each click in the menu. Clicks that come while
	// it has not returned yet are dropped, not queued: a late click must not become a late press.
	Clicked func(id string)
	// Opened is called when the host says that the menu was opened; not every host does (see the package documentation).
	Opened func()
	// Ready is called once, when the icon was handed to the desktop.
	Ready func()
	// Lost is called with the reason when the icon is gone. On Linux it may come back.
	Lost func(error)
	// Back is called when what Lost told is over.
	Back func()
	// Ending is called on macOS when the system ends the program (log-off, shutdown). The process is gone when it returns,
	// so it blocks until the program has wound down; the system waits for some seconds.
	Ending func()

	mu       sync.Mutex
	ran      bool
	running  bool
	lost     error
	box      mailbox
	platform platform
}

// Run shows the first view and serves the icon until ctx ends. It blocks and returns nil then, also when the
// tray was lost or could not be started: a missing tray is told by [Tray.Lost] and is no reason to end the program.
// The only error is [ErrRanBefore].
//
// Call it once a process; on macOS from the main goroutine, because the system insists on the main thread. Registering and
// unregistering a hotkey needs this loop there too, so the hotkey must end first.
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

// Show asks for a new view and returns at once. The latest view wins, updates are at least 100 ms apart, and only what differs
// is sent. With now the wait is skipped, but not twice in a row: it is meant for "working", which has to be seen at
// once. A view shown before Run has started replaces the first view as soon as the icon is there.
func (t *Tray) Show(v View, now bool) { t.box.put(v, now) }

// Status tells whether a tray host is there that can show the icon, and why there is no icon at all: nil,
// or an error that wraps [ErrNoBus], [ErrBusLost], [ErrHostBroken], [ErrLibrary], [ErrNotRunning] or [ErrNotOnThisSystem].
// It asks the desktop, for at most 2 seconds, and may be called from any goroutine.
func (t *Tray) Status() (hostPresent bool, err error) {
	t.mu.Lock()
	running, lost := t.running, t.lost
	t.mu.Unlock()
	switch {
	case lost != nil && !errors.Is(lost, ErrHostBroken): // that one may be over at any moment
		return false, lost
	case !running:
		return false, ErrNotRunning
	}
	return t.hostPresent()
}

// lose records and reports why the tray is gone, once for each kind of reason: others are only its echo.
func (t *Tray) lose(ctx context.Context, err error) {
	t.mu.Lock()
	news := ctx.Err() == nil && (t.lost == nil || Code(t.lost) != Code(err))
	if news {
		t.lost = err
	}
	t.mu.Unlock()
	if !news {
		return
	}
	t.log().Warn("tray lost", "error", err)
	if t.Lost != nil {
		t.Lost(err)
	}
}

// back records and reports that the tray is there again, if it was lost.
func (t *Tray) back() {
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

// guard runs calls, which call the tray library, and turns a panic of the library into the loss of the tray: a program without
// an icon still holds calls, one that ended does not.
func (t *Tray) guard(ctx context.Context, calls func()) {
	defer func() {
		if r := recover(); r != nil {
			t.lose(ctx, fmt.Errorf("%w (%s)", ErrLibrary, cleanLabel(fmt.Sprint(r), 0)))
		}
	}()
	calls()
}

func (t *Tray) log() *slog.Logger { return cmp.Or(t.Log, slog.Default()) }
