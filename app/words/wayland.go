package words

// wayland says what a Wayland desktop did about the hotkey, by a code of app/hotkey.
func (w Words) wayland(code, chord string) (string, bool) {
	s, ok := map[string]string{
		"wayland":     "this Wayland desktop gives programs no hotkey. Set one in its own settings that runs: wolkvox-hold toggle (the menu of the icon and wolkvox-hold status tell how)",
		"asking":      "the desktop has not answered yet whether Wolkvox Hold may have " + chord + ". Look for its question and say yes",
		"denied":      "the desktop, or you, refused " + chord + ". Allow Wolkvox Hold in the desktop's settings and start it again, or set a hotkey there that runs: wolkvox-hold toggle",
		"unconfirmed": "the desktop did not say which key it gave to Wolkvox Hold. Press " + chord + " to see; else set a hotkey in the desktop's own settings",
		"closed":      "the desktop took the hotkey back. Start Wolkvox Hold again to ask for it, or set one in the desktop's settings that runs: wolkvox-hold toggle",
		"portal":      "the part of the desktop that gives hotkeys (its portal) does not answer as it should. It is asked again when it starts anew; until then use the tray icon or: wolkvox-hold toggle",
	}[code]
	return s, ok
}

// HotkeySteps says how a person binds a key to the toggle command in their
// desktop's own settings. Desktop is gnome, kde, sway, hyprland, or any other; line
// is what goes into the settings file of those that have one.
func (w Words) HotkeySteps(desktop, chord, command, line string) []string {
	switch desktop {
	case "gnome":
		return []string{
			"Open Settings, Keyboard, View and Customize Shortcuts, Custom Shortcuts",
			"Add a shortcut: name Wolkvox Hold, command: " + command,
			"Set Shortcut: press " + chord + ", then Add",
		}
	case "kde":
		return []string{
			"Open System Settings and search there for Shortcuts",
			"Add New, Command or Script: " + command,
			"Add a shortcut to it: press " + chord + ", then Apply",
		}
	case "sway":
		return []string{
			"Put this line into ~/.config/sway/config: " + line,
			"Then run: swaymsg reload",
		}
	case "hyprland":
		return []string{
			"Put this line into ~/.config/hypr/hyprland.conf: " + line,
			"It works once the file is saved",
		}
	}
	return []string{
		"Open the desktop's settings for keyboard shortcuts",
		"Add a shortcut of your own for " + chord + " that runs: " + command,
		"Without key repeat, if it asks",
	}
}

// NoHotkeyHere heads the notice with the steps. What to do comes first in it, since
// many desktops cut a long one.
func (w Words) NoHotkeyHere() string { return Product + ": set the hotkey yourself" }

// HotkeyHow heads the steps, and names the menu's item and the notification's
// button that lead to them.
func (w Words) HotkeyHow() string { return "How to set the hotkey" }

// HotkeyStep heads one step in status and doctor.
func (w Words) HotkeyStep(n int, step string) string {
	return "to set the hotkey, " + itoa(n) + ": " + step
}

// CopyLabel, Copied and CloseLabel are the buttons of the window with the steps.
func (w Words) CopyLabel() string { return "Copy" }

// Copied says that the text lies in the clipboard now.
func (w Words) Copied() string { return "Copied: paste it there" }

// CloseLabel closes the window.
func (w Words) CloseLabel() string { return "Close" }

// HotkeyIs is what the desktop asks its person about.
func (w Words) HotkeyIs() string { return "Toggle hold in wolkvox" }
