package logon

import (
	"bytes"
	"os"
	"strconv"
)

// process are facts that stay the same when a process runs another program (execve):
// its number, and when it began (proc(5)).
func process() []string {
	stat, _ := os.ReadFile("/proc/self/stat")
	return []string{bootName(), strconv.Itoa(os.Getpid()), began(stat)}
}

// began is the 22nd field. The second is a name that may hold anything, in brackets.
func began(stat []byte) string {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return ""
	}
	return string(fields[19])
}
