package channel

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

const (
	// maxConns is the maximum number of open connections.
	maxConns = 32
	// idleTimeout is how long a connection may stay open without a message.
	idleTimeout = 5 * time.Minute
	// replyTimeout limits the write of a reply when the peer does not read.
	replyTimeout = 5 * time.Second
	// acceptRetry is the pause after a failed accept, for example when the process has
	// no file descriptors left.
	acceptRetry = 100 * time.Millisecond
)

// Handler answers one message. The reply needs only Data or Err; V and Op are filled in.
// The hello never reaches it.
//
// Each connection has its own goroutine, which handles its messages in order. ctx ends
// when the connection ends, even while the handler runs, and when Run must return. What
// lives as long as a connection, such as a capture lease, can watch ctx after the
// handler returned. A press must not depend on ctx, because an accepted press is always
// finished. A handler that runs when ctx ends should return soon; its reply is still
// written if the other end is there.
type Handler func(ctx context.Context, c *Conn, m Message) Message

// Server is the resident's end of the channel.
type Server struct {
	// ForSystem lists the Ops that the operating system's account may send: on Windows
	// it ends the residents before a removal. Set it before Run. By default it is empty.
	ForSystem []string

	uid     int
	program string

	mu       sync.Mutex
	listener net.Listener
	closed   bool
}

// Listener is an open channel: a Unix socket in a private folder of the user. Both sides
// ask the kernel who is on the other end, and hang up on any other user, including root.
//
// On Windows it is a named pipe, which only the user and the operating system's account
// can open, and only on this machine. That account may send what Server.ForSystem lists,
// nothing else. The client checks whose pipe it is before it sends anything.
type Listener struct {
	Name string // for Dial

	listener net.Listener
	file     os.FileInfo // of the socket; nil on Windows, where a pipe is not a file
	folder   string      // a temporary folder to remove with the socket, or ""
}

// maxName is the longest Name in bytes. The path of a socket, with its final NUL, fits in
// 108 bytes on Linux and 104 on macOS (unix(7), unix(4)). The name of a pipe is shorter.
const maxName = 100

// Close closes and removes a channel that no server has.
func (l Listener) Close() {
	_ = l.listener.Close()
	l.Remove()
}

// NewServer returns the server of a channel for one user. Program is the program's version,
// for the hello. The server accepts nothing until Run.
func NewServer(l Listener, uid int, program string) *Server {
	return &Server{listener: l.listener, uid: uid, program: printable.Plain(program, maxHello)}
}

// Replace closes the channel and serves another one. Open connections stay open.
func (s *Server) Replace(l Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.listener.Close()
	s.listener = l.listener
	if s.closed {
		_ = l.listener.Close()
	}
}

// Close ends Run, or keeps it from starting. It does not remove the channel.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	_ = s.listener.Close()
}

// accept waits for a connection, also after the listener was replaced.
func (s *Server) accept() (net.Conn, error) {
	for {
		s.mu.Lock()
		listener := s.listener
		s.mu.Unlock()
		nc, err := listener.Accept()
		if !errors.Is(err, net.ErrClosed) {
			return nc, err
		}
		s.mu.Lock()
		replaced := s.listener != listener
		s.mu.Unlock()
		if !replaced {
			return nil, err
		}
	}
}

// Run serves connections with h until ctx ends. It returns nil after the last handler
// has returned.
func (s *Server) Run(ctx context.Context, h Handler) error {
	defer s.Close()
	stop := context.AfterFunc(ctx, s.Close)
	defer stop()

	var serving sync.WaitGroup
	defer serving.Wait()
	slots := make(chan bool, maxConns)
	for {
		nc, err := s.accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				_ = nc.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil:
			select {
			case <-ctx.Done():
			case <-time.After(acceptRetry):
			}
			continue
		}
		p, err := peerOf(nc, s.uid)
		if err != nil {
			// Another user gets no answer.
			_ = nc.Close()
			continue
		}
		select {
		case slots <- true:
			serving.Go(func() {
				defer func() { <-slots }()
				s.serve(ctx, nc, p, h)
			})
		default:
			// This write cannot block: it is the first, and fits into the socket's
			// buffer.
			refuse(nc, opHello, CodeBusy)
			_ = nc.Close()
		}
	}
}

// allowed reports whether a peer of this role may send op.
func (s *Server) allowed(r role, op string) bool {
	return r == roleUser || r == roleSystem && slices.Contains(s.ForSystem, op)
}

// serve answers the messages of one connection until it ends.
func (s *Server) serve(ctx context.Context, nc net.Conn, p peer, h Handler) {
	var reading sync.WaitGroup
	defer reading.Wait()
	defer nc.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	c := &Conn{nc: nc, r: newReader(nc), pid: p.pid}
	r, ok := s.receiveHello(ctx, c, p)
	if !ok {
		return
	}
	// A goroutine of its own reads, so that a hang-up is noticed while a handler runs.
	messages := make(chan Message)
	var readErr error
	reading.Go(func() {
		defer close(messages)
		defer cancel()
		for {
			var m Message
			if m, readErr = c.next(ctx, idleTimeout); readErr != nil {
				return
			}
			select {
			case messages <- m:
			case <-ctx.Done():
				return
			}
		}
	})
	for m := range messages {
		switch {
		case m.V != Version:
			refuse(nc, m.Op, CodeVersion)
			return
		case m.Op == opHello:
			refuse(nc, m.Op, CodeHello)
			return
		case !s.allowed(r, m.Op):
			refuse(nc, m.Op, CodeDenied)
			return
		}
		if !writeReply(nc, m.Op, h(ctx, c, m)) {
			return
		}
	}
	if isMalformed(readErr) {
		refuse(nc, opHello, CodeMalformed)
	}
}

// receiveHello reads the hello, which must be the first message, and finds the role of
// the peer.
func (s *Server) receiveHello(ctx context.Context, c *Conn, p peer) (r role, ok bool) {
	m, err := c.next(ctx, helloTimeout)
	r = roleUser
	if p.role != nil {
		r = p.role()
	}
	switch {
	case isMalformed(err):
		refuse(c.nc, opHello, CodeMalformed)
		return r, false
	case err != nil, r == roleNone:
		return r, false
	case m.Op != opHello:
		refuse(c.nc, m.Op, CodeHello)
		return r, false
	case m.V != Version:
		refuse(c.nc, m.Op, CodeVersion)
		return r, false
	}
	data, err := json.Marshal(hello{Program: s.program})
	return r, err == nil && writeReply(c.nc, m.Op, Message{Data: data})
}

// next reads one message. It gives up after timeout or when ctx ends.
func (c *Conn) next(ctx context.Context, timeout time.Duration) (Message, error) {
	if err := c.nc.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return Message{}, err
	}
	// Only after the line above, which would overwrite the expired deadline.
	stop := context.AfterFunc(ctx, func() { _ = c.nc.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	return readMessage(c.r)
}

// isMalformed reports whether a read failed because of its content.
func isMalformed(err error) bool {
	return errors.Is(err, errMalformed) || errors.Is(err, errTooLong)
}

func refuse(nc net.Conn, op, code string) { writeReply(nc, op, Message{Err: code}) }

// writeReply writes one reply, and reports whether the connection is still usable.
func writeReply(nc net.Conn, op string, reply Message) bool {
	reply.V, reply.Op = Version, op
	line, err := encode(reply)
	if err != nil {
		if line, err = encode(Message{V: Version, Op: op, Err: codeReply}); err != nil {
			return false
		}
	}
	_ = nc.SetWriteDeadline(time.Now().Add(replyTimeout))
	_, err = nc.Write(line)
	return err == nil
}
