package wolkvox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// lookupTimeout limits the lookup of a name. It is longer than any press waits: a
	// late result serves the next press.
	lookupTimeout = 20 * time.Second
	// serverTimeout is how long a name server may take before the next one is asked as
	// well. The system waits 5 s, and a press has 3.
	serverTimeout = 700 * time.Millisecond
	// rememberedDelay is how long a lookup may take before an earlier address is tried
	// in parallel.
	rememberedDelay = 250 * time.Millisecond
	// addressDelay is how long to wait before the next address of a name is tried in
	// parallel (RFC 8305, section 5).
	addressDelay = 250 * time.Millisecond
)

var errSkipped = errors.New("this name server is left out")

// resolver looks a name up: on network "ip", or "ip4" for IPv4 addresses only. It
// reaches name servers by dial where the system leaves that to us; where it does not,
// dial is never called.
type resolver func(ctx context.Context, network, host string, dial dialFunc) ([]netip.Addr, error)

type dialFunc = func(ctx context.Context, network, addr string) (net.Conn, error)

// systemResolver uses Go's resolver.
func systemResolver(ctx context.Context, network, host string, dial dialFunc) ([]netip.Addr, error) {
	r := &net.Resolver{Dial: dial}
	return r.LookupNetIP(ctx, network, host)
}

// lookup is one lookup of a name. The fields but the first two are set when over is
// closed.
type lookup struct {
	over  chan struct{}
	turns turns
	addrs []netip.Addr
	err   error
}

// startLookup returns the running lookup of host, or starts one. The lookup goes on
// when nobody waits for it any more.
func (c *Client) startLookup(n *network, host string) *lookup {
	n.mu.Lock()
	defer n.mu.Unlock()
	if l := n.looking[host]; l != nil {
		return l
	}
	l := &lookup{over: make(chan struct{})}
	n.looking[host] = l
	resolve, silent := c.resolve, maps.Clone(n.silent)
	if resolve == nil {
		resolve = systemResolver
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), lookupTimeout)
		defer cancel()
		l.addrs, l.err = l.turns.run(ctx, resolve, host, silent)
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.looking, host)
		if l.err == nil {
			n.known[host] = known{l.addrs, time.Now()}
			n.silent = l.turns.silent
		}
		close(l.over)
	}()
	return l
}

// wait returns what was found, or an error that names the servers that were asked.
func (l *lookup) wait(ctx context.Context, host string) ([]netip.Addr, error) {
	select {
	case <-l.over:
		return l.addrs, l.err
	case <-ctx.Done():
		return nil, &net.DNSError{Err: "no answer in time", Name: host, Server: strings.Join(l.turns.all(), " "), IsTimeout: true}
	}
}

// found reports whether the lookup has succeeded.
func (l *lookup) found() bool {
	select {
	case <-l.over:
		return l.err == nil
	default:
		return false
	}
}

// turns asks name servers. The first turn asks like the system, one server after the
// other. If that takes long, more turns start in parallel, each without the servers
// that were asked before. The last turn asks all servers for IPv4 addresses only,
// because some servers never answer other questions, which the earlier turns wait for.
type turns struct {
	mu     sync.Mutex
	asked  []map[string]bool // by turn
	order  []string          // all that were asked
	silent map[string]bool   // those that gave no answer where another one did
}

// all returns the servers that were asked so far.
func (t *turns) all() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.order...)
}

// begin prepares a turn, and returns how it reaches name servers.
func (t *turns) begin(leaveOut map[string]bool) (turn int, dial dialFunc) {
	t.mu.Lock()
	defer t.mu.Unlock()
	turn = len(t.asked)
	asked := map[string]bool{}
	t.asked = append(t.asked, asked)
	return turn, func(ctx context.Context, network, server string) (net.Conn, error) {
		t.mu.Lock()
		if leaveOut[server] {
			t.mu.Unlock()
			return nil, errSkipped
		}
		if !asked[server] {
			asked[server] = true
			t.order = append(t.order, server)
		}
		t.mu.Unlock()
		return new(net.Dialer).DialContext(ctx, network, server)
	}
}

// nextTurn returns the servers that the next turn leaves out, and false if a next turn
// would have no server to ask.
func (t *turns) nextTurn() (leaveOut map[string]bool, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	leaveOut = map[string]bool{}
	for _, server := range t.order {
		leaveOut[server] = true
	}
	last := t.asked[len(t.asked)-1]
	return leaveOut, len(last) > 0 || len(t.asked) == 1 && len(t.silent) > 0
}

// asking reports whether a turn asked any server.
func (t *turns) asking(turn int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.asked[turn]) > 0
}

// ended records which servers were silent, after a turn was answered.
func (t *turns) ended(turn int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.silent
	t.silent = map[string]bool{}
	for server := range before {
		if !t.asked[turn][server] {
			t.silent[server] = true
		}
	}
	for i, asked := range t.asked {
		for server := range asked {
			if i != turn && !t.asked[turn][server] {
				t.silent[server] = true
			}
		}
	}
}

// run looks host up. Silent are servers that the first turn leaves out.
func (t *turns) run(ctx context.Context, resolve resolver, host string, silent map[string]bool) ([]netip.Addr, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t.silent = silent
	type answer struct {
		turn  int
		addrs []netip.Addr
		err   error
	}
	const most = 6 // three servers are what a system asks (resolv.conf(5))
	answers := make(chan answer, most)
	running, last := 0, false
	begin := func(network string, leaveOut map[string]bool) {
		turn, dial := t.begin(leaveOut)
		running++
		go func() {
			addrs, err := withRecover(func() ([]netip.Addr, error) { return resolve(ctx, network, host, dial) })
			if err == nil && len(addrs) == 0 {
				err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
			}
			answers <- answer{turn, addrs, err}
		}()
	}
	next := func() {
		if leaveOut, ok := t.nextTurn(); ok && len(t.asked) < most-1 {
			begin("ip", leaveOut)
		}
	}
	begin("ip", silent)
	var failed error
	for running > 0 {
		select {
		case a := <-answers:
			running--
			if a.err == nil {
				t.ended(a.turn)
				return a.addrs, nil
			}
			if failed == nil || strings.Contains(failed.Error(), errSkipped.Error()) {
				failed = a.err
			}
			if a.turn > 0 {
				if !last && !t.asking(a.turn) {
					last = true
					begin("ip4", nil)
				}
				break
			}
			var dns *net.DNSError
			if len(silent) == 0 && errors.As(a.err, &dns) && dns.IsNotFound {
				return nil, a.err // the name does not exist: no need to ask another server
			}
			if len(silent) > 0 {
				next()
			}
		case <-time.After(serverTimeout):
			next()
		}
	}
	return nil, failed
}

// open connects to addr, and says how its name was found.
func (c *Client) open(ctx context.Context, n *network, addr string) (net.Conn, *passed, error) {
	if c.DialContext != nil {
		conn, err := c.DialContext(ctx, "tcp", addr)
		return conn, nil, err
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, nil, err
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		conn, err := c.connect(ctx, []netip.Addr{ip}, port)
		return conn, nil, err
	}
	before := n.remembered(host)
	l := c.startLookup(n, host)
	step := &passed{step: DNS}
	tries := []func(context.Context) (net.Conn, error){func(ctx context.Context) (net.Conn, error) {
		addrs, err := l.wait(ctx, host)
		if err != nil {
			return nil, err
		}
		return c.connect(ctx, addrs, port)
	}}
	if len(before) > 0 {
		tries = append(tries, func(ctx context.Context) (net.Conn, error) {
			if l.found() {
				return nil, errNotNeeded
			}
			return c.connect(ctx, before, port)
		})
	}
	conn, errs := race(ctx, rememberedDelay, tries...)
	if errs != nil {
		return nil, nil, errs[0]
	}
	switch {
	case !l.found():
		step.cause, step.instead = CauseRemembered, strings.Join(l.turns.all(), " ")
		step.detail = strings.Trim(fmt.Sprint(before), "[]")
	default:
		step.detail = strings.Trim(fmt.Sprint(l.addrs), "[]")
		if silent := slices.Sorted(maps.Keys(l.turns.silent)); len(silent) > 0 {
			step.cause, step.instead = CauseServerSilent, strings.Join(silent, " ")
		}
	}
	return conn, step, nil
}

// connect connects to the first address that answers.
func (c *Client) connect(ctx context.Context, addrs []netip.Addr, port string) (net.Conn, error) {
	dial := c.dialAddr
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	var tries []func(context.Context) (net.Conn, error)
	for _, addr := range addrs {
		tries = append(tries, func(ctx context.Context) (net.Conn, error) {
			return dial(ctx, "tcp", net.JoinHostPort(addr.Unmap().String(), port))
		})
	}
	conn, errs := race(ctx, addressDelay, tries...)
	if errs != nil {
		return nil, errs[0]
	}
	return conn, nil
}
