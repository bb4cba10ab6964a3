package control

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrNoPlace is returned when no folder for the lock can be written, or none is
// safe. Without a lock nothing may be sent. It is joined with the reason for
// each place.
var ErrNoPlace = errors.New("no folder for the lock can be used; a private XDG_RUNTIME_DIR or HOME is needed")

// Places says where the lock of one program, user and machine lies.
//
// On Linux it lies in every one of these that can be written, in this order:
//
//   - $XDG_RUNTIME_DIR/<Name>/lock, if that variable names a private folder of
//     the user (XDG Base Directory Specification: owned by the user, mode 0700)
//   - /run/user/<UID>/<Name>/lock, if /run/user/<UID> exists
//   - $XDG_STATE_HOME/<Name>/lock-<machine>, by default in $HOME/.local/state;
//     homes can be shared, so this one is named by the machine
//   - the same in .local/state of the home that the system has for the user
//
// On macOS it is Library/Application Support/<Name>/run/lock in $HOME and in that home,
// where no cleaner takes it away as it does in Caches. On Windows it is <Name>\run\lock
// in %LOCALAPPDATA% and in the folder that the system itself names so.
//
// So two environments that differ in all their variables still have one place in common.
//
// The <Name> folders are made with mode 0700. One that belongs to somebody else,
// is a symbolic link, or can be written by others is not used.
type Places struct {
	// Name is "wolkvox-hold", or "wolkvox-hold-practice", which is another
	// program as far as the lock goes.
	Name string
	// Getenv reads the environment; nil means os.Getenv.
	Getenv func(string) string
	// UID is the user's number, os.Getuid(). Windows does not use it.
	UID int
	// Program is the program's version. It goes into the lock file and into the
	// answer to a hello; it may be empty.
	Program string
	// Home is what the system says of the user, whatever the environment says: on
	// Linux and macOS the home folder, on Windows the local application data, empty
	// where it says nothing. Nil asks the system.
	Home func() string

	// runUser stands for /run/user in tests.
	runUser string
}

// spot is one folder that may take a lock file.
type spot struct {
	base   string // must be there already, and the user's; "" where nothing is asked of it
	closed uint32 // rights that base must not give
	dir    string // our own folder, made with its parents where missing
	file   string // the lock file's name in it
}

// home is the user's real one; see Places.Home.
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

// folder reads an environment variable that names a folder. A relative path
// would depend on the working folder, so it counts as unset.
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

// Session names the log-on that this process runs in: the Wayland or X display,
// "ssh" for a log-on without one, the session's number on Windows, or "" where
// nothing tells. Two processes with the same non-empty name share a screen. It
// has at most 64 bytes and no control characters.
func (p Places) Session() string { return p.session() }

// plain drops what is not printable from s and cuts it to at most n bytes.
func plain(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// Machine names this machine, as 16 hexadecimal digits: what lies in a home or a
// profile that goes with a person from machine to machine carries it in its name. It
// stays for the life of a process, and may change after that, as when a machine gets
// another host name where it has no ID.
func Machine() string { return machine() }
