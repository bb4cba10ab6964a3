package policy

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"maps"
	"math"
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

// bplist builds a binary property list of these objects, with one-byte references. The
// first object is the root.
func bplist(objects ...string) string {
	b := []byte("bplist00")
	var table []byte
	for _, o := range objects {
		table = binary.BigEndian.AppendUint32(table, uint32(len(b)))
		b = append(b, o...)
	}
	at := uint64(len(b))
	b = append(b, table...)
	b = append(b, 0, 0, 0, 0, 0, 0, 4, 1)
	for _, n := range []uint64{uint64(len(objects)), 0, at} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return string(b)
}

func xmlDict(entries string) string { return "<plist><dict>" + entries + "</dict></plist>" }

func TestAPropertyListIsTakenApart(t *testing.T) {
	enforced := settings.Raw{
		"server": "0042", "lock_settings": true, "press_gap_ms": int64(1500),
		"managed_by": map[string]any{"name": "Señal IT", "link": "https://it.example"},
	}
	defaults := settings.Raw{"language": "es", "timeout_s": int64(12)}
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

// shared is lists of lists of the same lists: 1 KiB that would decode to 10^15 values.
func shared(mark byte) string {
	var objects []string
	for i := range 15 {
		next := string(rune(i + 1))
		if mark == 0xa0 {
			objects = append(objects, "\xaa"+strings.Repeat(next, 10))
			continue
		}
		objects = append(objects, "\xda"+"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"+strings.Repeat(next, 10))
	}
	objects = append(objects, "\x51z")
	for c := range 10 {
		objects = append(objects, "\x51"+string(rune('a'+c)))
	}
	return bplist(objects...)
}

func TestAPropertyListThatCannotBeUsedIsRefused(t *testing.T) {
	huge := binary.BigEndian.AppendUint64([]byte{0x13}, math.MaxUint64-7)
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", CodeTorn},
		{"cut short", xmlPolicy[:len(xmlPolicy)-30], CodeTorn},
		{"binary, cut short", binaryPolicy[:len(binaryPolicy)-5], CodeTorn},
		{"JSON", `{"server":"0042"}`, CodeTorn},
		{"the old text format", `{ server = 0042; }`, CodeTorn},
		{"old text inside angles", `<00420042>`, CodeTorn},
		{"a list", "<plist><array/></plist>", CodeWrongType},
		{"a text", "<plist><string>0042</string></plist>", CodeWrongType},
		{"empty", "<plist></plist>", CodeWrongType},
		{"binary list", bplist("\xa0"), CodeWrongType},
		{"defaults is no dictionary", xmlDict("<key>defaults</key><string>es</string>"), CodeWrongType},
		{"too big", xmlDict("<key>x</key><string>" + strings.Repeat("x", maxPlist) + "</string>"), CodeTooBig},
		{"too many values", xmlDict(manyKeys(maxValues + 1)), CodeTorn},
		{"a dictionary in itself", bplist("\xd1\x01\x00", "\x51a"), CodeTorn},
		{"one dictionary in many places", shared(0xd0), CodeTorn},
		{"a text longer than the memory", bplist("\xd1\x01\x02", "\x51a", "\x5f"+string(huge)), CodeTorn},
		{"bytes longer than the memory", bplist("\xd1\x01\x02", "\x51a", "\x4f"+string(huge)), CodeTorn},
		{"UTF-16 longer than the memory", bplist("\xd1\x01\x02", "\x51a", "\x6f"+string(huge)), CodeTorn},
		{"an integer of 32 KiB", bplist("\xd1\x01\x02", "\x51a", "\x1f"), CodeTorn},
		{"a key that is no text", bplist("\xd1\x01\x01", "\x10\x2a"), CodeTorn},
	} {
		p := parsePlist("here", []byte(c.in))
		if len(p.Problems) != 1 || p.Problems[0].Code != c.want || p.Problems[0].Source != "here" || p.Problems[0].Detail == "" {
			t.Errorf("%s: got problems %v, want %s", c.name, p.Problems, c.want)
		}
		if p.Enforced != nil && !strings.HasPrefix(c.name, "defaults") || p.Defaults != nil {
			t.Errorf("%s: got %v, %v, want nothing used", c.name, p.Enforced, p.Defaults)
		}
	}
	// The same list does no harm where it is not decoded.
	if p := parsePlist("here", []byte(bplist("\xd1\x01\x02", "\x51a", "\xa1\x01"))); !reflect.DeepEqual(p.Enforced, settings.Raw{"a": []any{}}) {
		t.Errorf("got %v, %v, want a value of no type", p.Enforced, p.Problems)
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("<key>k" + string(rune('a'+i%26)) + strings.Repeat("k", i/26) + "</key><true/>")
	}
	return b.String()
}

// Input that the library must not get is refused before.
func TestSoundBinary(t *testing.T) {
	if err := checkBinary([]byte(binaryPolicy)); err != nil {
		t.Errorf("a good list: got %v", err)
	}
	for name, in := range map[string]string{
		"a length that fits nothing":      bplist("\x5f\x13\xff\xff\xff\xff\xff\xff\xff\xfb"),
		"a length that is no number":      bplist("\x5f\x51a"),
		"a length at the very end":        bplist("\x5f"),
		"more objects than there is room": strings.Replace(bplist("\xa0"), "\x04\x01\x00\x00\x00\x00\x00\x00\x00\x01", "\x04\x01\x20\x00\x00\x00\x00\x00\x00\x01", 1),
	} {
		if err := checkBinary([]byte(in)); !errors.Is(err, errBadLengths) {
			t.Errorf("%s: got %v, want errUnsound", name, err)
		}
	}
}

func FuzzPlist(f *testing.F) {
	for _, s := range []string{
		xmlPolicy, binaryPolicy, bplist("\xd1\x01\x00", "\x51a"), shared(0xd0), shared(0xa0), "{ a = b; }", "<00>", "\ufeff <plist/>",
		bplist("\xd1\x01\x02", "\x51a", "\x33\x00\x00\x00\x00\x00\x00\x00\x00"), bplist("\xd1\x01\x02", "\x51a", "\x61\x00\x41"),
		xmlDict("<key>a</key><date>2026-11-24T00:00:00Z</date>"),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p := parsePlist("here", b)
		if p.Enforced == nil && (len(p.Problems) != 1 || p.Defaults != nil) {
			t.Errorf("got %+v, want values or one problem", p)
		}
		if _, ok := p.Enforced["defaults"]; ok {
			t.Errorf("defaults are enforced: %v", p.Enforced)
		}
		for _, problem := range settings.Merge(settings.Layers{Policy: p.Enforced, PolicyDefault: p.Defaults}).Problems() {
			if problem.Code == "" {
				t.Errorf("got a problem without a code: %v", problem)
			}
		}
		for key, v := range p.Enforced {
			switch v.(type) {
			case string, bool, int64, float64, map[string]any, []any:
			default:
				t.Errorf("%q: got a %T, which settings does not know", key, v)
			}
		}
	})
}
