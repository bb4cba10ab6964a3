//go:build linux

package resident

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/tokencache"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// What can happen between a key and the first byte of its request.
const (
	sawMark     = "the mark is written"
	sawByte     = "the first byte leaves"
	sawProxy    = "the proxy is looked up"
	sawDial     = "a connection is dialled"
	sawKeychain = "the keychain is read"
	sawLog      = "a line is logged"
	sawLoop     = "the loop has work: icon, notification, log"
)

// TestNothingSlowBeforeTheFirstByte presses the hotkey of a fully wired resident with its
// own lock file, and records what happens in which order.
func TestNothingSlowBeforeTheFirstByte(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPressPath(t)
		d.press() // the first one: there is no spare yet
		d.wantFirst("cold", sawProxy, sawDial, sawMark, sawByte)
		d.press()
		d.wantFirst("warm", sawMark, sawByte)
		d.r.live.Now().Client.Spare.Close()
		d.press()
		d.wantFirst("cold again", sawProxy, sawDial, sawMark, sawByte)
	})
}

// pressAllocations bounds the allocations of a warm press, from the key to the first byte,
// in all goroutines on the way. Go 1.26 makes 84. About 20 of them keep a blocked disk or
// network from delaying the outcome: connection, mark and watchdog each have a goroutine, a
// channel or a timer. Together they take less than 0.1 ms. A change that needs more should
// say why.
const pressAllocations = 95

// TestPressAllocations counts them for 40 presses. The median ignores occasional work of the
// runtime.
func TestPressAllocations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPressPath(t)
		d.press()
		var counts []uint64
		for range 40 {
			d.press()
			d.wantFirst("warm", sawMark, sawByte)
			counts = append(counts, d.allocated)
		}
		slices.Sort(counts)
		median := counts[len(counts)/2]
		t.Logf("from the key to the first byte: %d allocations (%d to %d)", median, counts[0], counts[len(counts)-1])
		if median > pressAllocations {
			t.Errorf("a press allocates %d times before its first byte, want at most %d", median, pressAllocations)
		}
	})
}

// TestAMarkThatNoFileTookKeepsThePressBack: a press without a mark is not sent. If the
// resident died with it, the next start could not report it.
func TestAMarkThatNoFileTookKeepsThePressBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPressPath(t)
		d.r.lock.Release() // marks cannot be written any more
		told := make(chan hold.Outcome, 1)
		d.r.press(hold.Menu, time.Now(), func(o hold.Outcome) { told <- o })
		if o := <-told; o.Result != hold.NotToggled || o.Reason != hold.Reason(wolkvox.MarkRefused) {
			t.Errorf("told %s (%s), want not_toggled (mark)", o.Result, o.Reason)
		}
		synctest.Wait()
		if slices.Contains(d.saw, sawByte) {
			t.Error("a byte has left")
		}
	})
}

// TestAPressThatIsNotSentIsToldWithTheExtensionInForce, and one that is sent with its own.
func TestAPressThatIsNotSentIsToldWithTheExtensionInForce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPressPath(t)
		told := make(chan hold.Outcome, 2)
		for range 2 {
			d.r.press(hold.Menu, time.Now(), func(o hold.Outcome) { told <- o })
		}
		for range 2 {
			if o := <-told; o.AgentID != "12345" {
				t.Errorf("%s (%s) is told with the extension %q, want 12345", o.Result, o.Reason, o.AgentID)
			}
		}
		time.Sleep(wolkvox.SpareFor) // by then the connections have ended
	})
}

// TestNewSettingsEndTheSpare: it was dialled with the old ones, perhaps through another
// proxy.
func TestNewSettingsEndTheSpare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPressPath(t)
		d.press()
		if got := d.open(); got != 1 {
			t.Fatalf("got %d connections after a press, want a spare one", got)
		}
		d.r.live.Reload()
		synctest.Wait()
		if got := d.open(); got != 0 {
			t.Errorf("got %d connections after new settings, want none", got)
		}
		d.aim()
		d.press()
		d.wantFirst("after new settings", sawProxy, sawDial, sawMark, sawByte)
	})
}

// TestAnotherNetwork: a change of network closes the spare connection, which may be dead,
// forgets what was learned about the old network, and looks for the proxy again.
func TestAnotherNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPressPath(t)
		synctest.Wait()
		looks := make(chan struct{}, 1)
		d.r.live.Proxies.Look = func(*url.URL) (proxy.Answer, error) {
			looks <- struct{}{}
			return proxy.Answer{}, nil
		}
		dead := 0
		now := d.r.live.Now()
		now.Client.Proxy = func(*url.URL) ([]*url.URL, error) {
			return []*url.URL{{Scheme: "http", Host: "dead.example:3128"}, nil}, nil
		}
		dial := now.Client.DialContext
		now.Client.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			if addr == "dead.example:3128" {
				d.mu.Lock()
				defer d.mu.Unlock()
				dead++
				return nil, errors.New("dead")
			}
			return dial(ctx, network, addr)
		}
		d.press()
		if got := d.open(); got != 1 || dead != 1 {
			t.Fatalf("after a press: %d connections, %d tries of the dead proxy, want a spare one, and one", got, dead)
		}
		d.r.live.Warmth.Pressed(wolkvox.Outcome{Result: wolkvox.Unknown, Reason: wolkvox.Timeout, Waited: 40 * time.Second})
		d.r.live.NetworkChanged()
		synctest.Wait()
		if got := d.open(); got != 0 || len(looks) != 1 {
			t.Errorf("on another network: %d connections, %d looks for the proxy, want none and one", got, len(looks))
		}
		d.press()
		if dead != 2 {
			t.Errorf("%d tries of the proxy that was dead on the network before, want one more", dead-1)
		}
		if got := d.open(); got != 1 {
			t.Errorf("a minute after a press: %d connections, want a spare one, though one was forgotten on the network before", got)
		}
	})
}

// TestTheFirstCheckSendsNothing, and looks only where a press could be sent.
func TestTheFirstCheckSendsNothing(t *testing.T) {
	for name, c := range map[string]struct {
		reason wolkvox.Reason
		dials  int
	}{"set up": {"", 1}, "not set up": {"not_set_up", 0}} {
		synctest.Test(t, func(t *testing.T) {
			d := newPressPath(t)
			d.r.live.Now().Reason = c.reason
			if err := d.r.live.CheckFirst(t.Context()); err != nil {
				t.Error(err)
			}
			synctest.Wait()
			d.mu.Lock()
			saw := slices.Clone(d.saw)
			d.mu.Unlock()
			dials := len(saw) - len(slices.DeleteFunc(slices.Clone(saw), func(s string) bool { return s == sawDial }))
			if dials != c.dials || slices.Contains(saw, sawByte) || d.open() != 0 {
				t.Errorf("%s: saw %q, and %d connections are open", name, saw, d.open())
			}
		})
	}
}

// TestTwoLostHellosAreProbed: where connecting is too slow for a second hello in a press, the
// resident finds out that short ones get through.
func TestTwoLostHellosAreProbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newPressPath(t)
		now := d.r.live.Now()
		dial := now.Client.DialContext
		cert, err := simulator.SelfSigned(func(c *x509.Certificate) { c.DNSNames = []string{"wv0042.wolkvox.com"} })
		if err != nil {
			t.Fatal(err)
		}
		far := d.serve(simulator.Options{TLS: &tls.Config{
			Certificates: []tls.Certificate{*cert},
			GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
				if slices.Contains(h.SupportedCurves, tls.X25519MLKEM768) {
					_, _ = io.Copy(io.Discard, h.Conn)
					return nil, errors.New("lost")
				}
				return nil, nil
			},
		}})
		now.Client.RootCAs = x509.NewCertPool()
		now.Client.RootCAs.AddCert(cert.Leaf)
		now.Client.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			unused, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			_ = unused.Close()
			select {
			case <-time.After(1200 * time.Millisecond):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			near, err := far.DialContext(ctx, network, addr)
			return &watchedConn{Conn: near, d: d}, err
		}
		for n, sent := range []bool{false, false, true} {
			d.press()
			d.mu.Lock()
			if got := slices.Contains(d.saw, sawByte); got != sent {
				t.Errorf("press %d was sent: %v, want %v", n+1, got, sent)
			}
			d.mu.Unlock()
		}
	})
}

// pressPath is a resident in a bubble that records every disk, keychain and network access.
type pressPath struct {
	t       *testing.T
	r       *resident
	wolkvox *simulator.Server

	mu        sync.Mutex
	saw       []string
	conns     int    // that are open
	armed     bool   // the next byte is the first of a request
	before    uint64 // allocations when the key was pressed
	allocated uint64 // from then to the first byte
}

func (d *pressPath) see(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.saw = append(d.saw, what)
}

func newPressPath(t *testing.T) *pressPath {
	t.Helper()
	folder := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Mkdir(filepath.Join(folder, env.ProgramName), 0o700))
	must(os.WriteFile(filepath.Join(folder, env.ProgramName, "config.json"), []byte(`{"server":"0042","agent_id":"12345"}`), 0o600))
	var said bytes.Buffer
	p := &env.Env{Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said, Getenv: func(key string) string {
		return map[string]string{"XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder, "XDG_RUNTIME_DIR": folder}[key]
	}}
	ctx, cancel := context.WithCancel(context.Background())
	lock, err := instance.Acquire(ctx, p.Places(false), instance.Resident, true)
	must(err)
	before := slog.Default()
	d := &pressPath{t: t, r: newResident(ctx, p, lock, nil)}
	d.r.prepare()
	slog.SetDefault(before)
	r := d.r
	r.log = slog.New(slog.NewTextHandler(watched(func() { d.see(sawLog) }), &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.live.Log.Logger, r.screen.tray.Log, r.screen.notifier.Log = r.log, r.log, r.log
	store := r.toggler.Store
	r.toggler.Store = func(m hold.Mark) error {
		err := store(m)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.saw, d.armed = append(d.saw, sawMark), m.InFlight
		return err
	}
	token, err := wolkvox.ParseToken(pressToken)
	must(err)
	r.tokens = tokencache.New(&keychain.Keychain{})
	r.tokens.Get = func(context.Context) (wolkvox.Token, error) { d.see(sawKeychain); return token, nil }
	d.wolkvox = d.serve(simulator.Options{})
	d.aim()

	var parts sync.WaitGroup
	parts.Go(func() { _ = r.tokens.Run(r.ctx) })
	parts.Go(func() { _ = r.toggler.Run(r.ctx) })
	parts.Go(func() {
		for {
			select {
			case f := <-r.posted:
				d.see(sawLoop)
				f()
			case <-r.ctx.Done():
				return
			}
		}
	})
	t.Cleanup(func() {
		r.live.Warmth.End()
		r.live.Now().Client.Spare.Close()
		cancel()
		parts.Wait()
		lock.Release()
	})
	return d
}

const pressToken = "0123456789abcdef0123456789abcdef0123456789abcdef0123"

// serve runs a wolkvox in memory until the test ends.
func (d *pressPath) serve(opts simulator.Options) *simulator.Server {
	d.t.Helper()
	opts.Server, opts.Token, opts.Addr = "0042", pressToken, simulator.InMemory
	s, err := simulator.New(opts)
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Run(ctx) }()
	d.t.Cleanup(func() { cancel(); <-ended })
	return s
}

// aim points the client of the settings at the wolkvox in memory.
func (d *pressPath) aim() {
	now := d.r.live.Now()
	now.Client.RootCAs = d.wolkvox.RootCAs()
	now.Client.Proxy = func(*url.URL) ([]*url.URL, error) { d.see(sawProxy); return nil, nil }
	now.Client.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		d.see(sawDial)
		near, err := d.wolkvox.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		d.mu.Lock()
		d.conns++
		d.mu.Unlock()
		return &watchedConn{Conn: near, d: d}, nil
	}
}

// press presses the hotkey and lets 59 s pass: by then everything has ended, and the spare
// connection still exists.
func (d *pressPath) press() {
	d.t.Helper()
	synctest.Wait()
	d.mu.Lock()
	d.saw, d.allocated, d.before = nil, 0, allocations()
	d.mu.Unlock()
	d.r.hotkeyPressed(time.Now())
	time.Sleep(wolkvox.SpareFor - time.Second)
	synctest.Wait()
}

// wantFirst wants exactly these events up to the first byte.
func (d *pressPath) wantFirst(when string, want ...string) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	got := slices.Clone(d.saw[:slices.Index(d.saw, sawByte)+1])
	if slices.Contains(want, sawDial) {
		// The icon shows a dial while it runs, from another goroutine.
		got = slices.DeleteFunc(got, func(saw string) bool { return saw == sawLoop })
	}
	slices.Sort(got[:max(0, len(got)-2)])
	slices.Sort(want[:len(want)-2])
	if !slices.Equal(got, want) {
		d.t.Errorf("%s: got %q of %q, want %q", when, got, d.saw, want)
	}
}

func allocations() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// watched calls a function for each write.
type watched func()

func (f watched) Write(b []byte) (int, error) { f(); return len(b), nil }

type watchedConn struct {
	net.Conn
	d     *pressPath
	close sync.Once
}

func (c *watchedConn) Close() error {
	c.close.Do(func() {
		c.d.mu.Lock()
		defer c.d.mu.Unlock()
		c.d.conns--
	})
	return c.Conn.Close()
}

func (d *pressPath) open() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conns
}

func (c *watchedConn) Write(b []byte) (int, error) {
	c.d.mu.Lock()
	if c.d.armed {
		c.d.armed, c.d.allocated = false, allocations()-c.d.before
		c.d.saw = append(c.d.saw, sawByte)
	}
	c.d.mu.Unlock()
	return c.Conn.Write(b)
}
