//go:build !windows && !darwin

package press

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
)

// Where the system's own roots cannot be read, a ca_file is used without them.
func TestCAFileWithoutRootsOfTheSystem(t *testing.T) {
	server := pretend(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "office.pem")
	if err := os.WriteFile(file, server.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", dir)
	t.Setenv("SSL_CERT_DIR", filepath.Join(dir, "none"))
	want := x509.NewCertPool()
	want.AppendCertsFromPEM(server.CAPEM())
	if roots, err := RootsWith(file); err != nil || !roots.Equal(want) {
		t.Errorf("got other roots than those of the file, and %v", err)
	}
}
