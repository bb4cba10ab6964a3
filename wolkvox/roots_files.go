//go:build !windows && !darwin

package wolkvox

import (
	"crypto/x509"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// rootsAreCached is true because crypto/x509 reads the system's roots once per process.
const rootsAreCached = true

// Where crypto/x509 looks for roots on Linux, in its order: the first file that is
// there, and all files of all folders.
var (
	rootFiles = []string{
		"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/ca-bundle.pem",
		"/etc/pki/tls/cacert.pem",
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
		"/etc/ssl/cert.pem",
	}
	rootFolders = []string{"/etc/ssl/certs", "/etc/pki/tls/certs"}
)

// SystemRoots reads the roots that the system trusts now, from the places where
// [x509.SystemCertPool] found them when it was first asked. Like that, it honours
// SSL_CERT_FILE and SSL_CERT_DIR.
func SystemRoots() (*x509.CertPool, error) {
	files, folders := rootFiles, rootFolders
	if file := os.Getenv("SSL_CERT_FILE"); file != "" {
		files = []string{file}
	}
	if list := os.Getenv("SSL_CERT_DIR"); list != "" {
		folders = strings.Split(list, ":")
	}
	roots := x509.NewCertPool()
	found := false
	var failed error
	note := func(err error) {
		if failed == nil && !os.IsNotExist(err) {
			failed = err
		}
	}
	for _, file := range files {
		pem, err := os.ReadFile(file)
		if err == nil {
			found = roots.AppendCertsFromPEM(pem)
			break
		}
		note(err)
	}
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if err != nil {
			note(err)
			continue
		}
		for _, entry := range entries {
			path := filepath.Join(folder, entry.Name())
			if aliasInside(entry, path) {
				continue
			}
			if pem, err := os.ReadFile(path); err == nil && roots.AppendCertsFromPEM(pem) {
				found = true
			}
		}
	}
	if !found && failed != nil {
		return nil, failed
	}
	return roots, nil
}

// aliasInside reports whether an entry is a link to another file in its folder, which
// is read under its own name.
func aliasInside(entry fs.DirEntry, path string) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return false
	}
	target, err := os.Readlink(path)
	return err == nil && !strings.Contains(target, "/")
}
