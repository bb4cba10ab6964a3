package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"
)

// Cause says more closely than a [Reason] why a step of [Check] failed. The values
// are stable.
type Cause string

// The causes. Each belongs to one step; CauseTimeout and CauseFailed to any.
const (
	CauseTimeout = "timeout" // no answer in time
	CauseFailed  = "failed"  // anything else

	CauseNotFound = "not_found" // dns: there is no such name here

	CauseRefused = "refused" // connect: nobody listens there, or a firewall says no; proxy: it refused to connect

	CauseUnreachable = "unreachable" // proxy: no connection to the proxy itself
	CausePassword    = "password"    // proxy: it asks for a password (407, or a SOCKS method)
	CauseLogOn       = "logon"       // proxy: it did not accept the log-on of the person (407)
	CauseUnusable    = "unusable"    // proxy: its address cannot be read, or it is of a kind that is not supported
	CauseProxyTLS    = "certificate" // proxy: an https proxy whose certificate does not verify

	CauseExpired     = "expired"       // tls: by this machine's clock the certificate has expired
	CauseNotYetValid = "not_yet_valid" // tls: by this machine's clock it is not valid yet
	CauseName        = "name"          // tls: the certificate is for another name
	CauseAuthority   = "authority"     // tls: this machine does not trust its issuer
	CauseNoTLS       = "no_tls"        // tls: the answer is not TLS
	CauseClosed      = "closed"        // tls: the other side hung up
)

// The problems that a press works around. A step with one of these succeeded.
const (
	CauseServerSilent = "server_silent" // dns: a name server gives no answer, another one does
	CauseRemembered   = "remembered"    // dns: no server answers, an earlier address is used
	CauseNextProxy    = "next"          // proxy, connect: the list's first entry does not work, a later one does
	CauseShortHello   = "short_hello"   // tls: a long hello gets no answer, a short one does
)

// errUnusable is wrapped if the system's setting names no proxy that can be used.
var errUnusable = errors.New("the proxy setting cannot be used")

// errNotReached is wrapped where there is no connection to the proxy itself.
var errNotReached = errors.New("the proxy cannot be reached")

// What Windows' sockets say (winsock2.h, WSAECONNREFUSED and WSAECONNRESET); no
// other system has errors of these numbers.
const (
	windowsRefused = syscall.Errno(10061)
	windowsReset   = syscall.Errno(10054)
)

// causeOf returns the cause for the error of a step. Now is the time by this machine's
// clock.
func causeOf(step Reason, err error, now time.Time) Cause {
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var authority x509.UnknownAuthorityError
	var dns *net.DNSError
	certificate := errors.As(err, new(*tls.CertificateVerificationError)) || errors.As(err, &invalid) || errors.As(err, &name) || errors.As(err, &authority)
	late := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
	switch step {
	case DNS:
		switch {
		case errors.As(err, &dns) && dns.IsNotFound:
			return CauseNotFound
		case late || errors.As(err, &dns) && dns.IsTimeout:
			return CauseTimeout
		}
	case Connect:
		switch {
		case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, windowsRefused):
			return CauseRefused
		case late || timedOut(err):
			return CauseTimeout
		}
	case Proxy:
		var refused *refusedTunnel
		var socks *refusedSOCKS
		switch {
		case errors.As(err, &socks) && socks.password:
			return CausePassword
		case errors.As(err, &socks):
			return CauseRefused
		case errors.As(err, &refused) && refused.loggedOn:
			return CauseLogOn
		case proxyStatus(err) == http.StatusProxyAuthRequired:
			return CausePassword
		case proxyStatus(err) != 0:
			return CauseRefused
		case errors.Is(err, errUnusable):
			return CauseUnusable
		case errors.Is(err, errNotReached):
			return CauseUnreachable
		case certificate:
			return CauseProxyTLS
		case late || timedOut(err):
			return CauseTimeout
		}
	case TLS:
		switch {
		case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
			if invalid.Cert != nil && now.Before(invalid.Cert.NotBefore) {
				return CauseNotYetValid
			}
			return CauseExpired
		case errors.As(err, &name):
			return CauseName
		case certificate:
			return CauseAuthority
		case errors.As(err, new(tls.RecordHeaderError)):
			return CauseNoTLS
		case late || timedOut(err):
			return CauseTimeout
		case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, windowsReset):
			return CauseClosed
		}
	}
	return CauseFailed
}

func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// shown returns the certificates that the other side sent, the server's first. If they
// did not verify, they are only claims.
func shown(s tls.ConnectionState, err error) []*x509.Certificate {
	var bad *tls.CertificateVerificationError
	switch {
	case len(s.VerifiedChains) > 0:
		return s.VerifiedChains[0]
	case errors.As(err, &bad):
		return bad.UnverifiedCertificates
	}
	return s.PeerCertificates
}

// sctList is the extension of a certificate that holds signed certificate
// timestamps (RFC 6962, section 3.3).
const sctList = "1.3.6.1.4.1.11129.2.4.2"

// logged reports whether a certificate says that it is in a public log of certificates.
// Browsers require that of every public authority, so a certificate without it has a
// private issuer, such as a proxy that opens TLS. (The signatures are not checked: a
// false claim would still fail by its root.)
func logged(s tls.ConnectionState) bool {
	if len(s.SignedCertificateTimestamps) > 0 {
		return true
	}
	if len(s.PeerCertificates) == 0 {
		return false
	}
	for _, e := range s.PeerCertificates[0].Extensions {
		if e.Id.String() == sctList {
			return true
		}
	}
	return false
}

// Authority names who issued a certificate, stripped of what does not print and cut
// to 200 characters.
func Authority(c *x509.Certificate) string {
	name := c.Issuer.CommonName
	if len(c.Issuer.Organization) > 0 && c.Issuer.Organization[0] != name {
		name = strings.TrimPrefix(name+", "+c.Issuer.Organization[0], ", ")
	}
	return clean(name)
}

// proxyError marks an error of a connection to a proxy.
func proxyError(proxy *url.URL, err error) error {
	if proxy == nil {
		return err
	}
	return fmt.Errorf("%w: %w", errNotReached, err)
}
