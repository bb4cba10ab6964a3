package hold

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
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

// states are what a press, a process, the machine or a connection can get into here. A
// proof that never reached one of them proves nothing about it.
var states = []struct {
	about string
	names []string
}{
	{"presses", []string{"press by hotkey", "press by click", "press by menu", "press by command", "strike in calm weather", "press lost with its process"}},
	{"dropped", []string{"told ignored: in_flight", "told ignored: too_soon", "told ignored: quitting", "dropped: too many wait"}},
	{"told", []string{
		"told toggled: confirmed", "told not_toggled: dns", "told not_toggled: connect", "told not_toggled: tls", "told not_toggled: late",
		"told not_toggled: mark", "told not_toggled: canceled", "told not_toggled: busy", "told not_toggled: token_refused", "told not_toggled: token_limit",
		"told not_toggled: token_missing", "told not_toggled: parameters", "told not_toggled: refused", "told not_toggled: invalid",
		"told unknown: timeout", "told unknown: lost", "told unknown: redirect", "told unknown: http_status", "told unknown: unclear",
		"told unknown: canceled_in_flight", "told unknown: crashed",
		"told while an unknown one stands", "unknown one seen in the menu", "unknown told again by the next start",
	}},
	{"requests", []string{
		"request sent", "request tried again", "hello after an unheard one", "executed", "executed after its process died",
		"unknown: executed before", "unknown: executed later", "unknown: never executed", "answer when its press is over",
		"toggle hangs", "given up: unknown", "given up: not_toggled",
	}},
	{"processes", []string{
		"start", "crash between mark and send", "crash between send and outcome", "crash told by the next start",
		"crash at once", "crash before a mark", "crash in the middle of a mark", "crash behind a mark", "crash behind a write", "crash before telling", "crash after telling",
	}},
	{"machine", []string{
		"disk frozen", "mark waits for the disk", "mark torn", "lock file removed", "lock file says what was told",
		"wall clock stepped", "wall clock stepped while no program runs", "sleep", "reboot", "settings changed",
	}},
	{"spares", []string{
		"spare dialled", "spare dialled again", "spare used", "spare expired", "spare lost",
		"spare closed", "spare reset", "spare closed by TLS", "spare answered before it was asked", "spare dead", "spare dead towards the client",
	}},
}

// table says how often each state was reached, and which were not. Without warm there are
// no spares.
func (y *tally) table(warm wolkvox.Warm) (table string, missed []string) {
	var b strings.Builder
	others := maps.Clone(y.counts)
	for _, group := range states {
		if group.about == "spares" && warm == wolkvox.WarmOff {
			continue
		}
		fmt.Fprintf(&b, "%s\n", group.about)
		for _, name := range group.names {
			fmt.Fprintf(&b, "%11d %s\n", y.counts[name], name)
			if y.counts[name] == 0 {
				missed = append(missed, name)
			}
			delete(others, name)
		}
	}
	fmt.Fprintln(&b, "too rare to be wanted")
	for _, name := range slices.Sorted(maps.Keys(others)) {
		fmt.Fprintf(&b, "%11d %s\n", others[name], name)
	}
	return b.String(), missed
}

// diary keeps the latest events. They are put into words only when they are
// read, since most never are.
type diary struct {
	events [256]event
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
