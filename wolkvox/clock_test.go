package wolkvox

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

// pretend makes a client whose server lives in the same bubble: each connection
// is a pipe, handshaken and read by TLS, and answered by answer.
func pretend(t *testing.T, answer func(conn net.Conn)) *Client {
	cert, roots := selfSigned(t, "wv0042.wolkvox.com")
	return &Client{
		Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken), RootCAs: roots,
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close()
				conn := tls.Server(theirs, &tls.Config{Certificates: []tls.Certificate{cert}})
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					answer(conn)
				}
			}()
			return pipeConn{ours}, nil
		},
	}
}

// pipeConn is a pipe with an address, which a Client tells in a Check.
type pipeConn struct{ net.Conn }

func (pipeConn) RemoteAddr() net.Addr { return &net.TCPAddr{} }

func answerOK(conn net.Conn) {
	io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"code\":\"200\"}")
}

func answerNever(conn net.Conn) { io.Copy(io.Discard, conn) }

func answerBusyAfter(d time.Duration) func(net.Conn) {
	const body = `{"code":"403","msg":"EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"}`
	return func(conn net.Conn) {
		time.Sleep(d)
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 79\r\n\r\n"+body)
	}
}

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

func TestLatePressNeverLeaves(t *testing.T) {
	hour := time.Hour
	for _, tt := range []struct {
		name string
		old  time.Duration // the age of the press when it is served
		step time.Duration // the wall clock is set by that much while dialling
		slow time.Duration // BeforeSend takes so long
		want Reason
	}{
		{name: "fresh", want: Confirmed},
		{name: "read after 2.9 s", old: 2900 * time.Millisecond, want: Confirmed},
		{name: "read too late", old: 3001 * time.Millisecond, want: Late},
		{name: "the machine slept", step: hour, want: Late},
		{name: "clock set back, press young", step: -hour, want: Confirmed},
		{name: "clock set back, press old", old: 2 * time.Second, step: -hour, slow: 1500 * time.Millisecond, want: Late},
		{name: "the mark takes too long", slow: 3500 * time.Millisecond, want: Late},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := pretend(t, answerOK)
				var step time.Duration
				c.Wall = func() time.Time { return time.Now().Round(0).Add(step) }
				at := time.Now()
				time.Sleep(tt.old)
				sent := false
				o := c.ToggleHold(t.Context(), Press{
					At:         at,
					Dialing:    func() { step = tt.step },
					BeforeSend: func() error { time.Sleep(tt.slow); return nil },
					Sent:       func() { sent = true },
				})
				result := NotToggled
				if tt.want == Confirmed {
					result = Toggled
				}
				want(t, o, result, tt.want)
				if sent != (result == Toggled) {
					t.Errorf("sent: got %v", sent)
				}
			})
		})
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

func TestDialEndsWithinThreeSeconds(t *testing.T) {
	stuck := func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	silent := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go io.Copy(io.Discard, theirs)
		return pipeConn{ours}, nil
	}
	proxied := func(*url.URL) (*url.URL, error) { return &url.URL{Scheme: "http", Host: "proxy:3128"}, nil }
	for _, tt := range []struct {
		name  string
		dial  func(context.Context, string, string) (net.Conn, error)
		proxy func(*url.URL) (*url.URL, error)
	}{
		{"dial hangs", stuck, nil},
		{"handshake hangs", silent, nil},
		{"proxy hangs", silent, proxied},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &Client{Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken), DialContext: tt.dial, Proxy: tt.proxy}
				at := time.Now()
				time.Sleep(2 * time.Second)
				want(t, c.ToggleHold(t.Context(), Press{At: at}), NotToggled, Late)
				if got := time.Since(at); got != SendWithin {
					t.Errorf("told after %v, want %v", got, SendWithin)
				}
			})
		})
	}
}

// TestProxyFunctionHangs: a PAC script that does not come back costs the press,
// not the program.
func TestProxyFunctionHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		c := pretend(t, answerOK)
		c.Proxy = func(*url.URL) (*url.URL, error) { <-release; return nil, nil }
		at := time.Now()
		want(t, c.ToggleHold(t.Context(), Press{At: at}), NotToggled, Late)
		if got := time.Since(at); got != SendWithin {
			t.Errorf("told after %v, want %v", got, SendWithin)
		}
	})
}

func TestTimeoutCountsFromThePress(t *testing.T) {
	for _, tt := range []struct{ timeout, old, want time.Duration }{
		{0, 0, 10 * time.Second},
		{4 * time.Second, 0, 4 * time.Second},
		{20 * time.Second, 2 * time.Second, 20 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := pretend(t, answerNever)
			c.Timeout = tt.timeout
			at := time.Now()
			time.Sleep(tt.old)
			o := c.ToggleHold(t.Context(), Press{At: at})
			want(t, o, Unknown, Timeout)
			if !errors.Is(o.Err, context.DeadlineExceeded) {
				t.Errorf("got error %v", o.Err)
			}
			if got := time.Since(at); got != tt.want {
				t.Errorf("told after %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	for _, tt := range []struct {
		name   string
		press  func(cancel func()) Press
		result Result
		reason Reason
	}{
		{"while dialling", func(cancel func()) Press { return Press{Dialing: cancel} }, NotToggled, Canceled},
		{"while waiting", func(cancel func()) Press { return Press{Sent: cancel} }, Unknown, CanceledInFlight},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				c := pretend(t, answerNever)
				p := tt.press(cancel)
				p.At = time.Now()
				o := c.ToggleHold(ctx, p)
				want(t, o, tt.result, tt.reason)
				if !errors.Is(o.Err, context.Canceled) {
					t.Errorf("got error %v, want one that is context.Canceled", o.Err)
				}
			})
		})
	}
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		dialled := false
		c := &Client{Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken)}
		want(t, c.ToggleHold(ctx, Press{At: time.Now(), Dialing: func() { dialled = true }}), NotToggled, Canceled)
		if dialled {
			t.Error("dialled after the context had ended")
		}
	})
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
				c := pretend(t, answerBusyAfter(tt.answer))
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
