package macos

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
)

// pumped runs pump on two channels that send fills, and returns the events: "d" for a down,
// "u" for an up.
func pumped(t *testing.T, send func(downs, ups chan<- int)) string {
	t.Helper()
	var got strings.Builder
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		downs, ups := make(chan int, 50), make(chan int, 50)
		send(downs, ups)
		done := make(chan struct{})
		go func() {
			defer close(done)
			pump(ctx, downs, ups, nil, func(down bool, _ time.Duration) {
				if down {
					got.WriteByte('d')
				} else {
					got.WriteByte('u')
				}
			})
		}()
		time.Sleep(time.Minute) // in faked time
		cancel()
		<-done
	})
	return got.String()
}

func TestPumpKeepsTheOrder(t *testing.T) {
	// select picks one of two ready channels at random, so repeat this often.
	for range 50 {
		if got := pumped(t, func(downs, ups chan<- int) { ups <- 1; downs <- 1 }); got != "du" {
			t.Fatalf("a quick tap: got %q, want %q", got, "du")
		}
	}
	if got := pumped(t, func(downs, ups chan<- int) {
		ups <- 1
		time.AfterFunc(reorderTimeout/2, func() { downs <- 1 })
	}); got != "du" {
		t.Errorf("a down that comes late: got %q, want %q", got, "du")
	}
	if got := pumped(t, func(_, ups chan<- int) { ups <- 1 }); got != "u" {
		t.Errorf("an up alone: got %q, want %q", got, "u")
	}
	if got := pumped(t, func(downs, _ chan<- int) { downs <- 1; downs <- 1; downs <- 1 }); got != "ddd" {
		t.Errorf("a held key: got %q, want %q", got, "ddd")
	}
	if got := pumped(t, func(downs, _ chan<- int) { close(downs) }); got != "" {
		t.Errorf("a source that ends: got %q, want nothing", got)
	}
}

// Events that were queued while the process was stopped do not count as new.
func TestPumpTellsHowOldAnEventCanBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		downs, ups := make(chan int, 50), make(chan int, 50)
		var ages []time.Duration
		go pump(ctx, downs, ups, nil, func(_ bool, age time.Duration) {
			if len(ages) == 0 {
				time.Sleep(5 * time.Second) // as if the whole process was stopped
			}
			ages = append(ages, age)
		})
		time.Sleep(time.Second + eventage.PollInterval/2)
		downs <- 1
		time.Sleep(time.Second)
		downs <- 2 // during the stop
		time.Sleep(10 * time.Second)
		downs <- 3
		synctest.Wait()
		if len(ages) != 3 || ages[0] > eventage.PollInterval || ages[1] < 4*time.Second || ages[2] > eventage.PollInterval {
			t.Errorf("got ages %v, want a new one, one of at least 4 s, a new one", ages)
		}
	})
}

// The library does not report the release of a key that was down before its chord was
// registered.
func TestPumpTellsTheReleaseOfAKeyThatWasHeldBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var got []bool
		up := time.Now().Add(time.Second)
		reported := false
		go pump(ctx, make(chan int), make(chan int), func() bool {
			now := !reported && !time.Now().Before(up)
			reported = reported || now
			return now
		}, func(down bool, _ time.Duration) { got = append(got, down) })
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(got) != 1 || got[0] {
			t.Errorf("got %v, want one up", got)
		}
	})
}

// Events that were queued while nobody read are dropped: an old press must not toggle now.
func TestDiscardDropsWhatWasQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		downs, ups := make(chan int, 50), make(chan int, 50)
		for range 20 {
			downs <- 1
			ups <- 1
		}
		discard(t.Context(), downs, ups)
		if len(downs) != 0 || len(ups) != 0 {
			t.Errorf("%d downs and %d ups are left, want none", len(downs), len(ups))
		}
	})
}
