package wolkvox

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

func TestCheck(t *testing.T) {
	cert, roots := selfSigned(t, "wv0042.wolkvox.com")
	refuse := func(err error) func(context.Context, string, string) (net.Conn, error) {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
	for _, tt := range []struct {
		name   string
		change func(c *Client, s *simulator.Server)
		want   string // the steps; a failed one with its reason
	}{
		{"well", func(*Client, *simulator.Server) {}, "connect tls"},
		{"needs neither token nor agent ID", func(c *Client, _ *simulator.Server) { c.Token, c.AgentID = Token{}, "" }, "connect tls"},
		{"no server", func(c *Client, _ *simulator.Server) { c.Server = "" }, "dns!invalid"},
		{"name", func(c *Client, _ *simulator.Server) { c.DialContext = refuse(&net.DNSError{Err: "no such host"}) }, "dns!dns"},
		{"connection", func(c *Client, _ *simulator.Server) { c.DialContext = refuse(errors.New("refused")) }, "connect!connect"},
		{"certificate", func(c *Client, _ *simulator.Server) { c.RootCAs = x509.NewCertPool() }, "connect tls!tls"},
		{"name is looked up", func(c *Client, s *simulator.Server) {
			c.DialContext = nil
			c.resolve = func(context.Context, string, string, dialFunc) ([]netip.Addr, error) {
				return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
			}
			c.dialAddr = s.DialContext
		}, "dns connect tls"},
		{"through a proxy", func(c *Client, s *simulator.Server) {
			addr := (&proxy{target: s.Addr()}).listen(t)
			c.DialContext, c.Proxy = nil, func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "http", Host: addr}}, nil }
		}, "proxy tls"},
		{"proxy refuses", func(c *Client, s *simulator.Server) {
			addr := (&proxy{answer: "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"}).listen(t)
			c.DialContext, c.Proxy = nil, func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "http", Host: addr}}, nil }
		}, "proxy!proxy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c := start(t, simulator.Options{Certificate: &cert})
			c.RootCAs = roots
			tt.change(c, s)
			var got []string
			for _, step := range Check(t.Context(), c) {
				name := step.Name
				if !step.OK {
					name += "!" + string(step.Reason)
				}
				if step.OK != (step.Err == nil) || step.OK != (step.Reason == "") {
					t.Errorf("got %+v", step)
				}
				got = append(got, name)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if len(s.Requests()) != 0 {
				t.Error("the check sent a request")
			}
		})
	}
}

func TestCheckCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := &Client{Server: "0042", DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	steps := Check(ctx, c)
	if len(steps) != 1 || steps[0].Reason != Canceled {
		t.Errorf("got %+v", steps)
	}
}
