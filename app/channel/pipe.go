package channel

import (
	"strconv"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

// All users of a machine share the names of its pipes, so the name of ours holds user
// and session:
//
//	\\.\pipe\<program>-<SID>-<session>
//
// The SID is the user's, the session is the number of the log-on session. The name alone
// therefore says which user the owner of the pipe must be.
const pipeFolder = `\\.\pipe\`

// systemSID is the account of the operating system itself (LocalSystem, "Well-known
// SIDs" of the Windows documentation).
const systemSID = "S-1-5-18"

func pipeName(program, sid string, session uint32) string {
	return pipeFolder + program + "-" + sid + "-" + strconv.FormatUint(uint64(session), 10)
}

// pipeUser returns the SID in the name of one of our pipes.
func pipeUser(channel string) (sid string, ok bool) {
	name, ok := strings.CutPrefix(channel, pipeFolder)
	program, rest, found := strings.Cut(name, "-S-")
	end := strings.LastIndexByte(rest, '-')
	if !ok || !found || end < 0 || len(channel) > maxName || printable.Plain(channel, maxName) != channel {
		return "", false
	}
	if program == "" || strings.ContainsAny(program, `/\:`) {
		return "", false
	}
	sid = "S-" + rest[:end]
	session, err := strconv.ParseUint(rest[end+1:], 10, 32)
	// The same numbers written differently would be another name.
	if err != nil || !isSID(sid) || pipeName(program, sid, uint32(session)) != channel {
		return "", false
	}
	return sid, true
}

// isSID reports whether s has the form of a user's SID: S-1 and at least two numbers.
func isSID(s string) bool {
	parts := strings.Split(s, "-")
	if len(parts) < 4 || parts[0] != "S" || parts[1] != "1" {
		return false
	}
	for _, number := range parts[2:] {
		if n, err := strconv.ParseUint(number, 10, 48); err != nil || strconv.FormatUint(n, 10) != number {
			return false
		}
	}
	return true
}

// pipeRole returns the role of a peer with the SID theirs; ours is the user of this
// process. An empty SID means that the kernel did not know.
func pipeRole(theirs, ours string) role {
	switch {
	case theirs == "" || ours == "":
		return roleNone
	case theirs == ours:
		return roleUser
	case theirs == systemSID:
		return roleSystem
	}
	return roleNone
}

// mayConnect reports whether a process of the user ours may connect to a pipe with the
// SID named in its name: a user only to their own, and the operating system's account to
// all of them. What that account may ask is limited by Server.ForSystem.
func mayConnect(named, ours string) bool { return named == ours || ours == systemSID }
