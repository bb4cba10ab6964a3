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
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
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
