package autostart

import (
	"errors"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// entry is a desktop entry file, as far as we need it. The format is the freedesktop.org
// "Desktop Entry Specification", version 1.5.
type entry struct {
	exec    string // the command line, still quoted
	tryExec string // without this program the entry does not count
	hidden  bool   // "as if the file did not exist"
}

// hiddenEntry switches off the machine's entry of the same name.
const hiddenEntry = `[Desktop Entry]
Type=Application
Name=Wolkvox Hold
Hidden=true
`

// formatEntry returns the entry that starts program in the background. The path must be
// absolute, without control characters and without "=", which the specification forbids
// in a program's name.
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

// quoteArgument returns one argument of an Exec line: in double quotes, with a
// backslash before the four characters that are special there. "%" is doubled, because
// it starts a field code. (GLib 2.74 looks for the program before it undoes that, so
// its desktops cannot start a program with "%" in its path.)
func quoteArgument(arg string) string {
	arg = strings.ReplaceAll(arg, "%", "%%")
	if !strings.ContainsAny(arg, " \t\n\"'\\><~|&;$*?#()`") {
		return arg
	}
	return `"` + strings.NewReplacer(`"`, `\"`, "`", "\\`", `$`, `\$`, `\`, `\\`).Replace(arg) + `"`
}

// escapeString escapes a value of type string. It is applied after quoteArgument, so a
// backslash in a path becomes four, as the specification notes. A space at the end
// would be lost, so it is escaped too.
func escapeString(value string) string {
	value = strings.ReplaceAll(value, `\`, `\\`)
	if body, ok := strings.CutSuffix(value, " "); ok {
		value = body + `\s`
	}
	return value
}

// parseEntry parses the group "Desktop Entry" and ignores everything unknown. The last
// of two equal keys wins.
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
			// The same switch, in GNOME and some other desktops.
			e.hidden = e.hidden || value == "false"
		}
	}
	return e
}

// unescapeString undoes the escapes of a value of type string.
func unescapeString(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\s`, " ", `\n`, "\n", `\t`, "\t", `\r`, "\r").Replace(value)
}
