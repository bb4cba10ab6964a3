package wolkvox

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// TestRootsAreReadAgain: IT adds a root while the program runs. The press that meets it
// first is served, and the ones after it need no second connection.
func TestRootsAreReadAgain(t *testing.T) {
	cert, roots := selfSigned(t, "wv0042.wolkvox.com")
	_, others := selfSigned(t, "wv0042.wolkvox.com")
	_, still := selfSigned(t, "wv0042.wolkvox.com")
	s, c := start(t, simulator.Options{Certificate: &cert})
	c.RootCAs, c.Learned = others, new(Learned)
	read, reads := others, 0
	var unreadable error
	c.ReadRoots = func() (*x509.CertPool, error) { reads++; return read, unreadable }
	press := func(result Result, reason Reason, connections int, readings int) {
		t.Helper()
		before, was := s.Connections(), reads
		want(t, c.ToggleHold(t.Context(), Press{At: time.Now()}), result, reason)
		if got := s.Connections() - before; got != connections || reads-was != readings {
			t.Errorf("%d connections and %d readings, want %d and %d", got, reads-was, connections, readings)
		}
	}
	press(NotToggled, TLS, 1, 1) // nothing has changed
	read = still
	press(NotToggled, TLS, 2, 1) // it has, and nobody vouches still
	read, unreadable = roots, errors.New("torn")
	press(NotToggled, TLS, 1, 1)
	unreadable = nil
	press(Toggled, Confirmed, 2, 1)
	c.Learned.Forget() // a network is not what roots belong to
	press(Toggled, Confirmed, 1, 0)
	if got := s.Toggles(testAgent); got != 2 || len(s.Requests()) != 2 {
		t.Errorf("%d toggles by %d requests, want 2 by 2", got, len(s.Requests()))
	}
}

// TestRootsDoNotWeakenTheRest: a certificate for another name stays refused.
func TestRootsDoNotWeakenTheRest(t *testing.T) {
	cert, roots := selfSigned(t, "portal.example")
	s, c := start(t, simulator.Options{Certificate: &cert})
	c.RootCAs, c.Learned = x509.NewCertPool(), new(Learned)
	c.ReadRoots = func() (*x509.CertPool, error) { return roots, nil }
	want(t, c.ToggleHold(t.Context(), Press{At: time.Now()}), NotToggled, TLS)
	if len(s.Requests()) > 0 {
		t.Error("somebody else was sent a request")
	}
}

// pemFile writes certificates to a file.
func pemFile(t *testing.T, path string, certs ...*x509.Certificate) string {
	t.Helper()
	var all []byte
	for _, c := range certs {
		all = append(all, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
