package words

import "strconv"

// HotkeySteps says how a person binds a key to the toggle command in their
// desktop's own settings. Desktop is gnome, kde, sway, hyprland, or any other; line
// is what goes into the settings file of those that have one.
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

// NoHotkeyHere heads the notice with the steps. What to do comes first in it, since
// many desktops cut a long one.
func (w Words) NoHotkeyHere() string { return w.text("steps.head") }

// HotkeyHow heads the steps, and names the menu's item and the notification's
// button that lead to them.
func (w Words) HotkeyHow() string { return w.text("steps.how") }

// HotkeyStep heads one step in status and doctor.
func (w Words) HotkeyStep(n int, step string) string {
	return w.text("steps.step", "Number", strconv.Itoa(n), "Step", step)
}

// CopyLabel, Copied and CloseLabel are the buttons of the window with the steps.
func (w Words) CopyLabel() string { return w.text("window.edit_copy") }

// Copied says that the text lies in the clipboard now.
func (w Words) Copied() string { return w.text("steps.copied") }

// CloseLabel closes the window.
func (w Words) CloseLabel() string { return w.text("steps.close") }

// HotkeyIs is what the desktop asks its person about.
func (w Words) HotkeyIs() string { return w.mark(w.text("steps.portal_name")) }
