package settings

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// code returns the code of an Error, "" for nil, and fails for any other error.
func code(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[Error](err)
	if !ok {
		t.Fatalf("got error %T, want settings.Error", err)
	}
	return e.Code
}

func TestParseServerTakesWhatPeoplePaste(t *testing.T) {
	for in, want := range map[string]string{
		"0042":                           "0042",
		" 0042\n":                        "0042",
		"0000":                           "0000",
		"wv0042":                         "0042",
		"WV0042":                         "0042",
		"wv0042.wolkvox.com":             "0042",
		"Wv0042.Wolkvox.COM":             "0042",
		"wv0042.wolkvox.com/agent":       "0042",
		"https://wv0042.wolkvox.com":     "0042",
		"HTTPS://wv0042.wolkvox.com/":    "0042",
		"http://wv0042.wolkvox.com":      "0042",
		"https://wv0042.wolkvox.com/a@b": "0042",
		"https://wv0042.wolkvox.com/api/v2/agentbox.php?agent_id=1&api=hold#x": "0042",
		"https://wv0042.wolkvox.com?x":                                         "0042",
		"wv0042.wolkvox.com/" + strings.Repeat("x", maxPath-19):                "0042",
	} {
		got, err := ParseServer(in)
		if err != nil || got != want {
			t.Errorf("ParseServer(%q): got %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestParseServerRefusesEveryOtherHost(t *testing.T) {
	for _, in := range []string{
		"", " ", "not a server!", "wv42", "42", "00042", "wv00042", "-042", "+042", "0x42", "00 42", "٠٠٤٢",
		"evil.com/wv0042", "evil.com/wv0042.wolkvox.com", "wv0042.wolkvox.com.evil.com", "wv0042.wolkvox.com.",
		"evil.wv0042.wolkvox.com", "wv0042.evil.com", "wv0042wolkvox.com", "0042.wolkvox.com", "wv42.wolkvox.com",
		"https://user@wv0042.wolkvox.com", "https://wv0042.wolkvox.com@evil.com", "https://user:pw@evil.com/wv0042.wolkvox.com",
		`https://wv0042.wolkvox.com\@evil.com`, `https://evil.com\.wolkvox.com`, "https://wv0042.wolkvox.com:443", "https://wv0042.wolkvox.com:1",
		"https://0042", "https://wv0042", "0042/", "wv0042/", "https://https://wv0042.wolkvox.com",
		"ftp://wv0042.wolkvox.com", "//wv0042.wolkvox.com", "https:wv0042.wolkvox.com", "wvwv0042", "wv\x000042",
		"wv0042.wol\u212avox.com", // Kelvin sign, which lower case makes a k
		"https://wv0042.wolkvox.com/" + strings.Repeat("x", 5000),
	} {
		if got, err := ParseServer(in); code(t, err) != CodeServerFormat || got != "" {
			t.Errorf("ParseServer(%q): got %q, %v, want %s", in, got, err, CodeServerFormat)
		}
	}
}

func TestParseAgentID(t *testing.T) {
	for _, c := range []struct{ in, want, code string }{
		{"12435", "12435", ""},
		{" 12435\r\n", "12435", ""},
		{"0007", "0007", ""},
		{"1", "1", ""},
		{strings.Repeat("9", 20), strings.Repeat("9", 20), ""},
		{"", "", CodeAgentIDEmpty},
		{" \t", "", CodeAgentIDEmpty},
		{"12a", "", CodeAgentIDDigits},
		{"12 35", "", CodeAgentIDDigits},
		{"-1", "", CodeAgentIDDigits},
		{"1&api=hang", "", CodeAgentIDDigits},
		{"١٢", "", CodeAgentIDDigits},
		{"1\x00", "", CodeAgentIDDigits},
		{strings.Repeat("1", 21), "", CodeAgentIDLong},
		{strings.Repeat("1", 40), "", CodeAgentIDLong},
	} {
		got, err := ParseAgentID(c.in)
		if got != c.want || code(t, err) != c.code {
			t.Errorf("ParseAgentID(%q): got %q, %v, want %q, %s", c.in, got, err, c.want, c.code)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		key  Key
		in   string
		want any
		code string
	}{
		{Server, "WV0042", "0042", ""},
		{AgentID, " 12 ", "12", ""},
		{Hotkey, "f9 + shift", nil, CodeChordUnknownModifier},
		{Hotkey, "shift + ctrl + f9", "Ctrl+Shift+F9", ""},
		{AgentIDFrom, " EXT_1 ", "EXT_1", ""},
		{AgentIDFrom, "", nil, CodeEnvFormat},
		{AgentIDFrom, "1EXT", nil, CodeEnvFormat},
		{AgentIDFrom, "EXT=1", nil, CodeEnvFormat},
		{AgentIDFrom, "$EXT", nil, CodeEnvFormat},
		{AgentIDFrom, "EXT{", nil, CodeEnvFormat},
		{AgentIDFrom, strings.Repeat("A", 200), strings.Repeat("A", 200), ""},
		{AgentIDFrom, strings.Repeat("A", 201), nil, CodeTooLong},
		{Language, "ES", "es", ""},
		{Language, "fr", nil, CodeNotOneOf},
		{Language, "", nil, CodeNotOneOf},
		{Feedback, "icon", "icon", ""},
		{Feedback, "loud", nil, CodeNotOneOf},
		{Warm, "auto", "auto", ""},
		{Warm, "on", nil, CodeNotOneOf},
		{Warm, "hot", nil, CodeNotOneOf},
		{PressGapMS, "700", int64(700), ""},
		{PressGapMS, " 5000 ", int64(5000), ""},
		{PressGapMS, "699", nil, CodeNumberRange},
		{PressGapMS, "5001", nil, CodeNumberRange},
		{PressGapMS, "-700", nil, CodeNumberRange},
		{PressGapMS, "99999999999999999999999", nil, CodeNumberRange},
		{PressGapMS, "", nil, CodeNumberFormat},
		{PressGapMS, "1.5", nil, CodeNumberFormat},
		{PressGapMS, "0x400", nil, CodeNumberFormat},
		{PressGapMS, "1200ms", nil, CodeNumberFormat},
		{TimeoutS, "4", int64(4), ""},
		{TimeoutS, "60", int64(60), ""},
		{TimeoutS, "3", nil, CodeNumberRange},
		{TimeoutS, "61", nil, CodeNumberRange},
		{Autostart, "On", true, ""},
		{Autostart, "false", false, ""},
		{Autostart, "maybe", nil, CodeNotOneOf},
		{Proxy, "System", "system", ""},
		{Proxy, "none", "none", ""},
		{Proxy, "http://Proxy.Example:3128/", "http://proxy.example:3128", ""},
		{Proxy, "https://10.0.0.1:8080", "https://10.0.0.1:8080", ""},
		{Proxy, "http://[::1]:3128", "http://[::1]:3128", ""},
		{Proxy, "proxy.example:3128", "http://proxy.example:3128", ""},
		{Proxy, "http://proxy", "http://proxy", ""},
		{Proxy, "http://proxy:1", "http://proxy:1", ""},
		{Proxy, "http://proxy:65535", "http://proxy:65535", ""},
		{Proxy, "http://" + strings.Repeat("p", 200), "http://" + strings.Repeat("p", 200), ""},
		{Proxy, "http://" + strings.Repeat("p", 201), nil, CodeProxyFormat},
		{Proxy, "http://" + strings.Repeat("p", maxPath-7), nil, CodeProxyFormat},
		{Proxy, "http://pr!oxy:1", nil, CodeProxyFormat},
		{Proxy, "sytem", nil, CodeProxyFormat},
		{Proxy, "", nil, CodeProxyFormat},
		{Proxy, "http://", nil, CodeProxyFormat},
		{Proxy, "http://:3128", nil, CodeProxyFormat},
		{Proxy, "http://proxy:", nil, CodeProxyFormat},
		{Proxy, "http://proxy:0", nil, CodeProxyFormat},
		{Proxy, "http://proxy:65536", nil, CodeProxyFormat},
		{Proxy, "http://proxy:x", nil, CodeProxyFormat},
		{Proxy, "http://pro xy:1", nil, CodeProxyFormat},
		{Proxy, "http://proxy:1/path", nil, CodeProxyFormat},
		{Proxy, "http://proxy:1?q", nil, CodeProxyFormat},
		{Proxy, "http://proxy:1?", nil, CodeProxyFormat},
		{Proxy, "http://proxy:1#f", nil, CodeProxyFormat},
		{Proxy, "SOCKS5://Proxy:1080", "socks5://proxy:1080", ""},
		{Proxy, "socks5h://proxy.example", "socks5h://proxy.example", ""},
		{Proxy, "socks5://user:pw@proxy:1", nil, CodeProxyPassword},
		{Proxy, "socks4://proxy:1", nil, CodeProxyFormat},
		{Proxy, "file:///etc/passwd", nil, CodeProxyFormat},
		{Proxy, "http://user@proxy:1", nil, CodeProxyFormat},
		{Proxy, "http://user:pw@proxy:1", nil, CodeProxyPassword},
		{Proxy, "http://:pw@proxy:1", nil, CodeProxyPassword},
		{Proxy, "user:p@ss@proxy:1", nil, CodeProxyPassword},
		{Proxy, "http://user:%zz@proxy:x", nil, CodeProxyPassword},
		{Proxy, "http://" + strings.Repeat("p", 5000), nil, CodeTooLong},
		{CAFile, "/etc/ca.pem", nil, CodePolicyOnly},
		{KeyManagedBy, "me", nil, CodePolicyOnly},
		{LockSettings, "off", nil, CodePolicyOnly},
		{"token", "abc", nil, CodeUnknownKey},
		{"Server", "0042", nil, CodeUnknownKey},
		{"", "0042", nil, CodeUnknownKey},
	} {
		got, err := Validate(c.key, c.in)
		if got != c.want || code(t, err) != c.code {
			t.Errorf("Validate(%s, %q): got %#v, %v, want %#v, %s", c.key, c.in, got, err, c.want, c.code)
		}
	}
}

func TestKeys(t *testing.T) {
	seen := map[Key]bool{}
	byIT := []Key{CAFile, KeyManagedBy, AskAgentID, LockSettings, HideQuit, LogLevel, RunWhere, TokenStore}
	for _, k := range Keys() {
		if seen[k] {
			t.Errorf("key %s stands twice", k)
		}
		if slices.Contains(byIT, k) != k.PolicyOnly() {
			t.Errorf("key %s is for a policy alone: %v", k, k.PolicyOnly())
		}
		seen[k] = true
		if got, ok := Known(string(k)); !ok || got != k {
			t.Errorf("Known(%q): got %q, %v", k, got, ok)
		}
		_, err := Validate(k, "\x00")
		if got := code(t, err) == CodePolicyOnly; got != k.PolicyOnly() {
			t.Errorf("Validate(%s) refuses it as policy only: got %v, want %v", k, got, k.PolicyOnly())
		}
		if code(t, err) == CodeUnknownKey {
			t.Errorf("Validate does not know the key %s", k)
		}
	}
	if len(seen) != 19 {
		t.Errorf("got %d keys, want the 19 of the contract", len(seen))
	}
}

// An Error is used in sentences and logs.
func TestErrorRepeatsNothingDangerous(t *testing.T) {
	const token = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293"
	for _, c := range []struct {
		key          Key
		in, want     string
		mustNotStand string
	}{
		{Server, "not a server!", "not a server!", ""},
		{Server, "wv\x1b[31m42\n\u202e", "wv[31m42", "\x1b"},
		{Server, token, "…", token[:20]},
		{AgentID, "my token " + token + " here", "my token … here", token[:20]},
		{Server, "https://evil.com/?wolkvox-token=" + token, "https://evil.com/?wolkvox-token=…", token[:20]},
		{Proxy, "http://user:secret@proxy:1", "…@proxy:1", "secret"},
		{Proxy, "user:se@cret@proxy:1", "…@proxy:1", "cret@"},
		{AgentID, strings.Repeat("1", 40), strings.Repeat("1", 40), ""},
		{AgentID, strings.Repeat("é", 200), strings.Repeat("é", 80), ""},
		{Server, "\xff\xfe", "\ufffd\ufffd", "\xff"},
		{"to\nken", "x", "", "\n"},
		{Proxy, "@proxy:1", "…@proxy:1", ""},
		{Server, token[:20], "…", token[:20]},
		{Server, token[:19], token[:19], ""},
		{Server, token[:10] + "-" + token[10:19], "…", token[:10]},
		{Server, token[:10] + "_" + token[10:19], "…", token[:10]},
		{AgentID, "1234567890-1234567890", "1234567890-1234567890", ""},
	} {
		_, err := Validate(c.key, c.in)
		e, ok := errors.AsType[Error](err)
		if !ok || e.Value != c.want {
			t.Errorf("Validate(%s, %q): got value %q, want %q", c.key, c.in, e.Value, c.want)
		}
		if c.mustNotStand != "" && strings.Contains(e.Error()+string(e.Key)+e.Value, c.mustNotStand) {
			t.Errorf("Validate(%s, %q): %q must not stand in %q", c.key, c.in, c.mustNotStand, e.Error())
		}
	}
}

// The text of an Error is a line of the log.
func TestErrorIsALineOfTheLog(t *testing.T) {
	for want, e := range map[string]Error{
		`setting server (user) "wv42": server_format`: {Server, CodeServerFormat, "wv42", OriginUser},
		`setting server: server_format`:               {Key: Server, Code: CodeServerFormat},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func FuzzParseServer(f *testing.F) {
	for _, s := range []string{"0042", "wv0042", "https://wv0042.wolkvox.com/x?y#z", "evil.com/wv0042", "wv0042.wolkvox.com.evil.com",
		"https://user@wv0042.wolkvox.com", `https://wv0042.wolkvox.com\@evil.com`, "not a server!", ""} {
		f.Add(s)
	}
	good := regexp.MustCompile(`(?is)^(?:(?:wv)?([0-9]{4})|(?:https?://)?wv([0-9]{4})\.wolkvox\.com(?:[/?#].*)?)$`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseServer(s)
		m := good.FindStringSubmatch(strings.TrimSpace(s))
		if err != nil {
			if code(t, err) != CodeServerFormat {
				t.Errorf("ParseServer(%q): got %v", s, err)
			}
			if m != nil && len(s) <= maxPath && isASCII(s) {
				t.Errorf("ParseServer(%q): got %v, want %s", s, err, m[1]+m[2])
			}
			return
		}
		if m == nil || got != m[1]+m[2] {
			t.Errorf("ParseServer(%q): got %q, want %q", s, got, m)
		}
	})
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func FuzzParseAgentID(f *testing.F) {
	for _, s := range []string{"12435", " 1 ", "12a", "", strings.Repeat("1", 40), "١٢"} {
		f.Add(s)
	}
	good := regexp.MustCompile(`^[0-9]{1,20}$`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseAgentID(s)
		want := strings.TrimSpace(s)
		if ok := good.MatchString(want) && !strings.HasSuffix(want, "\n"); ok != (err == nil) {
			t.Errorf("ParseAgentID(%q): got %q, %v", s, got, err)
		}
		if err == nil && got != want {
			t.Errorf("ParseAgentID(%q): got %q, want %q", s, got, want)
		}
	})
}

func FuzzValidate(f *testing.F) {
	for i, s := range []string{"0042", "12a", "EXT", "Ctrl+Shift+F9", "es", "icon", "1200", "10", "http://u:p@h:1", "on", "auto"} {
		f.Add(i, s)
	}
	f.Fuzz(func(t *testing.T, i int, s string) {
		keys := Keys()
		k := keys[(i%len(keys)+len(keys))%len(keys)]
		v, err := Validate(k, s)
		if err != nil {
			e, ok := errors.AsType[Error](err)
			if !ok || e.Code == "" || len([]rune(e.Value)) > maxShown || strings.ContainsFunc(e.Value, notPrintable) {
				t.Errorf("Validate(%s, %q): got %#v", k, s, err)
			}
			return
		}
		// A valid value stays the same when it is written, read and shown.
		b, err := Encode(Raw{string(k): v})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		e := Merge(Layers{User: raw, Environ: func(string) string { return "1" }})
		if len(e.Problems()) != 0 || e.Origin(k) != OriginUser {
			t.Errorf("Merge(%s): got problems %v, origin %s", b, e.Problems(), e.Origin(k))
		}
		if again, err := Validate(k, e.Text(k)); err != nil || again != v {
			t.Errorf("Validate(%s, %q) after %q: got %#v, %v, want %#v", k, e.Text(k), s, again, err, v)
		}
	})
}
