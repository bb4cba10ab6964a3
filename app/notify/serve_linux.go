package notify

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

const (
	urgencyNormal   byte = 1
	urgencyCritical byte = 2

	expireDefault int32 = -1 // the daemon decides
	expireNever   int32 = 0

	// lastLimit is how long the end of the program may wait for the daemon.
	lastLimit = 500 * time.Millisecond
)

// line is the one goroutine's state: the connection, and what is known about the note on the screen.
type line struct {
	n       *Notifier
	hints   map[string]dbus.Variant // the same for each note
	conn    *dbus.Conn
	signals chan *dbus.Signal
	asked   *dbus.Call      // the latest call; nil when it was answered
	replies chan *dbus.Call // brings that call's answer, however late
	limit   *time.Timer     // runs while we wait for asked; nil when we stopped waiting
	shown   uint32          // the daemon's number of the note to replace; 0 for none
	closed  uint32          // a note that the daemon closed before it told us its number
	buttons bool            // the daemon has buttons in notes

	again <-chan time.Time // when to look again for what is missing, and does not tell when it comes
	pause time.Duration    // the latest before that
}

func (n *Notifier) serve(ctx context.Context) {
	l := &line{n: n, hints: n.hints()}
	defer l.hangUp()
	l.connect(ctx)
	for {
		var gone <-chan struct{}
		if l.conn != nil {
			gone = l.conn.Context().Done()
		}
		var wake <-chan struct{}
		var late <-chan time.Time
		if l.limit == nil {
			wake = n.waiting.Ready() // one call at a time; the latest note waits in Notifier
		} else {
			late = l.limit.C
		}
		select {
		case <-ctx.Done():
			l.last()
			return
		case <-wake:
			if note, ok := n.waiting.Take(); ok {
				l.send(ctx, note)
			}
		case call := <-l.replies:
			l.answered(call)
		case <-late:
			l.limit = nil
			n.setErr(ErrNoAnswer)
			l.lookAgain()
		case signal := <-l.signals:
			l.heard(signal)
		case <-l.again:
			l.again = nil
			if l.conn == nil {
				l.connect(ctx)
			} else {
				l.look()
			}
		case <-gone:
			l.hangUp()
			n.setErr(fmt.Errorf("%w (it ended)", ErrNoBus))
			l.lookAgain()
		}
	}
}

// last sends a note that came together with the end: the outcome of a press that the end of the program cut short
// must not go untold. It waits for the daemon, but not long.
func (l *line) last() {
	note, ok := l.n.waiting.Take()
	if !ok || l.conn == nil {
		return
	}
	l.send(context.Background(), note)
	select {
	case <-l.replies:
	case <-time.After(lastLimit):
	}
}

// hints are what every note carries: which program it is, and its picture.
func (n *Notifier) hints() map[string]dbus.Variant {
	hints := map[string]dbus.Variant{}
	if n.DesktopEntry != "" {
		hints["desktop-entry"] = dbus.MakeVariant(n.DesktopEntry)
	}
	if p, ok := decodePicture(n.Icon); ok {
		hints["image-data"] = dbus.MakeVariant(p)
	}
	return hints
}

// connect opens the line if it is closed, and says what is missing.
func (l *line) connect(ctx context.Context) {
	if l.conn != nil && l.conn.Connected() {
		return
	}
	l.hangUp()
	conn, signals, err := dial(ctx)
	if err != nil {
		l.n.setErr(fmt.Errorf("%w (%w)", ErrNoBus, err))
		l.lookAgain()
		return
	}
	l.conn, l.signals = conn, signals
	l.look()
}

// look finds out whether there is a daemon, so that Err knows before the first note. Some daemons make a dialog of a
// note with buttons that they cannot show (Desktop Notifications Specification, "Notify").
func (l *line) look() {
	l.buttons = false
	running, startable, err := daemon(l.conn)
	switch {
	case err != nil:
		l.n.setErr(fmt.Errorf("%w (%w)", ErrNoBus, err))
		return // its end is told
	case !running && !startable:
		l.n.setErr(ErrNoDaemon)
		return // one that comes is told
	case running:
		has, err := capabilities(l.conn)
		if silent(err) {
			l.n.setErr(fmt.Errorf("%w (%s)", reason(err), plain(err.Error(), summaryLimit, false)))
			l.lookAgain()
			return
		}
		l.buttons = slices.Contains(has, "actions")
	}
	l.n.setErr(nil)
	l.again, l.pause = nil, 0
}

// lookAgain looks after a while.
func (l *line) lookAgain() {
	l.pause = min(max(2*l.pause, firstPause), longestPause)
	l.again = time.After(l.pause)
}

func (l *line) hangUp() {
	if l.conn == nil {
		return
	}
	l.giveUp()
	_ = l.conn.Close()
	*l = line{n: l.n, hints: l.hints, again: l.again, pause: l.pause}
}

// send asks the daemon to show the note. The answer comes to answered; this never waits for the daemon.
func (l *line) send(ctx context.Context, note Note) {
	l.connect(ctx)
	if l.conn == nil {
		return
	}
	l.catchUp()
	urgency, expire := urgencyNormal, expireDefault
	if note.Expire > 0 {
		expire = int32(min(max(note.Expire.Milliseconds(), 1), math.MaxInt32))
	}
	if note.Urgent {
		urgency, expire = urgencyCritical, expireNever
	}
	hints := map[string]dbus.Variant{"urgency": dbus.MakeVariant(urgency)}
	for name, value := range l.hints {
		hints[name] = value
	}
	buttons := []string{}
	if note.Button != "" && l.buttons && l.n.Pressed != nil {
		// A click on the note itself means the same.
		buttons = []string{clickKey, clean(note.Button, summaryLimit, false), buttonKey, clean(note.Button, summaryLimit, false)}
	}
	l.closed = 0
	l.giveUp()
	l.replies = make(chan *dbus.Call, 1) // a channel for each call: godbus blocks where an answer finds no room
	l.limit = time.NewTimer(callLimit)
	l.asked = l.conn.Object(daemonName, daemonPath).Go(daemonName+".Notify", 0, l.replies,
		clean(l.n.AppName, summaryLimit, false), l.shown, "",
		clean(note.Summary, summaryLimit, false), clean(note.Body, bodyLimit, true),
		buttons, hints, expire)
}

// giveUp stops waiting for the latest call, answered or not.
func (l *line) giveUp() {
	if l.limit != nil {
		l.limit.Stop()
	}
	if l.asked != nil {
		l.asked.ContextCancel()
	}
	l.asked, l.replies, l.limit = nil, nil, nil
}

// catchUp reads all that has come already: select picks at random, and a note must not replace one whose end is known.
func (l *line) catchUp() {
	for {
		select {
		case signal := <-l.signals:
			if signal == nil {
				return
			}
			l.heard(signal)
		case call := <-l.replies:
			l.answered(call)
		default:
			return
		}
	}
}

// answered keeps the number of the note that is shown now.
func (l *line) answered(call *dbus.Call) {
	l.giveUp()
	var id uint32
	if err := call.Store(&id); err != nil {
		l.shown = 0
		l.n.setErr(fmt.Errorf("%w (%s)", reason(err), plain(err.Error(), summaryLimit, false)))
		return
	}
	l.n.setErr(nil)
	l.shown = id
	if id == l.closed {
		l.shown = 0
	}
}

// heard forgets the number of a note that is no longer there.
func (l *line) heard(signal *dbus.Signal) {
	if signal == nil {
		return // the connection closes; its context tells
	}
	switch signal.Name {
	case daemonName + ".NotificationClosed":
		if len(signal.Body) == 0 {
			return
		}
		id, _ := signal.Body[0].(uint32)
		if id == l.shown {
			l.shown = 0
		}
		l.closed = id
	case daemonName + ".ActionInvoked":
		if len(signal.Body) != 2 || signal.Body[1] != buttonKey && signal.Body[1] != clickKey || l.n.Pressed == nil {
			return
		}
		if id, _ := signal.Body[0].(uint32); id != 0 && id == l.shown {
			l.n.Pressed()
		}
	case sessionbus.OwnerChanged:
		if len(signal.Body) != 3 {
			return
		}
		l.shown = 0
		if old, _ := signal.Body[1].(string); old != "" {
			l.giveUp() // a number that the old daemon may still tell means nothing to the next one
		}
		l.look()
	}
}
