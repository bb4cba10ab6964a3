package wolkvox

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// What a SOCKS proxy is asked, and what one that is well answers.
var (
	socksByName  = append(append([]byte{5, 1, 0, 3, byte(len(testHost))}, testHost...), 1, 187)
	socksByIPv4  = []byte{5, 1, 0, 1, 127, 0, 0, 1, 1, 187}
	socksChosen  = []byte{5, 0}
	socksGranted = []byte{5, 0, 0, 1, 10, 0, 0, 1, 4, 56}
)

// socksLeg is one answer of a proxy to what it is asked, and how it ends the connection, if it
// does.
type socksLeg struct {
	asked  []byte
	answer []byte
	end    func(*wire)
}

func socksLegs(request []byte) []socksLeg {
	return []socksLeg{{[]byte{5, 1, 0}, socksChosen, nil}, {request, socksGranted, nil}}
}

// throughSOCKS leads through a SOCKS proxy. It opens the tunnel when it was asked exactly as
// its legs say.
func throughSOCKS(address string, legs []socksLeg) func(*world) {
	return func(w *world) {
		u, err := url.Parse(address)
		if err != nil {
			panic(err)
		}
		w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{u}, nil }
		w.client.resolve = nameServers(0)
		w.socks = playSOCKS(legs)
	}
}

func playSOCKS(legs []socksLeg) func(raw *wire, in io.Reader) bool {
	return func(raw *wire, in io.Reader) bool {
		for _, l := range legs {
			asked := make([]byte, len(l.asked))
			if _, err := io.ReadFull(in, asked); err != nil || !bytes.Equal(asked, l.asked) {
				return false
			}
			raw.Write(l.answer)
			if l.end != nil {
				l.end(raw)
				return false
			}
		}
		return true
	}
}

// socksFaults are those of a SOCKS proxy, before the request.
func socksFaults() (faults []fault) {
	const remote, local = "socks5h://" + testProxy, "socks5://" + testProxy
	well := socksLegs(socksByName)
	add := func(name string, truths []truth, arrange func(*world)) *fault {
		faults = append(faults, fault{name: "SOCKS: " + name, truths: truths, arrange: arrange})
		return &faults[len(faults)-1]
	}
	// with is a proxy that is well up to its last leg, which ends the connection.
	with := func(n int, answer []byte, end func(*wire)) func(*world) {
		legs := slices.Clone(well[:n+1])
		legs[n].answer, legs[n].end = answer, end
		return throughSOCKS(remote, legs)
	}

	add("well, the proxy looks the name up", toggled, throughSOCKS(remote, well))
	if namesByGo {
		add("well, the name is looked up here", toggled, throughSOCKS(local, socksLegs(socksByIPv4)))
	}
	add("well, with a password that it does not ask for", toggled, throughSOCKS("socks5h://user:pa55word@"+testProxy, []socksLeg{{[]byte{5, 2, 0, 2}, socksChosen, nil}, well[1]}))
	asksPassword := []socksLeg{{[]byte{5, 2, 0, 2}, []byte{5, 2}, nil}, {[]byte("\x01\x04user\x08pa55word"), []byte{1, 0}, nil}, well[1]}
	add("well, with a password", toggled, throughSOCKS("socks5h://user:pa55word@"+testProxy, asksPassword))
	add("well, its own address is a name", toggled, throughSOCKS(remote, []socksLeg{well[0], {socksByName, []byte("\x05\x00\x00\x03\x05proxy\x04\x38"), nil}}))
	add("well, its own address is IPv6", toggled, throughSOCKS(remote, []socksLeg{well[0], {socksByName, append([]byte{5, 0, 0, 4}, make([]byte, 18)...), nil}}))
	add("well, a byte at a time", toggled, func(w *world) {
		throughSOCKS(remote, well)(w)
		w.socks = func(raw *wire, in io.Reader) bool {
			for _, l := range well {
				io.ReadFull(in, make([]byte, len(l.asked)))
				for _, b := range l.answer {
					time.Sleep(100 * time.Millisecond)
					raw.Write([]byte{b})
				}
			}
			return true
		}
	})

	add("it refuses the connection", not(Proxy), func(w *world) { throughSOCKS(remote, well)(w); failing(syscall.ECONNREFUSED)(w) })
	add("connecting stalls", not(Late), func(w *world) { throughSOCKS(remote, well)(w); w.open = stall }).took = SendWithin
	add("it takes no method that we have", not(Proxy), with(0, []byte{5, 0xff}, leave))
	add("it asks for a password, and there is none", not(Proxy), with(0, []byte{5, socksMethodPassword}, hang))
	add("it takes a method that was not offered", not(Proxy), with(0, []byte{5, 1}, hang))
	for _, status := range [][]byte{{1, 1}, {5, 0}} {
		legs := slices.Clone(asksPassword[:2])
		legs[1].answer, legs[1].end = status, hang
		add(fmt.Sprintf("the password is answered with %v", status), not(Proxy), throughSOCKS("socks5h://user:pa55word@"+testProxy, legs))
	}
	add("a password that is too long", not(Proxy), throughSOCKS("socks5h://user:"+strings.Repeat("x", 256)+"@"+testProxy, asksPassword))
	add("version 4", not(Proxy), with(0, []byte{4, 0}, leave))
	add("version 4, after version 5", not(Proxy), with(1, []byte{4, 0, 0, 1}, leave))
	for code := 1; code <= 9; code++ {
		answer := slices.Clone(socksGranted)
		answer[1] = byte(code)
		add(fmt.Sprintf("it answers with code %d", code), not(Proxy), with(1, answer, hang))
	}
	add("an address of a kind that does not exist", not(Proxy), with(1, []byte{5, 0, 0, 9, 1, 2, 3, 4, 5, 6}, hang))
	add("an empty name as its address", not(Proxy), with(1, []byte{5, 0, 0, 3, 0, 4, 56}, hang))
	add("an HTTP proxy", not(Proxy), with(0, []byte(page(400)), leave))
	for n, whole := range [][]byte{socksChosen, socksGranted} {
		for _, size := range []int{0, 1, len(whole) - 1} {
			after := fmt.Sprintf("after %d of %d bytes of answer %d", size, len(whole), n+1)
			add("closed "+after, not(Proxy), with(n, whole[:size], leave))
			add("reset "+after, not(Proxy), with(n, whole[:size], cut))
			add("silence "+after, not(Late), with(n, whole[:size], hang)).took = SendWithin
		}
	}
	add("it closes when it should lead on", not(TLS), with(1, socksGranted, leave)).ways = 2
	add("it speaks into the tunnel", not(TLS), with(1, append(slices.Clone(socksGranted), wellReply...), hang)).ways = 2
	add("it never stops to speak", not(TLS), with(1, socksGranted, flood)).ways = 2
	add("it leads to another host", not(TLS), func(w *world) {
		throughSOCKS(remote, well)(w)
		w.certify(func(c *x509.Certificate) { c.DNSNames = []string{otherHost} })
	})
	add("it opens TLS with an authority of its own", not(TLS), func(w *world) { throughSOCKS(remote, well)(w); w.client.RootCAs = x509.NewCertPool() })

	add("no such name here", not(DNS), func(w *world) {
		throughSOCKS(local, socksLegs(socksByIPv4))(w)
		w.client.resolve = func(_ context.Context, _, host string, _ dialFunc) ([]netip.Addr, error) {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
	})
	if namesByGo {
		silentNames := add("the name servers are silent", not(Late), func(w *world) {
			throughSOCKS(local, socksLegs(socksByIPv4))(w)
			w.client.resolve = nameServers(noAnswer, noAnswer)
		})
		silentNames.took, silentNames.dials = SendWithin, true
	}

	// In a list, before the first byte of the request.
	list := func(first *url.URL, dead func(context.Context, string) error) func(*world) {
		return func(w *world) {
			throughSOCKS(remote, well)(w)
			then, _ := url.Parse(remote)
			w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{first, then}, nil }
			w.open = func(ctx context.Context, addr string) error {
				if addr == deadProxy {
					return dead(ctx, addr)
				}
				return nil
			}
		}
	}
	for _, scheme := range []string{"http", socksRemoteDNS} {
		dead := &url.URL{Scheme: scheme, Host: deadProxy}
		add(scheme+" refuses, SOCKS is well", toggled, list(dead, refused)).ways = 2
		add(scheme+" is silent, SOCKS is well", toggled, list(dead, stall)).ways = 2
	}
	first := func(end func(*wire)) func(*world) {
		return func(w *world) {
			throughSOCKS(remote, well)(w)
			again, _ := url.Parse(remote)
			w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{again, again}, nil }
			play, met := w.socks, false
			w.socks = func(raw *wire, in io.Reader) bool {
				w.mu.Lock()
				before := met
				met = true
				w.mu.Unlock()
				if before {
					return play(raw, in)
				}
				io.ReadFull(in, make([]byte, 3))
				end(raw)
				return false
			}
		}
	}
	add("the first hangs in its answer, the second is well", toggled, first(hang)).ways = 2
	add("the first closes, the second is well", toggled, first(leave)).ways = 2
	add("it refuses, and without a proxy it is well", toggled, func(w *world) {
		with(1, []byte{5, 2, 0, 1, 0, 0, 0, 0, 0, 0}, leave)(w)
		proxy, _ := url.Parse(remote)
		w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{proxy, nil}, nil }
	}).ways = 2
	add("it refuses, and none may be left out", not(Proxy), with(1, []byte{5, 2, 0, 1, 0, 0, 0, 0, 0, 0}, leave))
	return faults
}

// TestWhatTheCheckSaysOfSOCKS: names are looked up here for one kind, and what a proxy refuses
// is told apart.
func TestWhatTheCheckSaysOfSOCKS(t *testing.T) {
	const remote, local = "socks5h://" + testProxy, "socks5://" + testProxy
	well := socksLegs(socksByName)
	for name, tt := range map[string]struct {
		arrange func(*world)
		want    string
	}{
		"remote": {throughSOCKS(remote, well), "proxy tls"},
		"local":  {throughSOCKS(local, socksLegs(socksByIPv4)), "dns proxy tls"},
		"no name": {func(w *world) {
			throughSOCKS(local, well)(w)
			w.client.resolve = func(_ context.Context, _, host string, _ dialFunc) ([]netip.Addr, error) {
				return nil, &net.DNSError{Name: host, IsNotFound: true}
			}
		}, "dns!not_found"},
		"refused":     {throughSOCKS(remote, []socksLeg{well[0], {socksByName, []byte{5, 2, 0, 1}, leave}}), "proxy!refused"},
		"password":    {throughSOCKS(remote, []socksLeg{{well[0].asked, []byte{5, 255}, leave}}), "proxy!password"},
		"not SOCKS":   {throughSOCKS(remote, []socksLeg{{well[0].asked, []byte("HTTP/1.1 400 Bad\r\n\r\n"), leave}}), "proxy!failed"},
		"not there":   {func(w *world) { throughSOCKS(remote, well)(w); failing(syscall.ECONNREFUSED)(w) }, "proxy!unreachable"},
		"another one": {throughSOCKS("socks4://"+testProxy, well), "proxy!unusable"},
	} {
		if name == "local" && !namesByGo {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			defer w.end()
			tt.arrange(w)
			if got := around(Check(w.ctx, w.client)); got != tt.want {
				t.Errorf("%s: got %q, want %q", name, got, tt.want)
			}
		})
	}
}

// TestARememberedAddressServesSOCKS: where no name server answers any more, the address that
// the name had is used.
func TestARememberedAddressServesSOCKS(t *testing.T) {
	if !namesByGo {
		return
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer w.end()
		throughSOCKS("socks5://"+testProxy, socksLegs(socksByIPv4))(w)
		if got := around(Check(w.ctx, w.client)); got != "dns proxy tls" {
			t.Errorf("at first: got %q", got)
		}
		w.client.resolve = nameServers(noAnswer)
		if got := around(Check(w.ctx, w.client)); got != "dns!remembered(127.0.0.1:53) proxy tls" {
			t.Errorf("without an answer: got %q", got)
		}
	})
}

func TestTheAddressForSOCKS(t *testing.T) {
	for _, tt := range []struct{ found, want string }{
		{"192.0.2.1", "192.0.2.1"},
		{"2001:db8::1 192.0.2.1", "192.0.2.1"},
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"2001:db8::1 2001:db8::2", "2001:db8::1"},
	} {
		c := &Client{Server: "0042", resolve: func(context.Context, string, string, dialFunc) (all []netip.Addr, _ error) {
			for _, s := range strings.Fields(tt.found) {
				all = append(all, netip.MustParseAddr(s))
			}
			return all, nil
		}}
		got, _, err := c.address(t.Context(), c.Learned.network(c.now()))
		if err != nil || got.Unmap().String() != tt.want {
			t.Errorf("%s: got %v, %v", tt.found, got, err)
		}
	}
}

func TestSOCKSRequest(t *testing.T) {
	for target, want := range map[string]string{
		"wv0042.wolkvox.com:443":                  "\x05\x01\x00\x03\x12wv0042.wolkvox.com\x01\xbb",
		"192.0.2.1:443":                           "\x05\x01\x00\x01\xc0\x00\x02\x01\x01\xbb",
		"[::ffff:192.0.2.1]:443":                  "\x05\x01\x00\x01\xc0\x00\x02\x01\x01\xbb",
		"[2001:db8::1]:443":                       "\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x01\xbb",
		strings.Repeat("a", 255) + ":443":         "\x05\x01\x00\x03\xff" + strings.Repeat("a", 255) + "\x01\xbb",
		strings.Repeat("a", 256) + ":443":         "",
		":443":                                    "",
		"wv0042.wolkvox.com":                      "",
		"wv0042.wolkvox.com:" + "99999":           "",
		"wv0042.wolkvox.com:" + "https or not so": "",
	} {
		got, err := socksRequest(target)
		if string(got) != want || (err != nil) != (want == "") {
			t.Errorf("%.40s: got %q, %v", target, got, err)
		}
	}
}

// scriptedConn answers with fixed bytes, whatever it is told.
type scriptedConn struct {
	io.Reader
	told bytes.Buffer
}

func (c *scriptedConn) Write(b []byte) (int, error) { return c.told.Write(b) }

// FuzzSOCKS answers with any bytes. A tunnel comes only of two whole answers, and not one byte
// behind them is taken.
func FuzzSOCKS(f *testing.F) {
	granted := string(socksChosen) + string(socksGranted)
	for _, s := range []string{"", "\x05", granted, granted + "\x16\x03\x01", "\x05\x02\x01\x00" + string(socksGranted), "\x05\xff", "\x05\x00\x05\x00\x00\x03\x05proxy\x00\x00", "\x05\x00\x05\x02\x00\x01", "HTTP/1.1 200 OK\r\n\r\n"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, said string, password bool) {
		var user *url.Userinfo
		if password {
			user = url.UserPassword("user", "pa55word")
		}
		in := strings.NewReader(said)
		conn := &scriptedConn{Reader: in}
		err := openSOCKS(conn, user, testHost+":443")
		taken := said[:len(said)-in.Len()]
		if len(taken) > 2+2+4+1+255+2 {
			t.Fatalf("took %d bytes", len(taken))
		}
		if strings.Contains(conn.told.String(), "pa55word") && (!password || !strings.HasPrefix(said, "\x05\x02")) {
			t.Errorf("the password was given to %q", said)
		}
		if err != nil {
			if text := err.Error(); strings.Contains(text, "pa55word") || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("the error repeats something: %q", text)
			}
			return
		}
		rest, ok := strings.CutPrefix(taken, "\x05\x00")
		if !ok && password {
			rest, ok = strings.CutPrefix(taken, "\x05\x02\x01\x00")
		}
		if !ok || !strings.HasPrefix(rest, "\x05\x00") || len(rest) < 10-3 {
			t.Errorf("a tunnel of %q", taken)
		}
	})
}

// TestASOCKSProxyThatRefusesIsReset: the connection was set to be dropped, so nothing that was
// written into it arrives later.
func TestASOCKSProxyThatRefusesIsReset(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ended := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			ended <- err
			return
		}
		defer conn.Close()
		_, _ = io.ReadFull(conn, make([]byte, 3))
		_, _ = conn.Write([]byte{5, 0xff})
		_, err = conn.Read(make([]byte, 1))
		ended <- err
	}()
	c := &Client{Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken)}
	c.Proxy = func(*url.URL) ([]*url.URL, error) {
		return []*url.URL{{Scheme: socksRemoteDNS, Host: l.Addr().String()}}, nil
	}
	want(t, c.ToggleHold(t.Context(), Press{At: time.Now()}), NotToggled, Proxy)
	if err := <-ended; !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, windowsReset) {
		t.Errorf("the connection ended with %v, want a reset", err)
	}
}
