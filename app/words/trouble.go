package words

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hotkey says why a chord could not be registered and what to do.
func (w Words) Hotkey(code, chord string) string {
	if s, ok := w.byCode("hotkey", code, "Chord", chord); ok {
		return w.withPractice(s)
	}
	return w.withPractice(w.text("hotkey", "Chord", chord))
}

// HotkeyInstead is Hotkey, followed by a chord to use instead if there is one.
func (w Words) HotkeyInstead(code, chord, spare string) string {
	if spare == "" {
		return w.Hotkey(code, chord)
	}
	return w.Hotkey(code, chord) + " " + w.text("hotkey_spare", "Chord", spare)
}

// HotkeyBack says that a chord works again.
func (w Words) HotkeyBack(chord string) string {
	return w.withPractice(w.text("hotkey_back", "Chord", chord))
}

// HotkeyHere is Hotkey beside the chord in the settings window, so it does not send
// people there. If the hotkey is locked, only IT can do something.
func (w Words) HotkeyHere(code, chord string, locked bool) string {
	if locked {
		if s, ok := w.byCode("hotkey_locked", code, "Chord", chord); ok {
			return s
		}
	} else if s, ok := w.byCode("hotkey_here", code, "Chord", chord); ok {
		return s
	}
	return w.Hotkey(code, chord)
}

// Part says what is missing on this desktop and what still works.
func (w Words) Part(code string) string {
	if s, ok := w.byCode("part", code); ok {
		return s
	}
	return code
}

// Keychain says what is wrong with the keychain and what to do.
func (w Words) Keychain(code string) string {
	if s, ok := w.byWho("keychain", code); ok {
		return s
	}
	return w.text("keychain")
}

// Setting says why a value was refused. Code is one of app/settings' stable codes;
// subject names the setting; value is stripped and cut.
func (w Words) Setting(subject, code, value string) string {
	subject = quoted(subject, value)
	if s, ok := w.byCode("setting", code, "Subject", subject); ok {
		return s
	}
	return w.text("setting", "Subject", subject)
}

// AltGrTypes says why a chord with AltGr, or Ctrl+Alt, and a character key is refused:
// sign is what the key types then on the keyboards of Spain, Latin America, Portugal or
// Brazil, or "".
func (w Words) AltGrTypes(chord, key, sign string) string {
	if sign == "" {
		return w.text("altgr_types", "Chord", quote(chord), "Key", key)
	}
	return w.text("altgr_types.sign", "Chord", quote(chord), "Key", key, "Sign", sign)
}

// SetBy says who enforces a value.
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

// Locked refuses any change if IT locked all settings.
func (w Words) Locked(who string) string {
	if who == "" {
		who = w.text("locked.it")
	}
	return w.text("locked", "Who", who)
}

// Origin says where a value comes from; code is one of app/settings' origins.
func (w Words) Origin(code string) string {
	if s, ok := w.byCode("origin", strings.ReplaceAll(code, " ", "_")); ok {
		return s
	}
	return code
}

// SettingFrom adds the origin of a value to a sentence about it.
func (w Words) SettingFrom(sentence, origin string) string {
	return strings.TrimSuffix(sentence, ".") + " (" + w.Origin(origin) + ")"
}

// NotSaved says that a change was not saved.
func (w Words) NotSaved(path string) string { return w.text("not_saved", "Path", path) }

// TornFile says that the settings file cannot be parsed.
func (w Words) TornFile(path string) string { return w.text("torn_file", "Path", path) }

// UnreachableFile says that the settings file cannot be read.
func (w Words) UnreachableFile(path string) string {
	return w.text("unreachable_file", "Path", path)
}

// ForeignFile says that the settings file belongs to another user.
func (w Words) ForeignFile(path string) string { return w.text("foreign_file", "Path", path) }

// LastPolicy says that the last good policy replaces one that cannot be used.
func (w Words) LastPolicy(source string) string { return w.text("policy_last", "Source", source) }

// PolicyTrouble says why a policy, or a part of it, is not used.
func (w Words) PolicyTrouble(source, code string) string {
	if why, ok := w.byCode("policy_value", code); ok {
		return w.text("policy_value", "Source", source, "Why", why)
	}
	if code == "too_many" {
		return w.text("policy_values", "Source", source)
	}
	why, ok := w.byCode("policy", code)
	if !ok {
		why = w.text("policy_invalid", "Code", code)
	}
	return w.text("policy", "Source", source, "Why", why)
}

func quote(s string) string { return strconv.Quote(s) }

// capitalize makes a reason the beginning of a sentence. wolkvox writes itself in lower case.
func capitalize(s string) string {
	if strings.HasPrefix(s, "wolkvox") {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
