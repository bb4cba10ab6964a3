//go:build windows || darwin

package wolkvox

import "crypto/x509"

// rootsAreCached says that here the system itself verifies, each time by the roots of
// the moment.
const rootsAreCached = false

// SystemRoots returns the roots that the system trusts now.
func SystemRoots() (*x509.CertPool, error) { return x509.SystemCertPool() }
