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

// bus is a session bus of the test's own.
type bus struct {
	address string
	daemon  *exec.Cmd
}

// startBus starts dbus-daemon (Debian: package dbus). Without it the test fails: a check that skips proves nothing.
func startBus(t *testing.T) *bus {
	t.Helper()
	folder := t.TempDir()
	socket, config := filepath.Join(folder, "bus"), filepath.Join(folder, "bus.conf")
	if err := os.WriteFile(config, []byte(strings.Replace(busConfig, "PATH", socket, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("dbus-daemon is needed for this test: %v", err)
	}
	b := &bus{daemon: cmd}
	t.Cleanup(b.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("dbus-daemon told no address: %v", err)
	}
	b.address = strings.TrimSpace(line)
	return b
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
