//go:build desktop && linux

package notify

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"
)

// busConfig makes a bus that knows the services of one folder only, and none of this machine's.
const busConfig = `<busconfig>
  <type>session</type>
  <listen>unix:path=%s</listen>
  <servicedir>%s</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`

// bus is a session bus of the test's own. It can die and come back at the same address.
type bus struct {
	folder string
	daemon *exec.Cmd
}

// startBus starts dbus-daemon (Debian: package dbus) and makes it this test's session bus. Without dbus-daemon the test
// fails: a check that skips proves nothing.
func startBus(t *testing.T) *bus {
	t.Helper()
	b := &bus{folder: t.TempDir()}
	config := fmt.Sprintf(busConfig, b.socket(), b.folder)
	if err := os.WriteFile(filepath.Join(b.folder, "bus.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+b.socket())
	b.start(t)
	t.Cleanup(b.kill)
	return b
}

func (b *bus) socket() string { return filepath.Join(b.folder, "bus") }

func (b *bus) start(t *testing.T) {
	t.Helper()
	_ = os.Remove(b.socket())
	b.daemon = exec.Command("dbus-daemon", "--config-file="+filepath.Join(b.folder, "bus.conf"), "--nofork", "--print-address")
	out, err := b.daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.daemon.Start(); err != nil {
		t.Fatalf("dbus-daemon is needed for this test: %v", err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("dbus-daemon told no address: %v", err)
	}
}

// kill ends the bus by its process.
func (b *bus) kill() {
	_ = b.daemon.Process.Kill()
	_ = b.daemon.Wait()
}

func (b *bus) connect(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect("unix:path=" + b.socket())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
