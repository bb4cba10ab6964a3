//go:build desktop && linux

package tray

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// busConfig makes a bus that knows no service of this machine: nothing can be started by it.
const busConfig = `<busconfig>
  <type>session</type>
  <listen>unix:path=PATH</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`

// bus is a session bus of the test's own. It can die and come back at the same address.
type bus struct {
	folder, address string
	daemon          *exec.Cmd
}

// startBus starts dbus-daemon (Debian: package dbus). Without it the test fails: a check that skips proves nothing.
func startBus(t *testing.T) *bus {
	t.Helper()
	b := &bus{folder: t.TempDir()}
	b.address = "unix:path=" + b.socket()
	if err := os.WriteFile(b.config(), []byte(strings.Replace(busConfig, "PATH", b.socket(), 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	b.start(t)
	t.Cleanup(b.kill)
	return b
}

func (b *bus) socket() string { return filepath.Join(b.folder, "bus") }
func (b *bus) config() string { return filepath.Join(b.folder, "bus.conf") }

func (b *bus) start(t *testing.T) {
	t.Helper()
	_ = os.Remove(b.socket())
	b.daemon = exec.Command("dbus-daemon", "--config-file="+b.config(), "--nofork", "--print-address")
	b.daemon.Stderr = os.Stderr
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
	conn, err := dbus.Connect(b.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
