package proxy

import (
	"net"
	"net/url"
	"testing"
)

func TestAnAnswerAsText(t *testing.T) {
	for _, c := range []struct {
		what string
		ways []*url.URL
		want string
		ok   bool
	}{
		{"none", nil, "", true},
		{"a list", []*url.URL{target("http://a.example:1"), nil, target("https://[::1]:2")}, "http://a.example:1 direct https://[::1]:2", true},
		{"a password", []*url.URL{target("http://user:pa55word@a.example:1")}, "", false},
		{"a user", []*url.URL{nil, target("http://user@a.example:1")}, "", false},
	} {
		a := Answer{Ways: c.ways}
		got, ok := a.Text()
		if got != c.want || ok != c.ok {
			t.Errorf("%s: got %q, %v", c.what, got, ok)
		}
		if ways, ok := ParseText(got); c.ok && (!ok || !a.equal(Answer{Ways: ways})) {
			t.Errorf("%s: read back as %v, %v", c.what, ways, ok)
		}
	}
}

// FuzzText: what is read is a list as we write it, without passwords.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "direct", "http://a.example:1 direct", "http://u:p@a:1", "a:1", " ", "http://a.example:", "socks5://a:1", "socks5h://a:1 direct", "socks4://a:1", "http://a.example:1/path"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ways, ok := ParseText(s)
		if text, plain := (Answer{Ways: ways}).Text(); ok && (text != s || !plain) || !ok && ways != nil {
			t.Errorf("%q was read as %q, %v", s, text, ways)
		}
	})
}

func TestTheNameOfANetwork(t *testing.T) {
	addrs := func(all ...string) (list []net.Addr) {
		for _, s := range all {
			ip, n, err := net.ParseCIDR(s)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, &net.IPNet{IP: ip, Mask: n.Mask})
		}
		return list
	}
	office := nameNetwork(addrs("127.0.0.1/8", "10.1.2.3/16", "2001:db8::1/64", "fe80::1/64"))
	for what, c := range map[string]struct {
		addrs []net.Addr
		same  bool
	}{
		"in another order":        {addrs("2001:db8::1/64", "10.1.2.3/16"), true},
		"a new temporary address": {addrs("10.1.2.3/16", "2001:db8::2/64", "2001:db8::3/64"), true},
		"another address":         {addrs("10.1.2.4/16", "2001:db8::1/64"), false},
		"another prefix":          {addrs("10.1.2.3/16", "2001:db8:1::1/64"), false},
		"a VPN":                   {addrs("10.1.2.3/16", "2001:db8::1/64", "172.16.0.2/32"), false},
		"offline":                 {addrs("127.0.0.1/8", "fe80::1/64"), false},
	} {
		if got := nameNetwork(c.addrs); (got == office) != c.same {
			t.Errorf("%s: got %q, and %q before", what, got, office)
		}
	}
	if nameNetwork(nil) != "" || nameNetwork(addrs("127.0.0.1/8", "169.254.1.2/16")) != "" || office == "" {
		t.Error("a machine without a network has a name for it, or one with a network has none")
	}
}
