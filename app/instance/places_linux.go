package instance

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

func (p Places) candidates() []candidate {
	var candidates []candidate
	if dir, ok := p.folder("XDG_RUNTIME_DIR"); ok {
		candidates = append(candidates, candidate{base: dir, forbidden: 0o077, dir: filepath.Join(dir, p.Name), file: lockFile})
	}
	run := p.RunUser
	if run == "" {
		run = "/run/user"
	}
	run = filepath.Join(run, strconv.Itoa(p.UID))
	candidates = append(candidates, candidate{base: run, forbidden: 0o077, dir: filepath.Join(run, p.Name), file: lockFile})

	state, ok := p.folder("XDG_STATE_HOME")
	if !ok {
		if home, isHome := p.folder("HOME"); isHome {
			state, ok = filepath.Join(home, ".local", "state"), true
		}
	}
	file := lockFile + "-" + machine()
	if ok {
		candidates = append(candidates, candidate{dir: filepath.Join(state, p.Name), file: file})
	}
	if home, known := p.home(); known {
		if real := filepath.Join(home, ".local", "state"); !ok || real != state {
			candidates = append(candidates, candidate{base: home, dir: filepath.Join(real, p.Name), file: file})
		}
	}
	return candidates
}

// machine hashes the machine ID, which should not be shown to others (machine-id(5)).
var machine = sync.OnceValue(func() string {
	for _, file := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		if id, err := os.ReadFile(file); err == nil && len(bytes.TrimSpace(id)) > 0 {
			return hashID("machine-id " + string(bytes.TrimSpace(id)))
		}
	}
	// Without an ID only the host name is left. Even an empty one gives a valid name.
	host, _ := os.Hostname()
	return hashID("hostname " + host)
})

func hashID(s string) string {
	sum := sha256.Sum256([]byte("wolkvox-hold " + s))
	return hex.EncodeToString(sum[:8])
}
