//go:build nowindow

package app

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// TestProcessesThroughTheDesktopsProxy: where the environment names no proxy, those of
// the desktop are the only way to wolkvox. The first of them is down, and doctor says so.
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
	if said := w.doctor(); !strings.Contains(said, "http://127.0.0.1:1 does not work") {
		t.Errorf("doctor said %s", said)
	}
	w.tally("the desktop's proxy, alone and through a resident", 2)
}

// doctor is what doctor says of the network.
func (w *workplace) doctor(changes ...string) (network string) {
	w.t.Helper()
	p := w.start([]string{"doctor"}, changes...)
	_ = p.cmd.Wait() // this machine has other troubles
	for line := range strings.Lines(p.out.String()) {
		if strings.Contains(line, "proxy") || strings.Contains(line, "certificate") || strings.Contains(line, "TLS") {
			network += line
		}
	}
	return network
}

// TestProcessesRootAddedWhileItRuns: a press that fails for its certificate is told so,
// and doctor says the same of the program that runs, whatever it would find itself. As
// soon as IT has added the root, presses work.
func TestProcessesRootAddedWhileItRuns(t *testing.T) {
	w := newWorkplace(t)
	other, err := simulator.New(simulator.Options{Server: placeServer, Token: placeToken})
	must(t, err)
	trust := func(pem []byte) { must(t, os.WriteFile(w.path("ca.pem"), pem, 0o644)) }
	trust(other.CAPEM())
	must(t, os.WriteFile(w.path("right.pem"), w.server.CAPEM(), 0o644))
	w.resident()
	wantTold(t, w.toggle(), hold.NotToggled, "tls")
	if said := w.doctor("SSL_CERT_FILE=" + w.path("right.pem")); !strings.Contains(said, "does not trust") {
		t.Errorf("while presses fail doctor said %s", said)
	}
	w.gapOver()
	trust(append(other.CAPEM(), w.server.CAPEM()...))
	if said := w.toggle(); said.Outcome != string(hold.Toggled) {
		t.Errorf("after the root was added: told %s (%s), want toggled", said.Outcome, said.Reason)
	}
	w.wantResidentToggled()
	if said := w.doctor(); strings.Contains(said, "does not trust") {
		t.Errorf("while presses work doctor said %s", said)
	}
	w.tally("a root that is added while it runs", 1)
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
	want := words.Words{}.Outcome("not_toggled", words.ReasonProxyPassword)
	_, body := words.Words{}.Note(words.Press{Result: "not_toggled", Reason: words.ReasonProxyPassword})
	check := func(said residentapi.PressOutcome) {
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
	w.until("the notification says so", func() bool { return w.notes.shown(body) })
	w.tally("a proxy that asks for a password, alone and through a resident", 0)
}
