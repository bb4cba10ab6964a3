package wolkvox

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"time"
)

// maxBody bounds the body of an answer, in bytes after decompression.
const maxBody = 64 << 10

// ToggleHold toggles hold, with the one retry that is safe: where wolkvox
// refused because the token was in use elsewhere in that instant ([Busy]),
// nothing was done, and it tries again after a short random pause. There are at
// most 3 tries, and all of them leave within [SendWithin] of the press. It
// blocks until the outcome is there, at the latest when Client.Timeout has passed
// since the press.
func (c *Client) ToggleHold(ctx context.Context, p Press) Outcome {
	if err := c.valid(); err != nil {
		return notToggled(Invalid, err)
	}
	watch := c.watch(p.At)
	for try := 1; ; try++ {
		o := c.once(ctx, p, watch)
		o.Tries = try
		pause, again := retry(o, try, watch.age(), rand.N[time.Duration])
		if !again {
			return o
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return o
		}
	}
}

// ToggleHoldOnce makes one attempt to toggle hold: exactly one request at most,
// whatever happens. It blocks until the outcome is there, at the latest when
// Client.Timeout has passed since the press.
func (c *Client) ToggleHoldOnce(ctx context.Context, p Press) Outcome {
	if err := c.valid(); err != nil {
		return notToggled(Invalid, err)
	}
	o := c.once(ctx, p, c.watch(p.At))
	o.Tries = 1
	return o
}

// once is one attempt of a valid client.
func (c *Client) once(ctx context.Context, p Press, watch *stopwatch) Outcome {
	age := watch.age()
	switch {
	case ctx.Err() != nil:
		return notToggled(Canceled, ctx.Err())
	case age > SendWithin:
		return notToggled(Late, errLate)
	}
	whole, cancel := context.WithTimeout(ctx, c.timeout()-age)
	defer cancel()
	var waited atomic.Int64 // atomic: after giving up, the connecting goroutine may still write it
	g := &gate{press: p, watch: watch}
	o := c.ask(ctx, whole, g, func() (net.Conn, error) {
		if spare := c.Spare.take(c); spare != nil {
			g.aborts, g.routes = spare.aborts, spare.routes
			waited.Store(int64(time.Since(spare.made)))
			return spare.conn, nil
		}
		notify(p.Dialing)
		return c.dialInTime(whole, SendWithin-watch.age())
	})
	o.Waited = time.Duration(waited.Load())
	return o
}

// dialInTime dials for as long as a byte may still leave afterwards.
func (c *Client) dialInTime(ctx context.Context, limit time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errLate)
	defer cancel()
	conn, err := c.dial(ctx)
	if err != nil && context.Cause(ctx) == errLate {
		return nil, errors.Join(errLate, err)
	}
	return conn, err
}

// dialFailed is the outcome of a press that got no connection: nothing left.
func (c *Client) dialFailed(ctx, whole context.Context, err error, watch *stopwatch) Outcome {
	safe := c.fail("no connection", err)
	switch {
	case ctx.Err() != nil:
		return notToggled(Canceled, &failure{text: safe.Error(), cause: ctx.Err()})
	case whole.Err() != nil || errors.Is(err, errLate) || watch.age() > SendWithin:
		return notToggled(Late, safe)
	}
	var step *stepError
	if errors.As(err, &step) {
		o := notToggled(step.reason, safe)
		o.HTTPStatus = proxyStatus(err)
		return o
	}
	return notToggled(Connect, safe)
}

// ask sends the request through the gate and judges what comes back.
func (c *Client) ask(ctx, whole context.Context, g *gate, connect func() (net.Conn, error)) Outcome {
	reply, err := sendOnce(whole, g, c.head(), connect)
	refusal := g.giveUp()
	if refusal != nil && errors.As(err, new(*noConnection)) {
		return c.dialFailed(ctx, whole, err, g.watch)
	}
	g.leave(err == nil)
	if refusal != nil {
		return c.notSent(ctx, whole, refusal, err)
	}
	var o Outcome
	switch {
	case err != nil:
		o = c.noAnswer(ctx, whole, g, err)
	case len(reply.body) > maxBody:
		o = Outcome{Result: Unknown, Reason: Unclear, Err: c.fail("the answer is longer than 64 KiB", nil)}
	default:
		o = reply.said
		if o.Result == NotToggled && reply.more {
			// A second answer may say that it was done, and after a refusal the request may be
			// sent again. One that confirms stays confirmed.
			o.Result, o.Reason = Unknown, Unclear
		}
	}
	if reply == nil {
		return o
	}
	return c.describe(o, reply)
}

// describe adds what the answer looked like.
func (c *Client) describe(o Outcome, reply *response) Outcome {
	secrets := c.secrets()
	o.HTTPStatus = reply.status
	o.Code, o.Msg = clean(o.Code, secrets...), clean(o.Msg, secrets...)
	o.ContentType = clean(reply.contentType, secrets...)
	if o.Result == Unknown {
		o.Excerpt = clean(string(reply.body), secrets...)
		if o.Err == nil {
			o.Err = c.fail("the answer confirms nothing and refuses nothing", nil)
		}
	}
	return o
}

// notSent is the outcome of a request of which no byte left.
func (c *Client) notSent(ctx, whole context.Context, refusal, err error) Outcome {
	switch {
	case refusal == errLate:
		return notToggled(Late, refusal)
	case refusal == errEarly:
		return notToggled(Connect, refusal)
	case errors.Is(refusal, errNoAbort):
		return notToggled(Connect, c.fail("not sent", refusal))
	case refusal != errShut:
		return notToggled(MarkRefused, refusal)
	case ctx.Err() != nil:
		return notToggled(Canceled, &failure{text: errShut.Error(), cause: ctx.Err()})
	case whole.Err() != nil:
		return notToggled(Late, &failure{text: errShut.Error(), cause: whole.Err()})
	}
	return notToggled(Connect, c.fail("the connection ended before the request", err))
}

// noAnswer is the outcome of a request that may have left and was not answered
// in full.
func (c *Client) noAnswer(ctx, whole context.Context, g *gate, err error) Outcome {
	o := Outcome{Result: Unknown, Reason: Unclear, Err: c.fail("no full answer", err)}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		o.Reason, o.Err = CanceledInFlight, &failure{text: o.Err.Error(), cause: ctx.Err()}
	case whole.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		o.Reason, o.Err = Timeout, &failure{text: o.Err.Error(), cause: context.DeadlineExceeded}
	case g.lost.Load(), errors.As(err, new(net.Error)), errors.Is(err, io.ErrUnexpectedEOF):
		o.Reason = Lost
	}
	return o
}

// notToggled is an outcome that is certain.
func notToggled(reason Reason, err error) Outcome {
	return Outcome{Result: NotToggled, Reason: reason, Err: err}
}
