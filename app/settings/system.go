package settings

import "strings"

// system reports whether desktops or editing need the chord, so that registering it
// would break other programs. The lists below are the usual chords of Windows, macOS
// and the larger Linux desktops. If a single program has a chord, registering it fails.
func (c Chord) system() bool {
	switch c.Key {
	case "Tab", "Escape", "Enter", "Delete", "Backspace", "Print":
		return true // Alt+Tab, Ctrl+Alt+Delete, Ctrl+Shift+Esc, Ctrl+Enter, …
	}
	if n := functionKey(c.Key); 1 <= n && n <= 12 && c.Ctrl && c.Alt {
		return true // Linux consoles
	}
	if c.Key == "Pause" && c.Ctrl {
		return true // Ctrl+Break ends programs, and the system reports it as a different key
	}
	keys := c.modifierText() + " "
	for _, list := range systemChords() {
		if rest, ok := strings.CutPrefix(list, keys); ok {
			for key := range strings.FieldsSeq(rest) {
				if key == c.Key {
					return true
				}
			}
		}
	}
	return false
}

// modifierText returns the modifiers as the lists have them, such as "Ctrl+Shift".
func (c Chord) modifierText() string {
	c.Key = "x"
	return strings.TrimSuffix(strings.TrimSuffix(c.String(), "x"), "+")
}

// systemChords returns one line for each set of modifiers: the modifiers, then the keys
// that are refused with exactly these.
func systemChords() []string {
	return []string{
		// Copy, paste, undo, find, print, save, close, bold, address bar, end of file …
		"Ctrl A B C D E F G H I K L N O P Q R S T U V W X Y Z Space",
		"Ctrl F4 Insert Home End PageUp PageDown Left Right Up Down",
		"Shift F10 Insert Home End PageUp PageDown Left Right Up Down",
		// Redo, paste as text, new private window, reopen tab, quit …
		"Ctrl+Shift C N Q S T U V W Z Home End PageUp PageDown Left Right Up Down",
		// Window menu, run, close, move, resize; back and forward in browsers.
		"Alt F1 F2 F4 F7 F8 Space Home End PageUp PageDown Left Right Up Down",
		// Workspaces.
		"Ctrl+Alt Left Right Up Down",
		"Ctrl+Shift+Alt Left Right Up Down",
		// Lock, desktop, files, run, search and the rest of the Windows key; Cmd on macOS.
		"Super A B C D E F G H I K L M N O P Q R S T U V W X Z Space",
		"Super 0 1 2 3 4 5 6 7 8 9 F4 Pause Home End PageUp PageDown Left Right Up Down",
		"Shift+Super 0 1 2 3 4 5 6 7 8 9 C M N Q S T V W Z Space Home End PageUp PageDown Left Right Up Down",
		"Ctrl+Super C D F L M N O Q S V Space F4 Left Right Up Down",
		"Alt+Super B D G K M R S V Space",
	}
}
