//go:build !linux

package instance

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"sync"
)

// machine hashes the system's ID, which should not be shown to others, together with the
// host name: machines cloned from one image may share the ID.
var machine = sync.OnceValue(func() string {
	host, _ := os.Hostname()
	sum := sha256.Sum256([]byte("wolkvox-hold " + machineID() + " hostname " + host))
	return hex.EncodeToString(sum[:8])
})
