package control

import (
	"context"
	"encoding/json"
	"errors"
	"net"
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

	listener net.Listener
	uid      int
	program  string
}

// Listen opens the channel, says in the lock file where it is, and returns its
// Server, on which nothing happens until Run. A lock listens once.
//
// It is ErrTaken where another process has taken the channel's name. The lock is
// as good without a channel.
func (l *Lock) Listen() (*Server, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.places) == 0 || l.server != nil {
		return nil, errors.New("a lock listens once, and before it is released")
	}
	listener, err := l.listen()
	l.owner.Opening = false
	if err == nil {
		l.owner.Channel = l.socket
		l.server = &Server{listener: listener, uid: l.uid, program: l.program}
	}
	// Nobody needs to wait for a channel any more, also where there is none.
	if published := l.publish(); err == nil && published != nil {
		_ = listener.Close()
		l.removeSocket()
		l.server = nil
		err = published
	}
	if err != nil {
		return nil, err
	}
	return l.server, nil
}

// Run serves connections with h until ctx ends, and returns nil after the last
// handler returned.
func (s *Server) Run(ctx context.Context, h Handler) error {
	defer s.listener.Close()
	stop := context.AfterFunc(ctx, func() { _ = s.listener.Close() })
	defer stop()

	var serving sync.WaitGroup
	defer serving.Wait()
	free := make(chan bool, maxConns)
	for {
		nc, err := s.listener.Accept()
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
