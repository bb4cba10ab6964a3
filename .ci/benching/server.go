package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

const (
	host = "wv0042.wolkvox.com"
	// body is wolkvox's own answer to a request that was executed.
	body = `{"code": "200", "error": null, "msg": "Hold agentbox has been excecuted"}`
)

// server answers each request as wolkvox does when all is well, and notes when
// its first byte came. It is the bench's own, since the pretend server neither
// chooses a TLS version nor reports first bytes.
type server struct {
	listener net.Listener
	cert     *tls.Certificate
	caPEM    []byte
	requests chan time.Time

	mu    sync.Mutex
	place place
	idle  map[*tls.Conn]bool // ready for a request, which has not come
}

// place is how far away the server is, and what it speaks.
type place struct {
	tls       uint16
	roundTrip time.Duration
}

func (p place) String() string {
	return fmt.Sprintf("%s, %d ms", tls.VersionName(p.tls), p.roundTrip.Milliseconds())
}

func newServer(addr string) (*server, error) {
	authority, err := simulator.NewAuthority(pkix.Name{CommonName: "Bench authority"})
	if err != nil {
		return nil, err
	}
	s := &server{requests: make(chan time.Time, 16), idle: map[*tls.Conn]bool{}, caPEM: authority.PEM()}
	if s.cert, err = authority.Issue(host, nil); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s.listener = farListener{l, func() time.Duration { return s.now().roundTrip / 2 }}
	go s.accept()
	return s, nil
}

func (s *server) now() place {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.place
}

// move is for the connections that come from now on.
func (s *server) move(to place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.place = to
}

func (s *server) accept() {
	for {
		raw, err := s.listener.Accept()
		if err != nil {
			return
		}
		go s.serve(tls.Server(raw, &tls.Config{
			Certificates: []tls.Certificate{*s.cert},
			MinVersion:   tls.VersionTLS12, MaxVersion: s.now().tls,
			NextProtos: []string{"http/1.1"},
		}))
	}
}

// serve serves one request, like the connections of the program do.
func (s *server) serve(conn *tls.Conn) {
	defer conn.Close()
	if conn.Handshake() != nil {
		return
	}
	s.mu.Lock()
	s.idle[conn] = true
	s.mu.Unlock()
	head, buffer := []byte{}, make([]byte, 4096)
	for !bytes.Contains(head, []byte("\r\n\r\n")) {
		n, err := conn.Read(buffer)
		if len(head) == 0 {
			s.mu.Lock()
			delete(s.idle, conn)
			s.mu.Unlock()
			if n > 0 {
				s.requests <- time.Now()
			}
		}
		if err != nil {
			return
		}
		head = append(head, buffer[:n]...)
	}
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// hasIdle waits until so many connections are ready for a request, and known as
// such at their other end.
func (s *server) hasIdle(n int) error {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		s.mu.Lock()
		ready := len(s.idle)
		s.mu.Unlock()
		if ready == n {
			time.Sleep(s.now().roundTrip/2 + 20*time.Millisecond)
			return nil
		}
	}
	return fmt.Errorf("there never were %d connections that wait", n)
}

// closeIdle closes the connections that wait, and returns when their other ends
// know it.
func (s *server) closeIdle() {
	s.mu.Lock()
	for conn := range s.idle {
		conn.Close()
	}
	clear(s.idle)
	s.mu.Unlock()
	time.Sleep(s.now().roundTrip/2 + 20*time.Millisecond)
}

// first returns when the first byte of the only request came that was made
// since the last call.
func (s *server) first() (time.Time, error) {
	if len(s.requests) != 1 {
		return time.Time{}, fmt.Errorf("one press made %d requests", len(s.requests))
	}
	return <-s.requests, nil
}
