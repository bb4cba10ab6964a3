package logon

import (
	"crypto/rand"
	"encoding/hex"
)

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
