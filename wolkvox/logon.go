package wolkvox

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

const (
	// maxLegs is how many tokens one log-on may take: NTLM needs two, Negotiate one to
	// three. A proxy that asks for more does not mean to let us through.
	maxLegs = 4
	// maxToken bounds one token of a log-on, in bytes. Windows allows a ticket of 64 KiB.
	maxToken = 64 << 10
	// maxRefusal bounds the page of a proxy that asks for a log-on, in bytes.
	maxRefusal = 64 << 10
)

// challengeHeader is where a proxy says what it asks for.
const challengeHeader = "Proxy-Authenticate"

// Schemes are the ways of logging on at a proxy for which [Client].LogOn is asked, in the
// order in which they are preferred.
var Schemes = []string{"Negotiate", "NTLM"}

// LogOn is one log-on at a proxy, by a scheme that exchanges tokens. Only one goroutine uses
// it. The texts of its errors go to the log and must not have secrets.
type LogOn interface {
	// Next returns the token that answers a challenge of the proxy. The first call has
	// none.
	Next(challenge []byte) (token []byte, err error)
	// Close is called once, at the end.
	Close()
}

var errNoAnswer = errors.New("the proxy gave no answer that could be understood")

// errAsked is returned when a proxy asked for a log-on and closed its connection: the log-on
// needs another one.
type errAsked struct{ scheme string }

func (*errAsked) Error() string { return "the proxy asks for a log-on and closed the connection" }

// connectExchange is the exchange with a proxy on one connection, before the tunnel.
type connectExchange struct {
	conn   net.Conn
	target string
	limit  *io.LimitedReader
	in     *bufio.Reader
	legs   int // how often was asked
}

func newConnectExchange(conn net.Conn, target string) *connectExchange {
	limit := &io.LimitedReader{R: conn}
	return &connectExchange{conn: conn, target: target, limit: limit, in: bufio.NewReader(limit)}
}

// ask asks for the tunnel once. Without an error there is one. The answer is returned only if
// it asks for a log-on.
func (x *connectExchange) ask(authorization string) (*http.Response, error) {
	head := "CONNECT " + x.target + " HTTP/1.1\r\nHost: " + x.target + "\r\nUser-Agent: " + userAgent + "\r\n"
	if authorization != "" {
		head += "Proxy-Authorization: " + authorization + "\r\n"
	}
	x.legs++
	x.limit.N = maxHead
	if _, err := io.WriteString(x.conn, head+"\r\n"); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	resp, err := http.ReadResponse(x.in, &http.Request{Method: http.MethodConnect})
	switch {
	case err != nil:
		// The text of the error may quote the proxy, and the proxy us.
		return nil, errNoAnswer
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return resp, &refusedTunnel{status: resp.StatusCode}
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return nil, &refusedTunnel{status: resp.StatusCode}
	case x.in.Buffered() > 0:
		// In TLS the client speaks first, so these bytes are not wolkvox's.
		return nil, errors.New("the proxy sent data of its own into the tunnel")
	}
	return nil, nil
}

// skip reads the page of a refusal, and reports whether the connection can be used after it.
func (x *connectExchange) skip(resp *http.Response) bool {
	if resp.Close { // the page may end only with the connection
		return false
	}
	x.limit.N = maxRefusal
	_, err := io.Copy(io.Discard, resp.Body)
	return err == nil
}

// openTunnel does the CONNECT exchange on a new connection to a proxy. With a scheme, the
// proxy has asked for that on the connection before.
func (c *Client) openTunnel(conn net.Conn, proxy *url.URL, target, scheme string) error {
	x := newConnectExchange(conn, target)
	if scheme == "" {
		resp, err := x.ask(basic(proxy.User))
		if resp == nil || proxy.User != nil || c.LogOn == nil {
			return err
		}
		if scheme = chosenScheme(resp.Header.Values(challengeHeader)); scheme == "" {
			return err
		}
		if !x.skip(resp) {
			return &errAsked{scheme}
		}
	}
	err := c.logOn(x, proxy, scheme)
	if x.legs == 2 && errors.Is(err, errNoAnswer) && x.limit.N == maxHead {
		return &errAsked{scheme} // it closed without saying so
	}
	return err
}

// logOn logs on at a proxy. All legs take place on one connection, because NTLM belongs to
// the connection.
func (c *Client) logOn(x *connectExchange, proxy *url.URL, scheme string) error {
	l, err := c.LogOn(proxy, scheme)
	if err != nil {
		return fmt.Errorf("%w, and no log-on can be made: %w", &refusedTunnel{status: http.StatusProxyAuthRequired}, err)
	}
	defer l.Close()
	refused := &refusedTunnel{status: http.StatusProxyAuthRequired, loggedOn: true}
	var challenge []byte
	for range maxLegs {
		token, err := l.Next(challenge)
		if err != nil {
			return fmt.Errorf("%w: %w", refused, err)
		}
		if len(token) == 0 || len(token) > maxToken {
			return fmt.Errorf("%w: a token of %d bytes", refused, len(token))
		}
		resp, err := x.ask(scheme + " " + base64.StdEncoding.EncodeToString(token))
		if resp == nil {
			return err
		}
		if challenge = findChallenge(resp.Header.Values(challengeHeader), scheme); challenge == nil || !x.skip(resp) {
			return refused
		}
	}
	return refused
}

// basic is the header for a password in the proxy's URL, empty without one.
func basic(user *url.Userinfo) string {
	if user == nil {
		return ""
	}
	password, _ := user.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password))
}

// chosenScheme returns the first of [Schemes] that a proxy asks for, or "".
func chosenScheme(asked []string) string {
	for _, scheme := range Schemes {
		if _, ok := findScheme(asked, scheme); ok {
			return scheme
		}
	}
	return ""
}

// findChallenge returns what a proxy answered to a token, or nil.
func findChallenge(asked []string, scheme string) []byte {
	text, _ := findScheme(asked, scheme)
	challenge, err := base64.StdEncoding.DecodeString(text)
	if err != nil || text == "" {
		return nil
	}
	return challenge
}

// findScheme looks for a scheme in the headers, and returns what follows it. A header
// may name several (RFC 9110, section 11.6.1). A comma in somebody else's quoted text ends
// that as well: who sends it can ask for what they want anyway.
func findScheme(asked []string, scheme string) (text string, ok bool) {
	for part := range strings.SplitSeq(strings.Join(asked, ","), ",") {
		name, text, _ := strings.Cut(strings.TrimSpace(part), " ")
		if strings.EqualFold(name, scheme) {
			return strings.TrimSpace(text), true
		}
	}
	return "", false
}
