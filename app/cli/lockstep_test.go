//go:build nowindow

package cli

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// agentsHome is a program with all its files, locks included, in a folder of the test.
func agentsHome(t *testing.T) *env.Env {
	home := t.TempDir()
	vars := map[string]string{
		"XDG_RUNTIME_DIR": home, "HOME": home, "LOCALAPPDATA": home, "APPDATA": home,
		"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home,
	}
	return &env.Env{
		Stdout: io.Discard, Stderr: io.Discard, Getenv: func(key string) string { return vars[key] },
		Clock: func() hold.Boot { return hold.Boot{ID: 1, Since: time.Duration(time.Now().UnixNano())} }, // a bubble's
	}
}

// TestAnInterruptedCommandKeepsTheGap: a command that is interrupted before its press leaves
// the press gap unchanged.
func TestAnInterruptedCommandKeepsTheGap(t *testing.T) {
	p := agentsHome(t)
	synctest.Test(t, func(t *testing.T) {
		reason := func(ctx context.Context) (reason string) {
			if err := toggleOnce(ctx, p, channel.Now(), false, func(said residentapi.PressOutcome) error { reason = said.Reason; return nil }); err != nil {
				t.Error(err)
			}
			return reason
		}
		if got := reason(t.Context()); got != string(press.NotSetUp) {
			t.Fatalf("the first: told %s", got)
		}
		interrupted, interrupt := context.WithCancel(t.Context())
		interrupt()
		if got := reason(interrupted); got != string(hold.Quitting) {
			t.Fatalf("the interrupted one: told %s, want quitting", got)
		}
		if got := reason(t.Context()); got != string(hold.TooSoon) {
			t.Errorf("the next: told %s, want too_soon", got)
		}
	})
}

// TestAPressWithoutSettingsAfterAnUnknownOne: its settings do not come in time, and it says to look
// before the next press, and not to press again.
func TestAPressWithoutSettingsAfterAnUnknownOne(t *testing.T) {
	for _, earlier := range []hold.Mark{{Unknown: true}, {InFlight: true}, {}} {
		p := agentsHome(t)
		synctest.Test(t, func(t *testing.T) {
			lock, err := instance.Acquire(t.Context(), p.Places(false), instance.Command, false)
			if err != nil {
				t.Fatal(err)
			}
			earlier.At, earlier.Boot = time.Now(), p.BootClock()
			if err := press.StoreMark(lock, earlier); err != nil {
				t.Fatal(err)
			}
			lock.Release()
			time.Sleep(time.Minute)
			hangs := make(chan struct{})
			defer close(hangs)
			p.PolicyReader = func() policy.Policy { <-hangs; return policy.Policy{} }
			err = toggleOnce(t.Context(), p, channel.Now(), false, func(said residentapi.PressOutcome) error {
				look := press.Sentence(p.Words, hold.Outcome{Result: hold.NotToggled, Reason: hold.Late, AfterUnknown: true})
				if said.Reason != string(hold.Late) || (said.Message == look) != (earlier.Unknown || earlier.InFlight) {
					t.Errorf("%+v: told %s, %q", earlier, said.Reason, said.Message)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRefusedCommandsMoveTheGap: a shortcut that is held down starts many commands. On a busy
// machine, one of them can hold the lock for longer than the press gap while the others are
// refused. Those count as presses too, so that the next one with the lock is not sent.
func TestRefusedCommandsMoveTheGap(t *testing.T) {
	p := agentsHome(t)
	synctest.Test(t, func(t *testing.T) {
		toggle := func(answer func()) (got residentapi.PressOutcome) {
			err := toggleOnce(t.Context(), p, channel.Now(), false, func(said residentapi.PressOutcome) error {
				got = said
				answer()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			return got
		}
		nothing := func() {}
		if got := toggle(nothing); got.Outcome != string(hold.NotToggled) {
			t.Fatalf("the first: told %s (%s), want not_toggled: nothing is set up", got.Outcome, got.Reason)
		}
		time.Sleep(hold.MinGap / 2)
		slow := make(chan residentapi.PressOutcome)
		go func() {
			slow <- toggle(func() { time.Sleep(4 * hold.MinGap) })
		}()
		synctest.Wait()
		for range 5 {
			time.Sleep(hold.MinGap / 2)
			if got := toggle(nothing); got.Reason != string(press.InFlightElsewhere) {
				t.Fatalf("while another has the lock: told %s (%s)", got.Outcome, got.Reason)
			}
		}
		if got := <-slow; got.Reason != string(hold.TooSoon) {
			t.Fatalf("the slow one: told %s (%s), want too_soon", got.Outcome, got.Reason)
		}
		time.Sleep(hold.MinGap / 10)
		if got := toggle(nothing); got.Reason != string(hold.TooSoon) {
			t.Errorf("the next: told %s (%s), want too_soon", got.Outcome, got.Reason)
		}
		time.Sleep(hold.MinGap + hold.MinGap/10)
		if got := toggle(nothing); got.Outcome != string(hold.NotToggled) {
			t.Errorf("a press after the gap: told %s (%s), want not_toggled", got.Outcome, got.Reason)
		}
	})
	if _, err := instance.Find(t.Context(), p.Places(false)); !errors.Is(err, channel.ErrNoResident) {
		t.Errorf("the lock is still held: %v", err)
	}
}

// TestACommandWaitsForEarlierOnes: a machine under load runs the commands of a held key out of
// order. One that was started after the press gap waits for those that were started in it.
func TestACommandWaitsForEarlierOnes(t *testing.T) {
	toggle := func(t *testing.T, p *env.Env, pressed channel.Stamp) string {
		var reason string
		if err := toggleOnce(t.Context(), p, pressed, false, func(said residentapi.PressOutcome) error { reason = said.Reason; return nil }); err != nil {
			t.Error(err)
		}
		return reason
	}
	const taken = string(press.NotSetUp) // nothing is set up, but the press gap let it through
	for _, tt := range []struct {
		name         string
		started, ran time.Duration // since the first press; nothing else is pressed in between
		waits        time.Duration
		want         string
	}{
		{"in the gap", hold.MinGap - 10*time.Millisecond, 2 * hold.MinGap, 0, string(hold.TooSoon)},
		{"just after the gap", hold.MinGap + 10*time.Millisecond, hold.MinGap + 10*time.Millisecond, 200 * time.Millisecond, taken},
		{"just after the gap, and run late", hold.MinGap + 10*time.Millisecond, 2 * hold.MinGap, hold.MinGap - 10*time.Millisecond, taken},
		{"long after the gap", 2*hold.MinGap + 10*time.Millisecond, 2*hold.MinGap + 10*time.Millisecond, 0, taken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := agentsHome(t)
			synctest.Test(t, func(t *testing.T) {
				if got := toggle(t, p, channel.Now()); got != taken {
					t.Fatalf("the first: told %s", got)
				}
				time.Sleep(tt.started)
				pressed := channel.Now()
				time.Sleep(tt.ran - tt.started)
				ran := time.Now()
				if got := toggle(t, p, pressed); got != tt.want {
					t.Errorf("told %s, want %s", got, tt.want)
				}
				if waited := time.Since(ran); waited != tt.waits {
					t.Errorf("it waited %v for others, want %v", waited, tt.waits)
				}
			})
		})
	}
	p := agentsHome(t)
	synctest.Test(t, func(t *testing.T) {
		if got := toggle(t, p, channel.Now()); got != taken {
			t.Fatalf("the first: told %s", got)
		}
		time.Sleep(hold.MinGap - 50*time.Millisecond)
		inTheGap := channel.Now()
		time.Sleep(100 * time.Millisecond)
		later := make(chan string)
		go func() { later <- toggle(t, p, channel.Now()) }()
		time.Sleep(100 * time.Millisecond)
		if got := toggle(t, p, inTheGap); got != string(hold.TooSoon) {
			t.Errorf("the earlier one: told %s, want too_soon", got)
		}
		if got := <-later; got != string(hold.TooSoon) {
			t.Errorf("the later one: told %s, want too_soon: its key was down since the gap", got)
		}
	})
}

// TestTheEndOfACommandWaitsForNoDisk: even if the disk of log, mark and lock does not answer,
// a command ends 1 s after the time-out of its press.
func TestTheEndOfACommandWaitsForNoDisk(t *testing.T) {
	ago := func(d time.Duration) channel.Stamp { return channel.Stamp{Wall: time.Now().Add(-d).UnixNano()} }
	synctest.Test(t, func(t *testing.T) {
		for _, tt := range []struct {
			pressed, timeout, want time.Duration
		}{
			{100 * time.Millisecond, 10 * time.Second, time.Second},
			{4 * time.Second, 4 * time.Second, time.Second},
			{4500 * time.Millisecond, 4 * time.Second, 500 * time.Millisecond},
			{time.Minute, 4 * time.Second, 100 * time.Millisecond}, // it slept
		} {
			limit := endLimit(ago(tt.pressed), tt.timeout)
			// The age of the stamp is measured by the real clock, a little later.
			if limit > tt.want || limit < tt.want-50*time.Millisecond {
				t.Errorf("pressed %v ago, time-out %v: the end may take %v, want %v", tt.pressed, tt.timeout, limit, tt.want)
			}
		}
		thaw := make(chan struct{})
		began := time.Now()
		releaseWithin(time.Second, func() { <-thaw })
		if took := time.Since(began); took != time.Second {
			t.Errorf("it waited %v for a disk that stands still, want a second", took)
		}
		close(thaw)
	})
}
