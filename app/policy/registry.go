package policy

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The registry's value types that a setting can have, from winnt.h.
const (
	regString = 1  // REG_SZ
	regExpand = 2  // REG_EXPAND_SZ: with %VARIABLES% in it
	regDWord  = 4  // REG_DWORD
	regQWord  = 11 // REG_QWORD
)

// maxData limits a registry value, in bytes. The longest setting, a path, has 4096
// characters.
const maxData = 16 << 10

// regValue is one value of a registry key, as it was read.
type regValue struct {
	name string
	kind uint32
	data []byte
	code string // why its data was not read, a Code constant; or empty
}

// regKey is a registry key as it was read. The zero regKey does not exist.
type regKey struct {
	path   string // as people write it, such as HKLM\Software\Policies\WolkvoxHold
	code   string // why the key was not read completely, a Code constant; or empty
	values []regValue
	subs   map[string]regKey // sub-keys by their names in lower case
}

// regRoots are the registry keys that hold settings.
type regRoots struct {
	machine, user regKey // policy
	installer     regKey // what was given to the installer
}

// policy converts the keys. Expand expands the variables of a REG_EXPAND_SZ.
func (r regRoots) policy(expand func(string) (string, error)) Policy {
	var p Policy
	var found []string
	for _, k := range []regKey{r.machine, r.user} {
		if k.path != "" {
			found = append(found, k.path)
		}
	}
	p.Source = strings.Join(found, "; ")
	read := func(k regKey) settings.Raw {
		raw, problems := k.raw(expand)
		p.Problems = append(p.Problems, problems...)
		return raw
	}
	machine, defaults := r.machine.split()
	user, userDefaults := r.user.split()
	p.Enforced, p.Defaults = read(machine), read(defaults)
	p.UserEnforced, p.UserDefaults = read(user), read(userDefaults)
	p.Machine = read(r.installer)
	p.Refused, p.UserRefused = r.machine.unreadable(), r.user.unreadable()
	if p.Refused {
		p.Enforced, p.Defaults = nil, nil
	}
	if p.UserRefused {
		p.UserEnforced, p.UserDefaults = nil, nil
	}
	return p
}

// unreadable reports whether a part of the key could not be read. None of it counts then,
// because the missing part may be the one that decides.
func (k regKey) unreadable() bool {
	return k.code == CodeUnreadable || k.subs["defaults"].code == CodeUnreadable
}

// split separates the sub-key with the defaults from the rest.
func (k regKey) split() (rest, defaults regKey) {
	defaults = k.subs["defaults"]
	k.subs = maps.Clone(k.subs)
	delete(k.subs, "defaults")
	return k, defaults
}

// raw returns the values of one key by the names of package settings, and the problems
// with values that cannot be read. Unknown names are returned without a value, so that
// package settings reports them.
func (k regKey) raw(expand func(string) (string, error)) (settings.Raw, []Problem) {
	if k.path == "" {
		return nil, nil
	}
	raw := settings.Raw{}
	var problems []Problem
	if k.code != "" {
		problems = append(problems, Problem{Source: k.path, Code: k.code, Detail: "registry key"})
	}
	for _, v := range k.values {
		name := asciiLower(v.name)
		if _, known := settings.Known(name); !known {
			if name != "" || len(v.data) > 2 { // the key's unnamed value, empty
				raw[v.name] = nil
			}
			continue
		}
		x, code := v.decode(expand)
		if code != "" {
			problems = append(problems, Problem{Source: k.path + `\` + name, Code: code, Detail: "registry value"})
			if name == string(settings.AgentIDFrom) || name == string(settings.AskAgentID) || name == string(settings.AgentID) {
				raw[name] = []any{} // a bad value, but set: no weaker source may name the extension
			}
			continue
		}
		raw[name] = x
	}
	for _, name := range slices.Sorted(maps.Keys(k.subs)) {
		sub := k.subs[name]
		switch _, known := settings.Known(name); {
		case name == string(settings.KeyManagedBy):
			by, more := sub.texts(expand)
			problems = append(problems, more...)
			if len(by) > 0 {
				raw[name] = by
			}
		case known: // the value of that name, if there is one, still counts
			problems = append(problems, Problem{Source: sub.path, Code: CodeValueType, Detail: "registry key"})
		default:
			raw[name] = nil
		}
	}
	return raw, problems
}

// texts returns the values of a sub-key for a setting that has several parts.
func (k regKey) texts(expand func(string) (string, error)) (map[string]any, []Problem) {
	parts := map[string]any{}
	var problems []Problem
	if k.code != "" {
		problems = append(problems, Problem{Source: k.path, Code: k.code, Detail: "registry key"})
	}
	for _, v := range k.values {
		name := asciiLower(v.name)
		x, code := v.decode(expand)
		switch {
		case code != "":
			problems = append(problems, Problem{Source: k.path + `\` + printableName(name), Code: code, Detail: "registry value"})
		case name != "":
			parts[name] = x
		}
	}
	return parts, problems
}

// decode converts a value's bytes to a string or a number, or returns a code.
func (v regValue) decode(expand func(string) (string, error)) (x any, code string) {
	switch {
	case v.code != "":
		return nil, v.code
	case len(v.data) > maxData:
		return nil, CodeValueTooBig
	}
	switch v.kind {
	case regString, regExpand:
		text, code := decodeText(v.data)
		if code != "" || v.kind == regString {
			return text, code
		}
		text, err := expand(text)
		if err != nil {
			return nil, CodeValueText
		}
		return text, ""
	case regDWord:
		if len(v.data) != 4 {
			return nil, CodeValueType
		}
		return int64(binary.LittleEndian.Uint32(v.data)), ""
	case regQWord:
		if len(v.data) != 8 {
			return nil, CodeValueType
		}
		return binary.LittleEndian.Uint64(v.data), ""
	}
	return nil, CodeValueType
}

// decodeText decodes UTF-16, low byte first, with or without NULs at its end. A NUL
// inside is refused: Windows' own functions stop at the first one, so different
// programs would see different values.
func decodeText(data []byte) (text, code string) {
	if len(data)%2 != 0 {
		return "", CodeValueText
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	for len(units) > 0 && units[len(units)-1] == 0 {
		units = units[:len(units)-1]
	}
	for i := 0; i < len(units); i++ {
		switch u := rune(units[i]); {
		case u == 0:
			return "", CodeValueNUL
		case utf16.IsSurrogate(u):
			if i+1 == len(units) || utf16.DecodeRune(u, rune(units[i+1])) == unicode.ReplacementChar {
				return "", CodeValueText
			}
			i++
		}
	}
	return string(utf16.Decode(units)), ""
}

// asciiLower converts only ASCII letters, because the registry ignores case. A general
// conversion would, for example, turn the Kelvin sign into a k.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// printableName prepares a name from outside for display.
func printableName(s string) string { return printable.Cut(printable.Strip(s, ""), 40) }
