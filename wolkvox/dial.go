package wolkvox

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	// userAgent names the program to wolkvox and to a proxy.
	userAgent = "wolkvox-hold"
	// maxHead bounds the head of an answer, in bytes.
	maxHead = 16 << 10
)

// stepError says at which step a connection failed.
type stepError struct {
	reason Reason
	err    error
}

func (e *stepError) Error() string { return string(e.reason) + ": " + e.err.Error() }
func (e *stepError) Unwrap() error { return e.err }

// dial makes a connection that is ready for its one request: a tunnel through
// the proxy if there is one, and the TLS handshake with wolkvox. It ends when
// ctx does. Its errors are stepErrors. Each step that succeeds is told to done.
func (c *Client) dial(ctx context.Context, done func(step Reason, detail string)) (_ *tls.Conn, err error) {
	target := net.JoinHostPort(c.host(), "443")
	proxy, err := c.findProxy(ctx)
	if err != nil {
		return nil, &stepError{Proxy, err}
	}
	addr := target
	if proxy != nil {
		addr = proxyAddr(proxy)
	}
	open := c.DialContext
	if open == nil {
		open = new(net.Dialer).DialContext
	}
	raw, err := open(ctx, "tcp", addr)
	if err != nil {
		return nil, &stepError{dialReason(proxy, err), ofProxy(proxy, err)}
	}
	defer func() {
		if err != nil {
			raw.Close()
		}
	}()
	conn := raw
	if proxy == nil {
		done(Connect, raw.RemoteAddr().String())
	} else {
		if conn, err = c.tunnel(ctx, raw, proxy, target); err != nil {
			return nil, &stepError{Proxy, err}
		}
		done(Proxy, addr)
	}
	secure := tls.Client(conn, c.tlsConfig(c.host()))
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, &stepError{TLS, err}
	}
	return secure, nil
}

// dialReason is what a connection that could not be opened is called. Whatever
// goes wrong on the way to a proxy is a matter of the proxy.
func dialReason(proxy *url.URL, err error) Reason {
	var dns *net.DNSError
	switch {
	case proxy != nil:
		return Proxy
	case errors.As(err, &dns):
		return DNS
	}
	return Connect
}

// findProxy asks for the proxy, and does not wait for the answer longer than
// ctx lasts: finding it can mean running a PAC script.
func (c *Client) findProxy(ctx context.Context) (*url.URL, error) {
	if c.Proxy == nil {
		return nil, nil
	}
	type answer struct {
		proxy *url.URL
		err   error
	}
	found := make(chan answer, 1)
	go func() {
		u, err := c.Proxy(&url.URL{Scheme: "https", Host: c.host(), Path: "/"})
		found <- answer{u, err}
	}()
	var a answer
	select {
	case a = <-found:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	switch {
	case a.err != nil:
		// Its text may quote a proxy URL, and with that a password.
		return nil, fmt.Errorf("%w: it could not be read", errUnusable)
	case a.proxy == nil:
		return nil, nil
	case a.proxy.Scheme != "http" && a.proxy.Scheme != "https":
		return nil, fmt.Errorf("%w: proxies of kind %q are not supported, use an http proxy", errUnusable, clean(a.proxy.Scheme))
	case a.proxy.Hostname() == "":
		return nil, fmt.Errorf("%w: it names no host", errUnusable)
	}
	return a.proxy, nil
}

// proxyAddr is where a proxy listens.
func proxyAddr(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// tunnel asks a proxy for a connection to target (RFC 9110, section 9.3.6).
func (c *Client) tunnel(ctx context.Context, raw net.Conn, proxy *url.URL, target string) (net.Conn, error) {
	conn := raw
	if proxy.Scheme == "https" {
		secure := tls.Client(raw, c.tlsConfig(proxy.Hostname()))
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = secure
	}
	// A deadline in the past is what ends reads and writes that know no context.
	stop := context.AfterFunc(ctx, func() { raw.SetDeadline(time.Unix(1, 0)) })
	err := connect(conn, proxy.User, target)
	if !stop() {
		return nil, ctx.Err()
	}
	return conn, err
}

// refusedTunnel says with which HTTP status a proxy refused.
type refusedTunnel struct{ status int }

func (e *refusedTunnel) Error() string {
	if e.status == http.StatusProxyAuthRequired {
		return "the proxy asks for a password (status 407 to CONNECT)"
	}
	return fmt.Sprintf("the proxy answered CONNECT with status %d", e.status)
}

// proxyStatus is the HTTP status with which a proxy refused, 0 where none did.
func proxyStatus(err error) int {
	var refused *refusedTunnel
	if errors.As(err, &refused) {
		return refused.status
	}
	return 0
}

// connect does the CONNECT exchange on a connection to a proxy.
func connect(conn net.Conn, user *url.Userinfo, target string) error {
	head := "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\nUser-Agent: " + userAgent + "\r\n"
	if user != nil {
		password, _ := user.Password()
		head += "Proxy-Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)) + "\r\n"
	}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		return err
	}
	r := bufio.NewReader(io.LimitReader(conn, maxHead))
	resp, err := http.ReadResponse(r, &http.Request{Method: http.MethodConnect})
	switch {
	case err != nil:
		// The text of the error may quote the proxy, and the proxy us.
		return errors.New("the proxy gave no answer that could be understood")
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return &refusedTunnel{resp.StatusCode}
	case r.Buffered() > 0:
		// In TLS the client speaks first, so these bytes are not wolkvox's.
		return errors.New("the proxy sent data of its own into the tunnel")
	}
	return nil
}

// tlsConfig asks for TLS 1.2, which is what wolkvox states, or newer, and
// offers HTTP/1.1 only: Go's HTTP/2 repeats a POST by itself on some resets.
func (c *Client) tlsConfig(host string) *tls.Config {
	return &tls.Config{
		ServerName: host,
		RootCAs:    c.RootCAs,
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
	}
}
