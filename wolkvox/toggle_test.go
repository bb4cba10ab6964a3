package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
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

// misbehaved is what a press must be told for each way the simulator can behave.
var misbehaved = map[string]struct {
	result Result
	reason Reason
}{
	"slow":                        {Toggled, Confirmed},
	"never_answers":               {Unknown, CanceledInFlight}, // the test loses patience
	"never_answers_executed":      {Unknown, CanceledInFlight},
	"close_before_reply":          {Unknown, Lost},
	"close_before_reply_executed": {Unknown, Lost},
	"reset":                       {Unknown, Lost},
	"reset_executed":              {Unknown, Lost},
	"cut_headers":                 {Unknown, Lost},
	"cut_body":                    {Unknown, Lost},
	"one_byte_at_a_time":          {Toggled, Confirmed},
	"huge_body":                   {Unknown, Unclear},
	"huge_header":                 {Unknown, Unclear},
	"gzip":                        {Toggled, Confirmed},
	"gzip_bomb":                   {Unknown, Unclear},
	"early_103":                   {Toggled, Confirmed},
	"answers_twice":               {Toggled, Confirmed},
	"not_http":                    {Unknown, Unclear},
	"echo":                        {Unknown, HTTPStatus},
	"busy_once":                   {NotToggled, Busy},
	"busy_always":                 {NotToggled, Busy},
	"html_200":                    {Unknown, Unclear},
	"html_403":                    {Unknown, HTTPStatus},
	"redirect_301":                {Unknown, Redirect},
	"redirect_302":                {Unknown, Redirect},
	"redirect_303":                {Unknown, Redirect},
	"redirect_307":                {Unknown, Redirect},
	"redirect_308":                {Unknown, Redirect},
	"http_404":                    {Unknown, HTTPStatus},
	"http_429":                    {Unknown, HTTPStatus},
	"http_500":                    {Unknown, HTTPStatus},
	"http_502":                    {Unknown, HTTPStatus},
	"http_503":                    {Unknown, HTTPStatus},
	"token_refused":               {NotToggled, TokenRefused},
	"token_limit":                 {NotToggled, TokenLimit},
	"bom":                         {Toggled, Confirmed},
	"code_number":                 {Toggled, Confirmed},
	"duplicate_code":              {Unknown, Unclear},
	"case_code":                   {Unknown, Unclear},
	"two_objects":                 {Unknown, Unclear},
	"array":                       {Unknown, Unclear},
	"trailing":                    {Unknown, Unclear},
	"code_float":                  {Unknown, Unclear},
	"code_negative":               {Unknown, Unclear},
	"code_missing":                {Unknown, Unclear},
	"code_200_with_error":         {Unknown, Unclear},
	"http_500_code_200":           {Unknown, HTTPStatus},
	"http_200_code_403":           {NotToggled, Refused},
}

// TestMisbehaviour plays every way the simulator can behave, and holds both
// promises against what it counted.
func TestMisbehaviour(t *testing.T) {
	for _, m := range simulator.Misbehaviours() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			tt, ok := misbehaved[m.Name]
			if !ok {
				t.Fatal("no outcome is stated for this misbehaviour")
			}
			s, c := start(t, simulator.Options{})
			if err := s.Misbehave(m.Name); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := Press{At: time.Now()}
			if strings.HasPrefix(m.Name, "never_answers") {
				p.Sent = cancel
			}
			o := c.ToggleHoldOnce(ctx, p)
			want(t, o, tt.result, tt.reason)
			if n := len(s.Requests()); n > 1 || s.Connections() != 1 {
				t.Errorf("got %d requests on %d connections, want at most 1 on 1", n, s.Connections())
			}
			n := s.Toggles(testAgent)
			if n > 1 {
				t.Errorf("one press toggled %d times", n)
			}
			if o.Result == Toggled && n != 1 || o.Result == NotToggled && n != 0 {
				t.Errorf("told %s, but toggled %d times", o.Result, n)
			}
			if (o.Err == nil) != (o.Result != Unknown) {
				t.Errorf("got error %v with %s", o.Err, o.Result)
			}
		})
	}
}

// TestOnlyBusyIsTriedAgain plays the same through ToggleHold.
func TestOnlyBusyIsTriedAgain(t *testing.T) {
	for _, m := range simulator.Misbehaviours() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			s, c := start(t, simulator.Options{})
			s.MisbehaveNext(m.Name, m.Name, m.Name, m.Name)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := Press{At: time.Now()}
			if strings.HasPrefix(m.Name, "never_answers") {
				p.Sent = cancel
			}
			tries := 1
			if strings.HasPrefix(m.Name, "busy") {
				tries = 3
			}
			o := c.ToggleHold(ctx, p)
			if n := len(s.Requests()); o.Tries != tries || n > tries {
				t.Errorf("got %d tries, %d requests, want %d", o.Tries, n, tries)
			}
			if n := s.Toggles(testAgent); n > 1 {
				t.Errorf("one press toggled %d times", n)
			}
		})
	}
}

func TestBusyThenWell(t *testing.T) {
	s, c := start(t, simulator.Options{})
	s.MisbehaveNext("busy_once")
	marks := 0
	o := c.ToggleHold(t.Context(), Press{At: time.Now(), BeforeSend: func() error { marks++; return nil }})
	want(t, o, Toggled, Confirmed)
	if o.Tries != 2 || s.Toggles(testAgent) != 1 || marks != 2 || s.Connections() != 2 {
		t.Errorf("got %d tries, %d toggles, %d marks, %d connections, want 2, 1, 2, 2", o.Tries, s.Toggles(testAgent), marks, s.Connections())
	}
}

func TestMarkRefused(t *testing.T) {
	s, c := start(t, simulator.Options{})
	full := errors.New("disk full")
	sent := false
	o := c.ToggleHold(t.Context(), Press{At: time.Now(), BeforeSend: func() error { return full }, Sent: func() { sent = true }})
	want(t, o, NotToggled, MarkRefused)
	if !errors.Is(o.Err, full) || sent || len(s.Requests()) != 0 {
		t.Errorf("got error %v, sent %v, %d requests", o.Err, sent, len(s.Requests()))
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

func TestNoConnection(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	s, c := start(t, simulator.Options{})
	otherHost, roots := selfSigned(t, "wv9999.wolkvox.com")
	_, foreign := start(t, simulator.Options{Certificate: &otherHost})
	for _, tt := range []struct {
		name   string
		change func(c *Client)
		want   Reason
	}{
		{"name", func(c *Client) {
			c.DialContext = func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "wv0042.wolkvox.com", IsNotFound: true}}
			}
		}, DNS},
		{"port closed", func(c *Client) {
			c.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, closed.Addr().String())
			}
		}, Connect},
		{"unknown authority", func(c *Client) { c.RootCAs = x509.NewCertPool() }, TLS},
		{"certificate of another server", func(c *Client) { c.RootCAs, c.DialContext = roots, foreign.DialContext }, TLS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			broken := *c
			tt.change(&broken)
			sent := false
			o := broken.ToggleHold(t.Context(), Press{At: time.Now(), BeforeSend: func() error { sent = true; return nil }})
			want(t, o, NotToggled, tt.want)
			if sent || o.Err == nil || len(s.Requests()) != 0 {
				t.Errorf("sent %v, error %v, %d requests", sent, o.Err, len(s.Requests()))
			}
		})
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
