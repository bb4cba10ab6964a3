package wolkvox

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// line is a spare connection as Warmth sees it, and a count of the dials.
type line struct {
	mu    sync.Mutex
	dials []time.Duration // since the start
	over  func(time.Duration)
	up    time.Time // zero: there is none
	fails bool
}

func newLine(mode Warm) (*line, *Warmth) {
	l, zero := new(line), time.Now()
	return l, &Warmth{Mode: func() Warm { return mode }, Dial: func(over func(time.Duration)) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if !l.up.IsZero() && time.Since(l.up) < SpareFor {
			return
		}
		l.dials = append(l.dials, time.Since(zero))
		if !l.fails {
			l.up, l.over = time.Now(), over
		}
	}}
}

// taken is a press that takes the connection, and so makes the next one likely.
func (l *line) taken(w *Warmth) {
	l.mu.Lock()
	l.up = time.Time{}
	l.mu.Unlock()
	w.Likely()
	synctest.Wait()
}

// closed is the server closing it.
func (l *line) closed() {
	l.mu.Lock()
	after, over := time.Since(l.up), l.over
	l.up = time.Time{}
	l.mu.Unlock()
	over(after)
}

func (l *line) want(t *testing.T, n int, when string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.dials) != n {
		t.Errorf("%s: dialled at %v, want %d times", when, l.dials, n)
	}
}

func TestWarmAutoDialsOncePerPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmAuto)
		time.Sleep(time.Hour)
		l.want(t, 0, "nobody pressed")
		l.taken(w)
		l.want(t, 1, "after a press")
		w.Likely()
		synctest.Wait()
		l.want(t, 1, "the menu was opened beside a spare")
		l.closed()
		time.Sleep(time.Hour)
		l.want(t, 1, "the server closed it")
		l.taken(w)
		time.Sleep(time.Hour)
		l.want(t, 2, "a press later, and an hour")
	})
}

func TestWarmOnKeepsASpareWhilePressesCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmOn)
		l.taken(w)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		l.want(t, 11, "ten minutes after a press")
		time.Sleep(24 * time.Hour)
		l.want(t, 31, "a day after it")
		l.taken(w)
		l.want(t, 32, "the next press")
		w.End()
		time.Sleep(time.Hour)
		l.want(t, 32, "after the end")
		l.taken(w)
		l.want(t, 32, "a press at the end")
	})
}

func TestWarmOnRedialsAtMostEvery30Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmOn)
		l.taken(w)
		time.Sleep(7 * time.Second)
		l.closed()
		time.Sleep(22 * time.Second)
		l.want(t, 1, "29 s after the dial")
		time.Sleep(2 * time.Second)
		l.want(t, 2, "31 s after it")
		time.Sleep(40 * time.Second)
		l.closed()
		synctest.Wait()
		l.want(t, 3, "closed 40 s after the dial")
		w.End()
	})
}

func TestWarmOnGivesUpOnAServerThatClosesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmOn)
		l.taken(w)
		for range 3 {
			time.Sleep(time.Second)
			l.closed()
			time.Sleep(redialAfter)
		}
		time.Sleep(time.Hour)
		l.want(t, 3, "closed three times within a second")
		l.taken(w)
		l.want(t, 4, "the next press")
		w.End()
	})
}

func TestWarmWithoutANetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmOn)
		l.fails = true
		l.taken(w)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		l.want(t, 11, "ten minutes without a network")
		w.End()
	})
}

func TestWarmOffDialsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w := newLine(WarmOff)
		l.taken(w)
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
		for _, word := range []Warm{"", "On", "hot"} {
			l, w := newLine(word)
			l.taken(w)
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
			WarmAuto: 2 * presses,                 // and one after each
			WarmOn:   2*presses + quickCloses - 1, // and two more when presses stop
		} {
			t.Run(name+"/"+string(warm), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					defer w.end()
					w.execute = true
					if end == nil {
						// Which is a spare, it knows by the second in which nothing is asked. That a
						// short hello is tried once as well would put it out.
						w.client.Learned.network(w.client.now()).tryCut()
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
					if end == nil && warm == WarmOn {
						bound += int(restAfter / SpareFor) // nothing was closed: what is refused counts as no network
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

// TestWarmIsSetAnewMeanwhile: the redial that was planned is not made.
func TestWarmIsSetAnewMeanwhile(t *testing.T) {
	for _, mode := range []Warm{WarmAuto, WarmOff} {
		synctest.Test(t, func(t *testing.T) {
			var set atomic.Bool
			l, w := newLine(WarmOn)
			w.Mode = func() Warm {
				if set.Load() {
					return mode
				}
				return WarmOn
			}
			l.taken(w)
			set.Store(true)
			time.Sleep(time.Hour)
			l.want(t, 1, "after warm="+string(mode)+" was set")
		})
	}
}
