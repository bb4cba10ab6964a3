//go:build linux || darwin

package policy

import (
	"path/filepath"
	"strings"
)

// managedFile is named after the app ID, as macOS requires.
const managedFile = "io.github.wolkvox_hold.WolkvoxHold.plist"

// readManaged reads the two property lists that macOS writes for a configuration
// profile: the machine's in folder, and the user's in a folder below it. Each counts
// only if nobody but owner can have written it.
func readManaged(folder, user string, owner uint32) Policy {
	p := readFile(filepath.Join(folder, managedFile), owner, parsePlist)
	if user == "" || user == "." || user == ".." || strings.ContainsAny(user, "/\x00") {
		return p
	}
	own := readFile(filepath.Join(folder, user, managedFile), owner, parsePlist)
	p.UserRefused = own.Refused
	p.UserEnforced, p.UserDefaults = own.Enforced, own.Defaults
	p.Problems = append(p.Problems, own.Problems...)
	if p.Source == "" {
		p.Source = own.Source
	}
	return p
}
