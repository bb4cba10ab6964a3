package hold

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestAPressWithAnOutcomeSendsNothing: once an outcome is decided, no byte may leave, and no
// mark of the press may replace that of the outcome.
func TestAPressWithAnOutcomeSendsNothing(t *testing.T) {
	for name, decide := range map[string]func(*flight){
		"broken down": func(f *flight) { f.noOutcome(errors.New("boom")) },
		"given up":    func(f *flight) { f.giveUp(wolkvox.Timeout, wolkvox.Late) },
		"answered":    (*flight).end,
	} {
		synctest.Test(t, func(t *testing.T) {
			marks := 0
			f := &flight{
				ended: make(chan struct{}), arrived: time.Now(),
				newMark: func() Mark { return Mark{InFlight: true} },
				writeMark: func(Mark) <-chan error {
					marks++
					written := make(chan error, 1)
					written <- nil
					return written
				},
			}
			decide(f)
			if err := f.beforeSend(); err == nil || marks > 0 {
				t.Errorf("%s: %d marks were written, and a byte may leave: %v", name, marks, err == nil)
			}
		})
	}
}

// TestAnOutcomeEndsTheWaitForTheDisk: a press that waits for its mark is not held up any
// longer than its outcome takes.
func TestAnOutcomeEndsTheWaitForTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &flight{
			ended: make(chan struct{}), arrived: time.Now(),
			newMark:   func() Mark { return Mark{InFlight: true} },
			writeMark: func(Mark) <-chan error { return nil },
		}
		time.AfterFunc(time.Second, f.end)
		if err := f.beforeSend(); !errors.Is(err, errOver) || time.Since(f.arrived) != time.Second {
			t.Errorf("got %v after %v, want that it is over after a second", err, time.Since(f.arrived))
		}
	})
}

// TestAPressLeavesWithinThreeSeconds of when it was made, not of when it was read. A disk
// that does not take its mark is waited for until then and no longer.
func TestAPressLeavesWithinThreeSeconds(t *testing.T) {
	for _, tt := range []struct {
		age, since time.Duration // when it was read, and from then on
		frozen     bool
		waits      time.Duration
		leaves     bool
	}{
		{0, 3 * time.Second, false, 0, true},
		{0, 3*time.Second + 1, false, 0, false},
		{2 * time.Second, time.Second, false, 0, true},
		{2 * time.Second, time.Second + 1, false, 0, false},
		{time.Second, 500 * ms, true, 1500 * ms, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			written := make(chan error, 1)
			if !tt.frozen {
				written <- nil
			}
			f := &flight{
				ended: make(chan struct{}), arrived: time.Now().Add(-tt.since), age: tt.age,
				newMark:   func() Mark { return Mark{InFlight: true} },
				writeMark: func(Mark) <-chan error { return written },
			}
			began := time.Now()
			err := f.beforeSend()
			if (err == nil) != tt.leaves || time.Since(began) != tt.waits {
				t.Errorf("%+v: got %v after %v", tt, err, time.Since(began))
			}
		})
	}
}

// TestTheStepsOfAPressAreTimed, for the log: where a slow press lost its time.
func TestTheStepsOfAPressAreTimed(t *testing.T) {
	toggled := wolkvox.Outcome{Result: wolkvox.Toggled}
	dial := func(r *Request) {
		r.Dialing()
		time.Sleep(30 * ms)
	}
	send := func(r *Request) {
		if r.BeforeSend() == nil {
			time.Sleep(5 * ms)
			r.Sent()
			time.Sleep(100 * ms)
		}
	}
	for _, tt := range []struct {
		name   string
		toggle func(*Request)
		want   Times
	}{
		{"dialled", func(r *Request) { dial(r); send(r) }, Times{Ready: 10 * ms, Connect: 30 * ms, Mark: 20 * ms, FirstByte: 155 * ms}},
		{"on a spare connection", func(r *Request) { send(r) }, Times{Ready: 10 * ms, Mark: 20 * ms, FirstByte: 125 * ms}},
		{"without a connection", func(r *Request) { dial(r) }, Times{Ready: 10 * ms}},
		{"tried again, without a connection", func(r *Request) { dial(r); send(r); dial(r) }, Times{Ready: 165 * ms}},
		{"without a token", func(*Request) {}, Times{}},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t)
			d.Store = func(Mark) error { time.Sleep(20 * ms); return nil }
			d.Toggle = func(_ context.Context, r *Request) wolkvox.Outcome {
				time.Sleep(10 * ms)
				tt.toggle(r)
				return toggled
			}
			d.pressAt(time.Now().Add(-50*ms), Hotkey)
			time.Sleep(40 * ms)
			d.open()
			d.wait(time.Second)
			d.close()
			tt.want.Age, tt.want.Queue = 50*ms, 40*ms
			if got := d.told[0].Times; got != tt.want {
				t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
			}
		})
	}
}
