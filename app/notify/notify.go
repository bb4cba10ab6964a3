package notify

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// The reasons why nothing can be shown. [Notifier.Err] wraps one of them.
var (
	// ErrNoBus means that there is no session bus, or that it ended.
	ErrNoBus = errors.New("no session bus: start the program inside a desktop session")
	// ErrNoDaemon means that the session has no notification daemon and the bus cannot start one.
	ErrNoDaemon = errors.New("no notification daemon: start one in this desktop session")
	// ErrNoAnswer means that the daemon did not answer within 2 seconds; the note may still be shown.
	ErrNoAnswer = errors.New("the notification daemon does not answer: restart it")
	// ErrRefused means that the daemon answered with an error.
	ErrRefused = errors.New("the notification daemon refused the notification")
	// ErrNoIcon means that the tray icon that notes belong to is missing (Windows: no taskbar yet, or Explorer is
	// restarting). The newest note waits for it.
	ErrNoIcon = errors.New("the tray icon that notifications belong to is not there: wait for the taskbar")
	// ErrNotRunning means that Run was not called yet or has returned.
	ErrNotRunning = errors.New("the notifier is not running")
)

// Note is one notification.
type Note struct {
	// Summary is the title: one line, cut after 100 characters.
	Summary string
	// Body is the text below it, cut after 500 characters.
	Body string
	// Warning marks a note that says that something did not work. On Windows it does not depend on the system's own
	// notifications.
	Warning bool
	// Failure marks a warning that is shown with critical urgency, so that Do Not Disturb does not hide it, but with its
	// own time. It is used on Linux.
	Failure bool
	// Urgent marks a warning that must be seen: it has critical urgency, ignores Expire, and stays until it is dismissed
	// where the system allows that.
	Urgent bool
	// Expire is how long the note is shown. Zero means the desktop's default.
	Expire time.Duration
	// Button is the label of a button below the text, where the desktop supports that. Empty means none.
	Button string
	// Action is the argument of [Notifier.Pressed] for the button.
	Action string
	// Category is the kind of the note (Desktop Notifications Specification, "Categories"). It is used on Linux. Empty
	// means none.
	Category string
	// Picture is the argument of [Notifier.Picture] for this note.
	Picture string
}

// Notifier shows one note at a time; each replaces the one before. Set its fields before [Notifier.Run] and do not
// change them afterwards. The zero value works, without a name and a picture.
type Notifier struct {
	// Log receives why a note could not be shown. Nil means slog.Default().
	Log *slog.Logger
	// AppName is the program's name beside the note.
	AppName string
	// DesktopEntry is the name of the program's .desktop file without its extension; desktops find the program's
	// picture and settings by it. Empty means none.
	DesktopEntry string
	// Picture returns the picture beside a note, a PNG of at most 256 by 256 pixels, or nil. It is used on Linux
	// and Windows. A nil func means no pictures.
	Picture func(name string) []byte
	// Pressed is called with the note's Action when the button of the shown note is pressed. It must return at once. Nil
	// means no buttons.
	Pressed func(action string)

	mu      sync.Mutex
	err     error
	running bool
	waiting newest.Value[Note]
}

// Run shows notes. It blocks until ctx ends and then returns nil. Problems are reported by [Notifier.Err] and never
// end it.
func (n *Notifier) Run(ctx context.Context) error {
	n.mu.Lock()
	n.running = true
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		n.running = false
		n.mu.Unlock()
	}()
	n.serve(ctx)
	<-ctx.Done()
	return nil
}

// Show sets the next note and returns at once. If several wait, the latest wins. A note that cannot be shown is
// dropped, because a late outcome would look like the outcome of a later press. On Windows it may wait for the taskbar
// first (see the package documentation).
func (n *Notifier) Show(note Note) {
	n.waiting.Put(note)
}

// Dismiss removes the note that is shown, on Windows; elsewhere it ends with its time.
func (n *Notifier) Dismiss() {
	if runtime.GOOS == "windows" {
		n.waiting.Put(Note{})
	}
}

// Err returns why a note could not be shown now, or nil. It wraps one of this package's errors.
func (n *Notifier) Err() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.running {
		return ErrNotRunning
	}
	return n.err
}

// setErr sets the result of Err and logs it if it is new.
func (n *Notifier) setErr(err error) {
	n.mu.Lock()
	was := n.err
	n.err = err
	n.mu.Unlock()
	if err == nil || (was != nil && was.Error() == err.Error()) {
		return
	}
	cmp.Or(n.Log, slog.Default()).Warn("notifications unavailable", "error", err)
}

// Code returns the stable code of an error of this package, by which the program's texts are found: "" for nil,
// "notify_icon" without the tray icon, else "notify".
func Code(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrNoIcon):
		return "notify_icon"
	}
	return "notify"
}
