package logon

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Name returns the name of this process's log-on, 32 hexadecimal digits, or "" where
// log-ons cannot be told apart. Getenv is os.Getenv or its like. It takes less than a
// millisecond, and gives no part of what it was made from away.
func Name(getenv func(string) string) string {
	return named("log-on", facts(getenv))
}

// named makes a name of facts; "" where one of them, or all, are missing.
func named(of string, parts []string) string {
	for _, part := range parts {
		if part == "" {
			return ""
		}
	}
	if len(parts) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte("wolkvox-hold " + of + "\n" + strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:16])
}

// Own names this process as Name names a log-on, where that has no name. No other
// process ever has it, but a program that this one puts in its own place does.
func Own() string {
	if name := named("process", process()); name != "" {
		return name
	}
	var random [16]byte
	_, _ = rand.Read(random[:])
	return hex.EncodeToString(random[:])
}
