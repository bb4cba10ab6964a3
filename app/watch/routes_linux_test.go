package watch

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// TestNetworkTellsOfAddressesAndRoutes runs in a network namespace of its own.
func TestNetworkTellsOfAddressesAndRoutes(t *testing.T) {
	const inside = "WOLKVOX_HOLD_TEST_NETWORK"
	if os.Getenv(inside) == "" {
		cmd := exec.Command("/proc/self/exe", "-test.run=^TestNetworkTellsOfAddressesAndRoutes$", "-test.v")
		cmd.Env = append(os.Environ(), inside+"=1", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere")
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
		need.Program(t, "ip", "iproute2")
		need.Namespaces(t, cmd.SysProcAttr)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestNetworkTellsOfAddressesAndRoutes") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	ip := func(args string) {
		t.Helper()
		if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
			t.Fatalf("ip %s: %v\n%s", args, err, out)
		}
	}
	if err := syscall.Mount("sysfs", "/sys", "sysfs", 0, ""); err != nil { // it shows the cards of the namespace that mounted it
		t.Fatal(err)
	}
	ip("link add way type veth peer name yaw")
	for _, end := range []string{"way", "yaw"} {
		ip("link set " + end + " addrgenmode none") // no automatic address, which would appear at any time
	}
	ip("link set way up")
	seen := networkState()
	told := watched(t, func(ctx context.Context, changed func()) error { return Network(ctx, changed) })
	for !listens() {
		runtime.Gosched() // an earlier change would be part of the first state
	}
	for _, step := range []string{
		"link set yaw up", // the other end; now there is a carrier
		"address add 10.7.0.2/24 dev way",
		"route add 10.8.0.0/16 via 10.7.0.1",
		"route replace 10.8.0.0/16 via 10.7.0.3",
		"route del 10.8.0.0/16",
		"address add fd00::7/64 dev way nodad valid_lft 1000 preferred_lft 1000",
		"route add fd01::/64 via fd00::1",
		"address del 10.7.0.2/24 dev way",
		"link set yaw down",
	} {
		ip(step)
		if now := networkState(); now == seen {
			t.Errorf("%s: the state is the same as before", step)
		} else {
			seen = now
		}
		wait(t, told, step)
		for len(told) > 0 { // a second report after the burst
			<-told
		}
		if step == "address del 10.7.0.2/24 dev way" {
			ip("address change fd00::7/64 dev way valid_lft 2000 preferred_lft 2000")
			if networkState() != seen {
				t.Error("an address that lives longer counts as a change")
			}
		}
	}
}

// listens reports whether a socket in this namespace has subscribed to routes (netlink(7)).
func listens() bool {
	sockets, _ := os.ReadFile("/proc/net/netlink")
	for line := range strings.Lines(string(sockets)) {
		if f := strings.Fields(line); len(f) > 3 && f[1] == "0" && strings.Trim(f[3], "0") != "" {
			return true
		}
	}
	return false
}

func FuzzSelectColumns(f *testing.F) {
	f.Add([]byte("eth0 00000000 0100000A 0003 0 0 100 00000000 0 0 0"))
	f.Add([]byte(" \n"))
	f.Fuzz(func(t *testing.T, line []byte) {
		if got := selectColumns(line, []int{0, 7, 99}); len(got) > len(line)+1 {
			t.Errorf("%q of %q", got, line)
		}
	})
}
