package hold

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// leaves asks a desk to end, and takes a no for an answer.
func (d *desk) leaves() bool { return d.Leave(d.t.Context()) }

func TestLeaveWaitsForThePressInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.takes = 8 * time.Second // longer than any press gap
		d.open()
		d.press(Hotkey)
		d.wait(7 * time.Second)
		if d.leaves() {
			t.Error("it left a press in flight behind")
		}
		d.wait(3 * time.Second)
		d.wantTold("8s toggled confirmed")
		if !d.leaves() {
			t.Error("it did not leave when all was done")
		}
		d.close()
		d.wantSent(1)
	})
}

func TestLeaveWaitsForTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		d.press(Hotkey)
		d.wait(100*ms + DefaultGap - ms)
		if d.leaves() {
			t.Error("it left within the press gap")
		}
		d.wait(ms)
		if !d.leaves() {
			t.Error("it did not leave after the press gap")
		}
		d.close()
	})
}

// TestLeaveReadsThePressFirst: a press that came before the question, and was not
// read yet, is a press all the same.
func TestLeaveReadsThePressFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		l := &loop{t: &d.Toggler, ctx: t.Context()}
		d.press(Hotkey)
		if l.leave() {
			t.Error("it left a press behind that nobody has read")
		}
		d.open()
		d.wait(time.Second)
		d.close()
		d.wantSent(1)
	})
}

func TestAfterLeaveNoPressIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		if !d.leaves() {
			t.Fatal("it did not leave")
		}
		d.press(Command)
		d.wait(time.Second)
		d.close() // which wants one Done of each press
		d.wantSent(0)
		within, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if d.Leave(within) {
			t.Error("it left twice")
		}
	})
}
