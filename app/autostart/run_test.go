package autostart

import (
	"strings"
	"testing"
)

func TestRunStartsTheProgram(t *testing.T) {
	for program, want := range map[string]string{
		`C:\Program Files\Wolkvox Hold\wolkvox-hold.exe`: `"C:\Program Files\Wolkvox Hold\wolkvox-hold.exe" --background`,
		`c:\hold.exe`:                 `"c:\hold.exe" --background`,
		`\\server\share\hold.exe`:     `"\\server\share\hold.exe" --background`,
		`C:\Users\Ana Ñuñez\hold.exe`: `"C:\Users\Ana Ñuñez\hold.exe" --background`,
		`C:\%TEMP%\hold.exe`:          `"C:\%TEMP%\hold.exe" --background`,
	} {
		got, err := formatRun(program)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", program, got, err, want)
		}
	}
	for _, program := range []string{"", "hold.exe", `.\hold.exe`, `C:hold.exe`, `\hold.exe`, `\\`, `\\\hold.exe`, `/usr/bin/hold`, `C:\a" "b.exe`, "C:\\a\nb.exe", "C:\\a\xff.exe", `C:\a?.exe`, `C:\` + strings.Repeat("a", 250) + `.exe`} {
		if got, err := formatRun(program); err == nil {
			t.Errorf("%q: got %q, want an error", program, got)
		}
	}
}

func TestRunIsRead(t *testing.T) {
	for line, want := range map[string]string{
		``:                      ``,
		`"C:\a b\hold.exe" --x`: `C:\a b\hold.exe`,
		`"C:\a b\hold.exe"`:     `C:\a b\hold.exe`,
		`C:\hold.exe --x`:       `C:\hold.exe`,
		`  C:\hold.exe`:         `C:\hold.exe`,
		`"C:\a b\hold.exe`:      ``,
		`""`:                    ``,
	} {
		if got := parseRun(line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

func TestWhatTaskManagerKeeps(t *testing.T) {
	for data, want := range map[string]bool{"": true, "\x02\x00": true, "\x06": true, "\x03\x00\x00\x00\x01": false, "\x07": false} {
		if got := approved([]byte(data)); got != want {
			t.Errorf("%q: got %v, want %v", data, got, want)
		}
	}
}

func FuzzRun(f *testing.F) {
	for _, s := range []string{`C:\Program Files\hold.exe`, `\\a\b`, `"C:\a"`, "", `C:\a" --evil "`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parseRun(s)
		line, err := formatRun(s)
		if err == nil && (parseRun(line) != s || strings.Count(line, `"`) != 2 || !strings.HasSuffix(line, `" --background`)) {
			t.Errorf("%q became %q", s, line)
		}
	})
}
