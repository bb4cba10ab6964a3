package wolkvox

import (
	"crypto/x509"
	"net"
	"net/netip"
	"sync"
	"time"
)

// addressTTL is how long an address may be used when its name cannot be looked up.
const addressTTL = 12 * time.Hour

// Learned is what the dials of a [Client] found out about the current network:
// addresses, silent name servers, which of several proxies works, whether long TLS
// hellos get through. The next dial starts with what worked but does not rely on it,
// and verifies the certificate as always, so old knowledge costs only time.
//
// The zero Learned knows nothing. Its methods may be called from several goroutines. It
// must not be copied. Only clients with the same roots and proxies may share one.
type Learned struct {
	mu    sync.Mutex
	now   *network
	roots *x509.CertPool // read after a certificate did not verify; not of the network
}

// Forget is called when the network has changed or the machine slept. What running
// dials still find out belongs to the old network and is not kept.
func (l *Learned) Forget() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = nil
}

// network returns what is known of the current network; wall is the client's wall
// clock. If that clock jumped, the machine slept, and the knowledge is dropped.
func (l *Learned) network(wall time.Time) *network {
	fresh := &network{made: time.Now(), wall: wall, looking: map[string]*lookup{}, known: map[string]known{}}
	if l == nil {
		return fresh
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil || clockJumped(l.now.made, l.now.wall, wall) {
		l.now = fresh
	}
	return l.now
}

// keptRoots returns the roots that replaced the client's own, or nil.
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

// network is what was found out since the network last changed. A dial uses one from
// start to end.
type network struct {
	made, wall time.Time

	mu      sync.Mutex
	looking map[string]*lookup // by host
	known   map[string]known   // by host
	silent  map[string]bool    // name servers that gave no answer where another one did
	short   bool               // long hellos do not get through, short ones do
	cut     bool               // a short hello was already tried after a long one was cut off
	lost    int                // dials in which no hello was answered
	way     string             // the entry of a list of proxies that worked
}

// known are addresses that a name had.
type known struct {
	addrs []netip.Addr
	at    time.Time
}

// remembered returns the earlier addresses of a host, if they are not too old.
func (n *network) remembered(host string) []netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	if k := n.known[host]; time.Since(k.at) < addressTTL {
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

func (n *network) shortOnly() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.short
}

func (n *network) learnShort() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.short = true
}

// lostToProbe is after how many dials without an answered hello a probe is due.
const lostToProbe = 2

func (n *network) countLost() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lost++
}

// ProbeDue reports that no hello was answered in two dials, so [ProbeShort] should be called.
// It is due again after two more.
func (l *Learned) ProbeDue() bool {
	if l == nil {
		return false
	}
	l.mu.Lock()
	n := l.now
	l.mu.Unlock()
	if n == nil {
		return false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lost < lostToProbe || n.short {
		return false
	}
	n.lost = 0
	return true
}

// tryCutAgain makes the next hello that is cut off the first one again.
func (n *network) tryCutAgain() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = false
}

// firstCut reports, only once, that a short hello should be tried after a long one was
// cut off.
func (n *network) firstCut() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	before := n.cut
	n.cut = true
	return !before
}

func (n *network) workingWay() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.way
}

func (n *network) learnWay(way string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.way = way
}
