package control

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"slices"
	"sync"
	"time"
)

const (
	// maxConns bounds the connections that are open at once.
	maxConns = 32
	// idleWithin is how long a connection may be without a message.
	idleWithin = 5 * time.Minute
	// replyWithin bounds a reply to somebody who does not read.
	replyWithin = 5 * time.Second
	// acceptAgain is the pause after accept failed, as it does when the process
	// has no file descriptors left.
	acceptAgain = 100 * time.Millisecond
)

// Handler answers one message. Its reply needs Data or Err only; V and Op are
// filled in. The hello never comes here.
//
// Each connection has its own goroutine and gets its answers in turn. ctx ends
// when the connection ends, also while the handler runs, and when Run is to
// return: what lives as long as a connection, like a capture lease, watches it,
// even after the handler returned. A press must not depend on it, for a press
// that was taken is finished. A handler that is still running when ctx ends
// should return soon; its reply is still written if the other end is there.
type Handler func(ctx context.Context, c *Conn, m Message) Message

// Server is the resident's end of the channel. Lock.Listen makes it.
type Server struct {
	// ForSystem are the messages, by their Op, that the account of the operating
	// system may send: on Windows it ends the residents before an upgrade. Set it
	// before Run; by default there are none.
	ForSystem []string

	uid     int
	program string

	mu       sync.Mutex
	listener net.Listener
	closed   bool
}

// Listen opens the channel, says in the lock file where it is, and returns its
// Server, on which nothing happens until Run. A lock listens once.
//
// It is ErrTaken where another process has taken the channel's name. The lock is
// as good without a channel.
func (l *Lock) Listen() (*Server, error) {
	<-l.turn
	defer func() { l.turn <- true }()
	l.mu.Lock()
	places, before := l.places, l.server
	l.mu.Unlock()
	if len(places) == 0 || before != nil {
		return nil, errors.New("a lock listens once, and before it is released")
	}
	c, err := l.open(places)
	l.mu.Lock()
	l.owner.Opening = false
	if err == nil {
		l.server = &Server{listener: c.listener, uid: l.p.UID, program: plain(l.p.Program, maxProgram)}
		l.owner.Channel, l.channel = c.name, c
	}
	l.mu.Unlock()
	// Nobody needs to wait for a channel any more, also where there is none.
	if published := l.publish(); err == nil && published != nil {
		_ = c.listener.Close()
		c.remove()
		l.mu.Lock()
		l.server, l.channel, l.owner.Channel = nil, channel{}, ""
		l.mu.Unlock()
		err = published
	}
	if err != nil {
		return nil, err
	}
	return l.server, nil
}

// channel is an open one. Its file and folder are what to remove with it.
type channel struct {
	listener net.Listener
	name     string      // for Dial
	file     os.FileInfo // what lies there; nil where a channel is no file
	folder   string      // where it has one of its own
}

// open opens a channel, in one of these places where it is a file.
func (l *Lock) open(places []*place) (channel, error) {
	return within(answerWithin, func() (channel, error) { return open(l.p, places) }, func(c channel) {
		_ = c.listener.Close()
		c.remove()
	})
}

// listenAgain opens the channel once more where its file was taken away with a lock
// file. Connections that stand go on.
func (l *Lock) listenAgain() {
	l.mu.Lock()
	server, old, places := l.server, l.channel, l.places
	l.mu.Unlock()
	if server == nil || old.stands() {
		return
	}
	c, err := l.open(places)
	if err != nil {
		return
	}
	l.mu.Lock()
	l.owner.Channel, l.channel = c.name, c
	l.mu.Unlock()
	server.replace(c.listener)
}

// replace goes on with another listener.
func (s *Server) replace(listener net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.listener.Close()
	s.listener = listener
	if s.closed {
		_ = listener.Close()
	}
}

func (s *Server) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	_ = s.listener.Close()
}

// accept waits for a connection.
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

// Run serves connections with h until ctx ends, and returns nil after the last
// handler returned.
func (s *Server) Run(ctx context.Context, h Handler) error {
	defer s.close()
	stop := context.AfterFunc(ctx, s.close)
	defer stop()

	var serving sync.WaitGroup
	defer serving.Wait()
	free := make(chan bool, maxConns)
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
			case <-time.After(acceptAgain):
			}
			continue
		}
		p, err := peerOf(nc, s.uid)
		if err != nil {
			// Another user is not told anything.
			_ = nc.Close()
			continue
		}
		select {
		case free <- true:
			serving.Go(func() {
				defer func() { <-free }()
				s.serve(ctx, nc, p, h)
			})
		default:
			// The socket's buffer takes this line: it is the first.
			refuse(nc, opHello, CodeBusy)
			_ = nc.Close()
		}
	}
}

// may says whether somebody of this rank may send op.
func (s *Server) may(r rank, op string) bool {
	return r == user || r == system && slices.Contains(s.ForSystem, op)
}

// serve answers the messages of one connection until it ends.
func (s *Server) serve(ctx context.Context, nc net.Conn, p peer, h Handler) {
	var reading sync.WaitGroup
	defer reading.Wait()
	defer nc.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	c := &Conn{nc: nc, r: newReader(nc), pid: p.pid}
	r, ok := s.greeted(ctx, c, p)
	if !ok {
		return
	}
	// Somebody reads all the time, or a hang-up would not be noticed while a
	// handler runs.
	messages := make(chan Message)
	var end error
	reading.Go(func() {
		defer close(messages)
		defer cancel()
		for {
			var m Message
			if m, end = c.next(ctx, idleWithin); end != nil {
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
		case !s.may(r, m.Op):
			refuse(nc, m.Op, CodeDenied)
			return
		}
		if !answer(nc, m.Op, h(ctx, c, m)) {
			return
		}
	}
	if malformed(end) {
		refuse(nc, opHello, CodeMalformed)
	}
}

// greeted takes the hello, which has to come first, and finds out who said it.
func (s *Server) greeted(ctx context.Context, c *Conn, p peer) (r rank, ok bool) {
	m, err := c.next(ctx, helloWithin)
	r = user
	if p.rank != nil {
		r = p.rank()
	}
	switch {
	case malformed(err):
		refuse(c.nc, opHello, CodeMalformed)
		return r, false
	case err != nil, r == stranger:
		return r, false
	case m.Op != opHello:
		refuse(c.nc, m.Op, CodeHello)
		return r, false
	case m.V != Version:
		refuse(c.nc, m.Op, CodeVersion)
		return r, false
	}
	data, err := json.Marshal(hello{Program: s.program})
	return r, err == nil && answer(c.nc, m.Op, Message{Data: data})
}

// next reads one message, and gives up after a while or when ctx ends.
func (c *Conn) next(ctx context.Context, within time.Duration) (Message, error) {
	if err := c.nc.SetReadDeadline(time.Now().Add(within)); err != nil {
		return Message{}, err
	}
	// Registered after the line above, so that it has the last word.
	stop := context.AfterFunc(ctx, func() { _ = c.nc.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	return readMessage(c.r)
}

// malformed says whether a read failed for what was read.
func malformed(err error) bool {
	return errors.Is(err, errMalformed) || errors.Is(err, errTooLong)
}

func refuse(nc net.Conn, op, code string) { answer(nc, op, Message{Err: code}) }

// answer writes one reply, and says whether the connection is still good.
func answer(nc net.Conn, op string, reply Message) bool {
	reply.V, reply.Op = Version, op
	line, err := encode(reply)
	if err != nil {
		if line, err = encode(Message{V: Version, Op: op, Err: codeReply}); err != nil {
			return false
		}
	}
	_ = nc.SetWriteDeadline(time.Now().Add(replyWithin))
	_, err = nc.Write(line)
	return err == nil
}
