package hold

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

var (
	pressFlag = flag.Int("presses", 3000, "how many presses TestRandomProof makes in each mode")
	seedFlag  = flag.Uint64("seed", 0, "the seed of TestRandomProof, 0 for a new one")
)

// shards is how many worlds share the presses of a mode. It is fixed, so that a
// seed means the same on every machine. Every other world is one of Windows.
const shards = 4

// warms are the modes: the values of the setting warm.
var warms = []wolkvox.Warm{wolkvox.WarmOff, wolkvox.WarmAuto}

// TestRandomProof looks for a way to break the two promises. Everything is
// drawn from one seed: who presses when and with what, the faults of network
// and server, crashes and restarts, steps of the clock, sleep, and changes of
// the settings. A press goes the whole way: key events, Toggler, wolkvox's
// client, TLS, and a wolkvox that knows what it executed. All of that in each
// mode of the setting warm, where [wolkvox.Warmth] dials the spare connections.
//
// Package judge compares what was reported with what wolkvox executed. The world itself checks
// what cannot be seen from outside: marks, connections and requests. In the end a table
// says how often each state was reached, since a million easy presses prove nothing. With
// 100,000 presses or more, none of the states may be missing.
//
// The draws of a seed are always the same. What happens in the same instant,
// and the pause before a retry, are left to chance, as in life: a failure that
// hangs on them may need a few runs to show again.
func TestRandomProof(t *testing.T) {
	seed := *seedFlag
	if seed == 0 {
		seed = rand.Uint64()
	}
	each := (*pressFlag + shards - 1) / shards
	ids := newIdentities(t)
	for _, warm := range warms {
		t.Run(string(warm), func(t *testing.T) { prove(t, warm, seed, each, ids) })
	}
}

// prove is the proof in one mode.
func prove(t *testing.T, warm wolkvox.Warm, seed uint64, each int, ids *identities) {
	sum := newTally()
	begun := time.Now()
	t.Run("shards", func(t *testing.T) {
		for n := range shards {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(seed, n, ids, warm)
					w.live(each)
					w.mu.Lock() // what came late has ended, and the lock says so
					defer w.mu.Unlock()
					if w.failure != "" {
						t.Fatalf("%s\nto see it again: go test ./app/hold -run 'TestRandomProof/%s/shards/%d$' -args -seed %d -presses %d\nthe world: calm %v, wall clock off by %v, %+v\nbefore it:\n%s",
							w.failure, warm, n, seed, *pressFlag, w.calm, w.step, w.set, w.diary.last(150))
					}
					sum.add(w.tally)
				})
			})
		}
	})
	if t.Failed() {
		return
	}
	table, missed := sum.table(warm)
	t.Logf("warm=%s, seed %d, %v: %d presses, broken promises: 0\n%s", warm, seed, time.Since(begun).Round(10*ms), sum.presses(), table)
	if *pressFlag < 100_000 || sum.shards < shards {
		return // too few to reach every state
	}
	for _, state := range missed {
		t.Errorf("never reached: %s", state)
	}
}
