// Package need is what single tests need of the machine besides Go. Where it is missing, a
// plain go test skips them and says what it is; in .ci/run they fail: a check that skips
// proves nothing.
package need

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Missing ends a test that does without what it needs.
func Missing(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv("WOLKVOX_HOLD_TEST_ALL") != "" {
		t.Fatalf("needs %s: %v", what, err)
	}
	t.Skipf("needs %s: %v", what, err)
}

// Program is needed on the PATH; it comes with a Debian package.
func Program(t *testing.T, name, debian string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		Missing(t, "the Debian package "+debian, err)
	}
}

// Nobody is the other user.
const Nobody = 65534

// OtherUser is needed to run programs and to give files to: root. A plain user does without
// these tests in .ci/run too.
func OtherUser(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root: only root can start a program of another user, or give a file away")
	}
	// Root of a name space may know no other user.
	file := filepath.Join(t.TempDir(), "given")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(file, Nobody, Nobody); err != nil {
		Missing(t, "another user", err)
	}
}

// SocketFolder is a folder for sockets, whose paths are limited to about a hundred bytes,
// however long that of TMPDIR is.
func SocketFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "sockets-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}
