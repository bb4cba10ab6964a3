//go:build !windows && !darwin

package press

import (
	"context"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// Where the system's own roots cannot be read, a ca_file serves alone.
func TestCAFileWithoutRootsOfTheSystem(t *testing.T) {
	server, err := simulator.New(simulator.Options{Server: "0042"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_ = server.Run(ctx) // only its certificate is needed
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
