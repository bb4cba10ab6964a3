package words

import "strconv"

// HotkeySteps explains how to bind a key to the toggle command in the desktop's own
// settings. Desktop is gnome, kde, sway, hyprland, or any other; line goes into the
// settings file of those that have one.
func (w Words) HotkeySteps(desktop, chord, command, line string) []string {
	switch desktop {
	case "gnome":
		return []string{w.text("steps.gnome_1"), w.text("steps.gnome_2", "Command", command), w.text("steps.gnome_3", "Chord", chord)}
	case "kde":
		return []string{w.text("steps.kde_1"), w.text("steps.kde_2", "Command", command), w.text("steps.kde_3", "Chord", chord)}
	case "sway":
		return []string{w.text("steps.line", "File", "~/.config/sway/config", "Line", line), w.text("steps.sway_2")}
	case "hyprland":
		return []string{w.text("steps.line", "File", "~/.config/hypr/hyprland.conf", "Line", line), w.text("steps.hyprland_2")}
	}
	return []string{w.text("steps.other_1"), w.text("steps.other_2", "Chord", chord, "Command", command), w.text("steps.other_3")}
}

// NoHotkeyHere introduces the steps in a notification. It starts with what to do,
// because many desktops cut a long text.
func (w Words) NoHotkeyHere() string { return w.text("steps.head") }

// HotkeyHow is the title of the steps, and of the menu item and the button that open
// them.
func (w Words) HotkeyHow() string { return w.text("steps.how") }

// HotkeyStep numbers one step in status and doctor.
func (w Words) HotkeyStep(n int, step string) string {
	return w.text("steps.step", "Number", strconv.Itoa(n), "Step", step)
}

// CopyLabel is the button that copies the text of the steps.
func (w Words) CopyLabel() string { return w.text("window.edit_copy") }

// Copied says that the text is in the clipboard.
func (w Words) Copied() string { return w.text("steps.copied") }

// CloseLabel is the button that closes the window.
func (w Words) CloseLabel() string { return w.text("steps.close") }

// HotkeyIs is the name of the hotkey that the desktop shows when it asks for it.
func (w Words) HotkeyIs() string { return w.withPractice(w.text("steps.portal_name")) }
