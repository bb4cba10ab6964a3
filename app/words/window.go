package words

import "fmt"

// Window is a sentence of the settings window, by the name that app/window/form
// gives it.
func (w Words) Window(id string, args ...any) string {
	if id == "set_by" || id == "locked_by" {
		who := ""
		if len(args) > 0 {
			who, _ = args[0].(string)
		}
		if id == "locked_by" {
			return w.LockedBy(who)
		}
		return w.SetBy(who)
	}
	s, ok := window[id]
	if !ok {
		s, ok = windowGuide[id]
	}
	if !ok {
		return id
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, args...)
	}
	return s
}

var window = map[string]string{
	"connection":            "Connection",
	"hotkey":                "Hotkey and messages",
	"more":                  "More",
	"server":                "Server",
	"server_hint":           "for example 0042 or wv0042",
	"extension":             "Extension",
	"extension_hint":        "your own, for example 12345",
	"token":                 "Token",
	"token_unknown":         "looking in the keychain...",
	"token_present":         "a token is stored",
	"token_none":            "no token: paste the one from wolkvox Manager",
	"token_failed":          "the keychain gave no answer",
	"token_store":           "Store",
	"token_replace":         "Replace...",
	"token_clear":           "Clear...",
	"token_empty":           "Paste the new token into the field first.",
	"token_ask_replace":     "Replace the stored token by the one typed here? The old one cannot be brought back.",
	"token_ask_clear":       "Clear the stored token? Hold cannot be toggled until a new one is stored.",
	"token_yes_replace":     "Yes, replace it",
	"token_yes_clear":       "Yes, clear it",
	"token_keep":            "Keep it",
	"token_working":         "Asking the keychain...",
	"token_stored":          "Stored in the keychain of this computer.",
	"token_cleared":         "Cleared.",
	"hotkey_chord":          "Hotkey",
	"hotkey_hint":           "for example Ctrl+Shift+F9",
	"record":                "Record...",
	"record_cancel":         "Cancel",
	"record_waiting":        "One moment...",
	"record_press":          "Press the keys now; the hotkey toggles nothing meanwhile. Esc cancels.",
	"record_keys":           "Pressed: %s",
	"record_unknown":        "This key is not recognised here. Press another, or type the hotkey as text.",
	"record_keypad":         "Keys of the number pad cannot be a hotkey. Use the digits above the letters.",
	"record_done":           "Recorded. Save puts it into effect.",
	"record_timeout":        "No keys came within 30 seconds. The hotkey is unchanged.",
	"record_stopped":        "Recording ended. The hotkey is unchanged.",
	"feedback":              "Tell me by",
	"feedback_notification": "Notification",
	"feedback_sound":        "Sound, and a notification unless it worked",
	"feedback_icon":         "Tray icon only",
	"autostart":             "Start when I log on",
	"language":              "Language",
	"language_auto":         "As the desktop",
	"gap":                   "Press gap",
	"gap_hint":              "milliseconds, 700 to 5000; presses closer together count as one",
	"timeout":               "Time limit",
	"timeout_hint":          "seconds, 4 to 60; how long to wait for wolkvox's answer",
	"proxy":                 "Proxy",
	"proxy_hint":            "system, none, or an address without a password",
	"suggested":             "suggested by your IT",
	"check":                 "Test connection",
	"check_running":         "Testing...",
	"check_unsaved":         "This tests what is saved, not what is typed here.",
	"check_limits":          "The test never toggles hold. So it cannot prove that wolkvox accepts the token, nor that the extension is yours: the first press on a call does.",
	"save":                  "Save",
	"saving":                "Saving...",
	"saved":                 "Saved",
	"not_saved":             "Not saved. See the marked fields; nothing was changed.",
	"nothing":               "Nothing was changed.",
	"saved_no_token":        "The typed token is not stored yet: see beside it.",
}
