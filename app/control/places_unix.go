//go:build linux || darwin

package control

import (
	accounts "os/user"
	"strconv"
)

func (p Places) session() string {
	for _, key := range []string{"WAYLAND_DISPLAY", "DISPLAY"} {
		if s := plain(p.env(key), maxSession); s != "" {
			return s
		}
	}
	if p.env("SSH_CONNECTION") != "" {
		return "ssh"
	}
	return ""
}

// systemHome is the home folder that the system's list of users has. A program without
// cgo reads /etc/passwd alone: of users that a directory service brings it says nothing.
func systemHome(uid int) string {
	u, err := accounts.LookupId(strconv.Itoa(uid))
	if err != nil {
		return ""
	}
	return u.HomeDir
}
