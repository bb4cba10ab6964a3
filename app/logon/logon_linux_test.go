package logon

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// One machine, one boot, many sign-ins.
func TestLogonsAreToldApart(t *testing.T) {
	dir := need.SocketFolder(t)
	name := func(env map[string]string) string {
		t.Helper()
		first := Name(func(k string) string { return env[k] })
		if again := Name(func(k string) string { return env[k] }); again != first {
			t.Errorf("%v: got %q and %q for one log-on", env, first, again)
		}
		return first
	}
	seen := map[string]string{}
	differs := func(what string, env map[string]string) {
		t.Helper()
		got := name(env)
		if !regexp.MustCompile(`\A[0-9a-f]{32}\z`).MatchString(got) {
			t.Errorf("%s: got the name %q", what, got)
		}
		if before, taken := seen[got]; taken {
			t.Errorf("%s has the name of %s", what, before)
		}
		seen[got] = what
	}
	desktop := map[string]string{"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": dir, "XDG_SESSION_ID": "3"}
	compositor := func(at time.Time) func() {
		path := filepath.Join(dir, "wayland-0")
		l, err := net.Listen("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil { // the file system may give the same inode again
			t.Fatal(err)
		}
		return func() { l.Close() }
	}
	morning := time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC)
	off := compositor(morning)
	differs("a Wayland desktop", desktop)
	whole := map[string]string{"WAYLAND_DISPLAY": filepath.Join(dir, "wayland-0"), "XDG_SESSION_ID": "9"}
	if name(whole) != name(desktop) {
		t.Error("programs of one desktop, one of which was started by the user manager: got two names")
	}
	off()
	off = compositor(morning.Add(8 * time.Hour))
	defer off()
	differs("the same desktop after log-off and log-on", desktop)
	differs("ssh", map[string]string{"XDG_SESSION_ID": "4"})
	differs("ssh once more", map[string]string{"XDG_SESSION_ID": "5"})
	differs("ssh -X", map[string]string{"XDG_SESSION_ID": "6", "DISPLAY": "localhost:10.0"})
}

func TestADisplayIsFoundByItsSocket(t *testing.T) {
	for display, want := range map[string]string{
		":0": "/tmp/.X11-unix/X0", ":12.1": "/tmp/.X11-unix/X12",
		"": "", "localhost:10.0": "", ":": "", ":x": "", ":../../etc": "", ":-1": "", ":99999999": "", "unix:0": "",
	} {
		if got := xSocket(func(string) string { return display }); got != want {
			t.Errorf("%q: got %q, want %q", display, got, want)
		}
	}
	file := filepath.Join(t.TempDir(), "wayland-0")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := socketFact(file); got != "" {
		t.Errorf("a plain file: got %q, want nothing", got)
	}
}

// Without facts there is no name, rather than one that others may have too.
func TestWithoutASessionThereIsNoName(t *testing.T) {
	audit, _ := os.ReadFile("/proc/self/sessionid")
	got := Name(func(string) string { return "" })
	if unset := len(audit) == 0 || string(audit) == "4294967295"; unset != (got == "") {
		t.Errorf("got %q, with the kernel's session %q", got, audit)
	}
}
