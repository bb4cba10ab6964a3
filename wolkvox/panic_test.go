package wolkvox

import (
	"context"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// rigged is a connection of which a part may panic.
type rigged struct {
	net.Conn
	write func()
	read  func()
}

func (r *rigged) Write(b []byte) (int, error) { r.write(); return len(b), nil }
func (r *rigged) Read([]byte) (int, error)    { r.read(); return 0, io.EOF }
func (r *rigged) Close() error                { return nil }

// TestAPanicHasAnOutcome: whatever breaks on the way of a press, it has an outcome, and
// that is unknown from the moment on from which a byte may have left.
func TestAPanicHasAnOutcome(t *testing.T) {
	token, err := ParseToken("secret")
	if err != nil {
		t.Fatal(err)
	}
	boom := func() { panic("boom") }
	for name, c := range map[string]struct {
		arrange func(*Client, *Press)
		conn    func(wrote chan struct{}) *rigged
		want    Result
	}{
		"the search for a proxy": {arrange: func(c *Client, _ *Press) {
			c.Proxy = func(*url.URL) ([]*url.URL, error) { panic("boom") }
		}, want: NotToggled},
		"the lookup": {arrange: func(c *Client, _ *Press) {
			c.resolve = func(context.Context, string, string, dialFunc) ([]netip.Addr, error) { panic("boom") }
		}, want: NotToggled},
		"the dial": {arrange: func(c *Client, _ *Press) {
			c.DialContext = func(context.Context, string, string) (net.Conn, error) { panic("boom") }
		}, want: NotToggled},
		"the mark": {arrange: func(_ *Client, p *Press) {
			p.BeforeSend = func() error { panic("boom") }
		}, conn: func(wrote chan struct{}) *rigged {
			return &rigged{write: func() {}, read: func() { <-wrote }}
		}, want: NotToggled},
		"the write": {conn: func(wrote chan struct{}) *rigged {
			return &rigged{write: boom, read: func() { <-wrote }}
		}, want: Unknown},
		"the answer": {conn: func(wrote chan struct{}) *rigged {
			return &rigged{write: func() { close(wrote) }, read: func() { <-wrote; boom() }}
		}, want: Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, press := &Client{Server: "0042", AgentID: "12345", Token: token}, Press{At: time.Now()}
				if c.arrange != nil {
					c.arrange(client, &press)
				}
				var o Outcome
				if c.conn == nil {
					o = client.ToggleHoldOnce(t.Context(), press)
				} else {
					wrote := make(chan struct{})
					conn := c.conn(wrote)
					g := &gate{press: press, watch: client.watch(press.At)}
					o = client.ask(t.Context(), t.Context(), g, func() (net.Conn, error) { return conn, nil })
					select {
					case <-wrote:
					default:
						close(wrote)
					}
				}
				if o.Result != c.want {
					t.Errorf("got %s, %s (%v), want %s", o.Result, o.Reason, o.Err, c.want)
				}
				if o.Err == nil || name != "the search for a proxy" && name != "the mark" && !strings.Contains(o.Err.Error(), "panic at panic_test.go:") {
					t.Errorf("the log does not say where: %v", o.Err)
				}
			})
		})
	}
}
