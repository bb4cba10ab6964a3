package autostart

import (
	"errors"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// entry is what we need to know of a desktop entry file. The format is the
// freedesktop.org "Desktop Entry Specification", version 1.5.
type entry struct {
	exec    string // the command line, still quoted
	tryExec string // the program whose absence makes the entry void
	hidden  bool   // "as if the file did not exist"
}

// hiddenEntry switches the machine's entry of the same name off.
const hiddenEntry = `[Desktop Entry]
Type=Application
Name=Wolkvox Hold
Hidden=true
`

// formatEntry writes the entry that starts program in the background. The path
// must be absolute, and free of control characters and of "=", which the
// specification forbids in a program's name.
func formatEntry(program string) (string, error) {
	switch {
	case !filepath.IsAbs(program):
		return "", errors.New("the program's path is not absolute: start it by its full path")
	case !utf8.ValidString(program), strings.ContainsFunc(program, unicode.IsControl), strings.Contains(program, "="):
		return "", errors.New("the program's path has a character that an autostart entry cannot hold: move the program")
	}
	return "[Desktop Entry]\n" +
		"Type=Application\n" +
		"Name=Wolkvox Hold\n" +
		"TryExec=" + escapeString(program) + "\n" +
		"Exec=" + escapeString(quoteArgument(program)) + " --background\n" +
		"Terminal=false\n", nil
}

// quoteArgument makes one argument of an Exec line: in double quotes, with a
// backslash before the four characters that keep a meaning there. A "%" is
// doubled, since it begins a field code. (GLib 2.74 looks for the program before
// it undoes that, so that its desktops cannot start one with "%" in its path.)
func quoteArgument(arg string) string {
	arg = strings.ReplaceAll(arg, "%", "%%")
	if !strings.ContainsAny(arg, " \t\n\"'\\><~|&;$*?#()`") {
		return arg
	}
	return `"` + strings.NewReplacer(`"`, `\"`, "`", "\\`", `$`, `\$`, `\`, `\\`).Replace(arg) + `"`
}

// escapeString escapes a value of type string. It comes after quoteArgument, so
// a backslash in a path ends up as four, as the specification notes. A space at
// the end would be lost.
func escapeString(value string) string {
	value = strings.ReplaceAll(value, `\`, `\\`)
	if body, ok := strings.CutSuffix(value, " "); ok {
		value = body + `\s`
	}
	return value
}

// parseEntry reads the group "Desktop Entry" and ignores what it does not
// understand. The last of two equal keys wins.
func parseEntry(text string) entry {
	var e entry
	inGroup := false
	for line := range strings.Lines(text) {
		line = strings.Trim(line, " \t\r\n")
		if strings.HasPrefix(line, "[") {
			inGroup = line == "[Desktop Entry]"
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !inGroup || !ok || strings.HasPrefix(line, "#") {
			continue
		}
		value = unescapeString(strings.Trim(value, " \t"))
		switch strings.Trim(key, " \t") {
		case "Exec":
			e.exec = value
		case "TryExec":
			e.tryExec = value
		case "Hidden":
			e.hidden = value == "true"
		case "X-GNOME-Autostart-enabled":
			// GNOME's and other desktops' own switch for the same thing.
			e.hidden = e.hidden || value == "false"
		}
	}
	return e
}

// unescapeString undoes the escapes of a value of type string.
func unescapeString(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\s`, " ", `\n`, "\n", `\t`, "\t", `\r`, "\r").Replace(value)
}
