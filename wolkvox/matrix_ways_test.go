package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/netip"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

const deadProxy = "dead:3128"

// listing sets a list of proxies; "" is none.
func (w *world) listing(hosts ...string) {
	var ways []*url.URL
	for _, host := range hosts {
		if host == "" {
			ways = append(ways, nil)
		} else {
			ways = append(ways, &url.URL{Scheme: "http", Host: host})
		}
	}
	w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return ways, nil }
}

// ways leads through a list of proxies, of which one is dead in its own way.
func ways(dead func(ctx context.Context, addr string) error, hosts ...string) func(*world) {
	return func(w *world) {
		w.listing(hosts...)
		w.open = func(ctx context.Context, addr string) error {
			if addr == deadProxy {
				return dead(ctx, addr)
			}
			return nil
		}
	}
}

func refused(context.Context, string) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

// firstTunnel lets f answer the first CONNECT, and all later ones go on.
func firstTunnel(f func(raw *wire) bool) func(*world) {
	return func(w *world) {
		w.listing(testProxy, testProxy)
		first := true
		w.proxy = func(raw *wire) bool {
			w.mu.Lock()
			now := first
			first = false
			w.mu.Unlock()
			return !now || f(raw)
		}
	}
}

// losingLongHellos is a network that loses a hello which is longer than a packet.
func losingLongHellos(lost func(raw net.Conn)) func(*world) {
	return func(w *world) {
		w.config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			if slices.Contains(h.SupportedCurves, tls.X25519MLKEM768) {
				lost(h.Conn)
				return nil, errors.New("lost")
			}
			return nil, nil
		}
	}
}

func swallow(raw net.Conn) { io.Copy(io.Discard, raw) }

// named leads by names: each address stands for the server.
func named(find resolver) func(*world) {
	return func(w *world) {
		dial := w.client.DialContext
		w.client.DialContext = nil
		w.client.resolve = find
		w.client.dialAddr = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dial(ctx, network, testHost+":443")
		}
	}
}

// nameServers answer in the order in which a system asks them, each after its time.
// One that never answers is left after 5 s.
func nameServers(servers ...time.Duration) resolver {
	return func(ctx context.Context, _, host string, dial dialFunc) ([]netip.Addr, error) {
		err := error(&net.DNSError{Err: "no name server", Name: host})
		for i, takes := range servers {
			server := netip.AddrFrom4([4]byte{127, 0, 0, byte(i + 1)})
			conn, failed := dial(ctx, "udp", server.String()+":53")
			if failed != nil {
				err = &net.DNSError{Err: failed.Error(), Name: host}
				continue
			}
			conn.Close()
			turn := time.NewTimer(min(takes, 5*time.Second))
			select {
			case <-turn.C:
			case <-ctx.Done():
				turn.Stop()
				return nil, ctx.Err()
			}
			if takes < 5*time.Second {
				return []netip.Addr{server}, nil
			}
			err = &net.DNSError{Err: "i/o timeout", Name: host, IsTimeout: true}
		}
		return nil, err
	}
}

// withoutIPv6 is a name server that answers at once, but no question for an IPv6 address.
func withoutIPv6(ctx context.Context, network, host string, dial dialFunc) ([]netip.Addr, error) {
	if network == "ip4" {
		return nameServers(0)(ctx, network, host, dial)
	}
	return nameServers(noAnswer)(ctx, network, host, dial)
}

const noAnswer = time.Hour

// wayFaults are those where another way leads to wolkvox, before the request. However
// many are tried, one connection gets it.
func wayFaults() []fault {
	faults := []fault{
		{name: "proxies: the first refuses, the second is well", ways: 2, truths: toggled, arrange: ways(refused, deadProxy, testProxy)},
		{name: "proxies: the first is silent, the second is well", ways: 2, truths: toggled, arrange: ways(stall, deadProxy, testProxy)},
		{name: "proxies: seven are silent, the last is well", ways: 8, truths: toggled,
			arrange: ways(stall, deadProxy, deadProxy, deadProxy, deadProxy, deadProxy, deadProxy, deadProxy, testProxy)},
		{name: "proxies: the first is silent, without one it is well", ways: 2, truths: toggled, arrange: ways(stall, deadProxy, "")},
		{name: "proxies: all refuse, and none may be left out", ways: 2, truths: not(Proxy), arrange: ways(refused, deadProxy, deadProxy)},
		{name: "proxies: all are silent, and none may be left out", ways: 2, truths: not(Late), took: SendWithin, arrange: ways(stall, deadProxy, deadProxy)},
		{name: "proxies: both are slow", ways: 2, truths: toggled, arrange: func(w *world) {
			w.listing(testProxy, testProxy)
			w.proxy = func(*wire) bool { time.Sleep(1500 * time.Millisecond); return true }
		}},
		{name: "proxies: the first says nothing to CONNECT", ways: 2, truths: toggled, arrange: firstTunnel(silent)},
		{name: "proxies: the first answers 503", ways: 2, truths: toggled, arrange: firstTunnel(func(raw *wire) bool {
			io.WriteString(raw, lines(503, "Content-Length: 0"))
			return false
		})},
		{name: "proxies: the second leads to a host that nobody vouches for", ways: 2, truths: not(TLS), arrange: func(w *world) {
			ways(refused, deadProxy, testProxy)(w)
			w.client.RootCAs = x509.NewCertPool()
		}},
		{name: "long TLS hellos are lost", ways: 2, truths: toggled, arrange: losingLongHellos(swallow)},
		{name: "long TLS hellos are lost behind the proxy", ways: 2, truths: toggled, arrange: throughProxy(losingLongHellos(swallow))},
		{name: "long TLS hellos are cut off", ways: 2, truths: toggled, arrange: losingLongHellos(func(raw net.Conn) { raw.(*wire).reset() })},
		{name: "the answer to a TLS hello takes 1.5 s", ways: 2, truths: toggled, arrange: accepting(func(*wire) bool { time.Sleep(1500 * time.Millisecond); return true })},
	}
	if !namesByGo {
		return faults
	}
	return append(faults, []fault{
		{name: "DNS: the first server is dead", truths: toggled, arrange: named(nameServers(noAnswer, 0))},
		{name: "DNS: two servers are dead", truths: toggled, arrange: named(nameServers(noAnswer, noAnswer, 0))},
		{name: "DNS: all servers are dead", truths: not(Late), took: SendWithin, dials: true, arrange: named(nameServers(noAnswer, noAnswer))},
		{name: "DNS: the server does not answer for IPv6", truths: toggled, arrange: named(withoutIPv6)},
		{name: "DNS: the first server takes 1 s", truths: toggled, arrange: named(nameServers(time.Second, noAnswer))},
	}...)
}

// namesByGo: under Wine 8 Go has no UDP sockets to ask name servers by.
const namesByGo = runtime.GOOS != "windows"

// around lists what a check found, as NAME or NAME!CAUSE, with what was gone around.
func around(steps []CheckStep) string {
	var all []string
	for _, s := range steps {
		text := s.Name
		if s.Cause != "" {
			text += "!" + string(s.Cause)
		}
		if s.Instead != "" {
			text += "(" + s.Instead + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}
