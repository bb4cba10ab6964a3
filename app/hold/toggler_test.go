package hold

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// desk is an agent's desk in a synctest bubble: a Toggler, a wolkvox that
// answers after takes, and a record of all that happened.
type desk struct {
	t *testing.T
	Toggler
	takes   time.Duration
	reply   wolkvox.Outcome
	refuse  error         // what Store says before a first byte
	step    time.Duration // how far the wall clock was set
	stop    context.CancelFunc
	stopped chan error

	mu       sync.Mutex
	running  int
	sent     int
	diary    []string // what was reported to the agent, and when
	told     []Outcome
	marks    []Mark
	stages   []Stage
	outcomes map[int]int // Done calls by press
}

// newDesk is a desk that opens with open. Its end is checked for presses
// without an outcome.
func newDesk(t *testing.T) *desk {
	d := &desk{
		t:        t,
		takes:    100 * ms,
		reply:    wolkvox.Outcome{Result: wolkvox.Toggled, Reason: wolkvox.Confirmed},
		stopped:  make(chan error, 1),
		outcomes: map[int]int{},
	}
	d.Toggle = d.toggle
	d.Wall = func() time.Time {
		d.mu.Lock()
		defer d.mu.Unlock()
		return time.Now().Round(0).Add(d.step)
	}
	d.Store = func(m Mark) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		if m.InFlight && d.refuse != nil {
			return d.refuse
		}
		d.marks = append(d.marks, m)
		return nil
	}
	zero := time.Now()
	d.Tell = func(o Outcome) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.told = append(d.told, o)
		line := fmt.Sprintf("%v %s %s", time.Since(zero), o.Result, o.Reason)
		if o.Soft {
			line += " soft"
		}
		if o.AfterUnknown {
			line += " after unknown"
		}
		if o.AlsoIgnored > 0 {
			line += fmt.Sprintf(" +%d", o.AlsoIgnored)
		}
		d.diary = append(d.diary, line)
	}
	d.Working = func(s Stage) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.stages = append(d.stages, s)
	}
	return d
}

// toggle is wolkvox, without a network.
func (d *desk) toggle(ctx context.Context, p *Request) wolkvox.Outcome {
	d.mu.Lock()
	d.running++
	if d.running > 1 {
		d.t.Error("two requests at once")
	}
	takes, reply := d.takes, d.reply
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		d.running--
		d.mu.Unlock()
	}()
	p.Dialing()
	if err := p.BeforeSend(); err != nil {
		return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.MarkRefused, Err: err}
	}
	d.mu.Lock()
	d.sent++
	if n := len(d.marks); n == 0 || !d.marks[n-1].InFlight {
		d.t.Error("a byte left without a mark")
	}
	d.mu.Unlock()
	p.Sent()
	select {
	case <-time.After(takes):
		return reply
	case <-ctx.Done():
		return wolkvox.Outcome{Result: wolkvox.Unknown, Reason: wolkvox.CanceledInFlight, Err: ctx.Err()}
	}
}

func (d *desk) open() {
	ctx, stop := context.WithCancel(d.t.Context())
	d.stop = stop
	go func() { d.stopped <- d.Run(ctx) }()
	synctest.Wait()
}

func (d *desk) close() {
	d.t.Helper()
	d.stop()
	if err := <-d.stopped; err != nil {
		d.t.Errorf("got %v from Run, want no error", err)
	}
	for n, calls := range d.outcomes {
		if calls != 1 {
			d.t.Errorf("press %d: Done was called %d times, want once", n, calls)
		}
	}
}

// press presses now; pressAt is a press that is read now.
func (d *desk) press(s Source) { d.pressAt(time.Now(), s) }

func (d *desk) pressAt(at time.Time, s Source) {
	d.mu.Lock()
	id := len(d.outcomes) + 1
	d.outcomes[id] = 0
	d.mu.Unlock()
	d.Press(Press{At: at, Source: s, Done: func(Outcome) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.outcomes[id]++
	}})
}

// wait lets time pass until all is quiet.
func (d *desk) wait(t time.Duration) {
	time.Sleep(t)
	synctest.Wait()
}

func (d *desk) wantTold(want ...string) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if got := strings.Join(d.diary, "\n"); got != strings.Join(want, "\n") {
		d.t.Errorf("the agent was told\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func (d *desk) wantSent(want int) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sent != want {
		d.t.Errorf("got %d requests, want %d", d.sent, want)
	}
}

func (d *desk) wantMarks(want ...string) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	var got []string
	for _, m := range d.marks {
		s := fmt.Sprint("done ", m.Wait)
		switch {
		case m.InFlight:
			s = fmt.Sprint("sent ", m.Wait)
		case m.Unknown:
			s = fmt.Sprint("look ", m.Wait)
		}
		got = append(got, s)
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		d.t.Errorf("got the marks %q, want %q", got, want)
	}
}

func TestOnePressOneToggle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		d.pressAt(time.Now().Add(-20*ms), Hotkey)
		d.wait(time.Second)
		d.close()
		d.wantSent(1)
		d.wantTold("100ms toggled confirmed")
		d.wantMarks("sent 4s", "done 1.2s")
		if fmt.Sprint(d.stages) != "[dialing sent]" {
			t.Errorf("got the stages %v, want dialing and sent", d.stages)
		}
		o := d.told[0]
		if o.Number != 1 || o.Source != Hotkey || o.Took != 120*ms || o.Reply.Result != wolkvox.Toggled {
			t.Errorf("got %+v, want press 1 by hotkey, 120ms from press to answer, with its reply", o)
		}
		if m := d.marks[len(d.marks)-1]; m.At.Sub(m.Pressed) != 120*ms {
			t.Errorf("got a mark %v after its press, want 120ms", m.At.Sub(m.Pressed))
		}
	})
}

func TestTwoSourcesAtOnceAreOneToggle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		go d.press(Hotkey)
		go d.press(Click)
		d.wait(time.Second)
		d.close()
		d.wantSent(1)
		d.wantTold("0s ignored in_flight soft", "100ms toggled confirmed +1")
	})
}

func TestPressWhileOneIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.takes = 4 * time.Second
		d.open()
		d.press(Click)
		d.wait(2 * time.Second)
		d.press(Click)
		d.wait(1500 * ms)
		d.press(Click)
		d.wait(time.Second)
		d.close()
		d.wantSent(1)
		d.wantTold("2s ignored in_flight soft", "3.5s ignored in_flight soft", "4s toggled confirmed +2")
		// Until there is an outcome the mark must say that there is none.
		d.wantMarks("sent 4s", "done 1.2s")
	})
}

func TestPressAndAnswerInTheSameInstant(t *testing.T) {
	// Which of the two is seen first is chance: twenty times, so that chance
	// cannot hide a mistake.
	for range 20 {
		synctest.Test(t, func(t *testing.T) { pressAndAnswerInTheSameInstant(t, false) })
		synctest.Test(t, func(t *testing.T) { pressAndAnswerInTheSameInstant(t, true) })
		synctest.Test(t, pressAsOneIsGivenUp)
	}
}

func pressAsOneIsGivenUp(t *testing.T) {
	d := newDesk(t)
	d.Rules = func() Rules { return Rules{Timeout: 4 * time.Second} }
	d.Toggle = func(ctx context.Context, _ *Request) wolkvox.Outcome {
		<-ctx.Done()
		return d.reply
	}
	tell := d.Tell
	d.Tell = func(o Outcome) {
		tell(o)
		if o.Number == 2 {
			time.Sleep(time.Second) // meanwhile the first becomes overdue
		}
	}
	d.open()
	d.press(Menu)
	d.wait(4 * time.Second)
	d.press(Menu)
	d.wait(800 * ms)
	d.press(Menu)
	d.wait(time.Second)
	d.close()
	d.wantTold("4s ignored in_flight soft", "5s ignored in_flight soft", "5s not_toggled late +2")
}

func pressAndAnswerInTheSameInstant(t *testing.T, ends bool) {
	d := newDesk(t)
	release := make(chan bool)
	d.Toggle = func(context.Context, *Request) wolkvox.Outcome {
		<-release
		return d.reply
	}
	// The Toggler is held up in telling the first dropped press; the answer
	// and another press come meanwhile.
	tell := d.Tell
	block := make(chan bool)
	d.Tell = func(o Outcome) {
		tell(o)
		if o.Number == 2 {
			<-block
		}
	}
	d.open()
	d.press(Menu)
	synctest.Wait()
	dropped := "0s ignored in_flight soft"
	if ends {
		d.stop()
		synctest.Wait()
		dropped = "0s ignored quitting"
	}
	d.press(Menu)
	synctest.Wait()
	release <- true
	d.press(Menu)
	synctest.Wait()
	close(block)
	d.wait(time.Second)
	d.close()
	d.wantTold(dropped, dropped, "0s toggled confirmed +2")
}

// A press that waited for its turn says how long it took until it was dropped.
func TestADroppedPressTookItsWaitToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.pressAt(time.Now().Add(-20*ms), Hotkey)
		d.pressAt(time.Now().Add(-10*ms), Hotkey)
		time.Sleep(40 * ms)
		d.open()
		if o := d.told[0]; o.Number != 2 || o.Took != 50*ms {
			t.Errorf("press %d took %v, want press 2 and 50ms", o.Number, o.Took)
		}
		d.close()
	})
}

// Only an unknown outcome that is seen changes the mark.
func TestSeenWithoutUnknownWritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		d.press(Hotkey)
		d.wait(time.Second)
		d.Seen(1)
		d.wait(time.Second)
		d.close()
		d.wantMarks("sent 4s", "done 1.2s")
	})
}

func TestPressWithinTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.open()
		d.press(Hotkey)
		d.wait(300 * ms)
		d.press(Menu) // a double click, by another source
		d.wait(700 * ms)
		d.press(Hotkey) // deliberate, and too soon
		d.wait(700 * ms)
		d.press(Hotkey)
		d.wait(time.Second)
		d.close()
		d.wantSent(2)
		d.wantTold("100ms toggled confirmed", "300ms ignored too_soon soft", "1s ignored too_soon", "1.8s toggled confirmed")
		d.wantMarks("sent 4s", "done 1.2s", "done 1s", "done 700ms", "sent 4s", "done 1.2s")
	})
}

func TestNotToggledOpensSooner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.reply = wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.TokenRefused}
		d.open()
		d.press(Hotkey)
		d.wait(800 * ms)
		d.press(Hotkey)
		d.wait(time.Second)
		d.close()
		d.wantTold("100ms not_toggled token_refused", "900ms not_toggled token_refused")
		d.wantMarks("sent 4s", "done 700ms", "sent 4s", "done 700ms")
	})
}

func TestTapsOnceASecondGetThrough(t *testing.T) {
	for _, tt := range []struct {
		gap  time.Duration
		sent int
	}{
		{700 * ms, 20}, // each
		{0, 10},        // every second one
		{2 * time.Second, 7},
		{5 * time.Second, 4},
	} {
		t.Run(fmt.Sprint("gap ", tt.gap), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.Rules = func() Rules { return Rules{Gap: tt.gap} }
				d.open()
				for range 20 {
					d.press(Hotkey)
					d.wait(time.Second)
				}
				d.close()
				d.wantSent(tt.sent)
				if len(d.told) != 20 {
					t.Errorf("got %d outcomes told, want one for each of 20 taps", len(d.told))
				}
				for _, o := range d.told {
					if o.Soft {
						t.Errorf("press %d is said softly, want it told: it is no double click", o.Number)
					}
				}
			})
		})
	}
}

func TestHeldShortcutIsOnePress(t *testing.T) {
	for _, result := range []wolkvox.Result{wolkvox.Toggled, wolkvox.NotToggled, wolkvox.Unknown} {
		t.Run(string(result), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.reply.Result = result
				d.open()
				d.press(Command)
				d.wait(660 * ms)
				for range 10 * 30 {
					d.press(Command)
					d.wait(33 * ms)
				}
				d.close()
				d.wantSent(1)
			})
		})
	}
}

// The same as commands: each press is a process of its own, which knows of the
// others only by the mark.
func TestHeldShortcutIsOnePressAcrossProcesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lockFile []byte
		sent := 0
		for i := range 100 {
			d := newDesk(t)
			d.Last = ParseMark(lockFile, time.Now(), Boot{})
			d.open()
			d.press(Command)
			d.wait(101 * ms)
			d.close()
			sent += d.sent
			lockFile = text(t, d.marks[len(d.marks)-1])
			if i == 0 {
				time.Sleep(500 * ms)
			}
		}
		if sent != 1 {
			t.Errorf("got %d requests of a held shortcut, want 1", sent)
		}
	})
}

// Of the commands of a held shortcut a later one can come first on a machine under load.
func TestPressesCountInTheOrderOfTheirTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		now := time.Now()
		d.Last = Mark{At: now.Add(-2 * time.Second), Wait: 1200 * ms, Pressed: now.Add(-2 * time.Second)}
		for _, ago := range []time.Duration{300 * ms, 900 * ms} { // the gap was over 800 ms ago
			d.Press(Press{At: now.Add(-ago), Source: Command})
		}
		d.open()
		d.close()
		d.wantSent(0)
	})
}

func TestRestartWithinTheGap(t *testing.T) {
	const soon, soft = "ignored too_soon", "ignored too_soon soft"
	for _, tt := range []struct {
		name string
		wait time.Duration
		ago  time.Duration // how long before the start the mark was made
		want []string      // of presses 0, 1.1 and 6.5 s after the start
	}{
		{"gap left", 1200 * ms, 200 * ms, []string{"0s " + soft, "1.2s toggled confirmed", "6.6s toggled confirmed"}},
		{"gap over", 1200 * ms, 1300 * ms, []string{"100ms toggled confirmed", "1.1s " + soon, "6.6s toggled confirmed"}},
		{"from the future", 1200 * ms, -time.Hour, []string{"0s " + soft, "1.1s " + soon, "6.6s toggled confirmed"}},
		{"from the future, with an absurd gap", time.Hour, -time.Hour, []string{"0s " + soft, "1.1s " + soon, "6.6s toggled confirmed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				at := time.Now().Add(-tt.ago)
				d.Last = Mark{At: at, Wait: tt.wait, Pressed: at}
				d.open()
				d.press(Hotkey)
				d.wait(1100 * ms)
				d.press(Hotkey)
				d.wait(5400 * ms)
				d.press(Hotkey)
				d.wait(time.Second)
				d.close()
				d.wantTold(tt.want...)
			})
		})
	}
}

func TestCrashIsToldAtTheNextStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.Last = Mark{InFlight: true, At: time.Now().Add(-8 * time.Second), Wait: 1200 * ms, Pressed: time.Now().Add(-9 * time.Second)}
		d.press(Hotkey) // before Run, and still not the first to be reported
		d.open()
		d.wait(5 * time.Second)
		d.press(Hotkey)
		d.wait(time.Second)
		d.close()
		d.wantSent(1)
		d.wantTold("0s unknown crashed", "0s ignored too_soon after unknown", "5.1s toggled confirmed")
		// The crash and the early press each put one, and of two that wait one is written.
		d.marks = slices.CompactFunc(d.marks, func(a, b Mark) bool { return a.Unknown && b.Unknown })
		d.wantMarks("look 4s", "sent 4s", "done 1.2s")
		if o := d.told[0]; o.Number != 0 || !o.At.Equal(d.Last.Pressed) {
			t.Errorf("got %+v, want the dead process's press, as number 0", o)
		}
	})
}

func TestACrashIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.Last = Mark{InFlight: true, At: time.Now(), Wait: UnansweredGap}
		d.open()
		d.close()
		d.wantTold("0s unknown crashed")
		d.wantMarks("look 4s") // the next start finds nothing in flight
	})
}

func TestLatePressIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		time.Sleep(time.Minute)
		at := time.Now()
		time.Sleep(3*time.Second + 1)
		d.open()
		d.pressAt(at, Hotkey)
		d.wait(time.Second)
		d.close()
		d.wantSent(0)
		d.wantMarks("done 700ms")
		if o := d.told[0]; o.Result != NotToggled || o.Reason != Late {
			t.Errorf("got %s %s, want not toggled, late", o.Result, o.Reason)
		}
	})
}

func TestAgeIsTheLargerOfAllClocks(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(d *desk) // makes one press, and lets Run read it
		sent int
	}{
		{"fresh", func(d *desk) {
			d.press(Hotkey)
		}, 1},
		{"the machine slept after the press", func(d *desk) {
			d.press(Hotkey)
			d.step = time.Hour
		}, 0},
		{"the press waited, and the wall clock was set back", func(d *desk) {
			d.pressAt(time.Now().Round(0), Command)
			time.Sleep(4 * time.Second)
			d.step = -time.Hour
		}, 0},
		{"it was already old when it came, and the wall clock was set back", func(d *desk) {
			d.pressAt(time.Now().Round(0).Add(-2*time.Second), Command)
			time.Sleep(2 * time.Second)
			d.step = -time.Hour
		}, 0},
		{"from the future, which counts as now", func(d *desk) {
			d.pressAt(time.Now().Add(time.Hour), Command)
		}, 1},
		{"from the future, and then waited", func(d *desk) {
			d.pressAt(time.Now().Add(time.Hour), Command)
			time.Sleep(4 * time.Second)
		}, 0},
		{"without a time", func(d *desk) {
			d.pressAt(time.Time{}, Menu)
		}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				tt.make(d)
				d.open()
				d.wait(time.Second)
				d.close()
				d.wantSent(tt.sent)
			})
		})
	}
}

// The time that wolkvox gets must not be in the future either: it would stay new
// there until that future has come.
func TestFutureTimeIsNotHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.Toggle = func(_ context.Context, p *Request) wolkvox.Outcome {
			if p.At.After(time.Now()) {
				t.Errorf("got a press %v in the future", time.Until(p.At))
			}
			return d.reply
		}
		d.open()
		d.pressAt(time.Now().Add(time.Hour), Command)
		d.wait(time.Second)
		d.close()
	})
}

// A wall clock that is set back while a press waits must not hide from wolkvox's
// client how old it is: that would let the request leave too late.
func TestAgeIsHandedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.Toggle = func(_ context.Context, p *Request) wolkvox.Outcome {
			if got := wolkvox.Age(d.Wall(), p.At); got != 2*time.Second {
				t.Errorf("the press is handed on as %v old, want 2s", got)
			}
			return d.reply
		}
		d.press(Command)
		time.Sleep(2 * time.Second)
		d.step = -time.Hour
		d.open()
		d.wait(time.Second)
		d.close()
	})
}

func TestWallClockStepsDoNotOpenTheGap(t *testing.T) {
	for _, step := range []time.Duration{-time.Hour, time.Hour} {
		t.Run(fmt.Sprint(step), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.open()
				d.press(Hotkey)
				d.wait(800 * ms)
				d.step = step
				d.pressAt(d.Wall(), Hotkey)
				d.wait(time.Second)
				d.close()
				d.wantSent(1)
				d.wantTold("100ms toggled confirmed", "800ms ignored too_soon")
			})
		})
	}
}

func TestMarkThatCannotBeWrittenStopsThePress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.refuse = errors.New("disk full")
		d.open()
		d.press(Hotkey)
		d.wait(time.Second)
		d.close()
		d.wantSent(0)
		d.wantTold("0s not_toggled mark")
		if !errors.Is(d.told[0].Reply.Err, d.refuse) {
			t.Errorf("got %v, want Store's own error", d.told[0].Reply.Err)
		}
	})
}

func TestQuit(t *testing.T) {
	for _, tt := range []struct {
		name  string
		takes time.Duration
		after time.Duration // how long Run takes to end
		want  []string
		marks []string
	}{
		{"the answer comes in time", 2900 * ms, 1900 * ms, []string{
			"1.5s ignored quitting", "2.9s toggled confirmed +1", "3.9s ignored quitting",
		}, []string{"sent 4s", "done 1.2s", "done 700ms"}},
		{"it does not", 9 * time.Second, 2 * time.Second, []string{
			"1.5s ignored quitting", "3s unknown canceled_in_flight +1", "4s ignored quitting after unknown",
		}, []string{"sent 4s", "look 4s", "look 3s"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.takes = tt.takes
				d.open()
				d.press(Hotkey)
				d.wait(time.Second)
				d.stop()
				quit := time.Now()
				d.wait(500 * ms)
				d.press(Hotkey)
				d.stopped <- <-d.stopped
				if got := time.Since(quit); got != tt.after {
					t.Errorf("got an end after %v, want %v", got, tt.after)
				}
				d.wait(time.Second)
				d.press(Hotkey) // Run has ended; what comes then is still reported and moves the gap
				d.wait(0)
				d.close()
				d.wantSent(1)
				d.wantTold(tt.want...)
				d.wantMarks(tt.marks...)
				if !d.told[len(d.told)-1].Ending {
					t.Error("the last press is told as if the program went on")
				}
			})
		})
	}
}

// A press that is under way when the program ends shows its stages as ever.
func TestQuitShowsTheStages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		toggle := d.Toggle
		d.Toggle = func(ctx context.Context, r *Request) wolkvox.Outcome {
			time.Sleep(time.Second)
			return toggle(ctx, r)
		}
		d.open()
		d.press(Hotkey)
		d.wait(500 * ms)
		d.close()
		d.wantTold("1.1s toggled confirmed")
		if fmt.Sprint(d.stages) != "[dialing sent]" {
			t.Errorf("got the stages %v, want dialing and sent", d.stages)
		}
	})
}

// Until a lock is released it keeps the presses of other processes back, which moves the
// gap. A frozen disk keeps nobody from releasing it.
func TestBeforeRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		store, stands, frozen := d.Store, atomic.Bool{}, make(chan struct{})
		d.Store = func(m Mark) error {
			if stands.Load() {
				<-frozen
			}
			return store(m)
		}
		d.open()
		d.press(Hotkey)
		d.wait(10 * time.Second)
		d.close()
		d.BeforeRelease(t.Context())
		d.wantMarks("sent 4s", "done 1.2s", "done 700ms")
		stands.Store(true)
		within, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		began := time.Now()
		d.BeforeRelease(within)
		if took := time.Since(began); took != time.Second {
			t.Errorf("it waited %v for the disk, want a second", took)
		}
		close(frozen)
	})
}

func TestQuitWithPressesWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.press(Hotkey)
		d.press(Click)
		ctx, stop := context.WithCancel(t.Context())
		d.stop = stop
		stop()
		d.stopped <- d.Run(ctx)
		d.close()
		d.wantSent(0)
		d.wantTold("0s ignored quitting", "0s ignored quitting")
	})
}

// A Toggle that does not end when it is cancelled cannot keep the program from
// ending, and what is reported of it stays true: nothing can leave afterwards.
func TestQuitLeavesAToggleThatHangs(t *testing.T) {
	for _, sent := range []bool{false, true} {
		t.Run(fmt.Sprint("sent ", sent), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.Toggle = func(_ context.Context, p *Request) wolkvox.Outcome {
					if sent && p.BeforeSend() != nil {
						t.Error("got a refusal, want the first byte to leave")
					}
					time.Sleep(time.Hour)
					p.Dialing()
					if p.BeforeSend() == nil {
						t.Error("a byte left after the outcome was told")
					}
					p.Sent()
					return d.reply
				}
				d.open()
				d.press(Hotkey)
				synctest.Wait()
				d.close()
				if sent {
					d.wantTold("2.5s unknown canceled_in_flight")
				} else {
					d.wantTold("2.5s not_toggled canceled")
				}
				d.wait(2 * time.Hour)
				if len(d.stages) > 0 {
					t.Errorf("got the stages %v after the outcome, want none", d.stages)
				}
			})
		})
	}
}

// What a toggle left running does after its outcome shows nothing and sends
// nothing.
func TestNothingComesOfAPressThatIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		var over *Request
		d.Toggle = func(_ context.Context, p *Request) wolkvox.Outcome {
			over = p
			return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.Connect}
		}
		d.open()
		d.press(Hotkey)
		d.wait(time.Second)
		over.Dialing()
		if over.BeforeSend() == nil {
			t.Error("a byte left after not toggled was told")
		}
		over.Sent()
		d.close()
		if len(d.stages) > 0 {
			t.Errorf("got the stages %v after the outcome, want none", d.stages)
		}
	})
}

func TestToggleThatBreaksDown(t *testing.T) {
	for _, tt := range []struct {
		name   string
		toggle func(p *Request) wolkvox.Outcome
		want   string
	}{
		{"panics before the first byte", func(*Request) wolkvox.Outcome { panic("boom") }, "0s not_toggled invalid"},
		{"panics after it", func(p *Request) wolkvox.Outcome {
			_ = p.BeforeSend()
			panic("boom")
		}, "0s unknown crashed"},
		{"says nothing before the first byte", func(*Request) wolkvox.Outcome { return wolkvox.Outcome{} }, "0s not_toggled invalid"},
		{"says nothing after it", func(p *Request) wolkvox.Outcome {
			_ = p.BeforeSend()
			return wolkvox.Outcome{Result: "held"}
		}, "0s unknown crashed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				well := d.Toggle
				d.Toggle = func(_ context.Context, p *Request) wolkvox.Outcome { return tt.toggle(p) }
				d.open()
				d.press(Hotkey)
				d.wait(5 * time.Second)
				d.Toggle = well
				d.press(Hotkey) // Run lives on
				d.wait(time.Second)
				d.close()
				d.wantTold(tt.want, "5.1s toggled confirmed")
				if err := d.told[0].Reply.Err; err == nil || len(err.Error()) > 4000 || strings.Contains(err.Error(), "\n") {
					t.Errorf("got the error %v, want one line of bounded length", err)
				}
			})
		})
	}
}

func TestTooManyPressesBeforeRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for range 100 {
			d.press(Command)
		}
		d.open()
		d.wait(time.Second)
		d.close()
		d.wantSent(1)
		if len(d.told) != queueLen {
			t.Errorf("got %d outcomes told, want those of the %d that could wait", len(d.told), queueLen)
		}
	})
}

// A Toggler of which only Toggle is set.
func TestOnlyToggleIsRequired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &Toggler{Toggle: func(_ context.Context, p *Request) wolkvox.Outcome {
			p.Dialing()
			_ = p.BeforeSend()
			p.Sent()
			return wolkvox.Outcome{Result: wolkvox.Toggled, Reason: wolkvox.Confirmed}
		}}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- g.Run(ctx) }()
		got := make(chan Outcome, 1)
		g.Press(Press{Source: Menu, Done: func(o Outcome) { got <- o }})
		if o := <-got; o.Result != Toggled {
			t.Errorf("got %s, want toggled", o.Result)
		}
		if g.Run(ctx) == nil {
			t.Error("got a second Run, want an error")
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// The agent sees at once that a press was taken: this is reported before
// anything that can wait (mark, network, answer), within 50 ms by a wide margin.
func TestAPressInFlightIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shown := make(chan time.Duration, 4)
		pressed := time.Now()
		toggler := &Toggler{
			Toggle: func(ctx context.Context, p *Request) wolkvox.Outcome {
				p.Dialing()
				time.Sleep(2 * time.Second) // the dial
				if err := p.BeforeSend(); err != nil {
					t.Error(err)
				}
				p.Sent()
				time.Sleep(5 * time.Second) // the answer
				return wolkvox.Outcome{Result: wolkvox.Toggled}
			},
			Rules:   func() Rules { return Rules{Gap: time.Second} },
			Store:   func(Mark) error { time.Sleep(500 * time.Millisecond); return nil }, // a slow disk
			Tell:    func(Outcome) {},
			Working: func(Stage) { shown <- time.Since(pressed) },
		}
		ctx, end := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- toggler.Run(ctx) }()
		toggler.Press(Press{At: pressed, Source: Hotkey})
		if after := <-shown; after > 50*time.Millisecond {
			t.Errorf("a press in flight was shown after %v, want 50 ms at most", after)
		}
		time.Sleep(time.Minute)
		end()
		<-over
	})
}

// After an unknown outcome without an answer a packet may stay in the system for 3 s.
func TestTheGapAfterAnUnansweredPress(t *testing.T) {
	for _, tt := range []struct {
		status int
		want   string
	}{
		{0, "4s ignored too_soon after unknown"},
		{502, "4.1s toggled confirmed"},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t)
			d.reply = wolkvox.Outcome{Result: wolkvox.Unknown, Reason: wolkvox.Lost, HTTPStatus: tt.status}
			d.open()
			d.press(Hotkey)
			d.wait(time.Second)
			d.reply = wolkvox.Outcome{Result: wolkvox.Toggled, Reason: wolkvox.Confirmed}
			d.wait(3 * time.Second)
			d.press(Hotkey)
			d.wait(time.Second)
			d.close()
			d.wantTold("100ms unknown lost", tt.want)
		})
	}
}

// An unknown outcome stands, and whatever changes nothing after it says so, until it
// was seen or a press was toggled.
func TestUnknownStands(t *testing.T) {
	const never = -1
	for _, tt := range []struct {
		name string
		seen int            // the number of the outcome that is seen after 6 s
		next wolkvox.Result // of the press after 12 s
		want []string       // of a press dropped after 200 ms, of those after 12 and 18 s
		mark string
	}{
		{"not toggled keeps it", never, wolkvox.NotToggled, []string{
			"200ms ignored too_soon soft after unknown", "12.1s not_toggled x after unknown", "18.1s not_toggled x after unknown",
		}, "look 700ms"},
		{"toggled ends it", never, wolkvox.Toggled, []string{
			"200ms ignored too_soon soft after unknown", "12.1s toggled x", "18.1s not_toggled x",
		}, "done 700ms"},
		{"it was seen", 1, wolkvox.NotToggled, []string{
			"200ms ignored too_soon soft after unknown", "12.1s not_toggled x", "18.1s not_toggled x",
		}, "done 700ms"},
		{"an earlier one was seen", 0, wolkvox.NotToggled, []string{
			"200ms ignored too_soon soft after unknown", "12.1s not_toggled x after unknown", "18.1s not_toggled x after unknown",
		}, "look 700ms"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.reply = wolkvox.Outcome{Result: wolkvox.Unknown, Reason: "x"}
				d.open()
				d.press(Hotkey)
				d.wait(200 * ms)
				d.press(Hotkey)
				d.wait(5800 * ms)
				if tt.seen != never {
					d.Seen(tt.seen)
				}
				d.wait(6 * time.Second)
				for _, d.reply.Result = range []wolkvox.Result{tt.next, wolkvox.NotToggled} {
					d.press(Hotkey)
					d.wait(6 * time.Second)
				}
				d.close()
				d.wantTold(append([]string{"100ms unknown x"}, tt.want...)...)
				d.marks = d.marks[len(d.marks)-1:]
				d.wantMarks(tt.mark)

				// The next process knows of it only by the mark.
				next := newDesk(t)
				next.Last = ParseMark(text(t, d.marks[0]), time.Now(), Boot{})
				next.reply = wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: "y"}
				next.open()
				next.press(Command)
				next.wait(time.Second)
				next.close()
				if got, want := next.told[0].AfterUnknown, tt.mark[:4] == stateUnknown; got != want {
					t.Errorf("the next process is told after unknown: %v, want %v", got, want)
				}
			})
		})
	}
}

// Presses that come while the program ends move the gap for the process after it.
func TestPressesAtTheEndMoveTheGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.takes = 3 * time.Second
		d.reply.Result = wolkvox.NotToggled
		d.open()
		d.press(Hotkey)
		d.wait(1500 * ms)
		d.stop()
		d.wait(1500 * ms)
		d.close() // not toggled after 3 s: the gap lasts until 3.7 s
		d.wait(400 * ms)
		d.press(Hotkey)
		d.wait(0)
		d.wantMarks("sent 4s", "done 700ms", "done 700ms")
		if o := d.told[len(d.told)-1]; o.Result != Ignored || o.Reason != Quitting {
			t.Errorf("after the end told %s %s, want ignored, quitting", o.Result, o.Reason)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.press(Hotkey)
		ctx, stop := context.WithCancel(t.Context())
		d.stop = stop
		stop()
		d.stopped <- d.Run(ctx)
		d.close()
		d.wantMarks("done 700ms")
	})
}

// A process that is killed while it reports an outcome leaves a mark that has the next start
// say unknown, and not nothing.
func TestAnOutcomeIsToldBeforeItsMark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		tell := d.Tell
		d.Tell = func(o Outcome) {
			tell(o)
			time.Sleep(time.Second)
			d.wantMarks("sent 4s")
		}
		d.open()
		d.press(Hotkey)
		d.wait(2 * time.Second)
		d.close()
		d.wantMarks("sent 4s", "done 200ms") // the gap counts from the outcome
	})
}

// An outcome names the agent whose call it is about, also where the settings change
// meanwhile and where Toggle gives no answer.
func TestAnOutcomeNamesTheAgentItWasSentFor(t *testing.T) {
	const before, after = "444", "555"
	for _, tt := range []struct {
		name   string
		toggle func(d *desk, ctx context.Context, r *Request) wolkvox.Outcome
		want   string
	}{
		{"sent before the change", func(d *desk, ctx context.Context, r *Request) wolkvox.Outcome {
			r.SetAgentID(before)
			return d.toggle(ctx, r)
		}, before},
		{"sent without an agent ID", func(d *desk, ctx context.Context, r *Request) wolkvox.Outcome {
			r.SetAgentID("")
			return d.toggle(ctx, r)
		}, ""},
		{"sent, and never answered", func(_ *desk, _ context.Context, r *Request) wolkvox.Outcome {
			r.SetAgentID(before)
			_ = r.BeforeSend()
			time.Sleep(time.Hour)
			return wolkvox.Outcome{}
		}, before},
		{"broken down", func(_ *desk, _ context.Context, r *Request) wolkvox.Outcome {
			r.SetAgentID(before)
			time.Sleep(time.Second)
			panic("boom")
		}, before},
		{"not sent", func(*desk, context.Context, *Request) wolkvox.Outcome {
			time.Sleep(time.Second)
			return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: wolkvox.Invalid}
		}, after},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				var inForce atomic.Value
				inForce.Store(before)
				d.AgentID = func() string { return inForce.Load().(string) }
				d.Toggle = func(ctx context.Context, r *Request) wolkvox.Outcome { return tt.toggle(d, ctx, r) }
				d.open()
				d.press(Hotkey)
				synctest.Wait()
				inForce.Store(after)
				d.press(Hotkey) // dropped: nothing is sent for it
				d.wait(20 * time.Second)
				d.close()
				d.press(Hotkey) // Run has ended
				d.wait(time.Hour)
				var got []string
				for _, o := range d.told {
					got = append(got, fmt.Sprint(o.Number, " ", o.Result, " ", o.AgentID))
				}
				want := []string{"2 ignored " + after, fmt.Sprint("1 ", d.told[1].Result, " ", tt.want), "3 ignored " + after}
				if !slices.Equal(got, want) {
					t.Errorf("told %q, want %q", got, want)
				}
			})
		})
	}
}

// Perhaps nobody sees an outcome that is reported while the program ends. If the program
// ends with its desktop, the next start reports an unknown outcome again, once.
func TestUnknownAtTheEndIsToldAgain(t *testing.T) {
	for _, tt := range []struct {
		name  string
		again bool
		takes time.Duration
		marks []string
		next  []string // what the next start reports
	}{
		{"unknown", true, 9 * time.Second, []string{"sent 4s", "sent 4s"}, []string{"0s unknown crashed"}},
		{"unknown, and its desktop stays", false, 9 * time.Second, []string{"sent 4s", "look 4s"}, nil},
		{"toggled", true, 2 * time.Second, []string{"sent 4s", "done 1.2s"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.takes, d.TellUnknownAgain = tt.takes, tt.again
				d.open()
				d.press(Hotkey)
				d.wait(100 * ms)
				d.press(Hotkey)
				d.wait(900 * ms)
				d.close()
				d.wantMarks(tt.marks...)
				for _, o := range d.told {
					if ending := o.Number == 1; o.Ending != ending {
						t.Errorf("press %d is told %s, ending: %v, want %v", o.Number, o.Result, o.Ending, ending)
					}
				}
				if tt.next != nil {
					d.press(Hotkey) // Run has ended, and the mark must not say that nothing is in flight
					d.wait(0)
					d.wantMarks(tt.marks...)
				}

				next := newDesk(t)
				next.Last = ParseMark(text(t, d.marks[len(d.marks)-1]), time.Now(), Boot{})
				next.TellUnknownAgain = tt.again
				next.open()
				next.close()
				next.wantTold(tt.next...)
				if tt.next != nil {
					next.wantMarks("look 4s")
				}
			})
		})
	}
}
