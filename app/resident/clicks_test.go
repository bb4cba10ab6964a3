package resident

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// aged are clicks that are as old as the test says.
type aged struct {
	age  time.Duration
	came atomic.Int64
}

func (*aged) Run(context.Context) error { return nil }

func (a *aged) Age() (time.Duration, bool) { return a.age, a.came.Add(1) > 1 && a.age > 0 }

func (a *aged) Waited() time.Duration { return a.age }

// clicked is a resident as far as clicks go, with what became of them.
func clicked(t *testing.T, age time.Duration, click func(*resident)) (toggles int, told []hold.Outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r := &resident{clicks: &aged{age: age}}
		r.toggler = &hold.Toggler{
			Toggle: func(context.Context, *hold.Request) wolkvox.Outcome {
				toggles++
				time.Sleep(time.Second)
				return wolkvox.Outcome{Result: wolkvox.Toggled}
			},
			Tell: func(o hold.Outcome) { told = append(told, o) },
		}
		ended := make(chan error, 1)
		go func() { ended <- r.toggler.Run(ctx) }()
		click(r)
		time.Sleep(time.Minute)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return toggles, told
}

// TestAThousandClicksAtOnce are one toggle, and the others are counted in its outcome.
func TestAThousandClicksAtOnce(t *testing.T) {
	toggles, told := clicked(t, 0, func(r *resident) {
		for range 1000 {
			go r.click(hold.Click, time.Now())
		}
	})
	loud := slices.DeleteFunc(told, func(o hold.Outcome) bool { return o.Result == hold.Ignored && o.Soft })
	if toggles != 1 || len(loud) != 1 || loud[0].Result != hold.Toggled || loud[0].AlsoIgnored == 0 {
		t.Errorf("%d toggles, told %+v", toggles, loud)
	}
}

// TestClicksFromBeforeAStandstillAreSaidOnce, however many the bus kept.
func TestClicksFromBeforeAStandstillAreSaidOnce(t *testing.T) {
	toggles, told := clicked(t, time.Hour, func(r *resident) {
		r.press(hold.Hotkey, time.Now(), nil)
		time.Sleep(10 * time.Second)
		for range 1000 {
			r.click(hold.Click, time.Now())
		}
	})
	if toggles != 1 || len(told) != 2 || told[1].Result != hold.NotToggled || told[1].Reason != hold.Late {
		t.Errorf("%d toggles, told %+v", toggles, told)
	}
}
