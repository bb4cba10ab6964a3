package hold

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// tally counts what happened, by name.
type tally struct {
	mu     sync.Mutex
	shards int
	counts map[string]int
}

func newTally() *tally { return &tally{counts: map[string]int{}} }

// add takes over what one world counted.
func (y *tally) add(other *tally) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.shards++
	for name, n := range other.counts {
		y.counts[name] += n
	}
}

// presses is how many came to a process.
func (y *tally) presses() (n int) {
	for _, source := range []Source{Hotkey, Click, Menu, Command} {
		n += y.counts["press by "+string(source)]
	}
	return n
}

// wantAll fails where something that a proof is about never happened.
func (y *tally) wantAll(t *testing.T, warm wolkvox.Warm) {
	all := []string{
		"press by hotkey", "press by click", "press by menu", "press by command",
		"outcome toggled confirmed", "outcome not_toggled busy", "outcome not_toggled late", "outcome not_toggled mark",
		"outcome unknown timeout", "outcome unknown lost", "outcome ignored in_flight", "outcome ignored too_soon",
		"executed", "executed late", "toggled for sure", "restart", "crash", "crash told", "mark torn", "clock step", "sleep", "settings changed",
		"disk frozen", "mark stuck", "lock removed", "reboot", "clock step between two processes", "lock file true",
		"told after unknown", "unknown seen", "told again",
	}
	if y.presses() >= 25_000 { // rare: a toggle that hangs for longer than its time-out
		all = append(all, "toggle hangs", "given up unknown", "given up not_toggled")
	}
	if warm != wolkvox.WarmOff {
		all = append(all, "spare dialled", "spare used", "spare lost", "spare expired")
		for _, how := range partings {
			all = append(all, "spare "+string(how))
		}
		if y.presses() >= 25_000 { // rare: presses come faster here than an agent's
			all = append(all, "spare dialled again")
		}
	}
	for _, name := range all {
		if y.counts[name] == 0 {
			t.Errorf("there was no %q: the proof has a hole", name)
		}
	}
}

func (y *tally) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(y.counts)) {
		fmt.Fprintf(&b, "%9d %s\n", y.counts[name], name)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// diary keeps the latest events. They are put into words only when they are
// read, since most never are.
type diary struct {
	events [64]event
	n      int
}

type event struct {
	at     time.Time
	format string
	args   []any
}

func (d *diary) write(format string, args ...any) {
	d.events[d.n%len(d.events)] = event{time.Now(), format, args}
	d.n++
}

// last returns the latest n events, the oldest first.
func (d *diary) last(n int) string {
	var b strings.Builder
	for i := max(0, d.n-n); i < d.n; i++ {
		e := d.events[i%len(d.events)]
		fmt.Fprintf(&b, "%s %s\n", e.at.Format("02 15:04:05.000000"), fmt.Sprintf(e.format, e.args...))
	}
	return b.String()
}
