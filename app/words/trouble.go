package words

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hotkey says why a chord could not be registered and what to do.
func (w Words) Hotkey(code, chord string) string {
	if s, ok := w.coded("hotkey", code, "Chord", chord); ok {
		return w.mark(s)
	}
	return w.mark(w.text("hotkey", "Chord", chord))
}

// HotkeyInstead is Hotkey with a chord to use instead, or without one.
func (w Words) HotkeyInstead(code, chord, spare string) string {
	if spare == "" {
		return w.Hotkey(code, chord)
	}
	return w.Hotkey(code, chord) + w.text("hotkey_spare", "Chord", spare)
}

// HotkeyBack says that a chord which did not work works now.
func (w Words) HotkeyBack(chord string) string {
	return w.mark(w.text("hotkey_back", "Chord", chord))
}

// HotkeyHere is Hotkey in the settings window, beside the chord: it sends nobody
// there. Where the hotkey is locked only IT can do something.
func (w Words) HotkeyHere(code, chord string, locked bool) string {
	if locked {
		if s, ok := w.coded("hotkey_locked", code, "Chord", chord); ok {
			return w.callIT(s)
		}
	} else if s, ok := w.coded("hotkey_here", code, "Chord", chord); ok {
		return s
	}
	return w.Hotkey(code, chord)
}

// Part says what is missing on this desktop and what still works.
func (w Words) Part(code string) string {
	if s, ok := w.coded("part", code); ok {
		return s
	}
	return code
}

// Keychain says what is wrong with the keychain and what to do.
func (w Words) Keychain(code string) string {
	if s, ok := w.coded("keychain", code); ok {
		return s
	}
	return w.callIT(w.text("keychain"))
}

// Setting says why a value was refused. Code is one of app/settings' stable
// codes, subject the setting or what else names it; value is the bounded, stripped
// value.
func (w Words) Setting(subject, code, value string) string {
	subject = quoted(subject, value)
	s, ok := w.coded("setting", code, "Subject", subject)
	if !ok {
		s = w.text("setting", "Subject", subject)
	}
	if code == "env_empty" || code == "env_value" {
		s = w.callIT(s)
	}
	return s
}

// SetBy names who enforces a value.
func (w Words) SetBy(who string) string {
	if who == "" {
		return w.text("set_by.it")
	}
	return w.text("set_by", "Who", who)
}

// Enforced refuses a change of a value that IT enforces.
func (w Words) Enforced(key, who string) string {
	return w.text("enforced", "Key", key, "SetBy", w.SetBy(who))
}

// Locked refuses any change where IT locked all settings.
func (w Words) Locked(who string) string {
	if who == "" {
		who = w.text("locked.it")
	}
	return w.text("locked", "Who", who)
}

// Origin names where a value comes from; code is one of app/settings' origins.
func (w Words) Origin(code string) string {
	if s, ok := w.coded("origin", strings.ReplaceAll(code, " ", "_")); ok {
		return s
	}
	return code
}

// SettingFrom is a sentence about a value, with where that value comes from.
func (w Words) SettingFrom(sentence, origin string) string {
	return sentence + " (" + w.Origin(origin) + ")"
}

// NotSaved says that a change was not kept.
func (w Words) NotSaved(path string) string { return w.text("not_saved", "Path", path) }

// TornFile says that the settings file cannot be read.
func (w Words) TornFile(path string) string { return w.text("torn_file", "Path", path) }

// UnreachableFile says that the settings file cannot be read at all.
func (w Words) UnreachableFile(path string) string {
	return w.text("unreachable_file", "Path", path)
}

// ForeignFile says that the settings file is another user's.
func (w Words) ForeignFile(path string) string { return w.text("foreign_file", "Path", path) }

// LastPolicy says that the last good policy stands in for what cannot be used.
func (w Words) LastPolicy(source string) string { return w.text("policy_last", "Source", source) }

// PolicyTrouble says why (a part of) the policy is not used.
func (w Words) PolicyTrouble(source, code string) string {
	if why, ok := w.coded("policy_value", code); ok {
		return w.callIT(w.text("policy_value", "Source", source, "Why", why))
	}
	if code == "too_many" {
		return w.callIT(w.text("policy_values", "Source", source))
	}
	why, ok := w.coded("policy", code)
	if !ok {
		why = w.text("policy_invalid", "Code", code)
	}
	return w.callIT(w.text("policy", "Source", source, "Why", why))
}

func quote(s string) string { return strconv.Quote(s) }

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
