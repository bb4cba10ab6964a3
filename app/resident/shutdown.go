package resident

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

const (
	// endWithoutIt is how long a resident's parts are waited for once its end was asked
	// for. What is left after that stands in a disk, a bus or a display that does not
	// answer. With the lock's own last words the program is gone within 6 s.
	endWithoutIt = 4500 * time.Millisecond
	// EndAnyway is the same for everything else that a signal cannot end.
	EndAnyway = 5900 * time.Millisecond
)

// endWithin is how long the end of the session is held up for the outcome of a
// press in flight.
const endWithin = 5 * time.Second

// partsEndWithin is how long the parts of a resident may take to end.
const partsEndWithin = 2 * time.Second

// shutdown is the order of the end: the press in flight, what tells its outcome, all
// other parts, the tray.
type shutdown struct {
	over        chan struct{} // closed when all parts but the tray have ended
	sessionOver bool          // nobody sees any more what is shown; owned by the loop
}

// sessionEnds is told where the end of the session is no signal.
func (r *resident) sessionEnds() {
	r.log.Info("the session ends")
	r.end()
	r.post(func() { r.shutdown.sessionOver = true })
}

// sessionAsksToEnd ends the resident, and returns when the session may end.
func (r *resident) sessionAsksToEnd() {
	r.end()
	select {
	case <-r.shutdown.over:
	case <-time.After(endWithin):
	}
}

// waitForTheLastNote waits where the notification of an outcome ends with the icon.
func (r *resident) waitForTheLastNote() {
	linger := make(chan bool, 1)
	r.post(func() { linger <- r.screen.state.last.Ending && !r.shutdown.sessionOver })
	select {
	case wanted := <-linger:
		if wanted {
			time.Sleep(lingers)
		}
	case <-time.After(time.Second):
	}
}

// endInTime ends the process if run does not return in time after the resident was to
// end.
func (r *resident) endInTime() (callOff func()) {
	return endInTime(r.ctx, endWithoutIt, r.lock, func() {
		r.log.Error("not every part ended in time")
		if r.upgrade.done.Load() {
			_ = startNewer(r.p, r.upgrade.leftAt, r.log.Error)
		}
		env.Leave(env.ExitDone)
	})
}

// parts run side by side until stop.
type parts struct {
	log  *slog.Logger
	ctx  context.Context
	end  context.CancelFunc
	wait sync.WaitGroup
}

// newParts outlives ctx: the parts go on until stop.
func newParts(ctx context.Context, log *slog.Logger) *parts {
	p := &parts{log: log}
	p.ctx, p.end = context.WithCancel(context.WithoutCancel(ctx))
	return p
}

func (p *parts) start(name string, run func(context.Context) error) {
	p.wait.Go(func() {
		if err := run(p.ctx); err != nil {
			p.log.Warn("part ended", "part", name, "err", err)
		}
	})
}

// stop ends the parts. Every outcome is told by then: a library that does not return keeps
// neither the lock nor the program.
func (p *parts) stop() {
	p.end()
	ended := make(chan struct{})
	go func() { defer close(ended); p.wait.Wait() }()
	select {
	case <-ended:
	case <-time.After(partsEndWithin):
		p.log.Warn("not every part ended in time")
	}
}

// endInTime ends the process where ctx has ended and callOff was not called in time.
// Threads that stand in the kernel keep what they use open after the end of their
// process, so the lock is given back and every connection closed first.
func endInTime(ctx context.Context, limit time.Duration, lock *control.Lock, end func()) (callOff func()) {
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
