package wolkvox

import (
	"crypto/x509"
	"net"
	"net/netip"
	"sync"
	"time"
)

// addressFor is how long an address may be used when its name cannot be looked up.
const addressFor = 12 * time.Hour

// Learned is what the dials of a [Client] found out about the network of the moment:
// addresses, name servers that are silent, which proxy of several works, whether long
// TLS hellos get through. The next dial begins with what worked. It never uses that
// alone, and the certificate is verified as always, so that what is wrong by now costs
// time and nothing else.
//
// The zero Learned knows nothing. Its methods may be called from several goroutines.
// It must not be copied. Only clients with the same roots and proxies may share one.
type Learned struct {
	mu    sync.Mutex
	now   *network
	roots *x509.CertPool // read after a certificate did not verify; not of the network
}

// Forget is for when the network is another one, or the machine slept. What dials
// that are under way still find out is of the network before, and is not kept.
func (l *Learned) Forget() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = nil
}

// network is what is known of the network of the moment, by the wall clock of a
// client. A jump of that clock is forgetting enough: the machine slept.
func (l *Learned) network(wall time.Time) *network {
	fresh := &network{made: time.Now(), wall: wall, looking: map[string]*lookup{}, known: map[string]known{}}
	if l == nil {
		return fresh
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil || jumped(l.now.made, l.now.wall, wall) {
		l.now = fresh
	}
	return l.now
}

// keptRoots are the roots that took the place of the client's own, nil for none.
func (l *Learned) keptRoots() *x509.CertPool {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.roots
}

func (l *Learned) keepRoots(roots *x509.CertPool) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.roots = roots
}

// network is what was found out since the last change of the network. A dial works on
// one from its beginning to its end.
type network struct {
	made, wall time.Time

	mu      sync.Mutex
	looking map[string]*lookup // by host
	known   map[string]known   // by host
	silent  map[string]bool    // name servers that gave no answer where another one did
	short   bool               // long hellos do not get through, short ones do
	cut     bool               // that a hello was cut off has had a short one tried
	way     string             // the entry of a list of proxies that worked
}

// known are addresses that a name had.
type known struct {
	addrs []netip.Addr
	at    time.Time
}

// remembered are the addresses that a host had, if that is not too long ago.
func (n *network) remembered(host string) []netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	if k := n.known[host]; time.Since(k.at) < addressFor {
		return k.addrs
	}
	return nil
}

// forget drops the addresses of a host and port.
func (n *network) forget(addr string) {
	host, _, _ := net.SplitHostPort(addr)
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.known, host)
}

func (n *network) onlyShort() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.short
}

func (n *network) learnShort() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.short = true
}

// tryCut reports, once, that a short hello is to be tried where a long one was cut off.
func (n *network) tryCut() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	before := n.cut
	n.cut = true
	return !before
}

func (n *network) worked() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.way
}

func (n *network) learnWay(way string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.way = way
}
