package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
)

// rootsInUse are the roots that verify, nil for the system's as the process read them.
func (c *Client) rootsInUse() *x509.CertPool {
	if kept := c.Learned.keptRoots(); kept != nil {
		return kept
	}
	return c.RootCAs
}

// readRootsAgain returns the roots as they are now if they are others than before, else
// nil. It waits for the reading no longer than ctx lasts.
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

// unverified reports whether a certificate is what a dial failed for.
func unverified(err error) bool { return errors.As(err, new(*tls.CertificateVerificationError)) }
