package proxy

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// text returns a list of ways as text, in order.
func text(ways ...*url.URL) string {
	var all []string
	for _, u := range ways {
		if u == nil {
			all = append(all, "direct")
		} else {
			all = append(all, u.String())
		}
	}
	return strings.Join(all, " ")
}

func TestWhatAScriptAnswers(t *testing.T) {
	for _, c := range []struct {
		answer, want string
		fails        bool
	}{
		{"", "", false},
		{"DIRECT", "direct", false},
		{"proxy.example:3128", "http://proxy.example:3128", false},
		{"proxy.example", "http://proxy.example", false},
		{"PROXY proxy.example:3128; DIRECT", "http://proxy.example:3128 direct", false},
		{"proxy proxy.example:3128", "http://proxy.example:3128", false},
		{"DIRECT; PROXY proxy.example:3128", "direct http://proxy.example:3128", false},
		{"a.example:1;b.example:2", "http://a.example:1 http://b.example:2", false},
		{"a.example:1 b.example:2", "http://a.example:1 http://b.example:2", false},
		{"http=a.example:1", "http://a.example:1", false},
		{"http://a.example:1/", "http://a.example:1", false},
		{"https://a.example:443", "https://a.example:443", false},
		{"[::1]:3128", "http://[::1]:3128", false},
		{"SOCKS s.example:1080; PROXY p.example:3128", "http://p.example:3128", false},
		{"http://user:secret@p.example:3128", "http://p.example:3128", false},
		{"SOCKS s.example:1080", "", true},
		{"SOCKS s.example:1080; DIRECT", "direct", false},
		{"SOCKS4 s.example:1080", "", true},
		{"SOCKS5 s.example:1080; PROXY p.example:3128; DIRECT", "socks5h://s.example:1080 http://p.example:3128 direct", false},
		{"socks5 s.example:1080", "socks5h://s.example:1080", false},
		{"SOCKS5 s.example", "socks5h://s.example", false},
		{"SOCKS5 u:secret@s.example:1080", "socks5h://s.example:1080", false},
		{"SOCKS5", "", true},
		{"SOCKS5; DIRECT", "direct", false},
		{"SOCKS5 http://s.example:1080", "", true},
		{"socks5://s.example:1080", "socks5://s.example:1080", false},
		{"socks4://s.example:1080", "", true},
		{"%%%", "", true},
		{"host:port", "", true},
		{strings.Repeat("a", maxAnswer+1), "", true},
		{strings.Repeat("p:1;", 1000), strings.TrimSpace(strings.Repeat("http://p:1 ", maxURIs)), false},
	} {
		ways, err := parseScript(c.answer)
		if text(ways...) != c.want || (err != nil) != c.fails {
			t.Errorf("%.60q: got %q, %v, want %q", c.answer, text(ways...), err, c.want)
		}
	}
}

func target(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

func TestFixedProxyAndItsExceptions(t *testing.T) {
	one := map[string]string{"": "p.example:3128"}
	for _, c := range []struct {
		proxies    map[string]string
		exceptions string
		target     string
		want       string
		fails      bool
	}{
		{one, "", "https://wv0042.wolkvox.com/", "http://p.example:3128", false},
		{map[string]string{"https": "s.example:1", "": "p.example:2"}, "", "https://wv0042.wolkvox.com/", "http://s.example:1", false},
		{map[string]string{"HTTPS": " s.example:1 "}, "", "https://wv0042.wolkvox.com/", "http://s.example:1", false},
		{map[string]string{"http": "p.example:1", "ftp": "f.example:2"}, "", "https://wv0042.wolkvox.com/", "", false},
		{map[string]string{"socks": "s.example:1080"}, "", "https://wv0042.wolkvox.com/", "", false},
		{map[string]string{"": ""}, "", "https://wv0042.wolkvox.com/", "", false},
		{nil, "", "https://wv0042.wolkvox.com/", "", false},
		{map[string]string{"": "not a proxy"}, "", "https://wv0042.wolkvox.com/", "", true},
		{map[string]string{"": "http://u:secret@p.example:3128"}, "", "https://wv0042.wolkvox.com/", "http://p.example:3128", false},

		{one, "*.wolkvox.com", "https://wv0042.wolkvox.com/", "", false},
		{one, "intranet,*.WOLKVOX.com,10.*", "https://wv0042.wolkvox.com/", "", false},
		{one, "a;b *.wolkvox.com", "https://wv0042.wolkvox.com/", "", false},
		{one, "wolkvox.com", "https://wv0042.wolkvox.com/", "http://p.example:3128", false},
		{one, "wv*.wolk*.com", "https://wv0042.wolkvox.com/", "", false},
		{one, "*", "https://wv0042.wolkvox.com/", "", false},
		{one, "https://*.wolkvox.com", "https://wv0042.wolkvox.com/", "", false},
		{one, "http://*.wolkvox.com", "https://wv0042.wolkvox.com/", "http://p.example:3128", false},
		{one, "*.wolkvox.com:443", "https://wv0042.wolkvox.com/", "", false},
		{one, "*.wolkvox.com:8443", "https://wv0042.wolkvox.com/", "http://p.example:3128", false},
		{one, "10.*", "https://10.1.2.3/", "", false},
		{one, "<local>", "https://wv0042.wolkvox.com/", "http://p.example:3128", false},
		{one, "<local>", "https://intranet/", "", false},
		{one, ",,;  :443 ", "https://wv0042.wolkvox.com/", "http://p.example:3128", false},
	} {
		u, err := parseFixed(c.proxies, c.exceptions, target(c.target))
		if u == nil && c.want != "" || u != nil && text(u) != c.want || (err != nil) != c.fails {
			t.Errorf("%v but for %q, to %s: got %q, %v, want %q", c.proxies, c.exceptions, c.target, text(u), err, c.want)
		}
	}
}

func FuzzScript(f *testing.F) {
	for _, s := range []string{"", "DIRECT", "PROXY a:1; DIRECT", "SOCKS", "SOCKS5 a:1;socks5 b", "SOCKS5", "http=a:1", "http://u:p@a:1", "[::1]:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		ways, err := parseScript(answer)
		for _, u := range ways {
			if u != nil && (err != nil || u.User != nil || u.Hostname() == "" || !slices.Contains(schemes, u.Scheme)) {
				t.Errorf("got %v, %v", u, err)
			}
		}
	})
}

func FuzzFixed(f *testing.F) {
	f.Add("p.example:3128", "*.wolkvox.com;<local>")
	f.Add("http://u:p@p.example", strings.Repeat("*a", 50))
	f.Add("", "https://*:443")
	f.Fuzz(func(t *testing.T, address, exceptions string) {
		to := target("https://wv0042.wolkvox.com/")
		u, err := parseFixed(map[string]string{"": address}, exceptions, to)
		if u != nil && (err != nil || u.User != nil || u.Hostname() == "" || !slices.Contains(schemes, u.Scheme)) {
			t.Errorf("got %v, %v", u, err)
		}
		if u, err := parseFixed(map[string]string{"": address}, exceptions+";*.wolkvox.com", to); u != nil || err != nil {
			if len(exceptions) < maxAnswer-20 {
				t.Errorf("an exception does not count behind %q: got %v, %v", exceptions, u, err)
			}
		}
	})
}
