package app

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// shiftNet is the way to wolkvox, and what is assumed of wolkvox.
type shiftNet struct {
	roundTrip time.Duration
	answer    time.Duration // from a request to its answer
	tls       uint16        // the version
	// patience is after what time a connection without a request is closed,
	// counted from when it was accepted. 0: never.
	patience time.Duration
}

func (n shiftNet) half() time.Duration { return n.roundTrip / 2 }

// shiftConn is a connection as the server saw it. Times count from the start of
// the shift; 0 means never.
type shiftConn struct {
	spare    bool
	began    time.Duration // when the client began to dial
	accepted time.Duration
	ready    time.Duration // the handshake was over
	asked    time.Duration // a request had come
	over     time.Duration // it was closed by one of the two
	requests int
	byServer bool // the server lost patience
	bytes    int64
}

// shiftServer stands for wolkvox, with real TLS.
type shiftServer struct {
	shiftNet
	zero  time.Time
	cert  tls.Certificate
	roots *x509.CertPool
}

// certChain is how long a server's certificates are together, in bytes. That is
// usual on the web for two of RSA 2048.
const certChain = 3000

func newShiftServer(t *testing.T, n shiftNet) *shiftServer {
	// Ed25519 signs fast, and always in the same length.
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signed := func(padding int) []byte {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), DNSNames: []string{"wv" + practiceServer + ".wolkvox.com"},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
			ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 25, 1}, Value: make([]byte, padding)}},
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	const padding = 2000
	der := signed(padding + certChain - len(signed(padding)))
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := &shiftServer{n, time.Now(), tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}, x509.NewCertPool()}
	s.roots.AddCert(leaf)
	return s
}

// forPress marks the context of a dial that a press makes for itself.
type forPress struct{}

// dial is the network of one desk. Each connection is noted where it belongs.
func (s *shiftServer) dial(note func(*shiftConn)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		c := &shiftConn{began: time.Since(s.zero), spare: ctx.Value(forPress{}) == nil}
		note(c)
		bytes := new(atomic.Int64)
		near, far := newFarWire(s.half(), bytes)
		time.Sleep(s.half())
		go s.serve(c, far, bytes)
		time.Sleep(s.roundTrip - s.half())
		return near, nil
	}
}

func (s *shiftServer) serve(c *shiftConn, far *farWire, bytes *atomic.Int64) {
	now := func() time.Duration { return time.Since(s.zero) }
	c.accepted = now()
	conn := tls.Server(far, &tls.Config{Certificates: []tls.Certificate{s.cert}, MaxVersion: s.tls})
	defer func() {
		conn.Close()
		if c.over == 0 {
			c.over = now()
		}
		time.Sleep(s.roundTrip) // what the client says as it closes comes after this
		c.bytes = bytes.Load()
	}()
	if conn.Handshake() != nil {
		return
	}
	c.ready = now()
	if s.patience > 0 {
		conn.SetReadDeadline(time.Now().Add(s.patience - (c.ready - c.accepted)))
	}
	in := bufio.NewReader(conn)
	for {
		if _, err := http.ReadRequest(in); err != nil {
			c.byServer = c.requests == 0 && err != io.EOF
			return
		}
		c.requests++
		if c.requests == 1 {
			c.asked = now()
		}
		conn.SetReadDeadline(time.Time{})
		time.Sleep(s.answer)
		io.WriteString(conn, shiftReply())
		conn.CloseWrite()
	}
}

// shiftReply confirms a toggle, with the head that a web server usually writes.
func shiftReply() string {
	const body = `{"code": "200", "error": null, "msg": "Hold agentbox has been excecuted"}`
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nDate: %s\r\nServer: Apache\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		time.Now().UTC().Format(http.TimeFormat), len(body), body)
}
