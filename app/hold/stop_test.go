package hold

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// stopIfIdle asks a desk to end.
func (d *desk) stopIfIdle() bool { return d.StopIfIdle(d.t.Context()) }

func TestStopIfIdleWaitsForThePressInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.takes = 8 * time.Second // longer than any press gap
		d.open()
		d.press(Hotkey)
		d.wait(7 * time.Second)
		if d.stopIfIdle() {
			t.Error("it stopped with a press in flight")
		}
		d.wait(3 * time.Second)
		d.wantTold("8s toggled confirmed")
		if !d.stopIfIdle() {
			t.Error("it did not stop when all was done")
		}
		d.close()
		d.wantSent(1)
	})
}

func TestStopIfIdleWaitsForTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		d.press(Hotkey)
		d.wait(100*ms + DefaultGap - ms)
		if d.stopIfIdle() {
			t.Error("it stopped within the press gap")
		}
		d.wait(ms)
		if !d.stopIfIdle() {
			t.Error("it did not stop after the press gap")
		}
		if synctest.Wait(); len(d.stopped) == 0 {
			t.Error("Run goes on")
		}
		d.close()
	})
}

// TestStopIfIdleReadsThePressFirst: a press that came before the question, and was not
// read yet, is a press all the same.
func TestStopIfIdleReadsThePressFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		l := &loop{t: &d.Toggler, ctx: t.Context()}
		d.press(Hotkey)
		if l.stopIfIdle() {
			t.Error("it stopped before it read a press")
		}
		d.open()
		d.wait(time.Second)
		d.close()
		d.wantSent(1)
	})
}

func TestAfterStopIfIdleNoPressIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		if !d.stopIfIdle() {
			t.Fatal("it did not stop")
		}
		d.press(Command)
		d.wait(time.Second)
		d.close() // which wants one Done of each press
		d.wantSent(0)
		d.wantMarks() // there was no press before, so there is no gap to go on
		within, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if d.StopIfIdle(within) {
			t.Error("it stopped twice")
		}
	})
}
