package hold

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const proofToken = "0123456789abcdef0123456789abcdef0123456789abcdef0123"

var proofSecret, _ = wolkvox.ParseToken(proofToken)

// process is one life of the program, from its start to its end. Once it is
// dead nothing that its goroutines still do has any effect.
type process struct {
	w       *world
	id      int
	begun   time.Time
	toggler *Toggler
	key     Key
	ctx     context.Context
	stop    context.CancelFunc
	ended   chan struct{}
	spare   *wolkvox.Spare // that of the settings of the moment
	warmth  *wolkvox.Warmth

	dead     bool
	stopping bool
	doom     int             // after so many more points it dies; 0 is never
	stores   int             // for drawing what becomes of each
	marked   time.Time       // when the latest mark was made, or tried
	kept     bool            // whether it was written whole
	waiting  map[int64]*push // by time of the press: without an outcome
	request  *request        // what is in flight
	line     *line           // its connection
	dropped  int             // presses ignored for what was in flight
	also     int             // those that were told with another's outcome
	spares   int             // spare connections it wanted
	dials    int             // those that it dialled
	likelies int             // how often a press was likely
}

// newProcess starts with what the lock file holds. Presses may be brought from
// now on, and run lets them be served.
func (w *world) newProcess() *process {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.born++
	p := &process{w: w, id: w.born, begun: time.Now(), ended: make(chan struct{}), waiting: map[int64]*push{}, spare: new(wolkvox.Spare)}
	p.warmth = &wolkvox.Warmth{Mode: func() wolkvox.Warm { return w.warm }, Dial: p.dialSpare}
	p.toggler = &Toggler{
		Toggle:  p.toggle,
		Rules:   func() Rules { w.mu.Lock(); defer w.mu.Unlock(); return w.set.rules() },
		Store:   p.store,
		Last:    ParseMark(w.lock.bytes, w.wallTime()),
		Tell:    func(o Outcome) { p.point("before telling"); w.tell(p, o); p.point("after telling") },
		Working: p.working,
		Wall:    func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.wallTime() },
	}
	w.note("process %d starts, the lock file holds %q", p.id, w.lock.bytes)
	// Between two processes only the wall clock goes on. One that was set
	// forward makes the gap end sooner by so much, and nothing can tell.
	w.gapEnd = w.lock.gapEnd.Add(-max(0, w.step-w.lock.step))
	if w.lock.state() == lockTorn {
		// The gap is lost with it, and another begins: it may hide a request.
		w.gapEnd = time.Now().Add(w.set.gapAfter(Unknown))
	}
	p.key.Polled = w.polled
	if time.Now().Before(w.keyUp) {
		p.key.Held(time.Since(time.Unix(0, 0)))
	}
	if w.lock.stored.Before(w.calmSince) {
		w.calmSince = time.Now() // it brings foul weather's gap with it
	}
	w.process = p
	return p
}

func (p *process) run() {
	p.ctx, p.stop = context.WithCancel(context.Background())
	go func() {
		defer close(p.ended)
		if err := p.toggler.Run(p.ctx); err != nil {
			p.w.brokenNow("Run: %v", err)
		}
	}()
}

// end ends the process politely, unless it is dead, and sees that it has paid
// all its debts.
func (p *process) end() {
	w := p.w
	p.stop()
	w.mu.Lock()
	p.stopping = true
	w.mu.Unlock()
	<-p.ended
	p.warmth.End()
	p.spare.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case p.dead:
	case len(p.waiting) > 0:
		w.broken("process %d ended with %d presses that have no outcome", p.id, len(p.waiting))
	case w.owed:
		w.broken("process %d never told of the press of a dead one", p.id)
	}
}

// gone reports whether the process died.
func (p *process) gone() bool {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return p.dead
}

// point is a place where the process dies if its time has come.
func (p *process) point(where string) {
	if p.doomed() {
		p.die(where)
	}
}

// doomed reports whether this point is the process's last.
func (p *process) doomed() bool {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if p.doom == 0 {
		return false
	}
	p.doom--
	return p.doom == 0
}

// die ends the process without a word.
func (p *process) die(where string) {
	w := p.w
	w.mu.Lock()
	if p.dead {
		w.mu.Unlock()
		return
	}
	p.dead = true
	p.warmth.End()
	w.note("process %d dies %s", p.id, where)
	w.tally.counts["crash"]++
	if q := p.request; q != nil && q.left && q.result == "" {
		w.owed = true
	}
	for l := range w.spares {
		if l.from == p {
			l.Conn.Close()
			delete(w.spares, l)
		}
	}
	if p.line != nil {
		p.line.Conn.Close()
	}
	w.mu.Unlock()
	p.stop() // its goroutines have to end, if only as ghosts
}

// toggle is what the program does for a press: it makes a client of the
// settings of the moment, and asks it.
func (p *process) toggle(ctx context.Context, press wolkvox.Press) wolkvox.Outcome {
	w := p.w
	q := w.begin(p, press.At)
	if q == nil {
		return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.Canceled}
	}
	client := p.client(q.server, q.timeout, func() *line { return &line{w: w, from: p, q: q} })
	client.AgentID, client.Token = q.agent, proofSecret
	if w.warm != wolkvox.WarmOff {
		client.Spare = p.spare
	}
	before := press.BeforeSend
	press.BeforeSend = func() error {
		w.mu.Lock()
		q.step = w.step
		w.mu.Unlock()
		if err := before(); err != nil {
			return err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		q.armed = true
		return nil
	}
	bug := w.drawBug(q)
	if bug == beforeAsking {
		panic("a bug of ours")
	}
	out := client.ToggleHold(ctx, press)
	if bug == afterAsking {
		panic("a bug of ours")
	}
	return out
}

// client makes one whose connections are lines from newLine.
func (p *process) client(server string, timeout time.Duration, newLine func() *line) *wolkvox.Client {
	return &wolkvox.Client{
		Server: server, Timeout: timeout, RootCAs: p.w.ids.roots, Wall: p.toggler.Wall,
		DialContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
			return p.w.dial(ctx, newLine(), addr)
		},
	}
}

// store writes the lock file. The machine may sleep meanwhile, the write may
// fail, or be cut short by a failure or by the death of the process.
func (p *process) store(m Mark) error {
	text, err := m.MarshalText()
	if err != nil {
		return err
	}
	p.point("before a mark")
	dies := p.doomed()
	err = p.w.write(p, m, text, dies)
	if dies {
		p.die("in the middle of a mark")
	}
	p.point("behind a mark")
	return err
}

func (p *process) working(Stage) {
	w := p.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.request == nil && !p.dead {
		w.broken("process %d shows a press at work when there is none", p.id)
	}
}

// lockFile is the file that outlives processes.
type lockFile struct {
	bytes  []byte
	whole  string        // the latest mark that was written whole
	sent   bool          // what it says
	at     time.Time     // of its mark, by the wall clock
	stored time.Time     // when it was written, by the monotonic one
	step   time.Duration // how wrong the wall clock was then
	gapEnd time.Time     // the end of the press gap of which its mark says
}

// lockState is what the file is known to say, whatever Mark makes of it.
type lockState int

const (
	lockDone lockState = iota
	lockSent
	lockTorn
)

// state is torn where bytes of two marks lie in the file. Cut short in another
// place, a second write can make the older one whole again.
func (l *lockFile) state() lockState {
	switch {
	case string(l.bytes) != l.whole:
		return lockTorn
	case l.sent:
		return lockSent
	}
	return lockDone
}

var errDisk = errors.New("the disk is full")

// write replaces the file's content, or a part of it.
func (w *world) write(p *process, m Mark, text []byte, dies bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.dead {
		return errDead
	}
	p.stores++
	p.marked = time.Now()
	r := w.random(ofStore, p.id<<20+p.stores)
	whole, fails := true, false
	if !w.calm {
		if q := p.request; m.InFlight && q != nil && q.push.strike.pushes == 1 && oneIn(r, 30) {
			w.sleep(upTo(r, 4*time.Second))
		}
		fails = oneIn(r, 40)
		whole = !fails && !dies
	}
	n := len(text)
	if !whole {
		n = r.IntN(len(text) + 1)
	}
	old := w.lock.bytes
	now := append([]byte(nil), text[:n]...)
	if n < len(old) {
		now = append(now, old[n:]...)
	}
	w.lock.bytes = now
	if p.kept = string(now) == string(text); p.kept {
		w.lock = lockFile{bytes: now, whole: string(text), sent: m.InFlight, at: m.At, stored: time.Now(), step: w.step, gapEnd: w.gapEnd}
	}
	if w.lock.state() == lockTorn {
		w.tally.counts["mark torn"]++
	}
	w.note("process %d writes %d bytes of %q", p.id, n, text)
	if fails {
		return errDisk
	}
	return nil
}
