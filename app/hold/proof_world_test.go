package hold

import (
	"math/rand/v2"
	"sync"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// world is one desk for weeks: somebody who presses, the program, its machine, a network,
// and wolkvox. It lives in a bubble of testing/synctest, where weeks take seconds.
//
// Real are package hold, wolkvox's client with its spare connections, TLS 1.2 and 1.3, and
// HTTP. All else is modelled here:
//
//   - Presses: the hotkey as X11 and Windows send it, with repeats, bounces and lost
//     releases; clicks; the menu, which shows an unknown outcome; commands, with and
//     without a resident. Two sources at once, double clicks, held shortcuts, presses that
//     are read seconds after they were made, and more than can wait.
//   - Weather: in every third spell nothing goes wrong, and each strike has to toggle hold
//     exactly once. In the others all of the following happens.
//   - Processes: they end and start, with presses meanwhile. They die at once, or where
//     something lasting was just done: around and in the middle of a mark, behind each
//     write to a connection, around the telling. Our own code panics or hangs, before and
//     after its request.
//   - The machine: its wall clock is stepped by up to 4 h, also while no program runs. It
//     sleeps, also while a mark is written, and it starts again.
//   - The disk: it fails, takes a part of a mark, or nothing for a while. A cleaner removes
//     the lock file.
//   - Settings change while a press is in flight or between two.
//   - The network: names that are not found, refused and slow connections, a first message
//     without an answer, a stranger who answers. What was written is read later, also
//     after its writer has died.
//   - wolkvox: it closes, answers before it is asked, late, in two halves, cut short, or
//     nonsense. It executes up to two minutes later, also behind its answer. But what its
//     documents say is true: where they say executed or refused, that is so.
//   - Spare connections: they end in each way that a connection can, at any time, also in
//     the instant in which a press takes them.
//
// Not modelled, and shown elsewhere if at all:
//
//   - The kernel. Nothing is taken back from it, and no packet waits in it: a request has
//     reached wolkvox when it has left. See .ci/late-packet.
//   - Two processes at once, the lock that prevents them, and what they say to each other.
//     See app/instance and TestProcesses in app.
//   - Keychain, policy, proxies. The token is always there, and the settings are valid.
//   - The desktop: how a key comes to [Key], and who sees what is reported.
//   - A slow processor: what is computed takes no time. What happens in one instant comes
//     in any order.
//   - A person's judgement: nobody here waits for the outcome of a press.
//   - A request that somebody else repeats: no client can see that.
type world struct {
	seed  uint64
	shard int
	warm  wolkvox.Warm
	ids   *identities
	r     *rand.Rand // draws what the driver does, and nothing else

	mu      sync.Mutex
	diary   diary
	tally   *tally
	failure string

	// The clocks. What time.Now says is the monotonic one.
	step  time.Duration // how far the wall clock is ahead of it
	slept time.Duration // how far the true time is
	boots uint32        // of the machine
	boot  time.Time     // when it started, by the true time

	calm      bool // nothing goes wrong
	calmSince time.Time
	set       settings
	lock      lockFile
	frozen    chan struct{}  // closed when the disk takes something again; nil: it does
	removed   int            // so many marks find that their lock file is gone
	unknown   bool           // an unknown outcome stands
	seeing    bool           // the menu is being opened
	end       chan struct{}  // closed when all that hangs comes free
	gapEnd    time.Time      // before it no press may become a request
	gapSlept  time.Duration  // how long the machine has slept in the gap
	owed      bool           // the next start has to report a press whose process died
	history   judge.History  // what the judge sees; its presses are filled in from
	recent    []*push        // these
	judged    int            // how many presses there were at the latest verdict
	spares    map[*line]bool // those that are open and have no press yet
	changes   int            // of the settings

	process *process
	born    int // processes
	pushed  int // presses

	polled bool      // the hotkey is one of Windows
	keyUp  time.Time // when the hotkey's key comes up, by the monotonic clock
	keyNew time.Time // from when on a key that goes down is a new press
}

// What is drawn besides the driver's own draws has a source of its own for each
// thing, so that a draw does not depend on who came first.
const (
	ofDriver = iota
	ofFate
	ofStore
	ofBug
	ofLife
	ofSpare
	ofHang
)

func (w *world) random(of, n int) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed+uint64(w.shard)<<32, uint64(of)<<56|uint64(n)))
}

func newWorld(seed uint64, shard int, ids *identities, warm wolkvox.Warm) *world {
	w := &world{seed: seed, shard: shard, warm: warm, ids: ids, tally: newTally(), spares: map[*line]bool{}, polled: shard%2 == 1, boots: 1, boot: time.Now(), end: make(chan struct{})}
	w.r = w.random(ofDriver, 0)
	w.lock = emptyLock()
	w.set = drawSettings(w.r)
	return w
}

// settings are those that matter to a press.
type settings struct {
	server           string
	extension        int
	timeout          time.Duration
	gap, doubleClick time.Duration
}

func drawSettings(r *rand.Rand) settings {
	s := settings{
		server: []string{"0042", "0007"}[r.IntN(2)], extension: 1 + r.IntN(9),
		timeout: 4*time.Second + upTo(r, 56*time.Second).Round(time.Second),
		gap:     DefaultGap, doubleClick: DefaultDoubleClick,
	}
	if oneIn(r, 2) {
		s.timeout = 10 * time.Second
	}
	if oneIn(r, 3) {
		s.gap = MinGap + upTo(r, MaxGap-MinGap)
	}
	if oneIn(r, 3) {
		s.doubleClick = 200*ms + upTo(r, 2*time.Second)
	}
	return s
}

// rules are the settings as the program is given them, where zero is the default.
func (s settings) rules() (r Rules) {
	if s.timeout != DefaultTimeout {
		r.Timeout = s.timeout
	}
	if s.gap != DefaultGap {
		r.Gap = s.gap
	}
	if s.doubleClick != DefaultDoubleClick {
		r.DoubleClick = s.doubleClick
	}
	return r
}

// live lets so many presses happen, and then all that may still come of them.
func (w *world) live(presses int) {
	w.start()
	for spell := 0; w.pushed < presses && !w.failed(); spell++ {
		w.setCalm(spell%3 == 0)
		for range 10 + w.r.IntN(50) {
			w.revive()
			w.strike()
			if w.pushed >= presses {
				break
			}
		}
	}
	w.setCalm(true)
	w.revive()
	w.process.end()
	close(w.end)
	time.Sleep(5 * time.Minute)
	w.judge()
}

const (
	// rounding is by how much a press gap can last longer than it should: each
	// process that hands it on rounds it up to a millisecond.
	rounding = 100 * ms
	// settling is how long after foul weather its press gap can last.
	settling = MaxGap + rounding
)

// setCalm changes the weather.
func (w *world) setCalm(calm bool) {
	synctest.Wait()
	w.mu.Lock()
	w.calm = calm
	if w.calmSince = time.Now(); calm {
		w.process.doom = 0
		w.removed = 0
		w.thaw()
	}
	w.mu.Unlock()
	if calm {
		w.endSpares() // none of foul weather is left
		time.Sleep(settling)
	}
}

// failed reports whether an invariant was broken.
func (w *world) failed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failure != ""
}

// moment is when something happened, by the true and by the wall clock.
type moment struct{ made, at time.Time }

func (w *world) now() moment {
	w.mu.Lock()
	defer w.mu.Unlock()
	return moment{w.trueTime(), w.wallTime()}
}

// bring brings a press that was made at m to the process of the moment. If
// there is none it is lost, as is natural.
func (w *world) bring(s *strike, source Source, m moment) {
	w.mu.Lock()
	p := w.process
	if p.dead {
		w.mu.Unlock()
		return
	}
	w.pushed++
	who := &push{id: w.pushed, source: source, strike: s, made: m.made, at: m.at, came: time.Now()}
	given := m.at
	if wall := w.wallTime(); !m.at.Before(wall) {
		// A press without a time, or from the future, counts as made now. Future
		// is also what the clock makes of a press when it is set back.
		who.at = wall
		switch who.id % 16 {
		case 0:
			given = time.Time{}
		case 1:
			given = m.at.Add(time.Hour)
		}
	}
	for ; p.waiting[who.at.UnixNano()] != nil; given = who.at {
		who.at = who.at.Add(-1) // two at once are told apart by a nanosecond
	}
	who.age = max(0, w.wallTime().Sub(who.at))
	who.press = judge.Press{Number: who.id, At: who.came.Add(-who.age), Extension: w.agent(who)}
	w.recent = append(w.recent, who)
	if s.open++; s.open == 1 && s.toggled == 0 {
		s.calm = w.calm && time.Since(w.calmSince) >= settling && p.request == nil && !p.stopping &&
			w.lock.state() != lockTorn && time.Now().After(w.gapEnd.Add(rounding))
	}
	p.waiting[who.at.UnixNano()] = who
	w.tally.counts["press by "+string(source)]++
	w.note("press %d by %s comes to process %d, made at %v", who.id, source, p.id, m.made.Add(-w.slept).Format("05.000000"))
	w.mu.Unlock()
	p.toggler.Press(Press{At: given, Source: source, Done: func(o Outcome) { w.done(p, who, o) }})
}

// strike lets somebody do something, and some time pass.
func (w *world) strike() {
	source := []Source{Click, Menu, Command}[w.r.IntN(3)]
	var s *strike
	switch n := w.r.IntN(100); {
	case n < 45:
		s = w.pressOnce(source)
	case n < 75:
		s = w.pressHotkey()
	case n < 83:
		s = w.pressAtOnce(source)
	case n < 90:
		s = w.pressTwice(source)
	case n < 97:
		s = w.pressUnread(source)
	case n < 98:
		s = w.holdShortcut(2 + w.r.IntN(30))
	case n < 99:
		s = w.holdShortcutAlone(2 + w.r.IntN(10))
	default:
		w.restart()
		return
	}
	if s.calm {
		time.Sleep(time.Second) // in calm weather the answer comes within 0.8 s
		w.over(s)
	}
	switch w.r.IntN(6) {
	case 0:
		w.pause(upTo(w.r, 100*ms))
	case 1, 2:
		w.pause(upTo(w.r, 1500*ms))
	case 3, 4:
		w.pause(upTo(w.r, 4*time.Second))
	default:
		long := 15 * time.Second
		if oneIn(w.r, 8) {
			long = 3 * time.Minute
		}
		w.pause(upTo(w.r, long))
	}
}

func (w *world) pressOnce(source Source) *strike {
	s := &strike{pushes: 1}
	if source == Menu {
		w.openMenu()
	}
	w.bring(s, source, w.now())
	return s
}

// openMenu is the menu being opened, some time before its item is chosen.
func (w *world) openMenu() {
	w.mu.Lock()
	p, seen := w.process, w.process.told
	dead := p.dead
	if !dead {
		p.likely()
		w.seeing = true // what is reported in this instant may include it or not
	}
	w.mu.Unlock()
	if !dead {
		p.toggler.Seen(seen)
		synctest.Wait()
		w.mu.Lock()
		if w.seeing = false; !p.dead && p.told == seen {
			w.tally.counts["unknown one seen in the menu"] += map[bool]int{true: 1}[w.unknown]
			w.unknown = false
		}
		w.mu.Unlock()
	}
	w.pause(upTo(w.r, 3*time.Second))
}

// pressAtOnce is two devices in the same instant: which is first is chance.
func (w *world) pressAtOnce(source Source) *strike {
	s := &strike{pushes: 2}
	var both sync.WaitGroup
	for _, source := range []Source{source, Hotkey} {
		both.Go(func() { w.bring(s, source, w.now()) })
	}
	both.Wait()
	return s
}

func (w *world) pressTwice(source Source) *strike {
	s := &strike{pushes: 2}
	w.bring(s, source, w.now())
	w.pause(upTo(w.r, w.set.doubleClick))
	w.bring(s, source, w.now())
	return s
}

// pressUnread is a press that is read late: the process stood still.
func (w *world) pressUnread(source Source) *strike {
	s, m := &strike{pushes: 1}, w.now()
	if !w.calm {
		w.pause(upTo(w.r, 6*time.Second))
	}
	w.bring(s, source, m)
	return s
}

// holdShortcut is a desktop that runs `wolkvox-hold toggle` for each repeat of
// a key that is held.
func (w *world) holdShortcut(times int) *strike {
	s := &strike{pushes: times}
	for range times {
		w.bring(s, Command, w.now())
		w.pause(20*ms + upTo(w.r, 40*ms))
	}
	return s
}

// holdShortcutAlone is the same without a resident: each command serves itself.
func (w *world) holdShortcutAlone(times int) *strike {
	s := &strike{pushes: times}
	for range times {
		w.process.end()
		p := w.newProcess()
		p.warmth.End() // a command keeps none
		w.bring(s, Command, w.now())
		p.run()
		for w.awaits(p) {
			w.pause(20 * ms)
		}
		w.pause(20*ms + upTo(w.r, 40*ms))
	}
	w.process.end()
	w.start()
	return s
}

// awaits reports whether a process that goes on has a press without an outcome.
func (w *world) awaits(p *process) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.process == p && !p.dead && len(p.waiting) > 0
}

// pause lets time pass, in foul weather not always undisturbed.
func (w *world) pause(d time.Duration) {
	if w.calm || !oneIn(w.r, 5) || d <= 0 {
		time.Sleep(d)
		return
	}
	part := upTo(w.r, d)
	time.Sleep(part)
	// Clocks and settings change while all is quiet, so that what a press saw
	// of them and what the ledger sees is the same.
	synctest.Wait()
	w.upset()
	time.Sleep(d - part)
}

// upset is one of the things that happen to a machine.
func (w *world) upset() {
	far := time.Second
	if oneIn(w.r, 2) {
		far = time.Hour
	}
	kind, d := w.r.IntN(10), upTo(w.r, 4*far)
	w.mu.Lock()
	old := w.process.spare
	switch kind {
	case 2:
		w.sleep(d)
	case 3, 4:
		w.set = drawSettings(w.r)
		w.changes++
		w.process.spare = new(wolkvox.Spare)
	case 5:
		w.process.doom = 1 + w.r.IntN(12)
	case 8:
		w.freeze(upTo(w.r, 20*time.Second), oneIn(w.r, 4))
	case 9:
		w.removeLock(1 + w.r.IntN(3))
	}
	if kind == 3 || kind == 4 {
		w.tally.counts["settings changed"]++
	}
	w.note("upset %d, by %v", kind, d)
	w.mu.Unlock()
	switch kind {
	case 0:
		w.setClock(-d)
	case 1:
		w.setClock(d)
	case 3, 4:
		old.Close()
	case 6:
		w.process.die("at once")
	case 7:
		w.restart()
	}
}

// setClock steps the wall clock.
func (w *world) setClock(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tally.counts["wall clock stepped"]++
	w.step += d
}

// sleep is the machine sleeping: the wall clock goes on, the monotonic does not.
func (w *world) sleep(d time.Duration) {
	w.tally.counts["sleep"]++
	w.step += d
	w.slept += d
	w.gapSlept += d
	for l := range w.spares {
		if l.spare.ready && oneIn(l.spare.r, 2) {
			w.partWith(l, dead)
		}
	}
}

// freeze lets the disk take nothing for a while, or until the weather is calm.
func (w *world) freeze(d time.Duration, forLong bool) {
	if w.frozen != nil {
		return
	}
	w.tally.counts["disk frozen"]++
	frozen := make(chan struct{})
	w.frozen = frozen
	if forLong {
		return
	}
	time.AfterFunc(d, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.frozen == frozen {
			w.thaw()
		}
	})
}

func (w *world) thaw() {
	if w.frozen != nil {
		w.note("the disk thaws")
		close(w.frozen)
		w.frozen = nil
	}
}

// removeLock lets a cleaner take the lock file away, with what it says. So many
// marks find it gone; the next one has a new file.
func (w *world) removeLock(marks int) {
	w.tally.counts["lock file removed"]++
	w.removed = marks
	w.lock = emptyLock()
	w.process.kept = false
	w.owed = false // the next start has no trace of it
	if q := w.process.request; q != nil {
		q.unmarked = true
	}
	for _, who := range w.recent {
		who.press.Unmarked = who.press.Unmarked || !who.press.Killed.IsZero()
	}
}

// reboot starts the machine again: its boot clock begins, and its disk serves.
func (w *world) reboot() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tally.counts["reboot"]++
	w.boots, w.boot = w.boots+1, w.trueTime()
	w.thaw()
}

// restart ends the program and starts it again; presses may come meanwhile.
func (w *world) restart() {
	p := w.process
	p.stop()
	w.mu.Lock()
	p.stopping = true
	w.mu.Unlock()
	for range w.r.IntN(3) {
		w.bring(&strike{pushes: 1}, Menu, w.now())
		time.Sleep(upTo(w.r, time.Second))
	}
	p.end()
	time.Sleep(upTo(w.r, 2*time.Second))
	if !w.calm {
		w.whileDown(w.r)
	}
	w.start()
}

// whileDown is what may happen to the machine while no program runs: its clock is
// set, or it starts again.
func (w *world) whileDown(r *rand.Rand) {
	if oneIn(r, 4) {
		w.setClock(upTo(r, 8*time.Second) - 4*time.Second)
		w.count("wall clock stepped while no program runs")
	}
	if oneIn(r, 8) {
		w.reboot()
	}
}

func (w *world) count(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tally.counts[name]++
}

// start starts the program, in foul weather with presses that wait for it.
func (w *world) start() {
	p := w.newProcess()
	w.count("start")
	if r := w.random(ofLife, p.id); !w.calm && oneIn(r, 10) {
		n := 1 + r.IntN(2)
		if oneIn(r, 20) {
			n = queueLen + 10
		}
		s := &strike{pushes: n}
		for range n {
			w.bring(s, Command, w.now())
		}
		time.Sleep(upTo(r, 4*time.Second))
		w.setClock(-upTo(r, 8*time.Second))
	}
	p.run()
	// The machine may sleep over the first mark: the next press comes before or
	// after that, not meanwhile, or nobody could say how old it is.
	synctest.Wait()
}

// revive starts the program again after it died.
func (w *world) revive() {
	synctest.Wait()
	w.checkLock()
	w.countSpares()
	if w.process.gone() {
		w.bury()
	}
	if w.verdictDue() {
		w.judge()
	}
}

// verdictDue reports whether the judge should look. What the next start has to report must
// have been reported before.
func (w *world) verdictDue() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pushed-w.judged >= judgeEvery && !w.owed
}

// bury lets some time pass without a program, and starts it again.
func (w *world) bury() {
	r := w.random(ofLife, -w.process.id)
	down := upTo(r, 2*time.Second)
	if oneIn(r, 10) {
		down = upTo(r, 2*time.Minute)
	}
	time.Sleep(down)
	if !w.calm {
		w.whileDown(r)
	}
	w.start()
}

// bug is a mistake of ours in what wraps the client.
type bug int

const (
	none bug = iota
	beforeAsking
	afterAsking
	hangsBefore    // before it asks the client
	hangsAtTheMark // when its mark is written
	hangsAfter     // when the client has answered
)

func (w *world) drawBug(q *request) bug {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r := w.random(ofBug, q.push.id); !w.calm && oneIn(r, 50) {
		return beforeAsking + bug(r.IntN(5))
	}
	return none
}

// hang keeps a toggle for ever, or for longer than anybody waits for it.
func (w *world) hang(q *request) {
	w.mu.Lock()
	q.hangs = true
	q.push.press.Due = q.push.came.Add(q.timeout + time.Second)
	w.tally.counts["toggle hangs"]++
	w.note("the toggle of press %d hangs", q.push.id)
	r := w.random(ofHang, q.push.id)
	w.mu.Unlock()
	if oneIn(r, 2) {
		<-w.end
		return
	}
	time.Sleep(upTo(r, 90*time.Second))
}
