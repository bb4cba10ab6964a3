package control

import (
	"strconv"
	"strings"
)

// Names of pipes are the machine's, so the user and the log-on are in them:
//
//	\\.\pipe\<Places.Name>-<SID>-<session>
//
// The SID is the user's, the session the log-on's number. From a name alone follows
// who has to be found behind it.
const pipeFolder = `\\.\pipe\`

// systemSID is the account of the operating system itself (LocalSystem, "Well-known
// SIDs" of the Windows documentation).
const systemSID = "S-1-5-18"

func pipeName(program, sid string, session uint32) string {
	return pipeFolder + program + "-" + sid + "-" + strconv.FormatUint(uint64(session), 10)
}

// pipeUser finds the SID in the name of a pipe of ours.
func pipeUser(channel string) (sid string, ok bool) {
	name, ok := strings.CutPrefix(channel, pipeFolder)
	program, rest, found := strings.Cut(name, "-S-")
	end := strings.LastIndexByte(rest, '-')
	if !ok || !found || end < 0 || len(channel) > maxChannel || plain(channel, maxChannel) != channel {
		return "", false
	}
	if program == "" || strings.ContainsAny(program, `/\:`) {
		return "", false
	}
	sid = "S-" + rest[:end]
	session, err := strconv.ParseUint(rest[end+1:], 10, 32)
	// Written in another way it would be another name.
	if err != nil || !isSID(sid) || pipeName(program, sid, uint32(session)) != channel {
		return "", false
	}
	return sid, true
}

// isSID says whether s has the form of a user's SID: S-1, and at least two numbers.
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

// pipeRank is what somebody with the SID theirs may do, where ours is the user of
// this process. An empty SID is of somebody who could not be asked.
func pipeRank(theirs, ours string) rank {
	switch {
	case theirs == "" || ours == "":
		return stranger
	case theirs == ours:
		return user
	case theirs == systemSID:
		return system
	}
	return stranger
}

// pipeOwner says whether a process of the user ours may speak to a pipe whose name
// has the SID named: to its own, and the operating system's account to all, which
// hear no more from it than Server.ForSystem says.
func pipeOwner(named, ours string) bool { return named == ours || ours == systemSID }
