package hold

import (
	"crypto/tls"
	"io"
	"math/rand/v2"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// spareApart is how far the clocks may drift apart while a spare waits.
const spareApart = 2 * time.Second

// spare is what there is to know of a connection that is dialled before its press.
type spare struct {
	r       *rand.Rand
	changes int           // of the settings, when it was wanted
	life    time.Duration // how long it is to be kept
	raw     *wire
	conn    *tls.Conn // wolkvox's end of it, as raw is

	taken bool          // a press is about to use it: its mark may wait for the disk
	lost  bool          // when that took it, it could know that it must not
	ready bool          // the handshake is over: what it carries now is a request
	since time.Time     // when it became so, by the monotonic clock
	step  time.Duration // how wrong the wall clock was then
	ended parting       // how it has ended; "": it has not
	worst parting       // how it ends just when a press takes it; "": it does not
	fate  fate          // of its request
}

// parting is how a connection that waits ends.
type parting string

const (
	closed  parting = "closed"
	reset   parting = "reset"
	goodBye parting = "closed by TLS"
	speaks  parting = "answered before it was asked"
	dead    parting = "dead"
	dumb    parting = "dead towards the client"
)

var partings = []parting{closed, reset, goodBye, speaks, dead, dumb}

// drawFate draws what happens while it is dialled. That may take long: nobody
// waits for it, and much can change meanwhile.
func (s *spare) drawFate(ids *identities, calm bool) fate {
	f := drawFate(s.r, ids, calm)
	if !calm && oneIn(s.r, 3) {
		f.dialWait += upTo(s.r, 5*time.Second)
	}
	return f
}

// expired reports whether it has waited for as long as it may.
func (s *spare) expired() bool { return s.ready && time.Since(s.since) >= s.life }

// endedAloud reports whether its client can know that it must not be used.
func (s *spare) endedAloud() bool { return s.ended != "" && s.ended != dead && s.ended != dumb }

// end ends the connection.
func (s *spare) end(how parting) {
	s.ended = how
	switch how {
	case closed:
		s.raw.Close()
	case reset:
		s.raw.reset()
	case goodBye:
		s.conn.CloseWrite()
	case speaks:
		// Without its first byte, which the listener takes, it confirms a toggle.
		io.WriteString(s.conn, "\n"+confirmed.text)
	case dead:
		s.raw.in.die()
		s.raw.out.die()
	case dumb:
		s.raw.out.die()
	}
}

// dialSpare dials a spare connection by the settings of the moment, unless there
// is one. On a busy machine that moment may be a while ago.
func (p *process) dialSpare(life time.Duration, over func(after time.Duration)) {
	w := p.w
	w.mu.Lock()
	if time.Since(p.likelyAt) > 0 { // it is for the end of a pair
		p.redials++
		w.tally.counts["spare dialled again"]++
		if p.redials > 2*p.pairs {
			w.broken("process %d dials a spare again for the time %d, and %d presses began a pair", p.id, p.redials, p.pairs)
		}
	}
	p.spares++
	r, changes := w.random(ofSpare, p.id<<20+p.spares), w.changes
	var latest *line // those before it were never heard
	c := p.client(w.set.server, w.set.timeout, w.newLine(func() *line {
		latest = &line{w: w, from: p, spare: &spare{r: r, changes: changes, life: life}}
		return latest
	}))
	c.Spare = p.spare
	var busy time.Duration
	if !w.calm && oneIn(r, 4) {
		busy = upTo(r, 5*time.Second)
	}
	w.mu.Unlock()
	time.Sleep(busy)
	_ = c.Spare.Dial(p.ctx, c, life, func(after time.Duration) { // without one a press dials
		w.mu.Lock()
		l := latest
		w.mu.Unlock()
		w.spareOver(l, after)
		over(after)
	})
	w.mu.Lock()
	old := c.Spare != p.spare
	w.mu.Unlock()
	if old {
		c.Spare.Close() // the settings changed before the dial began
	}
}

// likely is a press being likely, in the books.
func (p *process) likely() {
	p.likelies, p.likelyAt = p.likelies+1, time.Now()
	p.warmth.Likely()
}

// dialsSpare holds a dial of a spare against what the mode allows.
func (w *world) dialsSpare(p *process) {
	p.dials++
	if w.warm == wolkvox.WarmOff || p.dials > p.likelies+2*p.pairs {
		w.broken("process %d dials %d spare connections when a press was likely %d times and %d began a pair, with warm=%s", p.id, p.dials, p.likelies, p.pairs, w.warm)
	}
}

// spareReady is wolkvox having shaken hands on a spare connection.
func (w *world) spareReady(l *line, raw *wire, conn *tls.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("process %d has a spare connection", l.from.id)
	w.tally.counts["spare dialled"]++
	s := l.spare
	s.raw, s.conn = raw, conn
	s.ready, s.since, s.step = true, time.Now(), w.step
	if w.calm || oneIn(s.r, 2) {
		return
	}
	how, after := partings[s.r.IntN(len(partings))], upTo(s.r, 4*time.Second)
	switch s.r.IntN(4) {
	case 0:
		s.worst = how
		return
	case 1:
		after = upTo(s.r, wolkvox.SpareFor)
	}
	time.AfterFunc(after, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.partWith(l, how)
	})
}

// partWith is wolkvox, or the network, ending a connection that waits.
func (w *world) partWith(l *line, how parting) {
	if w.spares[l] && l.spare.ended == "" {
		w.note("the spare connection of process %d is %s", l.from.id, how)
		w.tally.counts["spare "+string(how)]++
		l.spare.end(how)
	}
}

// spareTaken is the instant in which a press takes a spare connection: the worst
// in which that can end.
func (w *world) spareTaken(l *line) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l.spare.taken = true
	if l.spare.worst != "" {
		w.partWith(l, l.spare.worst)
	}
	l.spare.lost = l.spare.endedAloud()
	if l.spare.lost && l.from.request != nil {
		l.from.request.redials = true
	}
}

// takeSpare is a press using a spare connection: its first byte leaves there.
func (w *world) takeSpare(l *line) {
	p, s, q := l.from, l.spare, l.from.request
	if q == nil || !q.armed {
		w.broken("something leaves on the spare connection of process %d, and no press is in flight", p.id)
		return
	}
	w.tally.counts["spare used"]++
	w.note("press %d takes the spare connection", q.push.id)
	delete(w.spares, l)
	l.q, s.fate = q, w.try(q, false)
	w.serves(l)
	switch apart := (q.step - s.step).Abs(); {
	case s.lost:
		w.broken("press %d uses a spare connection that is %s", q.push.id, s.ended)
	case time.Since(s.since) >= s.life+wolkvox.SendWithin:
		w.broken("press %d uses a spare connection that has waited for %v", q.push.id, time.Since(s.since))
	case apart >= spareApart:
		w.broken("press %d uses a spare connection although the clocks have gone apart by %v", q.push.id, apart)
	case s.changes != q.changes:
		w.broken("press %d uses a spare connection from before the settings changed", q.push.id)
	}
}

// spareOver is called when the program's spare connection has ended.
func (w *world) spareOver(l *line, after time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.from.dead {
		return
	}
	switch {
	case l.spare.endedAloud():
		w.tally.counts["spare lost"]++
	case !l.spare.expired():
		w.broken("process %d was told that its spare connection is over, and nothing ended it", l.from.id)
	}
	if waited := time.Since(l.spare.since); after != waited {
		w.broken("process %d was told that its spare connection was over after %v, it was after %v", l.from.id, after, waited)
	}
}

// endSpares is wolkvox ending all the connections that wait. Even a dead one
// comes to know it.
func (w *world) endSpares() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for l := range w.spares {
		if l.spare.ready {
			l.spare.end(closed)
		}
	}
}

// countSpares is called when all is quiet: nothing is about to be closed then.
func (w *world) countSpares() {
	w.mu.Lock()
	defer w.mu.Unlock()
	of := map[int]int{}
	for l := range w.spares {
		if l.spare.taken || l.unheard { // beside an unheard one another greets with a short hello
			continue
		}
		of[l.spare.changes]++
		switch {
		case of[l.spare.changes] > 1:
			w.broken("there are several spare connections at once")
		case l.spare.ready && l.spare.changes != w.changes:
			w.broken("process %d keeps a spare connection from before the settings changed", l.from.id)
		case l.from != w.process:
			w.broken("process %d is over, and its spare connection is open", l.from.id)
		case l.spare.expired():
			w.broken("process %d keeps a spare connection for %v", l.from.id, time.Since(l.spare.since))
		}
	}
}
