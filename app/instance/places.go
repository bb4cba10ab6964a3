package instance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrNoPlace means that no folder for the lock is safe and can be written. Without the
// lock nothing may be sent. It is joined with the reason for each place.
var ErrNoPlace = errors.New("no folder for the lock can be used; a private XDG_RUNTIME_DIR or HOME is needed")

// Places says where the lock of one program, user and machine is.
//
// On Linux it is in all of these that can be written, in this order:
//
//   - $XDG_RUNTIME_DIR/<Name>/lock, if that variable names a private folder of
//     the user (XDG Base Directory Specification: owned by the user, mode 0700)
//   - /run/user/<UID>/<Name>/lock, if /run/user/<UID> exists
//   - $XDG_STATE_HOME/<Name>/lock-<machine>, by default in $HOME/.local/state;
//     several machines can share a home, so this name holds the machine
//   - the same in .local/state of the home folder in the system's user database
//
// On macOS it is Library/Application Support/<Name>/run/lock in $HOME and in that home
// folder; cleaners remove files from Caches, but not from there. On Windows it is
// <Name>\run\lock in %LOCALAPPDATA% and in the system's own folder for that.
//
// So two environments that differ in every variable still share at least one place.
//
// The <Name> folders are made with mode 0700. A folder that belongs to another user, is a
// symbolic link, or can be written by others is not used.
type Places struct {
	// Name is "wolkvox-hold", or "wolkvox-hold-practice", which has a lock of its own.
	Name string
	// Getenv reads the environment; nil means os.Getenv.
	Getenv func(string) string
	// UID is os.Getuid(). Windows does not use it.
	UID int
	// Program is the program's version, for the lock file and the hello. It may be empty.
	Program string
	// Home returns the user's folder according to the system, not the environment: the
	// home folder on Linux and macOS, the local application data on Windows, or "" if
	// unknown. Nil asks the system.
	Home func() string
	// RunUser replaces /run/user in tests, so that none meets the resident of the person who
	// runs them.
	RunUser string
}

// candidate is one path where a lock file may be.
type candidate struct {
	base      string // must exist and belong to the user; "" for no condition
	forbidden uint32 // permission bits that base must not have
	dir       string // our own folder, created with its parents if missing
	file      string // the lock file's name in it
}

// home returns the cleaned path of Places.Home, and false if it is not absolute.
func (p Places) home() (string, bool) {
	ask := p.Home
	if ask == nil {
		ask = func() string { return systemHome(p.UID) }
	}
	dir := ask()
	if !filepath.IsAbs(dir) {
		return "", false
	}
	return filepath.Clean(dir), true
}

func (p Places) env(key string) string {
	if p.Getenv == nil {
		return os.Getenv(key)
	}
	return p.Getenv(key)
}

// folder reads an environment variable that names a folder. A relative path would depend
// on the working directory, so it counts as unset.
func (p Places) folder(key string) (string, bool) {
	dir := p.env(key)
	if !filepath.IsAbs(dir) {
		return "", false
	}
	return filepath.Clean(dir), true
}

func (p Places) check() error {
	if p.Name == "" || p.Name == "." || p.Name == ".." || strings.ContainsAny(p.Name, `/\:`) {
		return fmt.Errorf("%q cannot name a lock", p.Name)
	}
	return nil
}

// Session names the log-on session of this process: the Wayland or X display, "ssh"
// without one, the session's number on Windows, or "" if unknown. Two processes with the
// same non-empty name share a screen. It has at most 64 bytes and no control characters.
func (p Places) Session() string { return p.session() }

// Machine identifies this machine by 16 hexadecimal digits. Files in a home or profile
// that several machines share have it in their names. It does not change while a process
// runs. Later it may, for example when a machine without an ID gets another host name.
func Machine() string { return machine() }
