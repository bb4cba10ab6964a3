//go:build netns && linux

package wolkvox

import (
	"bufio"
	"context"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

var stillFor = flag.Duration("still", 90*time.Second, "how long TestNoLatePacket listens for what may come late")

// queued is how long a system may keep a packet whose next hop it looks for. It is
// also the gap after an unknown outcome without an answer.
const queued = 4 * time.Second

// Addresses, the same on every line: nobody meets anybody of another line.
const (
	deskAddr  = "10.0.0.1"
	theirAddr = "10.0.0.2"
	theirPort = theirAddr + ":443"
	proxyPort = theirAddr + ":3128"
)

// childEnv makes the test program a desk's program, which is killed.
const childEnv = "LATE_PACKET_DESK"

func TestMain(m *testing.M) {
	if desk := os.Getenv(childEnv); desk != "" {
		child(strings.Split(desk, ","))
	}
	flag.Parse()
	os.Exit(m.Run())
}

// space is a network name space.
type space struct{ file *os.File }

// newSpace makes one. It lives as long as it is open.
func newSpace(t *testing.T) space {
	t.Helper()
	var s space
	err := onThread(func() (err error) {
		if err = unix.Unshare(unix.CLONE_NEWNET); err == nil {
			s.file, err = os.Open("/proc/thread-self/ns/net")
		}
		return err
	})
	if err != nil {
		t.Fatal("no network name space can be made here: ", err)
	}
	t.Cleanup(func() { s.file.Close() })
	return s
}

// in does f in the name space. Sockets and processes that it makes stay there.
func (s space) in(f func() error) error {
	return onThread(func() error {
		if err := unix.Setns(int(s.file.Fd()), unix.CLONE_NEWNET); err != nil {
			return err
		}
		return f()
	})
}

// onThread does f on a thread of its own, which ends with it.
func onThread(f func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		done <- f()
	}()
	return <-done
}

// ip runs the program of that name; NETNS in its arguments is the other name space.
func (s space) ip(t *testing.T, other space, line string) {
	t.Helper()
	cmd := exec.Command("ip", strings.Fields(strings.ReplaceAll(line, "NETNS", "netns /proc/self/fd/3"))...)
	if other.file != nil {
		cmd.ExtraFiles = []*os.File{other.file}
	}
	var out []byte
	err := s.in(func() (err error) { out, err = cmd.CombinedOutput(); return err })
	if err != nil {
		t.Errorf("ip %s: %v: %s", line, err, out)
	}
}

func (s space) dial(ctx context.Context, network, addr string) (conn net.Conn, err error) {
	err = s.in(func() (err error) { conn, err = new(net.Dialer).DialContext(ctx, network, addr); return err })
	return conn, err
}

// outage is how a line goes down, and when.
type outage struct {
	name       string
	down, up   func(t *testing.T, l *route)
	after      time.Duration // from the hand-over until the desks give up
	back       time.Duration // from then until the line is up
	mayBeQueue bool          // a request may arrive until queued has passed
}

// route is a way from a desk through a street to wolkvox, and the desks at its end.
type route struct {
	outage
	desk, street, there space
	server              *simulator.Server
	desks               []*desk
}

// desk makes one request that is given up.
type desk struct {
	agent, way, end string
	client          *Client
	goOn            chan struct{} // closed when a process of its own may press
	atMark          chan struct{} // closed when the mark is made
	handOver        chan struct{} // closed when the request may leave
	give            func()        // gives up
	told            Outcome
	ended           chan struct{}
}

// TestEveryChangeOfTheWayIsHeard: a spare connection counts on it. What a VPN changes is
// heard by the time that it is made: an address, a route, a rule.
func TestEveryChangeOfTheWayIsHeard(t *testing.T) {
	s := newSpace(t)
	s.ip(t, space{}, "link set lo up")
	for _, change := range []string{
		"link add vpn0 type veth peer name vpn1", "addr add " + deskAddr + "/24 dev vpn0", "link set vpn0 up", "link set vpn1 up",
		"route add default via " + theirAddr, "rule add from " + deskAddr + " table 100", "-6 addr add fd00::1/64 dev vpn0 nodad",
		"-6 route add default via fd00::2", "-6 rule add from fd00::1 table 100", "link set vpn0 down",
	} {
		var before, heard bool
		var heardBy *routes
		if err := s.in(func() error { heardBy = listenToRoutes(); return nil }); err != nil || heardBy == nil {
			t.Fatal("nothing can be heard here: ", err)
		}
		before = heardBy.quiet()
		s.ip(t, space{}, change)
		heard = !heardBy.quiet()
		heardBy.close()
		if !before || !heard {
			t.Errorf("%s: quiet before %v, heard %v", change, before, heard)
		}
		if heardBy.quiet() {
			t.Error("quiet after its end")
		}
	}
}

// TestNoLatePacket hands requests to a system whose line has just gone down, gives
// them up, and lets the line come back: nothing of them may arrive any more, neither
// at once nor within 90 s, and the next press is toggled once. It needs network name
// spaces, and fails where there are none; .ci/late-packet runs it.
func TestNoLatePacket(t *testing.T) {
	ownLink := outage{name: "desk's link",
		down: func(t *testing.T, l *route) { l.desk.ip(t, space{}, "link set desk0 down") },
		up:   func(t *testing.T, l *route) { l.desk.ip(t, space{}, "link set desk0 up") },
	}
	upstream := outage{name: "upstream",
		down: func(t *testing.T, l *route) { l.street.ip(t, space{}, "link set street0 down") },
		up:   func(t *testing.T, l *route) { l.street.ip(t, space{}, "link set street0 up") },
	}
	// The desk does not know any more where its next hop is when it hands over.
	lost := outage{name: "upstream, hop", mayBeQueue: true, up: upstream.up, down: func(t *testing.T, l *route) {
		upstream.down(t, l)
		l.desk.ip(t, space{}, "neigh del "+theirAddr+" dev desk0")
	}}
	var outages []outage
	for _, o := range []outage{ownLink, upstream, lost} {
		for _, o.after = range []time.Duration{500 * time.Millisecond, 4 * time.Second} {
			for _, o.back = range []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second} {
				outages = append(outages, o)
			}
		}
	}
	var mu sync.Mutex
	var table []string
	t.Run("lines", func(t *testing.T) {
		for _, o := range outages {
			l := newRoute(t, o)
			t.Run(fmt.Sprintf("%s, given up after %v, up %v later", o.name, o.after, o.back), func(t *testing.T) {
				// Each of them waits, nearly all the time.
				t.Parallel()
				rows := l.play(t)
				mu.Lock()
				defer mu.Unlock()
				table = append(table, rows...)
			})
		}
	})
	slices.Sort(table)
	t.Logf("%d requests were given up\n%-14s %-8s %-7s %7s %6s  %-40s %s\n%s", len(table), "line down", "way", "end", "after", "up", "told", "arrived", strings.Join(table, "\n"))
}

// newRoute builds one, with every desk connected.
func newRoute(t *testing.T, o outage) *route {
	t.Helper()
	l := &route{outage: o, desk: newSpace(t), street: newSpace(t), there: newSpace(t)}
	l.street.ip(t, space{}, "link add street0 type bridge")
	l.desk.ip(t, l.street, "link add desk0 type veth peer name a NETNS")
	l.there.ip(t, l.street, "link add there0 type veth peer name b NETNS")
	l.street.ip(t, space{}, "link set dev a master street0 up")
	l.street.ip(t, space{}, "link set dev b master street0 up")
	l.street.ip(t, space{}, "link set street0 up")
	l.desk.ip(t, space{}, "addr add "+deskAddr+"/24 dev desk0")
	l.desk.ip(t, space{}, "link set desk0 up")
	l.there.ip(t, space{}, "addr add "+theirAddr+"/24 dev there0")
	l.there.ip(t, space{}, "link set there0 up")
	l.there.ip(t, space{}, "link set lo up")

	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	err := l.there.in(func() (err error) {
		if l.server, err = simulator.New(simulator.Options{Server: "0042", Token: testToken, Addr: theirPort}); err != nil {
			return err
		}
		proxy, err := net.Listen("tcp", proxyPort)
		if err != nil {
			return err
		}
		context.AfterFunc(ctx, func() { proxy.Close() })
		go l.lead(proxy)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	go l.server.Run(ctx)

	for _, way := range []string{"direct", "proxy"} {
		for _, end := range []string{"timeout", "quit", "kill"} {
			if end == "timeout" && o.after < 4*time.Second {
				continue // the shortest that can be set
			}
			l.desks = append(l.desks, l.newDesk(t, fmt.Sprint(100+len(l.desks)), way, end))
		}
	}
	return l
}

// lead serves as a CONNECT proxy.
func (l *route) lead(proxy net.Listener) {
	for {
		near, err := proxy.Accept()
		if err != nil {
			return
		}
		go func() {
			defer near.Close()
			in := bufio.NewReader(near)
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			far, err := l.there.dial(context.Background(), "tcp", theirPort)
			if err != nil {
				return
			}
			defer far.Close()
			_, _ = io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n")
			go func() { _, _ = io.Copy(far, in); far.Close() }()
			_, _ = io.Copy(near, far)
		}()
	}
}

// newClient is a client on a desk that dials with dial.
func newClient(agent, way string, roots *x509.CertPool, dial func(context.Context, string, string) (net.Conn, error)) *Client {
	token, err := ParseToken(testToken)
	if err != nil {
		panic(err)
	}
	c := &Client{Server: "0042", AgentID: agent, Token: token, RootCAs: roots, Timeout: 4 * time.Second, Spare: new(Spare)}
	c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if host, port, _ := net.SplitHostPort(addr); host == c.host() {
			addr = net.JoinHostPort(theirAddr, port)
		}
		return dial(ctx, network, addr)
	}
	if way == "proxy" {
		c.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "http", Host: proxyPort}}, nil }
	}
	return c
}

// connectSpare dials the connection that the request will go out on.
func connectSpare(c *Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	patient := *c
	patient.Timeout = 20 * time.Second
	return c.Spare.Dial(ctx, &patient, SpareFor, nil)
}

func (l *route) newDesk(t *testing.T, agent, way, end string) *desk {
	t.Helper()
	d := &desk{agent: agent, way: way, end: end, goOn: make(chan struct{}), atMark: make(chan struct{}), handOver: make(chan struct{}), ended: make(chan struct{}), give: func() {}}
	d.client = newClient(agent, way, l.server.RootCAs(), l.desk.dial)
	if end == "kill" {
		d.start(t, l)
		return d
	}
	if err := connectSpare(d.client); err != nil {
		t.Fatal(err)
	}
	return d
}

// press presses, and waits at the mark.
func (d *desk) press(t *testing.T) {
	if d.end == "kill" {
		close(d.goOn)
		return
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	if d.end == "quit" {
		d.give = cancel
	}
	go func() {
		defer close(d.ended)
		d.told = d.client.ToggleHold(ctx, Press{At: time.Now(), BeforeSend: func() error { close(d.atMark); <-d.handOver; return nil }})
	}()
}

// start makes a process of its own for a desk, which is killed. It presses as press says.
func (d *desk) start(t *testing.T, l *route) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childEnv+"="+d.agent+","+d.way)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.desk.in(cmd.Start); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(append(l.server.CAPEM(), 0)); err != nil {
		t.Error(err)
	}
	d.give = func() { _ = cmd.Process.Kill() }
	t.Cleanup(d.give)
	lines := bufio.NewScanner(out)
	lines.Scan() // it is connected
	go func() {
		defer close(d.ended)
		<-d.goOn
		_, _ = io.WriteString(in, "press\n")
		lines.Scan() // it is at the mark
		close(d.atMark)
		<-d.handOver
		_, _ = io.WriteString(in, "hand over\n")
		if lines.Scan() {
			t.Errorf("agent %s: told before it was killed: %s", d.agent, lines.Text())
		}
		_ = cmd.Wait()
	}()
}

// child is a desk's program that is killed.
func child(args []string) {
	in := bufio.NewReader(os.Stdin)
	ca, _ := in.ReadString(0)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(strings.TrimSuffix(ca, "\x00")))
	c := newClient(args[0], args[1], roots, new(net.Dialer).DialContext)
	c.Timeout = time.Minute
	if err := connectSpare(c); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("connected")
	_, _ = in.ReadString('\n')
	o := c.ToggleHold(context.Background(), Press{At: time.Now(), BeforeSend: func() error {
		fmt.Println("at the mark")
		_, err := in.ReadString('\n')
		return err
	}})
	fmt.Println(o.Result, o.Reason, o.Err)
	os.Exit(0)
}

// play is one outage, and what came of it.
func (l *route) play(t *testing.T) (rows []string) {
	for _, d := range l.desks {
		d.press(t)
	}
	for _, d := range l.desks {
		<-d.atMark
	}
	l.down(t, l)
	for _, d := range l.desks {
		close(d.handOver)
	}
	time.Sleep(l.after)
	for _, d := range l.desks {
		d.give()
	}
	for _, d := range l.desks {
		<-d.ended
		if d.end == "kill" {
			d.told = Outcome{Result: Unknown, Reason: "killed"} // the next start says so
		}
		if d.told.Result != Unknown || d.told.HTTPStatus != 0 {
			t.Errorf("agent %s: told %s (%s), status %d, want unknown without an answer; err %v", d.agent, d.told.Result, d.told.Reason, d.told.HTTPStatus, d.told.Err)
		}
	}
	over := time.Now()
	time.Sleep(l.back)
	if n := len(l.server.Requests()); n > 0 {
		t.Errorf("%d requests got through a line that is down", n)
	}
	l.up(t, l)
	time.Sleep(max(time.Until(over.Add(queued)), time.Second))

	for _, d := range l.desks {
		d.again(t)
	}
	time.Sleep(*stillFor)
	arrived := map[string][]time.Duration{}
	for _, r := range l.server.Requests() {
		agent := r.Query.Get("agent_id")
		arrived[agent] = append(arrived[agent], r.Time.Sub(over).Round(10*time.Millisecond))
	}
	for _, d := range l.desks {
		got, executed := arrived[d.agent], l.server.Toggles(d.agent)
		most := 1 // the next press
		if l.mayBeQueue && len(got) > 1 && got[0] < queued {
			most = 2
		}
		if executed > most || executed == 0 || len(got) > most { // one that came with its reset need not be executed
			t.Errorf("agent %s (%s, %s): 1 told as toggled, %d executed; requests came %v after it was given up", d.agent, d.way, d.end, executed, got)
		}
		rows = append(rows, fmt.Sprintf("%-14s %-8s %-7s %7v %6v  %-40s %v", l.name, d.way, d.end, l.after, l.back, "unknown ("+string(d.told.Reason)+"), then toggled", got))
	}
	return rows
}

// again is the next press. It may find that the line has not settled yet.
func (d *desk) again(t *testing.T) {
	d.client.Spare.Close()
	for range 10 {
		o := d.client.ToggleHold(t.Context(), Press{At: time.Now()})
		if o.Result == Toggled {
			return
		}
		if o.Result == Unknown {
			t.Errorf("agent %s: the next press is unknown (%s): %v", d.agent, o.Reason, o.Err)
			return
		}
	}
	t.Errorf("agent %s: no press gets through any more", d.agent)
}
