package wolkvox

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// lingering notes how its end is set, see [linger].
type lingering struct {
	net.Conn
	set chan int
}

func (l lingering) SetLinger(seconds int) error { l.set <- seconds; return nil }

// TestHowASpareEnds: what carries a request is aborted unless an answer came, from before
// the request on; what carries none says good-bye.
func TestHowASpareEnds(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *Client){
		"unused":   func(_ *testing.T, c *Client) { c.Spare.Close() },
		"answered": func(t *testing.T, c *Client) { pressWith(t, c) },
	} {
		_, c := start(t, simulator.Options{})
		c.Spare = new(Spare)
		set, dial := make(chan int, 4), c.DialContext
		c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			return lingering{conn, set}, err
		}
		if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
			t.Fatal(err)
		}
		if got := <-set; got != 0 {
			t.Errorf("%s: while it waits its end is set to %d, want an abort", name, got)
		}
		end(t, c)
		if got := <-set; got != -1 {
			t.Errorf("%s: at its end it is set to %d, want a good-bye", name, got)
		}
	}
}

// pressWith presses once, and reports whether a connection had to be dialled.
func pressWith(t *testing.T, c *Client) (dialled bool) {
	t.Helper()
	want(t, c.ToggleHold(t.Context(), Press{At: time.Now(), Dialing: func() { dialled = true }}), Toggled, Confirmed)
	return dialled
}

func TestASpareServesOnePress(t *testing.T) {
	s, c := start(t, simulator.Options{})
	c.Spare = new(Spare)
	defer c.Spare.Close()
	for range 2 { // the second finds that there is one
		if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
			t.Fatal(err)
		}
	}
	if s.Connections() > 1 || len(s.Requests()) > 0 {
		t.Errorf("a spare cost %d connections and %d requests, want 1 and none", s.Connections(), len(s.Requests()))
	}
	if pressWith(t, c) {
		t.Error("the first press dialled beside a spare")
	}
	if !pressWith(t, c) {
		t.Error("the second press had a connection that was used already")
	}
	if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil || pressWith(t, c) {
		t.Errorf("the next spare does not serve (%v)", err)
	}
	if s.Connections() != 3 || s.Toggles(testAgent) != 3 {
		t.Errorf("got %d connections, %d toggles, want 3 and 3", s.Connections(), s.Toggles(testAgent))
	}
}

// TestASpareThatIsOverIsNotTaken, though it still stands there: its end was read
// at this moment, or the timer that ends it is late on a busy machine.
func TestASpareThatIsOverIsNotTaken(t *testing.T) {
	for name, change := range map[string]func(r *spareConn){
		"lost":    func(r *spareConn) { r.err = errLost },
		"too old": func(r *spareConn) { r.made, r.wall = r.made.Add(-SpareFor), r.wall.Add(-SpareFor) },
		"closed":  func(r *spareConn) { r.conn.NetConn().Close() },
		"":        func(*spareConn) {},
	} {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		r := &spareConn{conn: tls.Client(ours, new(tls.Config)), server: "0042", life: SpareFor, made: time.Now(), wall: time.Now(), expire: time.NewTimer(time.Hour), over: make(chan struct{})}
		close(r.over)
		change(r)
		s := &Spare{conn: r}
		if took := s.take(&Client{Server: "0042"}); (took != nil) != (name == "") {
			t.Errorf("%s: taken for a press: %v", name, took != nil)
		}
		if name == "" {
			continue
		}
		theirs.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := theirs.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("%s: it stays open: %v", name, err)
		}
	}
}

// TestAnOldSpareDoesNotEndTheNext: its timer or its reader may come to it late.
func TestAnOldSpareDoesNotEndTheNext(t *testing.T) {
	s, c := start(t, simulator.Options{})
	c.Spare = new(Spare)
	defer c.Spare.Close()
	if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
		t.Fatal(err)
	}
	old := c.Spare.conn
	pressWith(t, c)
	if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
		t.Fatal(err)
	}
	if c.Spare.drop(old) || pressWith(t, c) || s.Connections() != 2 {
		t.Errorf("the end of one spare has ended the next; %d connections", s.Connections())
	}
}

// TestASpareServesOneTry: the next try of the same press dials.
func TestASpareServesOneTry(t *testing.T) {
	s, c := start(t, simulator.Options{})
	c.Spare = new(Spare)
	if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
		t.Fatal(err)
	}
	s.MisbehaveNext("busy_once")
	pressWith(t, c)
	if s.Connections() != 2 || len(s.Requests()) != 2 {
		t.Errorf("got %d connections, %d requests, want 2 and 2", s.Connections(), len(s.Requests()))
	}
}

// TestASpareIsForItsServer: settings can change while one waits.
func TestASpareIsForItsServer(t *testing.T) {
	s, c := start(t, simulator.Options{})
	c.Spare = new(Spare)
	if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
		t.Fatal(err)
	}
	other := *c
	other.Server = "0007"
	want(t, other.ToggleHold(t.Context(), Press{At: time.Now()}), NotToggled, TLS)
	if len(s.Requests()) > 0 {
		t.Error("the other server's token went to the spare connection")
	}
}

// bubble makes a client in a bubble whose connections are counted.
func bubble(t *testing.T) (c *Client, open *atomic.Int32) {
	_, c = start(t, simulator.Options{Addr: simulator.InMemory})
	open = new(atomic.Int32)
	inner := c.DialContext
	c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := inner(ctx, network, addr)
		open.Add(1)
		return counted{conn, open}, err
	}
	c.Spare = new(Spare)
	return c, open
}

type counted struct {
	net.Conn
	open *atomic.Int32
}

func (c counted) Close() error { c.open.Add(-1); return c.Conn.Close() }

func TestASpareIsClosedAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, open := bubble(t)
		var told []time.Duration
		if err := c.Spare.Dial(t.Context(), c, SpareFor, func(after time.Duration) { told = append(told, after) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(SpareFor - time.Millisecond)
		synctest.Wait()
		if got := open.Load(); got != 1 {
			t.Errorf("got %d connections before the minute is over, want 1", got)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if got := open.Load(); got != 0 {
			t.Errorf("got %d connections after a minute, want 0", got)
		}
		if len(told) != 1 || told[0] != SpareFor {
			t.Errorf("told as over after %v, want once, after %v", told, SpareFor)
		}
		if !pressWith(t, c) {
			t.Error("a press had a connection that was closed")
		}
		// Nobody need be told.
		if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(SpareFor)
		synctest.Wait()
		if got := open.Load(); got != 0 {
			t.Errorf("got %d connections after another minute, want 0", got)
		}
	})
}

// TestAPressTellsHowLongItsSpareHadWaited, from which is learned how long spares last here.
func TestAPressTellsHowLongItsSpareHadWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := bubble(t)
		if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(7 * time.Second)
		for _, want := range []time.Duration{7 * time.Second, 0} {
			if o := c.ToggleHold(t.Context(), Press{At: time.Now()}); o.Result != Toggled || o.Waited != want {
				t.Errorf("got %s (%s), waited %v, want %v", o.Result, o.Reason, o.Waited, want)
			}
		}
	})
}

func TestALostSpareIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, open := bubble(t)
		var server net.Conn
		inner := c.DialContext
		c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := inner(ctx, network, addr)
			server = conn
			return conn, err
		}
		told := make(chan time.Duration, 1)
		if err := c.Spare.Dial(t.Context(), c, SpareFor, func(after time.Duration) { told <- after }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(7 * time.Second)
		server.(counted).Conn.Close()
		if got := <-told; got != 7*time.Second {
			t.Errorf("told as lost after %v, want 7s", got)
		}
		synctest.Wait()
		if got := open.Load(); got != 0 {
			t.Errorf("got %d connections after it was lost, want 0", got)
		}
	})
}

// TestASpareThatComesTooLateIsNotKept: Close means what is being dialled too.
func TestASpareThatComesTooLateIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, open := bubble(t)
		inner := c.DialContext
		c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			time.Sleep(time.Second)
			return inner(ctx, network, addr)
		}
		dials := 0
		slow := c.DialContext
		c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			dials++
			return slow(ctx, network, addr)
		}
		go c.Spare.Dial(t.Context(), c, SpareFor, nil)
		synctest.Wait()
		if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil || dials != 1 {
			t.Error("another call did not leave the dialling to the first:", dials, err)
		}
		c.Spare.Close()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := open.Load(); got != 0 {
			t.Errorf("got %d connections after Close, want 0", got)
		}
	})
}

// TestNoSpareToBeHad: the error says why, and the press tries for itself.
func TestNoSpareToBeHad(t *testing.T) {
	c := &Client{Server: "0042", Spare: new(Spare), DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}}
	if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err == nil {
		t.Error("got no error, and no connection")
	}
	(*Spare)(nil).Close()
	none := &Client{Server: "42", DialContext: func(context.Context, string, string) (net.Conn, error) {
		t.Error("a server that is none was dialled")
		return nil, net.ErrClosed
	}}
	if err := c.Spare.Dial(t.Context(), none, SpareFor, nil); err == nil {
		t.Error("a server that is none has a spare")
	}
	c.AgentID, c.Token = testAgent, mustToken(t, testToken)
	want(t, c.ToggleHold(t.Context(), Press{At: time.Now()}), NotToggled, DNS)
}

// TestClockJumped: a wall clock that goes 2 s wrong against the monotonic one is no longer
// believed, in either direction.
func TestClockJumped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := time.Now()
		time.Sleep(time.Minute)
		for drift, want := range map[time.Duration]bool{
			0: false, maxClockDrift - 1: false, maxClockDrift: true, -maxClockDrift + 1: false, -maxClockDrift: true,
		} {
			if got := clockJumped(made, made, time.Now().Add(drift)); got != want {
				t.Errorf("%v: jumped %v", drift, got)
			}
		}
	})
}
