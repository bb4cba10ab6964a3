package hold

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// freeze lets the disk of a desk take nothing until the returned function is called.
func (d *desk) freeze() (thaw func()) {
	frozen := make(chan struct{})
	store := d.Store
	d.Store = func(m Mark) error {
		<-frozen
		return store(m)
	}
	return func() { close(frozen); synctest.Wait() }
}

// A press whose mark the disk does not take is not sent, whatever the disk does
// later, and what comes after it has its outcome, too.
func TestAFrozenDiskStopsNoOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		thaw := d.freeze()
		d.open()
		d.press(Hotkey)
		d.wait(time.Second)
		d.press(Menu)
		d.wait(4 * time.Second)
		d.press(Hotkey)
		d.wait(4 * time.Second)
		d.press(Hotkey)
		d.wait(time.Second)
		thaw()
		d.wait(time.Second)
		d.close()
		d.wantTold(
			"1s ignored in_flight soft", "3s not_toggled mark +1",
			"8s not_toggled mark",
			// The mark of the third press was in time.
			"10.1s toggled confirmed",
		)
		d.wantSent(1)
		// The one that was stuck, and then only the newest.
		d.wantMarks("sent 4s", "sent 4s", "done 1.2s")
	})
}

// The disk that stops after the first byte keeps no outcome back, and the end of the
// program neither.
func TestADiskThatFreezesAfterTheFirstByte(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		store, frozen := d.Store, make(chan struct{})
		d.Store = func(m Mark) error {
			if !m.InFlight {
				<-frozen
			}
			return store(m)
		}
		d.open()
		d.press(Hotkey)
		d.wait(200 * ms)
		d.press(Hotkey)
		d.wait(300 * ms)
		ending := time.Now()
		d.close()
		if took := time.Since(ending); took > time.Second {
			t.Errorf("Run ended after %v, want within a second", took)
		}
		d.wantTold("100ms toggled confirmed", "200ms ignored too_soon soft")
		close(frozen)
		d.wait(0)
		d.wantMarks("sent 4s", "done 1.2s", "done 1.1s")
	})
}

// A Toggle that returns late while its BeforeSend still waits for the disk: the mark
// that is written then sends nothing.
func TestALateReturnSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		thaw := d.freeze()
		refused := make(chan error, 1)
		d.Toggle = func(_ context.Context, p *Request) wolkvox.Outcome {
			go func() { refused <- p.BeforeSend() }()
			time.Sleep(2 * time.Second)
			return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.Late}
		}
		d.open()
		d.press(Hotkey)
		d.wait(2 * time.Second)
		thaw()
		if <-refused == nil {
			t.Error("a byte may leave after not toggled was told")
		}
		d.close()
		d.wantTold("2s not_toggled late")
		d.wantMarks("sent 4s", "done 700ms")
	})
}

// A Toggle that never returns: its press has an outcome all the same, 1 s after the
// time-out at the latest, and so have those after it.
func TestAToggleThatNeverReturns(t *testing.T) {
	for _, tt := range []struct {
		name    string
		sends   bool
		timeout time.Duration
		quits   bool
		want    string
		after   time.Duration
		age     time.Duration // of the press when it was read
	}{
		{"before its first byte", false, 4 * time.Second, false, "not_toggled late", 4500 * ms, 0},
		{"after it", true, 4 * time.Second, false, "unknown timeout", 4500 * ms, 0},
		{"of a press that was read after 2 s", true, 4 * time.Second, false, "unknown timeout", 2500 * ms, 2 * time.Second},
		{"with the default", true, 0, false, "unknown timeout", 10500 * ms, 0},
		{"while the program ends", true, 4 * time.Second, true, "unknown timeout", 4500 * ms, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.Rules = func() Rules { return Rules{Timeout: tt.timeout} }
				well, over := d.Toggle, make(chan struct{})
				defer close(over)
				var hangs *Request
				var asked context.Context
				d.Toggle = func(ctx context.Context, p *Request) wolkvox.Outcome {
					asked = ctx
					if hangs = p; tt.sends && p.BeforeSend() != nil {
						t.Error("got a refusal, want the first byte to leave")
					}
					<-over
					return wolkvox.Outcome{Result: wolkvox.Toggled, Reason: wolkvox.Confirmed}
				}
				d.open()
				d.pressAt(time.Now().Add(-tt.age), Hotkey)
				if tt.quits {
					d.wait(tt.after - time.Second)
					d.stop()
					d.wait(time.Second)
				} else {
					d.wait(tt.after)
				}
				d.wantTold(tt.after.String() + " " + tt.want)
				if hangs.BeforeSend() == nil {
					t.Error("a byte may leave after the outcome was told")
				}
				if asked.Err() == nil {
					t.Error("the toggle was never asked to end")
				}
				if !tt.quits {
					d.Toggle = well
					d.wait(5 * time.Second)
					d.press(Hotkey)
					d.wait(time.Second)
				}
				d.close()
			})
		})
	}
}

// What is held up before its mark for longer than a press may take sends nothing, though
// its disk is well: the mark is written, and too late, at the same time.
func TestAPressThatIsHeldUpSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		toggler := &Toggler{
			Store: func(Mark) error { return nil },
			Toggle: func(_ context.Context, r *Request) wolkvox.Outcome {
				time.Sleep(wolkvox.SendWithin + time.Millisecond)
				if r.BeforeSend() == nil {
					sent++
				}
				return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.Late}
			},
		}
		ctx, end := context.WithCancel(t.Context())
		go toggler.Run(ctx)
		for range 50 {
			told := make(chan Outcome, 1)
			toggler.Press(Press{At: time.Now(), Source: Menu, Done: func(o Outcome) { told <- o }})
			if o := <-told; o.Result != NotToggled {
				t.Errorf("got %s (%s)", o.Result, o.Reason)
			}
			time.Sleep(MaxGap)
		}
		end()
		synctest.Wait()
		if sent > 0 {
			t.Errorf("%d of 50 presses were let out too late", sent)
		}
	})
}

// Only the newest of the marks that wait for the disk is written, and the others' callers
// hear so at once.
func TestTheNewestOfTheWaitingMarks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		frozen := make(chan struct{})
		var written []time.Duration
		k := &markWriter{store: func(m Mark) error {
			<-frozen
			written = append(written, m.Wait)
			return nil
		}}
		first := k.write(Mark{Wait: 1})
		synctest.Wait()
		second, third := k.write(Mark{Wait: 2}), k.write(Mark{Wait: 3})
		select {
		case err := <-second:
			if err == nil {
				t.Error("a mark that was replaced counts as written")
			}
		default:
			t.Error("a mark that is never written is waited for")
		}
		close(frozen)
		if err := errors.Join(<-first, <-third); err != nil || len(written) != 2 || written[1] != 3 {
			t.Errorf("wrote %v, and %v", written, err)
		}
	})
}
