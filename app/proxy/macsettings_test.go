package proxy

import (
	"net/url"
	"strings"
	"testing"
)

const scutilText = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
    2 : .Intranet.example
  }
  ExcludeSimpleHostnames : 1
  FTPPassive : 1
  HTTPEnable : 1
  HTTPPort : 8080
  HTTPProxy : plain.example
  HTTPSEnable : 1
  HTTPSPort : 3128
  HTTPSProxy : proxy.example
  ProxyAutoConfigEnable : 0
  __SCOPED__ : <dictionary> {
    en0 : <dictionary> {
      HTTPSEnable : 1
      HTTPSPort : 9
      HTTPSProxy : scoped.example
      ProxyAutoConfigEnable : 1
    }
  }
}
`

func TestTheProxyOfMacOS(t *testing.T) {
	m := parseScutil(scutilText)
	if m.automatic {
		t.Error("a PAC file of one interface was taken for the system's")
	}
	for host, want := range map[string]string{
		"wv0042.wolkvox.com":   "http://proxy.example:3128",
		"printer.local":        "",
		"printer":              "",
		"169.254.1.2":          "",
		"169.255.1.2":          "http://proxy.example:3128",
		"A.INTRANET.example":   "",
		"intranet.example":     "http://proxy.example:3128",
		"notlocal.example.com": "http://proxy.example:3128",
	} {
		got := ""
		if u := m.proxyFor(&url.URL{Scheme: "https", Host: host}); u != nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", host, got, want)
		}
	}
}

func TestWhatIsNoProxyIsNone(t *testing.T) {
	target := &url.URL{Scheme: "https", Host: "wv0042.wolkvox.com"}
	for _, text := range []string{
		"", "}", "<dictionary> {\n}\n",
		strings.Replace(scutilText, "HTTPSEnable : 1", "HTTPSEnable : 0", 1),
		strings.Replace(scutilText, "HTTPSPort : 3128", "HTTPSPort : 99999", 1),
		strings.Replace(scutilText, "HTTPSProxy : proxy.example", "HTTPSProxy : a@b/c", 1),
		strings.Replace(scutilText, "HTTPSProxy : proxy.example", "HTTPSProxy : ", 1),
		strings.Replace(scutilText, "0 : *.local", "0 : *", 1),
	} {
		if u := parseScutil(text).proxyFor(target); u != nil {
			t.Errorf("%q: got %v, want none", text, u)
		}
	}
	if m := parseScutil(strings.Replace(scutilText, "ProxyAutoConfigEnable : 0", "ProxyAutoConfigEnable : 1", 1)); !m.automatic {
		t.Error("a PAC file was not seen, and nobody would be told that it is not supported")
	}
}

func FuzzScutil(f *testing.F) {
	f.Add(scutilText, "wv0042.wolkvox.com")
	f.Add("<dictionary> {\nHTTPSEnable : 1\nHTTPSProxy : [::1]\n}", "::1")
	f.Fuzz(func(t *testing.T, text, host string) {
		u := parseScutil(text).proxyFor(&url.URL{Scheme: "https", Host: host})
		if u == nil {
			return
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Host != u.Host || again.Scheme != "http" || again.User != nil || again.Hostname() == "" || again.Path != "" {
			t.Errorf("got %q, which is no proxy's address: %v, %v", u, again, err)
		}
	})
}

// TestMacAnswer: a script that cannot be run does not mean that no proxy is needed.
func TestMacAnswer(t *testing.T) {
	target := &url.URL{Scheme: "https", Host: "wv0042.wolkvox.com"}
	for text, want := range map[string]string{
		"<dictionary> {\n}\n": SourceNone,
		"<dictionary> {\n  HTTPSEnable : 1\n  HTTPSProxy : p.example\n  HTTPSPort : 3128\n}\n":                              SourceSettings,
		"<dictionary> {\n  ProxyAutoConfigEnable : 1\n}\n":                                                                  "error",
		"<dictionary> {\n  ProxyAutoConfigEnable : 1\n  HTTPSEnable : 1\n  HTTPSProxy : p.example\n  HTTPSPort : 3128\n}\n": SourceSettings,
	} {
		a, err := parseScutil(text).answer(target)
		got := a.Source
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
