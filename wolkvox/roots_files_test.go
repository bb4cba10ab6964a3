//go:build !windows && !darwin

package wolkvox

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// TestTheSystemsRootsAreReadAgain, which crypto/x509 reads once a process.
func TestTheSystemsRootsAreReadAgain(t *testing.T) {
	cert, leaf := signed(t, func(c *x509.Certificate) { c.DNSNames = []string{"wv0042.wolkvox.com"} })
	_, other := signed(t, func(*x509.Certificate) {})
	dir := t.TempDir()
	file := pemFile(t, filepath.Join(dir, "roots.pem"), other)
	t.Setenv("SSL_CERT_FILE", file)
	t.Setenv("SSL_CERT_DIR", t.TempDir())
	s, c := start(t, simulator.Options{Certificate: &cert})
	c.RootCAs, c.Learned = nil, new(Learned)
	press := func(result Result, reason Reason) {
		t.Helper()
		want(t, c.ToggleHold(t.Context(), Press{At: time.Now()}), result, reason)
	}
	press(NotToggled, TLS)
	pemFile(t, file, other, leaf)
	press(Toggled, Confirmed)
	press(Toggled, Confirmed)
	if got := s.Toggles(testAgent); got != 2 {
		t.Errorf("%d toggles, want 2", got)
	}
}

// TestSystemRootsAreThoseOfGo, in each place where it looks for them.
func TestSystemRootsAreThoseOfGo(t *testing.T) {
	_, one := signed(t, func(*x509.Certificate) {})
	_, two := signed(t, func(*x509.Certificate) {})
	_, three := signed(t, func(*x509.Certificate) {})
	file := pemFile(t, filepath.Join(t.TempDir(), "one.pem"), one)
	first, second := t.TempDir(), t.TempDir()
	pemFile(t, filepath.Join(first, "two.pem"), two)
	pemFile(t, filepath.Join(second, "three.pem"), three)
	if err := os.WriteFile(filepath.Join(second, "readme"), []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("three.pem", filepath.Join(second, "alias")); err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(first, "none")
	for _, tt := range []struct {
		name, file, folders string
		want                []*x509.Certificate
		fails               bool
	}{
		{"a file", file, none, []*x509.Certificate{one}, false},
		{"a folder", none, first, []*x509.Certificate{two}, false},
		{"both", file, first, []*x509.Certificate{one, two}, false},
		{"several folders", none, first + ":" + none + ":" + second, []*x509.Certificate{two, three}, false},
		{"a folder, and a file that cannot be read", first, second, []*x509.Certificate{three}, false},
		{"a file, and a folder that cannot be read", file, file, []*x509.Certificate{one}, false},
		{"no certificate, and a folder that cannot be read", filepath.Join(second, "readme"), file, nil, true},
		{"nothing", none, none, nil, false},
		{"what cannot be read", first, none, nil, true},
	} {
		t.Setenv("SSL_CERT_FILE", tt.file)
		t.Setenv("SSL_CERT_DIR", tt.folders)
		pool := x509.NewCertPool()
		for _, c := range tt.want {
			pool.AddCert(c)
		}
		got, err := SystemRoots()
		if (err != nil) != tt.fails || err == nil && !got.Equal(pool) {
			t.Errorf("%s: got other roots than those in it, and %v", tt.name, err)
		}
	}
}
