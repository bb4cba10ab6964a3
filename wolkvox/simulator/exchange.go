package simulator

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Exchange is one request and the connection to answer it on. What is written to it goes
// over the wire unchanged.
type Exchange struct {
	// Request is what came. It is empty in Options.Greet.
	Request Request
	// Conn is the connection, and Raw the one below its TLS.
	Conn *tls.Conn
	Raw  net.Conn
	// In is what the request is read from: Conn, unless Options.Greet replaces it.
	In io.Reader

	server  *Server
	ctx     context.Context
	reply   reply
	hostile string
}

// Write sends b.
func (x *Exchange) Write(b []byte) (int, error) { return x.Conn.Write(b) }

// Toggle toggles hold and reports true, if the request is one that wolkvox executes.
func (x *Exchange) Toggle() bool { return x.server.judge(x.Request, 0, true) == success }

// HangUp closes the connection without a good-bye of TLS.
func (x *Exchange) HangUp() { x.Raw.Close() }

// Hang waits until the client gives up.
func (x *Exchange) Hang() { x.Conn.Read(make([]byte, 1)) }

func (x *Exchange) write(s string) { io.WriteString(x.Conn, s) }
func (x *Exchange) send(r reply)   { x.write(r.wire()) }

// reset ends the connection with an RST.
func (x *Exchange) reset() {
	if tcp, ok := x.Raw.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	x.Raw.Close()
}

// wait waits, but not beyond the end of the server.
func (x *Exchange) wait(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-x.ctx.Done():
	}
}

// zipped sends the reply compressed, with so many spaces after it.
func (x *Exchange) zipped(padding int) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, x.reply.body)
	chunk := []byte(strings.Repeat(" ", 1<<16))
	for ; padding > 0; padding -= len(chunk) {
		z.Write(chunk)
	}
	z.Close()
	x.write(fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\nConnection: close\r\n\r\n",
		x.reply.status, http.StatusText(x.reply.status), x.reply.contentType, b.Len()))
	x.Conn.Write(b.Bytes())
}
