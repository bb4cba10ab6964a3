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

// dialWait is how long a dial that was given up is waited for.
const dialWait = 100 * time.Millisecond

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
}

// answered is what reading came to.
type answered struct {
	*response
	err error
}

// sendOnce connects, sends head in one write and reads the answer to it, once. There
// is nothing here that could send again: no redirect is followed, no connection is
// looked for. The end of ctx ends it, and so does the age of a press that is not sent
// yet, whatever stands still then: it does not wait for what it gave up.
//
// It reads all along, so that what comes before the request is seen by the gate.
// What comes while the request is being written is believed only once all of it
// was handed to the system: else nothing may have left that could be answered.
func sendOnce(ctx context.Context, g *gate, head []byte, connect func() (net.Conn, error)) (*response, error) {
	late := time.NewTimer(SendWithin - g.watch.age())
	defer late.Stop()
	failed, answers := make(chan error, 1), make(chan answered, 1)
	// Nobody waits for these two where all goes well: a press has no time to wake one.
	stood, wrote := make(chan struct{}), make(chan struct{})
	go func() {
		conn, err := guarded(connect)
		if err != nil {
			failed <- &noConnection{err}
			return
		}
		g.stand(conn)
		close(stood)
		go func() {
			a, err := guarded(func() (*response, error) { return readResponse(g) })
			answers <- answered{a, err}
		}()
		if _, err = guarded(func() (int, error) { return g.Write(head) }); err != nil {
			g.abort() // nobody will answer, and perhaps nobody waits any more
			failed <- err
			return
		}
		close(wrote)
	}()
	runtime.Gosched() // the request goes first; what waits for it arms its timers after that
	var a answered
	var left <-chan struct{}
	for {
		select {
		case err := <-failed:
			return nil, err
		case a = <-answers:
			if a.err != nil {
				return a.response, a.err
			}
			answers, left = nil, wrote
		case <-left:
			return a.response, nil
		case <-late.C:
			if refusal := g.decide(errLate); refusal != nil {
				return nil, lastWords(failed, stood, refusal)
			}
		case <-ctx.Done():
			g.decide(errShut)
			return nil, lastWords(failed, stood, ctx.Err())
		}
	}
}

// noConnection is the error of a request for which there was no connection.
type noConnection struct{ error }

func (e *noConnection) Unwrap() error { return e.error }

// lastWords waits a little for what a dial has to say that is given up for a reason.
// It ends with its context; one that stands still all the same is left behind.
func lastWords(failed <-chan error, stood <-chan struct{}, reason error) error {
	timer := time.NewTimer(dialWait)
	defer timer.Stop()
	select {
	case <-stood:
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

// readResponse returns nil where not even the head of an answer came, and an error
// where the answer is not whole.
func readResponse(g *gate) (*response, error) {
	limit := &io.LimitedReader{R: g, N: maxHead}
	resp, err := readHead(bufio.NewReader(limit))
	switch {
	case err != nil && limit.N <= 0:
		return nil, errHead
	case err != nil:
		return nil, err
	}
	defer resp.Body.Close()
	// The body is bounded where it is read; this leaves room for how it is cut up.
	limit.N = 2 * maxBody
	a := &response{status: resp.StatusCode, contentType: resp.Header.Get("Content-Type")}
	var body io.Reader = resp.Body
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		if body, err = gzip.NewReader(resp.Body); err != nil {
			return a, err
		}
	}
	a.body, err = io.ReadAll(io.LimitReader(body, maxBody+1))
	return a, err
}

// readHead reads the head of the answer, past the interim ones (RFC 9110,
// section 15.2). 101 is none of them: after it HTTP is over.
func readHead(in *bufio.Reader) (*http.Response, error) {
	for range maxInterim + 1 {
		resp, err := http.ReadResponse(in, nil)
		if err != nil || resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols {
			return resp, err
		}
	}
	return nil, errHead
}
