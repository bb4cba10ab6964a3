//go:build linux || darwin

package policy

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// managedFile is named after the app ID, as macOS requires.
const managedFile = "io.github.wolkvox_hold.WolkvoxHold.plist"

// readManaged reads the two property lists that macOS writes for a configuration
// profile: the machine's in folder, and the user's in a folder below it. Only root can
// write there.
func readManaged(folder, user string) Policy {
	p := readPlist(filepath.Join(folder, managedFile))
	if user == "" || user == "." || user == ".." || strings.ContainsAny(user, "/\x00") {
		return p
	}
	own := readPlist(filepath.Join(folder, user, managedFile))
	p.UserRefused = own.Refused
	p.UserEnforced, p.UserDefaults = own.Enforced, own.Defaults
	p.Problems = append(p.Problems, own.Problems...)
	if p.Source == "" {
		p.Source = own.Source
	}
	return p
}

func readPlist(path string) Policy {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Policy{}
	}
	p := Policy{Source: path}
	if err != nil {
		return p.refused(CodeUnreadable, err.Error())
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, maxPlist+1))
	if err != nil {
		return p.refused(CodeUnreadable, err.Error())
	}
	return parsePlist(path, b)
}
