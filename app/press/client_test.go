package press

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/proxylogon"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

const pretendToken = "0a1b2c"

// pretend runs a simulator until the test ends.
func pretend(t *testing.T) *simulator.Server {
	t.Helper()
	s, err := simulator.New(simulator.Options{Server: "0042", Token: pretendToken})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	return s
}

// TestCAFileAddsRoots: the roots in a ca_file, as of a TLS-inspecting proxy, are trusted
// besides the system's. A bad file never makes anything trusted.
func TestCAFileAddsRoots(t *testing.T) {
	server, other := pretend(t), pretend(t)
	token, err := wolkvox.ParseToken(pretendToken)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, content ...[]byte) string {
		path := filepath.Join(dir, name)
		var all []byte
		for _, c := range content {
			all = append(all, c...)
		}
		if err := os.WriteFile(path, all, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	toggles := 0
	for _, c := range []struct {
		name, file string
		trusted    bool
	}{
		{"none", "", false},
		{"the server's", file("right.pem", server.CAPEM()), true},
		{"another", file("wrong.pem", other.CAPEM()), false},
		{"both, and text between them", file("both.pem", other.CAPEM(), []byte("\r\nour own:\r\n"), server.CAPEM()), true},
		{"empty", file("empty.pem"), false},
		{"no certificate", file("text.pem", []byte("trust everybody")), false},
		{"a folder", dir, false},
		{"not there", filepath.Join(dir, "none.pem"), false},
	} {
		v := settings.Effective{Values: settings.BuiltIn()}
		v.Server, v.AgentID, v.Proxy, v.CAFile = "0042", "10001", "none", c.file
		client, reason := ClientFor(v, FindProxy)
		if reason != "" {
			t.Fatal(reason)
		}
		// Nil has the system itself verify, see crypto/x509. With a ca_file a press would
		// then need a second connection, for which the roots are read again.
		if (c.file == "") != (client.RootCAs == nil) {
			t.Errorf("%s: the client has roots of its own: %v", c.name, client.RootCAs != nil)
		}
		client.Token, client.DialContext = token, server.DialContext
		o := client.ToggleHold(t.Context(), wolkvox.Press{At: time.Now(), BeforeSend: func() error { return nil }})
		if c.trusted {
			toggles++
		}
		if got := server.Toggles("10001"); got != toggles {
			t.Errorf("%s: the server counts %d toggles, want %d", c.name, got, toggles)
		}
		switch {
		case c.trusted && o.Result != wolkvox.Toggled, !c.trusted && (o.Result != wolkvox.NotToggled || o.Reason != wolkvox.TLS):
			t.Errorf("%s: got %s (%s) %v", c.name, o.Result, o.Reason, o.Err)
		}
	}
}

// TestCAFileIsReadAgain: when IT replaces the file at the same path, the next press uses it
// without a change of settings.
func TestCAFileIsReadAgain(t *testing.T) {
	servers := []*simulator.Server{pretend(t), pretend(t)}
	file := filepath.Join(t.TempDir(), "office.pem")
	put := func(s *simulator.Server) {
		if err := os.WriteFile(file, s.CAPEM(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(servers[1])
	v := settings.Effective{Values: settings.BuiltIn()}
	v.Server, v.AgentID, v.Proxy, v.CAFile = "0042", "10001", "none", file
	client, reason := ClientFor(v, FindProxy)
	token, err := wolkvox.ParseToken(pretendToken)
	if reason != "" || err != nil {
		t.Fatal(reason, err)
	}
	client.Token, client.DialContext = token, servers[0].DialContext
	for _, want := range []wolkvox.Result{wolkvox.NotToggled, wolkvox.Toggled} {
		o := client.ToggleHold(t.Context(), wolkvox.Press{At: time.Now(), BeforeSend: func() error { return nil }})
		if o.Result != want {
			t.Errorf("got %s (%s) %v, want %s", o.Result, o.Reason, o.Err, want)
		}
		put(servers[0])
	}
	if got := servers[0].Toggles("10001"); got != 1 {
		t.Errorf("toggled %d times, want once", got)
	}
}

// The system's own roots count also where a ca_file adds others.
func TestCAFileTakesNothingAway(t *testing.T) {
	system, err := x509.SystemCertPool()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "text.pem"), []byte("trust everybody"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, missing := range map[string]bool{"none.pem": true, "text.pem": false} {
		roots, err := RootsWith(filepath.Join(dir, name))
		if err == nil || errors.Is(err, os.ErrNotExist) != missing || !roots.Equal(system) {
			t.Errorf("%s: got other roots than the system's, and %v", name, err)
		}
	}
}

// TestClientFor: what is not set up makes no client, and a proxy of one's own is used as it
// stands.
func TestClientFor(t *testing.T) {
	system := func(*url.URL) ([]*url.URL, error) { return nil, errors.New("the system's") }
	for _, tt := range []struct {
		server, agentID, proxy string
		want                   string // a reason, or whose proxy
	}{
		{"", "10001", "none", "not_set_up"},
		{"0042", "", "none", "not_set_up"},
		{"0042", "10001", "http://a b", "bad_setting"},
		{"0042", "10001", "none", "no proxy"},
		{"0042", "10001", "", "the system's"},
		{"0042", "10001", "system", "the system's"},
		{"0042", "10001", "http://office:3128", "http://office:3128"},
	} {
		v := settings.Effective{Values: settings.BuiltIn()}
		v.Server, v.AgentID, v.Proxy = tt.server, tt.agentID, tt.proxy
		client, reason := ClientFor(v, system)
		got := string(reason)
		switch {
		case reason != "":
		case client.Proxy == nil:
			got = "no proxy"
		default:
			ways, err := client.Proxy(ProxyTarget("0042"))
			if got = fmt.Sprint(err); err == nil {
				got = ways[0].String()
			}
		}
		if got != tt.want {
			t.Errorf("%+v: got %s", tt, got)
		}
		if reason == "" && (client.LogOn != nil) != proxylogon.Available {
			t.Errorf("%+v: it can log on to a proxy: %v, want %v", tt, client.LogOn != nil, proxylogon.Available)
		}
		if reason == "" && client.SinceBoot == nil {
			t.Error("a press that was slept through would be sent when the machine wakes")
		}
		if want := tt.want == "the system's"; UsesSystemProxy(v.Values) != want {
			t.Errorf("%+v: uses the system's proxy: %v", tt, !want)
		}
	}
}

// TestMayBeProxy: these reasons, and no other, have the system's proxy looked for again.
func TestMayBeProxy(t *testing.T) {
	for _, r := range []wolkvox.Reason{wolkvox.Proxy, wolkvox.Connect, wolkvox.DNS, wolkvox.Late} {
		if !MayBeProxy(r) {
			t.Errorf("%s: an old proxy can cause it", r)
		}
	}
	for _, r := range []wolkvox.Reason{wolkvox.TLS, wolkvox.TokenRefused, wolkvox.Timeout} {
		if MayBeProxy(r) {
			t.Errorf("%s: the request has left, or its server was reached", r)
		}
	}
}

// A press goes through the system's proxy with CONNECT and asks it for nothing else.
func TestPressThroughTheSystemsProxy(t *testing.T) {
	asked := make(chan string, 10)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		w.WriteHeader(http.StatusForbidden)
	}))
	defer front.Close()
	u, err := url.Parse(front.URL)
	if err != nil {
		t.Fatal(err)
	}
	v := settings.Effective{Values: settings.BuiltIn()}
	v.Server, v.AgentID = "0042", "10001"
	client, reason := ClientFor(v, func(*url.URL) ([]*url.URL, error) { return []*url.URL{u}, nil })
	if reason != "" {
		t.Fatal(reason)
	}
	if client.Token, err = wolkvox.ParseToken(pretendToken); err != nil {
		t.Fatal(err)
	}
	o := client.ToggleHold(t.Context(), wolkvox.Press{At: time.Now(), BeforeSend: func() error { return nil }})
	if got := <-asked; got != "CONNECT wv0042.wolkvox.com:443" || len(asked) > 0 {
		t.Errorf("the proxy was asked %q, and %d more", got, len(asked))
	}
	if o.Result != wolkvox.NotToggled || o.Reason != wolkvox.Proxy || strings.Contains(o.Err.Error(), u.Host) {
		t.Errorf("got %s (%s) %v, want not toggled (proxy)", o.Result, o.Reason, o.Err)
	}
}

// TestWhichProxyGetsALogOn: one that the system's settings or a policy name now. What the
// person set, or the program remembers, is not enough.
func TestWhichProxyGetsALogOn(t *testing.T) {
	const office, other = "http://office.example:3128", "http://other.example:3128"
	none := settings.Raw{}
	for _, tt := range []struct {
		name            string
		policy, user    settings.Raw
		proxy, bySystem string // the one that asks, and the one in the system's settings
		want            bool
	}{
		{"the system's", none, none, office, office, true},
		{"one that the system does not name", none, none, office, other, false},
		{"a policy's", settings.Raw{"proxy": office}, none, office, "", true},
		{"not the policy's", settings.Raw{"proxy": office}, none, other, "", false},
		{"the person's", none, settings.Raw{"proxy": office}, office, "", false},
		{"the person's, which is the system's too", none, settings.Raw{"proxy": office}, office, office, true},
	} {
		v := settings.Merge(settings.Layers{Policy: tt.policy, User: tt.user, Environ: func(string) string { return "" }})
		started := ""
		logOn := logOnTo(v, func(proxy, target *url.URL) bool { return proxy.String() == tt.bySystem },
			func(proxy *url.URL, scheme string) (wolkvox.LogOn, error) {
				started = proxy.String() + " " + scheme
				return nil, nil
			})
		u, err := url.Parse(tt.proxy)
		if err != nil {
			t.Fatal(err)
		}
		_, err = logOn(u, "NTLM")
		if (err == nil) != tt.want || (started == tt.proxy+" NTLM") != tt.want {
			t.Errorf("%s: began %q, %v", tt.name, started, err)
		}
	}
}
