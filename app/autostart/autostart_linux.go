package autostart

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
)

// fileName is the entry's name in every autostart folder. A file in the user's own folder
// hides a file of the same name in the machine's.
const fileName = "wolkvox-hold.desktop"

// maxEntry limits, in bytes, how much of an entry is read.
const maxEntry = 64 << 10

// Enabled reports whether the session will start the program: the entry in effect (the
// user's own, else the machine's first one) exists, is not hidden, and its TryExec
// exists.
func (a Autostart) Enabled() (bool, error) {
	own, err := a.ownFile()
	if err != nil {
		return false, err
	}
	for _, path := range append([]string{own}, a.machineFiles()...) {
		e, found, err := readEntry(path)
		if err != nil {
			return false, err
		}
		if found {
			return e.starts(), nil
		}
	}
	return false, nil
}

// Exists reports whether there is an entry of ours, the user's own or the machine's,
// even one that is switched off.
func (a Autostart) Exists() (bool, error) {
	own, err := a.ownFile()
	if err != nil {
		return false, err
	}
	return anyExists(append(a.machineFiles(), own))
}

// Set turns autostart on or off for this user. On writes the user's own entry, or
// removes it if the machine's entry is enough. Off removes the user's own entry, or, if
// the machine has one, hides that with "Hidden=true", as the specification says. Files
// are replaced in one step.
func (a Autostart) Set(on bool) error {
	own, err := a.ownFile()
	if err != nil {
		return err
	}
	machine, inMachine, err := a.machineEntry()
	if err != nil {
		return err
	}
	switch {
	case on && inMachine && machine.starts(), !on && !inMachine:
		if err := os.Remove(own); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the autostart entry: %w", err)
		}
		return nil
	case on:
		text, err := formatEntry(a.Exec)
		if err != nil {
			return err
		}
		return writeFile(own, text)
	default:
		return writeFile(own, hiddenEntry)
	}
}

// ownFile returns the user's own entry. A relative XDG_CONFIG_HOME is ignored (XDG Base
// Directory Specification).
func (a Autostart) ownFile() (string, error) {
	if dir := a.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "autostart", fileName), nil
	}
	if home := a.Getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".config", "autostart", fileName), nil
	}
	return "", errors.New("no place for the autostart entry: set HOME or XDG_CONFIG_HOME to an absolute path")
}

// machineFiles returns where the machine's entry may be, most important first.
func (a Autostart) machineFiles() []string {
	dirs := a.Getenv("XDG_CONFIG_DIRS")
	if dirs == "" {
		dirs = "/etc/xdg"
	}
	var files []string
	for _, dir := range strings.Split(dirs, ":") {
		if filepath.IsAbs(dir) {
			files = append(files, filepath.Join(dir, "autostart", fileName))
		}
	}
	return files
}

// machineEntry returns the machine's entry in effect.
func (a Autostart) machineEntry() (e entry, found bool, err error) {
	for _, path := range a.machineFiles() {
		if e, found, err = readEntry(path); found || err != nil {
			return e, found, err
		}
	}
	return entry{}, false, nil
}

// readEntry reads one desktop entry. A missing one is not an error.
func readEntry(path string) (entry, bool, error) {
	text, err := capped.ReadFile(path, maxEntry)
	if errors.Is(err, fs.ErrNotExist) {
		return entry{}, false, nil
	}
	if err != nil {
		return entry{}, false, fmt.Errorf("read the autostart entry: %w", err)
	}
	return parseEntry(string(text)), true, nil
}

// starts reports whether a session starts this entry.
func (e entry) starts() bool {
	if e.hidden || e.exec == "" {
		return false
	}
	if !filepath.IsAbs(e.tryExec) {
		return true // not set, or a name that the session looks up itself
	}
	info, err := os.Stat(e.tryExec)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}
