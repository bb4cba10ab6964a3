package logoff

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// compositor accepts connections like a Wayland compositor and sends each on conns.
func compositor(t *testing.T, path string) (listener net.Listener, conns <-chan net.Conn) {
	t.Helper()
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	came := make(chan net.Conn, 16)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			came <- c
		}
	}()
	return listener, came
}

func next[T any](t *testing.T, from <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(time.Minute):
		t.Fatalf("never came: %s", what)
	}
	return v
}

// The session ends with its compositor, but not when another one replaces it.
func TestTheSessionEndsWithItsCompositor(t *testing.T) {
	path := filepath.Join(need.SocketFolder(t), "wayland-7")
	t.Setenv("WAYLAND_DISPLAY", path)
	listener, conns := compositor(t, path)
	if !Compositor() {
		t.Error("the compositor does not answer")
	}
	next(t, conns, "the question whether it is there").Close()
	gone, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- Watch(t.Context(), func() { close(gone) }, nil, nil) }()

	// Another compositor replaces it, on the same socket.
	next(t, conns, "the first connection").Close()
	second := next(t, conns, "a connection to the one that took over")
	select {
	case <-gone:
		t.Fatal("the session counts as ended")
	default:
	}
	listener.Close() // which removes its file too
	second.Close()
	next(t, gone, "the end of the session")
	if err := next(t, ended, "the end of Watch"); err != nil {
		t.Error(err)
	}
	if Compositor() {
		t.Error("a compositor that ended answers")
	}
}

// A service manager may start the program before the desktop. The program gets the desktop's
// variables later.
func TestACompositorThatComesLaterIsWatched(t *testing.T) {
	defer func(before time.Duration) { pollInterval = before }(pollInterval)
	pollInterval = time.Millisecond
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("XDG_SESSION_TYPE", "")
	gone, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- Watch(t.Context(), func() { close(gone) }, nil, nil) }()

	path := filepath.Join(need.SocketFolder(t), "wayland-7")
	listener, conns := compositor(t, path)
	os.Setenv("WAYLAND_DISPLAY", path)
	conn := next(t, conns, "a connection to the one that came")
	listener.Close()
	conn.Close()
	next(t, gone, "the end of the session")
	if err := next(t, ended, "the end of Watch"); err != nil {
		t.Error(err)
	}
}

func TestWithoutACompositorNothingEnds(t *testing.T) {
	t.Setenv("WAYLAND_DISPLAY", filepath.Join(t.TempDir(), "nobody"))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Watch(ctx, func() { t.Error("the session counts as ended") }, nil, nil) }()
	cancel()
	if err := next(t, ended, "the end of Watch"); err != nil {
		t.Error(err)
	}
}

func TestWhereTheCompositorListens(t *testing.T) {
	for _, tt := range []struct{ display, kind, folder, want string }{
		{"", "", "/run/user/7", ""},
		{"", "x11", "/run/user/7", ""},
		{"", "wayland", "/run/user/7", "/run/user/7/wayland-0"},
		{"wayland-1", "wayland", "/run/user/7", "/run/user/7/wayland-1"},
		{"/tmp/w", "", "", "/tmp/w"},
		{"wayland-1", "", "", ""},
		{"wayland-1", "", "relative", ""},
	} {
		env := map[string]string{"WAYLAND_DISPLAY": tt.display, "XDG_SESSION_TYPE": tt.kind, "XDG_RUNTIME_DIR": tt.folder}
		if got := socketPath(func(k string) string { return env[k] }); got != tt.want {
			t.Errorf("%+v: got %q", tt, got)
		}
	}
}
