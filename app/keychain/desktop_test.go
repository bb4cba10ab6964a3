//go:build desktop && linux

package keychain

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
)

const newer = "ffffffffffffffffffffffffffffffffffffffffffffffffffff"

// The tests behind the tag "desktop" need dbus-daemon. Without it they fail: a check that
// skips proves nothing. What a real keyring does is told by stories.

// privateBus starts a bus without services to activate, with its own home folder, and
// sets the environment for it.
func privateBus(t *testing.T) *busdaemon.Bus {
	t.Helper()
	b := busdaemon.New(t)
	dir := b.Folder
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.Address)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	t.Setenv("XDG_RUNTIME_DIR", filepath.Join(dir, "run"))
	t.Setenv("DISPLAY", "")
	for _, sub := range []string{"data", "run"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func wantToken(t *testing.T, k *Keychain, want string) {
	t.Helper()
	got, err := k.Get(context.Background())
	if err != nil || got.Secret() != want {
		t.Errorf("get: got %.8s…, %v, want %.8s…", got.Secret(), err, want)
	}
	if err != nil && strings.Contains(err.Error(), want) {
		t.Error("got the token in an error")
	}
}

func wantStatus(t *testing.T, k *Keychain, want Status) {
	t.Helper()
	got, err := k.Status(context.Background())
	// The time of the last change is known only for an unlocked entry.
	if at := got.Changed; at.IsZero() == (got.Present && !got.Locked) {
		t.Errorf("status: got %+v, want a time for what is there", got)
	}
	if got.Changed = (time.Time{}); err != nil || got != want {
		t.Errorf("status: got %+v, %v, want %+v", got, err, want)
	}
}
