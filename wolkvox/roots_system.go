//go:build windows || darwin

package wolkvox

import "crypto/x509"

// rootsAreCached is false because here the system verifies, with its roots of that
// moment.
const rootsAreCached = false

// SystemRoots returns the roots that the system trusts now.
func SystemRoots() (*x509.CertPool, error) { return x509.SystemCertPool() }
