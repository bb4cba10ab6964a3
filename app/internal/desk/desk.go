// Package desk is somebody's desk for the tests of several packages: the settings file of
// a user, and what IT set. It has no desktop and no keychain.
package desk

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
)

// HomeKey names the variable with the home that the operating system knows of. Without
// it a test has none, so that none uses the home of who runs the tests.
const HomeKey = "WOLKVOX_HOLD_TEST_HOME"

func init() {
	env.RealHome = func() string { return os.Getenv(HomeKey) }
	env.RunUser = "/nonexistent"
}

// Desk is one desk.
type Desk struct {
	T   *testing.T
	P   *env.Env
	Set policy.Policy // what IT set; it may change while the test runs
	Err bytes.Buffer  // standard error of P
}

// New makes a desk with the user's own settings, or with no file if they are nil.
func New(t *testing.T, user settings.Raw) *Desk {
	t.Helper()
	home := t.TempDir()
	d := &Desk{T: t}
	vars := map[string]string{"XDG_CONFIG_HOME": home, "APPDATA": home, "HOME": home, "XDG_STATE_HOME": home, "LOCALAPPDATA": home}
	d.P = &env.Env{Version: "1.2.3", Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &d.Err,
		Getenv: func(k string) string { return vars[k] }, PolicyReader: func() policy.Policy { return d.Set }}
	if user != nil {
		d.Save(user)
	}
	return d
}

// File is the settings file.
func (d *Desk) File() settingsfile.File {
	d.T.Helper()
	f, err := d.P.SettingsFile()
	if err != nil {
		d.T.Fatal(err)
	}
	return f
}

// Save changes the user's settings.
func (d *Desk) Save(user settings.Raw) {
	d.T.Helper()
	err := d.File().Save(func(r settings.Raw) error {
		for k, v := range user {
			r[k] = v
		}
		return nil
	})
	if err != nil {
		d.T.Fatal(err)
	}
}

// Hide puts something that cannot be read in the place of the settings file, and
// returns what puts the file back.
func (d *Desk) Hide() (back func()) {
	d.T.Helper()
	path := d.File().Path
	do := func(err error) {
		d.T.Helper()
		if err != nil {
			d.T.Fatal(err)
		}
	}
	do(os.Rename(path, path+".away"))
	do(os.Mkdir(path, 0o700))
	return func() {
		do(os.Remove(path))
		do(os.Rename(path+".away", path))
	}
}
