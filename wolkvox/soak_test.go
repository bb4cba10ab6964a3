//go:build soak && linux

package wolkvox

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

var soakPresses = flag.Int("presses", 100_000, "how many presses TestSoak makes")

// How much more there may be at the end than after the first 10,000 presses.
const (
	moreGoroutines = 8
	moreFiles      = 8
	moreHeapKiB    = 1024
)

// TestSoak presses on and on, at several desks, each with a wolkvox of its own
// that misbehaves in every way it knows. Nothing may pile up, and no outcome may
// be a lie.
func TestSoak(t *testing.T) {
	const seed = 1
	desks := make([]*soakDesk, 4)
	for i := range desks {
		s, c := start(t, simulator.Options{})
		desks[i] = &soakDesk{
			t: t, server: s, client: *c, random: rand.New(rand.NewPCG(seed, uint64(i))),
			left: map[int]int{}, told: map[Result]map[Reason]int{},
		}
		desks[i].sit(1)
	}
	t.Logf("%d presses at %d desks, seed %d", *soakPresses, len(desks), seed)
	press := func(presses int) {
		var all sync.WaitGroup
		for i, d := range desks {
			all.Go(func() {
				for range (presses + i) / len(desks) {
					d.press()
				}
			})
		}
		all.Wait()
	}

	fmt.Fprintln(t.Output(), " presses goroutines    files heap KiB  RSS KiB  PSS KiB")
	quiet := runtime.NumGoroutine()
	measure(quiet).print(t, 0)
	var first, last footprint
	for done := 0; done < *soakPresses; {
		more := min(10_000, *soakPresses-done)
		press(more)
		done += more
		last = measure(quiet)
		last.print(t, done)
		if done == more {
			first = last // the pretend servers remember as many requests as they ever will
		}
	}
	if last.goroutines > first.goroutines+moreGoroutines || last.files > first.files+moreFiles || last.heapKiB > first.heapKiB+moreHeapKiB {
		t.Errorf("it grew from %+v to %+v", first, last)
	}
	compareSoak(t, desks, *soakPresses)
}

// compareSoak compares what all desks were told with what the server did.
func compareSoak(t *testing.T, desks []*soakDesk, presses int) {
	told, all, executed := map[Result]map[Reason]int{}, map[Result]int{}, 0
	for _, d := range desks {
		executed += d.settle()
		for result, reasons := range d.told {
			if told[result] == nil {
				told[result] = map[Reason]int{}
			}
			for reason, n := range reasons {
				told[result][reason] += n
				all[result] += n
			}
		}
	}
	t.Logf("told %v; executed %d, of them %d told as unknown", all, executed, executed-all[Toggled])
	t.Logf("reasons: %v", told)
	if got := all[Toggled] + all[NotToggled] + all[Unknown]; got != presses {
		t.Errorf("got %d outcomes of %d presses", got, presses)
	}
	if executed < all[Toggled] || executed > all[Toggled]+all[Unknown] {
		t.Errorf("got %d executed", executed)
	}
}

// soakDesk is one desk. It compares each outcome with what the server did.
type soakDesk struct {
	t      *testing.T
	server *simulator.Server
	client Client
	random *rand.Rand

	seat     int
	toggles  int         // of this seat, before the next press
	left     map[int]int // seats that were left, with their toggles before the last press
	told     map[Result]map[Reason]int
	executed int
}

// sit gives the desk an extension that nobody has used.
func (d *soakDesk) sit(seat int) {
	d.seat, d.toggles = seat, 0
	d.client.AgentID = strconv.Itoa(seat)
}

// press makes one press, on a server that misbehaves every third time.
func (d *soakDesk) press() {
	client, way := d.client, ""
	if d.random.IntN(3) == 0 {
		ways := simulator.Misbehaviours()
		way = ways[d.random.IntN(len(ways))].Name
	}
	switch way {
	case "never_answers", "never_answers_executed":
		client.Timeout = 300 * time.Millisecond
	case "slow":
		if d.random.IntN(20) > 0 { // or it would take most of the time
			way = ""
		}
	}
	if err := d.server.MisbehaveNext(way); err != nil {
		d.t.Error(err)
	}
	o := client.ToggleHold(d.t.Context(), Press{At: time.Now()})
	if d.told[o.Result] == nil {
		d.told[o.Result] = map[Reason]int{}
	}
	d.told[o.Result][o.Reason]++
	if o.Reason == Timeout {
		// The server may still execute it, which must not be taken for another
		// press's toggle.
		d.left[d.seat] = d.toggles
		d.sit(d.seat + 1)
		return
	}
	toggles := d.server.Toggles(client.AgentID)
	executed := toggles - d.toggles
	d.toggles = toggles
	d.executed += executed
	if executed > 1 || o.Result == Toggled && executed != 1 || o.Result == NotToggled && executed != 0 {
		d.t.Errorf("server %q: told %s (%s) with %d executed; err %v", way, o.Result, o.Reason, executed, o.Err)
	}
}

// settle adds what came of the presses that timed out.
func (d *soakDesk) settle() int {
	for seat, before := range d.left {
		executed := d.server.Toggles(strconv.Itoa(seat)) - before
		d.executed += executed
		if executed > 1 {
			d.t.Errorf("a press that timed out was executed %d times", executed)
		}
	}
	return d.executed
}

// footprint is what the process, client and pretend server together, holds on to.
type footprint struct{ goroutines, files, heapKiB, rssKiB, pssKiB int }

// measure waits for the goroutines of the last presses to end, but not for ever,
// and measures.
func measure(quiet int) footprint {
	for patience := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > quiet && time.Now().Before(patience); {
		time.Sleep(10 * time.Millisecond)
	}
	runtime.GC()
	runtime.GC() // what finalizers held
	var heap runtime.MemStats
	runtime.ReadMemStats(&heap)
	files, _ := os.ReadDir("/proc/self/fd")
	return footprint{
		goroutines: runtime.NumGoroutine(), files: len(files), heapKiB: int(heap.HeapAlloc >> 10),
		rssKiB: rollup("Rss:"), pssKiB: rollup("Pss:"),
	}
}

// rollup reads one figure of the process's memory, in KiB.
func rollup(name string) int {
	all, _ := os.ReadFile("/proc/self/smaps_rollup")
	for line := range bytes.Lines(all) {
		if f := bytes.Fields(line); len(f) > 1 && string(f[0]) == name {
			n, _ := strconv.Atoi(string(f[1]))
			return n
		}
	}
	return 0
}

func (f footprint) print(t *testing.T, presses int) {
	fmt.Fprintf(t.Output(), "%8d %10d %8d %8d %8d %8d\n", presses, f.goroutines, f.files, f.heapKiB, f.rssKiB, f.pssKiB)
}
