package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

// otherParts may take the place of the desk's own: another panel, other notification daemons.
// Some of them are not on the PATH.
var otherParts = []part{
	{"org.kde.StatusNotifierWatcher", []string{"lxqt-panel"}},
	{"org.freedesktop.Notifications", []string{"/usr/lib/*/xfce4/notifyd/xfce4-notifyd"}},
	{"org.freedesktop.Notifications", []string{"/usr/lib/notification-daemon/notification-daemon"}},
}

// beginOther begins one of them.
func (d *desk) beginOther(name string) error {
	for _, p := range otherParts {
		if filepath.Base(p.command[0]) != name {
			continue
		}
		if found, _ := filepath.Glob(p.command[0]); len(found) > 0 {
			p.command = found[:1]
		}
		return d.startNamed(p)
	}
	return fmt.Errorf("no part that can begin is called %s", name)
}

// desk's KeePassXC: where its database is, and the password of all keyrings.
const (
	database     = "home/agent.kdbx"
	deskPassword = "desk-password"
)

// keePassXC starts KeePassXC as the Secret Service, with a new database that is open and shared
// with other programs, and with those settings of its own.
func (d *desk) keePassXC(settings []string) error {
	const xml = `<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile><Meta><DatabaseName>Agent</DatabaseName>
<CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{00010203-0405-0607-0809-0a0b0c0d0e0f}</Value></Item></CustomData></Meta>
<Root><Group><UUID>AAECAwQFBgcICQoLDA0ODw==</UUID><Name>Root</Name></Group></Root></KeePassFile>`
	source, path := filepath.Join(d.folder, "tmp/agent.xml"), filepath.Join(d.folder, database)
	if err := os.WriteFile(source, []byte(xml), 0o600); err != nil {
		return err
	}
	create := d.command("keepassxc-cli", "import", "-p", source, path)
	create.Stdin = strings.NewReader(deskPassword + "\n" + deskPassword + "\n")
	if out, err := create.CombinedOutput(); err != nil {
		return fmt.Errorf("keepassxc-cli: %w: %s", err, out)
	}
	ini := "[General]\nConfigVersion=2\nUpdateCheckMessageShown=true\nSingleInstance=false\n[FdoSecrets]\nEnabled=true\n" + strings.Join(settings, "\n") + "\n"
	// What concerns this machine alone is read from the second.
	for _, folder := range []string{"home/.config/keepassxc", "home/.cache/keepassxc"} {
		folder = filepath.Join(d.folder, folder)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, "keepassxc.ini"), []byte(ini), 0o600); err != nil {
			return err
		}
	}
	if _, err := d.start(strings.NewReader(deskPassword+"\n"), nil, "keepassxc", "--pw-stdin", path); err != nil {
		return err
	}
	// A call before it has the name would start the keyring that was ended.
	if err := d.named("org.freedesktop.secrets"); err != nil {
		return err
	}
	return until("KeePassXC's open database on the session bus", func() bool {
		locked, err := d.bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets/collection/agent").
			GetProperty("org.freedesktop.Secret.Collection.Locked")
		return err == nil && locked.Value() == false
	})
}

// lock locks the keyring that serves: "lock keyring", "lock keepassxc".
func lock(d *desk, _ *testscript.TestScript, args []string) error {
	switch args[0] {
	case "keyring":
		return d.bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
			Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}).Err
	case "keepassxc":
		return d.bus.Object("org.keepassxc.KeePassXC.MainWindow", "/keepassxc").Call("org.keepassxc.KeePassXC.MainWindow.lockAllDatabases", 0).Err
	}
	return fmt.Errorf("only keyring and keepassxc can be locked, not %s", args[0])
}

// language is the two letters of the language that the program speaks at this desk.
func (d *desk) language() string {
	language := "en"
	for _, v := range d.env {
		if locale, ok := strings.CutPrefix(v, "LANG="); ok && len(locale) > 2 && locale[2] == '_' {
			language = locale[:2]
		}
	}
	return language
}

// language sets the language of the session, for what starts after it.
func language(d *desk, ts *testscript.TestScript, args []string) error {
	d.env = append(d.env, "LANG="+args[0])
	ts.Setenv("LANG", args[0])
	return nil
}
