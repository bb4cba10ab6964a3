package words

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Hotkey says why a chord could not be registered and what to do.
func (w Words) Hotkey(code, chord string) string {
	if s, ok := w.wayland(code, chord); ok {
		return w.mark(s)
	}
	switch code {
	case "taken":
		return w.mark(chord + " is taken by another program (the system does not say which). Choose another hotkey in Settings")
	case "no_such_key":
		return w.mark(chord + ": this key is not on the current keyboard layout. Choose another hotkey in Settings")
	case "no_display":
		return w.mark("no desktop was found, so there is no hotkey. The command wolkvox-hold toggle works")
	case "lost":
		return w.mark("the desktop went away, and the hotkey with it. Log on again, or use: wolkvox-hold toggle")
	case "permission":
		return w.mark("macOS does not let Wolkvox Hold see " + chord + " yet. Open System Settings, Privacy and Security, Accessibility, switch Wolkvox Hold on, then open the menu of its icon once. Until then use that menu or: wolkvox-hold toggle")
	case "unsupported":
		return w.mark("there is no global hotkey on this system. Use the tray icon or: wolkvox-hold toggle")
	}
	return w.mark("the hotkey " + chord + " could not be registered. Use the tray icon, and see the log")
}

// Part says what is missing on this desktop and what still works.
func (w Words) Part(code string) string {
	switch code {
	case "tray_bus":
		return "no tray icon: there is no session bus. The hotkey and the commands work"
	case "tray_host":
		return "no tray icon: this desktop shows none (GNOME needs its AppIndicator extension). The hotkey and the commands work"
	case "tray_taskbar":
		return "no tray icon: the taskbar is not there, or not yet. The hotkey and the commands work"
	case "tray_lost":
		return "the tray icon is gone. The hotkey and the commands work; quit and start again to get the icon back"
	case "notify":
		return "no notifications: no notification daemon answers. The tray icon and wolkvox-hold status tell the outcome"
	case "notify_icon":
		return "no notifications: they belong to the tray icon, which is not there. wolkvox-hold status tells the outcome"
	case "channel":
		return "the local channel could not be opened, so commands cannot reach this program. Hotkey and tray work"
	case "channel_taken":
		return "another program uses the name of the local channel, so commands cannot reach this program. Hotkey and tray work. Call IT: which program is it?"
	case "log":
		return "the log could not be opened; nothing is logged"
	}
	return code
}

// Keychain says what is wrong with the keychain and what to do.
func (w Words) Keychain(code string) string {
	switch code {
	case "not_found":
		return "no token is stored. Set it with: wolkvox-hold token set"
	case "invalid":
		return "what the keychain holds is not a token (other text, or written in another encoding). Set it anew with: wolkvox-hold token set"
	case "locked":
		return "the keychain is locked. Unlock it (log on to the desktop), then try again"
	case "timeout":
		return "the keychain did not answer in time. Try again; a prompt may be waiting on the desktop"
	}
	return w.callIT("the keychain cannot be reached. On Linux start a Secret Service (gnome-keyring or KeePassXC) in the desktop session; elsewhere log on again, then call IT")
}

// Setting says why a value was refused. Code is one of app/settings' stable
// codes; value is the bounded, stripped value.
func (w Words) Setting(key, code, value string) string {
	s, ok := settingTrouble[code]
	if !ok {
		s = "is not valid. See: wolkvox-hold help config"
	}
	if code == "env_empty" || code == "env_value" {
		s = w.callIT(s)
	}
	subject := key
	if value != "" {
		subject += " " + strconv.Quote(value)
	}
	if strings.HasPrefix(s, "is ") || strings.HasPrefix(s, "has ") {
		return subject + " " + s
	}
	return subject + ": " + s
}

var settingTrouble = map[string]string{
	"server_format":             "is not a wolkvox server. Give its four digits, such as 0042, or wv0042",
	"agent_id_empty":            "the extension is empty. Give its digits, such as 12345",
	"agent_id_digits":           "the extension is digits only, such as 12345",
	"agent_id_long":             "the extension is too long. It is usually 5 digits",
	"agent_id_not_per_user":     "the extension belongs to a person, so a value for the whole machine is not used. Set it per user",
	"chord_empty":               "no hotkey was given. Give one such as Ctrl+Shift+F9",
	"chord_no_key":              "there is no key after the last +. Give one such as Ctrl+Shift+F9",
	"chord_unknown_key":         "this key is not known. Use a letter, a digit, F1 to F20, Pause or an arrow, such as Ctrl+Shift+F9",
	"chord_unknown_modifier":    "a hotkey's modifiers are Ctrl, Shift, Alt and Super. Give one such as Ctrl+Shift+F9",
	"chord_bare":                "a key alone would be lost for typing. Add Ctrl or Super, or use F13 to F20 or Pause",
	"chord_needs_ctrl_or_super": "with a character key the hotkey needs Ctrl or Super, else it could not be typed any more",
	"chord_altgr":               "Ctrl+Alt (AltGr) with a character key is how people type signs such as @ on many keyboards. Use Ctrl+Shift or Super",
	"chord_system":              "the desktop or editing needs this chord. Use another, such as Ctrl+Shift+F9",
	"number_format":             "give a whole number",
	"number_range":              "the number is out of range (press_gap_ms 700 to 5000, timeout_s 4 to 60)",
	"not_one_of":                "is not one of the possible values (language: auto es pt en; feedback: notification sound icon; warm: off auto on; autostart: on off)",
	"proxy_format":              "give system, none, or an address such as http://proxy.example:3128",
	"proxy_password":            "a proxy address must not hold a password",
	"path_format":               "give the whole path of a file",
	"unknown_key":               "there is no such setting. See: wolkvox-hold config show",
	"policy_only":               "only IT can set this, by policy",
	"wrong_type":                "has the wrong type",
	"too_long":                  "is too long",
	"env_empty":                 "the environment variable that should name the extension is empty. Call IT",
	"env_value":                 "the environment variable that should name the extension holds something else. Call IT",
	"link_format":               "give a web or mail address",
	"env_format":                "give the name of an environment variable, such as EXTENSION",
}

// SetBy names who enforces a value.
func (w Words) SetBy(who string) string {
	if who == "" {
		return "set by your IT"
	}
	return "set by " + who
}

// Enforced refuses a change of a value that IT enforces.
func (w Words) Enforced(key, who string) string {
	return key + ": " + w.SetBy(who) + "; it cannot be changed here"
}

// Locked refuses any change where IT locked all settings.
func (w Words) Locked(who string) string {
	if who == "" {
		who = "your IT"
	}
	return "settings are locked by " + who + "; only the extension can be changed"
}

// NotSaved says that a change was not kept.
func (w Words) NotSaved(path string) string {
	return "the settings could not be saved in " + path + ". Nothing was changed; check disk space, permissions and the network"
}

// TornFile says that the settings file cannot be read.
func (w Words) TornFile(path string) string {
	return "the settings file " + path + " cannot be read and is left in place; built-in values serve. It is copied aside before the next save"
}

// UnreachableFile says that the settings file cannot be read at all.
func (w Words) UnreachableFile(path string) string {
	return "the settings file " + path + " cannot be reached (permissions, or a network share that is gone). Presses go on with what is known; nothing can be saved until it is back"
}

// PolicyTrouble says why (a part of) the policy is not used.
func (w Words) PolicyTrouble(source, code string) string {
	why := map[string]string{
		"not_root":           "it does not belong to root",
		"writable_by_others": "others than root can write it",
		"folder":             "others than root can change its folder",
		"symlink":            "it is a link, not a file",
		"not_regular":        "it is not a regular file",
		"too_big":            "it is too big",
		"torn":               "it is not well formed",
		"wrong_type":         "it, or its part defaults, does not hold keys and values",
		"unreadable":         "it cannot be read",
	}[code]
	value := map[string]string{
		"value_type":    "it is neither text nor a number",
		"value_too_big": "it is too long",
		"value_nul":     "it has a NUL inside",
		"value_text":    "it is not readable text",
	}[code]
	switch {
	case value != "":
		return w.callIT("the registry value " + source + " is not used: " + value + ". Tell IT")
	case code == "too_many":
		return w.callIT("the registry key " + source + " has too many values; only the first ones are used. Tell IT")
	case why == "":
		why = "it is not valid (" + code + ")"
	}
	return w.callIT("policy " + source + " is not used: " + why + ". Tell IT")
}

func quote(s string) string { return strconv.Quote(s) }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
