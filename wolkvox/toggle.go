package wolkvox

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// maxBody bounds the body of an answer, in bytes after decompression.
const maxBody = 64 << 10

var errUsed = errors.New("the connection was used already")

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
	conn := c.Spare.take(c)
	if conn == nil {
		if p.Dialing != nil {
			p.Dialing()
		}
		var err error
		if conn, err = c.dialInTime(whole, SendWithin-age); err != nil {
			return c.dialFailed(ctx, whole, err, watch)
		}
	}
	defer conn.Close()
	return c.ask(ctx, whole, &gate{Conn: conn, press: p, watch: watch})
}

// dialInTime dials for as long as a byte may still leave afterwards.
func (c *Client) dialInTime(ctx context.Context, limit time.Duration) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errLate)
	defer cancel()
	conn, err := c.dial(ctx, func(Reason, string) {})
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
		return notToggled(step.reason, safe)
	}
	return notToggled(Connect, safe)
}

// ask sends the request through the gate and judges what comes back.
func (c *Client) ask(ctx, whole context.Context, g *gate) Outcome {
	transport := c.transport(g)
	defer transport.CloseIdleConnections()
	// RoundTrip makes one exchange. An http.Client above it would follow
	// redirects, and carry the token along to where they lead.
	resp, err := transport.RoundTrip(c.request(whole))
	if err == nil {
		defer resp.Body.Close()
	}
	if refusal := g.settle(err == nil); refusal != nil {
		return c.notSent(ctx, refusal, err)
	}
	if err != nil {
		return c.noAnswer(ctx, whole, g, err)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	var o Outcome
	switch {
	case err != nil:
		o = c.noAnswer(ctx, whole, g, err)
	case len(body) > maxBody:
		o = Outcome{Result: Unknown, Reason: Unclear, Err: c.fail("the answer is longer than 64 KiB", nil)}
	default:
		o.Result, o.Reason, o.Code, o.Msg = ParseReply(resp.StatusCode, body)
	}
	return c.describe(o, resp, body)
}

// describe adds what the answer looked like.
func (c *Client) describe(o Outcome, resp *http.Response, body []byte) Outcome {
	secrets := c.secrets()
	o.HTTPStatus = resp.StatusCode
	o.Code, o.Msg = clean(o.Code, secrets...), clean(o.Msg, secrets...)
	o.ContentType = clean(resp.Header.Get("Content-Type"), secrets...)
	if o.Result == Unknown {
		o.Excerpt = clean(string(body), secrets...)
		if o.Err == nil {
			o.Err = c.fail("the answer confirms nothing and refuses nothing", nil)
		}
	}
	return o
}

// notSent is the outcome of a request of which no byte left.
func (c *Client) notSent(ctx context.Context, refusal, err error) Outcome {
	switch {
	case errors.Is(refusal, errLate):
		return notToggled(Late, refusal)
	case refusal == errEarly:
		return notToggled(Connect, refusal)
	case refusal != errShut:
		return notToggled(MarkRefused, refusal)
	case ctx.Err() != nil:
		return notToggled(Canceled, &failure{text: errShut.Error(), cause: ctx.Err()})
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
	case whole.Err() != nil:
		o.Reason, o.Err = Timeout, &failure{text: o.Err.Error(), cause: whole.Err()}
	case g.end() != nil, errors.As(err, new(net.Error)), errors.Is(err, io.ErrUnexpectedEOF):
		o.Reason = Lost
	}
	return o
}

// request is the documented one: POST without a body, both headers.
func (c *Client) request(ctx context.Context) *http.Request {
	r := &http.Request{
		Method: http.MethodPost,
		URL:    &url.URL{Scheme: "https", Host: c.host(), Path: "/api/v2/agentbox.php", RawQuery: c.query()},
		Host:   c.host(),
		Body:   http.NoBody, // sends Content-Length: 0
		Header: http.Header{
			"User-Agent": {userAgent},
			// Spelled as documented, which Header.Set would not leave so.
			"wolkvox-token":  {c.Token.Secret()},
			"wolkvox_server": {c.Server},
		},
	}
	return r.WithContext(ctx)
}

// transport makes an HTTP/1.1 transport that has one connection to give away,
// once. There is none to retry on, so even what net/http would repeat by itself
// cannot be.
func (c *Client) transport(g *gate) *http.Transport {
	var used atomic.Bool
	once := func(context.Context, string, string) (net.Conn, error) {
		if used.Swap(true) {
			return nil, errUsed
		}
		return g, nil
	}
	t := &http.Transport{
		DialTLSContext:         once,
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxHead,
		Protocols:              new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	return t
}

// notToggled is an outcome that is certain.
func notToggled(reason Reason, err error) Outcome {
	return Outcome{Result: NotToggled, Reason: reason, Err: err}
}
