package wolkvox

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

func TestToggle(t *testing.T) {
	s, c := start(t, simulator.Options{})
	var calls []string
	note := func(s string) { calls = append(calls, s) }
	o := c.ToggleHold(t.Context(), Press{
		At:         time.Now(),
		Dialing:    func() { note("dialing") },
		BeforeSend: func() error { note("before"); return nil },
		Sent:       func() { note("sent") },
	})
	want(t, o, Toggled, Confirmed)
	if o.HTTPStatus != 200 || o.Code != "200" || o.Msg != "Hold agentbox has been excecuted" || o.Tries != 1 || o.Err != nil || o.Excerpt != "" {
		t.Errorf("got %+v", o)
	}
	if got := strings.Join(calls, " "); got != "dialing before sent" {
		t.Errorf("got calls %q", got)
	}
	if !s.Held(testAgent) {
		t.Error("not held")
	}
}

// TestRequestOnTheWire pins the request to wolkvox's documentation, byte by byte.
func TestRequestOnTheWire(t *testing.T) {
	s, c := start(t, simulator.Options{})
	want(t, c.ToggleHoldOnce(t.Context(), Press{At: time.Now()}), Toggled, Confirmed)
	lines := strings.Split(s.Requests()[0].RawHead, "\r\n")
	if got, want := lines[0], "POST /api/v2/agentbox.php?agent_id=12435&api=hold HTTP/1.1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	wanted := map[string]bool{
		"Host: wv0042.wolkvox.com":    true,
		"User-Agent: wolkvox-hold":    true,
		"Content-Length: 0":           true,
		"wolkvox-token: " + testToken: true,
		"wolkvox_server: 0042":        true,
		"Connection: close":           true,
		"Accept-Encoding: gzip":       true,
	}
	for _, line := range lines[1:] {
		if !wanted[line] {
			t.Errorf("unexpected header line %q", line)
		}
		delete(wanted, line)
	}
	for line := range wanted {
		t.Errorf("missing header line %q", line)
	}
}

func TestRefusals(t *testing.T) {
	s, c := start(t, simulator.Options{})
	foreign := *c
	foreign.Token = mustToken(t, "foreign")
	o := foreign.ToggleHold(t.Context(), Press{At: time.Now()})
	want(t, o, NotToggled, TokenRefused)
	if o.HTTPStatus != 403 || o.Code != "403" || o.Msg != "PLEASE VALIDATE TOKEN" {
		t.Errorf("got %+v", o)
	}
	if s.Toggles(testAgent) != 0 {
		t.Error("toggled with a foreign token")
	}
}

func TestInvalidClient(t *testing.T) {
	token := mustToken(t, testToken)
	for _, c := range []*Client{
		nil,
		{},
		{Server: "42", AgentID: "1", Token: token},
		{Server: "0042.evil.example/", AgentID: "1", Token: token},
		{Server: "００４２", AgentID: "1", Token: token},
		{Server: "x@y/", AgentID: "1", Token: token},
		{Server: "0042", AgentID: "", Token: token},
		{Server: "0042", AgentID: "1&api=hang", Token: token},
		{Server: "0042", AgentID: strings.Repeat("1", 21), Token: token},
		{Server: "0042", AgentID: "1"},
	} {
		dialled := false
		p := Press{At: time.Now(), Dialing: func() { dialled = true }}
		want(t, c.ToggleHold(t.Context(), p), NotToggled, Invalid)
		want(t, c.ToggleHoldOnce(t.Context(), p), NotToggled, Invalid)
		if dialled {
			t.Errorf("%+v was dialled with", c)
		}
	}
}

// TestHandshake pins what is offered: HTTP/1.1 alone, TLS 1.2 at least, the
// server's own name.
func TestHandshake(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	defer theirs.Close()
	hello := make(chan *tls.ClientHelloInfo, 1)
	go tls.Server(theirs, &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		hello <- h
		return nil, errors.New("enough")
	}}).Handshake()
	c := &Client{
		Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken),
		DialContext: func(context.Context, string, string) (net.Conn, error) { return pipeConn{ours}, nil },
	}
	want(t, c.ToggleHold(t.Context(), Press{At: time.Now()}), NotToggled, TLS)
	h := <-hello
	if strings.Join(h.SupportedProtos, " ") != "http/1.1" || h.ServerName != "wv0042.wolkvox.com" {
		t.Errorf("got protocols %q, name %q", h.SupportedProtos, h.ServerName)
	}
	for _, v := range h.SupportedVersions {
		if v < tls.VersionTLS12 {
			t.Errorf("offers %s", tls.VersionName(v))
		}
	}
}

// TestNothingSecretComesBack: the server repeats what it was sent.
func TestNothingSecretComesBack(t *testing.T) {
	s, c := start(t, simulator.Options{})
	s.Misbehave("echo")
	o := c.ToggleHold(t.Context(), Press{At: time.Now()})
	want(t, o, Unknown, HTTPStatus)
	if o.Excerpt == "" || o.Err == nil {
		t.Fatalf("got %+v", o)
	}
	all := strings.ToLower(o.Excerpt + o.Msg + o.Code + o.ContentType + o.Err.Error())
	if strings.Contains(all, testToken[:8]) || strings.Contains(all, testAgent) {
		t.Errorf("the outcome repeats a secret: %s", all)
	}
}

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "PLEASE VALIDATE TOKEN", "PLEASE VALIDATE TOKEN"},
		{"lines", "a\r\n\tb\u2028c", "a b c"},
		{"escape sequence", "\x1b[31mred\x07", "[31mred"},
		{"bidi", "a\u202egnp.exe\u2066", "agnp.exe"},
		{"invisible", "a\u200b\ufeffb", "ab"},
		{"long", strings.Repeat("é", 300), strings.Repeat("é", 200)},
		{"secret", "x SECRET-1 y", "x [hidden] y"},
		{"secret with invisible characters inside", "SEC\u200bRET-1", "[hidden]"},
		{"secret in another case", "sEcReT-1", "[hidden]"},
		{"secret across the cut", strings.Repeat("x", 196) + "SECRET-1", strings.Repeat("x", 196) + "[hid"},
	} {
		if got := clean(tt.in, "", "secret-1"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestOneConnectionOneRequest: two presses never share a connection, so a late
// second answer to the first has nobody to mislead.
func TestOneConnectionOneRequest(t *testing.T) {
	s, c := start(t, simulator.Options{})
	s.Misbehave("answers_twice")
	for range 3 {
		want(t, c.ToggleHold(t.Context(), Press{At: time.Now()}), Toggled, Confirmed)
	}
	if s.Connections() != 3 || s.Toggles(testAgent) != 3 {
		t.Errorf("got %d connections, %d toggles, want 3, 3", s.Connections(), s.Toggles(testAgent))
	}
	for _, r := range s.Requests() {
		if r.Method != http.MethodPost || r.Header.Get("Idempotency-Key") != "" || r.ContentLength != 0 {
			t.Errorf("got %s, %v", r.Method, r.Header)
		}
	}
}

// TestOnceIsOnce: what ToggleHold would try again, ToggleHoldOnce does not.
func TestOnceIsOnce(t *testing.T) {
	s, c := start(t, simulator.Options{})
	s.Misbehave("busy_once")
	o := c.ToggleHoldOnce(t.Context(), Press{At: time.Now()})
	want(t, o, NotToggled, Busy)
	if o.Tries != 1 || len(s.Requests()) != 1 {
		t.Errorf("got %d tries, %d requests, want 1, 1", o.Tries, len(s.Requests()))
	}
}
