package wolkvox

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// line is a spare connection as Warmth sees it, and a count of the dials.
type line struct {
	mu     sync.Mutex
	dials  []time.Duration // since the start
	over   func(time.Duration)
	up     time.Time // zero: there is none
	life   time.Duration
	expire *time.Timer
	mode   atomic.Value
}

func newLine(mode Warm) (*line, *Warmth) {
	l, zero := new(line), time.Now()
	l.mode.Store(mode)
	return l, &Warmth{Mode: func() Warm { return l.mode.Load().(Warm) }, Dial: func(life time.Duration, over func(time.Duration)) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if !l.up.IsZero() {
			return
		}
		l.dials = append(l.dials, time.Since(zero))
		l.up, l.life, l.over = time.Now(), life, over
		l.expire = time.AfterFunc(life, l.ends)
	}}
}

// ends is the connection ending while it waits: by its age, or now by the server.
func (l *line) ends() {
	l.mu.Lock()
	l.expire.Stop()
	after, over := time.Since(l.up), l.over
	l.up = time.Time{}
	l.mu.Unlock()
	over(after)
	synctest.Wait()
}

// press is a press that takes the connection if there is one, and has this outcome.
func (l *line) press(w *Warmth, o Outcome) {
	l.mu.Lock()
	if !l.up.IsZero() {
		l.expire.Stop()
		o.Waited = time.Since(l.up)
	}
	l.up = time.Time{}
	l.mu.Unlock()
	w.Pressed(o)
	synctest.Wait()
}

var (
	answer200 = Outcome{Result: Toggled, Reason: Confirmed, HTTPStatus: 200}
	silence   = Outcome{Result: Unknown, Reason: Timeout}
)

func (l *line) want(t *testing.T, n int, when string) {
	t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.dials) != n {
		t.Errorf("%s: dialled at %v, want %d times", when, l.dials, n)
	}
}

// TestWarmAutoServesTheEndOfAPair: the press that puts a caller on hold is followed by
// one that takes the caller back, mostly within three minutes.
func TestWarmAutoServesTheEndOfAPair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmAuto)
		time.Sleep(time.Hour)
		l.want(t, 0, "nobody pressed")
		l.press(w, answer200)
		l.want(t, 1, "a press begins a pair")
		time.Sleep(2*SpareFor + time.Second)
		l.want(t, 3, "nobody has taken the caller back yet")
		l.press(w, answer200)
		l.want(t, 4, "that was done")
		time.Sleep(time.Hour)
		l.want(t, 4, "the pair is complete")
		for range 10 {
			l.press(w, answer200)
			time.Sleep(10 * time.Second) // each finds the spare
		}
		time.Sleep(time.Hour)
		l.press(w, answer200)
		time.Sleep(time.Hour)
		l.want(t, 17, "nobody takes the last caller back")
	})
}

// TestWarmAutoCostsTwoConnectionsAPress at most, also where no caller is taken back while
// a spare is there: each press dials for itself then, and one spare for the next.
func TestWarmAutoCostsTwoConnectionsAPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const presses = 20
		l, w := newLine(WarmAuto)
		for range presses {
			l.press(w, answer200)
			time.Sleep(time.Hour)
		}
		l.want(t, presses+maxRedials, "holds of an hour")
	})
}

// TestWarmAutoDialsNoMoreThanThat, whatever else makes a press likely.
func TestWarmAutoDialsNoMoreThanThat(t *testing.T) {
	for name, c := range map[string]struct {
		then func(l *line, w *Warmth)
		want int
	}{
		"the menu is opened beside a spare":       {func(_ *line, w *Warmth) { w.Likely() }, 3},
		"the menu is opened after the last spare": {func(_ *line, w *Warmth) { time.Sleep(time.Hour); w.Likely() }, 4},
		"the server closes the spare":             {func(l *line, _ *Warmth) { l.ends() }, 1},
		"the network is another one":              {func(_ *line, w *Warmth) { w.Forget() }, 1},
		"a press got no answer":                   {func(l *line, w *Warmth) { l.press(w, silence) }, 1},
		"the program ends":                        {func(_ *line, w *Warmth) { w.End() }, 1},
		"warm=off is set":                         {func(l *line, _ *Warmth) { l.mode.Store(WarmOff) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, w := newLine(WarmAuto)
				l.press(w, answer200)
				time.Sleep(time.Second)
				c.then(l, w)
				time.Sleep(time.Hour)
				l.want(t, c.want, "an hour later")
			})
		})
	}
}

func TestNothingIsDialledAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmAuto)
		w.End()
		l.press(w, answer200)
		w.Likely()
		l.want(t, 0, "after the end")
	})
}

// TestWarmAutoBehindAFirewallThatForgets: one press finds that out, and then spares are
// too young to be forgotten.
func TestWarmAutoBehindAFirewallThatForgets(t *testing.T) {
	for _, waited := range []time.Duration{31 * time.Second, 57 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			l, w := newLine(WarmAuto)
			l.press(w, answer200)
			time.Sleep(waited)
			l.press(w, silence)
			l.want(t, 1, "a press got no answer")
			time.Sleep(time.Hour)
			l.press(w, answer200)
			if l.life != waited/2 {
				t.Errorf("the next spare is kept for %v, want %v", l.life, waited/2)
			}
			time.Sleep(time.Hour)
			l.want(t, 2, "a short spare is not dialled again")
			w.Forget()
			l.press(w, answer200)
			if l.life != SpareFor {
				t.Errorf("on another network a spare is kept for %v, want %v", l.life, SpareFor)
			}
			w.End()
			l.ends()
		})
	}
}

// TestWhatSilenceDoesNotTeach: a press that dialled for itself, a spare that no firewall
// can have forgotten yet, and what was learned the day before.
func TestWhatSilenceDoesNotTeach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmAuto)
		want := func(life time.Duration, after string) {
			t.Helper()
			l.press(w, answer200)
			if l.life != life {
				t.Errorf("after %s a spare is kept for %v, want %v", after, l.life, life)
			}
		}
		l.press(w, silence)
		want(SpareFor, "a dial of its own")
		time.Sleep(9 * time.Second)
		l.press(w, silence)
		want(SpareFor, "9 s")
		time.Sleep(40 * time.Second)
		l.press(w, silence)
		want(20*time.Second, "40 s")
		time.Sleep(12 * time.Hour)
		want(SpareFor, "half a day")
		w.End()
		l.ends()
	})
}

// TestWarmAutoWithAServerThatClosesEarly keeps spares for less than the server does, so
// that no press crosses the closing, and none after a press where that is of no use.
func TestWarmAutoWithAServerThatClosesEarly(t *testing.T) {
	for closes, c := range map[time.Duration]struct{ life, dials time.Duration }{
		45 * time.Second: {life: 43 * time.Second, dials: 3},
		20 * time.Second: {life: 18 * time.Second, dials: 1},
		5 * time.Second:  {life: 3 * time.Second},
		time.Second:      {life: time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			l, w := newLine(WarmAuto)
			for range closesToLearn {
				time.Sleep(time.Hour)
				l.press(w, answer200)
				time.Sleep(closes)
				l.ends()
			}
			l.want(t, closesToLearn, "what the server closes is not dialled again")
			time.Sleep(time.Hour)
			l.press(w, answer200)
			time.Sleep(time.Hour)
			l.want(t, closesToLearn+int(c.dials), "closed after "+closes.String())
			w.Likely()
			synctest.Wait()
			if l.life != c.life {
				t.Errorf("closed after %v: the next spare is kept for %v, want %v", closes, l.life, c.life)
			}
			w.End()
			l.ends()
		})
	}
}

// TestClosingsThatAreNoHabit: between them a spare was there for its whole life.
func TestClosingsThatAreNoHabit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmAuto)
		for range 3 * closesToLearn {
			w.Likely()
			time.Sleep(5 * time.Second)
			l.ends()
			w.Likely()
			synctest.Wait()
			if l.life != SpareFor {
				t.Fatalf("a spare is kept for %v, want %v", l.life, SpareFor)
			}
			time.Sleep(time.Hour)
		}
	})
}

func TestWarmOffDialsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmOff)
		l.press(w, answer200)
		w.Likely()
		time.Sleep(time.Hour)
		l.want(t, 0, "with warm=off")
	})
}

func TestWarmAfterAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmAuto)
		w.Pressed(Outcome{Result: NotToggled, Reason: Late})
		w.Pressed(Outcome{Result: Unknown, Reason: Timeout})
		synctest.Wait()
		l.want(t, 0, "no answer came")
		w.Pressed(Outcome{Result: NotToggled, Reason: TokenRefused, HTTPStatus: 403})
		synctest.Wait()
		l.want(t, 1, "wolkvox answered")
	})
}

// TestWarmOfAnotherWord: settings let none in, and other programs may.
func TestWarmOfAnotherWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, word := range []Warm{"", "on", "Auto", "hot"} {
			l, w := newLine(word)
			l.press(w, answer200)
			w.Likely()
			time.Sleep(time.Hour)
			l.want(t, 0, "with warm="+string(word))
		}
	})
}

// TestAServerThatWantsNoIdleConnections ends each within a second: every press is
// right and at worst cold, and the connections stay few. An agent presses 60 times,
// with 10 s between, and goes away for a day.
func TestAServerThatWantsNoIdleConnections(t *testing.T) {
	const presses = 60
	for name, end := range map[string]func(x *exchange){
		"closes":         func(x *exchange) { x.raw.Close() },
		"says good-bye":  func(x *exchange) { x.conn.Close() },
		"resets":         func(x *exchange) { x.raw.reset() },
		"answers 429":    func(x *exchange) { x.say(page(429, "Retry-After: 60")) },
		"refuses spares": nil,
	} {
		for warm, most := range map[Warm]int{
			WarmOff:  presses,
			WarmAuto: presses + closesToLearn, // until it is known
		} {
			t.Run(name+"/"+string(warm), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					defer w.end()
					w.execute = true
					if end == nil {
						// Which is a spare, it knows by the second in which nothing is asked. That a
						// short hello is tried once as well would put it out.
						w.client.Learned.network(w.client.now()).firstCut()
						w.accept = func(raw *wire) bool { w.mu.Lock(); defer w.mu.Unlock(); return len(w.wires)/2%2 == 1 }
						if warm == WarmOff {
							w.accept = nil
						}
					} else {
						greeting(func(x *exchange) bool {
							time.AfterFunc(time.Second, func() {
								x.mu.Lock()
								asked := x.ear.heard.Len() > 0
								x.mu.Unlock()
								if !asked {
									end(x)
								}
							})
							return true
						})(w)
					}
					w.warmUp(warm, false)
					for range presses {
						o := w.client.ToggleHold(w.ctx, w.press())
						want(t, o, Toggled, Confirmed)
						if w.warmth != nil {
							w.warmth.Pressed(o)
						}
						time.Sleep(10 * time.Second)
					}
					time.Sleep(24 * time.Hour)
					w.mu.Lock()
					defer w.mu.Unlock()
					got, bound := len(w.wires)/2, most
					if end == nil && warm == WarmAuto {
						bound = 2 * presses // nothing was closed: what is refused counts as no network
					}
					if got > bound || w.executed != presses || w.redials != presses {
						t.Errorf("%d presses: %d connections, want at most %d; %d executed, %d cold", presses, got, bound, w.executed, w.redials)
					}
					t.Logf("%d presses: %d connections", presses, got)
				})
			})
		}
	}
}

// TestWarmAutoWithARealSpare: where the menu is opened shortly before the spare expires,
// the next one is dialled at its end, and there is no hole.
func TestWarmAutoWithARealSpare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, open := bubble(t)
		w := &Warmth{
			Mode: func() Warm { return WarmAuto },
			Dial: func(life time.Duration, over func(time.Duration)) {
				if err := c.Spare.Dial(context.Background(), c, life, over); err != nil {
					t.Error(err)
				}
			},
		}
		w.Pressed(answer200)
		for at, end := time.Duration(0), (1+maxRedials)*SpareFor; at <= end; at += time.Second {
			if at == 50*time.Second {
				w.Likely()
			}
			synctest.Wait()
			if got := open.Load(); got != 1 && at < end || got != 0 && at == end {
				t.Fatalf("there are %d spares after %v", got, at)
			}
			time.Sleep(time.Second)
		}
	})
}

// TestWhatAPressTeaches: one without an answer on an old spare halves the life of the next
// ones; nothing else that comes back does.
func TestWhatAPressTeaches(t *testing.T) {
	for _, tt := range []struct {
		o    Outcome
		want time.Duration
	}{
		{Outcome{Result: Unknown, Reason: Timeout, Waited: 40 * time.Second}, 20 * time.Second},
		{Outcome{Result: Unknown, Reason: Lost, Waited: 40 * time.Second}, 20 * time.Second},
		{Outcome{Result: Unknown, Reason: Lost, Waited: minDialLife}, minDialLife / 2},
		{Outcome{Result: Unknown, Reason: Lost, Waited: minDialLife - 1}, SpareFor},
		{Outcome{Result: Toggled, Reason: Confirmed, Waited: 40 * time.Second}, SpareFor},
	} {
		w := &Warmth{Mode: func() Warm { return WarmOff }}
		w.Pressed(tt.o)
		if got := w.currentLife(); got != tt.want {
			t.Errorf("%+v: spares live for %v, want %v", tt.o, got, tt.want)
		}
	}
}

// TestWhichSparesAreDialled: those that last 10 s after a press, and again those that last
// 30 s, where the press has begun a pair.
func TestWhichSparesAreDialled(t *testing.T) {
	toggled, refused := Outcome{Result: Toggled, HTTPStatus: 200}, Outcome{Result: NotToggled, HTTPStatus: 403}
	for _, tt := range []struct {
		name    string
		life    time.Duration
		presses []Outcome
		apart   time.Duration // the presses
		want    string        // how many are dialled in all, and how many of them again
	}{
		{"short", minDialLife - 1, []Outcome{toggled}, 0, "0 and 0"},
		{"10 s", minDialLife, []Outcome{toggled}, 0, "1 and 0"},
		{"less than 30 s", minRedialLife - 1, []Outcome{toggled}, 0, "1 and 0"},
		{"30 s", minRedialLife, []Outcome{toggled}, 0, "2 and 1"},
		{"30 s, not toggled", minRedialLife, []Outcome{refused}, 0, "1 and 0"},
		{"30 s, the end of a pair", minRedialLife, []Outcome{toggled, toggled}, pairWindow - 1, "2 and 0"},
		{"30 s, the next pair", minRedialLife, []Outcome{toggled, toggled}, pairWindow, "3 and 1"},
	} {
		synctest.Test(t, func(t *testing.T) {
			dials := 0
			var over func(time.Duration)
			w := &Warmth{Mode: func() Warm { return WarmAuto }}
			w.Dial = func(life time.Duration, ended func(time.Duration)) { dials++; over = ended }
			w.learnLife(tt.life)
			for i, o := range tt.presses {
				if i > 0 {
					time.Sleep(tt.apart)
				}
				w.Pressed(o)
				synctest.Wait()
			}
			first := dials
			if over != nil {
				over(tt.life)
				synctest.Wait()
			}
			if got := fmt.Sprint(dials, " and ", dials-first); got != tt.want {
				t.Errorf("%s: dialled %s, want %s", tt.name, got, tt.want)
			}
		})
	}
}
