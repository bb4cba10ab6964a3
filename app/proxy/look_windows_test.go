package proxy

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/sys/windows/registry"
)

const settingsKey = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`

// internet is a person's setting in Windows' proxy dialog.
type internet struct {
	detect, enabled           bool
	proxy, exceptions, script string
}

// set stores it as Windows does: in values, and again in an undocumented block of bytes
// that WinHTTP reads.
func (i internet) set(t *testing.T) {
	t.Helper()
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key, _, err := registry.CreateKey(registry.CURRENT_USER, settingsKey, registry.ALL_ACCESS)
	do(err)
	defer key.Close()
	connections, _, err := registry.CreateKey(key, "Connections", registry.ALL_ACCESS)
	do(err)
	defer connections.Close()
	flags, enabled := uint32(1), uint32(0)
	if i.enabled {
		flags, enabled = flags|2, 1
	}
	do(key.SetDWordValue("ProxyEnable", enabled))
	if i.script != "" {
		flags |= 4
	}
	if i.detect {
		flags |= 8
	}
	for name, s := range map[string]string{"ProxyServer": i.proxy, "ProxyOverride": i.exceptions, "AutoConfigURL": i.script} {
		_ = key.DeleteValue(name)
		if s != "" {
			do(key.SetStringValue(name, s))
		}
	}
	var block []byte
	number := func(n uint32) { block = binary.LittleEndian.AppendUint32(block, n) }
	number(0x46)
	number(1)
	number(flags)
	for _, s := range []string{i.proxy, i.exceptions, i.script} {
		number(uint32(len(s)))
		block = append(block, s...)
	}
	do(connections.SetBinaryValue("DefaultConnectionSettings", append(block, make([]byte, 32)...)))
}

// restore restores the settings from before the test.
func restore(t *testing.T) {
	t.Helper()
	key, _, err := registry.CreateKey(registry.CURRENT_USER, settingsKey+`\Connections`, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	var before internet
	block, _, noBlock := key.GetBinaryValue("DefaultConnectionSettings")
	if above, err := registry.OpenKey(registry.CURRENT_USER, settingsKey, registry.QUERY_VALUE); err == nil {
		before.proxy, _, _ = above.GetStringValue("ProxyServer")
		before.exceptions, _, _ = above.GetStringValue("ProxyOverride")
		before.script, _, _ = above.GetStringValue("AutoConfigURL")
		enabled, _, _ := above.GetIntegerValue("ProxyEnable")
		before.enabled = enabled != 0
		above.Close()
	}
	t.Cleanup(func() {
		before.set(t)
		if noBlock == nil {
			_ = key.SetBinaryValue("DefaultConnectionSettings", block)
		} else {
			_ = key.DeleteValue("DefaultConnectionSettings")
		}
		key.Close()
	})
}

func TestTheSystemsProxyIsReadAnewEachTime(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://environment.example:1") // does not count on Windows
	restore(t)
	asked := make(chan string, 20)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		fmt.Fprintf(w, `function FindProxyForURL(url, host) {
			if (url.indexOf("?") >= 0) return "PROXY query.example:9";
			if (shExpMatch(host, "*.wolkvox.com")) return "PROXY %s:3128; DIRECT";
			return "DIRECT";
		}`, r.URL.Path[1:])
	}))
	defer server.Close()
	const fixed = "fixed.example:3128"
	for _, c := range []struct {
		what          string
		set           internet
		proxy, source string
	}{
		{"nothing is set", internet{}, "", SourceNone},
		{"a fixed proxy", internet{enabled: true, proxy: fixed}, "http://fixed.example:3128", SourceSettings},
		{"another for https", internet{enabled: true, proxy: "http=h.example:1;https=s.example:2"}, "http://s.example:2", SourceSettings},
		{"only for http", internet{enabled: true, proxy: "http=h.example:1"}, "", SourceNone},
		{"an exception", internet{enabled: true, proxy: fixed, exceptions: "*.wolkvox.com;<local>"}, "", SourceNone},
		{"other exceptions", internet{enabled: true, proxy: fixed, exceptions: "*.example.com;<local>"}, "http://fixed.example:3128", SourceSettings},
		{"switched off", internet{proxy: fixed}, "", SourceNone},
		{"a script", internet{script: server.URL + "/first.example"}, "http://first.example:3128", SourceScript},
		{"another script", internet{script: server.URL + "/second.example"}, "http://second.example:3128", SourceScript},
		{"a script goes before a fixed proxy", internet{script: server.URL + "/third.example", enabled: true, proxy: fixed}, "http://third.example:3128", SourceScript},
		{"a script that is gone", internet{script: server.URL[:len(server.URL)-1] + "x/none", enabled: true, proxy: fixed}, "http://fixed.example:3128", SourceSettings},
		{"one that the network should announce, and does not", internet{detect: true}, "", SourceNone},
		{"and nothing again", internet{}, "", SourceNone},
	} {
		c.set.set(t)
		a, err := Look(wolkvox)
		if err != nil || text(a.Ways...) != c.proxy || a.Source != c.source {
			t.Errorf("%s: got %q by %s, %v, want %q by %s", c.what, text(a.Ways...), a.Source, err, c.proxy, c.source)
		}
	}
	if len(asked) < 3 {
		t.Errorf("scripts were fetched %d times, want each", len(asked))
	}

	internet{script: server.URL + "/fourth.example"}.set(t)
	if a, err := Look(target("https://example.com/")); err != nil || !a.Direct() {
		t.Errorf("where a script says DIRECT: got %v, %v", a, err)
	}
}

// TestAnAnswerThatIsTooMuch: whatever a script or the settings hold, a look ends, with an answer of bounded length
// or none.
func TestAnAnswerThatIsTooMuch(t *testing.T) {
	restore(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `function FindProxyForURL(url, host) {
			var proxy = { "/megabyte": "PROXY p.example:1; ", "/thousand": "PROXY p:1; ", "/nul": "PROXY p.example:1\0.example; " }["%s"];
			var times = { "/megabyte": 1 << 16, "/thousand": 1000, "/nul": 1 }["%s"];
			var answer = [];
			for (var i = 0; i < times; i++) answer.push(proxy);
			return answer.join("");
		}`, r.URL.Path, r.URL.Path)
	}))
	defer server.Close()
	for _, set := range []internet{
		{script: server.URL + "/megabyte"},
		{script: server.URL + "/thousand"},
		{script: server.URL + "/nul"},
		{enabled: true, proxy: strings.Repeat("p.example:1;", 1<<16)},
		{enabled: true, proxy: "p.example:1", exceptions: strings.Repeat("*.example;", 1<<16)},
	} {
		set.set(t)
		a, err := Look(wolkvox)
		kept, ok := a.Text()
		t.Logf("%.40v: %d ways by %s, %v", set, len(a.Ways), a.Source, err)
		if _, read := ParseText(kept); err == nil && (!ok || !read) {
			t.Errorf("%.40v: got %d ways, which cannot be kept", set, len(a.Ways))
		}
	}
}
