package hotkey

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/standstill"
)

const (
	// firstPause and longestPause are how long the portal is left alone before it is
	// asked again after it was restarted. The first restart in a while is
	// answered at once; each one soon after doubles the pause.
	firstPause   = time.Second
	longestPause = 5 * time.Minute
	// settled is how long a session must have held for the next restart to count as
	// the first in a while.
	settled = time.Minute
)

// portal is the backend for Wayland: the GlobalShortcuts portal, by a connection
// of its own to the session bus. One goroutine, loop, owns what happens; a try to
// get the chord, which may wait for a person, runs beside it.
type portal struct {
	log   *slog.Logger
	about string
	conn  *dbus.Conn
	name  string // ours on the bus
	start time.Time

	shortcut, token string // set before the first grab

	signals chan *dbus.Signal
	asks    chan ask
	drops   chan struct{}
	sinks   chan sinks
	came    chan granted

	closing context.Context
	cancel  context.CancelFunc
	ended   chan struct{} // loop has returned
	lost    bool          // because the bus went away; read after ended

	grabbing sync.Mutex
	key      atomic.Pointer[string]

	// What follows belongs to loop.
	out      sinks
	chord    settings.Chord
	wanted   bool
	reply    chan *Error // of the Grab that waits
	replyBy  <-chan time.Time
	trying   *attempt
	owner    string // who speaks for the portal
	session  dbus.ObjectPath
	closed   dbus.ObjectPath // the session that ended last
	code     string          // what is wrong now
	told     string          // what of that was told
	ticker   *time.Ticker    // runs while there is a session
	looks    standstill.Looks
	boundAt  time.Time
	restarts int
	again    <-chan time.Time
}

type ask struct {
	chord settings.Chord
	reply chan *Error
}

// sinks are who listens to a Listener.
type sinks struct {
	events func(Event)
	down   func(error)
}

// dialPortal connects to the session bus. Whether there is a portal is found out by
// the first grab. About is what the desktop tells its person that the key does.
func dialPortal(log *slog.Logger, about string) (p *portal, err error) {
	_, err = sessionbus.Open(context.Background(), answerWithin, func(conn *dbus.Conn) error {
		p, err = newPortal(conn, log, about)
		return err
	}, dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
	if err != nil && p != nil {
		p.close()
		p = nil
	}
	return p, err
}

// newPortal listens on a connection that has said Hello: to what the portal sends
// before the portal is asked for anything.
func newPortal(conn *dbus.Conn, log *slog.Logger, about string) (*portal, error) {
	p := &portal{
		log: log, about: about, conn: conn, start: time.Now(),
		signals: make(chan *dbus.Signal, 64), asks: make(chan ask), drops: make(chan struct{}),
		shortcut: shortcutID, token: sessionToken,
		sinks: make(chan sinks), came: make(chan granted), ended: make(chan struct{}),
	}
	if names := conn.Names(); len(names) > 0 {
		p.name = names[0]
	}
	if err := sessionbus.Listen(context.Background(), conn, p.signals, sessionbus.OwnerChanges(portalName),
		sessionbus.Sent(portalName, shortcutsFace, ""), sessionbus.Sent(portalName, requestFace, ""),
		sessionbus.Sent(portalName, sessionFace, "")); err != nil {
		return nil, err
	}
	p.closing, p.cancel = context.WithCancel(context.Background())
	go p.loop()
	return p, nil
}

// forPractice asks for a key of its own.
func (p *portal) forPractice() {
	p.shortcut, p.token = practiceID, sessionToken+"_"+practiceID
}

// grab is Listener.Grab. The desktop gives a program one key and remembers which,
// so the old chord is released before the new one is asked for. A desktop that
// asks its person answers later: until then it is CodeAsking.
func (p *portal) grab(c settings.Chord) (heldNow bool, err error) {
	p.grabbing.Lock()
	defer p.grabbing.Unlock()
	a := ask{c, make(chan *Error, 1)}
	select {
	case p.asks <- a:
	case <-p.ended:
		return false, &Error{Code: CodeLost, Chord: c}
	}
	select {
	case e := <-a.reply:
		if e != nil {
			return false, e
		}
		return false, nil
	case <-p.ended:
		return false, &Error{Code: CodeLost, Chord: c}
	}
}

func (p *portal) ungrab() {
	select {
	case p.drops <- struct{}{}:
	case <-p.ended:
	}
}

func (p *portal) close() {
	p.cancel()
	<-p.ended
	_ = p.conn.Close()
}

// keyName is what the desktop calls the key that it gave; empty where it did not say.
func (p *portal) keyName() string {
	if s := p.key.Load(); s != nil {
		return *s
	}
	return ""
}

// run is Listener.Run.
func (p *portal) run(ctx context.Context, events func(Event), down func(error)) error {
	defer p.close()
	select {
	case p.sinks <- sinks{events, down}:
	case <-p.ended:
	}
	select {
	case <-ctx.Done():
		return nil
	case <-p.ended:
	}
	if !p.lost {
		return nil
	}
	err := &Error{Code: CodeLost, Err: ErrDesktopEnded}
	down(err)
	return err
}

func (p *portal) loop() {
	defer close(p.ended)
	defer p.drop()
	for {
		var look <-chan time.Time
		if p.ticker != nil {
			look = p.ticker.C
		}
		var owned <-chan string
		if p.trying != nil {
			owned = p.trying.owned
		}
		select {
		case <-p.closing.Done():
			return
		case <-p.conn.Context().Done():
			p.lost = true
			return
		case p.out = <-p.sinks:
			p.tell(nil)
		case a := <-p.asks:
			p.chord, p.wanted, p.restarts, p.code = a.chord, true, 0, ""
			p.reply, p.replyBy = a.reply, time.After(answerWithin)
			p.begin()
		case <-p.drops:
			p.wanted = false
			p.drop()
		case owner := <-owned:
			p.owner = owner
			p.drain()
			p.closed = "" // the next session may have the name of the one before
		case g := <-p.came:
			if g.from == p.trying {
				p.settle(g)
			} else if g.session != "" && g.session != p.session {
				p.endSession(g.session) // it came too late
			}
		case <-p.replyBy:
			p.set(&Error{Code: CodeAsking, Chord: p.chord})
		case <-p.again:
			p.again = nil
			p.begin()
		case s := <-p.signals:
			p.hear(s)
		case <-look:
			p.drain()
			p.looks.Quiet(time.Now())
		}
	}
}

// drain hears what has come already: a look must not count as quiet beside it.
func (p *portal) drain() {
	for {
		select {
		case s := <-p.signals:
			if s == nil {
				return // the bus went away
			}
			p.hear(s)
		default:
			return
		}
	}
}

// begin asks the portal, from the start.
func (p *portal) begin() {
	a := &attempt{chord: p.chord, token: p.token, responses: make(chan responseSaid, 16), owned: make(chan string)}
	if p.trying != nil {
		a.token = newToken() // it may be making a session of the other name
	}
	a.before = p.drop()
	a.ctx, a.end = context.WithCancel(p.closing)
	p.trying = a
	go func() {
		g := p.try(a)
		select {
		case p.came <- g:
		case <-p.closing.Done():
		case <-p.conn.Context().Done():
		}
	}()
}

// drop gives up what there is: a try, a session, its events. It returns the call that
// ends the session, nil if there was none.
func (p *portal) drop() (ending *dbus.Call) {
	p.again = nil
	if p.trying != nil {
		p.trying.end()
		p.trying = nil
	}
	if p.session != "" {
		ending = p.endSession(p.session)
	}
	p.forget()
	return ending
}

func (p *portal) forget() {
	p.session, p.looks = "", standstill.Looks{}
	p.key.Store(nil)
	if p.ticker != nil {
		p.ticker.Stop()
		p.ticker = nil
	}
}

func (p *portal) endSession(session dbus.ObjectPath) *dbus.Call {
	if p.owner == "" || !p.conn.Connected() {
		return nil
	}
	return p.conn.Object(p.owner, session).Go(sessionFace+".Close", 0, make(chan *dbus.Call, 1))
}

// settle takes what the try came to.
func (p *portal) settle(g granted) {
	p.trying.end()
	p.trying = nil
	switch {
	case g.err != nil:
		if g.session != "" {
			p.endSession(g.session)
		}
		p.set(g.err)
	case g.session == p.closed:
		p.set(&Error{Code: CodeClosed, Chord: p.chord})
	default:
		p.session, p.boundAt = g.session, time.Now()
		p.ticker = time.NewTicker(standstill.Every)
		p.looks.Quiet(time.Now())
		p.named(g.keys)
	}
}

// named takes what the desktop said about the key of our session.
func (p *portal) named(k keysSaid) {
	if k.name == "" {
		p.key.Store(nil)
		p.set(&Error{Code: CodeUnconfirmed, Chord: p.chord})
		return
	}
	p.key.Store(&k.name)
	p.set(nil)
}

// set notes what is wrong, nil for nothing, and tells it.
func (p *portal) set(e *Error) {
	p.code = ""
	if e != nil {
		p.code = e.Code
	}
	if p.reply != nil {
		p.told = p.code
		p.reply <- e
		p.reply, p.replyBy = nil, nil
		return
	}
	p.tell(e)
}

// tell tells what changed since the last word.
func (p *portal) tell(e *Error) {
	if p.out.down == nil || p.code == p.told {
		return
	}
	p.told = p.code
	switch {
	case p.code == "":
		p.out.down(nil)
	case e == nil:
		p.out.down(&Error{Code: p.code, Chord: p.chord})
	default:
		p.out.down(e)
	}
}

// hear takes a signal.
func (p *portal) hear(signal *dbus.Signal) {
	switch s := said(signal, p.owner, p.shortcut).(type) {
	case responseSaid:
		if p.trying != nil {
			select {
			case p.trying.responses <- s:
			default: // more than a portal has reason to send
			}
		}
	case keySaid:
		if p.session != "" && s.session == p.session {
			p.pressed(s.down)
		}
	case changedSaid:
		if p.session != "" && s.session == p.session && s.keys.readable {
			p.named(s.keys)
		}
	case closedSaid:
		p.closed = s.session
		if p.session != "" && s.session == p.session {
			p.forget()
			p.set(&Error{Code: CodeClosed, Chord: p.chord})
		}
	case ownerSaid:
		p.restarted(s.owner)
	}
}

// pressed hands over what the key did. The portal's time stamps have no base that
// is known, so that an event is as old as it can be.
func (p *portal) pressed(down bool) {
	age := p.looks.Found(time.Now())
	if p.code == CodeUnconfirmed && down {
		p.set(nil) // here it is
	}
	if p.out.events != nil {
		p.out.events(Event{Down: down, Time: time.Since(p.start), Age: age})
	}
}

// restarted: the portal has a new owner, or none. A session ends with the portal
// that made it, and the next one is asked once. A person who said no is not asked
// again.
func (p *portal) restarted(owner string) {
	if owner == p.owner || p.trying != nil && p.owner == "" {
		return // the one that is asked already, or is being started for it
	}
	p.owner = ""
	if p.code == CodeDenied || !p.wanted {
		p.forget()
		return
	}
	held := p.session != "" && time.Since(p.boundAt) >= settled
	p.forget()
	p.drop()
	if owner == "" {
		if held {
			p.restarts = 0
		}
		if p.code != CodeWayland {
			p.set(&Error{Code: CodePortal, Chord: p.chord, Err: errors.New("the portal ended")})
		}
		return
	}
	if held {
		p.restarts = 0
	}
	p.again = time.After(p.pause())
}

// pause is how long to wait before the portal is asked again.
func (p *portal) pause() time.Duration {
	p.restarts++
	if p.restarts == 1 {
		return 0
	}
	return min(firstPause<<min(p.restarts-2, 20), longestPause)
}
