package wolkvox

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// logOnSecret is in each token of a log-on, and nobody but the proxy may see it.
const logOnSecret = "s3cret-ticket"

// fakeLogOn makes tokens as a system does: each answers the challenge before it.
type fakeLogOn struct {
	world  *world
	scheme string
	next   func(leg int) error // before each token
	size   int                 // of a token; 0 means as it comes
	leg    int
}

func tokenFor(scheme string, leg int, challenge string) string {
	return fmt.Sprintf("%s %s %d for %q", logOnSecret, scheme, leg, challenge)
}

func (l *fakeLogOn) Next(challenge []byte) ([]byte, error) {
	l.leg++
	if l.next != nil {
		if err := l.next(l.leg); err != nil {
			return nil, err
		}
	}
	token := tokenFor(l.scheme, l.leg, string(challenge))
	return append([]byte(token), make([]byte, max(l.size-len(token), 0))...), nil
}

func (l *fakeLogOn) Close() {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.loggingOn--
}

// logsOn gives the client a source of tokens, and leads through a proxy.
func (w *world) logsOn(change func(*fakeLogOn)) {
	w.useProxy()
	w.client.LogOn = func(proxy *url.URL, scheme string) (LogOn, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.logOns++
		w.loggingOn++
		l := &fakeLogOn{world: w, scheme: scheme}
		if change != nil {
			change(l)
		}
		return l, nil
	}
}

// judgeLogOns holds what became of tokens against what must hold in every run.
func (w *world) judgeLogOns(s sight) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.loggingOn != 0 {
		w.t.Errorf("%d log-ons were not closed", w.loggingOn)
	}
	for _, e := range w.ears {
		if heard := e.heard.String(); strings.Contains(heard, "Proxy-") {
			w.t.Errorf("the server was told what is for the proxy: %q", heard)
		}
	}
	told := fmt.Sprintf("%+v", s.Outcome)
	if strings.Contains(told, logOnSecret) || strings.Contains(told, base64.StdEncoding.EncodeToString([]byte(logOnSecret))[:16]) {
		w.t.Errorf("the outcome has a token: %s", told)
	}
}

// leg is what a proxy answers to one CONNECT, and how it ends the connection, if it does.
type leg struct {
	text string
	end  func(*wire)
}

func leave(*wire)       {}
func cut(raw *wire)     { raw.reset() }
func hang(raw *wire)    { silent(raw) }
func flood(raw *wire)   { io.Copy(raw, strings.NewReader(strings.Repeat("x", 1<<20))) }
func asks(s string) leg { return leg{text: lines(407, "Proxy-Authenticate: "+s, "Content-Length: 0")} }

// challenge is what the proxy says to the token of a leg.
func challenge(scheme string, n int) leg {
	return asks(scheme + " " + base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "challenge %d", n)))
}

// proxyThatAsks answers a CONNECT without a token by first. It opens the tunnel when all its
// legs were answered rightly on one connection.
func proxyThatAsks(scheme string, first leg, legs ...leg) func(w *world) {
	return func(w *world) {
		w.legs = func() func(*http.Request) (leg, bool) {
			said, n := "", 0
			return func(r *http.Request) (leg, bool) {
				authorization := r.Header.Get("Proxy-Authorization")
				if authorization == "" {
					return first, false
				}
				token, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(authorization, scheme+" "))
				n++
				if err != nil || strings.TrimRight(string(token), "\x00") != tokenFor(scheme, n, said) {
					return leg{text: lines(403, "Content-Length: 0"), end: leave}, false
				}
				if n > len(legs) {
					return leg{}, true
				}
				said = fmt.Sprintf("challenge %d", n)
				return legs[n-1], false
			}
		}
	}
}

// logOnFaults are those of a proxy that wants the person's log-on, before the request.
func logOnFaults() (faults []fault) {
	const negotiate, ntlm = "Negotiate", "NTLM"
	add := func(name string, ways int, truths []truth, change func(*fakeLogOn), proxy func(*world)) *fault {
		faults = append(faults, fault{name: "log-on: " + name, ways: ways, truths: truths, arrange: func(w *world) { w.logsOn(change); proxy(w) }})
		return &faults[len(faults)-1]
	}
	late := func(f *fault) { f.took = SendWithin }

	add("Negotiate in one leg", 1, toggled, nil, proxyThatAsks(negotiate, asks(negotiate)))
	add("NTLM in two", 1, toggled, nil, proxyThatAsks(ntlm, asks(ntlm), challenge(ntlm, 1)))
	add("Negotiate in three", 1, toggled, nil, proxyThatAsks(negotiate, asks(negotiate), challenge(negotiate, 1), challenge(negotiate, 2)))
	add("Negotiate is preferred", 1, toggled, nil, proxyThatAsks(negotiate, asks(`Basic realm="Negotiate, NTLM", ntlm, negotiate`)))
	add("the proxy closes when it asks", 2, toggled, nil, proxyThatAsks(ntlm, leg{lines(407, "Proxy-Authenticate: NTLM", "Connection: close", "Content-Length: 0"), leave}, challenge(ntlm, 1)))
	add("the proxy asks for none", 1, toggled, nil, func(*world) {})
	add("the proxy says that it closes, and does not", 2, toggled, nil, proxyThatAsks(ntlm, leg{lines(407, "Proxy-Authenticate: NTLM", "Connection: close"), hang}, challenge(ntlm, 1)))
	add("the proxy asks with a page of 32 KiB", 1, toggled, nil, proxyThatAsks(ntlm, leg{text: lines(407, "Proxy-Authenticate: NTLM", "Content-Length: 32768") + strings.Repeat("x", 32<<10)}, challenge(ntlm, 1)))
	add("an old proxy closes when it asks", 2, toggled, nil, proxyThatAsks(ntlm, leg{lines(407, "Proxy-Authenticate: NTLM", "Proxy-Connection: close", "Content-Length: 0"), leave}, challenge(ntlm, 1)))
	add("the proxy closes when it asks, and does not say so", 2, toggled, nil, proxyThatAsks(ntlm, leg{asks(ntlm).text, leave}, challenge(ntlm, 1)))
	add("the proxy asks with an endless page", 2, toggled, nil, proxyThatAsks(ntlm, leg{lines(407, "Proxy-Authenticate: NTLM", "Content-Length: 9999999"), flood}, challenge(ntlm, 1)))
	add("the proxy asks with a page", 1, toggled, nil, proxyThatAsks(ntlm, leg{text: page(407, "Proxy-Authenticate: NTLM")}, challenge(ntlm, 1)))
	add("a token of 64 KiB", 1, toggled, func(l *fakeLogOn) { l.size = maxToken }, proxyThatAsks(negotiate, asks(negotiate)))

	add("a token of more than 64 KiB", 1, not(Proxy), func(l *fakeLogOn) { l.size = maxToken + 1 }, proxyThatAsks(negotiate, asks(negotiate)))
	add("a challenge of 64 KiB", 1, not(Proxy), nil, proxyThatAsks(ntlm, asks(ntlm), asks(ntlm+" "+strings.Repeat("A", 64<<10))))
	add("a challenge that is none", 1, not(Proxy), nil, proxyThatAsks(ntlm, asks(ntlm), asks(ntlm+" %%%")))
	add("only by password", 1, not(Proxy), nil, proxyThatAsks(ntlm, asks(`Basic realm="NTLM", Digest realm="a\", Negotiate"`)))
	add("another scheme than it asked for", 1, not(Proxy), nil, proxyThatAsks(negotiate, asks(negotiate), challenge(ntlm, 1)))
	var endless []leg
	for i := range 100 {
		endless = append(endless, challenge(ntlm, i+1))
	}
	add("endless 407", 1, not(Proxy), nil, proxyThatAsks(ntlm, asks(ntlm), endless...))
	add("endless 407 without a challenge", 1, not(Proxy), nil, proxyThatAsks(ntlm, asks(ntlm), asks(ntlm), asks(ntlm)))
	for n := range 3 {
		legs := []leg{challenge(negotiate, 1), challenge(negotiate, 2), challenge(negotiate, 3)}[:n]
		in := func(what string, last leg) (string, func(*world)) {
			return fmt.Sprintf("%s after token %d", what, n+1), proxyThatAsks(negotiate, asks(negotiate), append(legs[:n:n], last)...)
		}
		name, proxy := in("407", leg{text: page(407, "Proxy-Authenticate: Negotiate")})
		add(name, 1, not(Proxy), nil, proxy)
		name, proxy = in("407 with an endless page", leg{lines(407, "Proxy-Authenticate: Negotiate AAAA", "Content-Length: 9999999"), flood})
		add(name, 1, not(Proxy), nil, proxy)
		name, proxy = in("502", leg{text: page(502)})
		add(name, 1, not(Proxy), nil, proxy)
		name, proxy = in("closed, with a challenge", leg{lines(407, "Proxy-Authenticate: Negotiate AAAA", "Connection: close"), leave})
		add(name, 1, not(Proxy), nil, proxy)
		ways := 1
		if n == 0 { // the connection may have been closed when the proxy asked
			ways = 2
		}
		name, proxy = in("closed", leg{"", leave})
		add(name, ways, not(Proxy), nil, proxy)
		name, proxy = in("reset", leg{"", cut})
		add(name, ways, not(Proxy), nil, proxy)
		name, proxy = in("silence", leg{"", hang})
		late(add(name, 1, not(Late), nil, proxy))
	}
	add("the system refuses the second token", 1, not(Proxy), func(l *fakeLogOn) {
		l.next = func(leg int) error { return map[bool]error{true: errors.New("no such account")}[leg == 2] }
	}, proxyThatAsks(ntlm, asks(ntlm), challenge(ntlm, 1)))
	add("the system fails", 1, not(Proxy), func(l *fakeLogOn) { l.next = func(int) error { panic("no security package") } }, proxyThatAsks(ntlm, asks(ntlm)))
	late(add("the system hangs", 1, not(Late), func(l *fakeLogOn) { l.next = func(int) error { time.Sleep(20 * time.Second); return nil } }, proxyThatAsks(ntlm, asks(ntlm))))
	add("this proxy gets none", 1, not(Proxy), nil, func(w *world) {
		proxyThatAsks(ntlm, asks(ntlm))(w)
		w.client.LogOn = func(*url.URL, string) (LogOn, error) { return nil, errors.New("the system does not name it") }
	})
	add("the list's next proxy takes it", 2, toggled, nil, func(w *world) {
		w.listing(testProxy, testProxy)
		proxyThatAsks(ntlm, asks(ntlm), challenge(ntlm, 1))(w)
		well, first := w.legs, true
		w.legs = func() func(*http.Request) (leg, bool) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if first {
				first = false
				return func(*http.Request) (leg, bool) { return leg{page(407, "Proxy-Authenticate: Basic"), leave}, false }
			}
			return well()
		}
	})
	return faults
}

// TestAPasswordGoesBeforeALogOn: a proxy with a password in its address gets that, and no
// token after it was refused.
func TestAPasswordGoesBeforeALogOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer w.end()
		w.logsOn(nil)
		w.client.Proxy = func(*url.URL) ([]*url.URL, error) {
			return []*url.URL{{Scheme: "http", Host: testProxy, User: url.UserPassword("user", "pa55word")}}, nil
		}
		proxyThatAsks("NTLM", asks("NTLM"))(w)
		w.legs = func() func(*http.Request) (leg, bool) {
			return func(*http.Request) (leg, bool) { return asks("NTLM"), false }
		}
		want(t, w.client.ToggleHold(w.ctx, w.press()), NotToggled, Proxy)
		if w.logOns != 0 {
			t.Errorf("%d log-ons were begun", w.logOns)
		}
	})
}

// TestALogOnMakesATunnel, and nothing else: a press on a spare connection behind it makes none.
func TestALogOnMakesATunnel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer w.end()
		w.execute = true
		w.logsOn(nil)
		proxyThatAsks("NTLM", asks("NTLM"), challenge("NTLM", 1))(w)
		w.warmUp(WarmAuto, true)
		if w.logOns != 1 {
			t.Fatalf("%d log-ons for the spare connection, want one", w.logOns)
		}
		want(t, w.client.ToggleHold(w.ctx, w.press()), Toggled, Confirmed)
		if w.logOns != 1 || w.redials != 0 {
			t.Errorf("%d log-ons, and the press dialled %d times", w.logOns, w.redials)
		}
	})
}

// TestWhatTheCheckSaysOfALogOn: a refused log-on is told from a password that is asked for.
func TestWhatTheCheckSaysOfALogOn(t *testing.T) {
	for name, tt := range map[string]struct {
		arrange func(*world)
		want    string
	}{
		"accepted": {proxyThatAsks("NTLM", asks("NTLM"), challenge("NTLM", 1)), "proxy tls"},
		"refused":  {proxyThatAsks("NTLM", asks("NTLM"), asks("NTLM")), "proxy!logon"},
		"not made": {proxyThatAsks("NTLM", asks("Basic")), "proxy!password"},
		"closed":   {proxyThatAsks("NTLM", asks("NTLM"), leg{lines(407, "Proxy-Authenticate: NTLM AAAA", "Connection: close"), leave}), "proxy!logon"},
		"not for this proxy": {func(w *world) {
			proxyThatAsks("NTLM", asks("NTLM"))(w)
			w.client.LogOn = func(*url.URL, string) (LogOn, error) { return nil, errors.New("not named") }
		}, "proxy!password"},
		"not in this system": {func(w *world) {
			proxyThatAsks("NTLM", asks("NTLM"))(w)
			w.client.LogOn = nil
		}, "proxy!password"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			defer w.end()
			w.logsOn(nil)
			tt.arrange(w)
			if got := around(Check(w.ctx, w.client)); got != tt.want {
				t.Errorf("%s: got %q, want %q", name, got, tt.want)
			}
		})
	}
}

func TestWhatAProxyAsksFor(t *testing.T) {
	for _, tt := range []struct {
		asked     []string
		scheme    string
		challenge string // of NTLM
	}{
		{nil, "", ""},
		{[]string{"Basic realm=\"office\""}, "", ""},
		{[]string{"NTLM"}, "NTLM", ""},
		{[]string{"ntlm"}, "NTLM", ""},
		{[]string{"NTLM", "Negotiate"}, "Negotiate", ""},
		{[]string{"Basic realm=\"a\", NTLM", "Digest x"}, "NTLM", ""},
		{[]string{"Basic realm=\"NTLM\", NTLMv2, ANTLM, NTLM=x"}, "", ""},
		{[]string{"NTLM  QUJD "}, "NTLM", "ABC"},
		{[]string{"Negotiate WFla, NTLM QUJD"}, "Negotiate", "ABC"},
		{[]string{"NTLM QUJD%%%"}, "NTLM", ""},
		{[]string{"NTLM QUJD QUJD"}, "NTLM", ""},
	} {
		if scheme, challenge := chosenScheme(tt.asked), findChallenge(tt.asked, "NTLM"); scheme != tt.scheme || string(challenge) != tt.challenge || (challenge == nil) != (tt.challenge == "") {
			t.Errorf("%q: got %q, %q", tt.asked, scheme, challenge)
		}
	}
}

// FuzzChallenges: whatever a proxy sends, only a scheme of ours and base64 come out.
func FuzzChallenges(f *testing.F) {
	for _, s := range []string{"", "Negotiate", "NTLM TlRM", `Basic realm="a, NTLM", Negotiate YII=`, "ntlm,,,", `"`, `\"\`, "NTLM a b c", "Negotiate =", ", ,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		scheme := chosenScheme([]string{header})
		if scheme != "" && !strings.Contains(strings.ToLower(header), strings.ToLower(scheme)) {
			t.Errorf("%q: chose %s", header, scheme)
		}
		for _, s := range Schemes {
			got := findChallenge([]string{header}, s)
			if got == nil {
				continue
			}
			if !strings.Contains(header, base64.StdEncoding.EncodeToString(got)) || chosenScheme([]string{header}) == "" {
				t.Errorf("%q: found %q", header, got)
			}
		}
	})
}
