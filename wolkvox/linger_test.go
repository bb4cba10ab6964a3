package wolkvox

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// TestWhatIsGivenUpIsReset looks at real connections, from the other side: a request
// that is given up ends with a reset, and one that was answered with a good-bye. With
// an https proxy the connection of the system lies under two layers of TLS.
func TestWhatIsGivenUpIsReset(t *testing.T) {
	cert, roots := selfSigned(t, testHost)
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	for _, way := range []string{"", "http", "https", socksRemoteDNS} {
		for _, answered := range []bool{true, false} {
			t.Run(map[bool]string{true: "answered, ", false: "given up, "}[answered]+"proxy "+way, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				ended := make(chan error, 1)
				s, c := start(t, simulator.Options{Certificate: &cert, Answer: func(x *simulator.Exchange) {
					if answered {
						_, _ = io.WriteString(x, wellReply)
					} else {
						cancel()
					}
					raw := x.Raw
					if below, ok := raw.(*tls.Conn); ok {
						raw = below.NetConn()
					}
					_, err := io.Copy(io.Discard, raw)
					ended <- err
				}})
				c.RootCAs, c.DialContext = roots, dialTo(listen(t, func(conn net.Conn) {
					if way == "https" {
						conn = tls.Server(conn, config)
					}
					if way == socksRemoteDNS {
						_, _ = io.ReadFull(conn, make([]byte, 3))
						_, _ = conn.Write(socksChosen)
						_, _ = io.ReadFull(conn, make([]byte, len(socksByName)))
						_, _ = conn.Write(socksGranted)
					} else if way != "" {
						_, _ = http.ReadRequest(bufio.NewReader(conn))
						_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
					}
					s.Serve(t.Context(), conn)
				}))
				if way != "" {
					c.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: way, Host: testHost}}, nil }
				}
				o := c.ToggleHold(ctx, Press{At: time.Now()})
				err := <-ended
				if answered {
					want(t, o, Toggled, Confirmed)
					if err != nil {
						t.Errorf("the connection ended with %v, want a good-bye", err)
					}
					return
				}
				want(t, o, Unknown, CanceledInFlight)
				if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, windowsReset) {
					t.Errorf("the connection ended with %v, want a reset", err)
				}
			})
		}
	}
}
