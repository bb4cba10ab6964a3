package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// CheckStep is one step of a connection test.
type CheckStep struct {
	// Name is "dns", "proxy", "connect" or "tls".
	Name string
	// OK reports whether the step succeeded.
	OK bool
	// Detail is what was found, for people who look closer; it may be empty.
	Detail string
	// Reason is why a press would fail here; empty when OK.
	Reason Reason
	// HTTPStatus is the status with which a proxy refused, else 0; 407 asks for a
	// password.
	HTTPStatus int
	// Cause says more than Reason. If OK, it is a problem that a press works around,
	// and mostly empty.
	Cause Cause
	// Instead is the part that does not work and was worked around: name servers, or a
	// proxy.
	Instead string
	// Certificates are those of the step "tls": the chain that verified, from the
	// server's own to the root. If a certificate made a step fail, they are the ones
	// that were sent.
	Certificates []*x509.Certificate
	// Logged reports, if "tls" succeeded, whether the server's certificate says that it
	// is in a public log, as those of all public authorities do.
	Logged bool
	// Err is for the log, and as safe as [Outcome].Err; nil when OK.
	Err error
}

// Check tests the connection to wolkvox exactly as a press would make it: name and
// connection, or the proxy, then TLS with the certificate. Then it closes the
// connection. It sends no HTTP request to wolkvox, so it cannot toggle, and it needs
// neither token nor agent ID. It returns the steps in order and stops at the first that
// fails. Names are looked up only without a proxy, and for a
// socks5 one. It takes at most c.Timeout.
func Check(ctx context.Context, c *Client) []CheckStep {
	if err := c.validServer(); err != nil {
		return []CheckStep{{Name: "dns", Reason: Invalid, Cause: CauseFailed, Err: err}}
	}
	whole, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()

	var steps []CheckStep
	passed := func(trail []passed) {
		for _, p := range trail {
			steps = append(steps, CheckStep{Name: string(p.step), OK: true, Detail: clean(p.detail), Cause: p.cause, Instead: clean(p.instead)})
		}
	}
	c.Learned.network(c.now()).tryCutAgain() // someone looks, so one connection more is in place
	conn, err := c.reach(whole)
	if err == nil {
		defer conn.Conn.Close()
		passed(conn.trail)
		state := conn.ConnectionState()
		last := CheckStep{
			Name: string(TLS), OK: true, Detail: clean(describeTLS(state)),
			Certificates: shown(state, nil), Logged: logged(state),
		}
		if conn.short {
			last.Cause = CauseShortHello
		}
		return append(steps, last)
	}
	failed := CheckStep{Name: string(Connect), Reason: Connect, HTTPStatus: proxyStatus(err), Err: c.fail("no connection", err)}
	var step *stepError
	if errors.As(err, &step) {
		failed.Name, failed.Reason = string(step.reason), step.reason
		passed(step.trail)
	}
	failed.Cause = causeOf(failed.Reason, err, c.now())
	failed.Certificates = shown(tls.ConnectionState{}, err)
	if ctx.Err() != nil {
		failed.Reason = Canceled
	}
	return append(steps, failed)
}

// describeTLS describes the result of a handshake. Issuer and expiry show IT whether
// something on the way opens the connection.
func describeTLS(s tls.ConnectionState) string {
	leaf := s.PeerCertificates[0]
	return tls.VersionName(s.Version) + ", issued by " + Authority(leaf) + ", valid until " + leaf.NotAfter.Format("2006-01-02")
}
