package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// kdePrograms are what the desk needs; its portals are looked for when it opens.
var kdePrograms = []string{"Xvfb", "kwin_wayland", "import"}

// openKDE opens a Wayland session of KDE's Plasma without a panel: kwin in a window of an X
// server, where real keys are pressed, and KDE's own portal. What that opens is written into
// the file opened, where the story has its programs.
func openKDE(d *desk) error {
	bin := filepath.Join(d.folder, "bin")
	// The file capability of kwin_wayland may not be given in a network of our own; a copy has
	// none.
	if out, err := exec.Command("sh", "-c", `cp "$(command -v kwin_wayland)" "$0"`, bin).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	opener := "#!/bin/sh\necho \"$@\" >>'" + filepath.Join(bin, "opened") + "'\n"
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(opener), 0o755); err != nil {
		return err
	}
	if err := d.openX(); err != nil {
		return err
	}
	d.env = append(d.env, "XDG_SESSION_TYPE=wayland", "XDG_CURRENT_DESKTOP=KDE", "KDE_FULL_SESSION=true", "KDE_SESSION_VERSION=5")
	if err := openNone(d); err != nil {
		return err
	}
	const display = "wayland-kde"
	kwin := []string{"--x11-display", d.display, "--socket", display, "--no-lockscreen", "--width", "1000", "--height", "600"}
	if _, err := d.startWith([]string{"KWIN_COMPOSE=Q"}, nil, nil, filepath.Join(bin, "kwin_wayland"), kwin...); err != nil {
		return err
	}
	if err := d.named("org.kde.kglobalaccel"); err != nil {
		return err
	}
	d.env = append(d.env, "WAYLAND_DISPLAY="+display, "QT_QPA_PLATFORM=wayland")
	for _, p := range []part{
		{"org.freedesktop.impl.portal.desktop.kde", []string{"/usr/lib/*/libexec/xdg-desktop-portal-kde"}},
		{portalName, []string{"/usr/libexec/xdg-desktop-portal"}},
	} {
		if found, _ := filepath.Glob(p.command[0]); len(found) > 0 {
			p.command = found[:1]
		}
		if err := d.startNamed(p); err != nil {
			return err
		}
	}
	return nil
}
