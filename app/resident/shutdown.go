package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
)

const (
	// endDeadline is how long after a request to end the resident's process may live. What
	// still runs then is blocked by a disk, a bus or a display. With the last write to the
	// lock the program ends within 6 s.
	endDeadline = 4500 * time.Millisecond
	// EndAnyway is the same limit for every other command that a signal cannot end.
	EndAnyway = 5900 * time.Millisecond
	// sessionHeldUp is how long the end of the session is delayed for the outcome of a press
	// in flight.
	sessionHeldUp = 5 * time.Second
	// markWithin is how long the end waits for the disk to take the last mark.
	markWithin = 500 * time.Millisecond
)

// shutdown is the state of the end. Its order: the press in flight, the parts that show its
// outcome and all others, the tray.
type shutdown struct {
	over        chan struct{} // closed when all parts but the tray have ended
	sessionOver bool          // nobody sees the screen any more; owned by the loop
	deafSince   time.Time     // when the channel was closed; set before over
}

// sessionEnds is called where the end of the session does not come as a signal.
func (r *resident) sessionEnds() {
	r.log.Info("the session ends")
	r.end()
	r.post(func() { r.shutdown.sessionOver = true })
}

// askedToClose is called where another program's wish that this one ends does not come as a signal.
func (r *resident) askedToClose() {
	r.log.Info("another program asks this one to end")
	r.end()
}

// sessionAsksToEnd ends the resident, and returns when the session may end.
func (r *resident) sessionAsksToEnd() {
	r.end()
	select {
	case <-r.shutdown.over:
	case <-time.After(sessionHeldUp):
	}
}

// watchLock keeps the lock, and ends the resident if another one has it.
func (r *resident) watchLock(ctx context.Context) error {
	if held := r.lock.Watch(ctx, r.log); held != nil {
		r.log.Error("another resident has the lock", "pid", held.PID, "session", held.Session)
		r.p.Warn(r.p.Words.LockLost())
		r.post(func() { r.lateNote(r.p.Words.LockLost()) })
		r.end()
	}
	return nil
}

// clearScreen removes the notification that a newer program shows again: it cannot replace one of
// another process, which would stay for ever. Any other stays: it may be of a press that was dropped
// just now, which the newer program does not know of.
func (r *resident) clearScreen() {
	if r.restart.done.Load() {
		r.post(func() {
			if r.noteMustStay() {
				r.screen.notifier.Dismiss()
			}
		})
	}
}

// waitForLastNote delays the end where the notification of an outcome closes with the icon.
func (r *resident) waitForLastNote() {
	linger := make(chan bool, 1)
	r.post(func() { linger <- r.screen.state.Last.Ending && !r.shutdown.sessionOver })
	select {
	case wanted := <-linger:
		if wanted {
			time.Sleep(lingers)
		}
	case <-time.After(time.Second):
	}
}

// releaseLock releases the lock. From the end of the channel on, presses of other processes were
// refused by the lock alone. If that was so long that the gap after the last press may be over, a
// key may have been held all the time, and the gap starts again.
func (r *resident) releaseLock() {
	if time.Since(r.shutdown.deafSince) < hold.MinGap/2 {
		r.lock.Release()
		return
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), markWithin)
	defer cancel()
	r.lock.ReleaseAfter(func() { r.toggler.BeforeRelease(within) })
}

// endInTime ends the process if run has not returned by [endDeadline] after the resident was
// asked to end.
func (r *resident) endInTime() (callOff func()) {
	return endInTime(r.ctx, endDeadline, r.lock, func() {
		r.log.Error("not every part ended in time")
		if r.restart.done.Load() {
			_ = r.takeOver()
		}
		env.Leave(env.ExitDone)
	})
}

// endInTime releases the lock and calls end if callOff was not called by limit after the end
// of ctx. The lock is released first: threads blocked in the kernel keep their files open
// even after the process has ended.
func endInTime(ctx context.Context, limit time.Duration, lock *instance.Lock, end func()) (callOff func()) {
	over := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
		case <-over:
			return
		}
		timer := time.NewTimer(limit)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-over:
			return
		}
		lock.Release()
		end()
	}()
	return func() { close(over) }
}
