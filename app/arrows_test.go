//go:build !windows

package app

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The go command is asked for every system; where Windows programs are tested it is missing.
const module = "github.com/wolkvox-hold/wolkvox-hold"

// imports are a package's own imports of ours and of others, without tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, tags := range []string{"", "nowindow"} {
		out, err := exec.Command("go", "list", "-e", "-tags", tags, "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"/...", module+"/.ci/judge").Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for line := range strings.Lines(string(out)) {
			f := strings.Fields(line)
			all[f[0]] = append(all[f[0]], f[1:]...)
		}
	}
	if len(all) < 15 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

func ours(path string) bool { return strings.HasPrefix(path, module) }

// TestArrowsPointDownOnly holds the layout: main, app, its rooms from the commands down to
// env, then packages that touch the system and do not know each other, then pure ones. Each
// rule says why.
func TestArrowsPointDownOnly(t *testing.T) {
	rules := []struct {
		why     string
		from    string   // a package or, with /..., all below it
		allowed []string // ours; nothing else of ours may be imported
	}{
		{"the client is of use to other programs", "wolkvox", nil},
		{"the pretend server speaks HTTP and knows no client", "wolkvox/simulator", nil},
		{"settings decide; they touch nothing", "app/settings", nil},
		{"every sentence stands apart from the code that picks it", "app/words", nil},
		{"the press logic is pure but for the outcome's type", "app/hold", []string{"wolkvox"}},
		{"files hold settings, and nothing else", "app/settingsfile", []string{"app/settings", "app/winapi"}},
		{"policy brings settings, and nothing else", "app/policy", []string{"app/settings", "app/printable"}},
		{"the proxy is the system's; who asks does not matter", "app/proxy", []string{"app/deadline", "app/sessionbus"}},
		{"a log-on makes tokens; whether a proxy may have one is decided elsewhere", "app/proxylogon", []string{"wolkvox"}},
		{"the system says which languages a person wants; what is spoken is decided elsewhere", "app/locale", nil},
		{"a watcher tells that something changed, not what it means", "app/watch", []string{"app/awake", "app/newest", "app/sessionbus"}},
		{"that the machine woke is told, not what it means", "app/awake", nil},
		{"the keychain brings a token", "app/keychain", []string{"wolkvox", "app/child", "app/capped", "app/deadline", "app/printable", "app/sealed", "app/sessionbus"}},
		{"a sealed file holds bytes, whatever they mean", "app/sealed", []string{"app/winapi"}},
		{"which backend serves a desktop is decided here, and nowhere else", "app/hotkey/desktop", []string{"app/hotkey", "app/hotkey/x11", "app/hotkey/portal", "app/hotkey/win32", "app/hotkey/macos", "app/settings", "app/sessionbus"}},
		{"X11 tells of keys, not of presses", "app/hotkey/x11", []string{"app/hotkey", "app/settings", "app/awake", "app/boot", "app/capped", "app/newest"}},
		{"a portal tells of keys, not of presses", "app/hotkey/portal", []string{"app/hotkey", "app/settings", "app/eventage", "app/printable", "app/sessionbus"}},
		{"Windows tells of keys, not of presses", "app/hotkey/win32", []string{"app/hotkey", "app/settings", "app/eventage", "app/winapi"}},
		{"macOS tells of keys, not of presses", "app/hotkey/macos", []string{"app/hotkey", "app/settings", "app/eventage", "app/deadline", "app/newest"}},
		{"backends and their callers share words, and words know neither", "app/hotkey", []string{"app/settings"}},
		{"how old an event can be is a matter of times and clocks alone", "app/eventage", []string{"app/awake", "app/boot", "app/newest"}},
		{"the tray shows what it is given", "app/tray", []string{"app/eventage", "app/newest", "app/printable", "app/sessionbus", "app/winapi"}},
		{"what the tray shows is decided from what is so; nothing is touched", "app/trayview", []string{"wolkvox", "app/hold", "app/hotkey", "app/settings", "app/tray", "app/words", "assets"}},
		{"calls of Windows that several packages make alike know none of them", "app/winapi", nil},
		{"a dialog asks for texts; what they mean does not matter", "app/dialog", []string{"app/winapi"}},
		{"notifications show what they are given", "app/notify", []string{"app/newest", "app/printable", "app/sessionbus", "app/winapi"}},
		{"a sound is bytes that are played", "app/sound", []string{"app/child", "app/newest"}},
		{"the channel carries messages it does not read", "app/channel", []string{"app/boot", "app/printable"}},
		{"the lock's files name a channel, and no disk under them is waited for", "app/instance", []string{"app/channel", "app/deadline", "app/newest", "app/printable", "app/watch"}},
		{"what is waited for does not matter, only for how long", "app/deadline", nil},
		{"parts of a program run until it ends; what they do does not matter", "app/parts", nil},
		{"a program is started; what it does does not matter", "app/child", nil},
		{"a boot of the machine is a matter of its clock and its kernel", "app/boot", nil},
		{"a session bus has services; what they are for does not matter", "app/sessionbus", nil},
		{"what can be shown of a text does not depend on who wrote it", "app/printable", nil},
		{"what others write is bounded, whatever it means", "app/capped", nil},
		{"a program of ours says its version; what follows from it does not matter", "app/programversion", []string{"app/child", "app/capped"}},
		{"the newest value counts, whatever it is", "app/newest", nil},
		{"a crash leaves its trace, whoever crashes", "app/crash", nil},
		{"autostart writes a file", "app/autostart", []string{"app/capped"}},
		{"the log's file takes lines, whoever writes them", "app/logfile", nil},
		{"a command line means a command; what it does is the caller's", "app/commandline", nil},
		{"the end of the session is told, not handled", "app/logoff", []string{"app/winapi"}},
		{"a log-on has a name; what ends with it does not matter", "app/logon", []string{"app/boot"}},
		{"what kind of session this is, is a matter of facts", "app/session", []string{"app/deadline"}},
		{"somebody's desk serves tests of several packages", "app/internal/desk", []string{"app/env", "app/policy", "app/settings", "app/settingsfile"}},
		{"the pretend bus serves tests of several packages", "app/internal/fakebus", []string{"app/internal/need"}},
		{"so does a real one of their own", "app/internal/busdaemon", []string{"app/internal/need"}},
		{"and a stand-in for Fyne's event loop", "app/internal/eventloop", nil},
		{"and what tests need of the machine", "app/internal/need", nil},
		{"the window's content asks its backend", "app/window/form", []string{"app/window/capture", "app/window/widgets", "app/window/background", "app/settings"}},
		{"so does that of the small window, which knows no other", "app/window/extension", []string{"app/window/widgets", "app/window/background"}},
		{"a hotkey is recorded without a look at the form that it is for", "app/window/capture", []string{"app/window/widgets", "app/window/background"}},
		{"widgets do not know which window they are in", "app/window/widgets", nil},
		{"what a window does in the background does not matter, only that it ends with it", "app/window/background", []string{"app/deadline"}},
		{"the window starts Fyne for its content", "app/window", []string{"app/window/form", "app/window/extension", "app/window/widgets"}},
		{"the guide is text in a file; who opens it does not matter", "app/guide", []string{"assets"}},
		{"pictures depend on nothing", "assets", nil},
		{"the judge knows nothing of what it judges", ".ci/judge", nil},
	}
	// A room may import what is below all rooms, and of these only the ones named here.
	rooms := map[string][]string{
		"app":         {"app/cli", "app/resident", "app/env"},                                                                                        // streams and signals; every command is a room's
		"app/cli":     {"app/startup", "app/resident", "app/upgrade", "app/checks", "app/settingswindow", "app/residentapi", "app/press", "app/env"}, // a command starts the resident, or asks it
		"app/startup": {"app/resident", "app/residentapi", "app/env"},                                                                                // a start becomes the resident, or asks the one that runs
		"app/resident": { // it goes the way of a press for doctor
			"app/openwindows", "app/keyboard", "app/tokencache", "app/upgrade", "app/practice", "app/livesettings",
			"app/checks", "app/residentapi", "app/press", "app/env",
		},
		"app/keyboard":       {"app/residentapi"},                                                  // a chord is kept registered; what its presses do is the resident's
		"app/tokencache":     {"app/press"},                                                        // the token is ready before a press; who presses does not matter
		"app/upgrade":        {"app/env"},                                                          // a newer program takes over; when that may be is the resident's
		"app/practice":       {"app/env"},                                                          // a pretend server with its settings; who presses against it does not matter
		"app/livesettings":   {"app/practice", "app/press", "app/env"},                             // the settings in force; what else follows a change is the resident's
		"app/checks":         {"app/residentapi", "app/press", "app/env"},                          // doctor looks, and asks the resident
		"app/settingswindow": {"app/editor", "app/residentapi", "app/press", "app/env"},            // a window asks the resident, it is not part of it
		"app/openwindows":    {"app/settingsdialog", "app/practice", "app/residentapi", "app/env"}, // which windows are open; what is told of them is the resident's
		"app/settingsdialog": {"app/editor", "app/env"},                                            // a dialog has the same rules as the window
		"app/editor":         {"app/residentapi", "app/env"},                                       // what is typed becomes a setting or a refusal; what it looks like does not matter
		"app/residentapi":    {"app/press", "app/env"},                                             // messages and their client
		"app/press":          {"app/env"},                                                          // a press becomes an outcome; nothing is shown or told here
		"app/env":            nil,                                                                  // what all of them use
	}
	all := imports(t)
	for room, allowed := range rooms {
		for _, path := range all[module+"/"+room] {
			short := strings.TrimPrefix(path, module+"/")
			if _, is := rooms[short]; is && !slices.Contains(allowed, short) {
				t.Errorf("%s imports %s", room, short)
			}
		}
	}
	for _, rule := range rules {
		got, ok := all[module+"/"+rule.from]
		if !ok {
			t.Errorf("%s: there is no such package", rule.from)
		}
		for _, path := range got {
			short := strings.TrimPrefix(path, module+"/")
			if ours(path) && !slices.Contains(rule.allowed, short) {
				t.Errorf("%s imports %s: %s", rule.from, short, rule.why)
			}
		}
	}
	for path := range all {
		short := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
		_, known := rooms[short]
		known = known || short == ""
		for _, rule := range rules {
			known = known || rule.from == short
		}
		if !known {
			t.Errorf("package %s has no rule: say here what it may import, and why", short)
		}
	}
}

func TestWhoMayImportWhatFromOutside(t *testing.T) {
	for _, rule := range []struct {
		why, of string
		allowed []string
	}{
		{"Fyne needs OpenGL and wakes 60 times a second: the window's child process alone may have it", "fyne.io/fyne/v2", []string{"app/window", "app/window/form", "app/window/capture", "app/window/extension", "app/window/widgets"}},
		{"the screen's size is asked of the driver under the window", "github.com/go-gl/glfw", []string{"app/window"}},
		{"one tray", "fyne.io/systray", []string{"app/tray"}},
		{"one log-on", "github.com/alexbrainman/sspi", []string{"app/proxylogon"}},
		{"one keychain", "github.com/zalando/go-keyring", []string{"app/keychain"}},
		{"x/hotkey panics without a display and is kept from Linux; macOS uses it, Windows its names of keys", "golang.design/x/hotkey", []string{"app/hotkey/macos", "app/hotkey/win32"}},
		{"property lists are what macOS keeps policies and agents in", "howett.net/plist", []string{"app/policy", "app/autostart"}},
		{"X belongs to the hotkey", "github.com/jezek/xgb", []string{"app/hotkey/x11"}},
		{"the pretend bus is for tests alone", module + "/app/internal/fakebus", nil},
		{"so is the desk", module + "/app/internal/desk", nil},
		{"and so is the real bus", module + "/app/internal/busdaemon", nil},
		{"and the event loop", module + "/app/internal/eventloop", nil},
		{"and the judge", module + "/.ci/judge", nil},
		{"and what tests need", module + "/app/internal/need", []string{"app/internal/fakebus", "app/internal/busdaemon"}},
	} {
		for path, list := range imports(t) {
			short := strings.TrimPrefix(path, module+"/")
			for _, p := range list {
				if (p == rule.of || strings.HasPrefix(p, rule.of+"/")) && !slices.Contains(rule.allowed, short) {
					t.Errorf("%s imports %s: %s", short, p, rule.why)
				}
			}
		}
	}
	for path, list := range imports(t) {
		if path != module+"/wolkvox" && path != module+"/wolkvox/simulator" {
			continue
		}
		for _, p := range list {
			if strings.Contains(strings.Split(p, "/")[0], ".") {
				t.Errorf("%s imports %s: it is standard library only", path, p)
			}
		}
	}
}

// TestTheResidentLinksNoFyne looks at the whole build graph of the program that
// packages ship as wolkvox-hold.
func TestTheResidentLinksNoFyne(t *testing.T) {
	for _, system := range []string{"linux", "windows"} {
		cmd := exec.Command("go", "list", "-deps", "-tags", "nowindow", module)
		cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0", "GOOS="+system)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", system, err)
		}
		for line := range strings.Lines(string(out)) {
			p := strings.TrimSpace(line)
			if p == "text/template" {
				t.Errorf("the %s resident links %s: with what comes along that is 1 MB", system, p)
			}
			if p == "fyne.io/fyne/v2" || strings.HasPrefix(p, "fyne.io/fyne/") || strings.HasPrefix(p, "github.com/go-gl/") {
				t.Errorf("the %s resident links %s: merely linking Fyne costs 12 MB and OPENGL32", system, p)
			}
		}
	}
}
