package resident

import (
	"context"
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
)

// TestAnEndThatDoesNotCome: whatever blocks the parts, the lock is released and the process
// told to end within 6 s. A resident that ends in time is not disturbed.
func TestAnEndThatDoesNotCome(t *testing.T) {
	home := t.TempDir()
	places := instance.Places{
		Name: env.ProgramName, UID: os.Getuid(),
		Getenv:  func(key string) string { return map[string]string{"HOME": home, "LOCALAPPDATA": home}[key] },
		Home:    func() string { return "" },
		RunUser: env.RunUser,
	}
	for _, inTime := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			lock, err := instance.Acquire(t.Context(), places, instance.Resident, false)
			if err != nil {
				t.Fatal(err)
			}
			defer lock.Release()
			ctx, end := context.WithCancel(t.Context())
			ended := false
			callOff := endInTime(ctx, endDeadline, lock, func() { ended = true })
			time.Sleep(time.Hour)
			synctest.Wait()
			if ended {
				t.Fatal("it ended, and nobody wished that")
			}
			end()
			if inTime {
				time.Sleep(endDeadline - time.Millisecond)
				callOff()
			}
			time.Sleep(6 * time.Second)
			synctest.Wait()
			if ended == inTime {
				t.Errorf("in time: %v, and ended: %v", inTime, ended)
			}
			_, err = instance.Find(t.Context(), places)
			if free := errors.Is(err, channel.ErrNoResident); free == inTime {
				t.Errorf("in time: %v, and the lock is free: %v (%v)", inTime, free, err)
			}
			if !inTime {
				callOff()
			}
		})
	}
}

// TestTheGapCountsUntilTheLockIsFree: a key that is bound to a command is held while the resident
// ends slowly. Its presses are refused by the lock, after the channel has ended. An end that does
// not take long moves no gap.
func TestTheGapCountsUntilTheLockIsFree(t *testing.T) {
	for took, moved := range map[time.Duration]bool{hold.MinGap: true, 0: false} {
		o := newOffice(t, mine)
		acquire := func() *instance.Lock {
			t.Helper()
			lock, err := instance.Acquire(t.Context(), o.P.Places(false), instance.Resident, false)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(lock.Release)
			return lock
		}
		o.r.lock = acquire()
		o.r.toggler = o.r.newToggler()
		o.r.toggler.Last = hold.Mark{At: time.Now().Add(-time.Hour), Wait: hold.DefaultGap}
		o.r.end()
		if err := o.r.toggler.Run(o.r.ctx); err != nil {
			t.Fatal(err)
		}
		freed := time.Now()
		o.r.shutdown.deafSince = freed.Add(-took)
		if !moved {
			o.r.shutdown.deafSince = freed.Add(time.Hour) // however slow this machine is
		}
		o.r.releaseLock()
		last := press.NewestMark(acquire().Stamps(), time.Now(), o.P.BootClock())
		if got := !last.At.Before(freed.Round(0)) && last.Wait >= hold.MinGap; got != moved {
			t.Errorf("after %v without a channel the gap moved: %v (mark %+v)", took, got, last)
		}
	}
}
