package policy

import (
	"encoding/base64"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"howett.net/plist"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// xmlPolicy is a policy as an administrator writes it. binaryPolicy is the same one,
// stored by Python's plistlib and not by the library that reads it here.
const xmlPolicy = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>server</key><string>0042</string>
	<key>lock_settings</key><true/>
	<key>press_gap_ms</key><integer>1500</integer>
	<key>managed_by</key>
	<dict><key>name</key><string>Señal IT</string><key>link</key><string>https://it.example</string></dict>
	<key>defaults</key>
	<dict><key>language</key><string>es</string><key>timeout_s</key><integer>12</integer></dict>
</dict>
</plist>
`

var binaryPolicy = fromBase64("YnBsaXN0MDDVAQIDBAUGCwwRElhkZWZhdWx0c11sb2NrX3NldHRpbmdzWm1hbmFnZWRfYnlccHJlc3NfZ2FwX21zVnNlcnZlctIH" +
	"CAkKWGxhbmd1YWdlWXRpbWVvdXRfc1JlcxAMCdINDg8QVGxpbmtUbmFtZV8QEmh0dHBzOi8vaXQuZXhhbXBsZWgAUwBlAPEAYQBs" +
	"ACAASQBUEQXcVDAwNDIIExwqNUJJTldhZGZnbHF2i5yfAAAAAAAAAQEAAAAAAAAAEwAAAAAAAAAAAAAAAAAAAKQ=")

func fromBase64(text string) string {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func xmlDict(entries string) string { return "<plist><dict>" + entries + "</dict></plist>" }

func TestAPropertyListIsTakenApart(t *testing.T) {
	enforced := settings.Raw{
		"server": "0042", "lock_settings": true, "press_gap_ms": uint64(1500),
		"managed_by": map[string]any{"name": "Señal IT", "link": "https://it.example"},
	}
	defaults := settings.Raw{"language": "es", "timeout_s": uint64(12)}
	for name, in := range map[string]string{"XML": xmlPolicy, "binary": binaryPolicy} {
		p := parsePlist("here", []byte(in))
		if !reflect.DeepEqual(p.Enforced, enforced) || !reflect.DeepEqual(p.Defaults, defaults) || p.Problems != nil {
			t.Errorf("%s: got %v, %v, %v", name, p.Enforced, p.Defaults, p.Problems)
		}
		e := settings.Merge(settings.Layers{Policy: p.Enforced, PolicyDefault: p.Defaults})
		if e.Server != "0042" || !e.LockSettings || e.ManagedBy.Name != "Señal IT" || e.Text(settings.PressGapMS) != "1500" ||
			e.Language != "es" || e.Text(settings.TimeoutS) != "12" || e.Problems() != nil {
			t.Errorf("%s: got %+v, %v", name, e.Values, e.Problems())
		}
	}
}

// A value of the wrong type or an unknown key is reported, and the rest counts. Our
// example profile gives a policy without a problem, also if the system copies the keys
// that every payload has.
func TestTheExampleProfile(t *testing.T) {
	b, err := os.ReadFile("../../assets/macos/wolkvox-hold.example.mobileconfig")
	if err != nil {
		t.Fatal(err)
	}
	var profile struct{ PayloadContent []map[string]any }
	if _, err := plist.Unmarshal(b, &profile); err != nil || len(profile.PayloadContent) != 1 {
		t.Fatalf("got %v, %d payloads", err, len(profile.PayloadContent))
	}
	written, err := plist.Marshal(profile.PayloadContent[0], plist.BinaryFormat)
	if err != nil {
		t.Fatal(err)
	}
	p := parsePlist("here", written)
	e := settings.Merge(settings.Layers{Policy: p.Enforced, PolicyDefault: p.Defaults, Environ: func(string) string { return "12345" }})
	if len(p.Problems)+len(e.Problems()) > 0 || e.Server != "0042" || e.PressGap != 1500*time.Millisecond || e.ManagedBy.Name == "" || !e.HideQuit {
		t.Errorf("got %+v, problems %v and %v", e.Values, p.Problems, e.Problems())
	}
}

func TestWhatAPropertyListHoldsWrongIsNamed(t *testing.T) {
	p := parsePlist("here", []byte(xmlDict(`
		<key>server</key><integer>42</integer>
		<key>hotkey</key><array><string>Ctrl+Shift+F9</string></array>
		<key>proxy</key><data>AAAA</data>
		<key>timeout_s</key><real>12</real>
		<key>press_gap_ms</key><real>900.5</real>
		<key>feedback</key><true/>
		<key>managed_by</key><dict><key>name</key><dict><key>x</key><dict><key>y</key><string>z</string></dict></dict></dict>
		<key>Server</key><string>0043</string>
		<key>agent_id</key><string>12345</string>
		<key>language</key><string>pt</string>`)))
	if p.Problems != nil {
		t.Fatalf("got problems %v with the list itself, want none", p.Problems)
	}
	e := settings.Merge(settings.Layers{Policy: p.Enforced, PolicyDefault: p.Defaults})
	got := map[string]string{}
	for _, problem := range e.Problems() {
		got[string(problem.Key)] = problem.Code
	}
	want := map[string]string{
		"server": settings.CodeNotText, "hotkey": settings.CodeWrongType, "proxy": settings.CodeWrongType,
		"press_gap_ms": settings.CodeNumberFormat, "feedback": settings.CodeNotText, "managed_by": settings.CodeWrongType,
		"Server": settings.CodeUnknownKey, "agent_id": settings.CodeAgentIDNotPerUser,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got problems %v, want %v", got, want)
	}
	if e.Language != "pt" || e.Text(settings.TimeoutS) != "12" || e.Server != "" {
		t.Errorf("got %+v, want the good values and no other", e.Values)
	}
}

func TestAPropertyListThatCannotBeUsedIsRefused(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", CodeTorn},
		{"cut short", xmlPolicy[:len(xmlPolicy)-30], CodeTorn},
		{"binary, cut short", binaryPolicy[:len(binaryPolicy)-5], CodeTorn},
		{"JSON", `{"server":"0042"}`, CodeTorn},
		{"a list", "<plist><array/></plist>", CodeTorn},
		{"a text", "<plist><string>0042</string></plist>", CodeTorn},
		{"defaults is no dictionary", xmlDict("<key>defaults</key><string>es</string>"), CodeWrongType},
		{"too big", xmlDict("<key>x</key><string>" + strings.Repeat("x", maxPlist) + "</string>"), CodeTooBig},
	} {
		p := parsePlist("here", []byte(c.in))
		if len(p.Problems) != 1 || p.Problems[0].Code != c.want || p.Problems[0].Source != "here" || p.Problems[0].Detail == "" {
			t.Errorf("%s: got problems %v, want %s", c.name, p.Problems, c.want)
		}
		if p.Enforced != nil && !strings.HasPrefix(c.name, "defaults") || p.Defaults != nil {
			t.Errorf("%s: got %v, %v, want nothing used", c.name, p.Enforced, p.Defaults)
		}
	}
}
