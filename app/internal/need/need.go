// Package need is what single tests need of the machine.
package need

import (
	"os"
	"testing"
)

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
