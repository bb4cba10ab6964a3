package policy

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

const machinePath = `HKLM\Software\Policies\WolkvoxHold`

// text is a REG_SZ as Windows stores it, with the NUL at its end.
func text(name, s string) regValue {
	return regValue{name: name, kind: regString, data: units(s + "\x00")}
}

func units(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func dword(name string, n byte) regValue {
	return regValue{name: name, kind: regDWord, data: []byte{n, 0, 0, 0}}
}

// variables expands one variable.
func variables(s string) (string, error) {
	if strings.Contains(s, "%BAD%") {
		return "", errors.New("no")
	}
	return strings.ReplaceAll(s, "%ProgramData%", `C:\ProgramData`), nil
}

func codes(problems []Problem) (found []string) {
	for _, p := range problems {
		found = append(found, strings.TrimPrefix(p.Source, machinePath)+" "+p.Code)
	}
	return found
}

// Each row is one value of a key and its result.
func TestRegistryValues(t *testing.T) {
	for _, c := range []struct {
		name string
		v    regValue
		want any
		code string
	}{
		{"text", text("server", "0042"), "0042", ""},
		{"text without a NUL at its end", regValue{"server", regString, units("0042"), ""}, "0042", ""},
		{"text with three NULs at its end", text("server", "0042\x00\x00"), "0042", ""},
		{"empty text", text("server", ""), "", ""},
		{"no bytes", regValue{"server", regString, nil, ""}, "", ""},
		{"accents", text("server", "añb €"), "añb €", ""},
		{"beyond 16 bits", text("server", "\U0001f600"), "\U0001f600", ""},
		{"a variable", regValue{"server", regExpand, units(`%ProgramData%\ca.pem`), ""}, `C:\ProgramData\ca.pem`, ""},
		{"a variable in plain text", text("server", "%ProgramData%"), "%ProgramData%", ""},
		{"a variable that fails", regValue{"server", regExpand, units(`%BAD%`), ""}, nil, CodeValueText},
		{"a number", dword("server", 42), int64(42), ""},
		{"a large number", regValue{"server", regDWord, []byte{0xff, 0xff, 0xff, 0xff}, ""}, int64(1<<32 - 1), ""},
		{"a 64-bit number", regValue{"server", regQWord, []byte{1, 0, 0, 0, 0, 0, 0, 0x80}, ""}, uint64(1<<63 + 1), ""},
		{"a short number", regValue{"server", regDWord, []byte{1, 0}, ""}, nil, CodeValueType},
		{"a short 64-bit number", regValue{"server", regQWord, []byte{1, 0, 0, 0}, ""}, nil, CodeValueType},
		{"binary", regValue{"server", 3, []byte("0042"), ""}, nil, CodeValueType},
		{"several strings", regValue{"server", 7, units("0042\x00\x00"), ""}, nil, CodeValueType},
		{"a type that does not exist", regValue{"server", 1 << 31, units("0042"), ""}, nil, CodeValueType},
		{"a NUL inside", text("server", "0042\x00evil"), nil, CodeValueNUL},
		{"a NUL first", text("server", "\x000042"), nil, CodeValueNUL},
		{"half a character", regValue{"server", regString, []byte{'0', 0, '0'}, ""}, nil, CodeValueText},
		{"half a surrogate pair", regValue{"server", regString, []byte{'0', 0, 0x00, 0xd8}, ""}, nil, CodeValueText},
		{"a pair the wrong way round", regValue{"server", regString, []byte{0x00, 0xdc, 0x00, 0xd8}, ""}, nil, CodeValueText},
		{"10 MB, read", regValue{"server", regString, make([]byte, 10<<20), ""}, nil, CodeValueTooBig},
		{"10 MB, not read", regValue{"server", regString, nil, CodeValueTooBig}, nil, CodeValueTooBig},
	} {
		p := regRoots{machine: regKey{path: machinePath, values: []regValue{c.v, dword("press_gap_ms", 9)}}}.policy(variables)
		if got := p.Enforced["server"]; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %#v, want %#v", c.name, got, c.want)
		}
		var want []string
		if c.code != "" {
			want = []string{`\server ` + c.code}
		}
		if got := codes(p.Problems); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got problems %q, want %q", c.name, got, want)
		}
		if p.Enforced["press_gap_ms"] != int64(9) {
			t.Errorf("%s: the value beside it is lost: %v", c.name, p.Enforced)
		}
	}
}

func TestRegistryOfOneDesk(t *testing.T) {
	userPath := `HKCU\Software\Policies\WolkvoxHold`
	p := regRoots{
		machine: regKey{
			path:   machinePath,
			values: []regValue{text("SERVER", "0042"), text("agent_id", "1"), dword("Lock_Settings", 1), text("", ""), text("hot\u212aey", "x")},
			subs: map[string]regKey{
				"defaults":   {path: machinePath + `\Defaults`, values: []regValue{text("Hotkey", "Ctrl+Shift+F10")}},
				"managed_by": {path: machinePath + `\managed_by`, values: []regValue{text("Name", "IT desk"), text("contact", "800"), dword("link", 1)}},
				"others":     {path: machinePath + `\Others`, values: []regValue{text("server", "0043")}},
			},
		},
		user: regKey{path: userPath, values: []regValue{text("agent_id", "12435")},
			subs: map[string]regKey{"defaults": {path: userPath + `\Defaults`, values: []regValue{text("feedback", "icon")}}}},
		installer: regKey{path: `HKLM\Software\WolkvoxHold`, values: []regValue{text("server", "evil.com"), text("language", "es"), text("proxy", "")},
			subs: map[string]regKey{"defaults": {path: `HKLM\Software\WolkvoxHold\Defaults`}}},
	}.policy(variables)

	if want := machinePath + "; " + userPath; p.Source != want {
		t.Errorf("got source %q, want %q", p.Source, want)
	}
	want := Policy{
		Source: p.Source,
		Enforced: settings.Raw{
			"server": "0042", "agent_id": "1", "lock_settings": int64(1), "hot\u212aey": nil, "others": nil,
			"managed_by": map[string]any{"name": "IT desk", "contact": "800", "link": int64(1)},
		},
		Defaults:     settings.Raw{"hotkey": "Ctrl+Shift+F10"},
		UserEnforced: settings.Raw{"agent_id": "12435"},
		UserDefaults: settings.Raw{"feedback": "icon"},
		Machine:      settings.Raw{"server": "evil.com", "language": "es", "proxy": "", "defaults": nil},
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v\nwant %+v", p, want)
	}

	// Package settings ignores and reports the machine's agent ID and the installer's
	// server.
	e := settings.Merge(settings.Layers{Policy: p.Enforced, UserPolicy: p.UserEnforced, PolicyDefault: p.Defaults, UserDefault: p.UserDefaults, Machine: p.Machine})
	if e.AgentID != "12435" || e.Server != "0042" || e.Hotkey.String() != "Ctrl+Shift+F10" || e.Language != "es" || !e.LockSettings {
		t.Errorf("got %+v", e.Values)
	}
	told := map[string]bool{}
	for _, problem := range e.Problems() {
		told[string(problem.Origin)+" "+string(problem.Key)+" "+problem.Code] = true
	}
	for _, s := range []string{"policy agent_id agent_id_not_per_user", "machine server server_format", "policy managed_by wrong_type", "policy others unknown_key"} {
		if !told[s] {
			t.Errorf("not told: %s; got %v", s, told)
		}
	}
}

// TestRegistryOfOneDeskGoneWrong: each fault is a problem, the other values count, and
// what is both enforced and a starting value is enforced. If a part of a key cannot be
// read, none of it counts, because the missing part may decide; that is not the same as
// a missing key.
func TestARegistryKeyThatCannotBeRead(t *testing.T) {
	whole := regKey{path: machinePath, values: []regValue{text("server", "0042")}}
	broken, inside := whole, whole
	broken.code = CodeUnreadable
	inside.subs = map[string]regKey{"defaults": {path: machinePath + `\Defaults`, code: CodeUnreadable}}
	for _, c := range []struct {
		name                 string
		machine, user        regKey
		refused, userRefused bool
	}{
		{"both whole", whole, whole, false, false},
		{"none", regKey{}, regKey{}, false, false},
		{"the machine's", broken, whole, true, false},
		{"this user's", whole, broken, false, true},
		{"starting values", inside, inside, true, true},
	} {
		p := regRoots{machine: c.machine, user: c.user}.policy(variables)
		if p.Refused != c.refused || p.UserRefused != c.userRefused || c.refused && p.Enforced != nil || c.userRefused && p.UserEnforced != nil {
			t.Errorf("%s: got %+v", c.name, p)
		}
	}
}

// What names the extension stays set if it is bad: no other source may decide.
func TestABadSourceOfTheExtensionInTheRegistry(t *testing.T) {
	for name, why := range map[string]string{"agent_id_from": settings.CodeEnvFormat, "ask_agent_id": settings.CodeNotAnswered} {
		p := regRoots{machine: regKey{path: machinePath, values: []regValue{{name, 3, []byte("EXT"), ""}}}}.policy(variables)
		e := settings.Merge(settings.Layers{Policy: p.Enforced, User: settings.Raw{"agent_id": "12345"}})
		if e.AgentID != "" || e.NoAgentID() != why {
			t.Errorf("%s: got the extension %q, why none: %q", name, e.AgentID, e.NoAgentID())
		}
	}
	p := regRoots{user: regKey{path: machinePath, values: []regValue{{"agent_id", 3, []byte("1"), ""}}}}.policy(variables)
	if _, set := p.UserEnforced["agent_id"]; !set {
		t.Error("a bad agent_id is not set at all")
	}
}

func TestRegistryOfOneDeskGoneWrong(t *testing.T) {
	many := regKey{path: machinePath, code: CodeTooMany}
	for range 500 {
		many.values = append(many.values, text("no such key", "x"))
	}
	many.values = append(many.values, text("server", "0001"))
	for _, c := range []struct {
		name          string
		machine, user regKey
		server        string // 0042 is the agent's own
		problems      int    // of policy and settings together
	}{
		{"enforced and a starting value at once", regKey{values: []regValue{text("server", "0001")},
			subs: map[string]regKey{"defaults": {path: machinePath + `\Defaults`, values: []regValue{text("server", "0002")}}}}, regKey{}, "0001", 0},
		{"an enforced value that is invalid", regKey{values: []regValue{text("server", "wv0001.evil.example")}}, regKey{}, "0042", 1},
		{"an enforced value that is invalid, the user's own policy", regKey{values: []regValue{text("server", "x")}},
			regKey{path: "HKCU", values: []regValue{text("server", "0003")}}, "0003", 1},
		{"an enforced value that is empty", regKey{values: []regValue{text("server", "")}}, regKey{}, "0042", 0},
		{"a number for a text", regKey{values: []regValue{dword("server", 42)}}, regKey{}, "0042", 1},
		{"a key where a value belongs", regKey{subs: map[string]regKey{"server": {path: machinePath + `\server`}}}, regKey{}, "0042", 1},
		{"a key of a value's name beside it", regKey{values: []regValue{text("server", "0001")}, subs: map[string]regKey{"server": {path: machinePath + `\server`}}}, regKey{}, "0001", 1},
		{"unknown keys without number", many, regKey{}, "0001", 2},
		{"a help desk of parts that are none", regKey{values: []regValue{text("server", "0001")},
			subs: map[string]regKey{"managed_by": {path: machinePath + `\managed_by`, values: []regValue{text("fax", "1")}}}}, regKey{}, "0001", 1},
	} {
		if c.machine.path == "" {
			c.machine.path = machinePath
		}
		p := regRoots{machine: c.machine, user: c.user}.policy(variables)
		e := settings.Merge(settings.Layers{Policy: p.Enforced, UserPolicy: p.UserEnforced, User: settings.Raw{"server": "0042"}, PolicyDefault: p.Defaults})
		if e.Server != c.server || len(p.Problems)+len(e.Problems()) != c.problems {
			t.Errorf("%s: server %s, problems %v and %v; want %s and %d", c.name, e.Server, p.Problems, e.Problems(), c.server, c.problems)
		}
	}
}

func TestRegistryThatCannotBeRead(t *testing.T) {
	if p := (regRoots{}).policy(variables); !reflect.DeepEqual(p, Policy{}) {
		t.Errorf("no keys: got %+v, want nothing", p)
	}
	p := regRoots{machine: regKey{path: machinePath, code: CodeUnreadable}}.policy(variables)
	if got := codes(p.Problems); !reflect.DeepEqual(got, []string{" " + CodeUnreadable}) || p.Source != machinePath {
		t.Errorf("got %q from %q", got, p.Source)
	}
}

func FuzzRegistryValue(f *testing.F) {
	f.Add("server", uint32(regString), units("0042\x00"))
	f.Add("Hotkey", uint32(regExpand), units("%ProgramData%"))
	f.Add("press_gap_ms", uint32(regDWord), []byte{0xb0, 4, 0, 0})
	f.Add("autostart", uint32(regQWord), []byte{1, 0, 0, 0, 0, 0, 0, 0})
	f.Add("managed_by", uint32(regString), []byte{0, 0xd8, 'a'})
	f.Add("token", uint32(regString), units("0a1b2c"))
	f.Add("\x00", uint32(99), []byte(nil))
	f.Fuzz(func(t *testing.T, name string, kind uint32, data []byte) {
		v := regValue{name: name, kind: kind, data: data}
		k := regKey{path: machinePath, values: []regValue{v}, subs: map[string]regKey{
			"defaults":   {path: machinePath + `\Defaults`, values: []regValue{v}},
			"managed_by": {path: machinePath + `\managed_by`, values: []regValue{v}},
		}}
		p := regRoots{k, k, k}.policy(variables)
		for _, problem := range p.Problems {
			if len(problem.Source) > len(machinePath)+200 || strings.ContainsRune(problem.Source, 0) {
				t.Errorf("got problem %q", problem)
			}
		}
		for _, raw := range []settings.Raw{p.Enforced, p.Defaults, p.UserEnforced, p.UserDefaults, p.Machine} {
			for key, x := range raw {
				if _, known := settings.Known(key); !known && x != nil {
					t.Errorf("the value of %q is handed on: %v", key, x)
				}
				if s, ok := x.(string); ok && (strings.ContainsRune(s, 0) || !utf8.ValidString(s)) {
					t.Errorf("%q: got %q", key, s)
				}
			}
		}
		e := settings.Merge(settings.Layers{Policy: p.Enforced, UserPolicy: p.UserEnforced, PolicyDefault: p.Defaults, UserDefault: p.UserDefaults, Machine: p.Machine})
		if name == "agent_id" && e.AgentID != "" && e.Origin(settings.AgentID) == settings.OriginMachine {
			t.Errorf("the machine's agent ID counts: %q", e.AgentID)
		}
	})
}
