package portal

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

const (
	// grabTimeout is for connecting to the session bus, and for the answer to a grab.
	grabTimeout = 2 * time.Second
	// The delay before a portal that restarted is asked again. The first restart is
	// answered at once; each further one soon after doubles the delay.
	minRetryDelay = time.Second
	maxRetryDelay = 5 * time.Minute
	// stableAfter is how long a session must have lasted for the next restart to count as
	// the first.
	stableAfter = time.Minute
)

// Conn is the Wayland backend: the GlobalShortcuts portal, on a session bus connection of
// its own. The goroutine loop owns the state. An attempt to get the chord may wait for the
// user, so it runs in another goroutine.
//
// The portal's time stamps have no documented base, so an event's age is an upper bound,
// counted from when the bus was last found empty. A timer runs 10 times a second for this
// while there is a session. A delay inside the desktop cannot be seen. On a desktop that
// never reports a key coming up, taps less than 2.5 s apart look like one held key.
//
// desktop.Listener says what its methods promise.
type Conn struct {
	log   *slog.Logger
	about string
	conn  *dbus.Conn
	name  string // our name on the bus
	start time.Time

	shortcut, token string // set before the first grab

	signals  chan *dbus.Signal
	grabs    chan grabRequest
	ungrabs  chan struct{}
	runs     chan callbacks
	finished chan bindResult

	closing context.Context
	cancel  context.CancelFunc
	ended   chan struct{} // closed when loop has returned
	lost    bool          // loop returned because the bus went away; read after ended

	grabbing sync.Mutex
	key      atomic.Pointer[string]

	// Owned by loop.
	callbacks callbacks
	chord     settings.Chord
	wanted    bool
	reply     chan *hotkey.Error // of the Grab that waits
	replyBy   <-chan time.Time
	attempt   *attempt // nil for none
	owner     string   // the portal's unique name on the bus
	session   dbus.ObjectPath
	closed    dbus.ObjectPath // the session that ended last
	code      string          // the present problem
	reported  string          // the problem that was reported last
	ticker    *time.Ticker    // runs while there is a session
	eventAge  eventage.Polled
	boundAt   time.Time
	restarts  int
	retry     <-chan time.Time
}

type grabRequest struct {
	chord settings.Chord
	reply chan *hotkey.Error
}

// callbacks are the arguments of Run.
type callbacks struct {
	events func(hotkey.Event)
	down   func(error)
}

// Dial connects to the session bus. Whether there is a portal is known only after the
// first grab. The desktop shows about to the user, as what the key does.
func Dial(log *slog.Logger, about string) (p *Conn, err error) {
	_, err = sessionbus.Open(context.Background(), grabTimeout, func(conn *dbus.Conn) error {
		p, err = newConn(conn, log, about)
		return err
	}, dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
	if err != nil && p != nil {
		p.Close()
		p = nil
	}
	return p, err
}

// newConn takes a connection that has said Hello. It subscribes to the portal's signals
// before it makes any request.
func newConn(conn *dbus.Conn, log *slog.Logger, about string) (*Conn, error) {
	p := &Conn{
		log: log, about: about, conn: conn, start: time.Now(),
		signals: make(chan *dbus.Signal, 64), grabs: make(chan grabRequest), ungrabs: make(chan struct{}),
		shortcut: shortcutID, token: sessionToken,
		runs: make(chan callbacks), finished: make(chan bindResult), ended: make(chan struct{}),
	}
	if names := conn.Names(); len(names) > 0 {
		p.name = names[0]
	}
	if err := sessionbus.Listen(context.Background(), conn, p.signals, sessionbus.OwnerChanges(portalName),
		sessionbus.Sent(portalName, shortcutsInterface, ""), sessionbus.Sent(portalName, requestInterface, ""),
		sessionbus.Sent(portalName, sessionInterface, "")); err != nil {
		return nil, err
	}
	p.closing, p.cancel = context.WithCancel(context.Background())
	go p.loop()
	return p, nil
}

// ForPractice gives practice a shortcut and a session of its own.
func (p *Conn) ForPractice() {
	p.shortcut, p.token = practiceID, sessionToken+"_"+practiceID
}

// Grab releases the old chord before it asks for the new one: the desktop gives a program one
// key and remembers it. While the desktop asks the user, the result is CodeAsking.
func (p *Conn) Grab(c settings.Chord) (heldNow bool, err error) {
	p.grabbing.Lock()
	defer p.grabbing.Unlock()
	g := grabRequest{c, make(chan *hotkey.Error, 1)}
	select {
	case p.grabs <- g:
	case <-p.ended:
		return false, &hotkey.Error{Code: hotkey.CodeLost, Chord: c}
	}
	select {
	case e := <-g.reply:
		if e != nil {
			return false, e
		}
		return false, nil
	case <-p.ended:
		return false, &hotkey.Error{Code: hotkey.CodeLost, Chord: c}
	}
}

func (p *Conn) Ungrab() {
	select {
	case p.ungrabs <- struct{}{}:
	case <-p.ended:
	}
}

func (p *Conn) Close() {
	p.cancel()
	<-p.ended
	_ = p.conn.Close()
}

// KeyName is the desktop's name of the key; empty where it did not say.
func (p *Conn) KeyName() string {
	if s := p.key.Load(); s != nil {
		return *s
	}
	return ""
}

func (p *Conn) Run(ctx context.Context, events func(hotkey.Event), down func(error)) error {
	defer p.Close()
	select {
	case p.runs <- callbacks{events, down}:
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
	err := &hotkey.Error{Code: hotkey.CodeLost, Err: hotkey.ErrDesktopEnded}
	down(err)
	return err
}

func (p *Conn) loop() {
	defer close(p.ended)
	defer p.release()
	for {
		var idle <-chan time.Time
		if p.ticker != nil {
			idle = p.ticker.C
		}
		var ownerFound <-chan string
		if p.attempt != nil {
			ownerFound = p.attempt.ownerFound
		}
		select {
		case <-p.closing.Done():
			return
		case <-p.conn.Context().Done():
			p.lost = true
			return
		case p.callbacks = <-p.runs:
			p.report(nil)
		case g := <-p.grabs:
			p.chord, p.wanted, p.restarts, p.code = g.chord, true, 0, ""
			p.reply, p.replyBy = g.reply, time.After(grabTimeout)
			p.startAttempt()
		case <-p.ungrabs:
			p.wanted = false
			p.release()
		case owner := <-ownerFound:
			p.owner = owner
			p.drainSignals()
			p.closed = "" // the next session may have the path of the previous one
		case r := <-p.finished:
			if r.attempt == p.attempt {
				p.finish(r)
			} else if r.session != "" && r.session != p.session {
				p.endSession(r.session) // the attempt was abandoned
			}
		case <-p.replyBy:
			p.setProblem(&hotkey.Error{Code: hotkey.CodeAsking, Chord: p.chord})
		case <-p.retry:
			p.retry = nil
			p.startAttempt()
		case s := <-p.signals:
			p.handle(s)
		case <-idle:
			p.drainSignals()
			p.eventAge.Quiet(time.Now())
		}
	}
}

// drainSignals handles the signals that have arrived. The bus counts as quiet only when none
// is waiting.
func (p *Conn) drainSignals() {
	for {
		select {
		case s := <-p.signals:
			if s == nil {
				return // the bus went away
			}
			p.handle(s)
		default:
			return
		}
	}
}

func (p *Conn) startAttempt() {
	a := &attempt{chord: p.chord, token: p.token, responses: make(chan responseSignal, 16), ownerFound: make(chan string)}
	if p.attempt != nil {
		a.token = newToken() // the other attempt may be creating a session with the usual token
	}
	a.previousClose = p.release()
	a.ctx, a.end = context.WithCancel(p.closing)
	p.attempt = a
	go func() {
		r := p.bind(a)
		select {
		case p.finished <- r:
		case <-p.closing.Done():
		case <-p.conn.Context().Done():
		}
	}()
}

// release ends the attempt and the session. It returns the call that closes the session, nil
// if there was none.
func (p *Conn) release() (closing *dbus.Call) {
	p.retry = nil
	if p.attempt != nil {
		p.attempt.end()
		p.attempt = nil
	}
	if p.session != "" {
		closing = p.endSession(p.session)
	}
	p.clearSession()
	return closing
}

func (p *Conn) clearSession() {
	p.session, p.eventAge = "", eventage.Polled{}
	p.key.Store(nil)
	if p.ticker != nil {
		p.ticker.Stop()
		p.ticker = nil
	}
}

func (p *Conn) endSession(session dbus.ObjectPath) *dbus.Call {
	if p.owner == "" || !p.conn.Connected() {
		return nil
	}
	return p.conn.Object(p.owner, session).Go(sessionInterface+".Close", 0, make(chan *dbus.Call, 1))
}

// finish takes the result of the current attempt.
func (p *Conn) finish(r bindResult) {
	p.attempt.end()
	p.attempt = nil
	switch {
	case r.err != nil:
		if r.session != "" {
			p.endSession(r.session)
		}
		p.setProblem(r.err)
	case r.session == p.closed:
		p.setProblem(&hotkey.Error{Code: hotkey.CodeClosed, Chord: p.chord})
	default:
		p.session, p.boundAt = r.session, time.Now()
		p.ticker = time.NewTicker(eventage.PollInterval)
		p.eventAge.Quiet(time.Now())
		p.setKey(r.key)
	}
}

// setKey takes what the desktop said about our key.
func (p *Conn) setKey(k shortcutKey) {
	if k.name == "" {
		p.key.Store(nil)
		p.setProblem(&hotkey.Error{Code: hotkey.CodeUnconfirmed, Chord: p.chord})
		return
	}
	p.key.Store(&k.name)
	p.setProblem(nil)
}

// setProblem sets the present problem, nil for none. It answers the Grab that waits, or
// reports the problem.
func (p *Conn) setProblem(e *hotkey.Error) {
	p.code = ""
	if e != nil {
		p.code = e.Code
	}
	if p.reply != nil {
		p.reported = p.code
		p.reply <- e
		p.reply, p.replyBy = nil, nil
		return
	}
	p.report(e)
}

// report calls down if the problem changed since the last report.
func (p *Conn) report(e *hotkey.Error) {
	if p.callbacks.down == nil || p.code == p.reported {
		return
	}
	p.reported = p.code
	switch {
	case p.code == "":
		p.callbacks.down(nil)
	case e == nil:
		p.callbacks.down(&hotkey.Error{Code: p.code, Chord: p.chord})
	default:
		p.callbacks.down(e)
	}
}

func (p *Conn) handle(signal *dbus.Signal) {
	switch s := parseSignal(signal, p.owner, p.shortcut).(type) {
	case responseSignal:
		if p.attempt != nil {
			select {
			case p.attempt.responses <- s:
			default: // more responses than we made requests
			}
		}
	case keySignal:
		if p.session != "" && s.session == p.session {
			p.emit(s.down)
		}
	case changedSignal:
		if p.session != "" && s.session == p.session && s.key.readable {
			p.setKey(s.key)
		}
	case closedSignal:
		p.closed = s.session
		if p.session != "" && s.session == p.session {
			p.clearSession()
			p.setProblem(&hotkey.Error{Code: hotkey.CodeClosed, Chord: p.chord})
		}
	case ownerSignal:
		p.onOwner(s.owner)
	}
}

// emit delivers a key event. The portal's time stamps have no documented base, so the age is
// an upper bound.
func (p *Conn) emit(down bool) {
	age := p.eventAge.Found(time.Now())
	if p.code == hotkey.CodeUnconfirmed && down {
		p.setProblem(nil) // the press confirms the key
	}
	if p.callbacks.events != nil {
		p.callbacks.events(hotkey.Event{Down: down, Time: time.Since(p.start), Age: age})
	}
}

// onOwner takes the portal's new owner, "" for none. A session ends with the portal that made
// it, so the new portal is asked, once. A user who refused is not asked again.
func (p *Conn) onOwner(owner string) {
	if owner == p.owner || p.attempt != nil && p.owner == "" {
		return // the attempt is talking to it, or has the bus start it
	}
	p.owner = ""
	if p.code == hotkey.CodeDenied || !p.wanted {
		p.clearSession()
		return
	}
	stable := p.session != "" && time.Since(p.boundAt) >= stableAfter
	p.release()
	if owner == "" {
		if stable {
			p.restarts = 0
		}
		if p.code != hotkey.CodeWayland {
			p.setProblem(&hotkey.Error{Code: hotkey.CodePortal, Chord: p.chord, Err: errors.New("the portal ended")})
		}
		return
	}
	if stable {
		p.restarts = 0
	}
	p.retry = time.After(p.retryDelay())
}

// retryDelay counts a restart and returns the delay before the portal is asked again.
func (p *Conn) retryDelay() time.Duration {
	p.restarts++
	if p.restarts == 1 {
		return 0
	}
	return min(minRetryDelay<<min(p.restarts-2, 20), maxRetryDelay)
}
