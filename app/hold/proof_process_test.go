package hold

import (
	"context"
	"errors"
	"net"
	"testing/synctest"
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
	exited   bool
	stopping bool
	doom     int             // after so many more points it dies; 0 is never
	stores   int             // for drawing what happens to each
	kept     bool            // whether the latest mark was written whole
	again    bool            // it reported unknown as it ended: the next start reports it again
	told     int             // the number of the latest press that was not ignored
	waiting  map[int64]*push // by time of the press: without an outcome
	request  *request        // what is in flight
	line     *line           // its connection
	dropped  int             // presses ignored for what was in flight
	also     int             // those that were reported with another's outcome
	spares   int             // spare connections it wanted
	dials    int             // those that it dialled
	likelies int             // how often a press was likely
	likelyAt time.Time       // when it was last
	redials  int             // spares it wanted when it was not
	pairs    int             // toggles without another in the 5 minutes before
	toggled  time.Time       // the last toggle
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
		Boot:    func() Boot { w.mu.Lock(); defer w.mu.Unlock(); return w.bootClock() },
		Last:    ParseMark(w.lock.bytes, w.wallTime(), w.bootClock()),
		AgentID: func() string { return noAgent },

		TellUnknownAgain: w.born%2 == 0,

		Tell:    func(o Outcome) { p.point("before telling"); w.tell(p, o); p.point("after telling") },
		Working: p.working,
		Wall:    func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.wallTime() },
	}
	w.note("process %d starts, the lock file holds %q", p.id, w.lock.bytes)
	// Between two processes the boot clock goes on, and from one boot to the next only
	// the wall clock. One that was set forward meanwhile makes the gap end sooner by so
	// much, and nothing can tell.
	w.gapEnd, w.gapSlept = time.Now().Add(w.lock.mark.Wait-w.markAge()), 0
	w.unknown = w.lock.state() == lockDone && w.lock.mark.Unknown
	if w.lock.state() == lockTorn {
		// The gap is lost with it, and another begins: it may hide a request.
		w.gapEnd = time.Now().Add(w.set.gapAfter(Unknown, false))
	}
	w.forgetGap()
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
	synctest.Wait()
	w.checkLock()
	w.mu.Lock()
	defer w.mu.Unlock()
	p.exited = true // what it still writes is never written
	switch {
	case p.dead:
	case len(p.waiting) > 0:
		w.broken("process %d ended with %d presses that have no outcome", p.id, len(p.waiting))
	case w.owed:
		w.broken("process %d never told of the press of a dead one", p.id)
	case p.again && w.lock.state() == lockSent:
		w.tally.counts["unknown told again by the next start"]++
		w.owed = true
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
	if p.dead || p.exited {
		w.mu.Unlock()
		return
	}
	p.dead = true
	p.warmth.End()
	w.note("process %d dies %s", p.id, where)
	w.tally.counts["crash "+where]++
	for _, who := range p.waiting {
		if who.result == "" {
			who.press.Killed = time.Now()
		}
	}
	switch q := p.request; {
	case q == nil || q.result != "":
	case q.left:
		w.tally.counts["crash between send and outcome"]++
		w.owed = !q.unmarked
		q.push.press.Unmarked = q.unmarked
	case w.lock.state() == lockSent:
		w.tally.counts["crash between mark and send"]++
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
func (p *process) toggle(ctx context.Context, press *Request) wolkvox.Outcome {
	w := p.w
	q := w.begin(p, press.At)
	if q == nil {
		return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.Canceled}
	}
	press.SetAgentID(q.agent)
	client := p.client(q.server, q.timeout, w.newLine(func() *line { return &line{w: w, from: p, q: q} }))
	client.AgentID, client.Token = q.agent, proofSecret
	if w.warm != wolkvox.WarmOff {
		client.Spare = p.spare
	}
	bug := w.drawBug(q)
	before := press.BeforeSend
	press.BeforeSend = func() error {
		w.mu.Lock()
		q.step = w.step
		w.mu.Unlock()
		if err := before(); err != nil {
			return err
		}
		w.mu.Lock()
		q.unmarked = false // from here on it can be taken away again
		w.mu.Unlock()
		if bug == hangsAtTheMark {
			w.hang(q)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		q.armed = true
		return nil
	}
	switch bug {
	case beforeAsking:
		panic("a bug of ours")
	case hangsBefore:
		w.hang(q)
	}
	out := client.ToggleHold(ctx, press.Press)
	switch bug {
	case afterAsking:
		panic("a bug of ours")
	case hangsAfter:
		w.hang(q)
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
	p.w.awaitDisk()
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
	mark   Mark      // the latest that was written whole
	whole  string    // its text
	stored time.Time // when it was written, by the monotonic clock
}

func emptyLock() lockFile {
	b := make([]byte, MarkSize)
	return lockFile{bytes: b, whole: string(b)}
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
	case l.mark.InFlight:
		return lockSent
	}
	return lockDone
}

var (
	errDisk = errors.New("the disk is full")
	errGone = errors.New("the lock file is gone")
)

// awaitDisk is a write that waits while the disk is frozen.
func (w *world) awaitDisk() {
	w.mu.Lock()
	frozen := w.frozen
	if frozen != nil {
		w.tally.counts["mark waits for the disk"]++
	}
	w.mu.Unlock()
	if frozen != nil {
		<-frozen
	}
}

// bootClock starts with the machine, and counts its sleep.
func (w *world) bootClock() Boot { return Boot{w.boots, w.trueTime().Sub(w.boot)} }

// markAge is how old the mark in the lock file is by all that a program can know.
func (w *world) markAge() time.Duration {
	m, now := w.lock.mark, w.bootClock()
	if m.Boot.ID == now.ID {
		return now.Since - m.Boot.Since
	}
	return max(0, w.wallTime().Sub(m.At))
}

// checkLock is called when all is quiet: then the lock file says what was reported, unless
// the disk did not take it.
func (w *world) checkLock() {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.process
	if p.dead || !p.kept || p.request != nil || w.frozen != nil {
		return
	}
	left, want := w.lock.mark.Wait-w.markAge(), time.Until(w.gapEnd)
	switch {
	case p.again && w.lock.state() == lockSent:
		// The next start starts the gap again.
	case p.again || w.lock.state() != lockDone:
		w.broken("the press of process %d is over, and the lock file does not say so", p.id)
	case want > w.gapSlept && left < want-w.gapSlept:
		// The press gap of a process does not go on while the machine sleeps, and the
		// age of its mark does, also that of one from which a later mark was made.
		w.broken("the lock file has %v left of the press gap, and it is %v", left, want)
	case w.lock.mark.Unknown != w.unknown:
		w.broken("the lock file says that an unknown outcome stands: %v, and it is %v", w.lock.mark.Unknown, w.unknown)
	}
	w.tally.counts["lock file says what was told"]++
}

// write replaces the file's content, or a part of it.
func (w *world) write(p *process, m Mark, text []byte, dies bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.dead || p.exited {
		return errDead
	}
	p.stores++
	if p.kept = false; w.removed > 0 {
		w.removed--
		return errGone
	}
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
		w.lock = lockFile{bytes: now, mark: m, whole: string(text), stored: time.Now()}
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
