// Package busdaemon is a session bus of a test's own, served by dbus-daemon (Debian:
// package dbus). Without that the test fails: a check that skips proves nothing.
package busdaemon

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// config makes a bus that knows the services of one folder only, and none of this machine's.
const config = `<busconfig>
  <type>session</type>
  <listen>%s</listen>
  <servicedir>%s</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`

// Bus can die and come back at the same address.
type Bus struct {
	Folder, Address string
	daemon          *exec.Cmd
}

// New starts a bus, which ends with the test.
func New(t *testing.T) *Bus {
	t.Helper()
	folder := need.SocketFolder(t)
	b := &Bus{Folder: folder, Address: "unix:path=" + filepath.Join(folder, "bus")}
	if err := os.WriteFile(b.config(), fmt.Appendf(nil, config, b.Address, folder), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Start(t)
	t.Cleanup(b.Kill)
	return b
}

func (b *Bus) config() string { return filepath.Join(b.Folder, "bus.conf") }

// Start starts the bus once more, after Kill.
func (b *Bus) Start(t *testing.T) {
	t.Helper()
	_ = os.Remove(filepath.Join(b.Folder, "bus"))
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

// Kill ends the bus by its process.
func (b *Bus) Kill() {
	_ = b.daemon.Process.Kill()
	_ = b.daemon.Wait()
}

// Connect connects a client, until the test ends.
func (b *Bus) Connect(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(b.Address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
