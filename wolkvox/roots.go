package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// rootsInUse returns the roots to verify with; nil means the system's, as the process
// read them first.
func (c *Client) rootsInUse() *x509.CertPool {
	if kept := c.Learned.keptRoots(); kept != nil {
		return kept
	}
	return c.RootCAs
}

// readRootsAgain reads the roots again and returns them if they have changed, else nil.
// It waits until ctx ends.
func (c *Client) readRootsAgain(ctx context.Context, before *x509.CertPool) *x509.CertPool {
	read := c.ReadRoots
	if read == nil {
		if c.RootCAs != nil || !rootsAreCached {
			return nil
		}
		read = SystemRoots
	}
	found := make(chan *x509.CertPool, 1)
	go func() {
		roots, err := read()
		if err != nil {
			roots = nil
		}
		found <- roots
	}()
	var roots *x509.CertPool
	select {
	case roots = <-found:
	case <-ctx.Done():
		return nil
	}
	if before == nil {
		before, _ = x509.SystemCertPool()
	}
	if roots == nil || roots.Equal(before) {
		return nil
	}
	return roots
}

// unverified reports whether a dial failed because of a certificate.
func unverified(err error) bool { return errors.As(err, new(*tls.CertificateVerificationError)) }
