package proxy

import (
	"net/url"
	"strings"
	"testing"
	"unsafe"
)

// Windows' own calls read and write these structures; a wrong offset is read as another
// field.
func TestLayoutOfWinHTTP(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		return // the sizes are those of 64-bit Windows
	}
	for what, size := range map[string][2]uintptr{
		"WINHTTP_CURRENT_USER_IE_PROXY_CONFIG":                   {unsafe.Sizeof(ieProxyConfig{}), 32},
		"WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.fAutoDetect":       {unsafe.Offsetof(ieProxyConfig{}.autoDetect), 0},
		"WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.lpszAutoConfigUrl": {unsafe.Offsetof(ieProxyConfig{}.scriptURL), 8},
		"WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.lpszProxy":         {unsafe.Offsetof(ieProxyConfig{}.proxy), 16},
		"WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.lpszProxyBypass":   {unsafe.Offsetof(ieProxyConfig{}.bypass), 24},
		"WINHTTP_AUTOPROXY_OPTIONS":                              {unsafe.Sizeof(autoProxyOptions{}), 32},
		"WINHTTP_AUTOPROXY_OPTIONS.dwFlags":                      {unsafe.Offsetof(autoProxyOptions{}.flags), 0},
		"WINHTTP_AUTOPROXY_OPTIONS.dwAutoDetectFlags":            {unsafe.Offsetof(autoProxyOptions{}.detectFlags), 4},
		"WINHTTP_AUTOPROXY_OPTIONS.lpszAutoConfigUrl":            {unsafe.Offsetof(autoProxyOptions{}.scriptURL), 8},
		"WINHTTP_AUTOPROXY_OPTIONS.fAutoLogonIfChallenged":       {unsafe.Offsetof(autoProxyOptions{}.autoLogon), 28},
		"WINHTTP_PROXY_INFO":                                     {unsafe.Sizeof(proxyInfo{}), 24},
		"WINHTTP_PROXY_INFO.dwAccessType":                        {unsafe.Offsetof(proxyInfo{}.accessType), 0},
		"WINHTTP_PROXY_INFO.lpszProxy":                           {unsafe.Offsetof(proxyInfo{}.proxy), 8},
		"WINHTTP_PROXY_INFO.lpszProxyBypass":                     {unsafe.Offsetof(proxyInfo{}.bypass), 16},
	} {
		if size[0] != size[1] {
			t.Errorf("%s: %d, want %d", what, size[0], size[1])
		}
	}
}

func TestChoose(t *testing.T) {
	answers := map[string]struct {
		list   string
		direct bool
		fails  bool
	}{
		"":        {list: "found.example:8080"}, // what the network names
		"list":    {list: "first.example:3128;second.example:3128 third.example:3128"},
		"direct":  {direct: true},
		"gone":    {fails: true},
		"nothing": {},
		"socks":   {list: "SOCKS s.example:1080"},
		"long":    {list: strings.Repeat("p.example:1;", 1000)},
	}
	const fixed = "fixed.example:3128"
	for _, c := range []struct {
		what     string
		settings systemSettings
		want     string
		source   string
		wantErr  error
	}{
		{"nothing is set", systemSettings{}, "", SourceNone, nil},
		{"a list, in its order", systemSettings{script: "list", fixed: fixed}, "http://first.example:3128 http://second.example:3128 http://third.example:3128", SourceScript, nil},
		{"direct does not fall through to the fixed proxy", systemSettings{script: "direct", fixed: fixed}, "direct", SourceScript, nil},
		{"a script that is gone", systemSettings{script: "gone", fixed: fixed}, "http://fixed.example:3128", SourceSettings, nil},
		{"a script that says nothing", systemSettings{script: "nothing", fixed: fixed}, "http://fixed.example:3128", SourceSettings, nil},
		{"the network's script goes first", systemSettings{detect: true, script: "list"}, "http://found.example:8080", SourceScript, nil},
		{"only SOCKS", systemSettings{script: "socks", fixed: fixed}, "", SourceScript, errUnusable},
		{"more than an answer may be", systemSettings{script: "long", fixed: fixed}, "", SourceScript, errUnusable},
		{"by schemes", systemSettings{fixed: "http=h.example:1 HTTPS=s.example:2;https=t.example:3"}, "http://s.example:2", SourceSettings, nil},
		{"none for https", systemSettings{fixed: "http=h.example:1"}, "", SourceNone, nil},
		{"an exception", systemSettings{fixed: fixed, exception: "*.wolkvox.com"}, "", SourceNone, nil},
	} {
		a, err := c.settings.choose(wolkvox, func(address string, _ *url.URL) (string, bool, bool) {
			s := answers[address]
			return s.list, s.direct, !s.fails
		})
		if got := text(a.Ways...); got != c.want || a.Source != c.source || err != c.wantErr {
			t.Errorf("%s: got %q by %s, %v, want %q by %s, %v", c.what, got, a.Source, err, c.want, c.source, c.wantErr)
		}
	}
}

// TestOnlySettingsName: a proxy that the network announces may be anybody's, and gets no
// log-on.
func TestOnlySettingsName(t *testing.T) {
	run := func(address string, _ *url.URL) (string, bool, bool) {
		switch address {
		case "": // what the network names
			return "found.example:8080", false, true
		case "list":
			return "first.example:3128;second.example:3128", false, true
		case "direct":
			return "", true, true
		case "socks":
			return "SOCKS s.example:1080", false, true
		}
		return "", false, false
	}
	const fixed = "fixed.example:3128"
	for _, c := range []struct {
		what     string
		settings systemSettings
		proxy    string
		want     bool
	}{
		{"the fixed one", systemSettings{fixed: fixed}, "http://" + fixed, true},
		{"another", systemSettings{fixed: fixed}, "http://other.example:3128", false},
		{"another port", systemSettings{fixed: fixed}, "http://fixed.example:3129", false},
		{"an exception", systemSettings{fixed: fixed, exception: "*.wolkvox.com"}, "http://" + fixed, false},
		{"the first of a script's list", systemSettings{script: "list"}, "http://first.example:3128", true},
		{"the second of a script's list", systemSettings{script: "list"}, "http://second.example:3128", true},
		{"the fixed one beside a script", systemSettings{script: "list", fixed: fixed}, "http://" + fixed, false},
		{"a script says direct", systemSettings{script: "direct", fixed: fixed}, "http://" + fixed, false},
		{"a script that is gone", systemSettings{script: "gone", fixed: fixed}, "http://" + fixed, true},
		{"a script that names none", systemSettings{script: "socks", fixed: fixed}, "http://" + fixed, false},
		{"the network's", systemSettings{detect: true}, "http://found.example:8080", false},
		{"the network's, beside a fixed one", systemSettings{detect: true, fixed: fixed}, "http://found.example:8080", false},
		{"the fixed one, beside the network's", systemSettings{detect: true, fixed: fixed}, "http://" + fixed, true},
		{"none is set", systemSettings{}, "http://" + fixed, false},
	} {
		if got := c.settings.names(target(c.proxy), wolkvox, run); got != c.want {
			t.Errorf("%s: got %v", c.what, got)
		}
	}
}
