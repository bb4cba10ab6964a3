package wolkvox

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

func TestAge(t *testing.T) {
	now := time.Now()
	wall := now.Round(0)
	for _, tt := range []struct {
		name    string
		now, at time.Time
		want    time.Duration
	}{
		{"both clocks", now, now.Add(-time.Second), time.Second},
		{"wall clock only", now, wall.Add(-2 * time.Second), 2 * time.Second},
		{"now", now, now, 0},
		{"future", now, now.Add(time.Hour), 0},
		{"future by the wall clock", now, wall.Add(time.Hour), 0},
		{"zero is older than any press", now, time.Time{}, 1<<63 - 1},
	} {
		if got := Age(tt.now, tt.at); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestAgeTakesTheOlderClock moves the two clocks of a time apart, which only
// sleep and a stepped clock do otherwise.
func TestAgeTakesTheOlderClock(t *testing.T) {
	at := time.Now()
	for _, tt := range []struct {
		name       string
		wall, mono time.Duration
		want       time.Duration
	}{
		{"slept", 8 * time.Hour, time.Second, 8 * time.Hour},
		{"clock set back", -time.Hour, 4 * time.Second, 4 * time.Second},
		{"together", time.Second, time.Second, time.Second},
	} {
		now := at.Add(tt.wall)
		// time.Time has no way to do this: its second word is the monotonic reading.
		(*[2]int64)(unsafe.Pointer(&now))[1] += int64(tt.mono - tt.wall)
		if got := Age(now, at); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestClockSetBackBeforeServing: the wall clock went back between the press and
// our reading it, and only the monotonic reading tells its age. (Times in a
// bubble have no monotonic reading, so this one runs outside.)
func TestClockSetBackBeforeServing(t *testing.T) {
	dialled := false
	c := &Client{
		Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken),
		Wall: func() time.Time { return time.Now().Round(0).Add(-time.Hour) },
	}
	p := Press{At: time.Now().Add(-4 * time.Second), Dialing: func() { dialled = true }}
	c.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, io.EOF }
	want(t, c.ToggleHold(t.Context(), p), NotToggled, Late)
	if dialled {
		t.Error("an old press was dialled for")
	}
}

// sleepyConn is a connection of a system that goes to sleep: from then on it takes what is
// written, and sends it when the network is back, unless the connection was closed.
type sleepyConn struct {
	net.Conn
	mu     sync.Mutex
	asleep bool
	closed bool
	kept   []byte
}

func (c *sleepyConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asleep {
		c.kept = append(c.kept, b...)
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func (c *sleepyConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return c.Conn.Close()
}

func (c *sleepyConn) fallAsleep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asleep = true
}

func (c *sleepyConn) networkIsBack() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		_, _ = c.Conn.Write(c.kept)
	}
}

// TestAPressThatWasSleptThrough: the lid is closed just after the press. Timers stand still with
// the machine, and when it wakes the system would send what waits in it.
func TestAPressThatWasSleptThrough(t *testing.T) {
	for _, sent := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s, c := start(t, simulator.Options{Addr: simulator.InMemory})
			var slept atomic.Int64
			booted := time.Now().Add(-time.Hour)
			c.SinceBoot = func() time.Duration { return time.Since(booted) + time.Duration(slept.Load()) }
			conn := &sleepyConn{closed: !sent}
			c.DialContext = func(ctx context.Context, network, addr string) (_ net.Conn, err error) {
				if !sent {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				conn.Conn, err = s.DialContext(ctx, network, addr)
				return conn, err
			}
			time.AfterFunc(100*time.Millisecond, func() { slept.Store(int64(8 * time.Hour)) })
			time.AfterFunc(2*time.Second, conn.networkIsBack)
			began := time.Now()
			o := c.ToggleHold(t.Context(), Press{At: began, BeforeSend: func() error { conn.fallAsleep(); return nil }})
			if sent {
				want(t, o, Unknown, Timeout)
			} else {
				want(t, o, NotToggled, Late)
			}
			if took := time.Since(began); took > time.Second {
				t.Errorf("it was given up %v after it, not counting the sleep", took)
			}
			time.Sleep(time.Minute)
			if n := s.Toggles(testAgent); n != 0 {
				t.Errorf("toggled %d times after 8 hours", n)
			}
		})
	}
}

// TestRetriesLeaveWithinThreeSeconds: busy answers that take their time use up
// the three seconds, and no later try is sent.
func TestRetriesLeaveWithinThreeSeconds(t *testing.T) {
	for _, tt := range []struct {
		answer time.Duration
		most   int
	}{{0, 3}, {time.Second, 3}, {1800 * time.Millisecond, 2}, {3200 * time.Millisecond, 1}} {
		for range 20 { // the pause is random
			synctest.Test(t, func(t *testing.T) {
				s, c := start(t, simulator.Options{Addr: simulator.InMemory, OnRequest: func(simulator.Request) { time.Sleep(tt.answer) }})
				s.Misbehave("busy_always")
				at := time.Now()
				var sent []time.Duration
				o := c.ToggleHold(t.Context(), Press{At: at, Sent: func() { sent = append(sent, time.Since(at)) }})
				want(t, o, NotToggled, Busy)
				if o.Tries != len(sent) || o.Tries > tt.most {
					t.Errorf("answers after %v: got %d tries, %d requests, want at most %d", tt.answer, o.Tries, len(sent), tt.most)
				}
				for _, d := range sent {
					if d > SendWithin {
						t.Errorf("a request left %v after its press", d)
					}
				}
			})
		}
	}
}
