package wolkvox

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// BenchmarkPress is a press on a spare connection, through TLS in memory, from the
// call to the first byte. What follows that is not counted, nor what comes before.
func BenchmarkPress(b *testing.B) {
	cert, leaf := signed(b, func(c *x509.Certificate) { c.DNSNames = []string{testHost} })
	c := &Client{Server: "0042", AgentID: testAgent, Token: mustToken(b, testToken), RootCAs: x509.NewCertPool(), Spare: new(Spare)}
	c.RootCAs.AddCert(leaf)
	c.DialContext = func(context.Context, string, string) (net.Conn, error) {
		near, far := newWire()
		go func() {
			conn := tls.Server(far, &tls.Config{Certificates: []tls.Certificate{cert}})
			defer conn.Close()
			if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				io.WriteString(conn, wellReply)
			}
		}()
		return near, nil
	}
	b.ReportAllocs()
	b.StopTimer()
	for range b.N {
		if err := c.Spare.Dial(b.Context(), c, SpareFor, nil); err != nil {
			b.Fatal(err)
		}
		p := Press{At: time.Now(), Dialing: func() { b.Error("dialled") }, BeforeSend: func() error { b.StopTimer(); return nil }}
		b.StartTimer()
		if o := c.ToggleHold(b.Context(), p); o.Result != Toggled {
			b.Fatal(o.Err)
		}
	}
}
