package channel

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"
)

// The errors of Dial and Call. Only ErrSilent from Call means that a press may
// have been made. All others mean that nothing was changed.
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

// ReplyError is the error code of a reply; see Message.Err.
type ReplyError string

func (e ReplyError) Error() string { return fmt.Sprintf("the resident refused: %s", string(e)) }

// helloTimeout limits the hello on both sides.
const helloTimeout = 3 * time.Second

// maxHello is the longest hello.Program in bytes.
const maxHello = 32

// hello is the data of a hello and of its reply. The first message is always a hello: it
// shows, before anything that matters is sent, that the resident answers and has the same
// version. Like Message, it must stay readable for every other version.
type hello struct {
	Program string `json:"program,omitempty"`
}

// peer is the process on the other end of a connection, according to the kernel.
type peer struct {
	pid int
	// role asks the kernel for the peer's role. It may be called only after the first
	// message was read: Windows does not know it earlier. It is nil where only this
	// user can have connected.
	role func() role
}

// role is what a peer may do.
type role int

const (
	roleNone   role = iota // another user: gets no answer
	roleSystem             // the operating system's account: see Server.ForSystem
	roleUser               // this user: everything
)

// Conn is a connection between a process and the resident. Both ends have one: Dial
// returns it, and a Handler receives it and can use it as a map key for what belongs to
// the connection.
type Conn struct {
	nc  net.Conn
	r   *bufio.Reader
	pid int
	sem chan bool // holds one true while a Call may be made; see Call
}

// Dial connects to a resident's channel by its name, checks that it belongs to this
// user, and says hello. The reply must come before ctx ends, and within 3 s. Later calls
// do not depend on this ctx.
//
// Errors are ErrNoResident, ErrSilent, ErrVersion and ErrPeer. After any error, nothing
// was asked of the resident.
func Dial(ctx context.Context, channel string) (*Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, helloTimeout)
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
	return sayHello(ctx, nc, p)
}

// sayHello exchanges the hello on a new connection.
func sayHello(ctx context.Context, nc net.Conn, p peer) (*Conn, error) {
	c := &Conn{nc: nc, r: newReader(nc), pid: p.pid, sem: make(chan bool, 1)}
	c.sem <- true
	err := c.Call(ctx, opHello, nil, new(hello))
	if err == nil {
		return c, nil
	}
	c.Close()
	switch {
	case errors.Is(err, ErrVersion):
		return nil, ErrVersion
	case errors.Is(err, ErrSilent):
		return nil, err
	}
	// The resident hung up before the hello was written, or refused it.
	return nil, fmt.Errorf("%w: %w", ErrSilent, err)
}

// PeerPID is the process on the other end, according to the kernel. It is 0 if unknown.
func (c *Conn) PeerPID() int { return c.pid }

// Close hangs up. It may be called at any time and more than once.
func (c *Conn) Close() { _ = c.nc.Close() }

// Call sends op with the data in, waits for the reply, and decodes the reply's data into
// out. Both may be nil. It gives up when ctx ends.
//
// Errors: ErrNotSent when no byte was written, and only then; ErrSilent when no reply
// came or it cannot be read; a ReplyError when the resident refused. After ErrSilent, and
// after a write that failed, the connection is closed, so that a late reply is never read
// as the reply to the next message.
//
// Concurrent calls run one after the other. The resident's end cannot call.
func (c *Conn) Call(ctx context.Context, op string, in, out any) error {
	if c.sem == nil {
		return fmt.Errorf("%w: this end only answers", ErrNotSent)
	}
	select {
	case <-c.sem:
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNotSent, context.Cause(ctx))
	}
	defer func() { c.sem <- true }()

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
		err = reply.decodeInto(out)
	}
	if errors.Is(err, ErrSilent) || errors.Is(err, ErrNotSent) {
		c.Close()
	}
	return err
}

// decodeInto decodes the data of a reply, or returns its error.
func (m Message) decodeInto(out any) error {
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

// exchange writes one message and reads the reply.
func (c *Conn) exchange(ctx context.Context, op string, line []byte) (Message, error) {
	if err := ctx.Err(); err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrNotSent, context.Cause(ctx))
	}
	if c.r.Buffered() > 0 {
		// These bytes must not be read as the reply to this message.
		return Message{}, fmt.Errorf("%w: the resident spoke out of turn", ErrNotSent)
	}
	stop := context.AfterFunc(ctx, func() { _ = c.nc.SetDeadline(time.Unix(1, 0)) })
	// If ctx ended just as the reply came, the expired deadline may still be set. The
	// connection cannot be used again then.
	defer func() {
		if !stop() {
			c.Close()
		}
	}()
	if n, err := c.nc.Write(line); err != nil && n == 0 {
		return Message{}, withCause(ctx, ErrNotSent, err)
	} else if err != nil {
		return Message{}, withCause(ctx, ErrSilent, err)
	}
	reply, err := readMessage(c.r)
	switch {
	case err != nil:
		return Message{}, withCause(ctx, ErrSilent, err)
	case reply.Err == CodeVersion || reply.V != Version:
		return Message{}, fmt.Errorf("%w: %w", ErrSilent, ErrVersion)
	case reply.Op != op:
		return Message{}, fmt.Errorf("%w: it answered another question", ErrSilent)
	}
	return reply, nil
}

// withCause wraps why in what. If ctx has ended, its cause replaces why.
func withCause(ctx context.Context, what, why error) error {
	if ctx.Err() != nil {
		why = context.Cause(ctx)
	}
	return fmt.Errorf("%w: %w", what, why)
}
