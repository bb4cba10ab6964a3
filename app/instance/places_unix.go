//go:build linux || darwin

package instance

import (
	accounts "os/user"
	"strconv"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

func (p Places) session() string {
	for _, key := range []string{"WAYLAND_DISPLAY", "DISPLAY"} {
		if s := printable.Plain(p.env(key), maxSession); s != "" {
			return s
		}
	}
	if p.env("SSH_CONNECTION") != "" {
		return "ssh"
	}
	return ""
}

// systemHome returns the home folder from the system's user database. A program without
// cgo reads only /etc/passwd, so the users of a directory service are not found.
func systemHome(uid int) string {
	u, err := accounts.LookupId(strconv.Itoa(uid))
	if err != nil {
		return ""
	}
	return u.HomeDir
}
