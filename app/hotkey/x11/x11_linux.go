package x11

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"github.com/wolkvox-hold/wolkvox-hold/app/awake"
	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

const (
	// replyTimeout is for connecting and for each reply. xgb has no timeouts.
	replyTimeout = 2 * time.Second

	// layoutDelay is the wait after a layout change. The server announces one change with
	// several messages, and keys are missing from the maps in between.
	layoutDelay = 30 * time.Millisecond

	// optionsDelay is the wait for the keyboard's options, which are set after the layout.
	optionsDelay = time.Second
)

// Conn is the X11 backend: one connection with one grabbed chord.
//
// Presses are hidden from every program while another client grabs the whole keyboard (a
// screen locker, an open menu), and while nothing has the focus, not even the root window.
//
// desktop.Listener says what its methods promise.
type Conn struct {
	log   *slog.Logger
	net   net.Conn
	conn  *xgb.Conn
	setup *xproto.SetupInfo
	start time.Time     // zero of our clock
	boot  time.Duration // the boot clock at that time

	timedOut atomic.Bool // the server did not answer in time, so we closed the connection

	timeWindow xproto.Window // receives the server's time stamps

	closing context.Context
	cancel  context.CancelFunc

	stamper stamper // owned by Run
	held    heldKey // owned by Run

	// code is the grabbed key code, 0 for none. It alone identifies our events: a release no
	// longer has the modifiers that were released before it, and other keys that are pressed
	// while the chord is held arrive too.
	code atomic.Uint32

	mu        sync.Mutex // held while grabs are changed, so also while we wait for replies
	chord     settings.Chord
	wanted    bool      // chord is to stay grabbed
	grabbed   []keyGrab // what is grabbed now
	firstGrab bool      // no chord was requested yet

	layoutSwitch bool // the keyboard switches its layout with modifiers of chord
}

// Dial connects to the display within replyTimeout and reads the server's time. The
// error wraps hotkey.ErrSilent where the server did not answer.
func Dial(name string, log *slog.Logger) (_ *Conn, err error) {
	d, err := parseDisplay(name)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(replyTimeout)
	defer func() {
		// A stopped server has a full accept queue sooner or later; then connect fails at once.
		if err != nil && (!time.Now().Before(deadline) || errors.Is(err, syscall.EAGAIN)) {
			err = fmt.Errorf("%w: %w", hotkey.ErrSilent, err)
		}
	}()
	socket, err := (&net.Dialer{Deadline: deadline}).Dial(d.network, d.address)
	if err != nil {
		return nil, err
	}
	x := &Conn{log: log, net: socket, start: time.Now(), boot: boot.Since(), firstGrab: true}
	x.closing, x.cancel = context.WithCancel(context.Background())
	if err := x.handshake(d, deadline); err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}

func (x *Conn) handshake(d display, deadline time.Time) error {
	if err := x.net.SetDeadline(deadline); err != nil {
		return err
	}
	// xgb writes errors to standard error; we see them as a lost connection.
	xgb.Logger.SetOutput(io.Discard)
	var err error
	if secret := readCookie(d, x.net.RemoteAddr()); secret != nil {
		x.conn, err = xgb.NewConnNetWithCookieHex(x.net, hex.EncodeToString(secret))
	} else {
		x.conn, err = xgb.NewConnNet(x.net)
	}
	if err != nil {
		return fmt.Errorf("the X server refuses the connection: %w", err)
	}
	x.setup = xproto.Setup(x.conn)
	if len(x.setup.Roots) == 0 {
		return fmt.Errorf("the X server has no screen")
	}
	if err := x.createTimeWindow(); err != nil {
		return err
	}
	if err := x.readTime(); err != nil {
		return err
	}
	return x.net.SetDeadline(time.Time{})
}

// readCookie returns the display's secret from the user's authority file, or nil.
func readCookie(d display, server net.Addr) []byte {
	path := os.Getenv("XAUTHORITY")
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil
		}
		path = filepath.Join(home, ".Xauthority")
	}
	b, err := capped.ReadFile(path, 1<<20)
	if err != nil {
		return nil
	}
	hostname, err := os.Hostname()
	if err != nil {
		return nil
	}
	var peer net.IP
	if tcp, ok := server.(*net.TCPAddr); ok {
		peer = tcp.IP
	}
	return cookie(b, hostname, peer, d.number)
}

// createTimeWindow makes a window that is never shown. X11 has no request for the server's
// time; it comes with the event for a property change on a window of our own (ICCCM 2.1).
func (x *Conn) createTimeWindow() error {
	w, err := xproto.NewWindowId(x.conn)
	if err != nil {
		return err
	}
	x.timeWindow = w
	return xproto.CreateWindowChecked(x.conn, 0, w, x.setup.Roots[0].Root, 0, 0, 1, 1, 0,
		xproto.WindowClassInputOnly, 0, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
}

// requestTime makes the server send an event with its time.
func (x *Conn) requestTime() { x.changeProperty(xproto.AtomWmName) }

// changeProperty makes the server send an event with its time and this property.
func (x *Conn) changeProperty(property xproto.Atom) {
	xproto.ChangeProperty(x.conn, xproto.PropModeAppend, x.timeWindow, property, xproto.AtomString, 8, 0, nil)
}

func (x *Conn) readTime() error {
	x.requestTime()
	for {
		event, xerr := x.conn.WaitForEvent()
		if event == nil && xerr == nil {
			return fmt.Errorf("the X server does not tell its time")
		}
		if e, ok := event.(xproto.PropertyNotifyEvent); ok && e.Window == x.timeWindow {
			x.stamper.serverTime(uint32(e.Time), x.clock(), x.bootClock())
			return nil
		}
	}
}

// clock and bootClock count from the start of the connection. Only bootClock goes on while
// the machine sleeps.
func (x *Conn) clock() time.Duration { return time.Since(x.start) }

func (x *Conn) bootClock() time.Duration { return boot.Since() - x.boot }

// withTimeout gives the server replyTimeout for the replies that f waits for. A slower server
// counts as gone: the connection is closed, and Run reports that.
func (x *Conn) withTimeout(f func() error) error {
	timer := time.AfterFunc(replyTimeout, func() {
		x.log.Error("the X server does not answer", "within", replyTimeout)
		x.timedOut.Store(true)
		x.net.Close()
	})
	defer timer.Stop()
	return f()
}

// Missing reports whether the server says that it does not have the extension.
func (x *Conn) Missing(extension string) bool {
	missing := false
	_ = x.withTimeout(func() error {
		answer, err := xproto.QueryExtension(x.conn, uint16(len(extension)), extension).Reply()
		missing = err == nil && answer != nil && !answer.Present
		return err
	})
	return missing
}

func (x *Conn) Close() {
	x.cancel()
	x.net.Close() // xgb's Close waits for the server; closing the socket ends everything
}

// Run closes the connection when it returns: keys that are grabbed and not read are lost to
// every program.
func (x *Conn) Run(ctx context.Context, events func(hotkey.Event), down func(error)) error {
	stream := make(chan xgb.Event)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer x.Close()
	defer x.held.reset()
	reading.Go(func() {
		defer close(stream)
		for {
			event, xerr := x.conn.WaitForEvent()
			if event == nil && xerr == nil {
				return
			}
			select {
			case stream <- event: // nil for an X error of a request without a reply; ignored
			case <-x.closing.Done():
				return
			}
		}
	})

	woke := make(chan struct{}, 1)
	reading.Go(func() {
		_ = awake.Watch(x.closing, func() { // if this fails, a sleep is noticed at the next event
			newest.Wake(woke)
		})
	})

	var layoutSettled, optionsWritten <-chan time.Time
	regrab := func() {
		move, changed, err := x.regrab()
		for _, e := range x.onMove(move) {
			events(e)
		}
		if changed {
			x.log.Info("the keyboard layout changed", "err", err)
			down(err)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-x.closing.Done():
			return nil
		case <-layoutSettled:
			layoutSettled = nil
			regrab()
		case <-optionsWritten:
			optionsWritten = nil
			regrab()
		case <-woke:
			x.stamper.sleeps.update(x.clock(), x.bootClock())
		case <-x.held.longPress:
			x.onLongPress()
		case <-x.held.poll():
			x.queryKeys()
		case event, ok := <-stream:
			if !ok {
				if ctx.Err() != nil || x.closing.Err() != nil {
					return nil
				}
				err := &hotkey.Error{Code: hotkey.CodeLost, Err: hotkey.ErrDesktopEnded}
				if x.timedOut.Load() {
					err.Err = hotkey.ErrSilent
				}
				down(err)
				return err
			}
			if m, ok := event.(xproto.MappingNotifyEvent); ok {
				if layoutSettled == nil && m.Request != xproto.MappingPointer {
					layoutSettled = time.After(layoutDelay)
				}
				if optionsWritten == nil {
					optionsWritten = time.After(optionsDelay)
				}
				continue
			}
			for _, e := range x.handle(event) {
				events(e)
			}
		}
	}
}

// handle returns the events to deliver after an event of the server. A grab sends key events for a
// root window. Those for the time window are no presses: a program has sent them to every window
// (XSendEvent), perhaps without the chord's modifiers.
func (x *Conn) handle(event xgb.Event) []hotkey.Event {
	at, boot := x.clock(), x.bootClock()
	key := func(isDown bool, t xproto.Timestamp) []hotkey.Event {
		ready, ask := x.stamper.key(isDown, uint32(t), at, boot)
		if ask {
			x.requestTime()
		}
		return ready
	}
	ours := func(code xproto.Keycode) bool { return code != 0 && uint32(code) == x.code.Load() }
	switch e := event.(type) {
	case xproto.KeyPressEvent:
		if !ours(e.Detail) || e.Event == x.timeWindow {
			return nil
		}
		var ready []hotkey.Event
		if x.onPress(e.Detail, e.Time) {
			// The key came up between two polls: at the latest just before this press.
			ready = key(false, e.Time-1)
		}
		return append(ready, key(true, e.Time)...)
	case xproto.KeyReleaseEvent:
		if !ours(e.Detail) || e.Event == x.timeWindow {
			return nil
		}
		if x.onRelease(e.Detail, e.Time) {
			return nil
		}
		return key(false, e.Time)
	case xproto.PropertyNotifyEvent:
		if e.Window != x.timeWindow {
			return nil
		}
		ready := x.stamper.serverTime(uint32(e.Time), at, boot)
		if e.Atom == xproto.AtomWmIconName {
			ready = append(ready, x.onKeys(x.stamper.clock.last)...)
		}
		return ready
	}
	return nil
}

// NoRetry turns off the retry of the first chord.
func (x *Conn) NoRetry() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.firstGrab = false
}
