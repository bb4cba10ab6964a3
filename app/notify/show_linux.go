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

	// lastTimeout is how long the end of the program may wait for the daemon.
	lastTimeout = 500 * time.Millisecond

	// expireGrace is how long after its time a note may still be closed by the daemon.
	expireGrace = 500 * time.Millisecond
)

// client is the state of the goroutine that serves notes.
type client struct {
	n          *Notifier
	conn       *dbus.Conn // nil: not connected
	signals    chan *dbus.Signal
	call       *dbus.Call       // the latest call; nil after its answer
	replies    chan *dbus.Call  // receives that answer, even a late one
	replaces   uint32           // the ID of the note that the call replaces
	late       chan lateNote    // answers to calls whose note must not stay
	daemon     int              // counts the owners of the daemon's name
	timer      *time.Timer      // runs while we wait for the answer; nil after a timeout
	shown      uint32           // the ID of the note to replace; 0 for none
	closed     uint32           // the ID of a note that was closed before we knew its ID
	hasButtons bool             // the daemon supports buttons
	action     string           // of the latest note's button
	expired    <-chan time.Time // fires when a failure has been shown for its time; nil for none

	check      <-chan time.Time // fires when to check the bus or the daemon again
	checkDelay time.Duration
}

// lateNote is a note that a slow daemon shows although another note, or none, has taken its place.
type lateNote struct {
	id     uint32
	daemon int
}

func (n *Notifier) serve(ctx context.Context) {
	c := &client{n: n, late: make(chan lateNote)}
	defer c.disconnect()
	c.connect(ctx)
	for ctx.Err() == nil {
		var gone <-chan struct{}
		if c.conn != nil {
			gone = c.conn.Context().Done()
		}
		var ready <-chan struct{}
		var timeout <-chan time.Time
		if c.timer == nil {
			ready = n.waiting.Ready() // one call at a time; the latest note waits in Notifier
		} else {
			timeout = c.timer.C
		}
		select {
		case <-ctx.Done():
		case <-ready:
			if ctx.Err() != nil {
				break // the end sends it
			}
			switch note, ok := n.waiting.Take(); {
			case ok && note == Note{}:
				c.dismiss()
			case ok:
				c.send(ctx, note)
			}
		case call := <-c.replies:
			c.onReply(call)
		case note := <-c.late:
			if note.daemon == c.daemon {
				c.close(note.id)
			}
		case <-timeout:
			c.timer = nil
			n.setErr(ErrNoAnswer)
			c.scheduleCheck()
		case signal := <-c.signals:
			c.onSignal(signal)
		case <-c.expired:
			c.dismiss()
		case <-c.check:
			c.check = nil
			if c.conn == nil {
				c.connect(ctx)
			} else {
				c.checkDaemon()
			}
		case <-gone:
			c.disconnect()
			n.setErr(fmt.Errorf("%w (it ended)", ErrNoBus))
			c.scheduleCheck()
		}
	}
	c.sendLast()
}

// sendLast sends a note that came just before the end of the program, and waits shortly for the daemon: the outcome
// of a press that the end interrupted must be shown.
func (c *client) sendLast() {
	note, ok := c.n.waiting.Take()
	if ok && note != (Note{}) {
		ctx, cancel := context.WithTimeout(context.Background(), lastTimeout)
		defer cancel()
		c.send(ctx, note)
	}
	if c.call != nil {
		select {
		case call := <-c.replies:
			c.onReply(call)
		case <-time.After(lastTimeout):
		}
	}
	if ok && note == (Note{}) {
		c.dismiss()
	}
}

// hints returns the hints of a note: its urgency, the program and the picture.
func (n *Notifier) hints(note Note, urgency byte) map[string]dbus.Variant {
	hints := map[string]dbus.Variant{"urgency": dbus.MakeVariant(urgency)}
	if n.DesktopEntry != "" {
		hints["desktop-entry"] = dbus.MakeVariant(n.DesktopEntry)
	}
	if note.Category != "" {
		hints["category"] = dbus.MakeVariant(note.Category)
	}
	if n.Picture != nil {
		if p, ok := decodePicture(n.Picture(note.Picture)); ok {
			hints["image-data"] = dbus.MakeVariant(p)
		}
	}
	return hints
}

// connect opens the connection if necessary and checks the daemon.
func (c *client) connect(ctx context.Context) {
	if c.conn != nil && c.conn.Connected() {
		return
	}
	c.disconnect()
	conn, signals, err := dial(ctx)
	if err != nil {
		c.n.setErr(fmt.Errorf("%w (%w)", ErrNoBus, err))
		c.scheduleCheck()
		return
	}
	c.conn, c.signals = conn, signals
	c.checkDaemon()
}

// checkDaemon sets Err before the first note, and finds out whether to use buttons: a daemon without them may show a
// dialog instead (Desktop Notifications Specification, "Notify").
func (c *client) checkDaemon() {
	c.hasButtons = false
	running, startable, err := daemonState(c.conn)
	switch {
	case err != nil:
		c.n.setErr(fmt.Errorf("%w (%w)", ErrNoBus, err))
		return // the end of the bus is noticed elsewhere
	case !running && !startable:
		c.n.setErr(ErrNoDaemon)
		return // a signal announces a new daemon
	case running:
		has, err := capabilities(c.conn)
		if callFailed(err) {
			c.n.setErr(fmt.Errorf("%w (%s)", classify(err), plain(err.Error(), summaryLimit, false)))
			c.scheduleCheck()
			return
		}
		c.hasButtons = slices.Contains(has, "actions")
	}
	c.n.setErr(nil)
	c.check, c.checkDelay = nil, 0
}

func (c *client) scheduleCheck() {
	c.checkDelay = min(max(2*c.checkDelay, minRetryDelay), maxRetryDelay)
	c.check = time.After(c.checkDelay)
}

func (c *client) disconnect() {
	if c.conn == nil {
		return
	}
	c.dropCall()
	_ = c.conn.Close()
	*c = client{n: c.n, late: c.late, daemon: c.daemon + 1, check: c.check, checkDelay: c.checkDelay}
}

// send asks the daemon to show the note. It does not wait for the answer, which goes to onReply.
func (c *client) send(ctx context.Context, note Note) {
	c.connect(ctx)
	if c.conn == nil {
		return
	}
	c.drain()
	urgency, expire := urgencyNormal, expireDefault
	if note.Expire > 0 {
		expire = int32(min(max(note.Expire.Milliseconds(), 1), math.MaxInt32))
	}
	if note.Failure || note.Urgent {
		urgency = urgencyCritical
	}
	if note.Urgent {
		expire = expireNever
	}
	buttons := []string{}
	if note.Button != "" && c.hasButtons && c.n.Pressed != nil {
		// A click on the note itself does the same. It has no label: xfce4-notifyd 0.7.3 makes a second button of one.
		buttons = []string{clickKey, "", buttonKey, clean(note.Button, summaryLimit, false)}
	}
	c.leaveCall(false)
	c.expired = nil
	if after := closedAfter(note); after > 0 {
		c.expired = time.After(after)
	}
	c.closed, c.action, c.replaces = 0, note.Action, c.shown
	c.replies = make(chan *dbus.Call, 1) // one channel per call: godbus blocks on a full channel
	c.timer = time.NewTimer(callTimeout)
	c.call = c.conn.Object(daemonName, daemonPath).Go(daemonName+".Notify", 0, c.replies,
		clean(c.n.AppName, summaryLimit, false), c.shown, "",
		clean(note.Summary, summaryLimit, false), clean(note.Body, bodyLimit, true),
		buttons, c.n.hints(note, urgency), expire)
}

// closedAfter is when a note is closed that the daemon need not close by itself, since it is critical; 0 for the others
// and for one that stays.
func closedAfter(note Note) time.Duration {
	if !note.Failure || note.Urgent || note.Expire <= 0 {
		return 0
	}
	return note.Expire + expireGrace
}

// dropCall stops waiting for the latest call, answered or not.
func (c *client) dropCall() {
	if c.call != nil {
		c.call.ContextCancel()
	}
	c.forgetCall()
}

func (c *client) forgetCall() {
	if c.timer != nil {
		c.timer.Stop()
	}
	c.call, c.replies, c.timer = nil, nil, nil
}

// dismiss removes the note that is shown, and one that the daemon has not confirmed yet.
func (c *client) dismiss() {
	if c.conn == nil {
		return
	}
	c.drain()
	c.expired = nil
	c.leaveCall(true)
	if c.shown != 0 {
		c.close(c.shown)
		c.shown = 0
	}
}

// close removes a note of ours. It may be gone already, so the answer says nothing.
func (c *client) close(id uint32) {
	c.conn.Object(daemonName, daemonPath).Go(daemonName+".CloseNotification", dbus.FlagNoReplyExpected|dbus.FlagNoAutoStart, nil, id)
}

// leaveCall no longer waits for the answer to the latest call. A daemon that did not answer in time may still show that
// note, beside the next one, and for ever if it is urgent. So it is removed when its ID is told: always, or only if it
// did not replace the note that the next one replaces too.
func (c *client) leaveCall(always bool) {
	if c.call == nil {
		return
	}
	replies, ended, late, replaces, daemon := c.replies, c.conn.Context().Done(), c.late, c.replaces, c.daemon
	c.forgetCall()
	go func() {
		select {
		case call := <-replies:
			var id uint32
			if call.Store(&id) != nil || id == replaces && !always {
				return
			}
			select {
			case late <- lateNote{id, daemon}:
			case <-ended:
			}
		case <-ended:
		}
	}()
}

// drain handles everything that has arrived: select picks at random, and a note must not replace one that is already
// closed.
func (c *client) drain() {
	for {
		select {
		case signal := <-c.signals:
			if signal == nil {
				return
			}
			c.onSignal(signal)
		case call := <-c.replies:
			c.onReply(call)
		default:
			return
		}
	}
}

// onReply stores the ID of the shown note.
func (c *client) onReply(call *dbus.Call) {
	c.dropCall()
	var id uint32
	if err := call.Store(&id); err != nil {
		c.shown = 0
		c.n.setErr(fmt.Errorf("%w (%s)", classify(err), plain(err.Error(), summaryLimit, false)))
		return
	}
	c.n.setErr(nil)
	c.shown = id
	if id == c.closed {
		c.shown = 0
	}
}

// onSignal drops the ID of a note that is gone, and handles clicks.
func (c *client) onSignal(signal *dbus.Signal) {
	if signal == nil {
		return // the connection was closed, which its context shows
	}
	switch signal.Name {
	case daemonName + ".NotificationClosed":
		if len(signal.Body) == 0 {
			return
		}
		id, _ := signal.Body[0].(uint32)
		if id == c.shown {
			c.shown = 0
		}
		c.closed = id
	case daemonName + ".ActionInvoked":
		if len(signal.Body) != 2 || signal.Body[1] != buttonKey && signal.Body[1] != clickKey || c.n.Pressed == nil {
			return
		}
		if id, _ := signal.Body[0].(uint32); id != 0 && id == c.shown {
			c.n.Pressed(c.action)
		}
	case sessionbus.OwnerChanged:
		if len(signal.Body) != 3 {
			return
		}
		c.shown = 0
		if old, _ := signal.Body[1].(string); old != "" {
			c.dropCall() // an ID from the old daemon means nothing to the new one
			c.daemon++
		}
		c.checkDaemon()
	}
}
