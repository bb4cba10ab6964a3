package logon

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
)

// facts identify the sign-in; an empty one is missing.
func facts(getenv func(string) string) []string {
	return []string{bootName(), session(getenv)}
}

func bootName() string { return strings.TrimSpace(boot.Name()) }

func session(getenv func(string) string) string {
	for _, path := range []string{waylandSocket(getenv), xSocket(getenv)} {
		if s := socketFact(path); s != "" {
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

// xSocket returns the socket of a display on this machine, such as :0 or :0.0. A display over the
// network (ssh -X) has none.
func xSocket(getenv func(string) string) string {
	number, local := strings.CutPrefix(getenv("DISPLAY"), ":")
	number, _, _ = strings.Cut(number, ".")
	if _, err := strconv.ParseUint(number, 10, 16); !local || err != nil {
		return ""
	}
	return "/tmp/.X11-unix/X" + number
}

// socketFact identifies this socket among all that ever had its path.
func socketFact(path string) string {
	var st unix.Stat_t
	if path == "" || unix.Stat(path, &st) != nil || st.Mode&unix.S_IFMT != unix.S_IFSOCK {
		return ""
	}
	return fmt.Sprintf("%s %d %d %d.%d", path, st.Dev, st.Ino, st.Mtim.Sec, st.Mtim.Nsec)
}

// processFacts stay the same when the process executes another program (execve).
func processFacts() []string {
	return []string{bootName(), strconv.Itoa(os.Getpid()), boot.ProcessStart()}
}
