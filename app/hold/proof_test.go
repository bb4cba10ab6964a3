package hold

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

var (
	pressFlag = flag.Int("presses", 5000, "how many presses TestRandomProof makes")
	seedFlag  = flag.Uint64("seed", 0, "the seed of TestRandomProof, 0 for a new one")
)

// shards is how many worlds share the presses. It is fixed, so that a seed
// means the same on every machine.
const shards = 8

// TestRandomProof looks for a way to break the two promises. Everything is
// drawn from one seed: who presses when and with what, the faults of network
// and server, crashes and restarts, steps of the clock, sleep, and changes of
// the settings. A press goes the whole way: key events, Toggler, wolkvox's
// client, TLS, and a wolkvox that knows what it executed.
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
	sum := newTally()
	begun := time.Now()
	t.Run("shards", func(t *testing.T) {
		for n := range shards {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(seed, n, ids)
					w.live(each)
					w.mu.Lock() // what came late has ended, and the lock says so
					defer w.mu.Unlock()
					if w.failure != "" {
						t.Fatalf("%s\nto see it again: go test ./app/hold -run 'TestRandomProof/shards/%d$' -args -seed %d -presses %d\nthe world: calm %v, wall clock off by %v, %+v\nbefore it:\n%s",
							w.failure, n, seed, *pressFlag, w.calm, w.step, w.set, w.diary.last(30))
					}
					sum.add(w.tally)
				})
			})
		}
	})
	if t.Failed() {
		return
	}
	t.Logf("seed %d, %v\n%s\ninvariants broken: 0", seed, time.Since(begun).Round(10*ms), sum)
	if each >= 500 && sum.shards == shards {
		sum.wantAll(t)
	}
}
