package wolkvox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// fault is one kind of thing that goes wrong (or, so that doing nothing is no
// way to pass, goes well), and what may truthfully be said of a press then.
type fault struct {
	name string
	// truths are the right outcomes: one, or several where a race decides.
	truths []truth
	// arrange changes a world that is well, before the press.
	arrange func(w *world)
	// answer is what the server does with a request. Nil means that it executes
	// and answers well.
	answer func(x *exchange)
	// tries is how many requests there may be; 0 means 1.
	tries int
	// took is when exactly the outcome is told, counted from the press; 0 leaves
	// it open.
	took time.Duration
	// deaf says that no request can reach the server whole, so none is executed.
	deaf bool
	// ways is how many connections are tried for one request; 0 means 1.
	ways int
	// dials says that the kind is about dialling for the press, so there is no spare
	// connection yet: it is the first press for long.
	dials bool
	// meanwhile is what happens while a spare connection waits. The kind cannot
	// happen with warm=off.
	meanwhile func(w *world)
	// serves says whether the spare connection serves the press then.
	serves serving
}

// serving is whether a spare connection serves a press.
type serving int

const (
	maybe serving = iota // a race decides
	yes
	no // the press dials
)

// truth is what may be said.
type truth struct {
	Result
	Reason
}

var toggled = []truth{{Toggled, Confirmed}}

func not(reasons ...Reason) []truth     { return truths(NotToggled, reasons) }
func unknown(reasons ...Reason) []truth { return truths(Unknown, reasons) }

func truths(result Result, reasons []Reason) (all []truth) {
	for _, reason := range reasons {
		all = append(all, truth{result, reason})
	}
	return all
}

// certain reports whether the kind itself says if the request is executed: what
// wolkvox confirms is, what it refuses, never left or never arrived whole is
// not. A kind that leaves it open is run both ways.
func (f fault) certain() bool {
	return f.deaf || !f.allows(Unknown)
}

// allows reports whether the result is among the right ones.
func (f fault) allows(result Result) bool {
	return slices.ContainsFunc(f.truths, func(t truth) bool { return t.Result == result })
}

// modes are the values of the setting warm. The whole matrix is run in each.
var modes = []Warm{WarmOff, WarmAuto}

// warmUp lets the spare connection be dialled, as it is when the menu is opened.
func (w *world) warmUp(m Warm, likely bool) {
	if m == WarmOff {
		return
	}
	w.client.Spare = new(Spare)
	var running context.Context // for longer than the press
	running, w.quit = context.WithCancel(context.Background())
	dialled := make(chan struct{}, 1)
	w.warmth = &Warmth{Mode: func() Warm { return m }, Dial: func(life time.Duration, over func(time.Duration)) {
		_ = w.client.Spare.Dial(running, w.client, life, over) // where it fails, the press dials
		select {
		case dialled <- struct{}{}:
		default: // only the first is waited for
		}
	}}
	if likely {
		w.warmth.Likely()
		<-dialled
	}
	synctest.Wait()
}

// matrix returns all kinds.
func matrix() []fault {
	return slices.Concat(
		wellFaults(), connectFaults(), tlsFaults(), proxyFaults(), requestFaults(), silenceFaults(), cutFaults(), frameFaults(),
		sizeFaults(), redirectFaults(), refusalFaults(), statusFaults(), replyFaults(), busyFaults(), twiceFaults(), clockFaults(), quitFaults(), stillFaults(), spareFaults(), wayFaults(), logOnFaults(), socksFaults())
}

// TestFaultMatrix plays every kind, and holds both promises against what the
// server counted. With -v it prints the table.
func TestFaultMatrix(t *testing.T) {
	r := report{sums: map[Warm]*sum{}}
	for _, f := range matrix() {
		t.Run(f.name, func(t *testing.T) {
			for _, m := range modes {
				if f.meanwhile != nil && m == WarmOff {
					continue
				}
				play := func(name string, execute bool) {
					t.Run(string(m)+name, func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) { r.add(m, f.play(t, m, execute)) })
					})
				}
				if f.certain() {
					play("", true)
				} else {
					play(", executed", true)
					play(", not executed", false)
				}
			}
		})
	}
	t.Log(r.String())
}

// play is one run: a world, a press, and what was seen of it. Requests that are acted
// upon are executed or not.
func (f fault) play(t *testing.T, m Warm, execute bool) sight {
	w := newWorld(t)
	defer w.end()
	w.execute = execute
	if f.answer != nil {
		w.answer = f.answer
	}
	if f.arrange != nil {
		f.arrange(w)
	}
	w.warmUp(m, !f.dials)
	stepped := w.clock
	if f.meanwhile != nil {
		f.meanwhile(w)
		synctest.Wait()
	}
	p, pressed := w.press(), time.Now()
	// What the clock did before the press belongs to its time.
	p.At = pressed.Add(w.clock - stepped)
	time.Sleep(w.age)
	o := w.client.ToggleHold(w.ctx, p)
	if w.warmth != nil {
		w.warmth.Pressed(o)
	}
	s := sight{kind: f.name, Outcome: o, took: time.Since(pressed)}
	// Whatever is still to leave, arrive or be executed, does so now: wolkvox
	// allows 60 s a request.
	time.Sleep(time.Minute)
	synctest.Wait()
	w.look(&s, pressed)
	f.judge(t, s)
	w.judge(f, s)
	w.judgeDials(f, m)
	return s
}

// judgeDials holds the connections that were made against the mode.
func (w *world) judgeDials(f fault, m Warm) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	most := max(f.tries, 1)
	if m == WarmAuto {
		most += 3 // before the press, after it, and once more when that has expired
	}
	most *= max(f.ways, 1)
	if got := len(w.wires) / 2; got > most {
		w.t.Errorf("%d connections were made, want at most %d", got, most)
	}
	if f.serves != maybe && (f.serves == no) != (w.redials > 0) {
		w.t.Errorf("the press dialled %d times", w.redials)
	}
}

// look notes what the world has seen of a press.
func (w *world) look(s *sight, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s.executed, s.redials, s.allowed = w.executed, w.redials, max(w.client.timeout(), w.age)
	for _, e := range w.ears {
		n := e.count()
		s.requests += n
		s.shared = s.shared || n > 1
		s.late = s.late || n > 0 && e.since.Sub(at) > SendWithin
	}
	for _, sent := range w.sent {
		s.late = s.late || sent.Sub(at) > SendWithin
	}
}

// judge holds what was seen against what must hold wherever a press is made.
func (f fault) judge(t *testing.T, s sight) {
	t.Helper()
	if !slices.Contains(f.truths, truth{s.Result, s.Reason}) {
		t.Errorf("told %s (%s), want one of %v; err %v", s.Result, s.Reason, f.truths, s.Err)
	}
	if s.lie() {
		t.Errorf("told %s, but executed %d times", s.Result, s.executed)
	}
	most := max(f.tries, 1)
	if s.double() || s.requests > most || s.Tries > most {
		t.Errorf("%d requests in %d tries, a connection with several: %v, executed %d times; want at most %d requests", s.requests, s.Tries, s.shared, s.executed, most)
	}
	cause, ours := causes[s.Reason]
	if ours && !errors.Is(s.Err, cause) || s.Result == Unknown && s.Err == nil {
		t.Errorf("got error %v for %s", s.Err, s.Reason)
	}
}

// causes are the errors that can be found in an outcome's.
var causes = map[Reason]error{
	Canceled: context.Canceled, CanceledInFlight: context.Canceled, Timeout: context.DeadlineExceeded, MarkRefused: syscall.ENOSPC,
}

// judge holds what only a world can tell against what must hold in every run.
func (w *world) judge(f fault, s sight) {
	w.t.Helper()
	if s.late {
		w.t.Error("a request left too late after the press")
	}
	if s.over() || f.took > 0 && s.took != f.took {
		w.t.Errorf("told after %v of at most %v, want %v", s.took, s.allowed, f.took)
	}
	if w.marks < s.requests || s.requests == 0 && len(w.sent) > 0 && !f.deaf {
		w.t.Errorf("%d marks were made and %d requests told as sent, for %d", w.marks, len(w.sent), s.requests)
	}
	if f.deaf && s.executed > 0 {
		w.t.Errorf("executed %d times, but the request was not to arrive", s.executed)
	}
	if w.execute && s.executed == 0 && !f.deaf && !f.allows(NotToggled) {
		w.t.Error("nothing was executed, so this run shows nothing")
	}
	if told := w.overheard.String(); w.astray > 0 || strings.Contains(told, testToken) || strings.Contains(told, "agent_id") {
		w.t.Errorf("%d connections to other hosts; who is not the server was told %q", w.astray, told)
	}
	w.judgeLogOns(s)
	if got := w.taken(); got > 256<<10 {
		w.t.Errorf("read %d bytes of an answer", got)
	}
}

// sight is what was seen of one run.
type sight struct {
	kind string
	Outcome
	took, allowed time.Duration
	executed      int
	requests      int  // on the wire, those that were cut short among them
	redials       int  // the press's own dials
	shared        bool // one connection had several
	late          bool // one left more than 3 s after its press
}

func (s sight) lie() bool {
	return s.Result == Toggled && s.executed == 0 || s.Result == NotToggled && s.executed > 0
}

// double reports whether more than one toggle could have come of the press.
// Only after a refusal for too many requests at once may there be another.
func (s sight) double() bool { return s.executed > 1 || s.shared || s.requests > s.Tries }

func (s sight) over() bool { return s.took > s.allowed }

// report is the table and its sums.
type report struct {
	strings.Builder
	sums map[Warm]*sum
}

// sum is what one mode comes to.
type sum struct {
	last                             string
	kinds, runs, lies, doubles, slow int
	warm                             int // presses that a spare served
}

func (r *report) add(m Warm, s sight) {
	if r.sums[m] == nil {
		r.sums[m] = new(sum)
	}
	r.sums[m].add(s)
	executed := "no"
	if s.executed > 0 {
		executed = "yes"
	}
	fmt.Fprintf(r, "%-70s %-5s %-8s %-11s %-18s %8d %9s\n", s.kind, m, executed, s.Result, s.Reason, s.requests, s.took.Round(time.Millisecond))
}

func (y *sum) add(s sight) {
	if y.runs++; s.kind != y.last {
		y.kinds++
	}
	y.last = s.kind
	if s.requests > 0 && s.redials == 0 {
		y.warm++
	}
	if s.lie() {
		y.lies++
	}
	if s.double() {
		y.doubles++
	}
	if s.over() {
		y.slow++
	}
}

// String returns the table, headed and summed up.
func (r *report) String() string {
	s := fmt.Sprintf("\n%-70s %-5s %-8s %-11s %-18s %8s %9s\n%s", "kind", "warm", "executed", "outcome", "reason", "requests", "time", r.Builder.String())
	for _, m := range modes {
		if y := r.sums[m]; y != nil {
			s += fmt.Sprintf("warm=%s: %d kinds, %d runs, %d of them on a spare: %d lies, %d doubles, %d over the time-out\n", m, y.kinds, y.runs, y.warm, y.lies, y.doubles, y.slow)
		}
	}
	return strings.TrimSuffix(s, "\n")
}
