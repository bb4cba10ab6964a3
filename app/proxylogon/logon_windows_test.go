package proxylogon

import (
	"bytes"
	"net/url"
	"regexp"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestALogOnOfThisSystem: each scheme makes a token of its kind, or Windows' own code says why
// there is none. Wine has no tokens without Samba's ntlm_auth.
func TestALogOnOfThisSystem(t *testing.T) {
	code := regexp.MustCompile(`^[A-Za-z]+: 0x[0-9a-f]{8}$`)
	for _, scheme := range wolkvox.Schemes {
		l, err := Start(&url.URL{Scheme: "http", Host: "proxy.example:3128"}, scheme)
		if err != nil {
			t.Logf("%s: %v", scheme, err)
			if !code.MatchString(err.Error()) {
				t.Errorf("%s: got %q, want a code of Windows'", scheme, err)
			}
			continue
		}
		token, err := l.Next(nil)
		t.Logf("%s: %d bytes, %v", scheme, len(token), err)
		switch {
		case err != nil && !code.MatchString(err.Error()):
			t.Errorf("%s: got %q, want a code of Windows'", scheme, err)
		case err == nil && len(token) == 0:
			t.Errorf("%s: got an empty token", scheme)
		case err == nil && scheme == "NTLM" && !bytes.HasPrefix(token, []byte("NTLMSSP\x00\x01\x00\x00\x00")):
			t.Errorf("%s: got %q", scheme, token)
		}
		if err == nil {
			if answer, err := l.Next([]byte("no challenge")); err == nil {
				t.Errorf("%s: answered nonsense with %d bytes", scheme, len(answer))
			}
		}
		l.Close()
	}
	if l, err := Start(&url.URL{Scheme: "http", Host: "proxy.example:3128"}, "No such package"); err == nil {
		l.Close()
		t.Error("a package that is not there made a log-on")
	}
}
