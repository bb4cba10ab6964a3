package wolkvox

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
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
		{Server: "0042", AgentID: "12/4", Token: token},
		{Server: "0042", AgentID: "12:4", Token: token},
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
	for _, id := range []string{"9", strings.Repeat("0", 20)} {
		if err := (&Client{Server: "9999", AgentID: id, Token: token}).valid(); err != nil {
			t.Errorf("extension %s: %v", id, err)
		}
	}
}

// TestHandshake pins what is offered: HTTP/1.1 alone, TLS 1.2 at least, the
// server's own name.
func TestHandshake(t *testing.T) {
	hello := make(chan *tls.ClientHelloInfo, 1)
	_, c := start(t, simulator.Options{Addr: simulator.InMemory, TLS: &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		hello <- h
		return nil, errors.New("enough")
	}}})
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

// TestNothingSecretComesBackInParts: a server that has made something of it: cut it, wrapped it,
// escaped it.
func TestNothingSecretComesBackInParts(t *testing.T) {
	c := &Client{Server: "0042", AgentID: testAgent}
	var err error
	if c.Token, err = ParseToken("0a1b2c3d/4e5f6071/8293a4b5"); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		`{"code":"500","msg":"no agent 12435"}`, `{"agent_id":"12435"}`,
		`{"token":"0a1b2c3d\/4e5f6071\/8293a4b5"}`, "0A1B2C3D/4E5F...", "token 0a1b2c3d/4e5f\r\n 6071/8293a4b5", "…4e5f6071%2F8293a4b5",
	} {
		o := c.describe(Outcome{Result: Unknown}, &response{status: 500, body: []byte(body)})
		if strings.Contains(o.Excerpt, testAgent) || strings.Contains(strings.ToLower(o.Excerpt), "2c3d") || strings.Contains(o.Excerpt, "8293") {
			t.Errorf("%s: the outcome repeats a secret: %s", body, o.Excerpt)
		}
	}
	c.AgentID = "500"
	if o := c.describe(Outcome{Result: Unknown, Code: "500"}, &response{status: 500}); o.Code != "500" {
		t.Errorf("a short agent ID hides a code: %q", o.Code)
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
		{"a part of a secret", "x T-of-a-sec y", "x [hidden] y"},
		{"a shorter one", "x t-of-a- y", "x t-of-a- y"},
		{"parts beside each other", "pärt-of-a-\\secret", "[hidden]\\secret"},
		{"part of a character", "xärt-of-a-y", "x[hidden]y"},
		{"secret across the cut", strings.Repeat("x", 196) + "SECRET-1", strings.Repeat("x", 196) + "[hid"},
	} {
		if got := clean(tt.in, secret{}, secret{text: "secret-1"}, secret{"pärt-of-a-secret", tokenPart}); got != tt.want {
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

// TestWhatIsTriedAgain: only the documented refusal, and only while a try can leave in time.
func TestWhatIsTriedAgain(t *testing.T) {
	const pause = 100 * time.Millisecond
	busy := Outcome{Result: NotToggled, Reason: Busy}
	for _, tt := range []struct {
		name  string
		o     Outcome
		try   int
		age   time.Duration
		again bool
	}{
		{"busy", busy, 1, 0, true},
		{"busy twice", busy, 2, 0, true},
		{"busy three times", busy, 3, 0, false},
		{"just in time", busy, 1, SendWithin - pause - 1, true},
		{"just too late", busy, 1, SendWithin - pause, false},
		{"another refusal", Outcome{Result: NotToggled, Reason: Refused}, 1, 0, false},
		{"unknown, whatever its reason", Outcome{Result: Unknown, Reason: Busy}, 1, 0, false},
		{"toggled, whatever its reason", Outcome{Result: Toggled, Reason: Busy}, 1, 0, false},
	} {
		if _, again := retry(tt.o, tt.try, tt.age, func(time.Duration) time.Duration { return 0 }); again != tt.again {
			t.Errorf("%s: again %v", tt.name, again)
		}
	}
}

// TestWhyNothingWasConfirmed: the reason for not toggled, or for unknown, is the first that
// fits.
func TestWhyNothingWasConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &Client{Server: "0042", AgentID: testAgent}
		well := t.Context()
		canceled, cancel := context.WithCancel(well)
		cancel()
		over, end := context.WithTimeout(well, 0)
		defer end()
		refused, mark := errors.New("refused"), errors.New("disk full")
		for name, tt := range map[string]struct {
			got  Outcome
			want Reason
		}{
			"no connection":                         {c.dialFailed(well, well, refused, c.watch(time.Now().Add(-SendWithin))), Connect},
			"no connection, after 3 s":              {c.dialFailed(well, well, refused, c.watch(time.Now().Add(-SendWithin-1))), Late},
			"no connection until the time-out":      {c.dialFailed(well, over, refused, c.watch(time.Now())), Late},
			"no connection until it was called off": {c.dialFailed(canceled, canceled, refused, c.watch(time.Now())), Canceled},
			"not sent, too late":                    {c.notSent(well, well, errLate, nil), Late},
			"not sent, the server spoke first":      {c.notSent(well, well, errEarly, nil), Connect},
			"not sent, no abort":                    {c.notSent(well, well, errors.Join(errNoAbort, refused), nil), Connect},
			"not sent, no mark":                     {c.notSent(well, well, mark, nil), MarkRefused},
			"not sent, called off":                  {c.notSent(canceled, canceled, errShut, nil), Canceled},
			"not sent until the time-out":           {c.notSent(well, over, errShut, nil), Late},
			"not sent, the connection ended":        {c.notSent(well, well, errShut, io.EOF), Connect},
			"sent, called off":                      {c.noAnswer(canceled, canceled, new(gate), io.EOF), CanceledInFlight},
			"sent, no answer until the time-out":    {c.noAnswer(well, over, new(gate), io.EOF), Timeout},
			"sent, the connection broke":            {c.noAnswer(well, well, new(gate), &net.OpError{Op: "read", Err: refused}), Lost},
			"sent, the answer was cut short":        {c.noAnswer(well, well, new(gate), io.ErrUnexpectedEOF), Lost},
			"sent, the answer is no HTTP":           {c.noAnswer(well, well, new(gate), errHead), Unclear},
		} {
			result := NotToggled
			if strings.HasPrefix(name, "sent") {
				result = Unknown
			}
			if tt.got.Result != result || tt.got.Reason != tt.want || tt.got.Err == nil {
				t.Errorf("%s: got %s (%s) %v, want %s (%s)", name, tt.got.Result, tt.got.Reason, tt.got.Err, result, tt.want)
			}
		}
	})
}

// TestWhatAnUnclearAnswerLookedLike is for the log, with what went wrong.
func TestWhatAnUnclearAnswerLookedLike(t *testing.T) {
	c := &Client{Server: "0042", AgentID: testAgent}
	torn := errors.New("torn")
	for _, cause := range []error{nil, torn} {
		o := c.describe(Outcome{Result: Unknown, Err: cause}, &response{status: 502, contentType: "text/html", body: []byte("<p>")})
		if o.HTTPStatus != 502 || o.ContentType != "text/html" || o.Excerpt != "<p>" || o.Err == nil || cause != nil && o.Err != cause {
			t.Errorf("got %+v", o)
		}
	}
}
