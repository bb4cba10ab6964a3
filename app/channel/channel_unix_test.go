//go:build linux || darwin

package channel

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// listenOpen listens on a socket that every user can connect to, so that only the check
// of the peer protects it.
func listenOpen(t *testing.T) (net.Listener, string) {
	t.Helper()
	path := filepath.Join(openFolder(t), socketFile)
	listener, err := listenAt(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	return listener.listener, path
}

// takesNoMore reports whether nobody listens there any more.
func takesNoMore(channel string) bool {
	_, err := Dial(context.Background(), channel)
	return errors.Is(err, ErrNoResident)
}

// openFolder makes a temporary folder that every user can write to.
func openFolder(t *testing.T) string {
	t.Helper()
	dir := need.SocketFolder(t)
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}
