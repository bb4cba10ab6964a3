package policy

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The system does not apply policy while we read, delays us only for a moment, and is
// never left locked.
func TestPolicyIsReadWhileTheSystemIsCalm(t *testing.T) {
	for _, c := range []struct {
		name  string
		takes time.Duration // until the system lets us in
		idle  bool
		after time.Duration // when the read was over
	}{
		{"at once", 0, true, 0},
		{"soon", sectionTimeout / 2, true, sectionTimeout / 2},
		{"after minutes", 9 * time.Minute, false, sectionTimeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, inside, looked := time.Now(), 0, false
				enter := func() func() {
					time.Sleep(c.takes)
					inside++
					return func() { inside-- }
				}
				got := readWhileIdle(sectionTimeout, enter, func() {
					looked = true
					if c.idle && inside != 1 {
						t.Error("read while the system may change it")
					}
				})
				if got != c.idle || !looked || time.Since(began) != c.after {
					t.Errorf("idle: %v, looked: %v, after %v; want %v, after %v", got, looked, time.Since(began), c.idle, c.after)
				}
				time.Sleep(c.takes)
				synctest.Wait()
				if inside != 0 {
					t.Error("the system is kept from applying policy")
				}
			})
		})
	}
}

func TestWaitingForTheSystemEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		slow := func() func() { time.Sleep(time.Minute); return func() {} }
		waitIdle(t.Context(), slow)
		if time.Since(began) != time.Minute {
			t.Errorf("came back after %v", time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		waitIdle(ctx, slow)
		if time.Since(began) != time.Second {
			t.Errorf("the end came after %v", time.Since(began))
		}
		time.Sleep(time.Minute)
	})
}

// Keys that are empty during a refresh were not removed: the last good policy counts,
// and without one, what was read.
func TestARefreshIsNoRemoval(t *testing.T) {
	last := Policy{Enforced: settings.Raw{"server": "0001"}, UserEnforced: settings.Raw{"agent_id": "111"}}
	if p := (Policy{}).busy(true, true).OrLast(last); p.Enforced["server"] != "0001" || p.UserEnforced["agent_id"] != "111" || !p.Last || p.Source == "" {
		t.Errorf("emptied: got %+v", p)
	}
	if p := (Policy{}).busy(false, true).OrLast(last); p.Enforced != nil || p.UserEnforced["agent_id"] != "111" || len(p.Problems) != 1 {
		t.Errorf("the user's alone: got %+v", p)
	}
	if p := (Policy{Enforced: settings.Raw{"server": "0002"}}).busy(true, false).OrLast(Policy{}); p.Enforced["server"] != "0002" || p.Last {
		t.Errorf("nothing is known: got %+v", p)
	}
	if p := (Policy{}).busy(false, false).OrLast(last); p.Enforced != nil || p.Last || p.Problems != nil {
		t.Errorf("removed: got %+v", p)
	}
}
