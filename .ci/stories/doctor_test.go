package main

import (
	"encoding/json"
	"strings"
	"testing"
)

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
