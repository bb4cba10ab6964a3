package hotkey

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
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

const (
	// answerWithin is how long the X server may take for an answer. xgb has no
	// time-out of its own, neither for the dial nor for a reply.
	answerWithin = 2 * time.Second

	// settleFor is how long a change of layout is left to settle. One change
	// is announced by several messages, and the maps in between lack keys.
	settleFor = 30 * time.Millisecond

	// writtenIn is how long the keyboard's options, which are written behind the
	// layout they belong to, may take.
	writtenIn = time.Second
)

// x11 is the backend for X11: one connection with one chord grabbed on it.
type x11 struct {
	log   *slog.Logger
	net   net.Conn
	conn  *xgb.Conn
	setup *xproto.SetupInfo
	start time.Time     // zero of our own clock
	boot  time.Duration // the clock that does not stop, at that time

	silent atomic.Bool // the server did not answer in time, so the connection was closed here

	stampWindow xproto.Window // receives the server's time stamps

	closing context.Context
	cancel  context.CancelFunc

	stamps stamps // belongs to run
	held   held   // likewise

	// code is the key code that is grabbed now, 0 for none. Its events are
	// told from those of other keys by it alone: the state of a release has
	// lost the modifiers that were released first, and other keys that repeat
	// while the chord is held come through as well.
	code atomic.Uint32

	mu      sync.Mutex // held while grabs are changed, so also while the server answers
	chord   settings.Chord
	wanted  bool    // chord is the one to keep grabbed
	grabbed []combo // what is grabbed now
	first   bool    // no chord was asked for yet

	switched bool // the keyboard switches its layout with modifiers of chord
}

// dialX11 connects to the display, within answerWithin, and learns the
// server's time. The error is ErrSilent where the server left that time unused.
func dialX11(name string, log *slog.Logger) (_ *x11, err error) {
	d, err := parseDisplay(name)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(answerWithin)
	defer func() {
		// A server that stands still has a full queue in the end, which is told at once.
		if err != nil && (!time.Now().Before(deadline) || errors.Is(err, syscall.EAGAIN)) {
			err = fmt.Errorf("%w: %w", ErrSilent, err)
		}
	}()
	socket, err := (&net.Dialer{Deadline: deadline}).Dial(d.network, d.address)
	if err != nil {
		return nil, err
	}
	x := &x11{log: log, net: socket, start: time.Now(), boot: boot.Since(), first: true}
	x.closing, x.cancel = context.WithCancel(context.Background())
	if err := x.greet(d, deadline); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

func (x *x11) greet(d display, deadline time.Time) error {
	if err := x.net.SetDeadline(deadline); err != nil {
		return err
	}
	// What xgb would write to standard error reaches us as a lost connection.
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
	if err := x.makeStampWindow(); err != nil {
		return err
	}
	if err := x.learnTime(); err != nil {
		return err
	}
	return x.net.SetDeadline(time.Time{})
}

// served is the process that listens at the other end, 0 where that is not known.
func served(conn net.Conn) (pid int) {
	if cred := peer(conn); cred != nil {
		return int(cred.Pid)
	}
	return 0
}

// readCookie returns the secret that the user's authority file has for the
// display, or nil.
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

// makeStampWindow makes a window that is never shown. X11 has no request for
// the server's time; the way to it is to change a property of a window of
// one's own and to read the notice (ICCCM 2.1).
func (x *x11) makeStampWindow() error {
	w, err := xproto.NewWindowId(x.conn)
	if err != nil {
		return err
	}
	x.stampWindow = w
	return xproto.CreateWindowChecked(x.conn, 0, w, x.setup.Roots[0].Root, 0, 0, 1, 1, 0,
		xproto.WindowClassInputOnly, 0, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check()
}

// askTime makes the server send a notice with its time.
func (x *x11) askTime() { x.stampNow(xproto.AtomWmName) }

// stampNow makes the server send a notice with its time and this name.
func (x *x11) stampNow(property xproto.Atom) {
	xproto.ChangeProperty(x.conn, xproto.PropModeAppend, x.stampWindow, property, xproto.AtomString, 8, 0, nil)
}

func (x *x11) learnTime() error {
	x.askTime()
	for {
		event, xerr := x.conn.WaitForEvent()
		if event == nil && xerr == nil {
			return fmt.Errorf("the X server does not tell its time")
		}
		if e, ok := event.(xproto.PropertyNotifyEvent); ok && e.Window == x.stampWindow {
			x.stamps.now(uint32(e.Time), x.since(), x.sinceBoot())
			return nil
		}
	}
}

// since is our own clock; sinceBoot is the one that goes on while the machine sleeps.
func (x *x11) since() time.Duration { return time.Since(x.start) }

func (x *x11) sinceBoot() time.Duration { return boot.Since() - x.boot }

// within gives the server answerWithin to answer what f asks. A server that
// takes longer counts as gone: the connection is closed, and run says so.
func (x *x11) within(f func() error) error {
	late := time.AfterFunc(answerWithin, func() {
		x.log.Error("the X server does not answer", "within", answerWithin)
		x.silent.Store(true)
		x.net.Close()
	})
	defer late.Stop()
	return f()
}

func (x *x11) close() {
	x.cancel()
	x.net.Close() // xgb's own Close waits for the server; all ends with the socket
}

// run is Listener.Run. When it returns the connection is closed, since keys
// that are grabbed and not read are lost to every program.
func (x *x11) run(ctx context.Context, events func(Event), down func(error)) error {
	stream := make(chan xgb.Event)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer x.close()
	defer x.held.end()
	reading.Go(func() {
		defer close(stream)
		for {
			event, xerr := x.conn.WaitForEvent()
			if event == nil && xerr == nil {
				return
			}
			select {
			case stream <- event: // nil for an X error, which no request of ours cares for
			case <-x.closing.Done():
				return
			}
		}
	})

	woke := make(chan struct{}, 1)
	reading.Go(func() {
		_ = awake.Watch(x.closing, func() { // where that is not told, a sleep is seen at the next event
			newest.Wake(woke)
		})
	})

	var settled, written <-chan time.Time
	look := func() {
		if news, err := x.follow(); news {
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
		case <-settled:
			settled = nil
			look()
		case <-written:
			written = nil
			look()
		case <-woke:
			x.stamps.sleeps.look(x.since(), x.sinceBoot())
		case <-x.held.long:
			x.tooLong()
		case <-x.held.looks():
			x.ask()
		case event, ok := <-stream:
			if !ok {
				if ctx.Err() != nil || x.closing.Err() != nil {
					return nil
				}
				err := &Error{Code: CodeLost, Err: ErrDesktopEnded}
				if x.silent.Load() {
					err.Err = ErrSilent
				}
				down(err)
				return err
			}
			if m, ok := event.(xproto.MappingNotifyEvent); ok {
				if settled == nil && m.Request != xproto.MappingPointer {
					settled = time.After(settleFor)
				}
				if written == nil {
					written = time.After(writtenIn)
				}
				continue
			}
			for _, e := range x.take(event) {
				events(e)
			}
		}
	}
}

// take returns the events to hand over now that the server sent this one.
func (x *x11) take(event xgb.Event) []Event {
	at, boot := x.since(), x.sinceBoot()
	key := func(isDown bool, t xproto.Timestamp) []Event {
		ready, ask := x.stamps.key(isDown, uint32(t), at, boot)
		if ask {
			x.askTime()
		}
		return ready
	}
	ours := func(code xproto.Keycode) bool { return code != 0 && uint32(code) == x.code.Load() }
	switch e := event.(type) {
	case xproto.KeyPressEvent:
		if !ours(e.Detail) {
			return nil
		}
		var ready []Event
		if x.down(e.Detail, e.Time) {
			// Between two looks: at the latest a moment before.
			ready = key(false, e.Time-1)
		}
		return append(ready, key(true, e.Time)...)
	case xproto.KeyReleaseEvent:
		if !ours(e.Detail) {
			return nil
		}
		if x.came(e.Detail, e.Time) {
			return nil
		}
		return key(false, e.Time)
	case xproto.PropertyNotifyEvent:
		if e.Window != x.stampWindow {
			return nil
		}
		ready := x.stamps.now(uint32(e.Time), at, boot)
		if e.Atom == xproto.AtomWmIconName {
			ready = append(ready, x.looked(x.stamps.clock.last)...)
		}
		return ready
	}
	return nil
}

// once keeps the first refusal from being retried for a second.
func (x *x11) once() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.first = false
}
