package hold

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// push is one press, with all that the world knows of it.
type push struct {
	id     int
	source Source
	strike *strike
	made   time.Time     // the true time
	at     time.Time     // the same by the wall clock, which may be wrong
	came   time.Time     // when it was brought, by the monotonic clock
	age    time.Duration // how old it was then, by the wall clock
	press  judge.Press   // what the judge knows of it

	result  Result // what was reported to the agent; "" until then
	request *request
}

// strike is what one person does at once: a press, a double click, a shortcut
// that is held down. In calm weather, after the gap, it is one toggle.
type strike struct {
	calm    bool
	pushes  int
	open    int // without an outcome yet
	toggled int
}

// request is what goes out for one press, all its tries together.
type request struct {
	push    *push
	from    *process
	server  string
	agent   string
	timeout time.Duration
	changes int // of the settings, when it began

	tries    int
	sent     time.Time     // when the latest of them left
	step     time.Duration // how wrong the wall clock was just before the latest mark
	redials  bool          // its spare connection ended as it was taken: it has to dial
	armed    bool          // the next byte is the first of a request
	left     bool          // a first byte has left
	hangs    bool          // its toggle does not return in time
	unmarked bool          // its mark was taken away
	retry    bool          // wolkvox's latest answer was the refusal that may be tried again
	executed bool
	result   Result // what was reported to the agent; "" until then
}

// noAgent is the agent of presses for which nothing is sent.
const noAgent = "none"

var errDead = errors.New("the process has died")

// broken notes that an invariant is broken. The first one counts.
func (w *world) broken(format string, args ...any) {
	if w.failure == "" {
		w.failure = time.Now().Format("02 15:04:05.000000") + " BROKEN: " + fmt.Sprintf(format, args...)
	}
}

func (w *world) brokenNow(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken(format, args...)
}

func (w *world) note(format string, args ...any) {
	if w.failure == "" {
		w.diary.write(format, args...)
	}
}

// trueTime counts the time that the machine slept, which the monotonic clock of
// the bubble does not.
func (w *world) trueTime() time.Time { return time.Now().Add(w.slept) }

func (w *world) wallTime() time.Time { return time.Now().Round(0).Add(w.step) }

// knownAge is how old a press is by all that a program can know: by the wall
// clock, and by the monotonic one since it was brought. Without steps of the
// wall clock it is the true age.
func (w *world) knownAge(p *push) time.Duration {
	return max(w.wallTime().Sub(p.at), p.age+time.Since(p.came))
}

// gapAfter is the press gap of the design, put down once more.
func (s settings) gapAfter(r Result, answered bool) time.Duration {
	switch {
	case r == NotToggled:
		return max(700*ms, s.doubleClick)
	case r == Unknown && !answered:
		return max(4*time.Second, s.gap, s.doubleClick)
	}
	return max(s.gap, s.doubleClick)
}

// told adds an outcome to the history, and moves the end of the press gap.
func (w *world) told(press int, r Result, gap time.Duration) {
	now := time.Now()
	w.history.Told = append(w.history.Told, judge.Told{Press: press, Outcome: judge.Outcome(r), At: now, Gap: gap})
	if end := now.Add(gap); end.After(w.gapEnd) {
		w.gapEnd, w.gapSlept = end, 0
	}
}

const (
	// judgeEvery is how many presses come between two verdicts.
	judgeEvery = 20
	// judgeFor is how long a press is remembered: longer than wolkvox may take here.
	judgeFor = 3 * time.Minute
)

// judge asks for a verdict on the latest presses, and forgets those that nothing can
// happen to any more. If it does, the judge sees a toggle that nobody pressed for.
func (w *world) judge() {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := &w.history
	h.End, h.Presses = time.Now(), h.Presses[:0]
	for _, who := range w.recent {
		h.Presses = append(h.Presses, who.press)
	}
	w.judged = w.pushed
	if broken := judge.Broken(*h); len(broken) > 0 {
		w.broken("%s", strings.Join(broken, "\n"))
	}
	old := h.End.Add(-judgeFor)
	gone := map[string]bool{}
	for len(w.recent) > 0 && w.recent[0].came.Before(old) {
		who := w.recent[0]
		w.recent = w.recent[1:]
		gone[who.press.Extension] = true
		switch q := who.request; {
		case who.result == "":
			w.tally.counts["press lost with its process"]++
		case who.result == Unknown && !q.executed:
			w.tally.counts["unknown: never executed"]++
		}
	}
	first := w.pushed + 1
	if len(w.recent) > 0 {
		first = w.recent[0].id
	}
	h.Told = slices.DeleteFunc(h.Told, func(t judge.Told) bool {
		return t.Press > 0 && t.Press < first || t.Press == 0 && t.At.Before(old)
	})
	h.Executed = slices.DeleteFunc(h.Executed, func(e judge.Executed) bool { return gone[e.Extension] })
}

// forgetGap is a start that knows only what the lock file holds of the press gap.
func (w *world) forgetGap() {
	for i := range w.history.Told {
		t := &w.history.Told[i]
		t.Gap = min(t.Gap, w.gapEnd.Sub(t.At))
	}
}

// agent is the agent ID of a press: the extension that is set, and the press's number. So
// wolkvox, too, can know for which press it executes.
func (w *world) agent(who *push) string { return fmt.Sprintf("%d%d", w.set.extension, who.id) }

// begin is called when a press is made into a request.
func (w *world) begin(p *process, at time.Time) *request {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.dead {
		return nil
	}
	who := w.madeAt(p, at)
	if who == nil {
		w.broken("a request says that it was pressed at %v, when nobody did", at)
		return nil
	}
	q := &request{push: who, from: p, server: w.set.server, timeout: w.set.timeout, changes: w.changes}
	q.agent = w.agent(who)
	who.request = q
	who.press.At = time.Now().Add(-w.knownAge(who))
	who.press.Due = who.came.Add(q.timeout)
	w.note("press %d becomes a request of process %d", who.id, p.id)
	switch {
	case w.owed:
		w.broken("a press is served before the press of a dead process was told unknown")
	case p.request != nil:
		w.broken("presses %d and %d are in flight at once", p.request.push.id, who.id)
	}
	p.request = q
	return q
}

// madeAt finds the press that was made at at, as the wall clock goes now.
func (w *world) madeAt(p *process, at time.Time) *push {
	for _, who := range p.waiting {
		if who.result == "" && w.wallTime().Add(-w.knownAge(who)).Equal(at) {
			return who
		}
	}
	return nil
}

// dialled draws the fate of a new connection.
func (w *world) dialled(l *line) (fate, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case l.from.dead:
		return fate{}, errDead
	case l.spare != nil:
		if !l.short {
			w.dialsSpare(l.from)
		}
		return l.spare.drawFate(w.ids, w.calm), nil
	}
	l.q.redials = false
	return w.try(l.q, l.short), nil
}

// try is a press getting a connection, or the one with a short hello beside that. It
// draws what happens to its request there.
func (w *world) try(q *request, short bool) fate {
	if short {
		return drawFate(w.random(ofFate, q.push.id<<8+64+q.tries), w.ids, w.calm)
	}
	q.tries++
	if q.tries > 1 {
		w.tally.counts["request tried again"]++
	}
	switch {
	case q.tries > 3:
		w.broken("press %d is tried %d times", q.push.id, q.tries)
	case q.tries > 1 && !q.retry:
		w.broken("press %d is tried again without the refusal that allows it", q.push.id)
	}
	q.retry = false
	f := drawFate(w.random(ofFate, q.push.id<<8+q.tries), w.ids, w.calm)
	if !w.calm && oneIn(w.random(ofFate, q.push.id<<8), 20) {
		f = f.busy() // the token is in use elsewhere through all the tries
	}
	return f
}

// connected takes a connection into the books.
func (w *world) connected(l *line) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case l.from.dead:
		return errDead
	case l.spare != nil:
		w.spares[l] = true
	default:
		w.serves(l)
	}
	return nil
}

// serves is a connection being that of the press in flight.
func (w *world) serves(l *line) {
	p := l.from
	if p.line != nil && !p.line.q.hangs && !p.line.unheard {
		w.broken("presses %d and %d have a connection each at once", p.line.q.push.id, l.q.push.id)
	}
	p.line = l
}

// unheard is a connection on which the hello gets no answer.
func (w *world) unheard(l *line) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l.unheard = true
}

// newLine returns how a client opens lines like first, one after the other. One that
// follows an unheard one greets shorter, and belongs to the same try.
func (w *world) newLine(first func() *line) func() *line {
	var last *line
	return func() *line {
		w.mu.Lock()
		defer w.mu.Unlock()
		l := first()
		if l.short = last != nil && last.unheard; l.short {
			w.tally.counts["hello after an unheard one"]++
		}
		last = l
		return l
	}
}

func (w *world) disconnected(l *line) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.from.line == l {
		l.from.line = nil
	}
	if w.spares[l] && l.spare.expired() {
		w.tally.counts["spare expired"]++
	}
	delete(w.spares, l)
}

// leave is called whenever a client hands bytes to the system.
func (w *world) leave(l *line, speaks bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.from.dead {
		return errDead
	}
	if speaks && w.spares[l] && l.spare.ready {
		w.takeSpare(l)
	}
	q := l.q
	if now := l.from.request; speaks && q != nil && now != nil && now != q && now.armed {
		w.broken("the request of press %d leaves on the connection of press %d", now.push.id, q.push.id)
	}
	if q == nil || !q.armed || !speaks {
		return nil
	}
	q.armed, q.left, q.sent = false, true, time.Now()
	if l.used {
		w.broken("press %d sends a second request on the same connection", q.push.id)
	}
	l.used = true
	if want := host(q.server) + ":443"; l.addr != want {
		w.broken("the request of press %d leaves for %s, want %s", q.push.id, l.addr, want)
	}
	w.note("the request of press %d leaves", q.push.id)
	w.tally.counts["request sent"]++
	age := min(w.trueTime().Sub(q.push.made), w.knownAge(q.push))
	switch {
	case age > wolkvox.SendWithin:
		w.broken("the request of press %d leaves %v after it", q.push.id, age)
	case w.lock.state() != lockSent && !q.unmarked:
		w.broken("the request of press %d leaves and the lock file does not say so", q.push.id)
	case q.result != "":
		w.broken("the request of press %d leaves after it was told %s", q.push.id, q.result)
	}
	return nil
}

// arrived is called when wolkvox has read a request.
func (w *world) arrived(q *request, asked simulator.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("wolkvox reads the request of press %d", q.push.id)
	switch {
	case !q.left:
		w.broken("a request of press %d came that never left by the book", q.push.id)
	case asked.Query.Get("api") != "hold":
		w.broken("the request of press %d asks for %v", q.push.id, asked.Query)
	case asked.Host != host(q.server) || asked.Header.Get("wolkvox-token") != proofToken:
		w.broken("the request of press %d went to %s, want %s", q.push.id, asked.Host, host(q.server))
	}
}

// answered is called before wolkvox answers.
func (w *world) answered(q *request, busy bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("wolkvox answers press %d, busy: %v", q.push.id, busy)
	q.retry = busy
	if q.result != "" || q.from.dead {
		w.tally.counts["answer when its press is over"]++
	}
}

// execute is wolkvox toggling hold of the extension that it was asked for. When the
// request left counts as when it reached wolkvox: the network is not a program of ours.
func (w *world) execute(q *request, extension string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	q.executed = true
	w.note("wolkvox executes press %d", q.push.id)
	w.history.Executed = append(w.history.Executed, judge.Executed{Extension: extension, At: time.Now(), Sent: q.sent})
	w.tally.counts["executed"]++
	switch {
	case q.result == Unknown:
		w.tally.counts["unknown: executed later"]++
	case q.from.dead && q.result == "":
		w.tally.counts["executed after its process died"]++
	}
}

// tell reports an outcome to the agent.
func (w *world) tell(p *process, o Outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.dead {
		return
	}
	w.note("process %d tells press %d: %s %s", p.id, o.Number, o.Result, o.Reason)
	changesNothing := o.Result == Ignored || o.Result == NotToggled
	if o.AfterUnknown != (changesNothing && w.unknown) && !w.seeing {
		w.broken("press %d was told %s, after unknown: %v, and an unknown outcome stands: %v", o.Number, o.Result, o.AfterUnknown, w.unknown)
	}
	if o.AfterUnknown {
		w.tally.counts["told while an unknown one stands"]++
	}
	if !changesNothing {
		w.unknown = o.Result == Unknown
	}
	if o.Result != Ignored {
		p.told = o.Number
	}
	if o.Ending && p.ctx.Err() == nil {
		w.broken("press %d was told at the end of process %d, which goes on", o.Number, p.id)
	}
	p.again = p.again || o.Ending && o.Result == Unknown && p.toggler.TellUnknownAgain
	if o.Number == 0 {
		w.tellOfTheDead(p, o)
		return
	}
	who := p.waiting[o.At.UnixNano()]
	switch {
	case who == nil:
		w.broken("a press nobody made was told %s", o.Result)
		return
	case w.owed:
		w.broken("press %d was told before the press of a dead process was told unknown", who.id)
	case o.Source != who.source:
		w.broken("press %d by %s was told as one by %s", who.id, who.source, o.Source)
	}
	who.result = o.Result
	w.tellRequest(p, who, o)

	now := time.Now()
	switch {
	case o.Result == Ignored && (o.Reason == TooSoon || o.Reason == Quitting):
		w.told(who.id, o.Result, 700*ms-w.knownAge(who))
	case o.Result == Ignored:
		w.told(who.id, o.Result, 0)
	default:
		w.told(who.id, o.Result, w.set.gapAfter(o.Result, o.Reply.HTTPStatus != 0))
		if o.Reply.HTTPStatus != 0 {
			p.likelies, p.likelyAt = p.likelies+1, now
		}
		if o.Result == Toggled {
			if p.toggled.IsZero() || now.Sub(p.toggled) >= 5*time.Minute {
				p.pairs++
			}
			p.toggled = now
		}
		p.warmth.Pressed(o.Reply)
		p.also += o.AlsoIgnored
		if p.also > p.dropped {
			w.broken("press %d was told with %d dropped ones, there were fewer", who.id, o.AlsoIgnored)
		}
	}
	if o.Result == Ignored && o.Reason != TooSoon {
		p.dropped++
	}
}

// tellRequest compares what is reported of a press with its request.
func (w *world) tellRequest(p *process, who *push, o Outcome) {
	q := who.request
	agent := noAgent
	if q != nil {
		agent = q.agent
	}
	if o.AgentID != agent {
		w.broken("press %d was told with the agent %s, want %s", who.id, o.AgentID, agent)
	}
	if q == nil {
		who.press.At = time.Now().Add(-w.knownAge(who))
		if o.Result == Unknown {
			w.broken("press %d was told unknown, and nothing was sent for it", who.id)
		}
		return
	}
	p.request = nil
	q.result = o.Result
	switch {
	case o.Result == Ignored:
		w.broken("press %d was told ignored, and became a request", who.id)
	case q.redials:
		w.broken("press %d was told %s, and did not dial when its spare connection was lost", who.id, o.Result)
	}
	if o.Result == Unknown && q.executed {
		w.tally.counts["unknown: executed before"]++
	}
	if q.hangs {
		w.tally.counts["given up: "+string(o.Result)]++
	}
}

// tellOfTheDead reports a press whose process died to the agent.
func (w *world) tellOfTheDead(p *process, o Outcome) {
	w.tally.counts["crash told by the next start"]++
	switch {
	case o.Result != Unknown || o.Reason != Crashed:
		w.broken("the press of a dead process was told %s %s", o.Result, o.Reason)
	case w.lock.state() == lockDone:
		w.broken("the press of a dead process was told, and there was none")
	}
	w.owed = false
	// For a process that died long ago no gap begins: nobody holds its key.
	var gap time.Duration
	if w.lock.state() == lockTorn || w.markAge() < 65*time.Second {
		gap = w.set.gapAfter(Unknown, false)
	}
	w.told(0, o.Result, gap)
}

// done takes the outcome that goes to the press itself.
func (w *world) done(p *process, who *push, o Outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.dead {
		return
	}
	if p.waiting[who.at.UnixNano()] != who {
		w.broken("press %d has two outcomes", who.id)
		return
	}
	delete(p.waiting, who.at.UnixNano())
	w.tally.counts[fmt.Sprintf("told %s: %s", o.Result, o.Reason)]++
	switch {
	case who.result == "" && o.Result != Ignored:
		w.broken("press %d has the outcome %s, and the agent was not told", who.id, o.Result)
	case who.result == "":
		w.tally.counts["dropped: too many wait"]++
		w.told(who.id, o.Result, 0)
	case who.result != "" && who.result != o.Result:
		w.broken("press %d was told %s, its outcome is %s", who.id, who.result, o.Result)
	}
	who.result = o.Result
	s := who.strike
	s.open--
	if o.Result == Toggled {
		s.toggled++
	}
}

// over is called when a strike must have all its outcomes.
func (w *world) over(s *strike) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !s.calm {
		return
	}
	w.tally.counts["strike in calm weather"]++
	if s.open > 0 || s.toggled != 1 {
		w.broken("nothing is wrong, and a strike of %d presses toggled %d times, with %d outcomes missing", s.pushes, s.toggled, s.open)
	}
}
