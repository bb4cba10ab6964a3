package logon

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Name returns the name of this process's log-on, 32 hexadecimal digits, or "" where
// log-ons cannot be told apart. Getenv is os.Getenv or its like. It takes less than a
// millisecond, and gives no part of what it was made from away.
func Name(getenv func(string) string) string {
	parts := facts(getenv)
	for _, part := range parts {
		if part == "" {
			return ""
		}
	}
	if len(parts) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte("wolkvox-hold log-on\n" + strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:16])
}
