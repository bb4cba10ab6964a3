package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"
)

// The errors of Dial, Call and Find. For a press only ErrSilent from Call means
// that it may have been made; all others mean that nothing was changed.
var (
	// ErrNoResident: nobody listens there.
	ErrNoResident = errors.New("no resident runs")
	// ErrSilent: from Dial, the resident did not answer the hello in time; from
	// Call, the message was written, at least in part, and no usable answer came.
	ErrSilent = errors.New("the resident does not answer")
	// ErrVersion: the resident is of another version and must be restarted.
	ErrVersion = errors.New("the resident is of another version; restart it")
	// ErrNotSent: no byte of the message was written.
	ErrNotSent = errors.New("the message was not sent")
	// ErrPeer: the process on the other end belongs to another user.
	ErrPeer = errors.New("the process on the other end belongs to another user")
	// ErrTaken: from Listen, another process has taken the channel's name.
	ErrTaken = errors.New("another process has taken the name of the channel")
)

// ReplyError is the code of a reply that is no success; see Message.Err.
type ReplyError string

func (e ReplyError) Error() string { return fmt.Sprintf("the resident refused: %s", string(e)) }

// helloWithin bounds the hello on both sides.
const helloWithin = 3 * time.Second

// hello is the data of a hello and of its answer. Its shape, like that of
// Message, has to stay readable for every other version.
type hello struct {
	Program string `json:"program,omitempty"`
}

// peer is who the kernel says is on the other end of a connection.
type peer struct {
	pid int
	// rank asks the kernel once more, after the first message was read: Windows
	// knows no sooner. It is nil where everybody else was turned away already.
	rank func() rank
}

// rank is what a peer may do.
type rank int

const (
	stranger rank = iota // anybody else, who is told nothing
	system               // the operating system's account: see Server.ForSystem
	user                 // this user: everything
)

// Conn is a connection between a process and the resident. Both ends have one:
// Dial returns it, and a Handler is given it, where it can serve as the key of
// what belongs to this connection.
type Conn struct {
	nc      net.Conn
	r       *bufio.Reader
	pid     int
	program string
	turn    chan bool // holds one true while a Call may be made; see Call
}

// Dial connects to a resident's channel (Owner.Channel), makes sure that it
// belongs to this user, and says hello. It needs the answer before ctx ends, and
// within 3 s. Later calls do not depend on this ctx.
//
// Errors are ErrNoResident, ErrSilent, ErrVersion and ErrPeer; whatever else
// comes, nothing was asked of the resident.
func Dial(ctx context.Context, channel string) (*Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, helloWithin)
	defer cancel()
	nc, err := connect(ctx, channel)
	if err != nil {
		return nil, err
	}
	p, err := checkedPeer(nc, channel)
	if err != nil {
		_ = nc.Close()
		return nil, err
	}
	return greet(ctx, nc, p)
}

// greet says hello on a fresh connection.
func greet(ctx context.Context, nc net.Conn, p peer) (*Conn, error) {
	c := &Conn{nc: nc, r: newReader(nc), pid: p.pid, turn: make(chan bool, 1)}
	c.turn <- true
	var h hello
	err := c.Call(ctx, opHello, nil, &h)
	if err == nil {
		c.program = plain(h.Program, maxProgram)
		return c, nil
	}
	c.Close()
	switch {
	case errors.Is(err, ErrVersion):
		return nil, ErrVersion
	case errors.Is(err, ErrSilent):
		return nil, err
	}
	// It hung up before the hello was out, or refused it.
	return nil, fmt.Errorf("%w: %w", ErrSilent, err)
}

// PeerPID is the process on the other end, by the kernel's word; 0 where the
// system does not tell.
func (c *Conn) PeerPID() int { return c.pid }

// Program is the version of the resident's program, as it said in the hello.
func (c *Conn) Program() string { return c.program }

// Close hangs up. It may be called at any time and more than once.
func (c *Conn) Close() { _ = c.nc.Close() }

// Call sends op with in as its data and waits for the reply, whose data goes
// into out. Either may be nil. It gives up when ctx ends.
//
// Errors: ErrNotSent when no byte was written, and only then; ErrSilent when the
// answer did not come or cannot be read; a ReplyError when the resident refused.
// After ErrSilent, and after a write that failed, the connection is closed, so
// that a late answer is never taken for the answer to the next message.
//
// Calls from several goroutines take turns. The resident's end cannot call.
func (c *Conn) Call(ctx context.Context, op string, in, out any) error {
	if c.turn == nil {
		return fmt.Errorf("%w: this end only answers", ErrNotSent)
	}
	select {
	case <-c.turn:
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNotSent, context.Cause(ctx))
	}
	defer func() { c.turn <- true }()

	req := Message{V: Version, Op: op}
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNotSent, err)
		}
		req.Data = data
	}
	line, err := encode(req)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	reply, err := c.exchange(ctx, op, line)
	if err == nil {
		err = reply.into(out)
	}
	if errors.Is(err, ErrSilent) || errors.Is(err, ErrNotSent) {
		c.Close()
	}
	return err
}

// into reads the data of a reply.
func (m Message) into(out any) error {
	switch {
	case m.Err == codeReply:
		return fmt.Errorf("%w: its reply could not be sent", ErrSilent)
	case m.Err != "":
		return ReplyError(m.Err)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(m.Data, out); err != nil {
		return fmt.Errorf("%w: its answer cannot be read: %w", ErrSilent, err)
	}
	return nil
}

// exchange writes one line and reads one.
func (c *Conn) exchange(ctx context.Context, op string, line []byte) (Message, error) {
	if err := ctx.Err(); err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrNotSent, context.Cause(ctx))
	}
	if c.r.Buffered() > 0 {
		// Nobody asked for that; it must not become this message's answer.
		return Message{}, fmt.Errorf("%w: the resident spoke out of turn", ErrNotSent)
	}
	stop := context.AfterFunc(ctx, func() { _ = c.nc.SetDeadline(time.Unix(1, 0)) })
	// When ctx ended just as the answer came, the past deadline may stay: then
	// this connection is used up.
	defer func() {
		if !stop() {
			c.Close()
		}
	}()
	if n, err := c.nc.Write(line); err != nil && n == 0 {
		return Message{}, because(ctx, ErrNotSent, err)
	} else if err != nil {
		return Message{}, because(ctx, ErrSilent, err)
	}
	reply, err := readMessage(c.r)
	switch {
	case err != nil:
		return Message{}, because(ctx, ErrSilent, err)
	case reply.Err == CodeVersion || reply.V != Version:
		return Message{}, fmt.Errorf("%w: %w", ErrSilent, ErrVersion)
	case reply.Op != op:
		return Message{}, fmt.Errorf("%w: it answered another question", ErrSilent)
	}
	return reply, nil
}

// because adds why to what, and says that it was ctx where it was.
func because(ctx context.Context, what, why error) error {
	if ctx.Err() != nil {
		why = context.Cause(ctx)
	}
	return fmt.Errorf("%w: %w", what, why)
}
