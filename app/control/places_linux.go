package control

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

func (p Places) spots() []spot {
	var spots []spot
	if dir, ok := p.folder("XDG_RUNTIME_DIR"); ok {
		spots = append(spots, spot{base: dir, closed: 0o077, dir: filepath.Join(dir, p.Name), file: lockFile})
	}
	run := p.runUser
	if run == "" {
		run = "/run/user"
	}
	run = filepath.Join(run, strconv.Itoa(p.UID))
	spots = append(spots, spot{base: run, closed: 0o077, dir: filepath.Join(run, p.Name), file: lockFile})

	state, ok := p.folder("XDG_STATE_HOME")
	if !ok {
		if home, isHome := p.folder("HOME"); isHome {
			state, ok = filepath.Join(home, ".local", "state"), true
		}
	}
	file := lockFile + "-" + machine()
	if ok {
		spots = append(spots, spot{dir: filepath.Join(state, p.Name), file: file})
	}
	if home, known := p.home(); known {
		if real := filepath.Join(home, ".local", "state"); !ok || real != state {
			spots = append(spots, spot{base: home, dir: filepath.Join(real, p.Name), file: file})
		}
	}
	return spots
}

// machine names this machine, as 16 hexadecimal digits. The machine ID itself
// should not be shown to others (machine-id(5)), hence the hash. Asked once: it stays.
var machine = sync.OnceValue(func() string {
	for _, file := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if id, err := os.ReadFile(file); err == nil && len(bytes.TrimSpace(id)) > 0 {
			return short("machine-id " + string(bytes.TrimSpace(id)))
		}
	}
	// Without either there is only the name; an empty one still gives a lock.
	host, _ := os.Hostname()
	return short("hostname " + host)
})

func short(s string) string {
	sum := sha256.Sum256([]byte("wolkvox-hold " + s))
	return hex.EncodeToString(sum[:8])
}
