//go:build !windows

// Under Wine 8 Go has no UDP sockets, so name servers cannot be asked there.

package wolkvox

import (
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestWhatWasLearned presses three times: the first finds the way around a fault, the
// second has learned it, and the third is on another network, of which nothing is known.
// Doctor's check tells what is gone around.
func TestWhatWasLearned(t *testing.T) {
	const second = time.Second
	for _, tt := range []struct {
		name                 string
		arrange              func(*world)
		first, second, third time.Duration
		check                string
	}{
		{"a silent proxy", ways(stall, deadProxy, testProxy), second, 0, second, "proxy!next(http://dead:3128) tls"},
		{"a silent proxy, and none allowed", ways(stall, deadProxy, ""), second, 0, second, "connect!next(http://dead:3128) tls"},
		{"the order is that of the list", ways(stall, testProxy, deadProxy), 0, 0, 0, "proxy tls"},
		{"long hellos that are lost", losingLongHellos(swallow), helloTimeout, 0, helloTimeout, "connect tls!short_hello"},
		{"long hellos that are cut off", losingLongHellos(func(raw net.Conn) { raw.(*wire).reset() }), 0, 0, 0, "connect tls!short_hello"},
		{"hellos that are answered late", accepting(func(*wire) bool { time.Sleep(1500 * time.Millisecond); return true }),
			1500 * time.Millisecond, 1500 * time.Millisecond, 1500 * time.Millisecond, "connect tls"},
		{"a dead name server", named(nameServers(noAnswer, 0)), serverTimeout, 0, serverTimeout, "dns!server_silent(127.0.0.1:53) connect tls"},
		{"two dead name servers", named(nameServers(noAnswer, noAnswer, 0)), 2 * serverTimeout, 0, 2 * serverTimeout,
			"dns!server_silent(127.0.0.1:53 127.0.0.2:53) connect tls"},
		{"a slow name server", named(nameServers(500 * time.Millisecond)), 500 * time.Millisecond, rememberedDelay, 500 * time.Millisecond, "dns!remembered(127.0.0.1:53) connect tls"},
		{"a name server that does not answer for IPv6", named(withoutIPv6), serverTimeout, rememberedDelay, serverTimeout, "dns!remembered(127.0.0.1:53) connect tls"},
		{"name servers that are well", named(nameServers(0, noAnswer)), 0, 0, 0, "dns connect tls"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				defer w.end()
				w.execute = true
				tt.arrange(w)
				press := func(what string, takes time.Duration) {
					t.Helper()
					began := time.Now()
					p := w.press()
					p.At = p.At.Add(w.clock)
					want(t, w.client.ToggleHold(w.ctx, p), Toggled, Confirmed)
					if took := time.Since(began); took != takes {
						t.Errorf("%s took %v, want %v", what, took, takes)
					}
					time.Sleep(lookupTimeout)
				}
				press("the first press", tt.first)
				press("the second press", tt.second)
				if got := around(Check(w.ctx, w.client)); got != tt.check {
					t.Errorf("the check found %q, want %q", got, tt.check)
				}
				time.Sleep(lookupTimeout)
				w.client.Learned.Forget()
				press("a press on another network", tt.third)
				w.step(time.Hour) // the machine slept
				press("a press after sleep", tt.third)
				if w.executed != 4 || w.requests != 4 {
					t.Errorf("%d requests, %d toggles, want 4 of both", w.requests, w.executed)
				}
			})
		})
	}
}

// TestALookupOutlivesItsPress: what the name servers say after 6 s serves the next press,
// until the network is another.
func TestALookupOutlivesItsPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer w.end()
		named(nameServers(noAnswer, 1*time.Second))(w)
		answered := w.client.resolve
		w.client.resolve = func(ctx context.Context, network, host string, _ dialFunc) ([]netip.Addr, error) {
			// The system asks for itself, as one does that has a resolver of its own.
			return answered(ctx, network, host, func(ctx context.Context, network, addr string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, addr)
			})
		}
		press := func() Outcome {
			o := w.client.ToggleHold(w.ctx, w.press())
			time.Sleep(lookupTimeout)
			return o
		}
		want(t, press(), NotToggled, Late)
		want(t, press(), Toggled, Confirmed)
		if got := around(Check(w.ctx, w.client)); got != "dns!remembered connect tls" {
			t.Errorf("the check found %q", got)
		}
		time.Sleep(lookupTimeout)
		w.client.Learned.Forget()
		want(t, press(), NotToggled, Late)
		want(t, press(), Toggled, Confirmed)
		w.client.resolve = func(ctx context.Context, network, host string, _ dialFunc) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		time.Sleep(addressTTL)
		want(t, press(), NotToggled, Late) // an address is not good for ever
	})
}

// TestARememberedAddressIsVerified: where somebody else has it by now, nothing is sent,
// and it is used no more.
func TestARememberedAddressIsVerified(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer w.end()
		named(nameServers(0))(w)
		want(t, w.client.ToggleHold(w.ctx, w.press()), Toggled, Confirmed)
		w.client.resolve = nameServers(noAnswer)
		w.client.RootCAs = x509.NewCertPool() // what answers there is somebody else
		want(t, w.client.ToggleHold(w.ctx, w.press()), NotToggled, TLS)
		if got := w.client.Learned.network(w.client.now()).remembered(testHost); got != nil {
			t.Errorf("%v is remembered still", got)
		}
		if w.requests != 1 {
			t.Errorf("%d requests, want that of the first press", w.requests)
		}
		time.Sleep(lookupTimeout)
	})
}

// TestTheFirstServersNoCounts, and a later one's does not: it may be the wrong one to
// ask, as where a VPN brings servers of its own.
func TestTheFirstServersNoCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers := func(first, second error) resolver {
			return func(ctx context.Context, _, _ string, dial dialFunc) ([]netip.Addr, error) {
				if conn, err := dial(ctx, "udp", "127.0.0.1:53"); err == nil {
					conn.Close()
					time.Sleep(time.Second)
					if first != nil {
						return nil, first
					}
					return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
				}
				conn, err := dial(ctx, "udp", "127.0.0.2:53")
				if err != nil {
					return nil, err
				}
				conn.Close()
				return nil, second
			}
		}
		no := &net.DNSError{Err: "no such host", IsNotFound: true}
		for name, tt := range map[string]struct {
			resolve resolver
			found   bool
		}{
			"the second does not know the name": {answers(nil, no), true},
			"neither does":                      {answers(no, no), false},
			"the second fails":                  {answers(nil, errors.New("server misbehaving")), true},
		} {
			var l turns
			addrs, err := l.run(t.Context(), tt.resolve, testHost, nil)
			if (err == nil) != tt.found || (len(addrs) > 0) != tt.found {
				t.Errorf("%s: got %v, %v", name, addrs, err)
			}
		}
	})
}

// TestAServerThatWasLeftOutIsAskedAgain, where the others do not answer.
func TestAServerThatWasLeftOutIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, silent := range map[string][]string{"one": {"127.0.0.1:53"}, "all": {"127.0.0.1:53", "127.0.0.2:53"}} {
			left := map[string]bool{}
			for _, s := range silent {
				left[s] = true
			}
			var l turns
			if addrs, err := l.run(t.Context(), nameServers(0, noAnswer), testHost, left); err != nil || len(addrs) != 1 {
				t.Errorf("%s left out: got %v, %v", name, addrs, err)
			}
			if left["127.0.0.1:53"] == l.silent["127.0.0.1:53"] {
				t.Errorf("%s left out: %v count as silent", name, l.silent)
			}
		}
	})
}

// TestNameServersThatDoNotAnswerAreNamed in the error, for doctor.
func TestNameServersThatDoNotAnswerAreNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer w.end()
		named(nameServers(noAnswer, noAnswer))(w)
		w.client.Timeout = 6 * time.Second
		steps := Check(w.ctx, w.client)
		last := steps[len(steps)-1]
		if last.Cause != CauseTimeout || !strings.Contains(last.Err.Error(), "127.0.0.1:53 127.0.0.2:53") {
			t.Errorf("got %+v", last)
		}
		time.Sleep(lookupTimeout)
	})
}

// TestAShortHelloFitsAPacket, and a long one does not: else there were no point in it.
func TestAShortHelloFitsAPacket(t *testing.T) {
	const packet = 1280 - 60 // what IPv6 promises, less the heads of IP and TCP
	for name, h := range map[string]*hello{"short": nil, "long": {silent: make(chan struct{})}} {
		near, far := newWire()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = h.handshake(ctx, near, tlsConfig(testHost, nil))
		}()
		head := make([]byte, 5)
		if _, err := io.ReadFull(far, head); err != nil {
			t.Fatal(err)
		}
		if got := 5 + int(binary.BigEndian.Uint16(head[3:])); (got <= packet) != (h == nil) {
			t.Errorf("a %s hello has %d bytes, and a packet %d", name, got, packet)
		}
		cancel()
		<-ended
	}
}

// TestARaceClosesItsLosers, and begins nothing that is not needed.
func TestARaceClosesItsLosers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun, open atomic.Int32
		try := func(takes time.Duration, err error) func(context.Context) (counted, error) {
			return func(context.Context) (counted, error) {
				begun.Add(1)
				time.Sleep(takes) // whatever the context says
				if err != nil {
					return counted{}, err
				}
				open.Add(1)
				ours, theirs := net.Pipe()
				theirs.Close()
				return counted{ours, &open}, nil
			}
		}
		no := errors.New("no")
		for _, tt := range []struct {
			name  string
			tries []func(context.Context) (counted, error)
			takes time.Duration
			begun int32
			wins  bool
		}{
			{"the first is quick", []func(context.Context) (counted, error){try(0, nil), try(0, nil)}, 0, 1, true},
			{"the first fails", []func(context.Context) (counted, error){try(0, no), try(0, nil), try(0, nil)}, 0, 2, true},
			{"the first is slow", []func(context.Context) (counted, error){try(5*time.Second, nil), try(0, nil)}, time.Second, 2, true},
			{"the first comes in the end", []func(context.Context) (counted, error){try(5*time.Second, nil), try(0, no)}, 5 * time.Second, 2, true},
			{"all are slow", []func(context.Context) (counted, error){try(5*time.Second, nil), try(4*time.Second, nil), try(4*time.Second, nil)}, 5 * time.Second, 3, true},
			{"all fail", []func(context.Context) (counted, error){try(0, no), try(time.Second, no)}, time.Second, 2, false},
		} {
			begun.Store(0)
			began := time.Now()
			won, errs := race(t.Context(), time.Second, tt.tries...)
			if took := time.Since(began); took != tt.takes || begun.Load() != tt.begun || (errs == nil) != tt.wins {
				t.Errorf("%s: %d tries in %v, %v", tt.name, begun.Load(), took, errs)
			}
			time.Sleep(time.Minute)
			if tt.wins {
				won.Close()
			}
			if n := open.Load(); n != 0 {
				t.Errorf("%s: %d losers are open still", tt.name, n)
			}
		}
	})
}

// TestARaceCancelsItsLosers, which would otherwise go on until the press is over.
func TestARaceCancelsItsLosers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := make(chan time.Duration, 1)
		began := time.Now()
		_, errs := race(t.Context(), time.Second, func(ctx context.Context) (counted, error) {
			<-ctx.Done()
			lost <- time.Since(began)
			return counted{}, ctx.Err()
		}, func(context.Context) (counted, error) { return counted{}, nil })
		if took := <-lost; errs != nil || took != time.Second {
			t.Errorf("got %v, and the loser ended after %v, want a second", errs, took)
		}
	})
}

// TestAnAddressServesForTwelveHours, and where nothing is to be kept nothing is.
func TestAnAddressServesForTwelveHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := (*Learned)(nil).network(time.Now())
		n.known["wolkvox"] = known{[]netip.Addr{netip.IPv6Loopback()}, time.Now()}
		time.Sleep(addressTTL - time.Nanosecond)
		if len(n.remembered("wolkvox")) != 1 {
			t.Error("forgotten within 12 hours")
		}
		time.Sleep(time.Nanosecond)
		if len(n.remembered("wolkvox")) != 0 {
			t.Error("known after 12 hours")
		}
	})
	var none *Learned
	none.Forget()
	none.keepRoots(x509.NewCertPool())
	if none.keptRoots() != nil {
		t.Error("roots were kept nowhere")
	}
}

// TestAnAddressIsForgotten only where it was remembered and somebody else has it.
func TestAnAddressIsForgotten(t *testing.T) {
	socks := throughSOCKS("socks5://"+testProxy, socksLegs(socksByIPv4))
	stranger := func(w *world) { w.client.RootCAs = x509.NewCertPool() }
	cut := accepting(func(raw *wire) bool { raw.reset(); return true })
	for _, tt := range []struct {
		name        string
		way, change func(*world)
		answered    bool // by the name server, also the second time
		forgotten   bool
	}{
		{"a stranger", named(nameServers(0)), stranger, false, true},
		{"a stranger at the name's address of now", named(nameServers(0)), stranger, true, false},
		{"cut off", named(nameServers(0)), cut, false, false},
		{"a stranger behind a SOCKS proxy", socks, stranger, false, true},
		{"the same at the name's address of now", socks, stranger, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				defer w.end()
				tt.way(w)
				want(t, w.client.ToggleHold(w.ctx, w.press()), Toggled, Confirmed)
				if !tt.answered {
					w.client.resolve = nameServers(noAnswer)
				}
				tt.change(w)
				if o := w.client.ToggleHold(w.ctx, w.press()); o.Result != NotToggled {
					t.Errorf("got %+v", o)
				}
				if forgotten := w.client.Learned.network(w.client.now()).remembered(testHost) == nil; forgotten != tt.forgotten {
					t.Errorf("forgotten: %v, want %v", forgotten, tt.forgotten)
				}
			})
		})
	}
}

// TestALookupServesAllThatWait for the name, and one that fails takes nothing away.
func TestALookupServesAllThatWait(t *testing.T) {
	const host = "wv0042.wolkvox.com"
	failed := errors.New("no such name")
	var err error
	answer := make(chan struct{})
	c := &Client{resolve: func(context.Context, string, string, dialFunc) ([]netip.Addr, error) {
		<-answer
		return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, err
	}}
	n := new(Learned).network(c.now())
	first := c.startLookup(n, host)
	if first.found() || c.startLookup(n, host) != first {
		t.Error("a lookup that runs was started once more")
	}
	close(answer)
	<-first.over
	if len(n.remembered(host)) != 1 || !first.found() {
		t.Errorf("got %v", n.remembered(host))
	}
	err = failed
	second := c.startLookup(n, host)
	<-second.over
	if second == first || second.found() || len(n.remembered(host)) != 1 {
		t.Errorf("one that failed: found %v, remembered is %v", second.found(), n.remembered(host))
	}
}

// TestTheSystemKnowsThisMachine, also without a name server.
func TestTheSystemKnowsThisMachine(t *testing.T) {
	c := new(Client)
	l := c.startLookup(new(Learned).network(c.now()), "localhost")
	<-l.over
	if l.err != nil || len(l.addrs) == 0 || !l.addrs[0].IsLoopback() {
		t.Errorf("got %v, %v", l.addrs, l.err)
	}
}
