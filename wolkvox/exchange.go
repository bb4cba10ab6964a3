package wolkvox

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// maxInterim is how many interim answers (1xx) may come before the real one.
const maxInterim = 5

// dialResultWait is how long a cancelled dial is waited for.
const dialResultWait = 100 * time.Millisecond

// writeEndWait is how long a write is waited for whose connection was closed.
const writeEndWait = 100 * time.Millisecond

// endWait is how long a refusal waits for the end of its connection, or for a second answer.
const endWait = 100 * time.Millisecond

var errHead = errors.New("the head of the answer does not end")

// head is the request, the documented one: POST without a body, both headers.
// Every part was checked before: there is no line break in any of them.
func (c *Client) head() []byte {
	return []byte("POST /api/v2/agentbox.php?" + c.query() + " HTTP/1.1\r\n" +
		"Host: " + c.host() + "\r\n" +
		"User-Agent: " + userAgent + "\r\n" +
		"Content-Length: 0\r\n" +
		"wolkvox-token: " + c.Token.Secret() + "\r\n" +
		"wolkvox_server: " + c.Server + "\r\n" +
		"Accept-Encoding: gzip\r\n" +
		"Connection: close\r\n\r\n")
}

// response is what came back: its body decompressed, and cut behind maxBody.
type response struct {
	status      int
	contentType string
	body        []byte
	said        Outcome // what ParseReply makes of it
	more        bool    // it is a refusal, and something came after it
}

// answered is the result of reading the answer.
type answered struct {
	*response
	err error
}

// sendOnce connects, sends head in one write and reads one answer. Nothing in it could
// send again: it follows no redirect and makes no second connection. It ends when ctx
// ends, or when a press that is not sent yet becomes too old, and does not wait for
// whatever hangs then. It ends too when the machine has slept through the press's
// time-out: a request that was not delivered by then would be sent when the network is
// back, hours after its press.
//
// It reads from the start, so that the gate sees data that comes before the request. An
// answer that arrives while the request is being written counts only once the whole
// request was handed to the system: otherwise nothing may have left that could be
// answered.
func sendOnce(ctx context.Context, g *gate, head []byte, connect func() (net.Conn, error)) (*response, error) {
	failed, answers := make(chan error, 1), make(chan answered, 1)
	// In the normal case nobody receives from these two: a press has no time to wake a
	// goroutine.
	connected, wrote := make(chan struct{}), make(chan struct{})
	go func() {
		conn, err := withRecover(connect)
		if err != nil {
			failed <- &noConnection{err}
			return
		}
		g.attach(conn)
		close(connected)
		go func() {
			a, err := withRecover(func() (*response, error) { return readResponse(g) })
			answers <- answered{a, err}
		}()
		if _, err = withRecover(func() (int, error) { return g.Write(head) }); err != nil {
			g.abort() // no answer will come, and perhaps nobody waits any more
			failed <- err
			return
		}
		close(wrote)
	}()
	runtime.Gosched() // let the request go first: a timer costs time
	look := time.NewTimer(g.watch.untilLook())
	defer look.Stop()
	var a answered
	var left <-chan struct{}
	for {
		select {
		case err := <-failed:
			return nil, err
		case a = <-answers:
			if a.err != nil {
				endWrite(g, wrote, failed)
				return a.response, a.err
			}
			answers, left = nil, wrote
		case <-left:
			return a.response, nil
		case <-look.C:
			overslept := g.watch.overslept()
			if overslept || g.watch.age() >= SendWithin {
				if refusal := g.decide(errLate); refusal != nil {
					return nil, dialResult(failed, connected, refusal)
				}
			}
			if overslept {
				return nil, dialResult(failed, connected, context.DeadlineExceeded)
			}
			look.Reset(g.watch.untilLook())
		case <-ctx.Done():
			g.decide(errShut)
			return nil, dialResult(failed, connected, ctx.Err())
		}
	}
}

// endWrite gives up a request whose connection has failed. Where its first byte may leave,
// it waits for the end of the write, for a short time: the outcome is reported next, and the
// request should not leave after that.
func endWrite(g *gate, wrote <-chan struct{}, failed <-chan error) {
	if g.decide(errShut) != nil {
		return
	}
	select {
	case <-wrote:
		return
	case <-failed:
		return
	default:
	}
	go g.abort() // which may hang as well
	timer := time.NewTimer(writeEndWait)
	defer timer.Stop()
	select {
	case <-wrote:
	case <-failed:
	case <-timer.C:
	}
}

// noConnection is the error of a request for which there was no connection.
type noConnection struct{ error }

func (e *noConnection) Unwrap() error { return e.error }

// dialResult waits a short time for the error of a cancelled dial, which explains more.
// A dial that hangs is left behind.
func dialResult(failed <-chan error, connected <-chan struct{}, reason error) error {
	timer := time.NewTimer(dialResultWait)
	defer timer.Stop()
	select {
	case <-connected:
		return reason
	case err := <-failed:
		if none := (*noConnection)(nil); errors.As(err, &none) {
			return &noConnection{errors.Join(reason, none.error)}
		}
		return reason
	case <-timer.C:
		return &noConnection{reason}
	}
}

// readResponse returns a nil response if not even the head of an answer came, and an
// error if the answer is incomplete.
func readResponse(g *gate) (*response, error) {
	limit := &io.LimitedReader{R: g, N: maxHead}
	in := bufio.NewReader(limit)
	resp, err := readHead(in)
	switch {
	case err != nil && limit.N <= 0:
		return nil, errHead
	case err != nil:
		return nil, err
	}
	defer resp.Body.Close()
	// The body is limited below; this leaves room for chunk headers.
	limit.N = 2 * maxBody
	a := &response{status: resp.StatusCode, contentType: resp.Header.Get("Content-Type")}
	var body io.Reader = resp.Body
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		if body, err = gzip.NewReader(resp.Body); err != nil {
			return a, err
		}
	}
	a.body, err = io.ReadAll(io.LimitReader(body, maxBody+1))
	a.said.Result, a.said.Reason, a.said.Code, a.said.Msg = ParseReply(a.status, a.body)
	if a.said.Result == NotToggled {
		_ = g.SetReadDeadline(time.Now().Add(endWait))
		_, end := in.Peek(1)
		a.more = end == nil
	}
	return a, err
}

// readHead reads the head of the answer and skips interim ones (RFC 9110, section
// 15.2), except 101, after which the connection no longer speaks HTTP.
func readHead(in *bufio.Reader) (*http.Response, error) {
	for range maxInterim + 1 {
		resp, err := http.ReadResponse(in, nil)
		if err != nil || resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols {
			return resp, err
		}
	}
	return nil, errHead
}
