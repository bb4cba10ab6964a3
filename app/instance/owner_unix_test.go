//go:build linux || darwin

package instance

import (
	"strings"
	"testing"
)

// Channels for owner lines.
const (
	aChannel    = "/c"
	wildChannel = `/a b/<"&\>`
)

var (
	longestChannel = "/" + strings.Repeat("c", 99)
	noChannels     = map[string]string{
		"a long channel":      longestChannel + "c",
		"a relative channel":  "c",
		"an abstract socket":  "@c",
		"a control character": "/c\x00",
		"not UTF-8":           "/\xff",
	}
)

// TestOwnerLineIsFull: an owner that does not fit into the line is not written.
func TestOwnerLineIsFull(t *testing.T) {
	full := Owner{
		Kind: Resident, PID: 1, Channel: "/" + strings.Repeat(`"`, 99),
		Session: strings.Repeat(`"`, maxSession), Program: strings.Repeat(`"`, maxProgram),
	}
	if line, err := full.line(); err == nil {
		t.Errorf("got %q", line)
	}
}
