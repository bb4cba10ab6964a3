// Package logon names the sign-in session of this process, so that what a person chose in it ends
// with it.
//
// Each sign-in has another name, also of the same person on the same machine. All programs of one
// sign-in have the same name. It is a hash of facts (facts_*.go):
//
//   - Linux: the boot, and the socket of the X server or Wayland compositor, which is created at each
//     sign-in; without one (ssh) the session number of logind or of the kernel's audit. A program in a
//     Wayland session that knows only its X display has another name than one that knows both.
//   - Windows: the LUID of the process token's logon session, and its start time. A program that was
//     started as administrator has another one.
//   - macOS: the boot, and the security session, if the environment names it.
//
// Where sign-ins cannot be distinguished there is no name, and no two processes share one. A wrong
// extension puts somebody else's call on hold, so asking once too often is better than mixing up two
// sign-ins.
package logon

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Name returns the name of this process's sign-in, 32 hexadecimal digits, or "" where sign-ins cannot
// be distinguished. Getenv is os.Getenv. It takes less than a millisecond, and the name reveals none of
// the facts.
func Name(getenv func(string) string) string {
	return hashName("log-on", facts(getenv))
}

// hashName returns a name for the facts, or "" if there are none or one is missing.
func hashName(of string, parts []string) string {
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

// Own returns a name for this process, for where [Name] has none. No other process has it, but a
// program that this process executes in its place (execve) does.
func Own() string {
	if name := hashName("process", processFacts()); name != "" {
		return name
	}
	var random [16]byte
	_, _ = rand.Read(random[:])
	return hex.EncodeToString(random[:])
}
