package app

import (
	"os/exec"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// steps are how a person binds a key to the toggle command where the desktop gives
// none to programs.
type steps struct {
	Lines []string
	Copy  string // what has to be typed exactly
}

// helped reports whether binding the command by hand helps with this trouble.
func helped(code string) bool {
	switch code {
	case hotkey.CodeWayland, hotkey.CodeDenied, hotkey.CodeUnconfirmed, hotkey.CodeClosed, hotkey.CodePortal:
		return true
	}
	return false
}

// serving reports whether the portal serves presses in spite of what is wrong.
func serving(code string) bool { return code == "" || code == hotkey.CodeUnconfirmed }

// desktopName finds the desktop among those whose settings we know, else "". The
// variable is a list with colons, the most special name first (XDG Desktop Entry
// specification); sway and Hyprland also run without a log-on manager that sets it.
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

// bindingLine is the line for the settings file of a desktop that has one, else "".
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

// toggleCommandLine is the command to bind: by its name where that finds a program,
// else by the whole path, also where a folder to look into does not answer in time.
func toggleCommandLine() string {
	path, err := env.Within(env.ReadWithin, func() (string, error) {
		if _, err := lookPath(env.ProgramName); err == nil {
			return env.ProgramName, nil
		}
		return residentProgram(), nil // a press need not start the large program that draws windows
	})
	if err != nil {
		path = env.ProgramPath()
	}
	if strings.ContainsAny(path, " \t'\"\\$`&;()<>|*?[]#~!{}") {
		path = "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path + " toggle"
}

// lookPath is another one in tests.
var lookPath = exec.LookPath

// hotkeySteps are the steps for the desktop this process runs in, in words of w.
func hotkeySteps(p *env.Env, w words.Words, c settings.Chord) steps {
	desktop, command := desktopName(p.Getenv), toggleCommandLine()
	line := bindingLine(desktop, c, command)
	s := steps{w.HotkeySteps(desktop, c.String(), command, line), command}
	if line != "" {
		s.Copy = line
	}
	return s
}

// stepsFile remembers that the steps were shown.
const stepsFile = "hotkey-steps-shown"

// showSteps says that there is no hotkey, and how to get one. That a desktop gives
// none to programs is said once and not at each start.
func (r *resident) showSteps(code string, c settings.Chord) {
	text := r.p.Words.Hotkey(code, c.String())
	if !r.mayTell() {
		r.aside(text)
		return
	}
	if code == hotkey.CodeWayland && !r.firstTime(stepsFile) {
		return
	}
	lines := hotkeySteps(r.p, r.p.Words, c).Lines
	if code != hotkey.CodeWayland {
		lines = append([]string{text}, lines...)
	}
	r.notifier.Show(notify.Note{
		Summary: r.p.Words.NoHotkeyHere(),
		Body:    strings.Join(lines, "\n"),
		Button:  r.p.Words.HotkeyHow(),
	})
}
