package env

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestWhichDesktopThisIs(t *testing.T) {
	for _, tt := range []struct {
		vars map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"XDG_CURRENT_DESKTOP": "GNOME"}, "gnome"},
		{map[string]string{"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}, "gnome"},
		{map[string]string{"XDG_CURRENT_DESKTOP": "KDE"}, "kde"},
		{map[string]string{"XDG_CURRENT_DESKTOP": "sway:wlroots"}, "sway"},
		{map[string]string{"XDG_CURRENT_DESKTOP": " Hyprland "}, "hyprland"},
		{map[string]string{"XDG_CURRENT_DESKTOP": "LXQt"}, ""},
		{map[string]string{"XDG_CURRENT_DESKTOP": "gnomeish"}, ""},
		{map[string]string{"XDG_CURRENT_DESKTOP": strings.Repeat("x:", 5000) + "KDE"}, ""},
		{map[string]string{"XDG_CURRENT_DESKTOP": "\x1b]0;KDE"}, ""},
		{map[string]string{"SWAYSOCK": "/run/user/1000/sway.sock"}, "sway"},
		{map[string]string{"HYPRLAND_INSTANCE_SIGNATURE": "x"}, "hyprland"},
		{map[string]string{"XDG_CURRENT_DESKTOP": "LXQt", "SWAYSOCK": "left over"}, ""},
	} {
		if got := desktopName(environment(tt.vars)); got != tt.want {
			t.Errorf("%.60q: got %q, want %q", tt.vars, got, tt.want)
		}
	}
}

func TestTheLineForASettingsFile(t *testing.T) {
	chord := func(s string) settings.Chord {
		c, err := settings.ParseChord(s)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, tt := range []struct{ desktop, chord, want string }{
		{"sway", "Ctrl+Shift+F9", "bindsym --no-repeat Ctrl+Shift+F9 exec wolkvox-hold toggle"},
		{"sway", "Ctrl+Super+A", "bindsym --no-repeat Ctrl+Mod4+a exec wolkvox-hold toggle"},
		{"sway", "F13", "bindsym --no-repeat F13 exec wolkvox-hold toggle"},
		{"hyprland", "Ctrl+Shift+F9", "bind = CTRL SHIFT, F9, exec, wolkvox-hold toggle"},
		{"hyprland", "Pause", "bind = , Pause, exec, wolkvox-hold toggle"},
		{"gnome", "Ctrl+Shift+F9", ""},
		{"", "Ctrl+Shift+F9", ""},
	} {
		if got := bindingLine(tt.desktop, chord(tt.chord), "wolkvox-hold toggle"); got != tt.want {
			t.Errorf("%s, %s: got %q, want %q", tt.desktop, tt.chord, got, tt.want)
		}
	}
}

// On every desktop the steps contain the text to type, and fit into a notification.
func TestTheStepsAreWhole(t *testing.T) {
	for _, desktop := range []string{"GNOME", "KDE", "sway", "Hyprland", "", "XFCE"} {
		p := &Env{Getenv: environment(map[string]string{"XDG_CURRENT_DESKTOP": desktop})}
		s := p.HotkeySteps(p.Words, settings.DefaultChord())
		text := strings.Join(s.Lines, "\n")
		if !strings.Contains(text, s.Copy) || !strings.Contains(s.Copy, " toggle") || len(s.Lines) < 2 {
			t.Errorf("%s: %q with %q to copy", desktop, text, s.Copy)
		}
		if n := len(text) + len(words.Words{}.Hotkey(hotkey.CodeWayland, "Ctrl+Shift+F9")); n > 500+len(ProgramPath()) {
			t.Errorf("%s: %d characters", desktop, n)
		}
	}
}

func TestThePressIsTheSmallProgramsWork(t *testing.T) {
	here := t.TempDir()
	program := filepath.Join(here, ProgramName)
	if got := residentBeside(program + "-window"); got != program+"-window" {
		t.Errorf("alone: got %s", got)
	}
	if err := os.WriteFile(program, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{program, program + "-window"} {
		if got := residentBeside(path); got != program {
			t.Errorf("%s: got %s", path, got)
		}
	}
}

func FuzzDesktopName(f *testing.F) {
	f.Add("ubuntu:GNOME", "")
	f.Add(":::", "/sock")
	f.Fuzz(func(t *testing.T, list, sock string) {
		switch got := desktopName(environment(map[string]string{"XDG_CURRENT_DESKTOP": list, "SWAYSOCK": sock})); got {
		case "", "gnome", "kde", "sway", "hyprland":
		default:
			t.Errorf("%q came through", got)
		}
	})
}

func TestProgramThatStartsWithTheSession(t *testing.T) {
	dir := t.TempDir()
	exe := filepath.Join(dir, "wolkvox-hold.exe")
	if err := os.WriteFile(exe, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"wolkvox-hold.com", "wolkvox-hold-window.exe", "wolkvox-hold.exe"} {
		if got := residentBeside(filepath.Join(dir, name)); got != exe {
			t.Errorf("%s: got %s", name, got)
		}
	}
	if other := filepath.Join(dir, "other.com"); residentBeside(other) != other {
		t.Errorf("nothing beside it: got %s", residentBeside(other))
	}
}
