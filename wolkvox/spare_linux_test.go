package wolkvox

import (
	"context"
	"net"
	"os"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// TestSparesThatAreNotKeptLeaveNothingOpen: a shift has hundreds of them.
func TestSparesThatAreNotKeptLeaveNothingOpen(t *testing.T) {
	open := func() int {
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	_, c := start(t, simulator.Options{Addr: simulator.InMemory})
	c.Spare = new(Spare)
	inner := c.DialContext
	for name, dial := range map[string]dialFunc{
		"no connection": func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed },
		"closed later":  inner,
		"closed while it was dialled": func(ctx context.Context, network, addr string) (net.Conn, error) {
			c.Spare.Close()
			return inner(ctx, network, addr)
		},
	} {
		c.DialContext = dial
		before := open()
		for range 50 {
			_ = c.Spare.Dial(t.Context(), c, SpareFor, nil)
			c.Spare.Close()
		}
		if more := open() - before; more > 25 {
			t.Errorf("%s: %d more files are open after 50 spares", name, more)
		}
	}
	for name, way := range map[string]string{"answered": "", "never answered": "close_before_reply"} {
		s, c := start(t, simulator.Options{Addr: simulator.InMemory})
		s.Misbehave(way)
		c.Spare = new(Spare)
		before := open()
		for range 50 {
			if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
				t.Fatal(err)
			}
			c.ToggleHold(t.Context(), Press{At: time.Now()})
			sameRoute(between{nil, &net.TCPAddr{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443}})
		}
		if more := open() - before; more > 25 {
			t.Errorf("%s: %d more files are open after 50 presses", name, more)
		}
	}
}

// between is a connection with addresses of its own.
type between struct {
	net.Conn
	local, remote net.Addr
}

func (b between) LocalAddr() net.Addr  { return b.local }
func (b between) RemoteAddr() net.Addr { return b.remote }

// TestSameRoute: only the system's word that there is no such route any more, or another
// address of our own, keeps a press from a spare.
func TestSameRoute(t *testing.T) {
	home, pipe := net.IPv4(127, 0, 0, 1), &net.UnixAddr{}
	for name, tt := range map[string]struct {
		conn between
		want bool
	}{
		"the same":                   {between{nil, &net.TCPAddr{IP: home}, &net.TCPAddr{IP: home, Port: 443}}, true},
		"another address":            {between{nil, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}, &net.TCPAddr{IP: home, Port: 443}}, false},
		"no route":                   {between{nil, &net.TCPAddr{IP: home}, &net.TCPAddr{IP: net.IPv4bcast, Port: 443}}, false},
		"an interface that is gone":  {between{nil, &net.TCPAddr{IP: home}, &net.TCPAddr{IP: net.IPv6linklocalallnodes, Zone: "none such", Port: 443}}, true},
		"no address of the system":   {between{nil, pipe, &net.TCPAddr{IP: home, Port: 443}}, true},
		"no address to ask for":      {between{nil, &net.TCPAddr{IP: home}, pipe}, true},
		"an address that is not one": {between{nil, &net.TCPAddr{IP: home}, &net.TCPAddr{Port: 443}}, true},
	} {
		if got := sameRoute(tt.conn); got != tt.want {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
}
