//go:build nowindow

package app

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// TestProcessesThroughTheDesktopsProxy: where the environment names no proxy, the
// one of the desktop is the only way to wolkvox.
func TestProcessesThroughTheDesktopsProxy(t *testing.T) {
	w := newWorkplace(t)
	w.env["HTTPS_PROXY"] = ""
	if said := w.toggle(); said.Outcome != string(hold.Toggled) {
		t.Errorf("a command was told %s (%s), want toggled", said.Outcome, said.Reason)
	}
	w.gapPasses()
	w.resident()
	if said := w.toggle(); said.Outcome != string(hold.Toggled) {
		t.Errorf("through a resident: told %s (%s), want toggled", said.Outcome, said.Reason)
	}
	w.wantResidentToggled()
	w.tally("the desktop's proxy, alone and through a resident", 2)
}

// TestProcessesProxyThatAsksForAPassword: nothing leaves, the reason stays proxy, and
// the sentence names the password.
func TestProcessesProxyThatAsksForAPassword(t *testing.T) {
	w := newWorkplace(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go eachConn(listener, func(c net.Conn) {
		defer c.Close()
		if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
			_, _ = io.WriteString(c, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
		}
	})
	w.env["HTTPS_PROXY"] = "http://" + listener.Addr().String()
	want := (&program{}).words.ProxyPassword()
	check := func(said told) {
		t.Helper()
		wantTold(t, said, hold.NotToggled, "proxy")
		if said.HTTPStatus != http.StatusProxyAuthRequired || said.Message != want {
			t.Errorf("told %d, %q, want 407 and %q", said.HTTPStatus, said.Message, want)
		}
	}
	check(w.toggle())
	w.gapPasses()
	w.resident()
	check(w.toggle())
	w.until("the notification says so", func() bool { return w.notes.shown(want) })
	w.tally("a proxy that asks for a password, alone and through a resident", 0)
}
