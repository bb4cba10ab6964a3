//go:build !windows

package wolkvox

import (
	"context"
	"net"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// elsewhere is a connection from an address that the system would not use any more.
type elsewhere struct{ net.Conn }

func (elsewhere) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1} }

// nowhere is one to a place that is reached from another address by now, or not at all.
type nowhere struct{ net.Conn }

func (nowhere) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(240, 0, 0, 1), Port: 443} }

// TestASpareFromAnotherAddressIsNotTaken: a cable was pulled, a VPN came up.
func TestASpareFromAnotherAddressIsNotTaken(t *testing.T) {
	for name, move := range map[string]func(net.Conn) net.Conn{
		"":          func(c net.Conn) net.Conn { return c },
		"elsewhere": func(c net.Conn) net.Conn { return elsewhere{c} },
		"nowhere":   func(c net.Conn) net.Conn { return nowhere{c} },
	} {
		s, c := start(t, simulator.Options{})
		c.Spare = new(Spare)
		dial := c.DialContext
		c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			return move(conn), err
		}
		if err := c.Spare.Dial(t.Context(), c, SpareFor, nil); err != nil {
			t.Fatal(err)
		}
		c.Spare.conn.routes.close() // as after a change: the route is asked for
		if dialled := pressWith(t, c); dialled != (name != "") || s.Toggles(testAgent) != 1 {
			t.Errorf("%s: dialled %v, %d toggles", name, dialled, s.Toggles(testAgent))
		}
	}
}

// TestTheSameRoute: what was dialled a moment ago is still the way, by both protocols.
func TestTheSameRoute(t *testing.T) {
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range own {
		ip := at.(*net.IPNet).IP
		if !ip.IsLoopback() {
			continue
		}
		l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: ip})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if !sameRoute(conn) || sameRoute(elsewhere{conn}) {
			t.Errorf("%v: another route", ip)
		}
	}
}
