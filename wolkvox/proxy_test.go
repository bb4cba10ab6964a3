package wolkvox

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// proxy is a CONNECT proxy that leads everything to one place.
type proxy struct {
	answer string // sent instead of a tunnel, if any
	target string
	config *tls.Config

	mu   sync.Mutex
	head bytes.Buffer
}

// listen serves the proxy and returns its address.
func (p *proxy) listen(t *testing.T) string {
	t.Helper()
	return listen(t, func(conn net.Conn) {
		if p.config != nil {
			conn = tls.Server(conn, p.config)
		}
		p.serve(conn)
	}).String()
}

func (p *proxy) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	req, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	dump, _ := httputil.DumpRequest(req, false)
	p.mu.Lock()
	p.head.Write(dump)
	p.mu.Unlock()
	if p.answer != "" {
		io.WriteString(conn, p.answer)
		return
	}
	out, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer out.Close()
	io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() { io.Copy(out, in); out.Close() }()
	io.Copy(conn, out)
}

func (p *proxy) seen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.head.String()
}

// TestProxy pins what a proxy is told. What comes of its faults stands in the
// matrix.
func TestProxy(t *testing.T) {
	cert, roots := selfSigned(t, "wv0042.wolkvox.com")
	for _, tt := range []struct {
		name   string
		proxy  *proxy
		scheme string
		user   *url.Userinfo
		want   Reason
	}{
		{"http", &proxy{}, "http", nil, Confirmed},
		{"https", &proxy{config: &tls.Config{Certificates: []tls.Certificate{cert}}}, "https", nil, Confirmed},
		{"credentials that were given", &proxy{}, "http", url.UserPassword("user", "pa55word"), Confirmed},
		{"credentials that are refused", &proxy{answer: "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"}, "http", url.UserPassword("user", "pa55word"), Proxy},
		{"credentials that are repeated", &proxy{answer: "220 mail pa55word\r\n\r\n"}, "http", url.UserPassword("user", "pa55word"), Proxy},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c := start(t, simulator.Options{Certificate: &cert})
			p := tt.proxy
			p.target = s.Addr()
			addr := p.listen(t)
			c.RootCAs, c.DialContext = roots, nil
			var asked []string
			c.Proxy = func(u *url.URL) ([]*url.URL, error) {
				asked = append(asked, u.String())
				return []*url.URL{{Scheme: tt.scheme, Host: addr, User: tt.user}}, nil
			}
			result := NotToggled
			if tt.want == Confirmed {
				result = Toggled
			}
			o := c.ToggleHold(t.Context(), Press{At: time.Now()})
			want(t, o, result, tt.want)
			if n := s.Toggles(testAgent); (n == 1) != (result == Toggled) {
				t.Errorf("toggled %d times", n)
			}
			if strings.Join(asked, " ") != "https://wv0042.wolkvox.com/" {
				t.Errorf("asked for the proxy of %q", asked)
			}
			if seen := p.seen(); strings.Contains(seen, testToken) || strings.Contains(seen, "agent_id") {
				t.Errorf("the proxy was told a secret: %s", seen)
			} else if strings.Contains(seen, "Proxy-Authorization") != (tt.user != nil) {
				t.Errorf("credentials were given: %v, but the proxy saw %s", tt.user != nil, seen)
			}
			if asks := strings.Contains(tt.proxy.answer, " 407 "); asks != (o.HTTPStatus == http.StatusProxyAuthRequired) && result != Toggled {
				t.Errorf("got HTTP status %d, want that a proxy which asks for a password is told apart", o.HTTPStatus)
			}
			if o.Err != nil && strings.Contains(o.Err.Error(), "pa55word") {
				t.Errorf("the error has the password: %v", o.Err)
			}
		})
	}
}

// TestProxySettingsStaySecret: what cannot be read may hold a password.
func TestProxySettingsStaySecret(t *testing.T) {
	s, c := start(t, simulator.Options{})
	c.Proxy = func(*url.URL) ([]*url.URL, error) { return nil, errors.New("parse http://user:pa55word@proxy") }
	o := c.ToggleHold(t.Context(), Press{At: time.Now()})
	want(t, o, NotToggled, Proxy)
	if strings.Contains(o.Err.Error(), "pa55word") || s.Connections() != 0 {
		t.Errorf("got error %v, %d connections", o.Err, s.Connections())
	}
}

func TestProxyAddr(t *testing.T) {
	for in, want := range map[string]string{
		"http://proxy":         "proxy:80",
		"https://proxy":        "proxy:443",
		"http://proxy:3128":    "proxy:3128",
		"socks5://proxy":       "proxy:1080",
		"socks5h://proxy:9":    "proxy:9",
		"http://[::1]:3128":    "[::1]:3128",
		"http://[fe80::1%25e]": "[fe80::1%e]:80",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := proxyAddr(u); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// TestWhatAProxyAnswersToCONNECT: a tunnel is what has a status of success (RFC 9110, section
// 9.3.6).
func TestWhatAProxyAnswersToCONNECT(t *testing.T) {
	for status, want := range map[int]bool{199: false, 200: true, 299: true, 300: false, 403: false} {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			if _, err := http.ReadRequest(bufio.NewReader(theirs)); err == nil {
				fmt.Fprintf(theirs, "HTTP/1.1 %d Odd\r\n\r\n", status)
			}
		}()
		_, err := newConnectExchange(ours, "wv0042.wolkvox.com:443").ask("")
		if (err == nil) != want || !want && proxyStatus(err) != status {
			t.Errorf("%d: got %v", status, err)
		}
		ours.Close()
	}
	gone, theirs := net.Pipe()
	theirs.Close()
	if _, err := newConnectExchange(gone, "wv0042.wolkvox.com:443").ask(""); !errors.Is(err, errNoAnswer) || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a proxy that is gone: got %v", err)
	}
}

// tokens is a log-on with those tokens.
type tokens struct {
	all [][]byte
	err error
}

func (l *tokens) Close() {}

func (l *tokens) Next([]byte) (token []byte, err error) {
	if len(l.all) == 0 {
		return nil, l.err
	}
	token, l.all = l.all[0], l.all[1:]
	return token, nil
}

// TestALogOnThatHasNoToken says nothing to the proxy.
func TestALogOnThatHasNoToken(t *testing.T) {
	failed := errors.New("no ticket")
	for name, l := range map[string]*tokens{"none": {}, "an empty one": {all: [][]byte{{}}}, "one too long": {all: [][]byte{make([]byte, maxToken+1)}}, "an error": {err: failed}} {
		ours, theirs := net.Pipe()
		said := make(chan []byte)
		go func() { b, _ := io.ReadAll(theirs); said <- b }()
		c := &Client{LogOn: func(*url.URL, string) (LogOn, error) { return l, nil }}
		err := c.logOn(newConnectExchange(ours, "wv0042.wolkvox.com:443"), &url.URL{Scheme: "http", Host: "office:3128"}, "Negotiate")
		ours.Close()
		if b := <-said; len(b) > 0 {
			t.Errorf("%s: said %.80q", name, b)
		}
		if proxyStatus(err) != http.StatusProxyAuthRequired || errors.Is(err, failed) != (l.err != nil) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestAProxyThatIsLookedForTooLong is no proxy that cannot be used.
func TestAProxyThatIsLookedForTooLong(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := &Client{Proxy: func(*url.URL) ([]*url.URL, error) { <-ctx.Done(); return nil, errors.New("given up") }}
	if _, err := c.findProxies(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, errUnusable) {
		t.Errorf("got %v", err)
	}
}
