//go:build nowindow && (linux || wine)

package app

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// point is a place where a press can be made to wait.
type point string

const (
	atKeychain  point = "the keychain was asked for the token"
	atConnect   point = "the connection was asked for"
	atHandshake point = "the handshake began"
	atRequest   point = "the request left"
	atAnswer    point = "wolkvox answered"
)

// stops are the points where the next press waits.
type stops struct {
	mu  sync.Mutex
	set map[point]*stop
}

type stop struct {
	reached chan struct{}
	open    func()
	opened  <-chan struct{}
}

// at makes the next press that comes to p wait there until open is called.
func (s *stops) at(t *testing.T, p point) *stop {
	ctx, open := context.WithCancel(context.Background())
	t.Cleanup(open)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.set == nil {
		s.set = map[point]*stop{}
	}
	s.set[p] = &stop{reached: make(chan struct{}), open: open, opened: ctx.Done()}
	return s.set[p]
}

func (s *stops) waits(p point) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.set[p] != nil
}

func (s *stops) pass(p point) {
	s.mu.Lock()
	here := s.set[p]
	delete(s.set, p)
	s.mu.Unlock()
	if here != nil {
		close(here.reached)
		<-here.opened
	}
}

// road is the way to the pretend server: a proxy, so that the program asks for
// wolkvox's real name.
type road struct {
	listener net.Listener
	target   string
	stops    *stops

	mu      sync.Mutex
	changed sync.Cond
	used    int // connections that are not over at both ends
}

func newRoad(t *testing.T, target string, s *stops) *road {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	r := &road{listener: listener, target: target, stops: s}
	r.changed.L = &r.mu
	t.Cleanup(func() { _ = listener.Close() })
	go eachConn(listener, func(client net.Conn) {
		r.count(1)
		defer r.count(-1)
		r.carry(client)
	})
	return r
}

// eachConn serves connections until the listener is closed.
func eachConn(l net.Listener, serve func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go serve(c)
	}
}

func (r *road) count(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used += n
	r.changed.Broadcast()
}

// quiet waits until the server is done with all that was sent. A process that was
// killed before its connection was taken cannot have sent anything.
func (r *road) quiet() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.used > 0 {
		r.changed.Wait()
	}
}

// carry serves one connection, until both ends are done with it.
func (r *road) carry(client net.Conn) {
	defer client.Close()
	in := bufio.NewReader(client)
	if _, err := http.ReadRequest(in); err != nil {
		return
	}
	r.stops.pass(atConnect)
	server, err := net.Dial("tcp", r.target)
	if err != nil {
		return
	}
	defer server.Close()
	if _, err := io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return
	}
	var asked atomic.Bool
	var upward sync.WaitGroup
	upward.Go(func() {
		r.up(in, server, &asked)
		_ = server.(*net.TCPConn).CloseWrite()
	})
	r.down(server, client, &asked)
	_ = client.Close()
	upward.Wait()
}

// up carries what the program sends, one TLS record at a time. In TLS 1.3 its
// second record of application data is the request; the first ends the handshake.
func (r *road) up(from io.Reader, to io.Writer, asked *atomic.Bool) {
	const (
		headLen         = 5
		applicationData = 23
	)
	head := make([]byte, headLen)
	for first, encrypted := true, 0; ; first = false {
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		record := append(slices.Clone(head), make([]byte, binary.BigEndian.Uint16(head[3:]))...)
		if _, err := io.ReadFull(from, record[headLen:]); err != nil {
			return
		}
		if first {
			r.stops.pass(atHandshake)
		}
		if record[0] == applicationData {
			encrypted++
		}
		if encrypted == 2 {
			r.stops.pass(atRequest)
			asked.Store(true)
		}
		if _, err := to.Write(record); err != nil {
			return
		}
	}
}

// down carries what the server sends. An answer that has to wait is read to its
// end first, so that the server has done all that it will do.
func (r *road) down(from io.Reader, to io.Writer, asked *atomic.Bool) {
	var kept []byte
	some := make([]byte, 4096)
	for {
		n, err := from.Read(some)
		if asked.Load() && r.stops.waits(atAnswer) {
			kept = append(kept, some[:n]...)
		} else if _, failed := to.Write(some[:n]); failed != nil && err == nil {
			_, err = io.Copy(io.Discard, from)
		}
		if err != nil {
			break
		}
	}
	if asked.Load() {
		r.stops.pass(atAnswer)
	}
	_, _ = to.Write(kept)
}

// serve runs something until the test ends.
func serve(t *testing.T, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
}
