package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notCaused are the codes of doctor that no story causes, with the reason.
var notCaused = map[string]string{
	"connect_next": "only a desktop's portal gives a list of proxies: the story system-proxy",
	"proxy_next":   "likewise",
	"proxy_logon":  "a log-on at a proxy, which only Windows makes",
	"proxy_slow":   "a proxy script, which Linux does not run",

	"hotkey_asking":      "only a portal on Wayland",
	"hotkey_closed":      "likewise",
	"hotkey_denied":      "likewise",
	"hotkey_portal":      "likewise",
	"hotkey_unconfirmed": "likewise",
	"hotkey_failed":      "an X server refuses a chord only if it is taken; Windows: TestWhyAChordIsRefused",
	"hotkey_permission":  "macOS",
	"hotkey_unsupported": "a system without hotkeys",

	"keychain_not_allowed": "only KeePassXC and macOS ask for consent",
	"policy_busy":          "Windows",
	"policy_value":         "Windows",
	"setting_in_machine":   "Windows",
	"setting_in_file":      "an advice of setting_invalid",
	"setting_in_policy":    "likewise",

	"token_sealed_elsewhere": "Windows: TestASealedFileThatIsNotOurs",
	"token_store_refuses":    "Windows: TestATokenThatWindowsRefuses",

	"tray_broken":  "a panel that does not do what it says: TestAWatcherThatIsNoneIsSaidAndTriedAgain",
	"tray_lost":    "a panic in the library: TestAPanicOfTheLibraryLosesTheTrayOnce",
	"tray_picture": "Windows",
	"tray_taskbar": "Windows",
	"watch_slow":   "the limit is the whole machine's: TestWhatCannotBeWatchedIsSaid",
}

// Whatever doctor advises something about is caused by a story, or listed above.
func TestEveryCodeOfDoctor(t *testing.T) {
	text, err := os.ReadFile("../../app/words/locales/active.en.json")
	if err != nil {
		t.Fatal(err)
	}
	var sentences map[string]any
	if err := json.Unmarshal(text, &sentences); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var caused []string
	for _, path := range paths {
		story, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range regexp.MustCompile(`(?m)^(?:\[.*\] )?doctor .*`).FindAllString(string(story), -1) {
			for _, m := range regexp.MustCompile(`(?:warning|trouble):(\w+)`).FindAllStringSubmatch(line, -1) {
				caused = append(caused, m[1])
			}
		}
	}
	for key := range sentences {
		code, isAdvice := strings.CutPrefix(key, "advice.")
		if isAdvice && !slices.Contains(caused, code) && notCaused[code] == "" {
			t.Errorf("no story causes %s; write one, or say in notCaused why none can", code)
		}
	}
	for code := range notCaused {
		if sentences["advice."+code] == nil {
			t.Errorf("doctor has no code %s", code)
		}
	}
}

func TestWhatDoctorFinds(t *testing.T) {
	const taken = `{"check":"hotkey","code":"hotkey_taken","state":"trouble","text":"it is taken","detail":"x11","advice":"choose another"}`
	const alone = `{"code":"resident_not_running","state":"warning","text":"not running","advice":"start it"}`
	const lock = `{"code":"lock_ok","state":"ok","text":"the lock"}`
	for _, c := range []struct {
		args     string
		resident bool
		findings string
		code     int
		want     string // in the error
	}{
		{"ok", true, lock, 0, ""},
		{"ok:lock_ok", true, lock, 0, ""},
		{"ok:tray_ok", true, lock, 0, "it found"},
		{"ok", true, taken, 1, "it found"},
		{"ok", false, lock, 0, "it found"},
		{"trouble:hotkey_taken choose another", true, lock + "," + taken, 1, ""},
		{"trouble:hotkey_taken hotkey: it is taken .x11", true, taken, 1, ""},
		{"trouble:hotkey_taken call IT", true, taken, 1, "want call IT"},
		{"trouble:hotkey_taken", true, taken, 0, "exit code is 0"},
		{"warning:hotkey_taken", true, taken, 1, "it found"},
		{"trouble:hotkey_taken", false, taken, 1, "it found"},
		{"trouble:hotkey_taken start it", false, taken + "," + alone, 1, "want start it"},
		{"DISPLAY= A=b trouble:hotkey_taken", false, taken + "," + alone, 1, ""},
		{"warning:resident_not_running start it", false, alone, 0, ""},
		{"warning:resident_not_running", false, strings.Replace(alone, "start it", "", 1), 0, "lacks"},
		{"", true, lock, 0, "it needs"},
		{"something", true, lock, 0, "it needs"},
		{"ok something", true, lock, 0, "it needs"},
	} {
		w, err := parseWanted(strings.Fields(c.args), c.resident)
		if err == nil {
			var r report
			if err := json.Unmarshal([]byte(`{"findings":[`+c.findings+`]}`), &r); err != nil {
				t.Fatal(err)
			}
			r.Well = !strings.Contains(c.findings, "trouble")
			err = w.compare(r, c.code)
		}
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.args, err, c.want)
		}
	}
}
