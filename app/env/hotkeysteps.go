package env

import (
	"os/exec"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// HotkeySteps say how to bind a key to the toggle command, for desktops that give
// programs no hotkey.
type HotkeySteps struct {
	Lines []string
	Copy  string // the text to type exactly
}

// desktopName returns the desktop if it is one whose settings we know, else "". The variable
// is a colon-separated list with the most specific name first (XDG Desktop Entry
// specification). Sway and Hyprland also run without a log-on manager that sets it.
func desktopName(getenv func(string) string) string {
	list := getenv("XDG_CURRENT_DESKTOP")
	for _, name := range strings.Split(list[:min(len(list), 200)], ":") {
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "gnome", "kde", "sway", "hyprland":
			return name
		}
	}
	switch {
	case list != "":
		return ""
	case getenv("SWAYSOCK") != "":
		return "sway"
	case getenv("HYPRLAND_INSTANCE_SIGNATURE") != "":
		return "hyprland"
	}
	return ""
}

// bindingLine is the line for the desktop's settings file, empty for desktops without one.
func bindingLine(desktop string, c settings.Chord, command string) string {
	key := hotkey.KeyName(c.Key)
	switch desktop {
	case "sway":
		return "bindsym --no-repeat " + strings.Join(append(c.Modifiers("Ctrl", "Shift", "Mod1", "Mod4"), key), "+") + " exec " + command
	case "hyprland":
		return "bind = " + strings.Join(c.Modifiers("CTRL", "SHIFT", "ALT", "SUPER"), " ") + ", " + key + ", exec, " + command
	}
	return ""
}

// toggleCommandLine is the command to bind: the program's name if it is in PATH, else its full
// path, also if a folder in PATH does not answer in time.
func toggleCommandLine() string {
	path, err := Within(ReadWithin, func() (string, error) {
		if _, err := LookPath(ProgramName); err == nil {
			return ProgramName, nil
		}
		return ResidentProgram(), nil // a press must not start the large window program
	})
	if err != nil {
		path = ProgramPath()
	}
	if strings.ContainsAny(path, " \t'\"\\$`&;()<>|*?[]#~!{}") {
		path = "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path + " toggle"
}

// LookPath is replaced in tests.
var LookPath = exec.LookPath

// HotkeySteps are the steps for this process's desktop, in the language of w.
func (p *Env) HotkeySteps(w words.Words, c settings.Chord) HotkeySteps {
	desktop, command := desktopName(p.Getenv), toggleCommandLine()
	line := bindingLine(desktop, c, command)
	s := HotkeySteps{w.HotkeySteps(desktop, c.String(), command, line), command}
	if line != "" {
		s.Copy = line
	}
	return s
}
