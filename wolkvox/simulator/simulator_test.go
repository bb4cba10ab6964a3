package simulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// tester drives a simulator with a plain HTTP client.
type tester struct {
	*testing.T
	*Server
	client *http.Client
}

func newTester(t *testing.T, opts Options) *tester {
	t.Helper()
	opts.Server, opts.Token = "0042", "secret"
	s, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != context.Canceled {
			t.Errorf("Run returned %v, want %v", err, context.Canceled)
		}
	})
	transport := &http.Transport{DialContext: s.DialContext, TLSClientConfig: &tls.Config{RootCAs: s.RootCAs()}, DisableKeepAlives: true}
	return &tester{t, s, &http.Client{Transport: transport}}
}

// post sends a request with changed headers and query, and returns the answer.
func (t *tester) post(query string, headers map[string]string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, "https://wv0042.wolkvox.com/api/v2/agentbox.php?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	resp, err := t.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

var both = map[string]string{"wolkvox-token": "secret", "wolkvox_server": "0042"}

func TestWellBehaved(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		headers     map[string]string
		status      int
		code, msg   string
	}{
		{"hold", "agent_id=1&api=hold", both, 200, "200", "Hold agentbox has been excecuted"},
		{"no token", "agent_id=1&api=hold", map[string]string{"wolkvox_server": "0042"}, 401, "401", "PLEASE ENTER THE WOLKVOX-TOKEN"},
		{"no server", "agent_id=1&api=hold", map[string]string{"wolkvox-token": "secret"}, 401, "401", "PLEASE ENTER THE WOLKVOX-TOKEN"},
		{"wrong token", "agent_id=1&api=hold", map[string]string{"wolkvox-token": "x", "wolkvox_server": "0042"}, 403, "403", "PLEASE VALIDATE TOKEN"},
		{"no agent", "api=hold", both, 400, "400", "SOME PARAMETERS ARE REQUIRED"},
		{"other API", "agent_id=1&api=hang", both, 400, "400", "THE API YOU WANT TO CONSULT DOES NOT EXIST"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newTester(t, Options{})
			status, body := s.post(tt.query, tt.headers)
			var got struct{ Code, Msg string }
			if err := json.Unmarshal([]byte(body), &got); err != nil {
				t.Fatal(err)
			}
			if status != tt.status || got.Code != tt.code || got.Msg != tt.msg {
				t.Errorf("got %d %+v, want %d %s %s", status, got, tt.status, tt.code, tt.msg)
			}
			if n := s.Toggles("1"); (n == 1) != (tt.status == 200) {
				t.Errorf("toggled %d times", n)
			}
		})
	}
}

func TestToggleIsBlindAndByExtension(t *testing.T) {
	var mu sync.Mutex
	var told []string
	tell := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, what)
	}
	s := newTester(t, Options{
		OnRequest: func(r Request) { tell("asked " + r.Query.Get("agent_id")) },
		OnToggle: func(extension string, held bool, count int) {
			tell(extension + map[bool]string{true: " held", false: " back"}[held])
		},
	})
	_, first := s.post("agent_id=1&api=hold", both)
	_, second := s.post("agent_id=1&api=hold", both)
	s.post("agent_id=2&api=hold", both)
	if first != second {
		t.Errorf("the answers differ: %q, %q", first, second)
	}
	if s.Held("1") || !s.Held("2") || s.Toggles("1") != 2 {
		t.Errorf("got held %v, %v, toggles %d", s.Held("1"), s.Held("2"), s.Toggles("1"))
	}
	mu.Lock()
	defer mu.Unlock()
	if got := strings.Join(told, ", "); got != "asked 1, 1 held, asked 1, 1 back, asked 2, 2 held" {
		t.Errorf("told %q", got)
	}
	if r := s.Requests(); len(r) != 3 || s.Connections() != 3 || !strings.HasPrefix(r[2].RawHead, "POST /api/v2/agentbox.php?agent_id=2&api=hold HTTP/1.1\r\n") {
		t.Errorf("got %d connections, requests %+v", s.Connections(), r)
	}
}

// TestThirdAtOnceIsRefused keeps two requests waiting while a third comes.
func TestThirdAtOnceIsRefused(t *testing.T) {
	arrived := make(chan bool)
	s := newTester(t, Options{OnToggle: func(string, bool, int) { arrived <- true }})
	s.MisbehaveNext("never_answers_executed", "never_answers_executed")
	ctx, cancel := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for range 2 {
		waiting.Go(func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://wv0042.wolkvox.com/api/v2/agentbox.php?agent_id=1&api=hold", nil)
			if err != nil {
				t.Error(err)
				return
			}
			for k, v := range both {
				req.Header.Set(k, v)
			}
			if resp, err := s.client.Do(req); err == nil {
				resp.Body.Close()
				t.Error("got an answer")
			}
		})
		<-arrived
	}
	if status, body := s.post("agent_id=1&api=hold", both); status != 403 || !strings.Contains(body, busyText) {
		t.Errorf("got %d %s", status, body)
	}
	cancel()
	waiting.Wait()
}

func TestMisbehaviourNames(t *testing.T) {
	s := newTester(t, Options{})
	seen := map[string]bool{}
	for _, m := range Misbehaviours() {
		if m.Name == "" || m.What == "" || seen[m.Name] {
			t.Errorf("%+v has no name, no text or a second entry", m)
		}
		seen[m.Name] = true
		if err := s.Misbehave(m.Name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range strings.Fields(`slow never_answers close_before_reply close_before_reply_executed reset cut_headers
		cut_body one_byte_at_a_time huge_body gzip_bomb redirect_301 redirect_302 redirect_307 redirect_308 http_404 http_429
		http_500 http_502 http_503 html_200 html_403 token_refused token_limit busy_once busy_always duplicate_code case_code
		two_objects array trailing bom code_number code_float code_negative code_missing code_200_with_error
		http_500_code_200 http_200_code_403 early_103 answers_twice`) {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
	if s.Misbehave("nonsense") == nil || s.MisbehaveNext("slow", "nonsense") == nil {
		t.Error("an unknown name was accepted")
	}
	if err := s.Misbehave(""); err != nil {
		t.Error(err)
	}
	if status, _ := s.post("agent_id=1&api=hold", both); status != 200 {
		t.Errorf("got %d after misbehaviour was ended, want 200", status)
	}
}

func TestBusyOnceIsOnce(t *testing.T) {
	s := newTester(t, Options{})
	s.Misbehave("busy_once")
	first, _ := s.post("agent_id=1&api=hold", both)
	second, _ := s.post("agent_id=1&api=hold", both)
	if first != 403 || second != 200 || s.Toggles("1") != 1 {
		t.Errorf("got %d, %d, %d toggles, want 403, 200, 1", first, second, s.Toggles("1"))
	}
}

func TestRunEndsWithConnectionsOpen(t *testing.T) {
	s := newTester(t, Options{})
	conn, err := s.DialContext(t.Context(), "tcp", "anything:443")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() // after the simulator has ended, which must not wait for it
}

func TestNewSaysWhyItCannotListen(t *testing.T) {
	if _, err := New(Options{Server: "0042", Addr: "127.0.0.1:notaport"}); err == nil {
		t.Error("got no error")
	}
}

// TestInMemory: with faked time nothing may wait for a socket. What answers in place of the
// server toggles only for a request that it would execute itself.
func TestInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		greeted := 0
		s := newTester(t, Options{Addr: InMemory, Greet: func(x *Exchange) bool {
			x.In = io.TeeReader(x.Conn, io.Discard)
			greeted++
			return greeted < 3
		}, Answer: func(x *Exchange) {
			time.Sleep(time.Minute)
			fmt.Fprintf(x, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n%-5v", x.Toggle())
			x.Hang()
		}})
		for headers, want := range map[string]string{"secret": "true ", "foreign": "false"} {
			if _, got := s.post("agent_id=1&api=hold", map[string]string{"wolkvox-token": headers, "wolkvox_server": "0042"}); got != want {
				t.Errorf("%s: toggled %s, want %s", headers, got, want)
			}
		}
		if _, err := s.client.Post("https://wv0042.wolkvox.com/", "", nil); err == nil {
			t.Error("a connection that was to be ended got an answer")
		}
		if s.Toggles("1") != 1 || s.Connections() != 3 || greeted != 3 || len(s.Requests()) != 2 || s.Requests()[0].Host != "wv0042.wolkvox.com" {
			t.Errorf("got %d toggles, %d connections of which %d were greeted, requests %+v", s.Toggles("1"), s.Connections(), greeted, s.Requests())
		}
		ended, err := New(Options{Server: "0042", Token: "secret", Addr: InMemory})
		if err != nil {
			t.Fatal(err)
		}
		ended.listener.Close()
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := ended.DialContext(over, "tcp", ""); err == nil {
			t.Error("dialled a server that has ended")
		}
	})
}

// TestOwnHandshake: the caller's TLS serves a connection that the caller has made.
func TestOwnHandshake(t *testing.T) {
	cert, err := SelfSigned(func(c *x509.Certificate) { c.DNSNames = []string{"wv0042.wolkvox.com"} })
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{Server: "0042", Token: "secret", Addr: InMemory, TLS: &tls.Config{Certificates: []tls.Certificate{*cert}, MaxVersion: tls.VersionTLS12}})
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	go s.Serve(t.Context(), far)
	roots := x509.NewCertPool()
	roots.AddCert(cert.Leaf)
	conn := tls.Client(near, &tls.Config{RootCAs: roots, ServerName: "wv0042.wolkvox.com"})
	defer conn.Close()
	if err := conn.Handshake(); err != nil || conn.ConnectionState().Version != tls.VersionTLS12 {
		t.Errorf("got %v, version %x", err, conn.ConnectionState().Version)
	}
}
