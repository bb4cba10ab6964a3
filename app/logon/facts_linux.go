package logon

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
)

// facts tell one log-on from all others; all of them must be there.
func facts(getenv func(string) string) []string {
	return []string{bootName(), session(getenv)}
}

func bootName() string { return strings.TrimSpace(boot.Name()) }

func session(getenv func(string) string) string {
	for _, path := range []string{waylandSocket(getenv), xSocket(getenv)} {
		if s := made(path); s != "" {
			return s
		}
	}
	if id := getenv("XDG_SESSION_ID"); id != "" { // pam_systemd(8)
		return "logind " + id
	}
	audit, _ := os.ReadFile("/proc/self/sessionid")
	if id := strings.TrimSpace(string(audit)); id != "" && id != strconv.FormatUint(1<<32-1, 10) { // unset
		return "audit " + id
	}
	return ""
}

func waylandSocket(getenv func(string) string) string {
	name := getenv("WAYLAND_DISPLAY")
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(getenv("XDG_RUNTIME_DIR"), name)
}

// xSocket is that of a display of this machine, such as :0 or :0.0. One that comes
// over the network (ssh -X) has none.
func xSocket(getenv func(string) string) string {
	number, local := strings.CutPrefix(getenv("DISPLAY"), ":")
	number, _, _ = strings.Cut(number, ".")
	if _, err := strconv.ParseUint(number, 10, 16); !local || err != nil {
		return ""
	}
	return "/tmp/.X11-unix/X" + number
}

// made tells this socket from all others that ever stood in its place.
func made(path string) string {
	var st unix.Stat_t
	if path == "" || unix.Stat(path, &st) != nil || st.Mode&unix.S_IFMT != unix.S_IFSOCK {
		return ""
	}
	return fmt.Sprintf("%s %d %d %d.%d", path, st.Dev, st.Ino, st.Mtim.Sec, st.Mtim.Nsec)
}

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
