//go:build desktop && linux

package keychain

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// The tests behind the tag "desktop" need dbus-daemon, gnome-keyring-daemon and
// secret-tool. A missing tool fails them: a check that skips proves nothing.

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

// start starts a program and ends it with the test.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// realKeyring starts gnome-keyring on a private bus, with an unlocked login
// collection, and waits until its name is on the bus.
func realKeyring(t *testing.T) *dbus.Conn {
	t.Helper()
	conn := privateBus(t).Connect(t)
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	if err := conn.AddMatchSignal(sessionbus.OwnerChanges(secretsName)...); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground")
	cmd.Stdin = strings.NewReader("pw")
	start(t, cmd)
	timeout := time.After(20 * time.Second)
	for {
		select {
		case signal := <-signals:
			if owner, ok := sessionbus.NewOwner(signal, secretsName); ok && owner != "" {
				return conn
			}
		case <-timeout:
			t.Fatal("gnome-keyring-daemon did not come up")
		}
	}
}

// secretTool runs secret-tool, with input on its standard input.
func secretTool(t *testing.T, input string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "secret-tool", args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("secret-tool %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

func lock(t *testing.T, conn *dbus.Conn, collection dbus.ObjectPath) {
	t.Helper()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := conn.Object(secretsName, secretsPath).Call(serviceIface+".Lock", 0, []dbus.ObjectPath{collection}).Store(&locked, &prompt)
	if err != nil || len(locked) != 1 || prompt != noPath {
		t.Fatalf("lock: %v, %v, %v", locked, prompt, err)
	}
}
