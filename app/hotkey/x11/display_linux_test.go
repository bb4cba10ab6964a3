package x11

import (
	"bytes"
	"encoding/binary"
	"net"
	"strings"
	"testing"
)

func TestParseDisplay(t *testing.T) {
	for in, want := range map[string]display{
		":0":                {"unix", "/tmp/.X11-unix/X0", "0"},
		":0.1":              {"unix", "/tmp/.X11-unix/X0", "0"},
		":99":               {"unix", "/tmp/.X11-unix/X99", "99"},
		"unix:1":            {"unix", "/tmp/.X11-unix/X1", "1"},
		"unix/:1":           {"unix", "/tmp/.X11-unix/X1", "1"},
		"localhost:10.0":    {"tcp", "localhost:6010", "10"},
		"tcp/desk.lan:2":    {"tcp", "desk.lan:6002", "2"},
		"[::1]:3":           {"tcp", "[::1]:6003", "3"},
		"/run/x/socket:4.0": {"unix", "/run/x/socket:4", "4"},
	} {
		if got, err := parseDisplay(in); err != nil || got != want {
			t.Errorf("parseDisplay(%q) = %+v, %v, want %+v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "0", ":", ":.0", ":x", ":-1", ":+1", ":59536", ":99999999999999999999", "tcp/:0", "ftp/host:0", strings.Repeat("x", 500)} {
		if got, err := parseDisplay(in); err == nil {
			t.Errorf("parseDisplay(%q) = %+v, want an error", in, got)
		} else if len(err.Error()) > 400 {
			t.Errorf("parseDisplay: an error of %d bytes, want it bounded", len(err.Error()))
		}
	}
}

func FuzzParseDisplay(f *testing.F) {
	for _, s := range []string{":0", ":0.1", "localhost:10.0", "tcp/h:1", "/a:0", "", "[::1]:3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := parseDisplay(s)
		if err == nil && (d.address == "" || d.number == "" || d.network != "unix" && d.network != "tcp") {
			t.Errorf("parseDisplay(%q) = %+v without an error", s, d)
		}
	})
}

// entry writes one entry of an authority file.
func entry(family uint16, fields ...string) []byte {
	var b bytes.Buffer
	count := func(n int) { _ = binary.Write(&b, binary.BigEndian, uint16(n)) }
	count(int(family))
	for _, s := range fields {
		count(len(s))
		b.WriteString(s)
	}
	return b.Bytes()
}

func TestCookie(t *testing.T) {
	const a, b = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
	remote, loopback := net.IPv4(10, 0, 0, 7), net.IPv4(127, 0, 0, 1)
	join := func(entries ...[]byte) []byte { return bytes.Join(entries, nil) }
	for _, tt := range []struct {
		name string
		file []byte
		peer net.IP
		want string
	}{
		{"ours", entry(familyLocal, "desk", "7", cookieName, a), nil, a},
		{"ours after others", join(entry(familyLocal, "desk", "6", cookieName, b), entry(familyLocal, "other", "7", cookieName, b), entry(familyLocal, "desk", "7", cookieName, a)), nil, a},
		{"any display", entry(familyLocal, "desk", "", cookieName, a), nil, a},
		{"any machine", entry(familyWild, "", "7", cookieName, a), nil, a},
		{"another scheme", entry(familyLocal, "desk", "7", "XDM-AUTHORIZATION-1", a), nil, ""},
		{"wrong length", entry(familyLocal, "desk", "7", cookieName, "short"), nil, ""},
		{"forwarded by ssh", entry(familyLocal, "desk", "7", cookieName, a), loopback, a},
		{"a local secret is not for a remote server", entry(familyLocal, "desk", "7", cookieName, a), remote, ""},
		{"a remote server", entry(familyInternet, "\x0a\x00\x00\x07", "7", cookieName, a), remote, a},
		{"another remote server", entry(familyInternet, "\x0a\x00\x00\x08", "7", cookieName, a), remote, ""},
		{"a remote secret is not for a local server", entry(familyInternet, "\x0a\x00\x00\x07", "7", cookieName, a), nil, ""},
		{"empty", nil, nil, ""},
		{"cut short", entry(familyLocal, "desk", "7", cookieName, a)[:20], nil, ""},
		{"ours, then cut short", join(entry(familyLocal, "desk", "7", cookieName, a), []byte{0}), nil, a},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(cookie(tt.file, "desk", tt.peer, "7")); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzCookie(f *testing.F) {
	f.Add(entry(familyLocal, "desk", "7", cookieName, "aaaaaaaaaaaaaaaa"))
	f.Add([]byte{1, 0, 0xff, 0xff, 0})
	f.Fuzz(func(t *testing.T, file []byte) {
		if got := cookie(file, "desk", nil, "7"); got != nil && len(got) != 16 {
			t.Errorf("got a secret of %d bytes, want 16", len(got))
		}
	})
}
