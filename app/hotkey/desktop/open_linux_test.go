package desktop

import (
	"errors"
	"io"
	"net"
	"path/filepath"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

func TestRefusal(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"X11 session", map[string]string{"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, ""},
		{"DISPLAY alone", map[string]string{"DISPLAY": ":0"}, ""},
		{"ssh with a forwarded display", map[string]string{"DISPLAY": "localhost:10.0", "XDG_SESSION_TYPE": "tty"}, ""},
		{"Wayland", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, hotkey.CodeWayland},
		{"Wayland with XWayland", map[string]string{"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, hotkey.CodeWayland},
		{"Wayland by its session type", map[string]string{"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, hotkey.CodeWayland},
		{"no desktop", nil, hotkey.CodeNoDisplay},
		{"ssh", map[string]string{"XDG_SESSION_TYPE": "tty"}, hotkey.CodeNoDisplay},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := sessionProblem(func(k string) string { return tt.env[k] }); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func onDisplay(t *testing.T, display string) {
	t.Helper()
	t.Setenv("XDG_SESSION_TYPE", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("DISPLAY", display)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere") // otherwise the tester's own desktop is found
}

func TestOpenWithoutAServer(t *testing.T) {
	for name, display := range map[string]string{
		"nobody listens": filepath.Join(t.TempDir(), "nobody") + ":0",
		"not a display":  "nonsense",
		"not set":        "",
	} {
		t.Run(name, func(t *testing.T) {
			onDisplay(t, display)
			l, err := Open(nil, "")
			if e, ok := errors.AsType[*hotkey.Error](err); !ok || e.Code != hotkey.CodeNoDisplay || l != nil {
				t.Errorf("got %v, %v, want code %s", l, err, hotkey.CodeNoDisplay)
			}
		})
	}
}

// Open gives up on a server that accepts the connection and then says nothing or nonsense.
// Without a timeout this test hangs.
func TestOpenGivesUpOnABrokenServer(t *testing.T) {
	for name, tt := range map[string]struct {
		talk func(net.Conn)
		code string
	}{
		"silent":       {func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, hotkey.CodeLost},
		"hangs up":     {func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }, hotkey.CodeNoDisplay},
		"not X at all": {func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }, hotkey.CodeNoDisplay},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(need.SocketFolder(t), "x")
			server, err := net.Listen("unix", path+":0")
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			go func() {
				if c, err := server.Accept(); err == nil {
					tt.talk(c)
					c.Close()
				}
			}()
			onDisplay(t, path+":0")
			l, err := Open(nil, "")
			if e, ok := errors.AsType[*hotkey.Error](err); !ok || e.Code != tt.code || l != nil || errors.Is(err, hotkey.ErrSilent) != (tt.code == hotkey.CodeLost) {
				t.Errorf("got %v, %v, want code %s", l, err, tt.code)
			}
		})
	}
}
