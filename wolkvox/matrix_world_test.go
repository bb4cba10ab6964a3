package wolkvox

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

const (
	testHost  = "wv0042.wolkvox.com"
	testProxy = "proxy:3128"
	otherHost = "other.example"
)

// world is everything around a client in one run of the matrix: clock, network,
// proxy, server. Left alone it is well; a fault changes it before the press.
// All of it lives in memory and in one bubble.
type world struct {
	t       *testing.T
	client  *Client
	warmth  *Warmth // nil with warm=off
	quit    func()  // ends what that dials
	ctx     context.Context
	cancel  context.CancelFunc
	execute bool            // requests that are acted upon are executed
	over    chan struct{}   // closed at the very end, when all has been judged
	stuck   <-chan struct{} // what connections stand still for, from the first

	age    time.Duration // the age of the press when it is served
	onDial func()
	onTake func(t time.Time) // before a press stops to listen to its spare, and then with no time
	onBye  func()            // behind a good-bye of the client, before it closes
	onMark func() error
	onSent func()

	open   func(ctx context.Context, addr string) error // before a connection is there
	proxy  func(raw *wire) (tunnel bool)                // after a CONNECT was read
	socks  func(raw *wire, in io.Reader) (tunnel bool)  // the proxy is a SOCKS one
	legs   func() func(*http.Request) (leg, bool)       // of one connection to the proxy: what each CONNECT is answered, and at last the tunnel
	accept func(raw *wire) (ok bool)                    // before the TLS handshake
	config *tls.Config
	greet  func(x *exchange) (ok bool) // after the TLS handshake
	answer func(x *exchange)           // after the request

	mu        sync.Mutex
	clock     time.Duration // how far the wall clock was set
	executed  int
	requests  int // that came in whole
	redials   int // presses' own dials
	marks     int // that were made
	sent      []time.Time
	ears      []*ear       // one a connection to the server
	overheard bytes.Buffer // by whoever is not the server
	astray    int          // connections to neither server nor proxy
	wires     []*wire      // all ends
	logOns    int          // that were begun
	loggingOn int          // that were not closed yet
}

// newWorld makes a world in which all is well.
func newWorld(t *testing.T) *world {
	w := &world{
		t:      t,
		config: new(tls.Config),
		client: &Client{Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken), RootCAs: x509.NewCertPool(), Learned: new(Learned)},
		answer: answer(wellReply),
		over:   make(chan struct{}),
	}
	w.certify(func(*x509.Certificate) {})
	w.ctx, w.cancel = context.WithCancel(t.Context())
	w.client.DialContext = w.dial
	w.client.Wall = func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return time.Now().Round(0).Add(w.clock)
	}
	return w
}

// certify gives the server another certificate, which the client's roots trust.
func (w *world) certify(change func(*x509.Certificate)) {
	cert, leaf := signed(w.t, func(c *x509.Certificate) {
		c.DNSNames = []string{testHost, otherHost}
		change(c)
	})
	w.config.Certificates = []tls.Certificate{cert}
	w.client.RootCAs.AddCert(leaf)
}

// step sets the wall clock.
func (w *world) step(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock += by
}

// useProxy leads the client through the proxy.
func (w *world) useProxy() {
	w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "http", Host: testProxy}}, nil }
}

// press is the one press of the run. What it marks and sends is noted.
func (w *world) press() Press {
	p := Press{At: time.Now()}
	p.Dialing = func() {
		w.mu.Lock()
		w.redials++
		w.mu.Unlock()
		if w.onDial != nil {
			w.onDial()
		}
	}
	p.BeforeSend = func() error {
		if w.onMark != nil {
			if err := w.onMark(); err != nil {
				return err
			}
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.marks++
		return nil
	}
	p.Sent = func() {
		if w.onSent != nil {
			w.onSent()
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.sent = append(w.sent, time.Now())
	}
	return p
}

// end closes every connection, so that the bubble can end.
func (w *world) end() {
	w.cancel()
	close(w.over)
	if w.warmth != nil {
		w.warmth.End()
		w.quit()
		w.client.Spare.Close()
	}
	w.mu.Lock()
	for _, raw := range w.wires {
		raw.reset()
	}
	w.mu.Unlock()
	time.Sleep(time.Minute) // a server may be thinking still
}

// dial is the network.
func (w *world) dial(ctx context.Context, _, addr string) (net.Conn, error) {
	w.mu.Lock()
	open := w.open
	w.mu.Unlock()
	if open != nil {
		if err := open(ctx, addr); err != nil {
			return nil, err
		}
	}
	near, far := newWire()
	near.stuck = w.stuck
	near.limited = w.onTake
	near.wrote = func(n int) {
		if n <= 31 && w.onBye != nil { // a TLS alert
			w.onBye()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wires = append(w.wires, near, far)
	switch addr {
	case testHost + ":443":
		go w.serve(far)
	case testProxy:
		go w.lead(far)
	default:
		w.astray++
		go w.stray(far)
	}
	return near, nil
}

// lead is the proxy: it leads every CONNECT to the server.
func (w *world) lead(raw *wire) {
	defer raw.Close()
	if w.socks != nil {
		if w.socks(raw, io.TeeReader(raw, (*gossip)(w))) {
			w.serve(raw)
		}
		return
	}
	in := bufio.NewReader(io.TeeReader(raw, (*gossip)(w)))
	req, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	if w.legs != nil {
		for answer := w.legs(); ; {
			now, tunnel := answer(req)
			if tunnel {
				break
			}
			io.WriteString(raw, now.text)
			if now.end != nil {
				now.end(raw)
				return
			}
			if req, err = http.ReadRequest(in); err != nil {
				return
			}
		}
	}
	if w.proxy != nil && !w.proxy(raw) {
		return
	}
	io.WriteString(raw, "HTTP/1.1 200 Connection established\r\n\r\n")
	w.serve(raw)
}

// stray is a host that a client has no business with. A redirect that is
// followed finds it as well certified as the server, and willing to listen.
func (w *world) stray(raw *wire) {
	w.simulator(simulator.Options{Greet: func(x *simulator.Exchange) bool {
		io.Copy((*gossip)(w), x.Conn)
		return false
	}}).Serve(context.Background(), raw)
}

// simulator is one whose handshake the world decides.
func (w *world) simulator(opts simulator.Options) *simulator.Server {
	opts.Addr, opts.TLS = simulator.InMemory, w.config
	s, err := simulator.New(opts)
	if err != nil {
		w.t.Error(err)
	}
	return s
}

// gossip notes what somebody else than the server was told.
type gossip world

func (g *gossip) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.overheard.Write(b)
}

// serve is the server's side of one connection.
func (w *world) serve(raw *wire) {
	defer raw.Close()
	w.mu.Lock()
	accept := w.accept
	w.mu.Unlock()
	if accept != nil && !accept(raw) {
		return
	}
	x := &exchange{world: w, raw: raw, ear: new(ear)}
	w.simulator(simulator.Options{
		Greet: func(at *simulator.Exchange) bool {
			if at.Conn.ConnectionState().NegotiatedProtocol == "h2" {
				return false // who agreed on h2 would understand nothing of what follows
			}
			x.conn, at.In = at.Conn, io.TeeReader(at.Conn, x)
			w.mu.Lock()
			w.ears = append(w.ears, x.ear)
			w.mu.Unlock()
			return w.greet == nil || w.greet(x)
		},
		Answer: func(*simulator.Exchange) {
			w.mu.Lock()
			w.requests++
			x.n = w.requests
			w.mu.Unlock()
			w.answer(x)
			x.conn.CloseWrite()
			x.hang()
		},
	}).Serve(context.Background(), raw)
}

// ear is what the server was told on one connection.
type ear struct {
	heard bytes.Buffer
	since time.Time
}

// count returns how many requests were heard, one that was cut short among them.
func (e *ear) count() (n int) {
	for in := bufio.NewReader(bytes.NewReader(e.heard.Bytes())); ; n++ {
		if _, err := in.Peek(1); err != nil {
			return n
		}
		if _, err := http.ReadRequest(in); err != nil {
			return n + 1
		}
	}
}

// exchange is one connection at the server, and mostly one request.
type exchange struct {
	*world
	conn *tls.Conn
	raw  *wire
	ear  *ear
	n    int // which request of this world, from 1
}

// Write notes what was heard.
func (x *exchange) Write(b []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ear.since.IsZero() {
		x.ear.since = time.Now()
	}
	return x.ear.heard.Write(b)
}

// act executes the request, in the runs in which requests are executed.
func (x *exchange) act() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.execute {
		x.executed++
	}
}

// say sends a part of an answer, in a packet of its own.
func (x *exchange) say(s string) error {
	_, err := io.WriteString(x.conn, s)
	return err
}

// hang listens until the client has closed.
func (x *exchange) hang() { io.Copy(x, x.conn) }

// hear listens to so many bytes, and reports whether they came.
func (x *exchange) hear(n int64) bool {
	_, err := io.CopyN(x, x.conn, n)
	return err == nil
}

// taken returns the most that the client read on one connection.
func (w *world) taken() (most int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := 0; i < len(w.wires); i += 2 {
		most = max(most, w.wires[i].taken())
	}
	return most
}
